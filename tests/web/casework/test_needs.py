"""Needs and suggestions in the pages: noted, matched with reasons, chosen, met; strangers; cost."""

from collections.abc import Callable

import pytest
from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import activity, mapping
from stegvis.casework.models import Activity, Need
from stegvis.core.dates import today
from stegvis.programmes.actions import offer as offers
from stegvis.programmes.models import Offer
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]
FORM = {"key": "gemenskap", "wished_percent": "25", "adaptations": ["quiet_place"]}


@pytest.fixture
def offered(world: World) -> list[Offer]:
    samira = world.actor("Samira")
    made = []
    with acting(samira):
        for name, more in (
            ("Snickeriet", {"adaptations": ("quiet_place",), "places_left": 2, "min_percent": 10}),
            ("Stora kören", {"surveyed_on": today(), "places_left": 9}),
            ("Fullbokat kafé", {"adaptations": ("quiet_place",), "places_left": 0}),
        ):
            given: dict[str, object] = {"needs": ("gemenskap",), "max_percent": 50, **more}
            particulars = offers.Particulars(name, "Hyveln", "course", **given)  # type: ignore[arg-type]
            made.append(offers.add(actor=samira, particulars=particulars))
    return made


def url_of(world: World, name: str = "Alva") -> str:
    return f"/deltagare/{world.case_id(name)}/forslag/"


def noted(world: World, client: Client) -> Need:
    assert client.post(f"{url_of(world)}nytt/", FORM).status_code == 302
    with acting(world.actor("Sara")):
        return Need.objects.latest("created_at")


def test_noted_and_matched_with_reasons(
    world: World, offered: list[Offer], as_person: AsPerson
) -> None:
    client = as_person("Sara")
    bad = client.post(f"{url_of(world)}nytt/", FORM | {"key": "", "language": "Samiska"})
    assert bad.status_code == 422
    assert "Samiska" in bad.content.decode()
    noted(world, client)
    shown = client.get(url_of(world)).content.decode()
    assert "Passar, därför att det möter behovet ”träffa andra”" in shown
    assert "det finns lugn plats" in shown
    assert "Passar inte, därför att det saknar lugn plats" in shown
    assert "alla platser är upptagna" in shown
    assert shown.index("Snickeriet") < shown.index("Visa 2 till") < shown.index("Stora kören")
    again = client.post(f"{url_of(world)}nytt/", FORM)
    assert again.status_code == 422
    assert "redan noterat" in again.content.decode()


def test_one_click_plans_it_and_counts_the_place(
    world: World, offered: list[Offer], as_person: AsPerson
) -> None:
    client = as_person("Sara")
    row = noted(world, client)
    url = f"{url_of(world)}{row.pk}/"
    chosen = client.post(f"{url}valj/{offered[0].pk}/", {"revision": "1"})
    assert chosen.status_code == 302
    assert left_of(offered[0]) == 1
    with acting(world.actor("Sara")):
        planned = Activity.objects.get(name="Snickeriet")
        assert (planned.provider, planned.status) == ("Hyveln", "planned")
        assert planned.minutes_per_week == 600
        row.refresh_from_db()
        assert (row.met_on, row.activity_id) == (today(), planned.pk)
    shown = client.get(url_of(world)).content.decode()
    assert "Mötta behov" in shown and "Inget öppet behov" in shown
    client.post(f"{url}valj/{offered[0].pk}/", {"revision": "2"})
    assert left_of(offered[0]) == 1


def left_of(row: Offer) -> int | None:
    return Offer.objects.with_use().get(pk=row.pk).places_left


