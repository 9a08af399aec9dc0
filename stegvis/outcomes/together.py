"""This file is where several operators' figures are added up to those of the whole programme.

What is added is only what each of them has published, and of one's own what one has counted:
nobody reads another operator's rows. Where a number is hidden, or not published, the sum is not
known, and that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.outcomes.calculate import Figure, Status, figure
from stegvis.outcomes.facts import Answer
from stegvis.outcomes.publication import SIZES
from stegvis.outcomes.rules import BETWEEN_TWO, SOURCES, GoalKind, GoalRule, Population
from stegvis.outcomes.tally import ALL
from stegvis.programmes.measures import Goal

HEADS = {
    Population.ENROLLED: "enrolled",
    Population.ONGOING: "ongoing",
    Population.EXITED: "exited",
}
Counts = Mapping[Answer, int]


@dataclass(frozen=True, slots=True)
class Part:
    """What one operator has of the goal. `counts` is None where the number is hidden, and `as_of`
    where nothing has been published."""

    name: str
    as_of: date | None
    counts: Counts | None

    @property
    def number(self) -> int | None:
        return None if self.counts is None else self.counts.get(Answer.YES, 0)

    @property
    def is_hidden(self) -> bool:
        return self.counts is None and self.as_of is not None


@dataclass(frozen=True, slots=True)
class Together:
    """A goal of the whole programme. `figure` is None while a part of it is not known; then the
    known parts are the least that it can be."""

    parts: tuple[Part, ...]
    figure: Figure | None
    least: int
    is_reached: bool

    @property
    def status(self) -> Status:
        if self.figure is not None and self.figure.status is not None:
            return self.figure.status
        return Status.MET if self.is_reached else Status.TOO_EARLY


def together(rule: GoalRule, parts: Sequence[Part]) -> Together | None:
    """The goal for all operators; None for one that is a difference between two figures."""
    if rule.kind in BETWEEN_TWO or not parts:
        return None
    counted = [part.counts for part in parts if part.counts is not None]
    sums = {each: sum(counts.get(each, 0) for counts in counted) for each in Answer}
    days = [part.as_of for part in parts if part.as_of is not None]
    found = figure(rule, sums, min(days)) if days else None
    is_head_count = rule.kind in (GoalKind.COUNT, GoalKind.ONGOING)
    least = sums[Answer.YES]
    is_reached = is_head_count and rule.target is not None and least >= rule.target
    whole = found if len(counted) == len(parts) else None
    return Together(tuple(parts), whole, least, is_reached)


def published_part(
    goal: Goal, rule: GoalRule, name: str, content: Mapping[str, Any] | None, as_of: date | None
) -> Part:
    """An operator's part, as far as its latest publication tells it."""
    if content is None:
        return Part(name, None, None)
    if set(rule.facts) <= SIZES:
        return Part(name, as_of, _size(rule, content))
    table = next((one for one in content["tables"] if one["goal"] == goal.key), None)
    if table is None or not table["rows"]:
        return Part(name, as_of, None)
    row = table["rows"][ALL]
    # A column that is left out is one where nobody was.
    found = {each: row.get(each.value, 0) for each in Answer}
    counts = None if None in found.values() else found
    return Part(name, date.fromisoformat(table["as_of"]), counts)


def _size(rule: GoalRule, content: Mapping[str, Any]) -> Counts | None:
    """A head count, which is the size of a population; not known of certain days or one arm."""
    if rule.deadline or rule.arm:
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
