"""The database's lock alone: with every filter of the application switched off, any statement
as the role of requests gives no foreign row, and changes none.

"Any statement" is here plain SQL on every table, and the ways around: joins, aggregates, views,
cursors, functions. Whose a row is, is asked of a reference model of its own (reference.py).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Cursor, errors

from stegvis.core.roles import OWNER, RUNTIME
from tests.database import cluster
from tests.proof.conftest import RICH
from tests.proof.probes import (
    APPEND_ONLY,
    CONTEXT,
    MODELS,
    OPEN,
    SECRET,
    Prober,
    as_viewer,
    attempt,
    declared_shape,
    key_sql,
    rows_seen,
    shape,
)
from tests.proof.reference import FOR_EVERYBODY, Reference, Viewer

Record = Callable[[str, Any], None]
CASE_TABLES = [table for table in SECRET if table not in FOR_EVERYBODY]


@pytest.fixture
def cursor(reference: Reference) -> Iterator[Cursor[Any]]:
    """As the owner's login, which may step down to the role of requests. Nothing is kept."""
    with psycopg.connect(cluster.url(OWNER, RICH)) as connection, connection.cursor() as cursor:
        yield cursor
        connection.rollback()


@pytest.fixture
def runtime(reference: Reference) -> Iterator[Cursor[Any]]:
    """A connection exactly as a request's."""
    with psycopg.connect(cluster.url(RUNTIME, RICH)) as connection, connection.cursor() as cursor:
        yield cursor
        connection.rollback()


@pytest.mark.parametrize("table", SECRET)
def test_the_proof_has_something_to_see(reference: Reference, table: str) -> None:
    """A new table needs rows in tests/proof/rich.py before anything is proven of it."""
    assert reference.rows[table], f"no rows in {table}: add some in tests/proof/rich.py"
    assert len({row["owner_id"] for row in reference.rows[table]}) >= 2


@pytest.mark.parametrize("table", SECRET)
def test_no_statement_reaches_a_foreign_row(
    cursor: Cursor[Any],
    reference: Reference,
    everyone: list[Viewer],
    one_of_each: list[Viewer],
    table: str,
    record_property: Record,
) -> None:
    prober = Prober(cursor, reference)
    who = everyone if table == "participants_identity" else one_of_each
    assert list(prober.faults(table, who)) == []
    record_property("foreign rows", sum(prober.foreign_rows(table, v) for v in everyone))
    record_property("tables", 1)


def test_without_a_context_nothing_is_seen(runtime: Cursor[Any]) -> None:
    """Also after a transaction that had one, when the setting is empty and no longer absent."""
    for _ in range(2):
        assert {t: rows for t in CASE_TABLES if (rows := rows_seen(runtime, t))} == {}
        runtime.execute(CONTEXT, ["", ""])
        assert {t: rows for t in CASE_TABLES if (rows := rows_seen(runtime, t))} == {}
        runtime.connection.rollback()


def test_a_context_ends_with_its_transaction(runtime: Cursor[Any], everyone: list[Viewer]) -> None:
    """The next request on the same connection begins as nobody, after commit and rollback."""
    for finish in (runtime.connection.commit, runtime.connection.rollback):
        for viewer in everyone:
            runtime.execute(CONTEXT, [viewer.organisation, viewer.account])
            seen = rows_seen(runtime, "casework_note")
            finish()
            assert rows_seen(runtime, "casework_note") == set()
            finish()
            assert seen or viewer.name not in ("Sara", "Stina")


@pytest.mark.parametrize(
    "garbage",
    ["x", "0", "%", "null", "*", "' or true --", "true", "{}", "1 or 1=1", " ", "00000000"],
)
def test_a_context_of_garbage_gives_no_row(runtime: Cursor[Any], garbage: str) -> None:
    for where in ([garbage, ""], ["", garbage], [garbage, garbage]):
        for table in ("casework_note", "participants_identity", "casework_participation"):
            runtime.execute(CONTEXT, where)
            with suppress(errors.InvalidTextRepresentation):
                assert rows_seen(runtime, table) == set()
            runtime.connection.rollback()