def test_a_full_one_is_waited_for(world: World, offered: list[Offer], as_person: AsPerson) -> None:
    client = as_person("Sara")
    row = noted(world, client)
    url = f"{url_of(world)}{row.pk}/"
    refused = client.post(f"{url}valj/{offered[2].pk}/", {"revision": "1"}, follow=True)
    assert "Ställ deltagaren i kö" in refused.content.decode()
    queued = client.post(f"{url}ko/{offered[2].pk}/", {"revision": "1"}, follow=True)
    assert "I kö till Fullbokat kafé" in queued.content.decode()
    assert "Nummer 1 av 1" in queued.content.decode()
    again = client.post(f"{url}ko/{offered[2].pk}/", {"revision": "2"}, follow=True)
    assert "står redan i kö" in again.content.decode()
    listed = client.get("/utbud/").content.decode()
    assert "Fullt, 1 i kö" in listed
    assert "1 står i kö" in client.get(f"/utbud/{offered[2].pk}/").content.decode()
    left = client.post(f"{url}ur-kon/", {"revision": "2"}, follow=True)
    assert "I kö till" not in left.content.decode()
    never = client.post(f"{url}ur-kon/", {"revision": "3"}, follow=True)
    assert "står inte i kö" in never.content.decode()
    beyond = client.post(
        f"{url}valj/{offered[2].pk}/", {"revision": "3", "anda": "ja"}, follow=True
    )
    assert "redan upptagna" in beyond.content.decode()
    assert "fler än det finns plats för" in client.get(f"/utbud/{offered[2].pk}/").content.decode()


def test_what_was_broken_off_is_open_again(
    world: World, offered: list[Offer], as_person: AsPerson
) -> None:
    client = as_person("Sara")
    row = noted(world, client)
    client.post(f"{url_of(world)}{row.pk}/valj/{offered[0].pk}/", {"revision": "1"})
    sara = world.actor("Sara")
    with acting(sara):
        planned = Activity.objects.select_related("participation__version").get(name="Snickeriet")
        activity.end(
            actor=sara,
            activity=planned,
            outcome="interrupted",
            ended_on=today(),
            revision=planned.revision,
        )
    assert "Aktiviteten avbröts" in client.get(url_of(world)).content.decode()
    assert client.post(f"{url_of(world)}{row.pk}/oppna/", {"revision": "2"}).status_code == 302
    shown = client.get(url_of(world)).content.decode()
    assert "Aktiviteten avbröts" not in shown and "Mött på annat sätt" in shown


def test_changed_met_otherwise_and_struck(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    row = noted(world, client)
    url = f"{url_of(world)}{row.pk}/"
    changed = FORM | {"wished_percent": "10", "revision": "1"}
    assert client.post(url, changed).status_code == 302
    assert client.post(url, changed).status_code == 409
    late = client.post(f"{url}mott/", {"met_on": "2099-01-01", "by": ""})
    assert late.status_code == 422
    assert client.post(f"{url}mott/", {"met_on": str(today()), "revision": "2"}).status_code == 302
    assert client.post(f"{url}makulera/", {"revision": "3"}).status_code == 302
    assert client.get(url).status_code == 404
    assert "Mötta behov" not in client.get(url_of(world)).content.decode()


def test_what_was_told_in_the_mapping_becomes_a_need(world: World, as_person: AsPerson) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        begun = mapping.start(actor=sara, participation=world.case("Alva"))
        mapping.answer(
            actor=sara,
            mapping=begun,
            question="viktigast",
            value="Att träffa folk.",
            is_need=True,
            revision=0,
        )
    client = as_person("Sara")
    assert "Gör till behov" in client.get(url_of(world)).content.decode()
    page = client.get(f"{url_of(world)}nytt/?fraga=viktigast").content.decode()
    assert "Att träffa folk." in page
    assert client.post(f"{url_of(world)}nytt/?fraga=viktigast", FORM).status_code == 302
    assert "Gör till behov" not in client.get(url_of(world)).content.decode()


@pytest.mark.parametrize("name", ["Stina", "Lena", "Frida", "Adam"])
def test_a_stranger_gets_404(world: World, as_person: AsPerson, name: str) -> None:
    row = noted(world, as_person("Sara"))
    client = as_person(name)
    for path in ("", "nytt/", f"{row.pk}/", f"{row.pk}/mott/"):
        assert client.get(f"{url_of(world)}{path}").status_code == 404
    assert client.post(f"{url_of(world)}{row.pk}/makulera/").status_code == 404


def test_the_pages_cost_few_queries(
    world: World, offered: list[Offer], as_person: AsPerson
) -> None:
    client = as_person("Sara")
    row = noted(world, client)
    for path in ("", "nytt/", f"{row.pk}/", f"{row.pk}/mott/"):
        assert queries(client, f"{url_of(world)}{path}") <= 10, path
