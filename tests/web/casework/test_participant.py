"""The participant page and Mina deltagare: what is there, for whom, and at what cost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.casework import duties
from stegvis.casework.actions import note, participation
from stegvis.casework.models import Meeting, Participation
from stegvis.core.dates import today
from stegvis.participants.actions import consent
from stegvis.participants.actions.participant import Particulars, register
from tests.counting import queries
from tests.web.casework.scene import fill
from tests.world import World

AsPerson = Callable[[str], Client]
MOST_QUERIES = 10


def enrol_more(world: World, count: int) -> None:
    """So many more of Sara's, with a note and a consent each."""
    samira = world.actor("Samira")
    sara = world.actor("Sara").account_id
    day = today() - timedelta(days=45)
    with acting(samira):
        scope = Scope(samira.organisation_id, world.version.programme_id)
        for number in range(count):
            person = register(
                actor=samira,
                permission=Permission.PARTICIPATION_ENROL,
                scope=scope,
                particulars=Particulars(f"Person{number}", f"Testfall{number:03}"),
            )
            case = participation.enrol(
                actor=samira,
                participant=person,
                version=world.version,
                intake=None,
                enrolled_on=day,
            )
            participation.assign(actor=samira, participation=case, account_id=sara, starts_on=day)
            consent.write_down(
                actor=samira,
                scope=case.scope,
                participant=person,
                participation_id=case.pk,
                programme=world.version,
                form=consent.Form("secrecy", "samordning", "1", "sv", day, refused=True),
            )
            note.write(
                actor=samira, participation=case, kind="samtal", text="Hej.", happened_on=day
            )


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_the_page_tells_where_she_is_and_what_comes_next(world: World, as_person: AsPerson) -> None:
    fill(world)
    page = text_of(as_person("Sara"), f"/deltagare/{world.case_id('Alva')}/")
    for words in (
        "Alva Exempelsson",
        "Väg 2: parallellt",
        "Budget- och skuldrådgivare",
        "Komma upp i aktivitet två förmiddagar i veckan",
        "Ersättningen går ut",
        "Trepartssamtal",
        "22,5 %",
        "Lena Holm",
        "Försökte nå deltagaren.",
    ):
        assert words in page, words


def test_the_owner_is_no_receiver_of_its_own_record(world: World, as_person: AsPerson) -> None:
    page = text_of(as_person("Sara"), f"/deltagare/{world.case_id('Alva')}/")
    matrix = page[page.index('id="h-consent"') : page.index('id="h-time"')]
    assert "Försäkringskassan" in matrix and "omsorgsnämnden" in matrix
    assert "arbetsmarknadsnämnden" not in matrix


def test_what_a_party_hands_out_is_in_the_timeline(world: World, as_person: AsPerson) -> None:
    """Lena's answer is Försäkringskassan's own row, and must not be dropped by a join."""
    fill(world)
    lena = as_person("Lena")
    url = re.findall(r"/fragor/[0-9a-f-]{36}/", text_of(lena, "/att-gora/"))[0]
    assert lena.post(url, {"text": "Senast i december."}).status_code == 302
    page = text_of(as_person("Sara"), f"/deltagare/{world.case_id('Alva')}/")
    assert "Senast i december." in page
    assert "Svar på fråga" in page


@pytest.mark.parametrize("name", ["Stina", "Per", "Frida", "Adam", "Styrbjörn", "Lena"])
def test_a_stranger_gets_404(world: World, as_person: AsPerson, name: str) -> None:
    case = world.case_id("Alva")
    for url in (f"/deltagare/{case}/", f"/deltagare/{case}/moten/nytt/"):
        answer = as_person(name).get(url)
        assert answer.status_code == 404
        assert "Exempelsson" not in answer.content.decode()


def test_protected_person_is_named_to_her_case_manager_only(
    world: World, as_person: AsPerson
) -> None:
    case = world.case_id("Cleo")
    assert "Cleo Hemlig" in text_of(as_person("Sara"), f"/deltagare/{case}/")
    hidden = text_of(as_person("Samira"), f"/deltagare/{case}/")
    assert "Namn, adress och telefon är dolda" in hidden
    for url in (f"/deltagare/{case}/", "/deltagare/?visa=alla", "/att-gora/"):
        page = text_of(as_person("Samira"), url)
        assert "Hemlig" not in page and "Deltagare med skyddade personuppgifter" in page


