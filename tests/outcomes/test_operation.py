"""How the programme runs, as published: no small count, and none to be worked out."""

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.casework import flow as flows
from stegvis.casework.capacity import ALL_OF_THEM, Waits
from stegvis.casework.flow import Branch, Flow, Stage
from stegvis.casework.matching import HINDRANCES, Gap, State
from stegvis.casework.need_queries import Lacking
from stegvis.outcomes import operation
from stegvis.outcomes.operation import OTHERS, Line, printed, table, wait_rows
from stegvis.outcomes.publication import Heads
from stegvis.outcomes.tally import ALL
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder, read_definition

DEFINITION = read_definition(definitions_folder() / "enter.toml")
COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=8)


def line(counts: list[int], others: str = "") -> Line:
    named = tuple((f"plats {n}", number) for n, number in enumerate(counts))
    return Line("prov", "Prov", named, others)


@given(COUNTS, st.sampled_from(["", "Andra"]))
def test_no_small_count_is_printed_nor_can_be_worked_out(counts: list[int], others: str) -> None:
    row = printed(line(counts, others))
    if sum(counts) < 5:
        assert row == {}
        return
    assert row["total"] == sum(counts)
    cells = {name: number for name, number in row.items() if name != "total"}
    shown = [number for number in cells.values() if number is not None]
    hidden = [name for name, number in cells.items() if number is None]
    assert all(number >= 5 for number in shown)
    # What is hidden is two or more, and five or more together.
    rest = sum(counts) - sum(shown)
    assert not hidden or (len(hidden) >= 2 and rest >= 5)
    assert not others or not hidden


def test_that_all_went_on_is_said_and_that_a_few_did_not_is_not() -> None:
    assert printed(line([12, 0])) == {"plats 0": 12, "total": 12}
    assert printed(line([12, 3])) == {
        "plats 0": None,
        "plats 1": None,
        "total": 15,
    }
    assert printed(line([3, 1])) == {}


def test_small_reasons_are_put_together_and_none_of_them_is_named() -> None:
    assert printed(line([9, 3, 0, 3], "Andra")) == {"plats 0": 9, "Andra": 6, "total": 15}
    assert printed(line([9, 7, 2], "Andra")) == {"plats 0": 9, "Andra": 9, "total": 18}
    assert printed(line([3, 2], "Andra")) == {"Andra": 5, "total": 5}


def test_a_line_waits_until_five_have_been_added() -> None:
    first = table(line([8, 9]), date(2026, 6, 30), [])
    second = table(line([8, 10]), date(2026, 7, 31), [first])
    assert (second["rows"], second["as_of"]) == (first["rows"], "2026-06-30")
    third = table(line([13, 14]), date(2026, 8, 31), [second, first])
    assert third["rows"][ALL]["plats 0"] == 13 and third["as_of"] == "2026-08-31"


def people(chance: random.Random) -> Flow:
    """A flow with every number drawn by lot."""

    def some(labels: tuple[str, ...]) -> tuple[Branch, ...]:
        counts = [(label, chance.choice([0, 1, 3, 6, 20])) for label in labels]
        return tuple(Branch(label, number) for label, number in counts if number)

    reasons = [reason.label for reason in DEFINITION.intake.refusal_reasons]
    after = []
    for branch in some(flows.AFTER_ASSESSMENT):
        why = {reason: 0 for reason in reasons}
        for _ in range(branch.number if branch.label == flows.REFUSED else 0):
            why[chance.choice(reasons)] += 1
        told = tuple((reason, number) for reason, number in why.items() if number)
        after.append(Branch(branch.label, branch.number, False, told))
    enrolled = chance.choice([0, 2, 7, 40])
    assessed = enrolled + sum(branch.number for branch in after)
    before = some(flows.BEFORE_ASSESSMENT)
    came = assessed + sum(branch.number for branch in before)
    ended = some(tuple(reason.label for reason in DEFINITION.exit.reasons))
    stages = (
        Stage("referred", "Aktualiserade", came, before),
        Stage("assessed", "Mottagna till bedömning", assessed, tuple(after)),
        Stage("enrolled", "Inskrivna", enrolled),
        Stage("ended", "Avslutade", sum(branch.number for branch in ended), ended),
    )
    return Flow(ProgrammeVersion(), stages, ())


