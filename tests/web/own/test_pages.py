"""The participant's own pages: she reads hers, nobody else does, and each costs little."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import queries
from tests.house.objects import Objects
from tests.world import World

PLAIN = (
    "own-start",
    "own-more",
    "own-plan",
    "own-times",
    "own-consents",
    "own-questions",
    "own-reads",
    "own-disclosures",
    "own-particulars",
)
Login = Callable[[str], Client]


@pytest.mark.parametrize("name", PLAIN)
def test_she_reads_her_own(
    name: str, as_participant: Login, as_person: Login, objects: Objects
) -> None:
    url = reverse(name)
    alva = as_participant("Alva")
    assert alva.get(url).status_code == 200
    assert queries(alva, url) <= 10
    assert as_person("Sara").get(url).status_code == 404
    assert as_person("Adam").get(url).status_code == 404


def test_nobody_is_let_in_without_login(world: World) -> None:
    assert Client().get("/mina-sidor/").status_code == 302


def test_she_reaches_no_page_of_staff(as_participant: Login, world: World) -> None:
    alva = as_participant("Alva")
    for path in ("/att-gora/", "/deltagare/", f"/deltagare/{world.case_id('Alva')}/", "/mal/"):
        assert alva.get(path).status_code == 404
