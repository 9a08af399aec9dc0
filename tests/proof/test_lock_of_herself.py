"""The participant's own role in the database: her rows at every authority, another person's never,
and no table that is not hers. Each condition of her policies is broken on purpose."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Cursor, errors

from stegvis.core.roles import OWNER
from stegvis.core.secrecy import HERSELF, PERSON
from tests.database import cluster
from tests.proof.conftest import RICH
from tests.proof.herself import (
    ADDS,
    CHANGES,
    HERS,
    NOT_HERS,
    OF_HER_AUTHORITIES,
    TABLES,
    HerProber,
    Person,
    as_herself,
    due,
    people,
)
from tests.proof.probes import as_owner, attempt, is_in_shape, secrecy_of, shape
from tests.proof.reference import Reference
from tests.proof.test_mutants import Mutant

Record = Callable[[str, Any], None]


@pytest.fixture
def cursor(reference: Reference) -> Iterator[Cursor[Any]]:
    with psycopg.connect(cluster.url(OWNER, RICH)) as connection, connection.cursor() as cursor:
        yield cursor
        connection.rollback()


@pytest.fixture
def everyone(cursor: Cursor[Any]) -> list[Person]:
    return people(cursor)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_of_another_person_is_reached(
    cursor: Cursor[Any],
    reference: Reference,
    everyone: list[Person],
    table: str,
    record_property: Record,
) -> None:
    prober = HerProber(cursor, reference)
    assert list(prober.faults(table, everyone)) == []
    assert any(due(reference, table, person) for person in everyone), "she has rows to see"
    record_property("her rows", sum(prober.foreign_rows(table, person) for person in everyone))


def test_somebody_s_pages_are_closed(reference: Reference, everyone: list[Person]) -> None:
    """Tova has rows in the rich world, and reaches none of them."""
    nothing = [p for p in everyone if not any(due(reference, table, p) for table in TABLES)]
    keys = {row["person_key"] for row in reference.rows["participants_identity"]}
    assert [person for person in nothing if person.key in keys] != []


@pytest.mark.parametrize("table", NOT_HERS)
def test_all_other_tables_are_closed(
    cursor: Cursor[Any], everyone: list[Person], table: str
) -> None:
    with as_herself(cursor, everyone[0]):
        for statement in (
            f"select 1 from {table}",
            f"insert into {table} default values",
            f"delete from {table}",
        ):
            got = attempt(cursor, statement)
            assert isinstance(got, errors.InsufficientPrivilege), statement


@pytest.mark.parametrize("key", ["", " ", "0" * 64, "%", "' or true --", "null"])
def test_a_key_that_is_nobodys_reaches_nothing(cursor: Cursor[Any], key: str) -> None:
    prober = HerProber(cursor, Reference({table: [] for table in TABLES}))
    nobody = Person(key, "")
    assert {table: n for table in TABLES if (n := prober.foreign_rows(table, nobody))} == {}


def mutants(table: str) -> Iterator[Mutant]:
    """Whether rows show it: what she adds or changes is refused by a second lock now and then."""
    hers = secrecy_of(table).hers
    assert hers is not None
    mine = hers.condition(table)
    for name, condition in conditions(table):
        assert condition in mine, f"{table} has no condition {condition!r}"
        mutated = mine.replace(condition, "true")
        yield Mutant(f"without {name}", (f"alter policy her_reading on {table} using ({mutated})",))
    yield Mutant("security disabled", (f"alter table {table} disable row level security",))
    yield Mutant("her policy dropped", (f"drop policy her_reading on {table}",))
    if HERSELF in mine:
        # Her own identity is guarded too, so both must be open for a row to show it.
        anybody = mine.replace(f"i.person_key = {PERSON}", "true")
        yield Mutant(
            "without the comparison of keys",
            (
                f"alter policy her_reading on {table} using ({anybody})",
                "alter policy her_reading on participants_identity using (true)",
            ),
        )
    if hers.adds:
        yield Mutant("adds for all", (f"alter policy her_adding on {table} with check (true)",))
        yield Mutant(
            "adds as anybody", (f"alter policy her_adding on {table} with check ({mine})",), None
        )
    if hers.changes:
        yield Mutant(
            "changes all",
            (f"alter policy her_changing on {table} using (true) with check (true)",),
        )


def conditions(table: str) -> Iterator[tuple[str, str]]:
    if table == "participants_identity":
        yield "her key", f"{table}.person_key = {PERSON}"
        yield "closed pages", f"{table}.pages_closed_at is null"
        return
    column, above = HERS[table]
    if above == OF_HER_AUTHORITIES:
        knows_her = "select above.owner_id from participants_participant above"
        yield "the authorities that know her", f"{table}.{column} in ({knows_her})"
    elif above:
        yield "the row above", f"{table}.{column} in (select above.id from {above} above)"
    else:
        yield "who she is", f"{table}.{column} in {HERSELF}"
    if table == "casework_plan":
        yield "confirmed", f"{table}.confirmed_at is not null"
    if table == "casework_need":
        yield "not struck", f"{table}.struck_at is null"
    if table == "casework_releasedname":
        yield "not withdrawn", f"{table}.withdrawn_at is null"


@pytest.mark.parametrize("table", TABLES)
def test_every_break_of_hers_is_caught(
    cursor: Cursor[Any],
    reference: Reference,
    everyone: list[Person],
    table: str,
    record_property: Record,
) -> None:
    prober = HerProber(cursor, reference)
    whole, survivors, made, by_rows = shape(cursor, table), [], 0, 0
    for mutant in mutants(table):
        made += 1
        with as_owner(cursor):
            for statement in mutant.sql:
                cursor.execute(statement)  # type: ignore[arg-type]
            if is_in_shape(cursor, table, whole):
                survivors.append(f"{mutant.name}: not in the catalogue")
            fault = next(prober.faults(table, everyone), None)
            by_rows += fault is not None
            if fault is None and mutant.rows_show_it:
                survivors.append(f"{mutant.name}: not in the rows")
    assert survivors == []
    record_property("mutants", made)
    record_property("caught", made)
    record_property("caught by rows", by_rows)


def test_what_is_hers_is_what_is_declared() -> None:
    """A table that is given to her later needs its line here first."""
    declared = {table: secrecy_of(table).hers for table in (*TABLES, *NOT_HERS)}
    assert {table for table, hers in declared.items() if hers} == set(TABLES)
    assert {table for table, hers in declared.items() if hers and hers.adds} == ADDS
    changes = {t: set(hers.changes) - {"closed_by_id"} for t, hers in declared.items() if hers}
    assert {t: columns for t, columns in changes.items() if columns} == {
        table: set(columns) for table, columns in CHANGES.items()
    }
