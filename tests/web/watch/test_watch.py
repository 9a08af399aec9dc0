"""Bevakning av ersättning: what ends soon, who acts, as a list and month by month."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.core.dates import add_months, today
from stegvis.participants.actions import benefit
from stegvis.participants.actions.benefit import Decision
from stegvis.participants.models import Benefit
from tests.casework.klivet import publish
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


def decide(world: World, name: str, who: str, days: int) -> Benefit:
    actor = world.actor(who)
    with acting(actor):
        case = world.case(name)
        return benefit.add(
            actor=actor,
            scope=case.scope,
            participant=case.participant,
            decision=Decision(
                "activity_compensation", 100, today(), today() + timedelta(days=days)
            ),
        )


def test_what_ends_soon_is_listed_and_the_rest_is_in_the_calendar(
    world: World, as_person: AsPerson
) -> None:
    row = decide(world, "Alva", "Sara", 100)
    decide(world, "Bo", "Kim", 400)
    client = as_person("Sara")
    assert queries(client, "/bevakning/") <= 10
    mine = client.get("/bevakning/").content.decode()
    assert "Alva Exempelsson" in mine and "Ansök om en ny period" in mine
    assert "Bo Provdal" not in client.get("/bevakning/?visa=alla").content.decode()
    far = add_months(today(), 0) + timedelta(days=400)
    month = client.get(f"/bevakning/?visa=alla&manad={far:%Y-%m}").content.decode()
    assert "Bo Provdal" in month and "1 datum den här månaden" in month
    assert client.get("/bevakning/?manad=inget").status_code == 200
    follow = f"/deltagare/{world.case_id('Alva')}/person/ersattning/{row.pk}/darefter/"
    assert follow in mine and client.get(follow).status_code == 200
    wrong = client.post(follow, {"settled_on": str(today()), "revision": "1"})
    assert wrong.status_code == 422
    settled = {"settled_on": str(today()), "next_livelihood": "Lön", "revision": "1"}
    assert client.post(follow, settled).status_code == 302
    assert "Ersättningen går ut" not in client.get("/bevakning/").content.decode()
    assert "därefter Lön" in client.get(follow.split("ersattning")[0]).content.decode()


def test_whose_list_it_is(world: World, as_person: AsPerson) -> None:
    decide(world, "Alva", "Sara", 100)
    assert "Alva" not in as_person("Kim").get("/bevakning/").content.decode()
    assert "Alva" in as_person("Kim").get("/bevakning/?visa=alla").content.decode()
    assert "Alva" not in as_person("Stina").get("/bevakning/?visa=alla").content.decode()
    for nobody in ("Adam", "Frida", "Maria", "Styrbjörn"):
        assert as_person(nobody).get("/bevakning/").status_code == 404
    assert as_person("Lena").get("/bevakning/").status_code == 200
    version = publish()
    to = as_person("Lena").get("/bevakning/")
    assert to.status_code == 302 and str(version.programme_id) in to.url
