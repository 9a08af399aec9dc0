"""This file is where an end of somebody's livelihood is put in words and colours for a page."""

from collections.abc import Iterable
from typing import Any

from stegvis.casework.area import decision_of, leads_of
from stegvis.casework.benefit_watch import End, Life, ends_of
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.participants.models import Benefit
from stegvis.web.templatetags.stegvis import days_left


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
        "left": "Ta reda på" if end.is_asked_for else days_left(end.due_on),
        "color": _color(end),
        "acts": end.acts.label,
    }


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
