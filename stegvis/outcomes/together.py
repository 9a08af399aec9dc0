"""This file is where several operators' figures are added up to those of the whole programme.

What is added is only what each of them has published, and of one's own what one has counted:
nobody reads another operator's rows. Where a number is hidden, or not published, the sum is not
known, and that is said: docs/decisions/0018 has why two who hide do not hide each other. A
difference between two groups is summed group by group: who has hidden one of the two groups has
hidden the difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.outcomes.calculate import (
    Figure,
    Gap,
    Status,
    compared_status,
    figure,
    gap_between,
    gap_status,
)
from stegvis.outcomes.facts import Answer
from stegvis.outcomes.goals import Measured
from stegvis.outcomes.publication import SIZES
from stegvis.outcomes.rules import BETWEEN_TWO, SOURCES, GoalKind, GoalRule, Population
from stegvis.outcomes.tally import ALL

HEADS = {
    Population.ENROLLED: "enrolled",
    Population.ONGOING: "ongoing",
    Population.EXITED: "exited",
}
#: The two groups that a difference between women and men is between, the first minus the second.
SEXES = ("woman", "man")
Counts = Mapping[Answer, int]
Sides = tuple[Counts, Counts]


@dataclass(frozen=True, slots=True)
class Part:
    """What one operator has of the goal. `counts` is None where the number is hidden, and `as_of`
    where nothing has been published. `sides` are the two groups of a goal between two: women and
    men, or participants and the comparison group; None where either of them is hidden."""

    name: str
    as_of: date | None
    counts: Counts | None
    sides: Sides | None = None

    @property
    def number(self) -> int | None:
        return None if self.counts is None else self.counts.get(Answer.YES, 0)


@dataclass(frozen=True, slots=True)
class Together:
    """A goal of the whole programme. `figure` is None while a part of it is not known; then the
    known parts are the least that it can be. `sides` are the figures of the two groups, for a goal
    between two whose every part is known."""

    rule: GoalRule
    parts: tuple[Part, ...]
    figure: Figure | None
    least: int
    is_reached: bool
    sides: tuple[Figure, Figure] | None = None

    @property
    def is_between_two(self) -> bool:
        return self.rule.kind in BETWEEN_TWO

    @property
    def is_known(self) -> bool:
        return self.sides is not None if self.is_between_two else self.figure is not None

    @property
    def gap(self) -> Gap | None:
        """How far the first group is ahead of the second; None with fewer than five in either."""
        return gap_between(*self.sides) if self.sides else None

    def is_hidden(self, part: Part) -> bool:
        """Whether the operator has published, but not what this goal is made of."""
        told = part.sides if self.is_between_two else part.counts
        return told is None and part.as_of is not None

    @property
    def status(self) -> Status:
        if self.rule.kind is GoalKind.COMPARISON:
            return compared_status(self.gap)
        if self.rule.kind is GoalKind.DIFFERENCE:
            return gap_status(self.rule, self.gap)
        if self.figure is not None and self.figure.status is not None:
            return self.figure.status
        return Status.MET if self.is_reached else Status.TOO_EARLY


def together(rule: GoalRule, parts: Sequence[Part]) -> Together | None:
    """The goal for all operators; None where there is nobody."""
    if not parts:
        return None
    counted = [part.counts for part in parts if part.counts is not None]
    days = [part.as_of for part in parts if part.as_of is not None]
    if not days:
        return Together(rule, tuple(parts), None, 0, False)
    on, sums = min(days), _summed(counted)
    sides = _sides(rule, parts, on) if rule.kind in BETWEEN_TWO else None
    is_head_count = rule.kind in (GoalKind.COUNT, GoalKind.ONGOING)
    least = sums[Answer.YES]
    is_reached = is_head_count and rule.target is not None and least >= rule.target
    whole = figure(rule, sums, on) if len(counted) == len(parts) else None
    return Together(rule, tuple(parts), whole, least, is_reached, sides)


def _summed(counted: Sequence[Counts]) -> dict[Answer, int]:
    return {each: sum(counts.get(each, 0) for counts in counted) for each in Answer}


def _sides(rule: GoalRule, parts: Sequence[Part], on: date) -> tuple[Figure, Figure] | None:
    """The two groups, each summed over all operators; None where any of them is not known."""
    known = [part.sides for part in parts if part.sides is not None]
    if len(known) < len(parts):
        return None
    first, second = zip(*known, strict=True)
    return figure(rule, _summed(first), on), figure(rule, _summed(second), on)


def counts_of(found: Figure) -> Counts:
    """The counts that a figure was made of."""
    return {
        Answer.YES: found.numerator,
        Answer.NO: found.denominator - found.numerator,
        Answer.MISSING: found.missing,
        Answer.PENDING: found.pending,
    }


def own_part(found: Measured, name: str, on: date) -> Part:
    """One's own part, as one has counted it."""
    sides: Sides | None = None
    if found.rule.kind is GoalKind.DIFFERENCE:
        woman, man = (counts_of(found.series[-1][sex]) for sex in SEXES)
        sides = (woman, man)
    elif found.compared:
        sides = (counts_of(found.figure), counts_of(found.compared[-1][ALL]))
    return Part(name, on, counts_of(found.figure), sides)


