"""This file is where the list of things to do is shown, most urgent first, one click to act."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from stegvis.casework.duties import MOST_CASES, Duties, duties, works_with_people
from stegvis.casework.duty import ABOUT_NOBODY, Duty
from stegvis.core.dates import today
from stegvis.oversight.duties import oversees, watched
from stegvis.web.casework.acts import act_of, url_of_act
from stegvis.web.casework.parts import left_of, why
from stegvis.web.shared.addresses import url_of
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.todo import overseeing

OVERSIGHT = "tillsyn"
LEFT_OUT = (
    "Du samordnar fler deltagare än den här listan rymmer. Den går igenom dem som du själv följer "
    f"och sedan andra, pågående först, tills det är {MOST_CASES}. Den som följer en deltagare ser "
    "alla deltagarens datum i sin egen lista."
)
GROUPS = ("Försenat", "I dag", "Den här veckan", "Senare")


def todo(request: StaffRequest) -> HttpResponse:
    """Late, today, this week, later. Whoever both works with people and watches over the log or
    the assignments has a list for each: one is asked for at a time."""
    day, actor = today(), request.actor
    has_both = works_with_people(actor) and oversees(actor)
    is_overseeing = has_both and request.GET.get("visa") == OVERSIGHT
    hers = Duties([], leaves_out=False) if is_overseeing else duties(actor, day)
    found = hers.found
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS}
    for duty in found:
        groups[GROUPS[_group(duty.deadline.due_on, day)]].append(_row(duty, day))
    others = watched(actor, day) if is_overseeing or not has_both else []
    for one in others:
        groups[GROUPS[_group(one.due_on, day)]].append(overseeing.row(one, day))
    for rows in groups.values() if others else ():
        rows.sort(key=lambda row: row["due_on"])
    return page(
        request,
        "todo/todo.html",
        {
            "page_title": "Att göra",
            "groups": [(name, rows) for name, rows in groups.items() if rows],
            "people": len(
                {duty.subject for duty in found if duty.deadline.watch not in ABOUT_NOBODY}
            ),
            "total": len(found) + len(others),
            "left_out": LEFT_OUT if hers.leaves_out else "",
            "tabs": _tabs(is_overseeing) if has_both else [],
        },
    )


def _tabs(is_overseeing: bool) -> list[dict[str, Any]]:
    url = reverse("todo")
    overseeing_url = f"{url}?{urlencode({'visa': OVERSIGHT})}"
    return [
        {"label": "Deltagare och ärenden", "url": url, "is_current": not is_overseeing},
        {"label": "Tillsyn", "url": overseeing_url, "is_current": is_overseeing},
    ]


def _group(due_on: date, day: date) -> int:
    """The week is seven days from today, not the calendar's: a Friday needs its Monday."""
    if due_on < day:
        return 0
    if due_on == day:
        return 1
    return 2 if due_on <= day + timedelta(days=7) else 3


def _row(duty: Duty, day: date) -> dict[str, Any]:
    deadline = duty.deadline
    return {
        "who": duty.who,
        "who_url": url_of("case-show", duty.subject) if duty.is_case else "",
        "about": duty.about,
        "title": deadline.title,
        "why": why(deadline),
        "due_on": deadline.due_on,
        "left": left_of(deadline, day),
        "color": deadline.color(day),
        "url": url_of_act(deadline, duty.subject),
        "action": act_of(deadline).label,
    }
