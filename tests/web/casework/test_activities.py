"""Activities in the pages: chosen, planned, warned about, ended; strangers; bad input; cost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import activity
from stegvis.casework.models import Activity
from stegvis.core.dates import today
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


@pytest.fixture
def case(world: World) -> UUID:
    return world.case_id("Alva")


def planned(world: World, key: str = "aterbruk", **details: object) -> Activity:
    sara = world.actor("Sara")
    with acting(sara):
        return activity.plan(
            actor=sara,
            participation=world.case("Alva"),
            catalogue_key=key,
            details=activity.Details(**details),
        )


def test_chosen_from_the_catalogue(case: UUID, as_person: AsPerson) -> None:
    client = as_person("Sara")
    chooser = client.get(f"/deltagare/{case}/aktiviteter/ny/").content.decode()
    assert "?aktivitet=naturvard" in chooser
    form = client.get(f"/deltagare/{case}/aktiviteter/ny/?aktivitet=valj_din_framtid")
    assert "kräver ett aktivt deltagande" in form.content.decode()


def test_planned_and_shown(case: UUID, as_person: AsPerson) -> None:
    client = as_person("Sara")
    answer = client.post(
        f"/deltagare/{case}/aktiviteter/ny/?aktivitet=aterbruk",
        {"starts_on": str(today()), "extent_text": "2 förmiddagar à 3 h"},
    )
    assert answer.status_code == 302
    shown = client.get(answer.url).content.decode()
    assert "2 förmiddagar à 3 h = 15 %" in shown
    assert "<meter" in shown


def test_over_full_time_warns_but_saves(world: World, case: UUID, as_person: AsPerson) -> None:
    planned(world, starts_on=today(), extent_text="heltid")
    client = as_person("Sara")
    answer = client.post(
        f"/deltagare/{case}/aktiviteter/ny/?aktivitet=boendestod",
        {"starts_on": str(today()), "extent_text": "10 %"},
        follow=True,
    )
    assert "110 % av 40 timmar" in answer.content.decode()
    with acting(world.actor("Sara")):
        assert Activity.objects.filter(catalogue_key="boendestod").count() == 1


def test_wrong_dates_are_told_at_the_field(case: UUID, as_person: AsPerson) -> None:
    answer = as_person("Sara").post(
        f"/deltagare/{case}/aktiviteter/ny/?aktivitet=aterbruk",
        {"starts_on": "2026-12-03", "ends_on": "2026-11-03", "adaptations": "Lugn plats."},
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_ends_on_error"' in shown
    assert "Lugn plats." in shown


def test_unreadable_extent_is_told_at_the_field(case: UUID, as_person: AsPerson) -> None:
    answer = as_person("Sara").post(
        f"/deltagare/{case}/aktiviteter/ny/?aktivitet=aterbruk", {"extent_text": "ibland"}
    )
    assert answer.status_code == 422
    assert 'id="id_extent_text_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ti+to 9-12", "15 %"),
        ("120 %", "mer än heltid"),
        ("ibland", "Skriv till exempel"),
        ("", ""),
    ],
)
def test_extent_is_read_while_typed(as_person: AsPerson, text: str, told: str) -> None:
    answer = as_person("Sara").get("/deltagare/omfattning/", {"extent_text": text})
    assert told in answer.content.decode()


def test_changed_and_two_people(world: World, case: UUID, as_person: AsPerson) -> None:
    row = planned(world)
    url = f"/deltagare/{case}/aktiviteter/{row.pk}/"
    form = {"extent_text": "10 h", "revision": row.revision}
    assert as_person("Sara").post(url, form).status_code == 302
    assert as_person("Kim").post(url, form).status_code == 409


def test_begun_and_ended(world: World, case: UUID, as_person: AsPerson) -> None:
    row = planned(world, starts_on=today() + timedelta(days=3))
    client = as_person("Kim")
    base = f"/deltagare/{case}/aktiviteter/{row.pk}"
    assert client.post(f"{base}/borja/", {"revision": 1}).status_code == 302
    form = {"outcome": "completed", "ended_on": "2099-01-01", "result": "Kom varje gång."}
    bad = client.post(f"{base}/avsluta/", form)
    assert bad.status_code == 422
    assert "Kom varje gång." in bad.content.decode()
    assert client.post(f"{base}/avsluta/", form | {"ended_on": str(today())}).status_code == 302
    assert "Kom varje gång." in client.get(f"/deltagare/{case}/aktiviteter/").content.decode()


@pytest.mark.parametrize("name", ["Stina", "Lena", "Frida", "Adam"])
def test_a_stranger_gets_404(world: World, case: UUID, as_person: AsPerson, name: str) -> None:
    row = planned(world)
    client = as_person(name)
    for path in ("", "ny/", f"{row.pk}/", f"{row.pk}/avsluta/"):
        assert client.get(f"/deltagare/{case}/aktiviteter/{path}").status_code == 404


def test_an_activity_of_another_case_is_404(world: World, as_person: AsPerson) -> None:
    row, bo = planned(world), world.case_id("Bo")
    assert as_person("Sara").get(f"/deltagare/{bo}/aktiviteter/{row.pk}/").status_code == 404


def test_referred_on_and_followed(case: UUID, as_person: AsPerson) -> None:
    client = as_person("Sara")
    written = client.post(
        f"/deltagare/{case}/vidare/ny/",
        {"target_key": "psykiatri", "target_name": "Mottagningen", "reason": "Samtalsstöd."},
    )
    assert written.status_code == 302
    assert "Mottagaren finns inte i Stegvis" in client.get(written.url).content.decode()
    no_reason = client.post(written.url, {"sent_on": str(today()), "ground": "osl_10_2"})
    assert no_reason.status_code == 422
    why = {"sent_on": str(today()), "ground": "osl_10_2", "ground_reason": "Behövs i dag."}
    unweighed = client.post(written.url, why)
    assert unweighed.status_code == 422
    assert "hur du har prövat sekretessen" in unweighed.content.decode()
    sent = client.post(written.url, {"sent_on": str(today()), "ground": "consent"})
    assert sent.status_code == 302
    told = client.post(
        written.url, {"status": "waiting", "status_on": str(today()), "reply": "Kö till mars."}
    )
    assert told.status_code == 302
    shown = client.get(f"/deltagare/{case}/aktiviteter/").content.decode()
    assert "I kö sedan" in shown
    assert as_person("Stina").get(written.url).status_code == 404


def test_few_queries(world: World, case: UUID, as_person: AsPerson) -> None:
    row = planned(world, "praktik_privat", starts_on=today(), extent_text="10 h")
    planned(world, "valj_din_framtid", starts_on=today())
    client = as_person("Sara")
    base = f"/deltagare/{case}/aktiviteter"
    client.get(f"{base}/")
    for path in ("/", "/ny/", "/ny/?aktivitet=valj_din_framtid", f"/{row.pk}/"):
        assert queries(client, base + path) <= 10
