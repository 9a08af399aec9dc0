"""The application's lock alone: with row-level security switched off in the database, every
address answers everybody as the table of access says, and tells nobody what is not hers.

All the people of the world, and the participants on their own pages, open every address on own,
disclosed, foreign, ended and protected objects. This is where it is tried that all others are
refused, and that the log says so: whoever gets nothing here gets nothing with both locks on either.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from stegvis.audit.journal import acting
from stegvis.casework.models import Note
from stegvis.core.roles import OWNER, PARTICIPANT
from stegvis.organisations.models import Assignment
from stegvis.participants.models import Identity
from tests.database import FURNISHED, cluster
from tests.elsewhere import in_database
from tests.house.access_table import HIDDEN, REFUSED
from tests.house.crawl import (
    GROUPS,
    HERSELVES,
    Cell,
    cells,
    crawl,
    log_in_as_participant,
    post_as_strangers,
    state_of,
)
from tests.house.objects import Objects, everybody
from tests.house.opened import faults_of_refusal, noting, place_in_units
from tests.proof.probes import SECRET
from tests.world import World

UNLOCKED = "stegvis_unlocked"
Record = Callable[[str, Any], None]


@pytest.fixture(scope="module")
def unlocked_database(furnished: Objects) -> Iterator[None]:
    """A copy of the world with one of everything, without row-level security on any table."""
    cluster.create_database(UNLOCKED, template=FURNISHED)
    with psycopg.connect(cluster.url(OWNER, UNLOCKED), autocommit=True) as owner:
        for table in SECRET:
            owner.execute(f"alter table {table} disable row level security")
    yield
    cluster.drop_database(UNLOCKED)


@pytest.fixture
def unlocked(
    unlocked_database: None,
    furnished: Objects,
    django_db_blocker: DjangoDbBlocker,
    assignments_once: None,
) -> Iterator[tuple[World, Objects]]:
    """Nothing is rolled back: whoever only looks, and whoever is refused, leaves no more than
    rows in the log."""
    with django_db_blocker.unblock(), in_database(UNLOCKED):
        world = World.load()
        if Assignment.objects.filter(unit=None).exists():
            place_in_units()
        yield world, furnished


def everybody_and_participants(world: World) -> dict[str, Client]:
    """Staff by first name, participants by given name."""
    herself = {name: log_in_as_participant(world, name) for name in HERSELVES}
    return everybody(world) | herself


def unlogged(
    accounts: dict[str, UUID], rows: list[dict[str, Any]], cell: Cell, answer: HttpResponse
) -> list[str]:
    """What the log lacks about this answer, where it refuses somebody of the staff."""
    is_refusal = answer.status_code == cell.wanted and cell.wanted in (HIDDEN, REFUSED)
    if not is_refusal or cell.row.only_post or cell.person in HERSELVES:
        return []
    account = accounts[cell.person]
    return faults_of_refusal(cell, answer.request["PATH_INFO"], account, rows)


def test_the_database_guards_nothing(unlocked: tuple[World, Objects]) -> None:
    """The lock is really off, for staff and for the participant's role, or nothing is proven."""
    world, made = unlocked
    with acting(world.actor("Stina")), connection.cursor() as cursor:
        assert Note.objects.filter(pk=made.ids["own"]["note"]).exists()
        cleo = made.ids["protected"]["participant"]
        assert Identity.objects.filter(participant_id=cleo).exists()
        cursor.execute(f"set local role {PARTICIPANT}")
        cursor.execute("select count(distinct participant_id) from casework_plan")
        assert cursor.fetchone() >= (4,)


@pytest.mark.parametrize("people", (*GROUPS, tuple(HERSELVES)), ids="-".join)
def test_the_application_is_enough_alone(
    unlocked: tuple[World, Objects], people: tuple[str, ...], record_property: Record
) -> None:
    world, made = unlocked
    accounts = {name: world.account(name).pk for name in people if name not in HERSELVES}
    with noting() as written:
        tried = crawl(
            made,
            everybody_and_participants(world),
            cells(people),
            lambda cell, answer: unlogged(accounts, written.taken(), cell, answer),
        )
    assert "\n".join(tried.faults) == ""
    assert tried.cells >= 250 * len(people)
    record_property("cells", tried.cells)
    record_property("foreign answers", tried.foreign)


def test_strangers_change_nothing(unlocked: tuple[World, Objects]) -> None:
    """Every button of the product, and each of the participant's own."""
    world, made = unlocked
    before = state_of(world)
    assert post_as_strangers(made, everybody(world)) == []
    assert state_of(world) == before
