"""This file is where the proofs get their database, and where their figures are added up."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from stegvis.core.postgres import ADMIN
from tests.database import WORLD, cluster
from tests.house.objects import Objects
from tests.proof.probes import SECRET
from tests.proof.reference import Reference, Viewer, read_all, viewers
from tests.proof.rich import add_twins, furnish, tempt
from tests.world import World

RICH = "stegvis_rich"
# What `make prove` ends with; each is a sum of what the tests recorded.
FIGURES = (
    ("tables", "tables"),
    ("policies", "policies"),
    ("rows seen with the application's lock off, foreign", "foreign rows, application off"),
    ("answers with the database's lock off, foreign", "foreign answers, database off"),
    ("mutants", "mutants"),
    ("caught", "caught"),
    ("cells", "cells"),
)


@contextmanager
def copied(name: str, template: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's connection goes to a copy of a database, which is thrown away afterwards."""
    cluster.create_database(name, template=template)
    settings = connections["default"].settings_dict
    usual = settings["NAME"]
    with blocker.unblock():
        connections["default"].close()
        settings["NAME"] = name
        try:
            yield
        finally:
            connections["default"].close()
            settings["NAME"] = usual
            cluster.drop_database(name)


@pytest.fixture(scope="session")
def rich(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Objects]:
    """A database of its own with the rich world; nothing is ever committed to it afterwards."""
    cluster.create_database(RICH, template=WORLD)
    settings = connections["default"].settings_dict
    usual = settings["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        settings["NAME"] = RICH
        try:
            made = furnish(World.load())
        finally:
            connections["default"].close()
            settings["NAME"] = usual
    with psycopg.connect(cluster.url(ADMIN, RICH)) as admin, admin.cursor() as cursor:
        add_twins(cursor, SECRET)
        tempt(cursor)
    yield made
    cluster.drop_database(RICH)


@pytest.fixture(scope="session")
def reference(rich: Objects) -> Reference:
    """What is really there, read by the superuser, and who may see it."""
    with psycopg.connect(cluster.url(ADMIN, RICH)) as admin, admin.cursor() as cursor:
        return read_all(cursor, SECRET)


@pytest.fixture(scope="session")
def everyone(rich: Objects) -> list[Viewer]:
    with psycopg.connect(cluster.url(ADMIN, RICH)) as admin, admin.cursor() as cursor:
        return list(viewers(cursor))
