"""This file is where tests get their world: named people, built once, as the restricted role.

Every test works inside a transaction that is rolled back; journeys get a copy of the database,
and the proofs of the pages another copy, with one of everything in it.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client, client
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from stegvis.organisations.actors import assignments_of
from stegvis.organisations.models import Assignment
from stegvis.web import sessions
from tests.clients import OneHandler, logged_in
from tests.database import DATABASE, FURNISHED, WORLD, cluster
from tests.elsewhere import in_database
from tests.house.crawl import GROUPS
from tests.house.objects import Objects, one_of_everything
from tests.house.opened import Walk, walk
from tests.order import in_order
from tests.world import World, build

# What is slow on a loaded machine is no fault; speed is measured by the benchmark alone. The same
# lives are tried each time, so that two runs of one tree give one answer; new ones are tried with
# `make test TESTARGS="--hypothesis-profile=searching"`.
_ANY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("any machine", derandomize=True, **_ANY_MACHINE)
settings.register_profile("searching", **_ANY_MACHINE)
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = in_order(items)


def pytest_collection_finish() -> None:
    """All that is loaded now stays till the end, so that nobody needs to look through it for what
    can be thrown away; and what a page leaves behind is looked through more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def one_handler() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "ClientHandler", OneHandler)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """Migrate as the owner, then build the world as the runtime role."""
    with django_db_blocker.unblock():
        call_command("prepare_database", verbosity=0)
        build()
        # A copy is only made of a database that nobody is connected to.
        connections.close_all()
        cluster.create_database(WORLD, template=DATABASE)


@pytest.fixture
def world(db: None) -> World:
    return World.load()


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Objects:
    """A database with one of everything that can be kept. It takes seconds, so it is made once."""
    cluster.create_database(FURNISHED, template=WORLD)
    with django_db_blocker.unblock(), in_database(FURNISHED):
        return one_of_everything(World.load())


@contextmanager
def among_the_furnished() -> Iterator[None]:
    """In the database with one of everything; whatever is changed is rolled back."""
    with in_database(FURNISHED):
        atomic = transaction.atomic()
        # Around a whole test, as Django's own: what a request commits is a savepoint in it.
        atomic._from_testcase = True
        with atomic:
            yield
            connection.check_constraints()
            transaction.set_rollback(True)


@pytest.fixture
def objects(furnished: Objects, db: None) -> Iterator[Objects]:
    """One of everything, for the proofs of the pages; what the test changes is rolled back."""
    with among_the_furnished():
        yield deepcopy(furnished)


@pytest.fixture(scope="session", params=GROUPS, ids="-".join)
def walked(
    request: pytest.FixtureRequest, furnished: Objects, django_db_blocker: DjangoDbBlocker
) -> Walk:
    """What the people of one group were answered where they may go, for each proof to read."""
    with django_db_blocker.unblock(), among_the_furnished():
        return walk(World.load(), deepcopy(furnished), request.param)


@contextmanager
def kept(template: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """In a copy of a database, outside any test's transaction, for both roles: rows are really
    kept, and every connection of every thread leads there."""
    name = "kept_world"
    cluster.create_database(name, template=template)
    used = [connections["default"], connections["owner"]]
    usual = [connection.settings_dict["NAME"] for connection in used]
    with blocker.unblock():
        try:
            for connection in used:
                connection.close()
                connection.settings_dict["NAME"] = name
            yield
        finally:
            for connection, before in zip(used, usual, strict=True):
                connection.close()
                connection.settings_dict["NAME"] = before
            cluster.drop_database(name)


@pytest.fixture
def kept_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A copy of the world, in which rows are really kept."""
    with kept(WORLD, django_db_blocker):
        yield World.load()


@pytest.fixture
def assignments_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each person's assignments are looked up once, where thousands of pages are opened and no
    assignment changes. How one logs in is tried elsewhere; to ask again for each page takes up to
    a third of the time."""
    known: dict[UUID, list[Assignment]] = {}

    def looked_up(account_id: UUID, day: date, **told: Any) -> list[Assignment]:
        if account_id not in known:
            known[account_id] = list(assignments_of(account_id, day, **told))
        return known[account_id]

    monkeypatch.setattr(sessions, "assignments_of", looked_up)


@pytest.fixture
def as_person(world: World) -> Callable[[str], Client]:
    """A browser-less client logged in as one of the world's people, by first name."""

    def log_in(name: str) -> Client:
        # As if she had just proved who she is; test_step_up.py tries what happens otherwise.
        assignment = world.assigned(name)
        return logged_in(assignment.account, assignment.organisation_id)

    return log_in


@pytest.fixture
def as_participant(world: World) -> Callable[[str], Client]:
    """The same for one of the world's participants, by given name, on her own pages."""

    def log_in(given_name: str) -> Client:
        return logged_in(world.participant_account(given_name))

    return log_in
