"""This file is where counts are made safe to publish: small cells hidden, and none by subtraction.

A cell under the minimum is hidden, zero included, since "none" about a small group is a statement
about everybody in it. Then further cells are hidden until no reader of the published table,
totals and all, can work out a hidden cell, nor be certain that a small one is under the minimum.
The reader is taken to know that counts are whole and not negative. What somebody knows from
another table is outside what one table can guard against: publish one table per question.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Cell = tuple[int, int]
#: A node is a line of the table: ("row", 2) or ("column", 0).
Node = tuple[str, int]


@dataclass(frozen=True, slots=True)
class SafeLine:
    """Counts and their total; None where hidden."""

    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class SafeTable:
    """Counts with the totals of rows, columns and all; None where hidden."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def _refuse_bad_counts(counts: Sequence[int], minimum: int) -> None:
    if minimum < 1:
        raise ValueError("the minimum must be at least 1")
    if any(count < 0 for count in counts):
        raise ValueError("a count cannot be negative")


def suppress_line(counts: Sequence[int], minimum: int = 5) -> SafeLine:
    """Hide small counts, then the smallest others until what is hidden sums to the minimum.

    With at least two hidden, and at least the minimum between them, each may be anything from
    none to all of that sum. The total is hidden only when there is nothing else left to hide.
    """
    _refuse_bad_counts(counts, minimum)
    hidden = {index for index, count in enumerate(counts) if count < minimum}
    rest = sorted((count, index) for index, count in enumerate(counts) if count >= minimum)
    for _, index in rest:
        if not hidden or _is_safe_group([counts[i] for i in hidden], minimum):
            break
        hidden.add(index)
    is_total_safe = not hidden or _is_safe_group([counts[i] for i in hidden], minimum)
    total = sum(counts)
    return SafeLine(
        cells=tuple(None if i in hidden else count for i, count in enumerate(counts)),
        total=total if is_total_safe and total >= minimum else None,
    )


def _is_safe_group(hidden: Sequence[int], minimum: int) -> bool:
    return len(hidden) >= 2 and sum(hidden) >= minimum


class _Grid:
    """The table with its totals as one more row and column, and what is hidden so far."""

    def __init__(
        self, table: Sequence[Sequence[int]], minimum: int, *, rows_are_known: bool = False
    ) -> None:
        rows = [[*row, sum(row)] for row in table]
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        self.values = rows
        self.minimum = minimum
        self.last_row, self.last_column = len(rows) - 1, len(rows[0]) - 1
        # Columns of cells that may be hidden at all; the last column is that of the row totals.
        self.columns = self.last_column + (0 if rows_are_known else 1)
        self.hidden = {cell for cell in self.cells() if self.value(cell) < minimum}

    def cells(self) -> Iterator[Cell]:
        """Every cell that may be hidden."""
        for row in range(self.last_row + 1):
            for column in range(self.columns):
                yield row, column

    def value(self, cell: Cell) -> int:
        return self.values[cell[0]][cell[1]]

    def is_line_total(self, cell: Cell) -> bool:
        """A row's or a column's total; the total of all counts as an ordinary cell here.

        Every line must then sum to 0 when line totals are taken with a minus sign.
        """
        return (cell[0] == self.last_row) != (cell[1] == self.last_column)

    def is_any_total(self, cell: Cell) -> bool:
        return cell[0] == self.last_row or cell[1] == self.last_column

    def slack(self, cell: Cell, *, enough: int, up: bool) -> int:
        """By how much a reader may believe that a hidden cell is larger (or smaller), to `enough`.

        A change in one cell must be made good by others in its row and its column, and so on
        round the hidden cells: a flow from one end of the cell to the other.
        """
        row, column = ("row", cell[0]), ("column", cell[1])
        signed_up = up != self.is_line_total(cell)
        start, goal = (column, row) if signed_up else (row, column)
        room = self._room(without=cell, enough=enough)
        most = enough if up else min(enough, self.value(cell))
        found = 0
        while found < most:
            path = _shortest_path(room, start, goal)
            if path is None:
                break
            found += _push(room, path, most - found)
        return found

    def _room(self, *, without: Cell, enough: int) -> dict[Node, dict[Node, int]]:
        """How much each other hidden cell can give: a column asks its rows to lose, a row to gain.

        A count can lose no more than it has; there is no limit to what it can gain.
        """
        room: dict[Node, dict[Node, int]] = {}
        for cell in sorted(self.hidden - {without}):
            row, column = ("row", cell[0]), ("column", cell[1])
            lose, gain = self.value(cell), self.value(cell) + enough * len(self.hidden)
            if self.is_line_total(cell):
                lose, gain = gain, lose
            room.setdefault(column, {})[row] = lose
            room.setdefault(row, {})[column] = gain
        return room

    def shortfall(self, cell: Cell) -> int:
        """How much more uncertainty a hidden cell needs; 0 when it is safe."""
        value = self.value(cell)
        needed = max(self.minimum - value, 0)
        if needed:
            return needed - self.slack(cell, enough=needed, up=True)
        moves = self.slack(cell, enough=1, up=True) or self.slack(cell, enough=1, up=False)
        return 0 if moves else 1

    def protect(self, cell: Cell) -> None:
        """Hide the cheapest rectangle with this cell in a corner that is not hidden already."""
        options = [
            (self._price(cell, corners), corners)
            for corners in self._rectangles(cell)
            if corners - self.hidden
        ]
        # With every cell hidden every cell is safe, so an unsafe one in a full table, or one
        # with no rectangle of its own left, can only come from cells elsewhere: hide the next.
        if options:
            self.hidden |= min(options, key=lambda option: (option[0], sorted(option[1])))[1]
        else:
            open_cells = [other for other in self.cells() if other not in self.hidden]
            self.hidden.add(min(open_cells, key=lambda other: (self.value(other), other)))

    def _rectangles(self, cell: Cell) -> Iterator[set[Cell]]:
        for row in range(self.last_row + 1):
            for column in range(self.columns):
                if row != cell[0] and column != cell[1]:
                    yield {(cell[0], column), (row, cell[1]), (row, column)}

    def _price(self, cell: Cell, corners: set[Cell]) -> tuple[int, int, int]:
        """Few totals lost first, then room enough in one go, then as small counts as possible."""
        new = corners - self.hidden
        totals = sum(self.is_any_total(corner) for corner in new)
        givers = [c for c in corners if c[0] == cell[0] or c[1] == cell[1]]
        is_tight = min(self.value(giver) for giver in givers) < self.minimum - self.value(cell)
        return totals, int(is_tight), sum(self.value(corner) for corner in new)


