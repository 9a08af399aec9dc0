"""This file is where a goal is a formula: who is counted, what is asked, and what one case answers.

Pure functions: nothing here reads a database or a clock. An answer is given as it stood on a given
day, from facts that carry their dates, so that yesterday's can be given again tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from stegvis.core.dates import add_months
from stegvis.outcomes.facts import NOTHING, About, Answer, Ask, CaseFacts
from stegvis.outcomes.spans import SPANNING, answered, ask_of, first_yes


class GoalKind(StrEnum):
    COUNT = "count"
    SHARE = "share"
    ONGOING = "ongoing"
    WITHIN = "within"
    BALANCE = "balance"
    DIFFERENCE = "difference"
    COMPARISON = "comparison"


class Population(StrEnum):
    """`comparison` is nobody's choice: it is whom a goal of that kind compares with."""

    AREA = "area"
    REFERRED = "referred"
    ASSESSED = "assessed"
    COMPARISON = "comparison"
    ENROLLED = "enrolled"
    EXITED = "exited"
    ONGOING = "ongoing"
    READY = "ready"


#: Where those counted stand in the register; everybody else takes part.
SOURCES: Mapping[Population, str] = {
    Population.AREA: "area",
    Population.REFERRED: "referral",
    Population.ASSESSED: "assessment",
    Population.COMPARISON: "comparison",
}


class Came(NamedTuple):
    """Those who came into a population from a day to a day, both inclusive."""

    population: Population
    first: date
    last: date


class Promise(NamedTuple):
    """That something happens within so many months, or days, from enrolment."""

    fact: str
    months: int | None
    days: int | None
    ask: Ask | None = None

    def last_day(self, enrolled_on: date) -> date:
        if self.days is not None:
            return enrolled_on + timedelta(days=self.days)
        return add_months(enrolled_on, self.months or 0)

    def outcome(self, case: CaseFacts) -> tuple[date | None, date | None]:
        """The day from which it is kept, or else the day from which it is broken.

        The last day counts as in time, so it is broken from the day after. A promise is made to
        everybody who is enrolled: leaving early does not break it before its day, nor excuse it.
        """
        happened_on = first_yes(self.ask, case) if self.ask else EVENT_DATES[self.fact](case)
        last_day = self.last_day(case.enrolled_on)
        if happened_on is not None and happened_on <= last_day:
            return happened_on, None
        return None, last_day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GoalRule:
    """One goal as a formula. `target` is a share 0–1 for share, within and balance (the lowest
    part of either sex), a difference between shares for difference, else a head count; None where
    the document set none. `also` are facts that must hold as well, `about` what they are about.

    `period` narrows the population to those who came into it then, `arm` to one variant and `met`
    to those who met a criterion when they were taken in. What is asked is how it stood on the day,
    but never later than `by`. Raises ValueError for what cannot be measured."""

    kind: GoalKind
    population: Population
    fact: str
    target: float | None
    months: int | None = None
    days: int | None = None
    also: tuple[str, ...] = ()
    about: About = NOTHING
    period: tuple[date, date] | None = None
    by: date | None = None
    arm: str = ""
    met: str = ""
    # Worked out once, because every answer asks for them.
    facts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    asks: tuple[Ask, ...] = field(init=False, compare=False, repr=False)
    promise: Promise | None = field(init=False, compare=False, repr=False)
    counted_among: Population = field(init=False, compare=False, repr=False)
    is_head_count: bool = field(init=False, compare=False, repr=False)
    source: str = field(init=False, compare=False, repr=False)
    came: Came | None = field(init=False, compare=False, repr=False)
    deadline: date | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        facts = (self.fact, *self.also)
        # Whoever is ongoing is counted among everybody enrolled so far.
        is_ongoing = self.kind is GoalKind.ONGOING
        among = Population.ENROLLED if is_ongoing else self.population
        found = {
            "facts": facts,
            "asks": tuple(ask_of(fact, self.about) for fact in facts if fact in SPANNING),
            "promise": self._promise() if self.kind is GoalKind.WITHIN else None,
            "counted_among": among,
            "is_head_count": HEAD_COUNTS.issuperset(facts),
            "source": SOURCES.get(self.population, "participation"),
            "came": Came(among, *self.period) if self.period else None,
            "deadline": self.by or (self.period[1] if self.period else None),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)
        self._refuse_what_cannot_be_measured()

    @property
    def is_of_part(self) -> bool:
        """Whether only a part of the population is counted: certain days', one arm's, or those who
        met a criterion."""
        return bool(self.deadline or self.arm or self.met)

    def _promise(self) -> Promise:
        ask = ask_of(self.fact, self.about) if self.fact in SPANNING else None
        return Promise(self.fact, self.months, self.days, ask)

    def _refuse_what_cannot_be_measured(self) -> None:
        if self.kind is GoalKind.WITHIN:
            if (self.months or 0) < 1 and (self.days or 0) < 1:
                raise ValueError("a goal of kind within needs months or days, at least 1")
            if self.fact not in IN_TIME or self.also:
                raise ValueError(f"no dated fact {self.fact!r}; known: {', '.join(IN_TIME)}")
        for fact in self.facts:
            if fact not in FACTS and fact not in SPANNING:
                known = ", ".join([*FACTS, *SPANNING])
                raise ValueError(f"unknown fact {fact!r}; known: {known}")
            if fact in AT_EXIT and self.population is not Population.EXITED:
                raise ValueError(f"{fact!r} is recorded at exit and counted among the exited only")

    def asked_on(self, on: date) -> date:
        """The day whose state answers: the day itself, but none after the deadline."""
        return min(on, self.deadline) if self.deadline else on

    @property
    def question(self) -> tuple[object, ...]:
        """What is asked of whom: goals that are alike in this are answered alike by every case."""
        is_ongoing = self.kind is GoalKind.ONGOING
        asked = (self.counted_among, self.facts, self.about, self.promise, is_ongoing)
        return (*asked, self.period, self.by, self.arm, self.met)

    @property
    def against(self) -> GoalRule | None:
        """The same share in the comparison group, for a goal that compares."""
        if self.kind is not GoalKind.COMPARISON:
            return None
        return replace(self, population=Population.COMPARISON, period=None, arm="", met="")


