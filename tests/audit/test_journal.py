"""The log: nothing leaves without it, nobody changes it, the verifier finds what somebody did."""

import json
from collections.abc import Callable
from unittest import mock
from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.test import Client

from stegvis.audit.events import SENTENCES, Event
from stegvis.audit.journal import Journal, acting, journal
from stegvis.audit.models import Entry
from stegvis.casework import queries
from tests.world import World

AsPerson = Callable[[str], Client]


def entries(world: World, event: Event) -> list[Entry]:
    with acting(world.actor("Sara")):
        return list(Entry.objects.filter(event=event).order_by("number"))


def test_a_look_is_logged_with_who_for_whom_and_why(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    before = len(entries(world, Event.PERSON_READ))
    as_person("Sara").get(f"/deltagare/{case}/")
    found = entries(world, Event.PERSON_READ)[before:]
    assert len(found) == 1
    row = found[0]
    assert row.account_id == world.account("Sara").pk
    assert row.assignment_id == world.assignment("Sara")
    assert row.item_id == case
    assert row.participant_id is not None
    assert row.purpose == "case-show"


def test_a_list_logs_one_row_a_person(world: World, as_person: AsPerson) -> None:
    before = len(entries(world, Event.PERSON_LISTED))
    as_person("Sara").get("/deltagare/")
    assert len(entries(world, Event.PERSON_LISTED)) - before == 2


def test_no_log_no_data(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    with mock.patch.object(Journal, "write", side_effect=DatabaseError("full")):
        answer = client.get(f"/deltagare/{case}/")
    assert answer.status_code == 503
    assert "Exempelsson" not in answer.content.decode()


def test_refusal_is_logged(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    assert as_person("Stina").get(f"/deltagare/{case}/").status_code == 404
    with acting(world.actor("Stina")):
        row = Entry.objects.filter(event=Event.ACCESS_REFUSED).get()
    assert row.item_id == case
    assert row.item_kind == "case-show"


def test_a_refused_change_leaves_no_trace_of_a_change(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    before = len(entries(world, Event.NOTE_WRITTEN))
    answer = as_person("Sara").post(
        f"/deltagare/{case}/anteckningar/ny/",
        {"kind": "samtal", "happened_on": "2099-01-01", "text": "Nej."},
    )
    assert answer.status_code == 422
    assert len(entries(world, Event.NOTE_WRITTEN)) == before


def test_nobody_touches_cases_outside_acting(world: World) -> None:
    sara = world.actor("Sara")
    case = world.case_id("Alva")
    with pytest.raises(RuntimeError, match="Nobody acts"):
        journal()
    with acting(sara):
        assert queries.own_case(sara, case).pk == case


@pytest.mark.parametrize(
    "attempt",
    [
        "update audit_entry set event = 'x'",
        "delete from audit_entry",
        "insert into audit_entry select * from audit_entry limit 1",
        "truncate audit_entry",
        "update audit_chainhead set number = 0",
    ],
)
def test_the_runtime_role_cannot_change_the_log(world: World, attempt: str) -> None:
    with (
        acting(world.actor("Sara")),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attempt)


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Event)


@pytest.mark.django_db(databases=["default", "owner"])
def test_counting_the_hour_reads_nothing_older(world: World) -> None:
    """Whoever has read for years does not wait longer for each page."""
    account, owner = world.account("Sara").pk, world.actor("Sara").organisation_id
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set local stegvis.appending = 'on'")
        cursor.execute(
            "insert into audit_entry (owner_id, number, at, event, item_kind, participant_id, "
            "account_id, unit, purpose, request_id, detail, previous, digest) "
            "select %s, 1000000 + n, now() - interval '2 days' - n * interval '1 minute', "
            "'person_read', '', gen_random_uuid(), %s, '', '', gen_random_uuid(), '{}', '', '' "
            "from generate_series(1, 5000) n",
            [owner, account],
        )
        cursor.execute("analyze audit_entry")

        def read() -> int:
            cursor.execute(
                "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables "
                "where relname = 'audit_entry'"
            )
            return int(cursor.fetchone()[0])

        before = read()
        rows = json.dumps([{"account_id": str(account), "event": "data_exported"}])
        cursor.execute(
            "select audit_append_within(%s, %s, 0, 0, %s, %s)",
            [rows, account, ["data_exported"], _stopped(world)],
        )
        assert read() - before < 100
        transaction.set_rollback(True, using="owner")


def _stopped(world: World) -> str:
    actor = world.actor("Sara")
    return json.dumps(
        {
            "event": "reads_stopped",
            "owner_id": str(actor.organisation_id),
            "account_id": str(actor.account_id),
            "request_id": str(uuid4()),
        }
    )
