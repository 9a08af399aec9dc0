"""This file is where the proofs get their database, and where their figures are added up."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from stegvis.core.postgres import ADMIN
from tests.database import FURNISHED, cluster
from tests.elsewhere import in_database
from tests.house.objects import Objects
from tests.proof.probes import SECRET
from tests.proof.reference import Reference, Viewer, read_all, viewers
from tests.proof.rich import complete, furnish, tempt
from tests.world import World

RICH = "stegvis_rich"


@pytest.fixture(scope="session")
def rich(furnished: Objects, django_db_blocker: DjangoDbBlocker) -> Iterator[Objects]:
    """A database of its own with the rich world; nothing is ever committed to it afterwards."""
    cluster.create_database(RICH, template=FURNISHED)
    made = deepcopy(furnished)
    with django_db_blocker.unblock(), in_database(RICH):
        furnish(World.load(), made)
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
    "foreign answers",
    "opened with both locks",
    "random lives",
    "her rows",
}
LINE = (
    "Proven: {tables} tables, {policies} policies. Foreign rows with each lock off: {foreign rows} "
    "rows with the application's filters off, {foreign answers} answers with row-level security "
    "off, in {cells} cells of the access matrix. Mutants caught: {caught} of {mutants} "
    "({caught by rows} by rows). Other people's rows to a participant: {her rows}. "
    "Random lives without a difference: {random lives}."
)
