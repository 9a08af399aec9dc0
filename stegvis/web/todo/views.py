"""This file is where the list of things to do is shown, most urgent first, one click to act."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from stegvis.casework.duties import ABOUT_NOBODY, Duty, duties
from stegvis.core.dates import today
from stegvis.oversight.duties import watched
from stegvis.web.casework.acts import act_of, url_of
from stegvis.web.casework.parts import left_of, why
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.todo import overseeing

GROUPS = ("Försenat", "I dag", "Den här veckan", "Senare")


def todo(request: StaffRequest) -> HttpResponse:
    """Late, today, this week, later."""
    day = today()
    found = duties(request.actor, day)
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS}
    for duty in found:
        groups[GROUPS[_group(duty.deadline.due_on, day)]].append(_row(duty, day))
    others = watched(request.actor, day)
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
        },
    )


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
        "who_url": reverse("case-show", args=[duty.subject]) if duty.is_case else "",
        "about": duty.about,
        "title": deadline.title,
        "why": why(deadline),
        "due_on": deadline.due_on,
        "left": left_of(deadline, day),
        "color": deadline.color(day),
        "url": url_of(deadline, duty.subject),
        "action": act_of(deadline).label,
    }
