"""Published counts: no small cell, and none that subtraction can find."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stegvis.outcomes.suppression import SafeLine, SafeTable, suppress, suppress_line

CAP = 15  # the brute force below tries counts under this; no printed total of it is larger


def published(safe: SafeTable) -> list[list[int | None]]:
    body = [[*row, total] for row, total in zip(safe.cells, safe.row_totals, strict=True)]
    return [*body, [*safe.column_totals, safe.total]]


def with_totals(table: list[list[int]]) -> list[list[int]]:
    body = [[*row, sum(row)] for row in table]
    return [*body, [sum(column) for column in zip(*body, strict=True)]]


def solvable_cells(shown: list[list[int | None]]) -> set[tuple[int, int]]:
    """Hidden cells with one value only in the linear equations of the table (elimination)."""
    hidden = [(r, c) for r, row in enumerate(shown) for c, v in enumerate(row) if v is None]
    lines = [[(r, c) for c in range(len(shown[0]))] for r in range(len(shown))]
    lines += [[(r, c) for r in range(len(shown))] for c in range(len(shown[0]))]
    rows = []
    for line in lines:
        sign = {cell: 1 for cell in line} | {line[-1]: -1}
        rows.append([Fraction(sign.get(cell, 0)) for cell in hidden])
    rank_of = 0
    for column in range(len(hidden)):
        pivot = next((i for i in range(rank_of, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank_of], rows[pivot] = rows[pivot], rows[rank_of]
        rows[rank_of] = [x / rows[rank_of][column] for x in rows[rank_of]]
        for i, row in enumerate(rows):
            if i != rank_of and row[column]:
                rows[i] = [x - row[column] * y for x, y in zip(row, rows[rank_of], strict=True)]
        rank_of += 1
    alone = [row for row in rows if sum(1 for x in row if x) == 1]
    return {hidden[next(i for i, x in enumerate(row) if x)] for row in alone}


def test_plain_table_is_left_alone() -> None:
    safe = suppress([[10, 20], [30, 40]])
    assert published(safe) == [[10, 20, 30], [30, 40, 70], [40, 60, 100]]


def test_one_small_cell_takes_a_rectangle_with_it_and_keeps_totals() -> None:
    safe = suppress([[3, 20, 9], [30, 40, 50], [12, 11, 60]])
    assert safe.cells == ((None, None, 9), (30, 40, 50), (None, None, 60))
    assert safe.total == 235


def test_zeros_are_small() -> None:
    assert suppress_line([0, 0, 10]).cells == (None, None, None)
    assert suppress_line([0, 0, 10]).total == 10


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([10, 20], SafeLine((10, 20), 30)),
        ([2, 3, 20], SafeLine((None, None, 20), 25)),
        ([2, 2, 9, 20], SafeLine((None, None, None, 20), 33)),
        ([4], SafeLine((None,), None)),
        ([8], SafeLine((8,), 8)),
        ([2, 50], SafeLine((None, None), 52)),
        ([1, 1], SafeLine((None, None), None)),
        ([], SafeLine((), None)),
    ],
)
def test_line(counts: list[int], expected: SafeLine) -> None:
    assert suppress_line(counts) == expected


@pytest.mark.parametrize("table", [[], [[]], [[1, 2], [3]], [[-1]]])
def test_what_is_no_table_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"equal length|negative"):
        suppress(table)


def test_a_minimum_under_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        suppress_line([1], minimum=0)


@given(st.lists(st.integers(0, 30), max_size=7), st.integers(1, 6))
def test_no_line_gives_a_hidden_cell_away(counts: list[int], minimum: int) -> None:
    safe = suppress_line(counts, minimum)
    hidden = [count for count, shown in zip(counts, safe.cells, strict=True) if shown is None]
    assert all(shown is None or shown >= minimum for shown in (*safe.cells, safe.total))
    if hidden and safe.total is not None:
        # What subtraction gives is a sum of at least two, that is itself large enough to print,
        # so each of them can be anything from 0 to that sum.
        assert len(hidden) >= 2
        assert sum(hidden) >= minimum


tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 25), min_size=width, max_size=width), min_size=1, max_size=5
    )
)


@given(tables, st.integers(1, 6))
@settings(max_examples=150)
def test_no_table_can_be_solved_for_a_hidden_cell(table: list[list[int]], minimum: int) -> None:
    shown = published(suppress(table, minimum))
    true = with_totals(table)
    for true_row, shown_row in zip(true, shown, strict=True):
        for value, printed in zip(true_row, shown_row, strict=True):
            assert printed is None or printed == value >= minimum
    assert solvable_cells(shown) == set()


@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=25, deadline=None)
def test_other_tables_look_the_same_in_print(table: list[list[int]]) -> None:
    """Every whole, non-negative 2 × 2 table up to a cap is tried, by brute force."""
    shown = published(suppress(table))
    true = with_totals(table)
    hidden = {(r, c) for r, row in enumerate(shown) for c, v in enumerate(row) if v is None}
    assume(hidden)
    seen: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    for a, b, c, d in product(range(CAP), repeat=4):
        other = [[a, b, a + b], [c, d, c + d], [a + c, b + d, a + b + c + d]]
        if all((r, k) in hidden or other[r][k] == true[r][k] for r in range(3) for k in range(3)):
            for cell in hidden:
                seen[cell].add(other[cell[0]][cell[1]])
    for cell, values in seen.items():
        value = true[cell[0]][cell[1]]
        assert len(values) > 1
        assert value >= 5 or max(values) >= 5


def compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total + 1) for rest in compositions(total - n, parts - 1)]


known_rows = st.lists(
    st.lists(st.integers(0, 6), min_size=3, max_size=3).filter(lambda row: sum(row) >= 5),
    min_size=1,
    max_size=2,
)


@given(known_rows)
@settings(max_examples=60, deadline=None)
def test_known_row_totals_give_no_cell_away(table: list[list[int]]) -> None:
    """Every table with the same row totals is tried: the reader knows them from elsewhere."""
    safe = suppress(table, rows_are_known=True)
    assert safe.row_totals == tuple(sum(row) for row in table)
    shown = [*safe.cells, safe.column_totals]
    true = [*table, [sum(column) for column in zip(*table, strict=True)]]
    hidden = {(r, c) for r, row in enumerate(shown) for c, value in enumerate(row) if value is None}
    seen: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    for rows in product(*(compositions(sum(row), 3) for row in table)):
        other = [*rows, tuple(sum(column) for column in zip(*rows, strict=True))]
        if all(
            (r, c) in hidden or other[r][c] == true[r][c]
            for r in range(len(true))
            for c in range(3)
        ):
            for cell in hidden:
                seen[cell].add(other[cell[0]][cell[1]])
    for (r, c), values in seen.items():
        assert len(values) > 1
        assert true[r][c] >= 5 or max(values) >= 5
    assert all(value >= 5 for row in shown for value in row if value is not None)


@pytest.mark.parametrize("table", [[[1, 2]], [[9]]])
def test_known_totals_must_be_safe_themselves(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="known totals"):
        suppress(table, rows_are_known=True)
