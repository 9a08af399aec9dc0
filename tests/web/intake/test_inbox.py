"""The inbox: who has one, what it shows, what it costs."""

from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import intake as intakes
from stegvis.casework.actions import referral
from stegvis.casework.models import Referral
from tests.casework.arrivals import EBBE, again, judged, opened, outreach_to, refer
from tests.counting import queries
from tests.web.intake.capacity import capacity_at
from tests.world import World

AsPerson = Callable[[str], Client]


def test_the_inbox_shows_each_where_it_stands(world: World, as_person: AsPerson) -> None:
    pk = refer(world)
    other = refer(world, name="Ebbe", number=EBBE)
    samira = world.actor("Samira")
    with acting(samira):
        intakes.ask_more(actor=samira, intake=opened(world, other), text="Vad mer?")
    client = as_person("Samira")
    text = client.get("/inkorg/").content.decode()
    assert "Nya (1)" in text and "Väntar på svar (1)" in text and "I kö (0)" in text
    assert "Dag Väntander" in text and "Ebbe Väntander" in text
    assert "3 av 50 pågående" in text and "målet är nära" not in text
    assert f"/inkorg/{pk}/" in text


def test_near_the_goal_the_page_says_so_and_locks_nothing() -> None:
    assert capacity_at(47)["text"] == "47 av 50 pågående: målet är nära"
    assert capacity_at(52)["text"] == "52 av 50 pågående: målet är nått"
    assert capacity_at(44)["text"] == "44 av 50 pågående"
    part = capacity_at(47, is_shared=True)
    assert part["text"] == "47 pågående: platserna gäller alla utförare tillsammans"
    assert not part["is_near"] and not part["color"]


def test_the_inbox_and_its_lists_are_cheap(world: World, as_person: AsPerson) -> None:
    refer(world)
    outreach_to(world)
    client = as_person("Samira")
    for url in ("/inkorg/", "/inkorg/?visa=avgjorda", "/inkorg/moten/", "/laget/"):
        assert queries(client, url) <= 10, url


def test_only_those_who_take_in_have_an_inbox(world: World, as_person: AsPerson) -> None:
    refer(world)
    for name in ("Sara", "Lena", "Adam", "Olof", "Frida"):
        client = as_person(name)
        for url in ("/inkorg/", "/inkorg/moten/", "/laget/"):
            answer = client.get(url)
            assert answer.status_code == 404, (name, url)
            assert "Väntander" not in answer.content.decode()


def test_a_withdrawn_one_is_seen_without_its_person(world: World, as_person: AsPerson) -> None:
    pk = refer(world)
    lena = world.actor("Lena")
    with acting(world.actor("Samira")):
        intake = opened(world, pk)
    with acting(lena):
        mine = Referral.objects.select_related("version").get(pk=pk)
        referral.withdraw(actor=lena, referral=mine, revision=mine.revision)
    client = as_person("Samira")
    text = client.get("/inkorg/").content.decode()
    assert "Tillbakadragna (1)" in text and "Väntander" not in text
    assert client.get(f"/inkorg/{pk}/").status_code == 404
    assert client.post(f"/inkorg/{intake.pk}/tillbakadragen/").status_code == 302
    assert "Tillbakadragna" not in client.get("/inkorg/").content.decode()


def test_decided_ones_are_kept_in_a_list_of_their_own(world: World, as_person: AsPerson) -> None:
    pk = refer(world)
    samira = world.actor("Samira")
    with acting(samira):
        judged(world, pk)
        intakes.queue(actor=samira, intake=again(world, pk))
        intakes.not_admit(actor=samira, intake=again(world, pk), reason="flyttat")
    text = as_person("Samira").get("/inkorg/?visa=avgjorda").content.decode()
    assert "Dag Väntander" in text and "tas inte emot" in text