QUERIES = {
    "count": "select count(*) from {table}",
    "exists": "select count(*) from (select 1 where exists (select 1 from {table})) x",
    "aggregate": "select count(x) from (select unnest(array_agg(t::text)) x from {table} t) y",
    "join": "select count(distinct b.id) from organisations_organisation o "
    "join {table} b on b.owner_id = o.id",
    "left join": "select count(b.owner_id) from organisations_organisation o "
    "left join {table} b on b.owner_id = o.id",
    "lateral": "select count(*) from organisations_organisation o, "
    "lateral (select 1 from {table} t where t.owner_id = o.id) x",
    "with": "with found as materialized (select * from {table}) select count(*) from found",
    "union": "select count(*) from (table {table}) x",
    "window": "select coalesce(max(n), 0) from (select row_number() over () n from {table}) x",
    "leaky function": "select count(*) from {table} t where length(t::text) > 0",
    "sample": "select count(*) from {table} tablesample system (100)",
}


@pytest.mark.parametrize("way", QUERIES)
def test_no_way_of_asking_gives_more(
    cursor: Cursor[Any], reference: Reference, everyone: list[Viewer], way: str
) -> None:
    """Counts, joins, aggregates and the rest see the same rows as a plain select."""
    faults = []
    for viewer in everyone:
        with as_viewer(cursor, viewer):
            for table in SECRET:
                sql = QUERIES[way].format(table=table)
                if table in APPEND_ONLY:
                    sql = sql.replace("b.id", "b.number")
                cursor.execute(sql)
                got, due = cursor.fetchone(), len(reference.visible(table, viewer))
                wanted = min(due, 1) if way == "exists" else due
                if got != (wanted,):
                    faults.append(f"{viewer.name} {table}: {got}, not {wanted}")
    assert faults == []


def test_locking_and_returning_reach_own_rows_alone(
    cursor: Cursor[Any], reference: Reference, everyone: list[Viewer]
) -> None:
    for viewer in everyone:
        with as_viewer(cursor, viewer):
            for table in set(SECRET) - APPEND_ONLY:
                own = {str(row["id"]) for row in reference.own(table, viewer)}
                mine = own & reference.visible(table, viewer)
                for sql in (
                    f"select {key_sql(table)} from {table} for update",
                    f"update {table} set id = id returning {key_sql(table)}",
                ):
                    cursor.execute(sql)
                    assert {row[0] for row in cursor.fetchall()} == mine, (viewer.name, table)


def test_a_cursor_and_a_copy_see_no_more(
    cursor: Cursor[Any], reference: Reference, everyone: list[Viewer]
) -> None:
    stina = next(viewer for viewer in everyone if viewer.name == "Stina")
    due = reference.visible("casework_note", stina)
    with as_viewer(cursor, stina):
        cursor.execute("declare held no scroll cursor for select id::text from casework_note")
        cursor.execute("fetch all from held")
        assert {row[0] for row in cursor.fetchall()} == due
        with cursor.copy("copy (select id::text from casework_note) to stdout") as copy:
            assert {row[0] for row in copy.rows()} == due


def test_a_view_over_a_table_can_not_be_made_by_requests(runtime: Cursor[Any]) -> None:
    for statement in (
        "create view public.v as select * from casework_note",
        "create materialized view public.v as select * from casework_note",
        "create table public.v as select * from casework_note",
        "create function public.v() returns bigint language sql security definer "
        "as 'select count(*) from casework_note'",
        "alter table casework_note disable row level security",
        "alter table casework_note no force row level security",
        "drop policy reading on casework_note",
        "alter policy reading on casework_note using (true)",
        "alter table casework_note disable trigger all",
        "alter role stegvis_runtime bypassrls",
        "set role stegvis_owner",
        "set session authorization stegvis_owner",
        "set local session_replication_role = replica",
        "copy casework_note to program 'cat'",
        "copy casework_note from '/etc/hostname'",
    ):
        got = attempt(runtime, statement)
        assert isinstance(got, errors.InsufficientPrivilege), (statement, got)


def test_switching_security_off_in_the_session_gives_errors_and_no_rows(
    runtime: Cursor[Any], everyone: list[Viewer]
) -> None:
    runtime.execute("set local row_security = off")
    for table in CASE_TABLES:
        got = attempt(runtime, f"select * from {table}")
        assert isinstance(got, errors.InsufficientPrivilege), table


