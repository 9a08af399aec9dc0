"""This file is where a programme's goals become numbers: pure functions, facts in, figures out.

A figure is computed as it stood on a given day. How many cases at once are counted fast is in
`tally`; this file says what the answer is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt

from stegvis.core.dates import add_months
from stegvis.outcomes.facts import Answer, CaseFacts
from stegvis.outcomes.rules import (
    BETWEEN_TWO,
    FLOWS,
    GoalKind,
    GoalRule,
    answer,
    has_come,
    is_counted,
)

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


class Status(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    TOO_EARLY = "too_early"
    NO_TARGET = "no_target"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Figure:
    """A goal on a day, with everything a reader needs in order to doubt it.

    `value` is a share 0–1 for share and within, a head count for count and ongoing, None when the
    denominator is 0. `low` and `high` are the 95 % Wilson interval and exist for shares only.
    `pending` are those who cannot be measured yet; they are neither in the denominator nor missing.
    `status` is None where the target belongs to a larger group than the one counted here.
    """

    kind: GoalKind
    target: float | None
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


def _status(rule: GoalRule, denominator: int, value: float, high: float | None, on: date) -> Status:
    """How it stands against the target.

    Too early before the goal's last day, but for a number of comers, which only grows; and with
    fewer than five cases, but for a head count whose last day has come. Met at the target; a
    balance is met when neither sex is under it. On track when at most a tenth of the target is
    lacking and chance alone could explain what is lacking (the interval still reaches the target).
    At risk otherwise.
    """
    if rule.target is None:
        return Status.NO_TARGET
    if _is_early(rule, denominator, value, on):
        return Status.TOO_EARLY
    if rule.kind is GoalKind.BALANCE:
        is_even = min(value, 1 - value) >= rule.target - ROUNDING
        return Status.MET if is_even else Status.AT_RISK
    if value >= rule.target:
        return Status.MET
    is_near = value >= NEAR_TARGET * rule.target
    is_within_chance = high is None or high >= rule.target
    return Status.ON_TRACK if is_near and is_within_chance else Status.AT_RISK


def _is_early(rule: GoalRule, counted: int, value: float, on: date) -> bool:
    is_head_count = rule.kind is GoalKind.COUNT
    if rule.deadline and on < rule.deadline:
        only_grows = is_head_count and rule.is_head_count and rule.counted_among in FLOWS
        return not (only_grows and value >= (rule.target or 0))
    return counted < FEWEST_TO_JUDGE and not (rule.deadline and is_head_count)


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
    status = Status.TOO_EARLY if value is None else _status(rule, denominator, value, high, on)
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
        status=None if rule.kind in BETWEEN_TWO else status,
        as_of=on,
    )


def measure(rule: GoalRule, cases: Iterable[CaseFacts], on: date) -> Figure:
    """The goal as it stood at the end of a day, with the cases behind it.

    count: how many in the population have the fact. share: how large a part of those about whom
    it is known. ongoing: how many enrolled are ongoing that day and have the fact; the
    denominator is everybody enrolled so far. within: how large a part had it happen within the
    rule's time from enrolment. balance: how large a part are women. difference: the share of all,
    whose difference between the sexes is `gap`. comparison: the share of all, to be compared with
    that of the comparison group. Missing is never guessed to be a yes or a no.
    """
    ids: dict[Answer, list[str]] = {kind: [] for kind in Answer}
    for case in cases:
        if case.source != rule.source or not has_come(rule.came, case):
            continue
        if is_counted(rule, case, on):
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
    return found if is_each or found.status is None else replace(found, status=None)


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
    """One share minus another (women's minus men's), with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_beyond_chance(self) -> bool:
        return not self.low <= 0 <= self.high


def gap(figures_by_sex: Mapping[str, Figure]) -> Gap | None:
    """How far women are ahead of men; None with fewer than five of either."""
    return gap_between(figures_by_sex["woman"], figures_by_sex["man"])


def gap_between(first: Figure, second: Figure) -> Gap | None:
    """How far the first share is ahead of the second; None with fewer than five in either."""
    if min(first.denominator, second.denominator) < FEWEST_TO_JUDGE:
        return None
    interval = difference(first, second)
    if interval is None or first.value is None or second.value is None:
        return None
    return Gap(first.value - second.value, *interval)


def compared_status(found: Gap | None) -> Status:
    """Met when participants are ahead by more than chance brings about, on the way when they are
    ahead by less, at risk when they are not."""
    if found is None:
        return Status.TOO_EARLY
    if found.value <= 0:
        return Status.AT_RISK
    return Status.MET if found.is_beyond_chance else Status.ON_TRACK


def gap_status(rule: GoalRule, found: Gap | None) -> Status:
    """A difference goal is met while the difference is under the limit of the definition."""
    if found is None:
        return Status.TOO_EARLY
    return Status.AT_RISK if abs(found.value) >= (rule.target or 0) - ROUNDING else Status.MET


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
