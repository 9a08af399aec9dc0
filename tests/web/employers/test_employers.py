"""Workplaces in the pages: found, added, changed, visited; strangers; cost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import activity, employer
from stegvis.casework.models import Activity, Employer
from stegvis.core.dates import today
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


@pytest.fixture
def cafe(world: World) -> Employer:
    sara = world.actor("Sara")
    with acting(sara):
        employer.add(actor=sara, particulars=employer.Particulars("Verkstan", "municipal"))
        return employer.add(actor=sara, particulars=employer.Particulars("Kafé Prov", "private"))


def place_alva(world: World, cafe: Employer) -> Activity:
    sara = world.actor("Sara")
    with acting(sara):
        return activity.plan(
            actor=sara,
            participation=world.case("Alva"),
            catalogue_key="praktik_privat",
            details=activity.Details(employer=cafe, starts_on=today()),
        )


def test_found_by_beginning_and_kind(cafe: Employer, as_person: AsPerson) -> None:
    client = as_person("Sara")
    by_name = client.get("/arbetsplatser/", {"namn": "kaf"}).content.decode()
    assert "Kafé Prov" in by_name and "Verkstan" not in by_name
    by_sector = client.get("/arbetsplatser/", {"slag": "municipal"}).content.decode()
    assert "Kafé Prov" not in by_sector and "Verkstan" in by_sector
    assert "passar sökningen" in client.get("/arbetsplatser/", {"namn": "%"}).content.decode()


def test_added_and_changed(as_person: AsPerson) -> None:
    client = as_person("Sara")
    form = {"name": "Kafé Prov", "sector": "private", "tasks": "Baka."}
    bad = client.post("/arbetsplatser/ny/", form | {"name": ""})
    assert bad.status_code == 422
    assert "Baka." in bad.content.decode()
    added = client.post("/arbetsplatser/ny/", form)
    assert added.status_code == 302
    url = f"{added.url}andra/"
    assert client.post(url, form | {"supervisor": "Anna", "revision": "1"}).status_code == 302
    assert "Anna" in client.get(added.url).content.decode()
    assert client.post(url, form | {"revision": "1"}).status_code == 409


def test_a_visit_about_a_participant(world: World, cafe: Employer, as_person: AsPerson) -> None:
    placed = place_alva(world, cafe)
    client = as_person("Sara")
    url = f"/arbetsplatser/{cafe.pk}/"
    form = {"held_on": str(today()), "way": "visit", "activity": str(placed.pk), "text": "Bra."}
    assert client.post(f"{url}kontakt/", form | {"held_on": "2099-01-01"}).status_code == 422
    assert client.post(f"{url}kontakt/", form).status_code == 302
    shown = client.get(url).content.decode()
    assert "Om Alva Exempelsson" in shown
    assert "Arbetsplatsförlagd praktik" in shown


@pytest.mark.parametrize("name", ["Stina", "Lena", "Frida", "Adam"])
def test_a_stranger_gets_404(cafe: Employer, as_person: AsPerson, name: str) -> None:
    client = as_person(name)
    for path in ("", "andra/", "kontakt/"):
        assert client.get(f"/arbetsplatser/{cafe.pk}/{path}").status_code == 404


def test_another_authority_has_its_own_list(cafe: Employer, as_person: AsPerson) -> None:
    assert "Kafé Prov" not in as_person("Stina").get("/arbetsplatser/").content.decode()
    assert as_person("Adam").get("/arbetsplatser/ny/").status_code == 404


def test_an_unknown_id_is_404(as_person: AsPerson) -> None:
    assert as_person("Sara").get(f"/arbetsplatser/{UUID(int=7)}/").status_code == 404


def test_few_queries(world: World, cafe: Employer, as_person: AsPerson) -> None:
    place_alva(world, cafe)
    client = as_person("Sara")
    client.get("/arbetsplatser/")
    for path in ("", f"{cafe.pk}/", f"{cafe.pk}/kontakt/"):
        assert queries(client, f"/arbetsplatser/{path}") <= 10
