"""This file is where a programme's goals become numbers: pure functions, facts in, figures out.

Nothing here reads a database or a clock. A figure is computed as it stood on a given day, from
facts that carry their dates, so that yesterday's figure can be computed again tomorrow. How many
cases at once are counted fast is in `tally`; this file says what the answer is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from typing import Literal, NamedTuple

from stegvis.core.dates import add_months

Sex = Literal["woman", "man", "unknown"]

#: Below this many cases a figure says more about single lives than about the programme.
FEWEST_TO_JUDGE = 5
#: Short of the target by at most a tenth of it still counts as being on the way.
NEAR_TARGET = 0.9
#: The part that either sex may have of a group before its composition is called uneven.
EVEN_SHARE = (0.40, 0.60)
#: Shares are fractions of whole counts; this is far below the smallest step between two of them.
ROUNDING = 1e-9
#: Two-sided 95 % point of the normal distribution.
Z95 = 1.959963984540054


class GoalKind(StrEnum):
    COUNT = "count"
    SHARE = "share"
    ONGOING = "ongoing"
    WITHIN = "within"
    BALANCE = "balance"
    DIFFERENCE = "difference"


class Population(StrEnum):
    ENROLLED = "enrolled"
    EXITED = "exited"
    ONGOING = "ongoing"
    READY = "ready"


class Status(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What one participation contributes to the goals; dates are None until the thing happened.

    `known_plan_at_exit` and `anchored_at_exit` are None while nobody has recorded an answer, and
    then the case is missing, never a no. `counted_in_followup` is False for somebody who has not
    agreed to follow-up registration: she is in the head counts and missing in everything else.
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


class Promise(NamedTuple):
    """That something happens within so many months, or days, from enrolment."""

    fact: str
    months: int | None
    days: int | None

    def last_day(self, enrolled_on: date) -> date:
        if self.days is not None:
            return enrolled_on + timedelta(days=self.days)
        return add_months(enrolled_on, self.months or 0)

    def outcome(self, case: CaseFacts) -> tuple[date | None, date | None]:
        """The day from which it is kept, or else the day from which it is broken.

        The last day counts as in time, so it is broken from the day after. A promise is made to
        everybody who is enrolled: leaving early does not break it before its day, nor excuse it.
        """
        happened_on = EVENT_DATES[self.fact](case)
        last_day = self.last_day(case.enrolled_on)
        if happened_on is not None and happened_on <= last_day:
            return happened_on, None
        return None, last_day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GoalRule:
    """One goal as a formula. `target` is a share 0–1 for share, within and balance (the lowest
    part of either sex), a difference between shares for difference, else a head count. `also` are
    facts that must hold as well. Raises ValueError for what cannot be measured."""

    kind: GoalKind
    population: Population
    fact: str
    target: float
    months: int | None = None
    days: int | None = None
    also: tuple[str, ...] = ()
    # Worked out once, because every answer asks for them.
    facts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    promise: Promise | None = field(init=False, compare=False, repr=False)
    counted_among: Population = field(init=False, compare=False, repr=False)
    is_head_count: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        is_promise, is_ongoing = self.kind is GoalKind.WITHIN, self.kind is GoalKind.ONGOING
        promise = Promise(self.fact, self.months, self.days) if is_promise else None
        # Whoever is ongoing is counted among everybody enrolled so far.
        among = Population.ENROLLED if is_ongoing else self.population
        object.__setattr__(self, "facts", (self.fact, *self.also))
        object.__setattr__(self, "promise", promise)
        object.__setattr__(self, "counted_among", among)
        object.__setattr__(self, "is_head_count", HEAD_COUNTS.issuperset(self.facts))
        self._refuse_what_cannot_be_measured()

    def _refuse_what_cannot_be_measured(self) -> None:
        if self.kind is GoalKind.WITHIN:
            if (self.months or 0) < 1 and (self.days or 0) < 1:
                raise ValueError("a goal of kind within needs months or days, at least 1")
            if self.fact not in EVENT_DATES or self.also:
                raise ValueError(f"no dated fact {self.fact!r}; known: {', '.join(EVENT_DATES)}")
        for fact in self.facts:
            if fact not in FACTS:
                raise ValueError(f"unknown fact {fact!r}; known: {', '.join(FACTS)}")
            if fact in AT_EXIT and self.population is not Population.EXITED:
                raise ValueError(f"{fact!r} is recorded at exit and counted among the exited only")


@dataclass(frozen=True, slots=True)
class Figure:
    """A goal on a day, with everything a reader needs in order to doubt it.

    `value` is a share 0–1 for share and within, a head count for count and ongoing, None when the
    denominator is 0. `low` and `high` are the 95 % Wilson interval and exist for shares only.
    `pending` are those who cannot be measured yet; they are neither in the denominator nor missing.
    `status` is None where the target belongs to a larger group than the one counted here.
    """

    kind: GoalKind
    target: float
    numerator: int
    denominator: int
    missing: int
    pending: int
    value: float | None
    low: float | None
    high: float | None
    status: Status | None
    as_of: date
    numerator_ids: tuple[str, ...] = ()
    denominator_ids: tuple[str, ...] = ()
    missing_ids: tuple[str, ...] = ()
    pending_ids: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        return self.kind not in (GoalKind.COUNT, GoalKind.ONGOING)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    MISSING = "missing"
    PENDING = "pending"


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


#: Facts that a goal may name, each as it stood on a day; None means that nobody has recorded it.
FACTS: Mapping[str, Fact] = {
    "enrolled": Fact(lambda case, on: case.enrolled_on <= on, ()),
    "ongoing": Fact(lambda case, on: case.enrolled_on <= on and not _has_exited(case, on), ()),
    "exited": Fact(_has_exited, ()),
    "woman": Fact(_is_woman, ()),
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

#: Facts that nobody asks about before the exit.
AT_EXIT = frozenset({"known_plan_at_exit", "plan_anchored"})

#: Facts with a day of their own, for goals that say within how long from enrolment.
EVENT_DATES: Mapping[str, Callable[[CaseFacts], date | None]] = {
    "plan_confirmed": lambda case: case.plan_confirmed_on,
    "ready": lambda case: case.ready_on,
    "cooperation_started": lambda case: case.enhanced_started_on,
}

#: Facts that every owner knows of its own operation, without any follow-up registration.
HEAD_COUNTS = frozenset({"enrolled", "ongoing", "exited", "woman"})

#: What every answer reads: who is counted at all, and in which group.
ALWAYS_READ = ("sex", "enrolled_on", "exited_on", "counted_in_followup")


def reads(rule: GoalRule) -> tuple[str, ...]:
    """The facts of a case that can make a difference to this goal."""
    facts = list(rule.facts) + (["ready"] if rule.counted_among is Population.READY else [])
    return (*ALWAYS_READ, *(name for fact in facts for name in FACTS[fact].reads))


def month_ends(months: int, on: date) -> list[date]:
    """The last days of the most recent full months, oldest first, none of them after `on`."""
    after = on + timedelta(days=1)
    newest = after.replace(day=1)
    return [add_months(newest, -back) - timedelta(days=1) for back in reversed(range(months))]


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share, without continuity correction.

    Chosen because it stays within 0–1 and keeps its promise for the handful of cases that a
    programme has. Raises ValueError when there is nothing to divide by.
    """
    if denominator < 1 or not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share")
    share, z2 = numerator / denominator, Z95 * Z95
    scale = 1 + z2 / denominator
    centre = (share + z2 / (2 * denominator)) / scale
    spread = share * (1 - share) / denominator + z2 / (4 * denominator * denominator)
    reach = Z95 * sqrt(spread) / scale
    # At the ends the formula gives exactly 0 and 1, but for rounding.
    low = 0.0 if numerator == 0 else max(0.0, centre - reach)
    high = 1.0 if numerator == denominator else min(1.0, centre + reach)
    return low, high


