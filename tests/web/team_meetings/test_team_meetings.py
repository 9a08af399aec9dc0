"""The pages of team meetings: call, agenda, who may stay, decide."""

from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import referral as referrals
from stegvis.casework.actions import team_meeting as meetings
from stegvis.casework.models import (
    IntakeStatus,
    Participation,
    Referral,
    TeamAttendee,
    TeamCase,
    TeamMeeting,
)
from stegvis.core.dates import today
from stegvis.participants.actions import protection
from tests.casework.arrivals import again, judged, refer
from tests.casework.test_team_meeting import called
from tests.counting import queries
from tests.world import AF, World

AsPerson = Callable[[str], Client]


def test_a_meeting_is_called_and_its_agenda_set(world: World, as_person: AsPerson) -> None:
    pk = refer(world)
    client = as_person("Samira")
    told = {"version_id": str(world.version.pk), "on": str(today()), "clock": "9.30", "place": ""}
    assert client.post("/teammoten/nytt/", told | {"clock": "kvart i"}).status_code == 422
    answer = client.post("/teammoten/nytt/", told)
    assert answer.status_code == 302
    url = answer.headers["Location"]
    assert "Dagordningen är tom" in client.get(url).content.decode()
    who = {"name": "Per Ek", "organisation_id": str(world.organisation(AF).pk)}
    assert client.post(url + "kalla/", who | {"name": ""}).status_code == 422
    assert client.post(url + "kalla/", who).status_code == 302
    assert client.post(url + "arenden/", {}).status_code == 422
    with acting(world.actor("Samira")):
        alva = world.case("Alva").pk
    chosen = {"waiting": [str(pk)], "ongoing": [str(alva)]}
    assert client.post(url + "arenden/", chosen).status_code == 302
    text = client.get(url).content.decode()
    assert "1. " in text and "Dag Väntander" in text and "Alva Exempelsson" in text
    assert "inget samtycke finns" in text


def test_consent_opens_the_door_for_one(world: World, as_person: AsPerson) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        case = TeamCase.objects.get().pk
    client, af = as_person("Samira"), world.organisation(AF).pk
    url = f"/teammoten/{meeting.pk}/arenden/{case}/samtycke/{af}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"consent_on": "", "taken_by": "Samira"}).status_code == 422
    assert client.post(url, {"consent_on": str(today()), "taken_by": "Samira"}).status_code == 302
    text = client.get(f"/teammoten/{meeting.pk}/").content.decode()
    assert "personen har samtyckt till att ärendet tas upp" in text


def test_a_decision_is_written_in_and_she_is_called(world: World, as_person: AsPerson) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        judged(world, pk)
        meeting = called(world, cases=[pk])
        case = TeamCase.objects.get().pk
    client = as_person("Samira")
    url = f"/teammoten/{meeting.pk}/arenden/{case}/"
    refused = client.post(url, {"decision": "not_admit", "text": "Vi var oense."})
    assert refused.status_code == 422 and "Vi var oense." in refused.content.decode()
    assert client.post(url, {"decision": "admit", "text": "Eniga."}).status_code == 302
    with acting(samira):
        assert again(world, pk).status == IntakeStatus.ADMITTED
    text = client.get(f"/teammoten/{meeting.pk}/").content.decode()
    assert f"/inkorg/{pk}/mote/" in text
    booking = {
        "kind": "informationsmote",
        "on": str(today()),
        "clock": "13.30",
        "place": "Här",
        "with_whom_id": str(samira.account_id),
    }
    assert client.post(f"/inkorg/{pk}/mote/", booking).status_code == 302


def test_nobody_else_reaches_it(world: World, as_person: AsPerson) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        case = TeamCase.objects.get().pk
    for name in ("Sara", "Lena", "Per", "Stina", "Adam"):
        client = as_person(name)
        for url in (
            "/teammoten/",
            f"/teammoten/{meeting.pk}/",
            f"/teammoten/{meeting.pk}/arenden/{case}/",
        ):
            assert client.get(url).status_code == 404, (name, url)


def test_calling_off_and_striking(world: World, as_person: AsPerson) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        case, per = TeamCase.objects.get().pk, TeamAttendee.objects.get(name="Per Ek").pk
    client = as_person("Samira")
    assert client.post(f"/teammoten/{meeting.pk}/kalla/{per}/").status_code == 302
    assert client.post(f"/teammoten/{meeting.pk}/arenden/{case}/stryk/").status_code == 302
    text = client.get(f"/teammoten/{meeting.pk}/").content.decode()
    assert "Per Ek" not in text.split("</main>")[0].split("Kallade")[1]
    changed = {"on": str(today()), "clock": "8", "place": "Lilla", "status": "cancelled"}
    assert client.post(f"/teammoten/{meeting.pk}/andra/", changed).status_code == 302
    with acting(samira):
        assert TeamMeeting.objects.get().place == "Lilla"


def test_the_pages_are_cheap(world: World, as_person: AsPerson) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        meetings.put_on_agenda(
            actor=samira, meeting=meeting, participations=[world.case("Alva"), world.case("Bo")]
        )
        case = TeamCase.objects.order_by("place").first()
    client = as_person("Samira")
    for url in ("", "nytt/", f"{meeting.pk}/", f"{meeting.pk}/arenden/", f"{meeting.pk}/kalla/"):
        assert queries(client, f"/teammoten/{url}") <= 10, url
    assert queries(client, f"/teammoten/{meeting.pk}/arenden/{case.pk}/") <= 10


def test_a_withdrawn_referral_is_not_decided_about(world: World, as_person: AsPerson) -> None:
    pk, samira, lena = refer(world), world.actor("Samira"), world.actor("Lena")
    with acting(samira):
        judged(world, pk)
        meeting = called(world, cases=[pk])
        case = TeamCase.objects.get().pk
    with acting(lena):
        row = Referral.objects.get(pk=pk)
        referrals.withdraw(actor=lena, referral=row, revision=row.revision)
    client = as_person("Samira")
    url = f"/teammoten/{meeting.pk}/arenden/{case}/"
    assert client.get(url).status_code == 200
    for decision in ("admit", "queue", "not_admit", "more"):
        told = {"decision": decision, "text": "Hon kommer.", "refusal": "utanfor_malgruppen"}
        answer = client.post(url, told | {"message": "Välkommen."})
        assert answer.status_code == 422, decision
        text = answer.content.decode()
        assert "Aktualiseringen är tillbakadragen. Stryk" in text and "Hon kommer." in text


def test_a_protected_person_is_guarded_on_the_agenda(world: World, as_person: AsPerson) -> None:
    """Also before whoever has just opened her name: others see the screen and the paper."""
    sara, samira = world.actor("Sara"), world.actor("Samira")
    pk = world.case_id("Cleo")
    with acting(sara):
        cleo = Participation.objects.get(pk=pk)
        protection.name_reader(
            actor=sara,
            scope=cleo.scope,
            participant=cleo.participant,
            account_id=samira.account_id,
            reason="Leder mötet.",
        )
    with acting(samira):
        meeting, cleo = called(world), Participation.objects.get(pk=pk)
        meetings.put_on_agenda(actor=samira, meeting=meeting, participations=[cleo])
        protection.show(
            actor=samira, scope=cleo.scope, participant=cleo.participant, reason="Ringer upp."
        )
    client = as_person("Samira")
    assert "Hemlig" in client.get(f"/deltagare/{cleo.pk}/").content.decode(), "open to her now"
    text = client.get(f"/teammoten/{meeting.pk}/").content.decode()
    assert "säg inte namnet högt" in text and "Hemlig" not in text