def _shortest_path(room: dict[Node, dict[Node, int]], start: Node, goal: Node) -> list[Node] | None:
    came_from: dict[Node, Node] = {start: start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for following, left in room.get(node, {}).items():
            if left > 0 and following not in came_from:
                came_from[following] = node
                queue.append(following)
    if goal not in came_from:
        return None
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def _push(room: dict[Node, dict[Node, int]], path: list[Node], most: int) -> int:
    steps = list(pairwise(path))
    amount = min([most, *(room[a][b] for a, b in steps)])
    for a, b in steps:
        room[a][b] -= amount
        room[b][a] += amount
    return amount


def suppress(
    table: Sequence[Sequence[int]], minimum: int = 5, *, rows_are_known: bool = False
) -> SafeTable:
    """Hide every count and total under the minimum, and as many more as it takes.

    Promise: for each hidden cell there is another table of whole counts that looks the same in
    print; for each small one, one in which it is not small. Totals are kept longest.

    With `rows_are_known` the totals of rows are always printed, because the reader has them from
    another table anyway: the promise then holds for somebody who knows them, so that any number
    of tables may share them. Raises ValueError for an empty or ragged table, for negative counts,
    and for known totals that are themselves under the minimum or are those of a single cell.
    """
    if not table or not table[0] or len({len(row) for row in table}) != 1:
        raise ValueError("a table needs rows of equal length")
    _refuse_bad_counts([count for row in table for count in row], minimum)
    if rows_are_known and (len(table[0]) < 2 or min(sum(row) for row in table) < minimum):
        raise ValueError("known totals must be at least the minimum and be of two cells or more")
    grid = _Grid(table, minimum, rows_are_known=rows_are_known)
    while True:
        unsafe = next((cell for cell in sorted(grid.hidden) if grid.shortfall(cell) > 0), None)
        if unsafe is None:
            break
        grid.protect(unsafe)
    shown = [
        tuple(None if (r, c) in grid.hidden else count for c, count in enumerate(row))
        for r, row in enumerate(grid.values)
    ]
    return SafeTable(
        cells=tuple(row[:-1] for row in shown[:-1]),
        row_totals=tuple(row[-1] for row in shown[:-1]),
        column_totals=shown[-1][:-1],
        total=shown[-1][-1],
    )