def in_population(population: Population, case: CaseFacts, on: date) -> bool:
    """Whether she belongs to those counted; on the day of exit she has left."""
    if case.enrolled_on > on:
        return False
    if population is Population.ENROLLED:
        return True
    if population is Population.READY:
        return _is_ready(case, on)
    return _has_exited(case, on) == (population is Population.EXITED)


def _answer_promise(
    kept_on: date | None, broken_on: date | None, counted: bool, on: date
) -> Answer:
    """Pending until it is kept or broken; missing for those who are not followed up."""
    if not counted:
        return Answer.MISSING
    if _has_happened(kept_on, on):
        return Answer.YES
    return Answer.NO if _has_happened(broken_on, on) else Answer.PENDING


def answer(
    rule: GoalRule,
    case: CaseFacts,
    on: date,
    outcome: tuple[date | None, date | None] | None = None,
) -> Answer:
    """What one case answers to the goal on a day; she must be in the population counted.

    `outcome` is that of the rule's promise where it is known already. With several facts, one no
    settles it, and otherwise one missing answer leaves it open.
    """
    if rule.kind is GoalKind.ONGOING and _has_exited(case, on):
        return Answer.NO
    promise = rule.promise
    if promise is not None:
        return _answer_promise(*(outcome or promise.outcome(case)), case.counted_in_followup, on)
    if not case.counted_in_followup and not rule.is_head_count:
        return Answer.MISSING
    answers = [FACTS[fact].answer(case, on) for fact in rule.facts]
    if False in answers:
        return Answer.NO
    return Answer.MISSING if None in answers else Answer.YES


