"""The pages of how a programme is run: who reads them, who writes, what they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.conduct.actions import staffing
from stegvis.conduct.models import (
    Deviation,
    PlannedWorkMark,
    SeatHolding,
    SteeringDecision,
    SteeringMeeting,
    SteeringMember,
)
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.programmes.models import ProgrammeClosing
from tests.counting import queries
from tests.world import AMN, FK, World, last_day

AsPerson = Callable[[str], Client]
GANG = "/gang/forrehab-uppsala/"
REPORT = {
    "title": "Färre läkartider än planerat",
    "changed": "Mottagningen har en vakans.",
    "why": "Rekrytering pågår.",
    "proposed": "Läkartider köps in.",
    "report": "avvikelse",
    "sent_to": "Samordningsförbundet",
    "figures_id": "",
}


def report(**also: Any) -> dict[str, Any]:
    return REPORT | {"since_on": today()} | also


@pytest.fixture
def samira(as_person: AsPerson) -> Client:
    return as_person("Samira")


@pytest.mark.parametrize("name", ["Samira", "Styrbjörn", "Frida"])
@pytest.mark.parametrize("path", ["styrgrupp/", "avvikelser/"])
def test_those_who_steer_read(world: World, as_person: AsPerson, name: str, path: str) -> None:
    client = as_person(name)
    assert client.get(GANG + path).status_code == 200
    assert client.get("/gang/").status_code == 302


@pytest.mark.parametrize("name", ["Styrbjörn", "Frida", "Sara", "Lena", "Stina", "Adam"])
@pytest.mark.parametrize("path", ["bemanning/", "plan/", "avslut/", "avvikelser/ny/"])
def test_others_than_the_coordinator_have_no_such_page(
    world: World, as_person: AsPerson, name: str, path: str
) -> None:
    assert as_person(name).get(GANG + path).status_code == 404


@pytest.mark.parametrize("name", ["Sara", "Lena", "Stina", "Adam"])
def test_the_steering_group_is_not_for_everybody(
    world: World, as_person: AsPerson, name: str
) -> None:
    assert as_person(name).get(GANG + "styrgrupp/").status_code == 404


def test_a_meeting_with_a_decision(samira: Client, as_person: AsPerson) -> None:
    member = {"name": "Berit Dahl", "title": "Ledamot", "place": "Region Uppsala"}
    answer = samira.post(GANG + "styrgrupp/ledamot/", {**member, "starts_on": today()})
    assert answer.status_code == 302
    minutes = {"held_on": today(), "present": "Berit Dahl", "text": "Läget gicks igenom."}
    answer = samira.post(GANG + "styrgrupp/mote/", minutes)
    meeting = SteeringMeeting.objects.get()
    decision = {
        "text": "Vi väntar med frågan om lokal.",
        "responsible": "Samira Nordin",
        "due_on": (today() - timedelta(days=1)).isoformat(),
        "goal": "redo",
        "deviation": "",
    }
    answer = samira.post(f"{GANG}styrgrupp/mote/{meeting.pk}/beslut/", decision)
    assert answer.status_code == 302
    shown = as_person("Frida").get(GANG + "styrgrupp/").content.decode()
    assert "Vi väntar med frågan om lokal." in shown
    assert "Försenat" in shown
    assert "Berit Dahl" in shown
    assert "/klart/" not in shown
    row = SteeringDecision.objects.get()
    done = {"revision": row.revision, "done_on": today()}
    answer = samira.post(f"{GANG}styrgrupp/beslut/{row.pk}/klart/", done)
    assert answer.status_code == 302
    assert SteeringDecision.objects.get().done_on == today()
    person = SteeringMember.objects.get()
    left = {**member, "starts_on": today(), "ends_on": today(), "revision": person.revision}
    assert samira.post(f"{GANG}styrgrupp/ledamot/{person.pk}/", left).status_code == 302
    changed = {**minutes, "revision": meeting.revision, "text": "Rättat."}
    answer = samira.post(f"{GANG}styrgrupp/mote/{meeting.pk}/andra/", changed)
    assert answer.status_code == 302
    assert SteeringMeeting.objects.get().text == "Rättat."


def test_a_refused_form_keeps_what_was_typed(samira: Client) -> None:
    answer = samira.post(GANG + "styrgrupp/mote/", {"held_on": "x", "present": "Berit Dahl"})
    assert answer.status_code == 422
    assert "Berit Dahl" in answer.content.decode()


def test_a_report_is_a_draft_then_sent_received_and_decided(
    samira: Client, as_person: AsPerson
) -> None:
    frida = as_person("Frida")
    assert samira.post(GANG + "avvikelser/ny/", report()).status_code == 302
    row = Deviation.objects.get()
    page = f"{GANG}avvikelser/{row.pk}/"
    assert frida.get(page).status_code == 404
    assert REPORT["title"] not in frida.get(GANG + "avvikelser/").content.decode()
    changed = report(why="Ingen sökte.", revision=row.revision)
    assert samira.post(page + "andra/", changed).status_code == 302
    assert samira.post(page + "skicka/", {"revision": 2}).status_code == 302
    assert "Ingen sökte." in frida.get(page).content.decode()
    assert samira.get(page + "andra/").status_code == 404
    received = {"revision": 3, "received_on": today(), "received_by": "Frida Sand"}
    assert samira.post(page + "mottagen/", received).status_code == 302
    assert "Mottagen" in frida.get(page).content.decode()
    samira.post(GANG + "styrgrupp/mote/", {"held_on": today(), "present": "Alla"})
    meeting = SteeringMeeting.objects.get()
    decision = {"text": "Förslaget antas.", "responsible": "Samira", "deviation": str(row.pk)}
    samira.post(f"{GANG}styrgrupp/mote/{meeting.pk}/beslut/", decision)
    shown = frida.get(page).content.decode()
    assert "Beslutad" in shown
    assert "Förslaget antas." in shown


def test_half_a_report_is_not_sent(samira: Client) -> None:
    samira.post(GANG + "avvikelser/ny/", report(why=""))
    row = Deviation.objects.get()
    answer = samira.post(f"{GANG}avvikelser/{row.pk}/skicka/", {"revision": 1})
    assert answer.status_code == 422
    assert "varför" in answer.content.decode()
    assert Deviation.objects.get().sent_at is None


def test_staffing_against_the_load(world: World, samira: Client) -> None:
    shown = samira.get(GANG + "bemanning/").content.decode()
    assert "Kan inte räknas" in shown
    holding = {
        "seat": "case_manager",
        "account_id": str(world.account("Sara").pk),
        "name": "",
        "employer_id": str(world.organisation(AMN).pk),
        "percent": "10",
        "starts_on": today(),
    }
    assert samira.post(GANG + "bemanning/ny/", holding).status_code == 302
    shown = samira.get(GANG + "bemanning/").content.decode()
    # Two cases at a tenth of full time are twenty.
    assert ">20" in shown
    row = SeatHolding.objects.get()
    changed = {**holding, "percent": "", "revision": row.revision}
    assert samira.post(f"{GANG}bemanning/{row.pk}/", changed).status_code == 302
    assert "1 utan uppgift" in samira.get(GANG + "bemanning/").content.decode()
    refused = samira.post(GANG + "bemanning/ny/", {**holding, "account_id": ""})
    assert refused.status_code == 422


def test_the_plan_of_work(samira: Client) -> None:
    assert "Försenat" in samira.get(GANG + "plan/").content.decode()
    line = GANG + "plan/0/2018-Q1/"
    answer = samira.post(line, {"done_on": "2018-03-20", "note": "Rutinerna är antagna."})
    assert answer.status_code == 302
    assert "Rutinerna är antagna." in samira.get(GANG + "plan/").content.decode()
    again = {"done_on": "", "note": "Togs om.", "revision": PlannedWorkMark.objects.get().revision}
    assert samira.post(line, again).status_code == 302
    assert PlannedWorkMark.objects.get().done_on is None
    assert samira.get(GANG + "plan/99/2018-Q1/").status_code == 404
    assert samira.get(GANG + "plan/0/2031-Q1/").status_code == 404


def test_the_end_of_a_programme(samira: Client) -> None:
    shown = samira.get(GANG + "avslut/").content.decode()
    assert "3 av 3 saknar" in shown
    assert "Inget beslut om avslut är fattat" in shown
    decision = {
        "decided_on": today(),
        "last_intake_on": today(),
        "ends_on": (today() + timedelta(days=60)).isoformat(),
        "reason": "Projekttiden är slut.",
        "contact": "Samira Nordin, 018-00 00 00",
    }
    assert samira.post(GANG + "avslut/beslut/", {**decision, "ends_on": "x"}).status_code == 422
    assert samira.post(GANG + "avslut/beslut/", decision).status_code == 302
    answer = samira.post(GANG + "avslut/klart/", {"revision": 1})
    assert answer.status_code == 422
    assert "3 deltagare är inte avslutade" in answer.content.decode()
    text = {"revision": 1, "text": "Rutinen för start lever vidare.", "on": today()}
    assert samira.post(GANG + "avslut/infort/", text).status_code == 302
    assert "lever vidare." in samira.get(GANG + "avslut/").content.decode()
    assert samira.post(GANG + "avslut/upphav/", {"revision": 2}).status_code == 302
    assert ProgrammeClosing.objects.get().withdrawn_on == today()


@pytest.mark.parametrize("tab", ["bemanning/", "styrgrupp/", "avvikelser/", "plan/", "avslut/"])
def test_what_a_tab_costs(samira: Client, tab: str) -> None:
    samira.get(GANG + tab)
    assert queries(samira, GANG + tab) <= 10


def test_a_decision_is_corrected_and_what_it_said_stays(
    world: World, samira: Client, as_person: AsPerson
) -> None:
    samira.post(GANG + "styrgrupp/mote/", {"held_on": today(), "present": "Berit Dahl"})
    meeting = SteeringMeeting.objects.get()
    place = f"{GANG}styrgrupp/mote/{meeting.pk}/"
    said = {"text": "Vi hyr lokal i mars.", "responsible": "Samira Nordin"}
    assert samira.post(f"{place}beslut/", said).status_code == 302
    row = SteeringDecision.objects.get()
    url = f"{GANG}styrgrupp/beslut/{row.pk}/ratta/"
    assert "Vi hyr lokal i mars." in samira.get(url).content.decode()
    wanted = said | {"text": "Vi hyr lokal i maj.", "revision": "1"}
    for bad in (wanted, said | {"reason": "Fel.", "revision": "1"}):
        refused = samira.post(url, bad)
        assert refused.status_code == 422 and bad["text"] in refused.content.decode()
    assert samira.post(url, wanted | {"reason": "Fel månad."}).status_code == 302
    assert samira.post(url, wanted | {"reason": "Fel månad."}).status_code == 409
    shown = as_person("Styrbjörn").get(place).content.decode()
    for words in ("Vi hyr lokal i maj.", "Vi hyr lokal i mars.", "Fel månad.", "Samira Nordin"):
        assert words in shown
    assert as_person("Styrbjörn").get(url).status_code == 404
    assert max(queries(samira, page) for page in (place, url, GANG + "styrgrupp/")) <= 10


def test_a_party_writes_down_its_own_staff(world: World, as_person: AsPerson) -> None:
    """Somebody at Försäkringskassan who manages its members says who holds its seats."""
    boss = system(world.organisation(FK))
    with acting(boss):
        account = member.add(actor=boss, email="fatima@exempel.invalid", name="Fatima Ask")
        given = member.grant(
            actor=boss,
            account=account,
            role=RoleKey.ADMINISTRATOR,
            reason="Sköter uppdragen.",
            starts_on=today(),
            ends_on=last_day(),
        )
    client = Client()
    client.post("/valj-roll/", {"assignment": str(given.pk)})
    place = GANG + "vara-platser/"
    assert client.get("/gang/").url == place
    assert "Ingen är inskriven" in client.get(place).content.decode()
    key = world.version.definition.seats[0].key
    sent = {"seat": key, "percent": "50", "starts_on": today()}
    nobody = client.post(place + "ny/", sent)
    assert nobody.status_code == 422 and "skriv ett namn" in nobody.content.decode()
    assert client.post(place + "ny/", sent | {"name": "Lena Holm"}).status_code == 302
    row = SeatHolding.objects.get()
    fk = world.organisation(FK).pk
    assert (row.owner_id, row.employer_id, row.percent) == (fk, fk, 50)
    change = f"{place}{row.pk}/"
    ended = sent | {"name": "Lena Holm", "ends_on": today(), "revision": "1"}
    assert client.post(change, ended).status_code == 302
    assert client.post(change, ended).status_code == 409
    assert max(queries(client, page) for page in (place, change, place + "ny/")) <= 10
    # The operator sees it beside its own, and does not change it.
    shown = as_person("Samira").get(GANG + "bemanning/").content.decode()
    assert "Lena Holm" in shown and str(row.pk) not in shown
    for name in ("Lena", "Styrbjörn", "Stina", "Frida"):
        assert as_person(name).get(place).status_code == 404
    for path in ("bemanning/", "styrgrupp/"):
        assert client.get(GANG + path).status_code == 404


def test_a_party_writes_down_nobody_elses(world: World) -> None:
    adam = world.actor("Adam")
    holding = staffing.Holding(
        world.version.definition.seats[0].key, world.organisation(FK).pk, today(), name="Någon"
    )
    with acting(adam), pytest.raises(RuleBroken, match="era egna"):
        staffing.add(actor=adam, version=world.version, holding=holding)
