"""With her database role's policies made of no effect, the pages still show her no one else.

(That the database is enough alone is in tests/participants/test_own_rows.py and
tests/casework/test_own_words.py.)
"""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from stegvis.core.roles import OWNER
from stegvis.core.secrecy import Secrecy, declared
from tests.database import WORLD, cluster
from tests.house.objects import Objects, one_of_everything
from tests.web.own.test_pages import HERS, PLAIN
from tests.world import World


@pytest.fixture
def open_to_her(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, Objects]]:
    """A copy of the world where her role reads every row of every table that it reaches."""
    name = "open_to_her"
    cluster.create_database(name, template=WORLD)
    settings = connections["default"].settings_dict
    usual = settings["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        settings["NAME"] = name
        try:
            world = World.load()
            made = one_of_everything(world)
            _open(name)
            yield world, made
        finally:
            connections["default"].close()
            settings["NAME"] = usual
            cluster.drop_database(name)


def _open(database: str) -> None:
    with psycopg.connect(cluster.url(OWNER, database), autocommit=True) as owner:
        for model in apps.get_models():
            secrecy = declared(model)
            if not isinstance(secrecy, Secrecy) or secrecy.hers is None:
                continue
            table = model._meta.db_table
            owner.execute(f"alter policy her_reading on {table} using (true)")
            if secrecy.hers.adds:
                owner.execute(f"alter policy her_adding on {table} with check (true)")
            if secrecy.hers.changes:
                owner.execute(
                    f"alter policy her_changing on {table} using (true) with check (true)"
                )


def test_the_application_is_enough_alone(open_to_her: tuple[World, Objects]) -> None:
    world, made = open_to_her
    bo = Client()
    bo.force_login(world.participant_account("Bo"))
    text = "".join(bo.get(reverse(name)).content.decode() for name in PLAIN)
    assert "Saffranended" in text
    for word in ("Saffranown", "Salviaown", "Saffranprotected", "Saffranforeign", "Exempelsson"):
        assert word not in text
    for name, kind, words in HERS:
        for which in ("own", "protected", "foreign"):
            url = reverse(name, kwargs={"pk": made.ids[which][kind]} | words)
            assert bo.get(url).status_code == 404, (name, which)
            given = {"text": "Inte min.", "answer": "no", "receiver": "all"}
            assert bo.post(url, given).status_code in (404, 405), (name, which)
    step = reverse("own-step-tick", args=[made.ids["own"]["step"]])
    assert bo.post(step, {"done": "yes"}).status_code == 404
