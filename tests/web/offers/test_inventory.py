"""The inventory in the pages: found, added, changed, counted and ended; strangers; gaps; cost."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework import need_queries
from stegvis.casework.actions import need
from stegvis.casework.models import Need
from stegvis.core.dates import now, today
from stegvis.programmes.actions import offer as actions
from stegvis.programmes.models import Offer, OfferHistory
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]
FORM = {
    "name": "Snickeriet",
    "provider": "Föreningen Hyveln",
    "kind": "group",
    "needs": ["gemenskap"],
    "demands": ["group"],
    "languages": "Svenska, somaliska,",
    "places_total": "4",
    "places_left": "2",
}


def kept(world: World, **more: object) -> Offer:
    samira = world.actor("Samira")
    given: dict[str, object] = {"needs": ("gemenskap",), "places_left": 2} | more
    with acting(samira):
        return actions.add(
            actor=samira,
            particulars=actions.Particulars("Snickeriet", "Hyveln", "group", **given),  # type: ignore[arg-type]
        )


def test_added_changed_and_found(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    bad = client.post("/utbud/nytt/", FORM | {"name": "", "text": "Vi hyvlar."})
    assert bad.status_code == 422
    assert "Vi hyvlar." in bad.content.decode()
    added = client.post("/utbud/nytt/", FORM)
    assert added.status_code == 302
    row = Offer.objects.get()
    assert (row.needs, row.languages) == (["gemenskap"], ["svenska", "somaliska"])
    url = f"{added.url}andra/"
    changed = FORM | {"places_left": "1", "revision": "1"}
    assert client.post(url, changed).status_code == 302
    assert client.post(url, changed).status_code == 409
    shown = client.get("/utbud/", {"behov": "gemenskap", "ledigt": "on"}).content.decode()
    assert "Snickeriet" in shown and "1 av 4 lediga" in shown
    assert "Ingen träff" in client.get("/utbud/", {"slag": "course"}).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("places_left", "5", "Det finns 4 platser i allt"),
        ("max_percent", "5", "mindre än den lägsta"),
        ("min_percent", "101", "helt tal mellan 0 och 100"),
        ("kind", "hokus", ""),
        ("ends_on", "2026-01-01", "före startdagen"),
        ("surveyed_on", "2099-01-01", "framåt i tiden"),
    ],
)
def test_what_contradicts_itself_is_refused(
    as_person: AsPerson, field: str, value: str, told: str
) -> None:
    form = FORM | {"min_percent": "10", "starts_on": "2026-02-01"} | {field: value}
    answer = as_person("Sara").post("/utbud/nytt/", form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Offer.objects.exists()


def test_places_are_counted_on_one_page(world: World, as_person: AsPerson) -> None:
    row = kept(world, places_total=3)
    client = as_person("Kim")
    url = f"/utbud/{row.pk}/platser/"
    assert client.post(url, {"places_left": "9"}).status_code == 422
    assert client.post(url, {"places_left": "0", "revision": "1"}).status_code == 302
    assert Offer.objects.with_use().get(pk=row.pk).places_left == 0


def test_ended_is_no_longer_found(world: World, as_person: AsPerson) -> None:
    row = kept(world)
    client = as_person("Sara")
    assert client.post(f"/utbud/{row.pk}/ta-bort/").status_code == 302
    assert "Inget i utbudet" in client.get("/utbud/").content.decode()
    assert "Borttaget ur utbudet" in client.get(f"/utbud/{row.pk}/").content.decode()


@pytest.mark.parametrize("name", ["Stina", "Lena", "Frida", "Adam"])
def test_others_read_and_do_not_write(world: World, as_person: AsPerson, name: str) -> None:
    row = kept(world)
    client = as_person(name)
    shown = client.get(f"/utbud/{row.pk}/").content.decode()
    assert "Snickeriet" in shown and "Ta bort ur utbudet" not in shown
    for path in ("andra/", "platser/"):
        assert client.get(f"/utbud/{row.pk}/{path}").status_code == 404
    assert client.post(f"/utbud/{row.pk}/ta-bort/").status_code == 404
    assert client.get(f"/utbud/{uuid4()}/").status_code == 404


def test_a_party_finds_it_and_a_stranger_does_not(world: World, as_person: AsPerson) -> None:
    kept(world)
    assert "Snickeriet" in as_person("Lena").get("/utbud/").content.decode()
    assert "Snickeriet" not in as_person("Stina").get("/utbud/").content.decode()


def test_gaps_tell_what_is_lacking_and_of_how_many(world: World, as_person: AsPerson) -> None:
    kept(world, places_left=0)
    for name, manager, key in (("Alva", "Sara", "gemenskap"), ("Bo", "Kim", "dagsstruktur")):
        actor = world.actor(manager)
        with acting(actor):
            need.note(actor=actor, participation=world.case(name), details=need.Details(key))
    shown = as_person("Samira").get("/utbud/luckor/").content.decode()
    assert "2 av 3 pågående deltagare" in shown and "ingen ledig plats 1" in shown
    assert "För 1 är inget behov noterat" in shown
    assert "träffa andra (1 av 1)" in shown and "struktur på dagen (1 av 1)" in shown
    for name in ("Lena", "Frida", "Styrbjörn", "Adam"):
        assert as_person(name).get("/utbud/luckor/").status_code == 404


def test_gaps_of_an_earlier_day_are_held_against_what_there_was(
    world: World, as_person: AsPerson
) -> None:
    """Nothing was free then, and it was taken out of the inventory since; the need is older."""
    row = kept(world, places_left=0, languages=("svenska",))
    samira, sara = world.actor("Samira"), world.actor("Sara")
    day = today() - timedelta(days=20)
    with acting(sara):
        asked = need.note(
            actor=sara, participation=world.case("Alva"), details=need.Details("gemenskap")
        )
        Need.objects.filter(pk=asked.pk).update(noted_on=day)
    with acting(samira):
        began = {"created_at": now() - timedelta(days=30)}
        Offer.objects.filter(pk=row.pk).update(**began)
        OfferHistory.objects.filter(offer=row).update(since=day - timedelta(days=10))
        changed = actions.set_places_left(
            actor=samira, offer=row, places_left=2, revision=row.revision
        )

    def states(on: date) -> dict[str, int]:
        with acting(samira):
            (found,) = need_queries.lacking(samira, on)
        wanted = next(one for one in found.rows if one.key == "gemenskap")
        return {state.name: n for state, n in wanted.counts.items() if n}

    assert not {"NOTHING", "FULL", "UNFIT"} & states(today()).keys()
    assert states(day) == states(today() - timedelta(days=1)) == {"FULL": 1}
    assert states(day - timedelta(days=1)) == {}
    with acting(samira):
        actions.end(actor=samira, offer=changed, revision=changed.revision)
    assert states(today()) == {"NOTHING": 1} and states(day) == {"FULL": 1}
    # Something that began before it was written down was there from its beginning.
    kept(world, places_left=3, starts_on=day - timedelta(days=5))
    assert "NOTHING" not in states(day) and "FULL" not in states(day)
    client = as_person("Samira")
    shown = client.get(f"/utbud/luckor/?dag={day}").content.decode()
    assert "Utbudet så som det var antecknat den dagen." in shown
    assert "Dagen ligger framåt i tiden" in (
        client.get(f"/utbud/luckor/?dag={today() + timedelta(days=1)}").content.decode()
    )
    assert queries(client, f"/utbud/luckor/?dag={day}") <= 10


def test_the_pages_cost_few_queries(world: World, as_person: AsPerson) -> None:
    row = kept(world, starts_on=today() - timedelta(days=3))
    client = as_person("Sara")
    for url in ("/utbud/", "/utbud/nytt/", f"/utbud/{row.pk}/", "/utbud/luckor/"):
        assert queries(client, url) <= 10, url
