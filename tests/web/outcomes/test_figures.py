"""Published figures: who reads them, what is hidden, and that no case is touched."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stegvis.audit.journal import acting
from stegvis.casework.models import Participation, Plan
from stegvis.core.dates import today
from stegvis.participants.models import Participant
from tests.counting import queries
from tests.outcomes.lives import LEFT, Life, live
from tests.world import World

AsPerson = Callable[[str], Client]
PUBLISH = "/siffror/forrehab-uppsala/publicera/"


@pytest.fixture
def published(world: World, as_person: AsPerson) -> World:
    samira = world.actor("Samira")
    with acting(samira):
        for life in [*LEFT, *[Life("woman")] * 4, *[Life("man")] * 6]:
            live(samira, world.version, life)
    answer = as_person("Samira").post(PUBLISH, {"as_of": today().isoformat()})
    assert answer.status_code == 302
    return world


@pytest.mark.parametrize("name", ["Frida", "Styrbjörn", "Samira"])
def test_those_with_a_seat_read_what_was_published(
    published: World, as_person: AsPerson, name: str
) -> None:
    shown = as_person(name).get("/siffror/").content.decode()
    assert "Inskrivna" in shown
    assert ">33</td>" in shown
    assert "dolt" in shown
    assert "Exempelsson" not in shown
    # How it runs: the way in and out, waiting times, and needs that nobody meets.
    for heading in ("Vägen in, genom och ut", "Väntetider", "Behov och utbud"):
        assert heading in shown
    assert "Avslutade, efter anledning: 20" in shown
    assert "Pågående deltagare: 13" in shown


@pytest.mark.parametrize("name", ["Stina", "Sara", "Lena", "Adam"])
def test_others_have_no_such_page(published: World, as_person: AsPerson, name: str) -> None:
    assert as_person(name).get("/siffror/").status_code == 404


def test_the_association_and_the_steering_group_read_no_case(
    published: World, as_person: AsPerson
) -> None:
    frida = as_person("Frida")
    with CaptureQueriesContext(connection) as captured:
        frida.get("/siffror/")
    asked = " ".join(query["sql"] for query in captured.captured_queries)
    assert "casework_" not in asked
    assert "participants_" not in asked
    with acting(published.actor("Frida")):
        for model in (Participation, Participant, Plan):
            assert model.objects.count() == 0


def test_nothing_published_says_so(world: World, as_person: AsPerson) -> None:
    assert "Inget är publicerat än" in as_person("Frida").get("/siffror/").content.decode()


def test_publishing_twice_or_ahead_is_refused(published: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    assert client.post(PUBLISH, {"as_of": today().isoformat()}).status_code == 422
    assert client.post(PUBLISH, {"as_of": "2099-01-01"}).status_code == 422
    assert as_person("Sara").get(PUBLISH).status_code == 403
    assert as_person("Frida").get(PUBLISH).status_code == 404


def test_few_queries(published: World, as_person: AsPerson) -> None:
    assert queries(as_person("Samira"), "/siffror/") <= 10