def test_the_catalogue_says_what_the_declarations_say(
    cursor: Cursor[Any], record_property: Record
) -> None:
    policies = 0
    for table in SECRET:
        found = shape(cursor, table)
        assert found == declared_shape(cursor, table), table
        assert found["security"] == [(True, True, OWNER)]
        policies += len(found["policies"])
    record_property("policies", policies)


def test_there_is_no_table_beside_the_declared(cursor: Cursor[Any]) -> None:
    """Whatever has columns and is not declared is a library's, and holds no participant data."""
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'p', 'f', 't') and relname !~ "
        "'^(django_|auth_|account_|mfa_|socialaccount_|procrastinate_)'"
    )
    assert {row[0] for row in cursor.fetchall()} == set(MODELS) == {*SECRET, *OPEN}


def test_no_view_stands_before_a_table(cursor: Cursor[Any]) -> None:
    """A view runs as its owner and a materialised one holds copies: there are none, nor rules."""
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('v', 'm')"
    )
    assert cursor.fetchall() == []
    cursor.execute("select count(*) from pg_rules where schemaname = 'public'")
    assert cursor.fetchone() == (0,)


def test_a_view_without_the_asker_s_rights_would_be_noticed(
    cursor: Cursor[Any], reference: Reference, everyone: list[Viewer]
) -> None:
    """The owner's view shows every note to anybody: why the catalogue may hold none."""
    stranger = next(viewer for viewer in everyone if viewer.name == "Stina")
    with cursor.connection.transaction(force_rollback=True):
        cursor.execute("create view slip as select * from casework_note")
        cursor.execute(f"grant select on slip to {RUNTIME}")
        with pytest.raises(AssertionError):
            test_no_view_stands_before_a_table(cursor)
        with as_viewer(cursor, stranger):
            cursor.execute("select count(*) from slip")
            assert cursor.fetchone() == (len(reference.rows["casework_note"]),)


# Functions that run with the owner's rights, and why that shows nobody anything.
WITH_THE_OWNERS_RIGHTS = {
    "audit_append": "adds rows to the log and returns how many",
    "audit_append_within": "the same, within limits; returns how much the account of the rows has "
    "looked at, which it knows",
    "queue_place": "two numbers and the public name of what is waited for, of a need that the "
    "asker reads; test_place_in_queue.py holds that it answers nobody else and nothing more",
    "refuse_association_as_owner": "a trigger; reads what kind of authority an owner is",
}


def test_functions_with_the_owner_s_rights_are_few_and_closed(cursor: Cursor[Any]) -> None:
    cursor.execute(
        "select proname, proowner::regrole::text, prorettype::regtype::text, "
        "coalesce(array_to_string(proconfig, ' '), ''), "
        "coalesce(array_to_string(proacl, ' '), '=X') ~ '(^| )=X' "
        "from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1"
    )
    found = cursor.fetchall()
    assert {row[0] for row in found} == set(WITH_THE_OWNERS_RIGHTS)
    for name, owner, returns, settings, for_everybody in found:
        assert owner == OWNER
        known = ("jsonb",) if name == "queue_place" else ("integer", "integer[]", "trigger")
        assert returns in known, f"{name} could return a row"
        assert settings.startswith("search_path=pg_catalog")
        assert not for_everybody


def test_what_a_policy_asks_is_asked_as_who_asks(cursor: Cursor[Any]) -> None:
    """The functions within the policies: nobody else's rights, names that cannot be moved, and
    nobody but the role of requests may call them."""
    cursor.execute(
        "select distinct p.proname, p.prosecdef, p.provolatile::text, "
        "array_to_string(p.proconfig, ' '), array_to_string(p.proacl, ' ') "
        "from pg_depend d join pg_proc p on p.oid = d.refobjid "
        "where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass order by 1"
    )
    path = "search_path=pg_catalog, public, pg_temp"
    rights = f"{OWNER}=X/{OWNER} {RUNTIME}=X/{OWNER}"
    assert cursor.fetchall() == [
        (name, False, "s", path, rights) for name in ("is_handed_out", "is_named", "is_party")
    ]


