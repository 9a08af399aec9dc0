"""This file is where it is said what the register tells of one life: rows and dates, no verdicts.

Pure: what these rows mean on a day is in `spans` and `rules`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from stegvis.programmes.vocabulary import EMPLOYED, WorkKind

Sex = Literal["woman", "man", "unknown"]


#: The answers to the two questions of a follow-up that figures are made from.
WORKING = frozenset({"arbete", "arbete_med_stod"})


STUDYING = frozenset({"studier"})


NOTHING_TO_DO = frozenset({"inget"})


OWN_LIVELIHOODS = frozenset({"lon", "studiestod"})


ASSISTANCE = frozenset({"forsorjningsstod"})


NO_LIVELIHOOD = frozenset({"inget"})


#: The benefit row that is försörjningsstöd.
SOCIAL_ASSISTANCE = "social_assistance"


#: Keys of the two questions, whose answers have columns of their own.
OCCUPATION, LIVELIHOOD = "sysselsattning", "forsorjning"


FULL_TIME = 100


STUDIES = frozenset({WorkKind.STUDIES.value})


EMPLOYMENT = frozenset(kind.value for kind in EMPLOYED)


LONG_AGO, NEVER = date.min, date.max


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    MISSING = "missing"
    PENDING = "pending"


class Span(NamedTuple):
    """What was so from a day until another, which is not in it."""

    start: date
    until: date
    answer: Answer


class WorkSpell(NamedTuple):
    kind: str
    percent: int
    benefit_percent: int | None
    starts_on: date
    ends_on: date | None

    @property
    def until(self) -> date:
        return after(self.ends_on)


class Reached(NamedTuple):
    """A milestone: an event on its day, or a state between its days."""

    key: str
    starts_on: date
    ends_on: date | None


class Word(NamedTuple):
    """What she said at a follow-up, or that she could not be reached."""

    moment: str
    on: date
    reached: bool
    occupation: str
    livelihood: str
    percent: int | None


class Given(NamedTuple):
    """One answer to one question, or the score of one instrument; `value` as it was written.

    What is asked at a follow-up is of no instrument."""

    key: str
    moment: str
    on: date
    value: str | None
    instrument: str = ""


class Judged(NamedTuple):
    """A result on a day: of the first mapping, or who became case manager."""

    result: str
    on: date


class Tried(NamedTuple):
    """How a criterion stood when it was decided whether she was to be taken in."""

    criterion: str
    outcome: str
    on: date


class Paid(NamedTuple):
    """A decision on a benefit."""

    kind: str
    starts_on: date | None
    ends_on: date | None


class Livelihood(NamedTuple):
    """Where it was written down what she is to live on next."""

    known_on: date
    named: bool
    informed_on: date | None


@dataclass(frozen=True, slots=True)
class About:
    """What a fact is about, by the goal's own keys; see `programmes.measures.Goal`.

    `lasts` tells a milestone that is a state. `due_months` and `due_days` are counted from the
    exit; a follow-up without them has no due day known here.
    """

    percent: int | None = None
    work: frozenset[str] = frozenset()
    milestone: str = ""
    lasts: bool = False
    triage: frozenset[str] = frozenset()
    question: str = ""
    moment: str = ""
    values: frozenset[str] = frozenset()
    at_least: int | None = None
    at_most: int | None = None
    raised: bool = False
    instrument: str = ""
    criterion: str = ""
    due_months: int | None = None
    due_days: int | None = None
    ever: bool = False
    # Thousands of cases are looked up by what is asked of them; worked out once.
    hashed: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        told = (getattr(self, each.name) for each in fields(self) if each.compare)
        object.__setattr__(self, "hashed", hash(tuple(told)))

    def __hash__(self) -> int:
        return self.hashed


NOTHING = About()


class Ask(NamedTuple):
    """A fact together with what it is about: one column of answers."""

    fact: str
    about: About = NOTHING


# Nobody writes in one. It is not frozen, because a page makes thousands of them, and then each of
# its thirty columns would be set the slow way.
@dataclass(unsafe_hash=True, slots=True)
class CaseFacts:
    """What one participation contributes to the goals; dates are None until the thing happened.

    `known_plan_at_exit` and `anchored_at_exit` are None while nobody has recorded an answer, and
    then the case is missing, never a no. `counted_in_followup` is False for somebody who has not
    agreed to follow-up registration: she is in the head counts and missing in everything else.

    A person referred, assessed, in an area or in a comparison group is one too: `enrolled_on` is
    then the day when she came into that group, `exited_on` the first day when she no longer was
    in it, and `taken_in_on` the day when she was enrolled in the programme.
    """

    participation_id: str
    sex: Sex
    enrolled_on: date
    plan_confirmed_on: date | None
    ready_on: date | None
    enhanced_started_on: date | None
    exited_on: date | None
    destination: str | None
    destination_counts_as_ready: bool
    known_plan_at_exit: bool | None
    anchored_at_exit: bool | None
    counted_in_followup: bool
    progressed_on: date | None = None
    mapped_on: date | None = None
    taken_in_on: date | None = None
    arm: str = ""
    # Keys of the criteria that she met when she was taken in, with a space between.
    met: str = ""
    source: str = "participation"
    work: tuple[WorkSpell, ...] = ()
    milestones: tuple[Reached, ...] = ()
    words: tuple[Word, ...] = ()
    given: tuple[Given, ...] = ()
    scores: tuple[Given, ...] = ()
    managers: tuple[Judged, ...] = ()
    triages: tuple[Judged, ...] = ()
    tried: tuple[Tried, ...] = ()
    paid: tuple[Paid, ...] = ()
    livelihoods: tuple[Livelihood, ...] = ()


#: Rows that spans are made of: kept in order of their days, and never compared as such.
ROWS = (
    "work",
    "milestones",
    "words",
    "given",
    "scores",
    "managers",
    "triages",
    "tried",
    "paid",
    "livelihoods",
)


WITHOUT_ROWS: dict[str, Any] = dict.fromkeys(ROWS, ())


_ROW_KINDS: Mapping[str, type[Any]] = {
    "work": WorkSpell,
    "milestones": Reached,
    "words": Word,
    "given": Given,
    "scores": Given,
    "managers": Judged,
    "triages": Judged,
    "tried": Tried,
    "paid": Paid,
    "livelihoods": Livelihood,
}


def rows_of(name: str, value: str | list[list[Any]] | None) -> tuple[Any, ...]:
    """Rows of the register, as the database gives them in JSON."""
    rows = json.loads(value) if isinstance(value, str) else value or []
    kind = _ROW_KINDS[name]
    dated = [field in _DATES for field in kind._fields]
    return tuple(
        kind(*(date.fromisoformat(v) if d and v else v for v, d in zip(row, dated, strict=True)))
        for row in rows
    )


_DATES = frozenset({"on", "starts_on", "ends_on", "known_on", "informed_on"})


def after(day: date | None) -> date:
    """The first day that is not in it; never for what has no last day."""
    return NEVER if day is None else day + timedelta(days=1)
