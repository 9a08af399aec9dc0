"""This file is where figures are made fit to leave the authority: pure, counts in, content out.

What is guarded, and against whom: a reader who knows every publication of the programme and
this method, and who may know that a certain person took part.

- No count under five is printed, and none can be worked out: within a table, between the tables
  of a publication (they share only their populations' sizes, which count as known to the reader),
  and between all, women and men.
- Sexes are told apart only where five or more of each are counted.
- A fact is published for one of its populations only, and of facts that hold one another (in
  work, in work or studies, employed at least half-time) only the first, so that two tables never
  subtract to a third; a population that is itself an outcome (those judged ready) is not
  published at all, nor a part of one (certain days, a variant) unless it is the whole of it.
- Between publications: a table of outcomes is replaced only when each of its printed counts is
  unchanged, or has changed by five or more, since every earlier publication. Until then the
  earlier table stands, with its own date. How many have come and left is printed as it is: who
  sees a person leave learns nothing from the number of those who have left.

It does not guard against several authorities adding up what they know of their own cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from stegvis.outcomes.calculate import Figure
from stegvis.outcomes.goals import Measured
from stegvis.outcomes.rules import HEAD_COUNTS, SOURCES, GoalKind, GoalRule, Population
from stegvis.outcomes.suppression import suppress
from stegvis.outcomes.tally import ALL, Series

FEWEST_TO_PRINT = 5
#: Goals whose figures are the sizes of populations, which are printed by themselves.
SIZES = HEAD_COUNTS - {"taken_in"}
#: Facts that hold one another, or nearly: the difference between two would be a third.
_FAMILIES = {
    **dict.fromkeys(
        ("in_work", "in_studies", "work_or_studies", "employed_at_least", "self_supporting"), "work"
    ),
    **dict.fromkeys(("triaged", "mapped"), "triaged"),
}
#: Facts that are others for another milestone, question or instrument.
_TOLD_APART = {"milestone": "milestone", "answered": "question", "score_raised": "instrument"}
SEXES = ("woman", "man", "unknown")

Counts = dict[str, int]
#: One printed row: the name of a count, and the count or None where it is hidden.
Printed = dict[str, int | None]
Rows = dict[str, Printed]


@dataclass(frozen=True, slots=True)
class Heads:
    """How many were enrolled, are ongoing and have left, as printed, for all and each sex; and
    the sizes of other populations. `whole` are the true sizes of all of them."""

    rows: Rows
    others: Mapping[str, Rows] = field(default_factory=dict)
    whole: Mapping[str, int] = field(default_factory=dict)

    def knows(self, population: Population, sexes: Iterable[str]) -> bool:
        """Whether the sizes of the population are printed for all of these rows."""
        rows = self.others.get(population.value, self.rows)
        sizes = [rows.get(sex, {}).get(population.value) for sex in sexes]
        return None not in sizes

    def is_whole(self, found: Measured) -> bool:
        """Whether the goal counts the whole of its population and not a part.

        A part that is as large as the whole is the whole.
        """
        if not found.rule.is_of_part:
            return True
        counted = sum(_counts(found.figure).values())
        return counted == self.whole.get(found.rule.counted_among.value)


def heads(ongoing: Series, others: Mapping[Population, Series] = MappingProxyType({})) -> Heads:
    """The head counts of a programme, from how many of those enrolled are ongoing, and those of
    the other populations that its goals are about."""
    counts = {
        sex: {"ongoing": found.numerator, "exited": found.denominator - found.numerator}
        for sex, found in ongoing.items()
    }
    # Before anybody has left, and when all have, the other count is no secret and is left out.
    columns = [name for name, number in counts[ALL].items() if number]
    printed = _print(counts, columns, split=True) or _print(counts, columns, split=False)
    rows = printed or {ALL: {"ongoing": None, "exited": None, "total": None}}
    for row in rows.values():
        row["enrolled"] = row.pop("total")
    whole = {**counts[ALL], "enrolled": ongoing[ALL].denominator}
    whole |= {population.value: series[ALL].numerator for population, series in others.items()}
    printed_others = {population.value: _sizes(population, s) for population, s in others.items()}
    return Heads(rows, printed_others, whole)


def _sizes(population: Population, series: Series) -> Rows:
    """The size of a population, for all and each sex where both are large enough."""
    counts = {sex: {population.value: found.numerator} for sex, found in series.items()}
    columns = [population.value]
    printed = _print(counts, columns, split=True) or _print(counts, columns, split=False)
    rows = printed or {ALL: {population.value: None}}
    return {sex: {population.value: row[population.value]} for sex, row in rows.items()}


def size_rules(rules: Iterable[GoalRule]) -> list[GoalRule]:
    """What counts the populations beside the participants that these goals are about."""
    used = dict.fromkeys(rule.population for rule in rules if rule.population in SOURCES)
    return [GoalRule(GoalKind.COUNT, each, each.value, None) for each in used]


def table(found: Measured, known: Heads, earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One goal as published, the finest that is safe: by sex, else for all, else as before.

    `earlier` are the same goal's tables in every former publication, newest first.
    """
    population = found.rule.counted_among
    counts = {sex: _counts(figure) for sex, figure in found.series[-1].items()}
    columns = _columns(counts[ALL])
    for split in (True, False):
        printed = _print(counts, columns, split=split)
        if (
            printed is not None
            and known.knows(population, printed)
            and all(may_follow(printed, former["rows"]) for former in earlier)
        ):
            return _content(found, printed, found.figure.as_of)
    if earlier:
        return {**_content(found, {}, found.figure.as_of), **_kept(earlier[0])}
    return _content(found, {}, found.figure.as_of)