def test_a_table_of_one_s_own_answers_no_question(
    runtime: Cursor[Any], reference: Reference, everyone: list[Viewer]
) -> None:
    """A temporary table in the name of the disclosures, with everything handed out to oneself."""
    for viewer in everyone:
        runtime.execute(CONTEXT, [viewer.organisation, viewer.account])
        runtime.execute(
            "create temp table participants_disclosure (item_id uuid, item_kind text, "
            "receiver_id uuid, owner_id uuid, closed_at timestamptz, valid_to date)"
        )
        runtime.execute("set local search_path = pg_temp, public")
        for row in reference.foreign("casework_note", viewer):
            runtime.execute(
                "insert into pg_temp.participants_disclosure values (%s, 'note', %s, %s)",
                [row["id"], viewer.organisation, row["owner_id"]],
            )
        assert rows_seen(runtime, "casework_note") == reference.visible("casework_note", viewer)
        runtime.connection.rollback()


@pytest.mark.parametrize("rows", ["[]", '[{"account_id": null}]', "of another", "of both"])
def test_nobody_is_told_what_another_account_has_looked_at(
    runtime: Cursor[Any], everyone: list[Viewer], rows: str
) -> None:
    """The log's function counts in every chain, but only the account whose rows it is given."""
    mine, other = everyone[0], everyone[-1]
    given = {
        "of another": json.dumps([{"account_id": mine.account}]),
        "of both": json.dumps([{"account_id": mine.account}, {"account_id": other.account}]),
    }.get(rows, rows)
    runtime.execute(CONTEXT, [mine.organisation, mine.account])
    got = attempt(
        runtime,
        "select audit_append_within(%s::jsonb, %s::uuid, 1, 1, '{}', '{}')",
        [given, other.account],
    )
    assert "counted with its own rows alone" in str(got)


def test_the_association_can_own_no_person(cursor: Cursor[Any], reference: Reference) -> None:
    row = reference.rows["participants_participant"][0]
    cursor.execute("select id::text from organisations_organisation where kind = 'forbund'")
    ((forbund,),) = cursor.fetchall()
    with as_viewer(cursor, Viewer("Frida", forbund, row["created_by_id"])):
        got = Prober(cursor, reference).insert(
            "participants_participant", row | {"id": str(uuid4()), "owner_id": forbund}
        )
    assert "can not own case records" in str(got)


def test_periods_end_at_midnight_in_sweden(cursor: Cursor[Any]) -> None:
    """The connection keeps another time zone; its own date would be late by an hour or two."""
    texts = (
        "select tablename || ' ' || policyname, concat(qual, with_check) from pg_policies "
        "union all select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace "
        "and proname !~ '^procrastinate_'"
    )
    cursor.execute(f"select * from ({texts}) x (name, text) where text ilike '%current_date%'")
    assert cursor.fetchall() == []
    cursor.execute(f"select name from ({texts}) x (name, text) where text ~ 'Europe/Stockholm'")
    assert {row[0] for row in cursor.fetchall()} >= {"is_handed_out", "is_party"}


def test_log_rows_are_written_by_the_function_alone(runtime: Cursor[Any]) -> None:
    assert {"audit_entry"} == APPEND_ONLY
    got = attempt(runtime, "insert into audit_entry default values")
    assert isinstance(got, errors.InsufficientPrivilege)


def test_nothing_unique_can_be_asked_about_by_guessing(cursor: Cursor[Any]) -> None:
    """A unique key that does not hold the owner tells of rows that one does not see. All hold it,
    or a random id that only those know who have seen the row that it names."""
    cursor.execute(
        "select i.indrelid::regclass::text, i.indexrelid::regclass::text, "
        "array_agg(a.attname::text), bool_or(a.atttypid = 'uuid'::regtype) from pg_index i "
        "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
        "where i.indisunique and i.indrelid::regclass::text = any(%s) group by 1, 2",
        [SECRET],
    )
    guessable = [row for row in cursor.fetchall() if "owner_id" not in row[2] and not row[3]]
    assert guessable == []


def test_the_same_personal_number_may_be_at_two_authorities(
    cursor: Cursor[Any], reference: Reference, everyone: list[Viewer]
) -> None:
    """Alva is known to the nämnd and to Försäkringskassan, and neither is told."""
    numbers: dict[str, set[str]] = {}
    for row in reference.rows["participants_identity"]:
        numbers.setdefault(row["number"], set()).add(row["owner_id"])
    assert max(len(owners) for owners in numbers.values()) >= 2
