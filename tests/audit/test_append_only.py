"""The log is only ever added to, by its function, whichever role asks and however many at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from stegvis.audit.journal import acting
from stegvis.audit.verification import owners, verify
from stegvis.core.roles import OWNER, PARTICIPANT, RUNTIME
from tests.database import cluster
from tests.world import World

COLUMNS = "owner_id, number, at, event, item_kind, unit, purpose, request_id, detail, previous"
INSERTED = (
    f"insert into audit_entry ({COLUMNS}, digest) values (gen_random_uuid(), 1, now(), 'x', '', "
    "'', '', gen_random_uuid(), '{}', '', '')"
)
ATTEMPTS = [
    "update audit_entry set event = 'x'",
    "update audit_entry set purpose = purpose",
    "delete from audit_entry",
    "truncate audit_entry",
    INSERTED,
    "insert into audit_entry select * from audit_entry limit 1",
]
THREADS, TIMES = 6, 20


@pytest.mark.parametrize("role", [RUNTIME, PARTICIPANT, OWNER])
@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.django_db(databases=["default", "owner"])
def test_no_role_changes_the_log(world: World, role: str, attempt: str) -> None:
    alias = "owner" if role == OWNER else "default"
    with (
        acting(world.actor("Sara")),
        pytest.raises(DatabaseError, match=r"permission denied|never changed"),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        if role == PARTICIPANT:
            cursor.execute("select set_config('role', %s, true)", [PARTICIPANT])
        cursor.execute(attempt)


@pytest.mark.parametrize(
    "attempt",
    [
        "select * from audit_chainhead",
        "update audit_chainhead set number = 0",
        "delete from audit_chainhead",
        "alter table audit_entry disable trigger user",
        "alter table audit_entry disable row level security",
        "drop function audit_append(jsonb)",
        "set session_replication_role = replica",
    ],
)
def test_requests_cannot_get_round_the_function(world: World, attempt: str) -> None:
    with (
        acting(world.actor("Sara")),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attempt)


def rows_for(*chains: UUID) -> str:
    return json.dumps(
        [
            {"owner_id": str(owner), "event": "person_read", "request_id": str(uuid4())}
            for owner in chains
        ]
    )


def test_many_at_once_leave_whole_chains(kept_world: World) -> None:
    """Several owners each, named in every order: nobody loses a row or waits in a ring."""
    mine = sorted(set(owners()))[:4]
    before = {owner: verify(owner).rows for owner in mine}
    url = cluster.url(RUNTIME, str(connection.settings_dict["NAME"]))
    together = Barrier(THREADS)

    def append(place: int) -> None:
        turned = mine[place % 4 :] + mine[: place % 4]
        order = turned if place % 2 else turned[::-1]
        with psycopg.connect(url) as own:
            together.wait(30)
            for _ in range(TIMES):
                own.execute("select audit_append(%s::jsonb)", [rows_for(*order, order[0])])
                own.commit()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(append, range(THREADS)))
    found = {owner: verify(owner) for owner in mine}
    assert [chain.fault for chain in found.values()] == [None] * 4
    added = sum(chain.rows - before[owner] for owner, chain in found.items())
    assert added == THREADS * TIMES * 5


def test_what_is_rolled_back_leaves_no_gap(kept_world: World) -> None:
    owner = owners()[0]
    before = verify(owner).rows
    url = cluster.url(RUNTIME, str(connection.settings_dict["NAME"]))
    with psycopg.connect(url) as own:
        own.execute("select audit_append(%s::jsonb)", [rows_for(owner)])
        own.rollback()
        own.execute("select audit_append(%s::jsonb)", [rows_for(owner)])
    chain = verify(owner)
    assert (chain.rows, chain.fault) == (before + 1, None)
