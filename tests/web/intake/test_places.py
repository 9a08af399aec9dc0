"""Places, queue, waiting and flow: the coordinator's pages."""

from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import intake as intakes
from tests.casework.arrivals import EBBE, judged, opened, refer
from tests.casework.test_flow import enrolled
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


def test_the_pages_show_queue_waiting_and_flow(world: World, as_person: AsPerson) -> None:
    pk, other, samira = refer(world), refer(world, name="Ebbe", number=EBBE), world.actor("Samira")
    with acting(samira):
        enrolled(samira, judged(world, pk))
        intakes.queue(actor=samira, intake=opened(world, other))
    client = as_person("Samira")
    text = client.get("/platser/").content.decode()
    assert "Kön (1)" in text and "Ebbe Väntander" in text and "4 av 50 platser" in text
    assert "46 lediga platser till målet" in text and "Försäkringskassan" in text
    text = client.get("/floden/").content.decode()
    assert "<strong>2</strong> aktualiserade" in text and "<strong>4</strong> inskrivna" in text


def test_where_all_came_in_another_way_the_flow_begins_with_the_enrolled(
    world: World, as_person: AsPerson
) -> None:
    client = as_person("Samira")
    text = client.get("/floden/").content.decode()
    assert "<strong>3</strong> inskrivna" in text and "varav 3 utan aktualisering" in text
    assert "Från inskrivning till avslut" in text and "aktualiserade</p>" not in text
    refer(world)
    text = client.get("/floden/").content.decode()
    assert "<strong>1</strong> aktualiserade</p>" in text


def test_they_are_cheap_and_the_coordinators_alone(world: World, as_person: AsPerson) -> None:
    refer(world)
    client = as_person("Samira")
    for url in ("/platser/", "/floden/"):
        assert queries(client, url) <= 10, url
    for url in ("/platser/?insats=finns-inte", "/floden/?insats=finns-inte"):
        assert client.get(url).status_code == 404
    for name in ("Sara", "Lena", "Adam", "Stina"):
        for url in ("/platser/", "/floden/"):
            assert as_person(name).get(url).status_code == 404, (name, url)
