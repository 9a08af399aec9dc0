"""A new database made straight from the models is the one that the migrations end in."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from stegvis.core.roles import OWNER, RUNTIME
from tests.database import cluster

MIGRATED, MADE = "tables_migrated", "tables_made"
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


@pytest.fixture(scope="module")
def databases() -> Iterator[tuple[str, str]]:
    for name in (MIGRATED, MADE):
        cluster.create_database(name)
    ready = ("prepare_database", "--verbosity=0")
    prepare(MIGRATED, ("migrate", "--database=owner", "--verbosity=0"), ready)
    prepare(MADE, ready)
    yield MIGRATED, MADE
    for name in (MIGRATED, MADE):
        cluster.drop_database(name)


@pytest.mark.parametrize("part", SCHEMA)
def test_both_ways_end_in_the_same_schema(databases: tuple[str, str], part: str) -> None:
    found = []
    for name in databases:
        with psycopg.connect(cluster.url(OWNER, name)) as connection:
            found.append(set(connection.execute(SCHEMA[part]).fetchall()))
    migrated, made = found
    assert migrated, "the schema has something to compare"
    assert made == migrated
