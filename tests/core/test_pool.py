"""A connection that waits in the pool may have been cut when PostgreSQL was started anew."""

from collections.abc import Iterator
from copy import deepcopy

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from stegvis.core.roles import OWNER
from tests.database import cluster

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled(db: None) -> Iterator[DatabaseWrapper]:
    """The site's own settings, with a pool as when it serves."""
    settings = deepcopy(connection.settings_dict)
    settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1}
    made = DatabaseWrapper(settings, alias="pooled")
    made.inc_thread_sharing()
    yield made
    made.close()
    made.close_pool()


def whose(pooled: DatabaseWrapper) -> int:
    """The process of the server that answers the next request, which gives its connection back."""
    with pooled.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        ((process,),) = cursor.fetchall()
    pooled.close()
    return int(process)


def test_the_next_page_comes_all_the_same(pooled: DatabaseWrapper) -> None:
    before = whose(pooled)
    assert whose(pooled) == before, "the connection is kept"
    with psycopg.connect(cluster.url(OWNER, "postgres"), autocommit=True) as owner:
        owner.execute("select pg_terminate_backend(%s)", [before])
    assert whose(pooled) != before
