"""This file is where a test run gets its PostgreSQL: its address before Django reads its settings,
the server itself when it is known which processes are to run tests."""

import os
import tempfile
from pathlib import Path

import pytest

from stegvis.core.postgres import Cluster, remove
from stegvis.core.roles import OWNER, RUNTIME

DATABASE = "stegvis_test"
WORLD = "stegvis_world"  # the world as built, to copy for each journey
FURNISHED = "stegvis_furnished"  # the same with one of everything in it

_folder = tempfile.TemporaryDirectory(prefix="stegvis-test-", ignore_cleanup_errors=True)
cluster = Cluster(Path(_folder.name), durable=False)
os.environ.update(
    DATABASE_URL=cluster.url(RUNTIME, DATABASE),
    DATABASE_OWNER_URL=cluster.url(OWNER, DATABASE),
    STEGVIS_TESTING="1",
    STEGVIS_DEMO="1",
    STEGVIS_POOL="0",
    # A test is faster than any human; the limit has a test of its own.
    STEGVIS_REQUESTS_PER_MINUTE="0",
)


def pytest_sessionstart(session: pytest.Session) -> None:
    """A process that only hands out tests to others needs no server."""
    if session.config.getoption("dist", "no") == "no":
        cluster.start()
        cluster.create_database(DATABASE)


def pytest_unconfigure() -> None:
    cluster.stop()
    # As root the server's files lie elsewhere, behind a link, and would be left there.
    remove(Path(_folder.name))
    _folder.cleanup()
