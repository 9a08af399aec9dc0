"""This file is where the proofs get their database, and where their figures are added up."""

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from stegvis.core.postgres import ADMIN
from tests.database import WORLD, cluster
from tests.house.objects import Objects
from tests.proof.probes import SECRET
from tests.proof.reference import Reference, Viewer, read_all, viewers
from tests.proof.rich import complete, furnish, tempt
from tests.world import World

RICH = "stegvis_rich"


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
        complete(cursor, SECRET)
        tempt(cursor)
    yield made
    cluster.drop_database(RICH)


@pytest.fixture(scope="session")
def reference(rich: Objects) -> Reference:
    """What is really there, read by the superuser, and who may see it."""
    with psycopg.connect(cluster.url(ADMIN, RICH)) as admin, admin.cursor() as cursor:
        return read_all(cursor, SECRET)


@pytest.fixture(scope="session")
def one_of_each(everyone: list[Viewer]) -> list[Viewer]:
    """One person for each authority; a policy that asks for no account needs no more."""
    return list({viewer.organisation: viewer for viewer in everyone}.values())


@pytest.fixture(scope="session")
def everyone(rich: Objects) -> list[Viewer]:
    with psycopg.connect(cluster.url(ADMIN, RICH)) as admin, admin.cursor() as cursor:
        return list(viewers(cursor))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line of figures at the end of `make prove`, added up from what the tests recorded."""
    sums: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        sums.update({name: value for name, value in report.user_properties if name in FIGURES})
    if sums["tables"]:
        terminalreporter.write_line(LINE.format_map(sums))


FIGURES = {
    "tables",
    "policies",
    "foreign rows",
    "mutants",
    "caught",
    "caught by rows",
    "cells",
}
LINE = (
    "Proven: {tables} tables, {policies} policies. Foreign rows with the application's filters "
    "off: {foreign rows}. Mutants caught: {caught} of {mutants} ({caught by rows} by rows). "
    "Cells of the access matrix: {cells}."
)