class Fact(NamedTuple):
    """How a fact is answered, and which of a case's facts the answer is read from."""

    answer: Callable[[CaseFacts, date], bool | None]
    reads: tuple[str, ...]


def _has_happened(event_on: date | None, on: date) -> bool:
    return event_on is not None and event_on <= on


def _has_exited(case: CaseFacts, on: date) -> bool:
    return _has_happened(case.exited_on, on)


def _is_ready(case: CaseFacts, on: date) -> bool:
    """Ready when judged so, or when she left for something that takes readiness for granted."""
    if _has_happened(case.ready_on, on):
        return True
    return case.destination_counts_as_ready and _has_exited(case, on)


def _knew_plan(case: CaseFacts, on: date) -> bool | None:
    return case.known_plan_at_exit if _has_exited(case, on) else None


def _was_anchored(case: CaseFacts, on: date) -> bool | None:
    return case.anchored_at_exit if _has_exited(case, on) else None


def _is_woman(case: CaseFacts, on: date) -> bool | None:
    return None if case.sex == "unknown" else case.sex == "woman"


def _is_counted(case: CaseFacts, on: date) -> bool:
    return case.enrolled_on <= on


#: Facts with at most one day that a goal may name, each as it stood on a day; None means that
#: nobody has recorded it.
FACTS: Mapping[str, Fact] = {
    "enrolled": Fact(lambda case, on: case.enrolled_on <= on, ()),
    "ongoing": Fact(lambda case, on: case.enrolled_on <= on and not _has_exited(case, on), ()),
    "exited": Fact(_has_exited, ()),
    "woman": Fact(_is_woman, ()),
    **{source.value: Fact(_is_counted, ()) for source in SOURCES},
    "taken_in": Fact(lambda case, on: _has_happened(case.taken_in_on, on), ("taken_in_on",)),
    "mapped": Fact(lambda case, on: _has_happened(case.mapped_on, on), ("mapped_on",)),
    "plan_confirmed": Fact(
        lambda case, on: _has_happened(case.plan_confirmed_on, on), ("plan_confirmed_on",)
    ),
    "ready": Fact(_is_ready, ("ready_on", "destination_counts_as_ready")),
    "progressed": Fact(
        lambda case, on: _has_happened(case.progressed_on, on) or _is_ready(case, on),
        ("progressed_on", "ready_on", "destination_counts_as_ready"),
    ),
    "cooperation_started": Fact(
        lambda case, on: _has_happened(case.enhanced_started_on, on), ("enhanced_started_on",)
    ),
    "known_plan_at_exit": Fact(_knew_plan, ("known_plan_at_exit",)),
    "plan_anchored": Fact(_was_anchored, ("anchored_at_exit",)),
}


#: Goals between two figures: neither has a status of its own.
BETWEEN_TWO = frozenset({GoalKind.DIFFERENCE, GoalKind.COMPARISON})


#: Facts that nobody asks about before the exit.
AT_EXIT = frozenset({"known_plan_at_exit", "plan_anchored"})