@given(st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_a_stage_is_told_only_where_its_size_is_printed(seed: int) -> None:
    found = people(random.Random(seed))
    known = Heads({ALL: {"exited": found.stage("ended").number}})
    sizes: dict[str, int | None] = {}
    for each in operation.flow_lines(found, DEFINITION, known):
        row = printed(each)
        assert all(number is None or number >= 5 for number in row.values())
        if each.key in ("fore-bedomning", "efter-bedomning"):
            assert sizes[each.title] == each.total
        if each.key == "skal" and row:
            assert sizes[flows.REFUSED] == row["total"]
        sizes |= row


def test_reasons_of_leaving_wait_until_so_many_are_known_to_have_left() -> None:
    found = people(random.Random(3))
    hidden = Heads({ALL: {"exited": None}})
    assert "avslut" not in {one.key for one in operation.flow_lines(found, DEFINITION, hidden)}
    keys = {
        one.key for one in operation.flow_lines(found, DEFINITION, hidden, may_tell_enrolled=False)
    }
    assert keys <= {"bedomda", "fore-bedomning"}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.integers(0, 1000))
def test_waiting_times_are_of_five_or_more_and_numbers_within_limits(
    sizes: list[int], seed: int
) -> None:
    chance = random.Random(seed)
    waits = [
        Waits(f"part {n}", tuple(chance.randrange(400) for _ in range(size)), (1, 2))
        for n, size in enumerate(sizes)
    ]
    whole = Waits(ALL_OF_THEM, tuple(day for one in waits for day in one.days), ())
    rows = wait_rows([*waits, whole])
    if sum(sizes) < 5:
        assert rows == []
        return
    assert all("–" in row["counted"] for row in rows)
    assert rows[-1]["who"] == "Alla" or len(rows) == 1
    named = [one for one in waits if one.who in {row["who"] for row in rows}]
    assert all(one.n >= 5 for one in named)
    # Those who are not named are five or more together, or nobody, and nobody is left over.
    rest = sum(sizes) - sum(one.n for one in named)
    assert rest == 0 or rest >= 5
    assert (OTHERS in {row["who"] for row in rows}) == bool(rest and named)


def gap(key: str, nothing: int, fits: int, **hindrances: int) -> Gap:
    counts = {state: 0 for state in State}
    told = counts | {State.NOTHING: nothing, State.FITS: fits}
    return Gap(key, key.title(), told, hindrances)


def gaps_of(*rows: Gap) -> Lacking:
    return Lacking(ProgrammeVersion(), rows, 40, 10)


DAY = date(2026, 6, 30)


def test_a_need_is_told_where_five_have_it() -> None:
    found = gaps_of(gap("tolk", 12, 0), gap("resa", 9, 2), gap("rast", 1, 1))
    rows = {one["key"]: one["rows"] for one in operation.gap_tables(found, DAY, [])}
    assert rows["antecknade"][ALL]["total"] == 40
    assert rows["behov-tolk"] == {ALL: {"Inget som passar": 12, "total": 12}}
    hidden = {"Inget som passar": None, "Något finns": None, "total": 11}
    assert rows["behov-resa"] == {ALL: hidden}
    assert rows["behov-rast"] == {}
    assert operation.banded(4) == "" and operation.banded(19) == "10–19"
    assert operation.banded(900) == "500 eller fler"


def test_what_stood_in_the_way_is_told_of_those_whose_number_is() -> None:
    found = gaps_of(
        gap("tolk", 14, 6, language=9, places=3, several=2),
        gap("resa", 9, 2, demands=9),
    )
    first = operation.gap_tables(found, DAY, [])
    rows = {one["key"]: one["rows"] for one in first}
    assert rows["hinder-tolk"] == {ALL: {"Språket": 9, "Annat": 5, "total": 14}}
    # How many they are is hidden, and what stood in their way would give it away.
    assert "hinder-resa" not in rows
    # One more is too few to be told of yet, and so is what stood in her way.
    later = gaps_of(gap("tolk", 15, 6, language=9, places=4, several=2))
    second = operation.gap_tables(later, date(2026, 7, 31), first)
    stands = {one["key"]: one for one in second}
    assert stands["hinder-tolk"] == next(one for one in first if one["key"] == "hinder-tolk")
    assert stands["behov-tolk"]["as_of"] == "2026-06-30"


@given(
    st.dictionaries(st.sampled_from(sorted(HINDRANCES)), st.integers(0, 12)),
    st.integers(0, 12),
)
def test_no_few_can_be_worked_out_from_what_stood_in_the_way(
    hindrances: dict[str, int], fits: int
) -> None:
    lacking = sum(hindrances.values())
    tables = operation.gap_tables(gaps_of(gap("tolk", lacking, fits, **hindrances)), DAY, [])
    rows = {one["key"]: one["rows"].get(ALL, {}) for one in tables}
    printed_cells = [
        number for row in rows.values() for name, number in row.items() if name != "total"
    ]
    assert all(number is None or number >= 5 for number in printed_cells)
    if against := rows.get("hinder-tolk"):
        assert against["total"] == rows["behov-tolk"]["Inget som passar"] == lacking
        assert sum(n for name, n in against.items() if name != "total" and n) == lacking
