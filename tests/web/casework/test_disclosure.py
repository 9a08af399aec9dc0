"""Utlämnat: one click by consent, another ground with its reason, stop and review."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.participants.models import Disclosure
from tests.counting import queries
from tests.world import AF, AMN, FK, World

AsPerson = Callable[[str], Client]


def note_url(world: World, case: UUID) -> str:
    with acting(world.actor("Sara")):
        return f"/deltagare/{case}/lamna-ut/note/{world.note('Alva').pk}/"


def made() -> Disclosure:
    return Disclosure.objects.latest("created_at")


def test_one_click_where_consent_covers(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client, url = as_person("Sara"), note_url(world, case)
    fk = str(world.organisation(FK).pk)
    shown = client.get(url).content.decode()
    assert f'name="receiver" value="{fk}"' in shown
    # Nobody has consented to health: no button, and no way round it.
    assert "Inget samtycke omfattar" in client.get(f"{url}?slag=health").content.decode()
    by_consent = {"ground": "consent", "receiver": fk}
    refused = client.post(url, by_consent | {"slag": "health"})
    assert refused.status_code == 422
    assert client.post(url, by_consent | {"slag": "planning"}).status_code == 302
    with acting(world.actor("Sara")):
        assert made().ground == "consent" and world.note("Alva").locked_at
    listed = client.get(f"/deltagare/{case}/utlamnat/").content.decode()
    assert "Försäkringskassan" in listed and "Stoppa" in listed


def test_another_ground(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client, url = as_person("Sara"), note_url(world, case)
    af = str(world.organisation(AF).pk)
    bare = client.post(url, {"receiver": af, "ground": "osl_10_2", "reason": ""})
    assert bare.status_code == 422 and "utan samtycke" in bare.content.decode()
    owner = str(world.organisation(AMN).pk)
    assert (
        client.post(url, {"receiver": owner, "ground": "osl_10_2", "reason": "x"}).status_code
        == 422
    )
    form = {"receiver": af, "ground": "osl_10_2", "reason": "Behövs i kväll."}
    untried = client.post(url, form)
    assert untried.status_code == 422 and "prövat sekretessen" in untried.content.decode()
    assert not Disclosure.objects.exists(), "nothing leaves before secrecy has been weighed"
    form["assessment"] = "Inget men: mottagaren känner redan till det."
    assert client.post(url, form).status_code == 302
    with acting(world.actor("Sara")):
        row = made()
    review = f"/deltagare/{case}/utlamnat/{row.pk}/granska/"
    answer = {"is_right": "no", "outcome": "Hade kunnat vänta."}
    assert client.post(review, answer).status_code == 403
    samira = as_person("Samira")
    assert review in samira.get(f"/deltagare/{case}/utlamnat/").content.decode()
    assert samira.post(review, answer | {"outcome": ""}).status_code == 422
    assert samira.post(review, answer).status_code == 302
    assert "Har varit utlämnat" in samira.get(f"/deltagare/{case}/utlamnat/").content.decode()


def test_stop(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client, url = as_person("Sara"), note_url(world, case)
    client.post(url, {"ground": "consent", "receiver": str(world.organisation(FK).pk)})
    with acting(world.actor("Sara")):
        row = made()
    stop = f"/deltagare/{case}/utlamnat/{row.pk}/stoppa/"
    assert as_person("Stina").post(stop).status_code == 404
    assert client.get(stop).status_code == 405
    assert client.post(stop).status_code == 302
    with acting(world.actor("Sara")):
        assert made().closed_at


def test_strangers_unknown_kinds_and_cost(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    url = note_url(world, case)
    for name in ("Stina", "Lena", "Adam"):
        assert as_person(name).get(url).status_code == 404
        assert as_person(name).get(f"/deltagare/{case}/utlamnat/").status_code == 404
    sara = as_person("Sara")
    assert sara.get(url.replace("/note/", "/consent/")).status_code == 404
    assert sara.get(url.replace("/note/", "/plan/")).status_code == 404
    assert queries(sara, url) <= 10
    assert queries(sara, f"/deltagare/{case}/utlamnat/") <= 10
