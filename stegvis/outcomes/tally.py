"""This file is where thousands of cases are counted at once, for many days and for each sex.

Cases that no asked day can tell apart become one group with a number: each date is moved to the
first asked day on which it has happened, and dates after the last are left out. The answers are
then those of `calculate`, given once for each group. Tests hold the two to the same figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter

from stegvis.outcomes.calculate import (
    Answer,
    CaseFacts,
    Figure,
    GoalRule,
    Promise,
    answer,
    figure,
    for_one_sex,
    in_population,
    reads,
)

Outcome = tuple[date | None, date | None]
Series = dict[str, Figure]
ALL = "all"


@dataclass(frozen=True, slots=True)
class Group:
    """So many cases, alike on every asked day. `outcomes` holds what came of each promise."""

    case: CaseFacts
    count: int
    outcomes: Mapping[Promise, Outcome] = field(default_factory=dict)


def seen_on(happened_on: date | None, days: Sequence[date]) -> date | None:
    """The first asked day on which it has happened; None when it has not by the last."""
    if happened_on is None:
        return None
    place = bisect_left(days, happened_on)
    return days[place] if place < len(days) else None


def grouped(
    cases: Iterable[CaseFacts], days: Sequence[date], promises: Iterable[Promise] = ()
) -> list[Group]:
    """The groups of these cases. `days` in order, oldest first."""
    wanted = tuple(promises)
    counts: Counter[tuple[CaseFacts, tuple[Outcome, ...]]] = Counter()
    for case in cases:
        enrolled = seen_on(case.enrolled_on, days)
        if enrolled is None:
            continue
        outcomes = tuple(
            (seen_on(kept, days), seen_on(broken, days))
            for kept, broken in (promise.outcome(case) for promise in wanted)
        )
        alike = replace(
            case,
            participation_id="",
            enrolled_on=enrolled,
            plan_confirmed_on=seen_on(case.plan_confirmed_on, days),
            ready_on=seen_on(case.ready_on, days),
            enhanced_started_on=seen_on(case.enhanced_started_on, days),
            exited_on=seen_on(case.exited_on, days),
            progressed_on=seen_on(case.progressed_on, days),
        )
        counts[alike, outcomes] += 1
    return [
        Group(case, count, dict(zip(wanted, outcomes, strict=True)))
        for (case, outcomes), count in counts.items()
    ]


def history(rule: GoalRule, groups: Iterable[Group], days: Sequence[date]) -> list[Series]:
    """The goal on each asked day: for all, for women, for men, and for unknown if anybody is."""
    changes: list[dict[str, Counter[Answer]]] = [
        {ALL: Counter(), "woman": Counter(), "man": Counter()} for _ in days
    ]
    dates_of = attrgetter(*(name for name in reads(rule) if name.endswith("_on")))
    for group in _alike_for(rule, groups):
        before: Answer | None = None
        for place, found in _answers(rule, group, days, dates_of(group.case)):
            for sex in (ALL, group.case.sex):
                change = changes[place].setdefault(sex, Counter())
                if before is not None:
                    change[before] -= group.count
                if found is not None:
                    change[found] += group.count
            before = found
    return _summed(rule, changes, days)


def _answers(
    rule: GoalRule, group: Group, days: Sequence[date], dates: tuple[date | None, ...]
) -> Iterator[tuple[int, Answer | None]]:
    """Each new answer with the place of the day that it is given from; None outside the population.

    An answer changes only on a day when something has happened.
    """
    outcome = group.outcomes.get(rule.promise) if rule.promise else None
    case, before = group.case, None
    happened = {*dates, *outcome} if outcome else {*dates}
    for day in sorted(day for day in happened if day is not None and day >= case.enrolled_on):
        is_counted = in_population(rule.counted_among, case, day)
        found = answer(rule, case, day, outcome) if is_counted else None
        if found is not before:
            yield bisect_left(days, day), found
            before = found


def _summed(
    rule: GoalRule, changes: Sequence[dict[str, Counter[Answer]]], days: Sequence[date]
) -> list[Series]:
    sexes = dict.fromkeys(sex for change in changes for sex in change)
    running: dict[str, Counter[Answer]] = {sex: Counter() for sex in sexes}
    found = []
    for change, day in zip(changes, days, strict=True):
        for sex, counted in change.items():
            for kind, number in counted.items():
                running[sex][kind] += number
        found.append(_series(rule, running, day))
    return found


def _series(rule: GoalRule, counts: Mapping[str, Counter[Answer]], day: date) -> Series:
    return {
        sex: figure(rule, counted, day) if sex == ALL else for_one_sex(figure(rule, counted, day))
        for sex, counted in counts.items()
    }


def _alike_for(rule: GoalRule, groups: Iterable[Group]) -> list[Group]:
    """Groups that differ in nothing that this goal asks about are put together."""
    key = attrgetter(*reads(rule))
    promise = rule.promise
    merged: dict[object, list[Group]] = {}
    for group in groups:
        outcome = group.outcomes.get(promise) if promise else None
        merged.setdefault((key(group.case), outcome), []).append(group)
    return [replace(same[0], count=sum(g.count for g in same)) for same in merged.values()]


@dataclass(frozen=True, slots=True)
class Flow:
    """By how much the number of ongoing changed on a day, for one sex."""

    on: date
    sex: str
    change: int


def monthly_means(flows: Iterable[Flow], month_ends: Sequence[date]) -> list[dict[str, float]]:
    """The mean over the days of each month of how many were ongoing, for all and for each sex.

    A person counts from the day she is enrolled to the day before she leaves.
    """
    means = []
    ordered = list(flows)
    for last in month_ends:
        first = last.replace(day=1)
        length = (last - first).days + 1
        totals: dict[str, float] = {ALL: 0.0, "woman": 0.0, "man": 0.0}
        for flow in ordered:
            if flow.on <= last:
                days_left = (last - max(flow.on, first)).days + 1
                part = flow.change * days_left / length
                totals[ALL] += part
                totals[flow.sex] = totals.get(flow.sex, 0.0) + part
        means.append(totals)
    return means


def flows_of(cases: Iterable[CaseFacts]) -> list[Flow]:
    """Every coming and going of these cases."""
    counts: Counter[tuple[date, str]] = Counter()
    for case in cases:
        if case.exited_on is None or case.exited_on > case.enrolled_on:
            counts[case.enrolled_on, case.sex] += 1
            if case.exited_on is not None:
                counts[case.exited_on, case.sex] -= 1
    return [Flow(on, sex, change) for (on, sex), change in counts.items()]
