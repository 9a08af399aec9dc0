"""A new database made straight from the models, as the tests' own is, is the one that the
migrations end in; and one that was made by older migrations goes on from where it is."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from stegvis.core.roles import OWNER, RUNTIME
from stegvis.core.tables import make_tables
from tests.database import WORLD, cluster
from tests.elsewhere import in_database

MIGRATED = "tables_migrated"
OLDER = "tables_of_older"
SCHEMA = {
    "columns": """
        select table_name, column_name, data_type, character_maximum_length, is_nullable,
            column_default, collation_name, numeric_precision, numeric_scale
        from information_schema.columns where table_schema = 'public'""",
    "constraints": """
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace""",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "policies": """
        select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies""",
    "triggers": """
        select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        from pg_trigger where not tgisinternal""",
    "functions": """
        select proname, pg_get_functiondef(oid) from pg_proc
        where pronamespace = 'public'::regnamespace and prokind = 'f'""",
    "migrations": "select app, name from django_migrations",
}


def prepare(database: str, *commands: tuple[str, ...]) -> None:
    environment = os.environ | {
        "DATABASE_URL": cluster.url(RUNTIME, database),
        "DATABASE_OWNER_URL": cluster.url(OWNER, database),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for command in commands:
        subprocess.run([sys.executable, "-m", "django", *command], env=environment, check=True)


@pytest.fixture
def migrated(django_db_setup: None) -> Iterator[str]:
    cluster.create_database(MIGRATED)
    migrate = ("migrate", "--database=owner", "--verbosity=0")
    prepare(MIGRATED, migrate, ("prepare_database", "--verbosity=0"))
    yield MIGRATED
    cluster.drop_database(MIGRATED)


def schema(database: str) -> dict[str, set[tuple[object, ...]]]:
    with psycopg.connect(cluster.url(OWNER, database)) as connection:
        return {part: set(connection.execute(sql).fetchall()) for part, sql in SCHEMA.items()}


def test_both_ways_end_in_the_same_schema(migrated: str) -> None:
    ours, theirs = schema(WORLD), schema(migrated)
    for part in SCHEMA:
        assert theirs[part], f"there are {part} to compare"
        assert ours[part] == theirs[part], part


@pytest.fixture
def older(django_db_blocker: DjangoDbBlocker) -> Iterator[MigrationRecorder]:
    """Nothing but the list of what was run before the migrations were replaced."""
    cluster.create_database(OLDER)
    with django_db_blocker.unblock(), in_database(OLDER, "owner"):
        loader = MigrationExecutor(connection).loader
        recorder = MigrationRecorder(connection)
        for key, migration in loader.graph.nodes.items():
            for app, name in migration.replaces or [key]:
                recorder.record_applied(app, name)
        yield recorder
    cluster.drop_database(OLDER)


def test_one_that_has_run_all_the_older_migrations_goes_on(older: MigrationRecorder) -> None:
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    leaves = executor.loader.graph.leaf_nodes()

    assert not make_tables(connection, [])
    assert executor.loader.replacements and executor.migration_plan(leaves) == []
    executor.migrate(leaves)
    assert executor.loader.replacements.keys() <= older.applied_migrations().keys()
    assert connection.introspection.table_names() == ["django_migrations"]


def test_one_that_stopped_among_the_older_migrations_is_refused(older: MigrationRecorder) -> None:
    older.record_unapplied("casework", "0022_place_in_queue")
    with pytest.raises(CommandError, match=r"casework\.0022_place_in_queue\.$"):
        make_tables(connection, [])
