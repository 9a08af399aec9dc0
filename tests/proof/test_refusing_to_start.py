"""The process itself refuses to serve as a role that row-level security does not bind."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from stegvis.core.postgres import ADMIN
from stegvis.core.roles import OWNER, PARTICIPANT, RUNTIME, runtime_is_restricted
from tests.database import DATABASE, cluster

ROOT = Path(__file__).parents[2]


def start_as(url: str) -> subprocess.CompletedProcess[str]:
    """`stegvis serve`, as an administrator would who put the wrong address into DATABASE_URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return subprocess.run(
        [sys.executable, "-m", "stegvis.cli", "serve", "--port", str(port), "--no-jobs"],
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x" * 50},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    ("role", "why"),
    [(OWNER, "it owns tables"), (ADMIN, "it is a superuser"), (ADMIN, "it has BYPASSRLS")],
)
def test_it_does_not_start_as(django_db_setup: None, role: str, why: str) -> None:
    done = start_as(cluster.url(role, DATABASE))
    assert done.returncode == 1
    assert "can step around row-level security" in done.stderr
    assert why in done.stderr


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("alter role {} bypassrls", "it has BYPASSRLS"),
        ("alter role {} superuser", "it is a superuser"),
        ("alter role {} createrole", "it has CREATEROLE and can give itself other roles"),
        # In the tests' own cluster the owner may step down; on a server it may not.
        (
            "revoke stegvis_runtime from stegvis_owner; grant stegvis_owner to {}",
            f"it may become {OWNER}",
        ),
        ("alter table casework_note owner to {}", "it owns tables: casework_note"),
    ],
)
def test_each_power_too_many_is_a_reason(django_db_setup: None, change: str, why: str) -> None:
    with psycopg.connect(cluster.url(ADMIN, DATABASE)) as admin:
        admin.execute(sql.SQL(change).format(sql.Identifier(RUNTIME)))
        admin.execute(sql.SQL("set session authorization {}").format(sql.Identifier(RUNTIME)))
        assert why in runtime_is_restricted(admin)
        admin.rollback()


def test_the_role_of_requests_may_step_down_and_no_further(django_db_setup: None) -> None:
    """To the participant's role alone, of which it inherits nothing; so nothing is refused."""
    with psycopg.connect(cluster.url(RUNTIME, DATABASE)) as runtime:
        assert runtime_is_restricted(runtime) == []
        found = runtime.execute(
            "select rolname, pg_has_role(%s, oid, 'USAGE') from pg_roles "
            "where rolname <> %s and pg_has_role(%s, oid, 'MEMBER')",
            [RUNTIME, RUNTIME, RUNTIME],
        ).fetchall()
        assert found == [(PARTICIPANT, False)]
        runtime.execute(sql.SQL("set local role {}").format(sql.Identifier(PARTICIPANT)))
        owned = "select count(*) from pg_class where relowner = %s::regrole"
        assert runtime.execute(owned, [PARTICIPANT]).fetchone() == (0,)


def test_without_her_number_the_participant_s_role_sees_no_row(django_db_setup: None) -> None:
    with psycopg.connect(cluster.url(RUNTIME, DATABASE)) as runtime:
        runtime.execute(sql.SQL("set local role {}").format(sql.Identifier(PARTICIPANT)))
        tables = runtime.execute(
            "select distinct tablename from pg_policies where %s = any(roles)", [PARTICIPANT]
        ).fetchall()
        assert len(tables) > 5
        for (table,) in tables:
            count = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
            assert runtime.execute(count).fetchone() == (0,), table
