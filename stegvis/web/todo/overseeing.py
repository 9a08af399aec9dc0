"""This file is where what waits for whoever checks the log gets its line and its one click."""

from datetime import date
from typing import Any

from stegvis.oversight.duties import Watch, Watched
from stegvis.web.shared.addresses import url_of
from stegvis.web.shared.days import days_left

# What the button says, and the page; those that take the row's id are told so.
_ACTS = {
    Watch.INCIDENT: ("Öppna", "incident-show", True),
    Watch.LOG_CHECK: ("Fortsätt", "log-check-show", True),
    Watch.ALARM: ("Öppna larmet", "alarm-show", True),
    Watch.NAMES: ("Besluta", "names-show", True),
    Watch.ANALYSIS: ("Se över", "access-analysis-review", True),
    Watch.GRANTS: ("Se över", "member-list", False),
}


def row(one: Watched, day: date) -> dict[str, Any]:
    """As a row of Att göra; nobody's case, so there is no person to open."""
    label, name, takes_id = _ACTS[one.watch]
    days = (one.due_on - day).days
    late = f"försenat {-days} {'dag' if days == -1 else 'dagar'}"
    return {
        "who": one.who,
        "who_url": "",
        "about": "",
        "title": one.title,
        "why": one.why,
        "due_on": one.due_on,
        "left": late if days < 0 else "i morgon" if days == 1 else days_left(one.due_on),
        "color": "danger" if days <= 0 else "warning",
        "url": url_of(name, *([one.ref] if takes_id else [])),
        "action": label,
    }
