"""The one function that counts over authorities' needs: it tells whoever reads a need its place in
the queue, the same to all, and nobody else anything. Each condition in it is broken on purpose."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Cursor

from stegvis.casework.queue_sql import QUEUE_FUNCTION
from stegvis.core.roles import OWNER, PARTICIPANT
from tests.database import cluster
from tests.proof.conftest import RICH
from tests.proof.herself import Person, as_herself, due, people
from tests.proof.probes import as_owner, as_viewer
from tests.proof.reference import Reference, Row, Viewer

# Everybody whose need is open waits for the same thing: the needs of one owner in the order in
# which they were noted, and those of different owners mixed.
ALL_WAIT = """
update casework_need set
  offer_id = (select id from programmes_offer order by created_at, name, id limit 1),
  queued_at = now() - interval '1 hour' * n.number
from (select id, row_number() over (partition by owner_id order by created_at, id) as number
      from casework_need where struck_at is null and met_on is null) n
where n.id = casework_need.id
"""
ANSWERS = {"place", "of", "offer", "is_gone"}


@pytest.fixture
def cursor(reference: Reference) -> Iterator[Cursor[Any]]:
    with psycopg.connect(cluster.url(OWNER, RICH)) as connection, connection.cursor() as cursor:
        yield cursor
        connection.rollback()


def waiting(cursor: Cursor[Any]) -> list[Row]:
    """Those who stand in the queue, in its order."""
    cursor.execute(
        "select to_jsonb(n) from casework_need n left join casework_participation p "
        "on p.id = n.participation_id where n.queued_at is not null and p.ended_on is null "
        "order by n.queued_at, n.created_at, n.id"
    )
    return [row for (row,) in cursor.fetchall()]


def told(cursor: Cursor[Any], needs: list[Row]) -> dict[str, Any]:
    """What the function answers about each that it says anything about."""
    found = {}
    for row in needs:
        cursor.execute("select queue_place(%s)", [row["id"]])
        (answer,) = cursor.fetchone() or (None,)
        if answer is not None:
            found[row["id"]] = answer
    return found


def faults(
    cursor: Cursor[Any], reference: Reference, viewers: list[Viewer], persons: list[Person]
) -> Iterator[str]:
    cursor.execute("select to_jsonb(n) from casework_need n")
    every, line = [row for (row,) in cursor.fetchall()], waiting(cursor)
    places = {row["id"]: place for place, row in enumerate(line, start=1)}
    for viewer in viewers:
        mine = {row["id"] for row in line if row["owner_id"] == viewer.organisation}
        with as_viewer(cursor, viewer):
            cursor.execute("select set_config('stegvis.person', %s, true)", [persons[0].key])
            yield from _compared(viewer.name, told(cursor, every), mine, places)
    for person in persons:
        hers = {row["id"] for row in due(reference, "casework_need", person)} & set(places)
        with as_herself(cursor, person):
            owner = viewers[0].organisation
            cursor.execute("select set_config('stegvis.organisation', %s, true)", [owner])
            yield from _compared("herself", told(cursor, every), hers, places)


def _compared(
    who: str, answers: dict[str, Any], mine: set[str], places: dict[str, int]
) -> Iterator[str]:
    if set(answers) != mine:
        yield f"{who}: {len(set(answers) - mine)} too many, {len(mine - set(answers))} too few"
    for pk, answer in answers.items():
        if set(answer) != ANSWERS or (answer["place"], answer["of"]) != (
            places.get(pk),
            len(places),
        ):
            yield f"{who}: {answer}, not {places.get(pk)} of {len(places)}"


def test_it_answers_the_owner_and_herself_alone(
    cursor: Cursor[Any], reference: Reference, one_of_each: list[Viewer]
) -> None:
    persons = people(cursor)
    with as_owner(cursor):
        cursor.execute(ALL_WAIT)
        line = waiting(cursor)
        assert len({row["owner_id"] for row in line}) > 1
        assert any(due(reference, "casework_need", person) for person in persons)
        assert list(faults(cursor, reference, one_of_each, persons)) == []


@pytest.mark.parametrize(
    ("condition", "broken"),
    [
        ("n.owner_id = nullif", "true or n.owner_id = nullif"),
        ("n.participant_id in (", "true or n.participant_id in ("),
        ("i.person_key = ", "true or i.person_key = "),
        ("i.pages_closed_at is null", "true"),
        (f"current_setting('role') = '{PARTICIPANT}'", "true"),
        (f"current_setting('role') = '{PARTICIPANT}'", "false"),
        ("p.ended_on is not null", "true"),
        ("where n.offer_id = mine.offer_id and", "where n.owner_id = mine.owner_id and"),
    ],
)
def test_every_break_of_it_is_caught(
    cursor: Cursor[Any],
    reference: Reference,
    one_of_each: list[Viewer],
    condition: str,
    broken: str,
) -> None:
    assert condition in QUEUE_FUNCTION
    with as_owner(cursor):
        cursor.execute(ALL_WAIT)
        cursor.execute(
            "create or replace function queue_place(the_need uuid) "
            + QUEUE_FUNCTION.split("queue_place(the_need uuid) ")[1].replace(condition, broken)
        )
        assert list(faults(cursor, reference, one_of_each, people(cursor)))
