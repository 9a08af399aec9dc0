"""This file is where a programme's goals become numbers: pure functions, facts in, figures out.

Nothing here reads a database or a clock. A figure is computed as it stood on a given day, from
facts that carry their dates, so that yesterday's figure can be computed again tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from typing import Literal

from stegvis.core.dates import add_months

Sex = Literal["woman", "man", "unknown"]

#: Below this many cases a figure says more about single lives than about the programme.
FEWEST_TO_JUDGE = 5
#: Short of the target by at most a tenth of it still counts as being on the way.
NEAR_TARGET = 0.9
#: The part that either sex may have of a group before its composition is called uneven.
EVEN_SHARE = (0.40, 0.60)
#: Two-sided 95 % point of the normal distribution.
Z95 = 1.959963984540054


class GoalKind(StrEnum):
    COUNT = "count"
    SHARE = "share"
    ONGOING = "ongoing"
    WITHIN = "within"


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


@dataclass(frozen=True, slots=True)
class GoalRule:
    """One goal as a formula. `target` is a share 0–1 for share and within, else a head count."""

    kind: GoalKind
    population: Population
    fact: str
    target: float
    months: int | None = None

    def __post_init__(self) -> None:
        if self.kind is GoalKind.WITHIN:
            if self.months is None or self.months < 1:
                raise ValueError("a goal of kind within needs months, at least 1")
            if self.fact not in EVENT_DATES:
                raise ValueError(f"no dated fact {self.fact!r}; known: {', '.join(EVENT_DATES)}")
        elif self.fact not in FACTS:
            raise ValueError(f"unknown fact {self.fact!r}; known: {', '.join(FACTS)}")


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
    numerator_ids: tuple[str, ...]
    denominator_ids: tuple[str, ...]
    missing_ids: tuple[str, ...]
    pending_ids: tuple[str, ...]

    @property
    def is_share(self) -> bool:
        return self.kind in (GoalKind.SHARE, GoalKind.WITHIN)


class _Answer(StrEnum):
    YES = "yes"
    NO = "no"
    MISSING = "missing"
    PENDING = "pending"


Fact = Callable[[CaseFacts, date], bool | None]


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


def _knew_anchored_plan(case: CaseFacts, on: date) -> bool | None:
    """Both known and anchored; one no settles it, otherwise one missing answer leaves it open."""
    answers = (_knew_plan(case, on), _was_anchored(case, on))
    if False in answers:
        return False
    return None if None in answers else True


#: Facts that a goal may name, each as it stood on a day; None means that nobody has recorded it.
FACTS: Mapping[str, Fact] = {
    "enrolled": lambda case, on: case.enrolled_on <= on,
    "ongoing": lambda case, on: case.enrolled_on <= on and not _has_exited(case, on),
    "exited": _has_exited,
    "plan_confirmed": lambda case, on: _has_happened(case.plan_confirmed_on, on),
    "ready": _is_ready,
    "cooperation_started": lambda case, on: _has_happened(case.enhanced_started_on, on),
    "known_plan_at_exit": _knew_plan,
    "plan_anchored": _was_anchored,
    "known_and_anchored_plan_at_exit": _knew_anchored_plan,
}

#: Facts with a day of their own, for goals that say within how long from enrolment.
EVENT_DATES: Mapping[str, Callable[[CaseFacts], date | None]] = {
    "plan_confirmed": lambda case: case.plan_confirmed_on,
    "ready": lambda case: case.ready_on,
    "cooperation_started": lambda case: case.enhanced_started_on,
}

#: Facts that every owner knows of its own operation, without any follow-up registration.
HEAD_COUNTS = frozenset({"enrolled", "ongoing", "exited"})


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


def _answer_within(rule: GoalRule, case: CaseFacts, on: date) -> _Answer:
    """Whether it happened in time.

    The last day counts as in time. Somebody for whom it has happened in time is counted from that
    day; somebody for whom it has not is counted from the day after her last day, and until then
    she is pending. Somebody who left before her last day without it is counted from the same day,
    as a no: such a goal is promised to everybody who is enrolled, and a quick exit must not
    improve the figure.
    """
    happened_on = EVENT_DATES[rule.fact](case)
    last_day = add_months(case.enrolled_on, rule.months or 0)
    if happened_on is not None and happened_on <= min(last_day, on):
        return _Answer.YES
    return _Answer.NO if on > last_day else _Answer.PENDING


def _answer(rule: GoalRule, case: CaseFacts, on: date) -> _Answer:
    if rule.kind is GoalKind.ONGOING and _has_exited(case, on):
        return _Answer.NO
    if not case.counted_in_followup and rule.fact not in HEAD_COUNTS:
        return _Answer.MISSING
    if rule.kind is GoalKind.WITHIN:
        return _answer_within(rule, case, on)
    fact = FACTS[rule.fact](case, on)
    if fact is None:
        return _Answer.MISSING
    return _Answer.YES if fact else _Answer.NO


def _status(rule: GoalRule, denominator: int, value: float, high: float | None) -> Status:
    """How it stands against the target.

    Too early with fewer than five cases. Met at the target. On track when at most a tenth of the
    target is lacking and chance alone could explain what is lacking (the interval still reaches
    the target). At risk otherwise.
    """
    if denominator < FEWEST_TO_JUDGE:
        return Status.TOO_EARLY
    if value >= rule.target:
        return Status.MET
    is_near = value >= NEAR_TARGET * rule.target
    is_within_chance = high is None or high >= rule.target
    return Status.ON_TRACK if is_near and is_within_chance else Status.AT_RISK


def _figure(rule: GoalRule, sorted_ids: Mapping[_Answer, list[str]], on: date) -> Figure:
    yes, no = sorted_ids[_Answer.YES], sorted_ids[_Answer.NO]
    numerator, denominator = len(yes), len(yes) + len(no)
    value: float | None = None
    low: float | None = None
    high: float | None = None
    if rule.kind in (GoalKind.COUNT, GoalKind.ONGOING):
        value = float(numerator)
    elif denominator:
        value = numerator / denominator
        low, high = wilson(numerator, denominator)
    status = Status.TOO_EARLY if value is None else _status(rule, denominator, value, high)
    missing, pending = sorted_ids[_Answer.MISSING], sorted_ids[_Answer.PENDING]
    return Figure(
        kind=rule.kind,
        target=rule.target,
        numerator=numerator,
        denominator=denominator,
        missing=len(missing),
        pending=len(pending),
        value=value,
        low=low,
        high=high,
        status=status,
        as_of=on,
        numerator_ids=tuple(yes),
        denominator_ids=tuple(yes + no),
        missing_ids=tuple(missing),
        pending_ids=tuple(pending),
    )


def measure(rule: GoalRule, cases: Iterable[CaseFacts], on: date) -> Figure:
    """The goal as it stood at the end of a day.

    count: how many in the population have the fact. share: how large a part of those about whom
    it is known. ongoing: how many enrolled are ongoing that day and have the fact; the
    denominator is everybody enrolled so far. within: how large a part had it happen within the
    rule's months from enrolment. Missing is never guessed to be a yes or a no.
    """
    population = Population.ENROLLED if rule.kind is GoalKind.ONGOING else rule.population
    sorted_ids: dict[_Answer, list[str]] = {answer: [] for answer in _Answer}
    for case in cases:
        if not in_population(population, case, on):
            continue
        sorted_ids[_answer(rule, case, on)].append(case.participation_id)
    return _figure(rule, sorted_ids, on)


def trend(
    rule: GoalRule, cases: Sequence[CaseFacts], months: int, on: date
) -> list[tuple[date, Figure]]:
    """The goal at the ends of the most recent full months, oldest first."""
    return [(day, measure(rule, cases, day)) for day in month_ends(months, on)]


def by_sex(rule: GoalRule, cases: Iterable[CaseFacts], on: date) -> dict[str, Figure]:
    """The goal for women and for men, and for unknown when there is anybody.

    A target share holds for each sex as for all, so each gets a status. A target head count
    belongs to all together, so there the status is None.
    """
    groups: dict[str, list[CaseFacts]] = {"woman": [], "man": []}
    for case in cases:
        groups.setdefault(case.sex, []).append(case)
    figures = {sex: measure(rule, group, on) for sex, group in groups.items()}
    if rule.kind in (GoalKind.COUNT, GoalKind.ONGOING):
        return {sex: replace(figure, status=None) for sex, figure in figures.items()}
    return figures


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


def uneven(figures_by_sex: Mapping[str, Figure]) -> bool:
    """Whether the programme must analyse a difference between women and men.

    For shares (progression): the 95 % interval of the difference excludes 0. For head counts
    (composition): either sex is less than 40 or more than 60 per cent of the women and men
    counted. Fewer than five in either sex (shares), or in all (head counts), says nothing.
    """
    women, men = figures_by_sex["woman"], figures_by_sex["man"]
    if women.is_share:
        if min(women.denominator, men.denominator) < FEWEST_TO_JUDGE:
            return False
        interval = difference(women, men)
        return interval is not None and not interval[0] <= 0 <= interval[1]
    counted = women.numerator + men.numerator
    if counted < FEWEST_TO_JUDGE:
        return False
    return not EVEN_SHARE[0] <= women.numerator / counted <= EVEN_SHARE[1]