def test_missing_consent_is_said(world: World, as_person: AsPerson) -> None:
    assert "Samtycke saknas" in text_of(as_person("Kim"), f"/deltagare/{world.case_id('Bo')}/")


def test_the_page_costs_no_more_than_ten_queries(world: World, as_person: AsPerson) -> None:
    fill(world)
    client = as_person("Sara")
    client.get("/deltagare/")
    assert queries(client, f"/deltagare/{world.case_id('Alva')}/") <= MOST_QUERIES


def test_the_list_shows_step_next_date_and_last_contact(world: World, as_person: AsPerson) -> None:
    fill(world)
    page = text_of(as_person("Sara"), "/deltagare/?ordning=datum")
    assert "Aktiviteter och stöd" in page
    assert "Svar från Försäkringskassan" in page
    assert page.index("Cleo") < page.index("Alva")


def test_the_list_is_mine_or_everybodys_and_can_be_searched(
    world: World, as_person: AsPerson
) -> None:
    sara = as_person("Sara")
    assert "Bo Provdal" not in text_of(sara, "/deltagare/")
    assert "Bo Provdal" in text_of(sara, "/deltagare/?visa=alla")
    found = text_of(sara, "/deltagare/?visa=alla&namn=prov")
    assert "Bo Provdal" in found and "Alva" not in found
    assert "Ingen träff" in text_of(sara, "/deltagare/?namn=finns-inte")


def test_long_lists_come_in_pages_at_the_same_cost(world: World, as_person: AsPerson) -> None:
    enrol_more(world, 51)
    client = as_person("Sara")
    client.get("/deltagare/")
    assert queries(client, "/deltagare/?ordning=kontakt") <= MOST_QUERIES
    first, second = text_of(client, "/deltagare/"), text_of(client, "/deltagare/?page=2")
    assert "Sida 1 av 2" in first and "53 totalt" in first
    assert "Testfall050" in second and "Testfall000" not in second
    assert queries(client, "/att-gora/") <= MOST_QUERIES


def test_who_coordinates_more_than_the_list_holds_is_told_so(
    world: World, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ongoing cases are gone through before those that have ended."""
    samira, said = as_person("Samira"), "fler deltagare än den här listan rymmer"
    assert said not in text_of(samira, "/att-gora/")
    with acting(world.actor("Samira")):
        Participation.objects.filter(pk=world.case_id("Alva")).update(ended_on=today())
    monkeypatch.setattr(duties, "MOST_CASES", 2)
    page = text_of(samira, "/att-gora/")
    assert said in page
    assert str(world.case_id("Alva")) not in page and str(world.case_id("Bo")) in page
    assert said not in text_of(as_person("Sara"), "/att-gora/")


def test_a_meeting_is_booked_and_written_in(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    form = {"kind": "three_party", "day": "2026-11-02", "time": "13.30", "place": "Rum 3"}
    assert client.post(f"/deltagare/{case}/moten/nytt/", form).status_code == 302
    with acting(world.actor("Sara")):
        meeting = Meeting.objects.get()
    url = f"/deltagare/{case}/moten/{meeting.pk}/"
    assert "13.30" in text_of(client, url)
    refused = client.post(url, {"status": "held", "outcome": ""})
    assert refused.status_code == 422
    done = {"status": "held", "outcome": "Vi är överens om våren.", "revision": "1"}
    assert client.post(url, done).status_code == 302
    assert "Vi är överens om våren." in text_of(client, f"/deltagare/{case}/")


def test_a_bad_time_keeps_what_was_typed(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    form = {"kind": "three_party", "day": "2026-12-02", "time": "halv tre", "place": "Rum 3"}
    answer = as_person("Sara").post(f"/deltagare/{case}/moten/nytt/", form)
    assert answer.status_code == 422
    assert "halv tre" in answer.content.decode() and "Rum 3" in answer.content.decode()
