"""This file is where a date is defined that someone must not miss: what it is about, from when it
is shown and to whom."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextChoices

from stegvis.core.dates import add_months
from stegvis.programmes.vocabulary import SeatRole, Span

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
CASE_MANAGER = frozenset({SeatRole.CASE_MANAGER})
COORDINATOR = frozenset({SeatRole.COORDINATOR})


class Reminder(TextChoices):
    """What is pointed out in every programme, whatever its definition watches."""

    MEETING = "meeting", "Möte"
    PLAN_REVIEW = "plan_review", "Handlingsplan att följa upp"
    ACTION_DUE = "action_due", "Steg i planen"
    ANSWER_ARRIVED = "answer_arrived", "Svar har kommit"
    REVIEW_DUE = "review_due", "Utlämnande att granska"
    AFTERCARE = "aftercare", "Utlovad kontakt efter avslut"
    OWN_WORDS = "own_words", "Nytt från deltagaren"
    EXTRACT = "extract_due", "Registerutdrag"
    UNASSIGNED = "unassigned", "Saknar case manager"
    REGISTRATION = "registration", "Registrering i eget system"
    INSTRUMENT = "instrument", "Enkät att besvara"
    TEAM_MEETING = "team_meeting", "Teammöte"
    PLACE = "place", "Ledig plats"


class Deadline(NamedTuple):
    """A date, what it is about, and from which day it is shown in Att göra.

    `watch` is a Watched or a Reminder and says which page takes care of it; `ref` is the item,
    where there is one; `since` is when the waiting began; `key` tells the follow-up's moment,
    and a referral on (care) from a receiver at exit.
    """

    watch: str
    due_on: date
    shown_from: date
    title: str
    sentence: str
    roles: frozenset[SeatRole] = CASE_MANAGER
    ref: UUID | None = None
    since: date | None = None
    key: str = ""

    def days_left(self, day: date) -> int:
        return (self.due_on - day).days

    def is_shown(self, day: date) -> bool:
        return self.shown_from <= day

    def color(self, day: date) -> str:
        """Danger when late or today, warning within a week or once it is shown, else neutral."""
        if self.days_left(day) <= 0:
            return "danger"
        if self.days_left(day) <= 7:
            return "warning"
        return "warning" if self.is_shown(day) else "neutral"


def to_do(deadlines: Iterable[Deadline], day: date) -> list[Deadline]:
    """Those that it is time to show."""
    return [deadline for deadline in deadlines if deadline.is_shown(day)]


def in_order(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Most urgent first."""
    return sorted(deadlines, key=urgency)


def urgency(deadline: Deadline) -> tuple[date, str, str]:
    """What the most urgent one has the least of."""
    return deadline.due_on, deadline.watch, str(deadline.ref or "")


def before(due_on: date, leads: Iterable[Span]) -> date:
    """The first day that a date is shown: as long before it as the longest lead."""
    return min((_earlier(due_on, lead) for lead in leads), default=due_on)


def _earlier(day: date, span: Span) -> date:
    if span.days is not None:
        return day - timedelta(days=span.days)
    return add_months(day, -(span.months or 0))
