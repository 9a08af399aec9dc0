"""This file is where thousands of cases are counted at once, for many days and for each sex.

Cases that no asked day can tell apart become one group with a number: each date is moved to the
first asked day on which it has happened, and dates after the last are left out. The answers are
then those of `calculate`, given once for each group. Tests hold the two to the same figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from stegvis.outcomes.calculate import Figure, figure, for_one_sex
from stegvis.outcomes.facts import WITHOUT_ROWS, Answer, Ask, CaseFacts
from stegvis.outcomes.rules import Came, GoalRule, Promise, answer, has_come, is_counted, reads
from stegvis.outcomes.spans import answered, settled

Outcome = tuple[date | None, date | None]
Series = dict[str, Figure]
ALL = "all"


class Bits(NamedTuple):
    """How a fact made of spans stands on the asked days: the n:th bit is the n:th of them."""

    yes: int = 0
    no: int = 0
    missing: int = 0
    pending: int = 0

    def on(self, ask: Ask, place: int) -> Answer:
        found = (answer for answer in Answer if getattr(self, answer.value) >> place & 1)
        return settled(ask.fact, found)

    def changes(self) -> int:
        """The places where something is not as it was on the asked day before."""
        found = 0
        for bits in (self.yes, self.no, self.missing, self.pending):
            found |= bits ^ bits << 1
        return found


@dataclass(slots=True)  # made by the thousand, as CaseFacts
class Group:
    """So many cases, alike on every asked day. `outcomes` holds what came of each promise, `bits`
    how facts made of spans stood, `came` who belongs to which period."""

    case: CaseFacts
    count: int
    outcomes: Mapping[Promise, Outcome] = field(default_factory=dict)
    bits: Mapping[Ask, Bits] = field(default_factory=dict)
    came: frozenset[Came] = frozenset()


class Groups(Protocol):
    """Cases that are grouped, wherever they come from."""

    def alike_for(self, rule: GoalRule) -> list[Group]:
        """Those that the goal counts, put together where they differ in nothing that it asks
        about."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Groups that were made here, of cases one by one."""

    groups: Sequence[Group]

    def alike_for(self, rule: GoalRule) -> list[Group]:
        key = attrgetter(*reads(rule))
        promise, asks = rule.promise, () if rule.promise else rule.asks
        # Of those alike, the first and how many they are.
        merged: dict[object, list[Any]] = {}
        for group in self.groups:
            if group.case.source != rule.source or (rule.came and rule.came not in group.came):
                continue
            told = key(group.case)
            if promise:
                told = told, group.outcomes.get(promise)
            elif asks:
                told = told, *[group.bits[ask] for ask in asks]
            merged.setdefault(told, [group, 0])[1] += group.count
        return [
            Group(group.case, count, group.outcomes, group.bits) for group, count in merged.values()
        ]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The groups of several registers."""

    parts: Sequence[Groups]

    def alike_for(self, rule: GoalRule) -> list[Group]:
        return [group for part in self.parts for group in part.alike_for(rule)]


@dataclass(frozen=True, slots=True)
class Asked:
    """All that some goals ask of each case, each question once."""

    promises: tuple[Promise, ...] = ()
    asks: tuple[Ask, ...] = ()
    periods: tuple[Came, ...] = ()

    @classmethod
    def by(cls, rules: Iterable[GoalRule], source: str = "") -> Asked:
        """What these rules ask; of one source's cases where it is named."""
        asked = [rule for rule in rules if source in ("", rule.source)]
        return cls(
            tuple(dict.fromkeys(rule.promise for rule in asked if rule.promise)),
            tuple(dict.fromkeys(a for rule in asked if not rule.promise for a in rule.asks)),
            tuple(dict.fromkeys(rule.came for rule in asked if rule.came)),
        )


def days_for(rules: Iterable[GoalRule], days: Sequence[date]) -> list[date]:
    """The asked days, and those before the last of them that goals end on, in order."""
    ends = {rule.deadline for rule in rules if rule.deadline and rule.deadline < days[-1]}
    return sorted({*days, *ends})


def seen_on(happened_on: date | None, days: Sequence[date]) -> date | None:
    """The first asked day on which it has happened; None when it has not by the last."""
    if happened_on is None:
        return None
    place = bisect_left(days, happened_on)
    return days[place] if place < len(days) else None


