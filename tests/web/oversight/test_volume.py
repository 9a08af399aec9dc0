"""Limits on how much one account may look at: a script that scrapes is stopped, and tells on it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import participation
from stegvis.core.dates import today
from stegvis.oversight.models import Alarm, AlarmKind
from stegvis.participants.actions.participant import Particulars, register
from stegvis.web import volume
from tests.counting import number_of_queries, queries
from tests.world import World

AsPerson = Callable[[str], Client]
# Alva and Cleo, whom Sara wrote about when the world was made, an instant ago.
BEFORE = 2
NAMES = ("Exempelsson", "Provdal", "Hemlig", "Låtsas")


@pytest.fixture
def crowd(world: World) -> list[str]:
    """Addresses of twelve cases of Sara's."""
    samira, sara = world.actor("Samira"), world.account("Sara")
    found = []
    with acting(samira):
        bo = world.case("Bo")
        for n in range(12):
            person = register(
                actor=samira,
                permission=Permission.PARTICIPATION_ENROL,
                scope=bo.scope,
                particulars=Particulars(f"Person{n}", "Låtsas", None),
            )
            case = participation.enrol(
                actor=samira,
                participant=person,
                version=bo.version,
                intake=None,
                enrolled_on=today(),
            )
            participation.assign(
                actor=samira, participation=case, account_id=sara.pk, starts_on=today()
            )
            found.append(f"/deltagare/{case.pk}/")
    return found


def scrape(client: Client, addresses: list[str]) -> Iterator[HttpResponse]:
    for address in addresses:
        yield client.get(address)


def alarms(world: World) -> list[tuple[str, int, int]]:
    with acting(world.actor("Adam")):
        return list(Alarm.objects.order_by("limit").values_list("kind", "count", "limit"))


def test_a_scripted_scrape_is_stopped_and_alarmed(
    world: World, as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    settings.READS_PER_HOUR = BEFORE + 6
    client = as_person("Sara")
    answers = list(scrape(client, crowd))
    assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 6
    for answer in answers[6:]:
        text = answer.content.decode()
        assert "Du har öppnat ovanligt många" in text
        assert not any(name in text for name in (*NAMES, "Person"))
        assert answer.headers["Cache-Control"] == "no-store"
    assert alarms(world) == [
        (AlarmKind.MANY_PERSONS, 5, 4),
        (AlarmKind.READS_STOPPED, 9, 8),
    ]


def test_what_was_stopped_is_logged_as_stopped_and_not_as_read(
    world: World, as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    settings.READS_PER_HOUR = BEFORE + 2
    list(scrape(as_person("Sara"), crowd[:4]))
    with acting(world.actor("Adam")):
        mine = Entry.objects.filter(account_id=world.account("Sara").pk, purpose="case-show")
        seen = mine.filter(event=Event.PERSON_READ).values("participant_id").distinct().count()
        stopped = list(mine.filter(event=Event.READS_STOPPED))
    assert seen == 2
    assert [row.detail["persons"] for row in stopped] == [BEFORE + 3] * 2
    assert {row.participant_id for row in stopped} == {None}
    assert {row.unit for row in stopped} == {""}
    assert {row.assignment_id for row in stopped} == {world.assignment("Sara")}


def test_those_already_seen_can_be_read_again(
    as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    settings.READS_PER_HOUR = BEFORE + 2
    client = as_person("Sara")
    list(scrape(client, crowd[:3]))
    assert client.get(crowd[0]).status_code == 200
    assert client.get(crowd[2]).status_code == 429


def test_a_list_counts_everybody_in_it(
    as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    settings.READS_PER_HOUR = 6
    answer = as_person("Sara").get("/deltagare/")
    assert answer.status_code == 429
    assert "Låtsas" not in answer.content.decode()


def test_a_form_that_is_refused_shows_no_more_than_a_page_does(
    as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    """A script could fetch pages by posting nonsense to them."""
    settings.READS_PER_HOUR = BEFORE + 2
    client = as_person("Sara")
    answers = [client.post(f"{address}anteckningar/ny/", {"text": ""}) for address in crowd[:4]]
    assert [answer.status_code for answer in answers] == [422, 422, 429, 429]


def test_the_reading_is_counted_in_every_authoritys_log(
    world: World, as_person: AsPerson, settings: Settings
) -> None:
    """Lena sees her own register and Alva's case at the nämnd: two chains, two persons."""
    settings.READS_PER_HOUR = 1
    case, lena = world.case_id("Alva"), world.actor("Lena")
    with acting(lena):
        register(
            actor=lena,
            permission=Permission.REFERRAL_DRAFT,
            scope=own_scope(lena),
            particulars=Particulars("Egen", "Låtsas", None),
        )
    assert as_person("Lena").get(f"/mottaget/{case}/").status_code == 429


def test_exports_have_a_limit_of_their_own(
    world: World, as_person: AsPerson, settings: Settings
) -> None:
    settings.EXPORTS_PER_DAY = 2
    client = as_person("Sara")
    address = f"/deltagare/{world.case_id('Alva')}/"
    form = [client.get(f"{address}samtycke/blankett.pdf") for _ in range(4)]
    assert [answer.status_code for answer in form] == [200, 200, 429, 429]
    assert "Du har tagit ut ovanligt mycket" in form[2].content.decode()
    assert client.get(address).status_code == 200
    assert alarms(world) == [(AlarmKind.EXPORTS_STOPPED, 3, 2)]


def test_ordinary_work_is_left_alone(world: World, as_person: AsPerson, crowd: list[str]) -> None:
    client = as_person("Sara")
    assert {answer.status_code for answer in scrape(client, crowd)} == {200}
    assert client.get("/deltagare/").status_code == 200
    assert alarms(world) == []


def test_counting_costs_no_question_of_its_own(
    as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    client = as_person("Sara")
    client.get(crowd[0])
    counted = queries(client, crowd[0])
    settings.READS_PER_HOUR = settings.EXPORTS_PER_DAY = 0
    assert queries(client, crowd[0]) == counted


def test_a_change_is_never_stopped_half_way(
    world: World, as_person: AsPerson, crowd: list[str], settings: Settings
) -> None:
    client = as_person("Sara")
    settings.READS_PER_HOUR = 1
    client.get(crowd[0])
    answer = client.post(
        f"{crowd[1]}anteckningar/ny/",
        {"kind": "samtal", "happened_on": today().isoformat(), "text": "Ringde."},
    )
    assert answer.status_code == 429, "the change is kept, and nothing more is shown"
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(event=Event.NOTE_WRITTEN).exists()


def test_more_clicks_than_a_human_makes(
    as_person: AsPerson,
    as_participant: AsPerson,
    world: World,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(volume.time, "monotonic", lambda: 600.0)
    sara, kim = as_person("Sara"), as_person("Kim")
    answers = [sara.get("/deltagare/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert "Det gick för fort" in answers[-1].content.decode()
    assert "Exempelsson" not in answers[-1].content.decode()
    assert kim.get("/deltagare/").status_code == 200
    # She herself is held to it too, and told so on a page of her own.
    alva = as_participant("Alva")
    own = [alva.get("/mina-sidor/") for _ in range(4)]
    assert [answer.status_code for answer in own] == [200, 200, 200, 429]
    assert "Det gick inte" in own[-1].content.decode()
    monkeypatch.setattr(volume.time, "monotonic", lambda: 660.0)
    with CaptureQueriesContext(connection) as captured:
        assert sara.get("/deltagare/").status_code == 200
    assert number_of_queries(captured) <= 10
