"""This file is where an end of somebody's livelihood is put in words and colours for a page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from stegvis.casework.area import decision_of, leads_of
from stegvis.casework.benefit_watch import End, Life, ends_of
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.participants.models import Benefit
from stegvis.web.shared.days import days_left

DAYS_COUNTED = 120


def ends_shown(case: Participation, rows: Iterable[Benefit]) -> list[dict[str, Any]]:
    """Every end ahead of one ongoing case, soonest first; nothing once it has ended."""
    if case.ended_on is not None:
        return []
    decisions = tuple(decision_of(row) for row in rows)
    life = Life(case.participant.born_on, decisions, case.enrolled_on)
    leads = leads_of(case.version.definition)
    return [end_shown(end) for end in ends_of(life, today(), leads)]


def end_shown(end: End) -> dict[str, Any]:
    """What, when, how many days, who acts and what next."""
    return {
        "end": end,
        "left": "Ta reda på" if end.is_asked_for else _left(end.due_on),
        "color": _color(end),
        "acts": end.acts.label,
    }


def _left(due_on: date) -> str:
    """In days while they can be counted, in months and years beyond that."""
    days = (due_on - today()).days
    if days <= DAYS_COUNTED:
        return days_left(due_on)
    months = days * 12 // 365
    return f"om {months} månader" if months < 2 * 12 else f"om {months // 12} år"


def _color(end: End) -> str:
    """Danger when it has passed, warning once it is shown, and calmer while others decide."""
    day = today()
    if end.is_asked_for:
        return "warning"
    if end.due_on < day:
        return "danger"
    if not end.is_shown(day):
        return "neutral"
    return "info" if end.awaits else "warning"
