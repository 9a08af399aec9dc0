"""Results of the documents beside ours: areas, comparison groups, certain years, evidence."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from stegvis.access.actor import Actor, system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework.models import (
    AreaEntry,
    AreaTriage,
    ComparisonAnswer,
    ComparisonPerson,
    InstrumentAnswer,
    Milestone,
    Participation,
    WorkPeriod,
)
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system, system_account
from stegvis.organisations.models import Organisation
from stegvis.outcomes.actions import figures
from stegvis.outcomes.models import PublishedFigures
from stegvis.participants.models import Participant
from stegvis.programmes.actions import programme
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder
from tests.counting import queries
from tests.world import World, actor_named, email, last_day

AsPerson = Callable[[str], Client]


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def card(shown: str, key: str) -> str:
    return shown.split(f'id="mal-{key}"')[1].split("</article>")[0]


def run_by(name: str, key: str, organisation: str) -> tuple[Actor, ProgrammeVersion]:
    """Load a programme, and let somebody of this first name coordinate where it is run."""
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        version = programme.load(actor=root, path=definitions_folder() / f"{key}.toml")
    administrator = system(Organisation.objects.get(key=organisation))
    with acting(administrator):
        account = member.add(actor=administrator, email=email(name), name=f"{name} Prov")
        member.grant(
            actor=administrator,
            account=account,
            role=RoleKey.COORDINATOR,
            reason="Leder insatsen.",
            starts_on=date(2012, 1, 1),
            ends_on=last_day(),
            title="samordnare",
        )
    return actor_named(name), version


class Register:
    """Makes people of one owner in one programme. Call inside acting(actor)."""

    def __init__(self, actor: Actor, version: ProgrammeVersion) -> None:
        self.version = version
        self.made: dict[str, Any] = {
            "owner_id": actor.organisation_id,
            "created_by_id": actor.account_id,
        }

    def person(self, number: int) -> Participant:
        sex = "woman" if number % 2 else "man"
        return Participant.objects.create(**self.made, sex=sex, born_on=date(1990, 1, 1))

    def case(self, number: int, day: date) -> dict[str, Any]:
        person = self.person(number)
        made = Participation.objects.create(
            **self.made, participant=person, version=self.version, enrolled_on=day
        )
        return self.made | {"participant": person, "participation": made}

    def entry(self, number: int, day: date, result: str) -> None:
        entry = AreaEntry.objects.create(
            **self.made,
            participant=self.person(number),
            version=self.version,
            municipality="Oskarshamn",
            entered_on=day,
        )
        AreaTriage.objects.create(**self.made, entry=entry, result=result, decided_on=day)


@pytest.fixture
def klivet(world: World) -> ProgrammeVersion:
    """Twelve in the area, of whom five have a lasting limitation; seven investigated."""
    klara, version = run_by("Klara", "klivet", "forsakringskassan")
    with acting(klara):
        register = Register(klara, version)
        for number in range(12):
            register.entry(number, date(2012, 11, 1), "varaktigt" if number < 5 else "erbjuds")
        for number in range(7):
            item = register.case(number, date(2012, 12, 1))
            Milestone.objects.create(**item, key="utredd", starts_on=date(2013, 2, 1))
        # After the last day, and so not in the result.
        Milestone.objects.create(
            **register.case(8, date(2012, 12, 1)), key="utredd", starts_on=date(2014, 1, 1)
        )
    return version


def test_a_result_stands_beside_the_documents_own(
    klivet: ProgrammeVersion, as_person: AsPerson
) -> None:
    shown = text(as_person("Klara"), "/mal/?insats=klivet")
    area = card(shown, "malgruppen")
    assert "Resultat</span>" in area
    assert "<dt>Enligt rapporten</dt><dd>138 (” 138".replace("” ", "”") in area
    assert "Så som det stod 31 december 2013." in area
    lasting = card(shown, "varaktigt_nedsatta")
    assert ">5<span" in lasting
    assert "30 av 138" in lasting
    assert ">7<span" in card(shown, "utredda")
    assert "12 av 12 (100 %)" in card(shown, "alla_kartlagda")
    assert "Siffra som stöd: utan försörjningsstöd" in card(shown, "farre_beroende")


def test_a_programme_that_is_long_over_shows_its_own_time(
    klivet: ProgrammeVersion, as_person: AsPerson
) -> None:
    client = as_person("Klara")
    assert "hela dess tid" not in text(client, "/mal/?insats=klivet")
    with acting(actor_named("Klara")):
        Participation.objects.filter(version=klivet).update(ended_on=date(2013, 11, 30))
    shown = text(client, "/mal/?insats=klivet")
    assert "hela dess tid, till och med december 2013." in shown
    rows = card(shown, "alla_kartlagda")
    # Fifteen months, every other of them.
    assert (
        "okt 2012" in rows
        and "nov 2012" not in rows
        and "dec 2013" in rows
        and f" {today().year}<" not in rows
    )


def test_the_cases_behind_a_milestone_are_listed(
    klivet: ProgrammeVersion, as_person: AsPerson
) -> None:
    client = as_person("Klara")
    behind = text(client, "/mal/klivet/utredda/deltagare/ja/")
    assert "Visar 1–7 av 7" in behind
    # The one who follows a participant is called what the programme calls her.
    for shown in (behind, text(client, "/deltagare/?visa=alla")):
        assert "Handläggare" in shown and "Case manager" not in shown
    whole = text(client, "/mal/klivet/malgruppen/deltagare/ja/")
    assert "målgruppen i området" in whole
    # Nobody of the twelve is a participant, but she keeps them in the area.
    assert "Deltar inte (12)" in whole and "Ingen av dina deltagare" not in whole
    assert whole.count('href="/malgruppen/person/') == 12 and "till ingår" not in whole
    assert queries(client, "/mal/klivet/malgruppen/deltagare/ja/") <= 10
    assert queries(client, "/mal/?insats=klivet") <= 11


def test_the_area_is_published_with_small_counts_hidden(
    klivet: ProgrammeVersion, as_person: AsPerson
) -> None:
    klara = actor_named("Klara")
    with acting(klara):
        figures.publish(actor=klara, version=klivet, as_of=today())
        content = PublishedFigures.objects.get().content
    assert content["others"]["area"]["all"] == {"area": 12}
    numbers = [
        value
        for rows in (*content["others"].values(), *(t["rows"] for t in content["tables"]))
        for row in rows.values()
        for value in row.values()
    ]
    assert all(value is None or value >= 5 for value in numbers)
    told = {table["goal"]: table["rows"] for table in content["tables"]}
    assert told["varaktigt_nedsatta"]["all"]["total"] == 12
    # One judgement tells of the other, so only the first of them is published.
    assert "alla_kartlagda" not in told
    # Everybody has come within the project's days, so they are the whole; 7 of 8 hides the eighth.
    assert told["utredda"] == {"all": {"yes": None, "no": None, "total": 8}}
    # Work of one kind, and nothing that holds it.
    assert "lonebidrag" in told
    assert "Målgruppen i området" in text(as_person("Klara"), "/siffror/")


def test_participants_are_set_beside_the_comparison_group(
    world: World, as_person: AsPerson
) -> None:
    """8 of 8 have risen, of 6 compared 1."""
    ulla, version = run_by("Ulla", "umia", "arbetsformedlingen")
    start, end = today() - timedelta(days=200), today() - timedelta(days=20)
    with acting(ulla):
        register = Register(ulla, version)
        for number in range(14):
            is_compared = number >= 8
            rises = number < 9
            answers = {"enrolment": (start, "4"), "exit": (end, "7" if rises else "4")}
            item = {} if is_compared else register.case(number, start)
            if is_compared:
                person = ComparisonPerson.objects.create(
                    **register.made, version=version, code=f"j{number}", entered_on=start
                )
            for moment, (day, value) in answers.items():
                given = {
                    "instrument": "formaga",
                    "moment": moment,
                    "answered_on": day,
                    "answers": {"tilltro": value},
                }
                if is_compared:
                    ComparisonAnswer.objects.create(**register.made, person=person, **given)
                else:
                    InstrumentAnswer.objects.create(**item, **given)
    shown = card(text(as_person("Ulla"), "/mal/?insats=umia"), "tilltro")
    assert "Fler bland deltagarna" in shown
    assert "8 av 8 (100 %)" in shown
    assert "1 av 6 (17 %)" in shown and "Kontrollgrupp" in shown and "Jämförelse" not in shown
    assert "83 procentenheter högre bland deltagarna än i kontrollgruppen" in shown


def test_a_project_year_counts_its_own(world: World, as_person: AsPerson) -> None:
    """Four of the five who came the first year work half-time on its last day."""
    vera, version = run_by("Vera", "svs-7tjugo", "vara-kommun")
    with acting(vera):
        register = Register(vera, version)
        for number in range(6):
            day = date(2020, 6, 1) if number < 5 else date(2021, 5, 1)
            item = register.case(number, day)
            WorkPeriod.objects.create(
                **item,
                kind="development_employment",
                percent=50 if number else 25,
                benefit_percent=50,
                starts_on=day,
            )
    shown = text(as_person("Vera"), "/mal/?insats=svs-7tjugo")
    first = card(shown, "halvtidsanstallning_ar_1")
    assert "<dt>Mål</dt><dd>4 av 5 personer</dd>" in first
    assert "Uppnått" in first
    assert ">4<span" in first
    assert "Räknar dem som kom in 1 mars 2020 – 28 februari 2021." in first
    assert ">1<span" in card(shown, "halvtidsanstallning_ar_2")
    assert "Uppnått" in card(shown, "startar_ar_1")
    assert "Når inte målet" in card(shown, "startar_ar_2")
