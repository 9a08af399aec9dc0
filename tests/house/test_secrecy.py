"""Two locks: what row-level security lets through when no filter of ours helps it.

Each table's lock is also broken on purpose, in a savepoint as the owner role: the policy is
dropped, made true, and security is disabled or no longer forced. Each must be noticed by the
same catalogue check and probe that pass when nothing is broken.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from stegvis.audit.journal import acting
from stegvis.core.secrecy import Exempt, LogRows, Published, Secrecy, declared, own_references
from tests.world import World

MODELS = {m._meta.db_table: m for m in apps.get_models() if m.__module__.startswith("stegvis.")}
SECRET = {
    table: declared(model)
    for table, model in MODELS.items()
    if isinstance(declared(model), Secrecy)
}
CASE_TABLES = sorted(t for t, s in SECRET.items() if not isinstance(s, Published))
ORGANISATION = "select set_config('stegvis.organisation', %s, true)"


def test_every_table_is_declared() -> None:
    assert [t for t, m in MODELS.items() if declared(m) is None] == []
    reasons = [declared(m).reason for m in MODELS.values() if isinstance(declared(m), Exempt)]
    assert all(len(reason) > 20 for reason in reasons)


def lock_of(cursor: Any, table: str) -> tuple[bool, bool, str]:
    """Is security on, is it forced, and what does the reading policy say."""
    cursor.execute(
        "select c.relrowsecurity, c.relforcerowsecurity, coalesce((select qual from pg_policies p "
        "where p.tablename = c.relname and p.policyname = 'reading'), '') "
        "from pg_class c where c.oid = %s::regclass",
        [table],
    )
    return cursor.fetchone()


def is_locked(cursor: Any, table: str) -> bool:
    enabled, forced, policy = lock_of(cursor, table)
    asks_who = "stegvis.organisation" in policy and SECRET[table].owner in policy
    return bool(enabled and forced and asks_who)


def rows_seen(cursor: Any, organisation: object) -> dict[str, int]:
    cursor.execute(ORGANISATION, [str(organisation)])
    seen = {}
    for table in CASE_TABLES:
        cursor.execute(f"select count(*) from {table}")
        seen[table] = int(cursor.fetchone()[0])
    return seen


def test_the_role_of_requests_is_restricted(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles "
            "where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("select count(*) from pg_tables where tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", CASE_TABLES)
def test_each_table_is_locked(world: World, table: str) -> None:
    with connection.cursor() as cursor:
        assert is_locked(cursor, table)


def test_a_stranger_sees_no_row_of_any_table(world: World) -> None:
    stranger = world.organisation("provkoping-socialnamnden").pk
    with transaction.atomic(), connection.cursor() as cursor:
        seen = rows_seen(cursor, stranger)
    own_log = seen.pop("audit_entry")
    assert set(seen.values()) == {0}
    assert own_log >= 1, "the stranger's own chain is hers"


def test_without_a_context_nothing_is_seen(world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        assert set(rows_seen(cursor, "").values()) == {0}


def test_a_party_sees_the_participation_and_nothing_else(world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        seen = rows_seen(cursor, world.organisation("forsakringskassan").pk)
    seen.pop("audit_entry")
    assert {t: n for t, n in seen.items() if n} == {
        "casework_participation": 1,
        "casework_party": 1,
    }


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", CASE_TABLES)
def test_each_broken_lock_is_caught(world: World, table: str) -> None:
    breakages = [
        f"drop policy reading on {table}",
        f"alter policy reading on {table} using (true)",
        f"alter table {table} disable row level security",
        f"alter table {table} no force row level security",
    ]
    with connections["owner"].cursor() as cursor:
        for breakage in breakages:
            with transaction.atomic(using="owner"):
                cursor.execute(breakage)
                assert not is_locked(cursor, table), breakage
                transaction.set_rollback(True, using="owner")
        assert is_locked(cursor, table)


@pytest.mark.parametrize(
    ("table", "model"), [(t, m) for t, m in sorted(MODELS.items()) if own_references(m)]
)
def test_references_within_one_owner_are_held_by_the_database(
    world: World, table: str, model: Any
) -> None:
    with connection.cursor() as cursor:
        for field in own_references(model):
            cursor.execute(
                "select cardinality(conkey) from pg_constraint where conrelid = %s::regclass "
                "and contype = 'f' and conname = %s",
                [table, f"{table}_{field.column}_own"[:63]],
            )
            assert cursor.fetchone() == (2,)


def test_no_rows_are_removed_by_requests(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.role_table_grants "
            "where grantee = current_user and privilege_type in ('DELETE', 'TRUNCATE')"
        )
        removable = {row[0] for row in cursor.fetchall()}
    allowed = {t for t, m in MODELS.items() if getattr(declared(m), "may_delete", False)}
    assert removable & set(MODELS) == allowed


def test_a_row_cannot_be_given_to_another_owner(world: World) -> None:
    fk = world.organisation("forsakringskassan").pk
    with acting(world.actor("Sara")):
        note = world.note("Alva")
        with (
            pytest.raises(Exception, match=r"row-level security|foreign key"),
            transaction.atomic(),
        ):
            type(note).objects.filter(pk=note.pk).update(owner_id=fk)


def test_the_association_can_own_no_person(world: World) -> None:
    actor = world.actor("Frida")
    participant = MODELS["participants_participant"]
    with (
        acting(actor),
        pytest.raises(Exception, match="can not own case records"),
        transaction.atomic(),
    ):
        participant.objects.create(
            owner_id=actor.organisation_id, created_by_id=actor.account_id, sex="woman"
        )


def test_log_rows_are_written_by_the_function_alone() -> None:
    assert [t for t, s in SECRET.items() if isinstance(s, LogRows)] == ["audit_entry"]


def test_periods_end_at_midnight_in_sweden(db: None) -> None:
    """The connection keeps another time zone; its own date would be late by an hour or two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname from pg_policies where qual ilike '%current_date%' "
            "or with_check ilike '%current_date%'"
        )
        assert cursor.fetchall() == []
        cursor.execute("select count(*) from pg_policies where qual ilike '%Europe/Stockholm%'")
        assert cursor.fetchone() > (10,)