def _status(rule: GoalRule, denominator: int, value: float, high: float | None) -> Status:
    """How it stands against the target.

    Too early with fewer than five cases. Met at the target; a balance is met when neither sex is
    under it. On track when at most a tenth of the target is lacking and chance alone could
    explain what is lacking (the interval still reaches the target). At risk otherwise.
    """
    if denominator < FEWEST_TO_JUDGE:
        return Status.TOO_EARLY
    if rule.kind is GoalKind.BALANCE:
        is_even = min(value, 1 - value) >= rule.target - ROUNDING
        return Status.MET if is_even else Status.AT_RISK
    if value >= rule.target:
        return Status.MET
    is_near = value >= NEAR_TARGET * rule.target
    is_within_chance = high is None or high >= rule.target
    return Status.ON_TRACK if is_near and is_within_chance else Status.AT_RISK


def figure(rule: GoalRule, counts: Mapping[Answer, int], on: date) -> Figure:
    """The figure that so many answers make. A difference has no status of its own: it is between
    two figures, see `gap`."""
    numerator = counts.get(Answer.YES, 0)
    denominator = numerator + counts.get(Answer.NO, 0)
    value: float | None = None
    low: float | None = None
    high: float | None = None
    if rule.kind in (GoalKind.COUNT, GoalKind.ONGOING):
        value = float(numerator)
    elif denominator:
        value = numerator / denominator
        low, high = wilson(numerator, denominator)
    status = Status.TOO_EARLY if value is None else _status(rule, denominator, value, high)
    return Figure(
        kind=rule.kind,
        target=rule.target,
        numerator=numerator,
        denominator=denominator,
        missing=counts.get(Answer.MISSING, 0),
        pending=counts.get(Answer.PENDING, 0),
        value=value,
        low=low,
        high=high,
        status=None if rule.kind is GoalKind.DIFFERENCE else status,
        as_of=on,
    )


