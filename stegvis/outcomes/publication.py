"""This file is where figures are made fit to leave the authority: pure, counts in, content out.

What is guarded, and against whom: a reader who knows every publication of the programme and
this method, and who may know that a certain person took part.

- No count under five is printed, and none can be worked out: within a table, between the tables
  of a publication (they share only their populations' sizes, which count as known to the reader),
  and between all, women and men.
- Sexes are told apart only where five or more of each are counted.
- A fact is published for one of its populations only, so that two tables never subtract to a
  third; a population that is itself an outcome (those judged ready) is not published at all.
- Between publications: a table of outcomes is replaced only when each of its printed counts is
  unchanged, or has changed by five or more, since every earlier publication. Until then the
  earlier table stands, with its own date. How many have come and left is printed as it is: who
  sees a person leave learns nothing from the number of those who have left.

It does not guard against several authorities adding up what they know of their own cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.outcomes.calculate import HEAD_COUNTS, Figure, GoalKind, Population
from stegvis.outcomes.goals import Measured
from stegvis.outcomes.suppression import suppress
from stegvis.outcomes.tally import ALL, Series

FEWEST_TO_PRINT = 5
SEXES = ("woman", "man", "unknown")

Counts = dict[str, int]
#: One printed row: the name of a count, and the count or None where it is hidden.
Printed = dict[str, int | None]
Rows = dict[str, Printed]


@dataclass(frozen=True, slots=True)
class Heads:
    """How many were enrolled, are ongoing and have left, as printed, for all and each sex."""

    rows: Rows

    def knows(self, population: Population, sexes: Iterable[str]) -> bool:
        """Whether the sizes of the population are printed for all of these rows."""
        sizes = [self.rows.get(sex, {}).get(population.value) for sex in sexes]
        return None not in sizes


def heads(ongoing: Series) -> Heads:
    """The head counts of a programme, from how many of those enrolled are ongoing."""
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
    return Heads(rows)


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
        "goal": goal.key,
        "text": goal.text,
        "reading": goal.reading,
        "kind": goal.kind.value,
        "population": found.rule.counted_among.value,
        "target": found.rule.target,
        "as_of": as_of.isoformat(),
        "rows": rows,
    }


def content(
    results: Sequence[Measured], ongoing: Series, earlier: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A whole publication. `earlier` is the content of every former one, newest first."""
    known = heads(ongoing)
    tables = []
    told: set[frozenset[str]] = set()
    for found in results:
        facts = frozenset(found.rule.facts)
        if facts <= HEAD_COUNTS or facts in told:
            continue
        if found.rule.population is Population.READY or found.rule.kind is GoalKind.ONGOING:
            continue
        told.add(facts)
        former = [
            table
            for publication in earlier
            for table in publication["tables"]
            if table["goal"] == found.goal.key and table["rows"]
        ]
        tables.append(table(found, known, former))
    goals = [_head_goal(found) for found in results if set(found.rule.facts) <= HEAD_COUNTS]
    return {"heads": known.rows, "head_goals": goals, "tables": tables}


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
