"""Att göra for each role: what is listed, in which order, with a click that leads somewhere."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import (
    coordination,
    instrument,
    meeting,
    participation,
    referral,
    team_meeting,
)
from stegvis.casework.actions import intake as intakes
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.participants.actions.participant import Particulars
from tests.casework import arrivals
from tests.casework.measured import enrolled
from tests.counting import queries
from tests.web.casework.scene import fill
from tests.world import FK, World

AsPerson = Callable[[str], Client]


def todo(client: Client) -> str:
    answer = client.get("/att-gora/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_case_manager_has_her_own_most_urgent_first(world: World, as_person: AsPerson) -> None:
    fill(world)
    page = todo(as_person("Sara"))
    headings = re.findall(r"<h2[^>]*>(\S+(?: \w+)*)", page)
    assert headings[0] == "Försenat"
    assert page.index("Samtycke saknas") < page.index("Trepartssamtal")
    assert page.index("Trepartssamtal") < page.index("Ersättningen går ut")
    assert "Bo Provdal" not in page


def test_coordinator_has_what_the_programme_shows_to_coordinators(
    world: World, as_person: AsPerson
) -> None:
    page = todo(as_person("Samira"))
    assert "Bo Provdal" in page and "Kim Lund" in page
    assert "Kartläggning att slutföra" not in page


def test_a_case_without_case_manager_is_the_coordinators(world: World, as_person: AsPerson) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        person = Participation.objects.exclude(participant__protection="marked")[0].participant
        participation.enrol(
            actor=samira,
            participant=person,
            version=world.version,
            intake=None,
            enrolled_on=today() - timedelta(days=1),
        )
    assert "Utse case manager" in todo(as_person("Samira"))
    assert "Utse case manager" not in todo(as_person("Sara"))


def test_referrer_has_the_questions_that_she_is_asked(world: World, as_person: AsPerson) -> None:
    fill(world)
    page = todo(as_person("Lena"))
    assert "Fråga till part" in page and "Svara" in page
    assert "Fråga till part" not in todo(as_person("Maria"))


@pytest.mark.parametrize("name", ["Sara", "Samira", "Lena", "Maria"])
def test_every_click_leads_to_its_page(world: World, as_person: AsPerson, name: str) -> None:
    fill(world)
    client = as_person(name)
    for url in set(re.findall(r'href="(/[^"]+)"', todo(client).split("<main")[1])):
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("name", ["Sara", "Samira", "Lena", "Maria"])
def test_it_costs_no_more_than_ten_queries(world: World, as_person: AsPerson, name: str) -> None:
    fill(world)
    client = as_person(name)
    client.get("/att-gora/")
    assert queries(client, "/att-gora/") <= 10


def test_each_person_is_logged_once(world: World, as_person: AsPerson) -> None:
    fill(world)
    client = as_person("Sara")
    page = todo(client)
    assert page.count("Alva Exempelsson</a>") > 1
    with acting(world.actor("Adam")):
        rows = Entry.objects.filter(event="person_listed", purpose="todo")
        assert sorted(rows.values_list("participant_id", flat=True)) == sorted(
            set(rows.values_list("participant_id", flat=True))
        )
        assert rows.count() == 2


def test_what_arrives_is_the_coordinators_and_its_meeting_too(
    world: World, as_person: AsPerson
) -> None:
    pk = arrivals.refer(world)
    client = as_person("Samira")
    assert "Ny aktualisering" in todo(client)
    samira = world.actor("Samira")
    with acting(samira):
        meeting.book(
            actor=samira,
            kind="informationsmote",
            at=timezone.now() + timedelta(minutes=1),
            place="Hos oss",
            with_whom_id=samira.account_id,
            intake=arrivals.opened(world, pk),
        )
    page = todo(client)
    assert "Dag Väntander" in page and "Informationsmöte" in page
    assert "Bedöm och ge besked" in page
    # One more than in life: inside the test's own transaction the context is also put back.
    assert queries(client, "/att-gora/") <= 10 + 1
    for url in set(re.findall(r'href="(/inkorg/[^"]+)"', page)):
        assert client.get(url).status_code == 200, url


def test_referrer_sees_drafts_and_that_a_decision_has_come(
    world: World, as_person: AsPerson
) -> None:
    pk = arrivals.refer(world)
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        referral.draft(
            actor=lena,
            version=world.version,
            route="fk",
            receiver=world.organisation("uppsala-arbetsmarknadsnamnden"),
            particulars=Particulars("Utkast", "Utkastsson"),
        )
    with acting(samira):
        intakes.not_admit(actor=samira, intake=arrivals.opened(world, pk), reason="annan_insats")
    page = todo(as_person("Lena"))
    assert "Utkast Utkastsson" in page and "Utkast som inte är skickat" in page
    assert "Besked: tas inte emot" in page and "Dag Väntander" in page
    for url in set(re.findall(r'href="(/aktualiseringar/[^"]+)"', page)):
        assert as_person("Lena").get(url).status_code == 200, url


def test_what_is_missing_where_each_party_writes_in_its_own_system(
    world: World, as_person: AsPerson
) -> None:
    """Registrations that nobody has checked, and a questionnaire whose day has come."""
    with enrolled(world) as (sara, case):
        shown = todo(as_person("Sara"))
        assert (
            "Registrering att kontrollera: Försäkringskassan" in shown
            and "Enkät: KASAM-13" in shown
        )
        assert f"/deltagare/{case.pk}/samordning/registrering/fk/" in shown
        coordination.register_in(
            actor=sara, participation=case, party="fk", reference="FK-7", checked_on=today()
        )
        instrument.answer(
            actor=sara,
            participation=case,
            filled=instrument.Filled("kasam", "enrolment", today(), {"1": "4"}),
        )
    client = as_person("Sara")
    shown = todo(client)
    assert "Registrering att kontrollera: Försäkringskassan" not in shown
    assert "Registrering att kontrollera" in shown and "Enkät: KASAM-13" not in shown
    assert "Registrering att kontrollera" not in todo(as_person("Kim"))
    assert queries(client, "/att-gora/") <= 10


def test_a_coming_team_meeting_and_who_is_called(world: World, as_person: AsPerson) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        held = team_meeting.call(
            actor=samira,
            version=world.version,
            at=timezone.now() + timedelta(days=3),
            place="Rådhuset",
        )
        team_meeting.invite(
            actor=samira,
            meeting=held,
            organisation_id=world.organisation(FK).pk,
            name="Lena Holm",
        )
        (taken_up,) = team_meeting.put_on_agenda(
            actor=samira, meeting=held, participations=[world.case("Alva")]
        )
    client = as_person("Sara")
    shown = todo(client)
    assert "Tas upp på teammöte" in shown and "Alva Exempelsson" in shown
    assert "Rådhuset. Kallade: Lena Holm (Försäkringskassan)." in shown
    assert "Tas upp på teammöte" not in todo(as_person("Kim"))
    assert queries(client, "/att-gora/") <= 10
    with acting(samira):
        team_meeting.take_off(actor=samira, case=taken_up)
    assert "Tas upp på teammöte" not in todo(client)