def measure(rule: GoalRule, cases: Iterable[CaseFacts], on: date) -> Figure:
    """The goal as it stood at the end of a day, with the cases behind it.

    count: how many in the population have the fact. share: how large a part of those about whom
    it is known. ongoing: how many enrolled are ongoing that day and have the fact; the
    denominator is everybody enrolled so far. within: how large a part had it happen within the
    rule's time from enrolment. balance: how large a part are women. difference: the share of all,
    whose difference between the sexes is `gap`. Missing is never guessed to be a yes or a no.
    """
    ids: dict[Answer, list[str]] = {kind: [] for kind in Answer}
    for case in cases:
        if in_population(rule.counted_among, case, on):
            ids[answer(rule, case, on)].append(case.participation_id)
    return replace(
        figure(rule, {kind: len(found) for kind, found in ids.items()}, on),
        numerator_ids=tuple(ids[Answer.YES]),
        denominator_ids=tuple(ids[Answer.YES] + ids[Answer.NO]),
        missing_ids=tuple(ids[Answer.MISSING]),
        pending_ids=tuple(ids[Answer.PENDING]),
    )


def trend(
    rule: GoalRule, cases: Sequence[CaseFacts], months: int, on: date
) -> list[tuple[date, Figure]]:
    """The goal at the ends of the most recent full months, oldest first."""
    return [(day, measure(rule, cases, day)) for day in month_ends(months, on)]


def by_sex(rule: GoalRule, cases: Iterable[CaseFacts], on: date) -> dict[str, Figure]:
    """The goal for women and for men, and for unknown when there is anybody.

    A target share holds for each sex as for all, so each gets a status. A target head count and a
    balance belong to all together, so there the status is None.
    """
    groups: dict[str, list[CaseFacts]] = {"woman": [], "man": []}
    for case in cases:
        groups.setdefault(case.sex, []).append(case)
    return {sex: for_one_sex(measure(rule, group, on)) for sex, group in groups.items()}


def for_one_sex(found: Figure) -> Figure:
    """A figure of one sex, judged only where the target is one for each sex."""
    is_each = found.kind in (GoalKind.SHARE, GoalKind.WITHIN)
    return found if is_each else replace(found, status=None)


def difference(first: Figure, second: Figure) -> tuple[float, float] | None:
    """The 95 % interval of first minus second share, by Newcombe's hybrid score method.

    None when either has nothing to divide by.
    """
    p, low1, high1 = first.value, first.low, first.high
    q, low2, high2 = second.value, second.low, second.high
    if p is None or low1 is None or high1 is None or q is None or low2 is None or high2 is None:
        return None
    below = sqrt((p - low1) ** 2 + (high2 - q) ** 2)
    above = sqrt((high1 - p) ** 2 + (q - low2) ** 2)
    return p - q - below, p - q + above


@dataclass(frozen=True, slots=True)
class Gap:
    """Women's share minus men's, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_beyond_chance(self) -> bool:
        return not self.low <= 0 <= self.high


def gap(figures_by_sex: Mapping[str, Figure]) -> Gap | None:
    """How far women are ahead of men; None with fewer than five of either."""
    women, men = figures_by_sex["woman"], figures_by_sex["man"]
    if min(women.denominator, men.denominator) < FEWEST_TO_JUDGE:
        return None
    interval = difference(women, men)
    if interval is None or women.value is None or men.value is None:
        return None
    return Gap(women.value - men.value, *interval)


def gap_status(rule: GoalRule, found: Gap | None) -> Status:
    """A difference goal is met while the difference is under the limit of the definition."""
    if found is None:
        return Status.TOO_EARLY
    return Status.AT_RISK if abs(found.value) >= rule.target - ROUNDING else Status.MET


def uneven(figures_by_sex: Mapping[str, Figure]) -> bool:
    """Whether the programme must analyse a difference between women and men.

    For shares (progression): the 95 % interval of the difference excludes 0. For head counts
    (composition): either sex is less than 40 or more than 60 per cent of the women and men
    counted. Fewer than five in either sex (shares), or in all (head counts), says nothing.
    """
    women, men = figures_by_sex["woman"], figures_by_sex["man"]
    if women.is_share:
        found = gap(figures_by_sex)
        return found is not None and found.is_beyond_chance
    counted = women.numerator + men.numerator
    if counted < FEWEST_TO_JUDGE:
        return False
    return not EVEN_SHARE[0] <= women.numerator / counted <= EVEN_SHARE[1]