#: Facts with a day of their own, for goals that say within how long from enrolment.
EVENT_DATES: Mapping[str, Callable[[CaseFacts], date | None]] = {
    "plan_confirmed": lambda case: case.plan_confirmed_on,
    "ready": lambda case: case.ready_on,
    "cooperation_started": lambda case: case.enhanced_started_on,
    "mapped": lambda case: case.mapped_on,
}


#: Facts made of spans that have a first day.
_FIRST_DAYS = ("milestone", "in_work", "in_studies", "work_or_studies", "employed_at_least")


IN_TIME = frozenset({*EVENT_DATES, *_FIRST_DAYS})


#: Facts that every owner knows of its own operation, without any follow-up registration.
HEAD_COUNTS = frozenset(
    {"enrolled", "ongoing", "exited", "woman", "taken_in", *(source.value for source in SOURCES)}
)


#: What every answer reads: who is counted at all, and in which group.
ALWAYS_READ = ("sex", "enrolled_on", "exited_on", "counted_in_followup")


def reads(rule: GoalRule) -> tuple[str, ...]:
    """The facts of a case that can make a difference to this goal, but for those of spans."""
    facts = list(rule.facts) + (["ready"] if rule.counted_among is Population.READY else [])
    narrowed = (*(("arm",) if rule.arm else ()), *(("met",) if rule.met else ()))
    return (*ALWAYS_READ, *narrowed, *(n for f in facts if f in FACTS for n in FACTS[f].reads))


def rows_read(rule: GoalRule) -> tuple[str, ...]:
    """The registers whose rows this goal's answers are made of."""
    return tuple(dict.fromkeys(name for ask in rule.asks for name in SPANNING[ask.fact].rows))


def in_population(population: Population, case: CaseFacts, on: date) -> bool:
    """Whether she belongs to those counted; on the day of exit she has left."""
    if case.enrolled_on > on:
        return False
    if population in FLOWS:
        return True
    if population is Population.READY:
        return _is_ready(case, on)
    return _has_exited(case, on) == (population is Population.EXITED)


#: Populations that nobody leaves: they hold everybody who has come.
FLOWS = frozenset(
    {
        Population.ENROLLED,
        Population.REFERRED,
        Population.ASSESSED,
        Population.COMPARISON,
    }
)


def came_on(population: Population, case: CaseFacts) -> date | None:
    """The day when she came into the population; None while she has not."""
    if population is Population.EXITED:
        return case.exited_on
    if population is Population.READY:
        left_ready = case.exited_on if case.destination_counts_as_ready else None
        return min((day for day in (case.ready_on, left_ready) if day), default=None)
    return case.enrolled_on


def has_come(came: Came | None, case: CaseFacts) -> bool:
    """Whether she is one of those that a period is about."""
    if came is None:
        return True
    day = came_on(came.population, case)
    return day is not None and came.first <= day <= came.last


def is_counted(rule: GoalRule, case: CaseFacts, on: date) -> bool:
    """Whether the goal counts her on a day, her period aside."""
    if rule.arm and case.arm != rule.arm:
        return False
    if rule.met and rule.met not in case.met.split():
        return False
    return in_population(rule.counted_among, case, rule.asked_on(on))


def _answer_promise(
    kept_on: date | None, broken_on: date | None, counted: bool, on: date
) -> Answer:
    """Pending until it is kept or broken; missing for those who are not followed up."""
    if not counted:
        return Answer.MISSING
    if _has_happened(kept_on, on):
        return Answer.YES
    return Answer.NO if _has_happened(broken_on, on) else Answer.PENDING


#: How a fact made of spans stands for a case on a day.
Lookup = Callable[[Ask, CaseFacts, date], Answer]


def answer(
    rule: GoalRule,
    case: CaseFacts,
    day: date,
    outcome: tuple[date | None, date | None] | None = None,
    look: Lookup = answered,
) -> Answer:
    """What one case answers to the goal on a day; she must be in the population counted.

    `outcome` is that of the rule's promise where it is known already. With several facts, one no
    settles it, and otherwise one missing answer leaves it open.
    """
    on = rule.asked_on(day)
    if rule.kind is GoalKind.ONGOING and _has_exited(case, on):
        return Answer.NO
    promise = rule.promise
    if promise is not None:
        return _answer_promise(*(outcome or promise.outcome(case)), case.counted_in_followup, on)
    if not case.counted_in_followup and not rule.is_head_count:
        return Answer.MISSING
    answers = {_ANSWERS[FACTS[fact].answer(case, on)] for fact in rule.facts if fact in FACTS}
    answers |= {look(ask, case, on) for ask in rule.asks}
    order = (Answer.NO, Answer.MISSING, Answer.PENDING)
    return next((each for each in order if each in answers), Answer.YES)


_ANSWERS: Mapping[bool | None, Answer] = {
    True: Answer.YES,
    False: Answer.NO,
    None: Answer.MISSING,
}