def grouped(
    cases: Iterable[CaseFacts], days: Sequence[date], rules: Iterable[GoalRule] = ()
) -> Listed:
    """The groups of these cases. `days` oldest first, with every day that goals end on."""
    asked = Asked.by(rules)
    counts: Counter[tuple[Any, ...]] = Counter()
    for case in cases:
        enrolled = seen_on(case.enrolled_on, days)
        if enrolled is None:
            continue
        outcomes = tuple(
            (seen_on(kept, days), seen_on(broken, days))
            for kept, broken in (promise.outcome(case) for promise in asked.promises)
        )
        bits = tuple(bits_of(ask, case, days) for ask in asked.asks)
        came = frozenset(period for period in asked.periods if has_come(period, case))
        counts[_alike(case, days), outcomes, bits, came] += 1
    found = [
        Group(
            case,
            count,
            dict(zip(asked.promises, outcomes, strict=True)),
            dict(zip(asked.asks, bits, strict=True)),
            came,
        )
        for (case, outcomes, bits, came), count in counts.items()
    ]
    return Listed(found)


def _alike(case: CaseFacts, days: Sequence[date]) -> CaseFacts:
    moved: dict[str, Any] = {
        field.name: seen_on(getattr(case, field.name), days)
        for field in fields(CaseFacts)
        if field.name.endswith("_on")
    }
    return replace(case, participation_id="", **moved | WITHOUT_ROWS)


def bits_of(ask: Ask, case: CaseFacts, days: Sequence[date]) -> Bits:
    """How it stands on each of the asked days, as bits."""
    found = dict.fromkeys(Answer, 0)
    for place, day in enumerate(days):
        found[answered(ask, case, day)] |= 1 << place
    return Bits(**{answer.value: bits for answer, bits in found.items()})


def history(rule: GoalRule, groups: Groups, days: Sequence[date]) -> list[Series]:
    """The goal on each of the groups' days: for all, women, men, and unknown if anybody is."""
    changes: list[dict[str, Counter[Answer]]] = [
        {ALL: Counter(), "woman": Counter(), "man": Counter()} for _ in days
    ]
    dates_of = attrgetter(*(name for name in reads(rule) if name.endswith("_on")))
    for group in groups.alike_for(rule):
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

    def look(ask: Ask, _: CaseFacts, on: date) -> Answer:
        return group.bits[ask].on(ask, bisect_left(days, on))

    for place in _places(rule, group, days, dates, outcome):
        day = days[place]
        counted = is_counted(rule, case, day)
        found = answer(rule, case, day, outcome, look) if counted else None
        if found is not before:
            yield place, found
            before = found


def _places(
    rule: GoalRule,
    group: Group,
    days: Sequence[date],
    dates: tuple[date | None, ...],
    outcome: Outcome | None,
) -> list[int]:
    """The places of the days on which something has happened, from when she came."""
    happened = {*dates, *outcome} if outcome else {*dates}
    first = group.case.enrolled_on
    places = {bisect_left(days, day) for day in happened if day is not None and day >= first}
    if rule.asks and not rule.promise:
        changes = 0
        for ask in rule.asks:
            changes |= group.bits[ask].changes()
        start = bisect_left(days, first)
        places |= {place for place in range(start, len(days)) if changes >> place & 1}
    return sorted(places)


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


@dataclass(frozen=True, slots=True)
class Flow:
    """By how much the number of ongoing changed on a day, for one sex."""

    on: date
    sex: str
    change: int


def monthly_means(flows: Iterable[Flow], month_ends: Sequence[date]) -> list[dict[str, float]]:
    """The mean over the days of each month of how many were ongoing, for all and for each sex.
    `month_ends` oldest first.

    A person counts from the day she is enrolled to the day before she leaves.
    """
    within: list[list[Flow]] = [[] for _ in month_ends]
    for flow in flows:
        place = bisect_left(month_ends, flow.on)
        if place < len(within):
            within[place].append(flow)
    means = []
    at_first = {ALL: 0.0, "woman": 0.0, "man": 0.0}
    for last, moves in zip(month_ends, within, strict=True):
        first = last.replace(day=1)
        length = (last - first).days + 1
        mean = dict(at_first)
        for flow in moves:
            part = flow.change * ((last - max(flow.on, first)).days + 1) / length
            for sex in (ALL, flow.sex):
                mean[sex] = mean.get(sex, 0.0) + part
                at_first[sex] = at_first.get(sex, 0.0) + flow.change
        means.append(mean)
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
