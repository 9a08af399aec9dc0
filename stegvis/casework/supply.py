"""This file is where arbetsutbud is added up over time, with the share of benefit kept beside.

Pure. Everything is in percent of 40 hours a week. The same hours may stand both as an activity of
the catalogue and as a work period (arbetsträning): of the two sums the larger counts, never both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.casework.known import Happening, Known, What
from stegvis.core.dates import FULL_WEEK_MINUTES
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import Rung
from stegvis.programmes.vocabulary import EMPLOYED, ActivityKind, WorkKind

DOING: frozenset[str] = frozenset({WorkKind.ACTIVITY, WorkKind.WORK_TRAINING, WorkKind.PLACEMENT})
"""Kinds without a wage or studies: what the catalogue's activities are too."""

_OF_CATALOGUE = {
    ActivityKind.WORK_TRAINING: WorkKind.WORK_TRAINING,
    ActivityKind.PLACEMENT: WorkKind.PLACEMENT,
}
_BEGUN = ("ongoing", "completed", "interrupted")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many percent of one kind of work from a first day to a last, both inclusive; without a
    last day until further notice. `is_listed` tells an activity of the catalogue."""

    first: date
    last: date | None
    percent: float
    kind: str
    benefit: int | None = None
    is_listed: bool = False
    key: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Level:
    """What stands from a day on, until the next level."""

    on: date
    activity: float
    employment: float
    studies: float
    benefit: float | None

    @property
    def total(self) -> float:
        return round(self.activity + self.employment + self.studies, 1)


@dataclass(frozen=True, slots=True)
class RungStatus:
    """A rung of the programme's ladder: since when it has been reached, and if she is on it."""

    rung: Rung
    reached_on: date | None
    holds: bool
    is_here: bool


def stretches_of(known: Known, definition: Definition) -> list[Stretch]:
    """What is known of one case's activities and work periods; without the benefit's share."""
    kinds = {entry.key: entry.kind for entry in definition.activities}
    listed = [
        _listed(item, item.on, kinds)
        for item in known.of(What.ACTIVITY)
        if item.state in _BEGUN and item.on and item.number
    ]
    worked = [
        Stretch(item.on, item.until, float(item.number), item.key)
        for item in known.of(What.WORK)
        if item.on and item.number
    ]
    return [*listed, *worked]


def kind_of(kind: ActivityKind) -> WorkKind:
    """The kind of work that an activity of the catalogue is."""
    return _OF_CATALOGUE.get(kind, WorkKind.ACTIVITY)


def _listed(item: Happening, first: date, kinds: Mapping[str, ActivityKind]) -> Stretch:
    kind = kind_of(kinds.get(item.key, ActivityKind.SUPPORT))
    last = item.until if item.until or item.state == "ongoing" else first
    percent = (item.number or 0) * 100 / FULL_WEEK_MINUTES
    return Stretch(first, last, percent, kind, is_listed=True, key=item.key)


def amount(stretches: Iterable[Stretch], day: date, kinds: Collection[str] | None = None) -> float:
    """Percent on a day, of these kinds of work or of all."""
    now = [s for s in stretches if s.covers(day) and (kinds is None or s.kind in kinds)]
    return round(_doing(now) + sum(s.percent for s in now if s.kind not in DOING), 1)


def _doing(now: Iterable[Stretch]) -> float:
    sums = {True: 0.0, False: 0.0}
    for stretch in now:
        if stretch.kind in DOING:
            sums[stretch.is_listed] += stretch.percent
    return round(max(sums.values()), 1)


def first_day(
    stretches: Sequence[Stretch], percent: float, kinds: Collection[str] | None = None
) -> date | None:
    """The first day on which it came to so many percent."""
    for day in sorted({stretch.first for stretch in stretches}):
        if amount(stretches, day, kinds) >= max(percent, 1):
            return day
    return None


def levels(stretches: Sequence[Stretch], benefits: Iterable[Stretch] = ()) -> list[Level]:
    """The whole curve, a level for each day on which something changes."""
    kept = list(benefits)
    rows = [*stretches, *kept]
    ends = {row.last + _DAY for row in rows if row.last is not None}
    found: list[Level] = []
    for day in sorted({row.first for row in rows} | ends):
        level = _level(stretches, kept, day)
        if not found or _values(level) != _values(found[-1]):
            found.append(level)
    return found


def level_on(found: Iterable[Level], day: date) -> Level | None:
    """The level that stands on a day, or None before the first."""
    return max((level for level in found if level.on <= day), key=lambda x: x.on, default=None)


def _level(stretches: Iterable[Stretch], benefits: Iterable[Stretch], day: date) -> Level:
    now = [stretch for stretch in stretches if stretch.covers(day)]
    said = [stretch for stretch in now if stretch.benefit is not None]
    benefit: float | None = max(
        (kept.percent for kept in benefits if kept.covers(day)), default=None
    )
    if said:
        # What was written last about the share that is kept is what holds.
        benefit = max(said, key=lambda stretch: stretch.first).benefit
    return Level(
        day,
        _doing(now),
        round(sum(s.percent for s in now if s.kind in EMPLOYED), 1),
        round(sum(s.percent for s in now if s.kind == WorkKind.STUDIES), 1),
        benefit,
    )


def _values(level: Level) -> tuple[float, float, float, float | None]:
    return level.activity, level.employment, level.studies, level.benefit


def benefits_of(known: Known) -> list[Stretch]:
    """Decisions on benefit whose extent is known, until they end or begin to lie dormant."""
    return [
        Stretch(
            item.on or known.enrolled_on,
            item.third - _DAY if item.third else item.until,
            float(item.number),
            item.key,
        )
        for item in known.of(What.BENEFIT)
        if item.number
    ]


def rungs_of(ladder: Sequence[Rung], stretches: Sequence[Stretch], day: date) -> list[RungStatus]:
    """Each rung, when it was first reached by the day, and whether it holds on it. She is on the
    highest that holds."""
    begun = [stretch for stretch in stretches if stretch.first <= day]
    found = [_rung(rung, begun, day) for rung in ladder]
    here = max((n for n, (_, _, holds) in enumerate(found) if holds), default=None)
    return [
        RungStatus(rung, reached_on, holds, n == here)
        for n, (rung, reached_on, holds) in enumerate(found)
    ]


def _rung(rung: Rung, stretches: Sequence[Stretch], day: date) -> tuple[Rung, date | None, bool]:
    kinds = rung.kinds or None
    least = min(rung.percents, default=rung.percent)
    reached_on = first_day(stretches, least, kinds)
    return rung, reached_on, amount(stretches, day, kinds) >= max(least, 1)
