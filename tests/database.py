"""This file is where a test run gets its PostgreSQL: started before Django reads its settings."""

import os
import tempfile
from pathlib import Path

from stegvis.core.postgres import Cluster, remove
from stegvis.core.roles import OWNER, RUNTIME

DATABASE = "stegvis_test"
WORLD = "stegvis_world"  # the world as built, to copy for each journey
FURNISHED = "stegvis_furnished"  # the same with one of everything in it

_folder = tempfile.TemporaryDirectory(prefix="stegvis-test-", ignore_cleanup_errors=True)
cluster = Cluster(Path(_folder.name), durable=False)
cluster.start()
cluster.create_database(DATABASE)
os.environ.update(
    DATABASE_URL=cluster.url(RUNTIME, DATABASE),
    DATABASE_OWNER_URL=cluster.url(OWNER, DATABASE),
    STEGVIS_TESTING="1",
    STEGVIS_DEMO="1",
    STEGVIS_POOL="0",
    # A test is faster than any human; the limit has a test of its own.
    STEGVIS_REQUESTS_PER_MINUTE="0",
)


def pytest_unconfigure() -> None:
    cluster.stop()
    # As root the server's files lie elsewhere, behind a link, and would be left there.
    remove(Path(_folder.name))
    _folder.cleanup()