def _kept(former: Mapping[str, Any]) -> dict[str, Any]:
    return {"rows": former["rows"], "as_of": former["as_of"]}


def may_follow(rows: Rows, former: Rows) -> bool:
    """Whether these rows can be printed after those, with nobody's own outcome between them."""
    for sex in rows.keys() & former.keys():
        for name in rows[sex].keys() | former[sex].keys():
            # A column that is left out is one where nobody was.
            new, old = rows[sex].get(name, 0), former[sex].get(name, 0)
            if new is not None and old is not None and 0 < abs(new - old) < FEWEST_TO_PRINT:
                return False
    return True


def _counts(found: Figure) -> Counts:
    return {
        "yes": found.numerator,
        "no": found.denominator - found.numerator,
        "missing": found.missing,
        "pending": found.pending,
    }


def _columns(counts: Counts) -> tuple[str, ...]:
    """Yes and no always; the others when there is anybody, since nobody is missing is no secret."""
    return tuple(name for name in counts if name in ("yes", "no") or counts[name])


def _print(counts: Mapping[str, Counts], columns: Sequence[str], *, split: bool) -> Rows | None:
    """The rows with small counts hidden, or None where the sizes of the rows are not safe."""
    sexes = [sex for sex in SEXES if sum(counts.get(sex, {}).values())] if split else [ALL]
    cells = [[counts[sex].get(name, 0) for name in columns] for sex in sexes]
    if not cells or min(sum(row) for row in cells) < FEWEST_TO_PRINT:
        return None
    if split and len(sexes) < 2:
        return None
    if len(columns) == 1:
        sizes = {ALL: sum(row[0] for row in cells)}
        sizes |= {sex: row[0] for sex, row in zip(sexes, cells, strict=True)}
        return {sex: {columns[0]: size, "total": size} for sex, size in sizes.items()}
    safe = suppress(cells, FEWEST_TO_PRINT, rows_are_known=True)
    printed = {
        sex: {**dict(zip(columns, row, strict=True)), "total": total}
        for sex, row, total in zip(sexes, safe.cells, safe.row_totals, strict=True)
    }
    whole = {**dict(zip(columns, safe.column_totals, strict=True)), "total": safe.total}
    return {ALL: whole, **(printed if split else {})}


def _content(found: Measured, rows: Rows, as_of: date) -> dict[str, Any]:
    goal = found.goal
    return {
        "goal": _table_key(found),
        "text": goal.text,
        "reading": goal.reading,
        "kind": goal.kind.value,
        "population": found.rule.counted_among.value,
        "target": found.rule.target,
        "as_of": as_of.isoformat(),
        "rows": rows,
    }


def _table_key(found: Measured) -> str:
    """The goal's key; its table of the comparison group is one of its own."""
    is_other = found.rule.population is Population.COMPARISON
    return f"{found.goal.key}:{Population.COMPARISON.value}" if is_other else found.goal.key


def content(
    results: Sequence[Measured],
    ongoing: Series,
    earlier: Sequence[Mapping[str, Any]],
    others: Mapping[Population, Series] = MappingProxyType({}),
) -> dict[str, Any]:
    """A whole publication. `earlier` is the content of every former one, newest first; `others`
    count the populations beside the participants."""
    known = heads(ongoing, others)
    tables = []
    told: set[tuple[str, ...]] = set()
    counted = [found for found in results if not found.is_support]
    for found in (each for own in counted for each in _with_compared(own)):
        about = {(found.rule.source, *family) for family in _families(found.rule)}
        if set(found.rule.facts) <= SIZES or about & told or not known.is_whole(found):
            continue
        if found.rule.population is Population.READY or found.rule.kind is GoalKind.ONGOING:
            continue
        told |= about
        former = [
            table
            for publication in earlier
            for table in publication["tables"]
            if table["goal"] == _table_key(found) and table["rows"]
        ]
        tables.append(table(found, known, former))
    goals = [_head_goal(found) for found in counted if _is_size(found, known)]
    return {"heads": known.rows, "others": known.others, "head_goals": goals, "tables": tables}


def tells_enrolled(
    results: Iterable[Measured], tables: Iterable[Mapping[str, Any]], as_of: date
) -> bool:
    """Whether how many were enrolled of those who came may be told beside the goals: it may where
    no goal counts it, and where the goals that do print it as it stood on that day."""
    counted = {_table_key(one) for one in results if set(one.rule.facts) == {"taken_in"}}
    return all(
        table["as_of"] == as_of.isoformat() and table["rows"].get(ALL, {}).get("yes") is not None
        for table in tables
        if table["goal"] in counted
    )


def _with_compared(found: Measured) -> list[Measured]:
    """The goal, and the same fact in the comparison group as a table of its own."""
    against = found.rule.against
    if against is None:
        return [found]
    return [found, replace(found, rule=against, series=found.compared, compared=())]


def _families(rule: GoalRule) -> set[tuple[str, ...]]:
    """What the goal tells of, so that nothing that holds it is told beside it."""
    return {
        (_FAMILIES.get(fact, fact), getattr(rule.about, _TOLD_APART[fact], ""))
        if fact in _TOLD_APART
        else (_FAMILIES.get(fact, fact),)
        for fact in rule.facts
    }


def _is_size(found: Measured, known: Heads) -> bool:
    return set(found.rule.facts) <= SIZES and known.is_whole(found)


def _head_goal(found: Measured) -> dict[str, Any]:
    """A goal whose figure is read from the head counts; nothing of its own is printed."""
    goal = found.goal
    return {
        "goal": goal.key,
        "text": goal.text,
        "reading": goal.reading,
        "kind": goal.kind.value,
        "population": found.rule.population.value,
        "target": found.rule.target,
    }
