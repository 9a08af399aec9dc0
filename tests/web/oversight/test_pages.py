"""Loggkontroll: what the checker sees and what she never sees, and what is logged of her."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.dates import add_months, today
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Assignment
from stegvis.oversight.actions import alarm
from stegvis.oversight.models import Alarm, AlarmKind, Judgement, LogCheck
from stegvis.participants.models import Participant
from tests.counting import queries
from tests.world import AMN, CASES, World

AsPerson = Callable[[str], Client]
LIST = "/loggkontroll/"
SECRETS = [part for name, (family, number, _) in CASES.items() for part in (name, family, number)]


@pytest.fixture
def adam(as_person: AsPerson) -> Client:
    return as_person("Adam")


def month() -> str:
    return today().replace(day=1).isoformat()


@pytest.fixture
def check(world: World, as_person: AsPerson, adam: Client) -> LogCheck:
    """A sample of what Sara and Kim have opened."""
    for reader, of in (("Sara", "Alva"), ("Sara", "Cleo"), ("Kim", "Bo")):
        as_person(reader).get(f"/deltagare/{world.case_id(of)}/")
    typed = {"month": month(), "unit": "", "size": 20, "share": 50, "due_on": today().isoformat()}
    answer = adam.post(f"{LIST}ny/", typed)
    assert answer.status_code == 302
    with acting(world.actor("Adam")):
        return LogCheck.objects.get()


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("name", ["Sara", "Samira", "Lena", "Styrbjörn", "Stina"])
def test_nobody_else_has_such_pages(as_person: AsPerson, check: LogCheck, name: str) -> None:
    client = as_person(name)
    for path in ("", "ny/", "misstanke/", f"{check.pk}/"):
        assert client.get(f"{LIST}{path}").status_code == 404
    assert client.post(f"{LIST}{check.pk}/avsluta/", {"outcome": "x"}).status_code == 404
    assert LIST not in client.get("/att-gora/").content.decode()


def test_the_checker_sees_who_when_and_what_but_not_whom(
    world: World, adam: Client, check: LogCheck
) -> None:
    shown = text(adam.get(f"{LIST}{check.pk}/"))
    assert "Sara Berg" in shown
    assert "case manager" in shown
    assert "Läste om personen" in shown
    assert "Ärendets översikt" in shown
    assert "skyddade personuppgifter" in shown.lower()
    with acting(world.actor("Sara")):
        alva = Participant.objects.get(identity__given_name="Alva").pk
    assert str(alva)[:8] in shown
    assert str(alva) not in shown
    assert [secret for secret in SECRETS if re.search(rf"\b{secret}\b", shown)] == []


def test_that_the_log_was_read_is_logged(world: World, adam: Client, check: LogCheck) -> None:
    adam.get(f"{LIST}{check.pk}/")
    with acting(world.actor("Adam")):
        row = Entry.objects.filter(event=Event.LOG_READ, item_id=check.pk).last()
    assert row.account_id == world.account("Adam").pk
    assert row.purpose == "log-check-show"


def test_a_row_is_judged_by_one_click_and_a_doubt_needs_words(
    world: World, adam: Client, check: LogCheck
) -> None:
    with acting(world.actor("Adam")):
        first, second = list(check.rows.all())[:2]
    address = f"{LIST}{check.pk}/rad/"
    answer = adam.post(f"{address}{first.pk}/", {"judgement": "in_order", "revision": 1})
    assert answer.status_code == 302
    assert answer.url.endswith(f"#rad-{first.number}")
    refused = adam.post(f"{address}{second.pk}/", {"judgement": "asked", "revision": 1})
    assert refused.status_code == 422
    assert "Skriv vad du har frågat om" in refused.content.decode()
    assert f'aria-describedby="comment-{second.pk}-error"' in refused.content.decode()
    told = {"judgement": "asked", "revision": 1, "comment": "Varför öppnades akten?"}
    assert adam.post(f"{address}{second.pk}/", told).status_code == 302
    assert "Varför öppnades akten?" in text(adam.get(f"{LIST}{check.pk}/"))
    stale = adam.post(f"{address}{second.pk}/", told | {"judgement": "not_in_order"})
    assert stale.status_code == 409
    wrong = adam.post(f"{address}{second.pk}/", {"judgement": "x", "revision": 2})
    assert wrong.status_code == 422


def test_the_check_is_closed_with_an_outcome(world: World, adam: Client, check: LogCheck) -> None:
    address = f"{LIST}{check.pk}/avsluta/"
    early = adam.post(address, {"outcome": "Allt var bra.", "revision": check.revision})
    assert early.status_code == 422
    assert "färdigbedömda" in early.content.decode()
    assert "Allt var bra." in early.content.decode(), "what was typed stays"
    with acting(world.actor("Adam")):
        rows = list(check.rows.all())
    for row in rows:
        adam.post(
            f"{LIST}{check.pk}/rad/{row.pk}/", {"judgement": Judgement.IN_ORDER, "revision": 1}
        )
    assert adam.post(address, {"outcome": "", "revision": 1}).status_code == 422
    assert adam.post(address, {"outcome": "Allt var bra.", "revision": 1}).status_code == 302
    shown = text(adam.get(LIST))
    assert "Allt var bra." in shown
    assert "Ingen loggkontroll väntar" in shown
    assert "name=judgement" not in text(adam.get(f"{LIST}{check.pk}/"))


def test_what_is_overdue_is_said_first(world: World, adam: Client, check: LogCheck) -> None:
    assert "försenad" not in text(adam.get(LIST)).lower()
    with acting(world.actor("Adam")):
        LogCheck.objects.update(due_on="2020-01-01")
    shown = text(adam.get(LIST))
    assert "En loggkontroll är försenad" in shown
    assert adam.get("/").url == "/att-gora/", "the administrator lands where it is told"
    assert "Gör klart loggkontrollen" in text(adam.get("/att-gora/"))


def test_what_cannot_be_drawn_is_said_at_the_field(adam: Client) -> None:
    typed = {"month": month(), "unit": "", "size": 0, "share": 50, "due_on": today().isoformat()}
    assert "Antal rader: Skriv 1 eller mer." in text(adam.post(f"{LIST}ny/", typed))
    silent = add_months(today().replace(day=1), -12).isoformat()
    shown = adam.post(f"{LIST}ny/", typed | {"size": 5, "month": silent})
    assert shown.status_code == 422 and 'id="id_month_error"' in shown.content.decode()


def test_it_is_shown_what_there_is_to_draw(adam: Client, check: LogCheck) -> None:
    typed = {"month": month(), "unit": "", "size": 2, "share": 50, "due_on": today().isoformat()}
    shown = text(adam.post(f"{LIST}ny/", typed | {"show": "1"}))
    assert "Det finns 3 läsningar att välja bland" in shown
    assert "2 dras, varav 1 av slumpen" in shown


def test_a_sample_can_be_drawn_again_and_compared(adam: Client, check: LogCheck) -> None:
    assert "Samma rader igen" in text(adam.get(f"{LIST}{check.pk}/?dra-om"))


@pytest.mark.parametrize(
    "wrong",
    [{"size": "0"}, {"share": "101"}, {"due_on": "2020-01-01"}, {"month": "x"}, {"unit": "x"}],
)
def test_a_draw_that_cannot_be_is_told_at_its_field(
    adam: Client, check: LogCheck, wrong: dict[str, str]
) -> None:
    typed = {"month": month(), "unit": "", "size": 9, "share": 50, "due_on": today().isoformat()}
    assert adam.post(f"{LIST}ny/", typed | wrong).status_code == 422


def test_suspicion_of_a_member_of_staff(world: World, adam: Client, check: LogCheck) -> None:
    typed = {
        "cause": "Tips från en anhörig.",
        "starts_on": today().isoformat(),
        "ends_on": today().isoformat(),
    }
    assert adam.post(f"{LIST}misstanke/", typed).status_code == 422
    unknown = adam.post(f"{LIST}misstanke/", typed | {"email": "ingen@exempel.invalid"})
    assert "Ingen medarbetare har den adressen" in unknown.content.decode()
    answer = adam.post(f"{LIST}misstanke/", typed | {"email": "sara@exempel.invalid"})
    shown = text(adam.get(answer.url))
    assert "Tips från en anhörig." in shown
    assert "Sara Berg" in shown
    assert "Kim Lund" not in shown
    assert [secret for secret in SECRETS if re.search(rf"\b{secret}\b", shown)] == []
    closed = adam.post(f"{answer.url}avsluta/", {"outcome": "Inget fel.", "revision": 1})
    assert closed.status_code == 302


def test_suspicion_about_a_participant(world: World, adam: Client, check: LogCheck) -> None:
    with acting(world.actor("Kim")):
        bo = Participant.objects.get(identity__given_name="Bo").pk
    typed = {
        "cause": "Deltagaren undrar.",
        "starts_on": today().isoformat(),
        "ends_on": today().isoformat(),
        "reference": str(bo)[:8].upper(),
    }
    answer = adam.post(f"{LIST}misstanke/", typed)
    shown = text(adam.get(answer.url))
    assert "Kim Lund" in shown
    assert "Sara Berg" not in shown
    with acting(world.actor("Adam")):
        assert Entry.objects.filter(event=Event.LOG_READ, participant_id=bo).exists()
    for unknown in ("00000000", "zzzzzzzz", "1"):
        wrong = adam.post(f"{LIST}misstanke/", typed | {"reference": unknown})
        assert wrong.status_code == 422


def test_an_alarm_is_shown_and_dealt_with(world: World, adam: Client) -> None:
    robot = system(world.organisation(AMN))
    with acting(robot):
        found = alarm.sound(
            actor=robot,
            account=world.account("Sara"),
            kind=AlarmKind.MANY_PERSONS,
            count=151,
            limit=150,
        )
    assert "har öppnat ovanligt många personer" in text(adam.get(LIST))
    address = f"{LIST}larm/{found.pk}/"
    assert "Sara Berg" in text(adam.get(address))
    assert adam.post(address, {"outcome": "", "revision": 1}).status_code == 422
    assert adam.post(address, {"outcome": "Årsrapport.", "revision": 1}).status_code == 302
    assert "Larm att ta reda på" not in text(adam.get(LIST))
    assert "Årsrapport." in text(adam.get(address))
    with acting(world.actor("Adam")):
        assert Alarm.objects.get().handled_by_id == world.account("Adam").pk


def test_assignments_to_go_over_are_listed(adam: Client, world: World) -> None:
    Assignment.objects.filter(pk=world.assignment("Samira")).update(ends_on=None, reason="")
    shown = adam.get(LIST).content.decode().split("Uppdrag att se över")[-1]
    rows = shown.split("<tr>")
    (samira,) = (row for row in rows if "Samira Nordin" in row)
    assert "Saknar behovs- och riskanalys. Saknar skäl. Saknar slutdatum" in samira
    (kim,) = (row for row in rows if "Kim Lund" in row)
    assert "Saknar behovs- och riskanalys<" in kim


def test_few_queries(adam: Client, check: LogCheck) -> None:
    adam.get(LIST)
    for path in ("", "ny/", "misstanke/", f"{check.pk}/", f"{check.pk}/?dra-om"):
        assert queries(adam, f"{LIST}{path}") <= 10, path