def published_part(
    keys: Sequence[str],
    rule: GoalRule,
    name: str,
    content: Mapping[str, Any] | None,
    as_of: date | None,
) -> Part:
    """An operator's part, as far as its latest publication tells it. `keys` are the goals whose
    table would tell it: the goal's own, and of those that are counted alike."""
    if content is None:
        return Part(name, None, None)
    if set(rule.facts) <= SIZES:
        return Part(name, as_of, _size(rule, content))
    table = _table(keys, content)
    if table is None:
        return Part(name, as_of, None)
    on, rows = date.fromisoformat(table["as_of"]), table["rows"]
    return Part(name, on, _row(rows, ALL), _published_sides(keys, rule, content, rows))


def _published_sides(
    keys: Sequence[str], rule: GoalRule, content: Mapping[str, Any], rows: Mapping[str, Any]
) -> Sides | None:
    if rule.kind is GoalKind.DIFFERENCE:
        found = [_row(rows, sex) for sex in SEXES]
    elif rule.kind is GoalKind.COMPARISON:
        other = _table([f"{key}:{Population.COMPARISON.value}" for key in keys], content)
        found = [_row(rows, ALL), _row(other["rows"] if other else {}, ALL)]
    else:
        return None
    first, second = found
    return None if first is None or second is None else (first, second)


def _table(keys: Sequence[str], content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first of these goals' tables in which anything is printed."""
    printed = {one["goal"]: one for one in content["tables"] if one["rows"]}
    return next((printed[key] for key in keys if key in printed), None)


def _row(rows: Mapping[str, Mapping[str, int | None]], sex: str) -> Counts | None:
    """A printed row; None where a number of it is hidden, or the whole of it."""
    if sex not in rows:
        return None
    # A column that is left out is one where nobody was.
    found = {each: rows[sex].get(each.value, 0) for each in Answer}
    known = {answer: number for answer, number in found.items() if number is not None}
    return known if len(known) == len(found) else None


def _size(rule: GoalRule, content: Mapping[str, Any]) -> Counts | None:
    """A head count, which is the size of a population; not known of a part of it."""
    if rule.is_of_part:
        return None
    rows, name = content["heads"], HEADS.get(rule.population, "")
    if rule.population in SOURCES:
        rows, name = content.get("others", {}).get(rule.population.value, {}), rule.population.value
    if not name:
        return None
    if rule.kind is GoalKind.BALANCE:
        sexes = {Answer.YES: "woman", Answer.NO: "man", Answer.MISSING: "unknown"}
        if "woman" not in rows or "man" not in rows:
            return None
        found = {answer: _head(rows, sex, name) for answer, sex in sexes.items()}
    else:
        found = {Answer.YES: _head(rows, ALL, name) if ALL in rows else None}
    known = {answer: number for answer, number in found.items() if number is not None}
    return known if len(known) == len(found) else None


def _head(rows: Mapping[str, Mapping[str, int | None]], sex: str, name: str) -> int | None:
    """A printed number; a row or a column that is left out is one where nobody was."""
    return rows.get(sex, {}).get(name, 0)


def ongoing(content: Mapping[str, Any]) -> int | None:
    """How many were ongoing, where it is printed."""
    rows = content["heads"]
    return _head(rows, ALL, HEADS[Population.ONGOING]) if ALL in rows else None
