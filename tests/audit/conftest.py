"""This file is where proofs of the log get a database of their own, whose rows are really kept."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests.database import WORLD, cluster
from tests.world import World


@pytest.fixture
def kept_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A copy of the world, outside any test's transaction, for both roles."""
    name = "kept_world"
    cluster.create_database(name, template=WORLD)
    used = [connections["default"], connections["owner"]]
    usual = [connection.settings_dict["NAME"] for connection in used]
    with django_db_blocker.unblock():
        try:
            for connection in used:
                connection.close()
                connection.settings_dict["NAME"] = name
            yield World.load()
        finally:
            for connection, before in zip(used, usual, strict=True):
                connection.close()
                connection.settings_dict["NAME"] = before
            cluster.drop_database(name)
