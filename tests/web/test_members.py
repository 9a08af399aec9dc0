"""An authority's administrator: her own people only, and an assignment that ends at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions import member
from stegvis.organisations.actions.identification import participant_account
from stegvis.organisations.actions.installation import system
from stegvis.organisations.actors import assignments_of
from stegvis.organisations.models import Account, Assignment
from tests.web.provider import STAFF, app
from tests.world import FK, World, email

AsPerson = Callable[[str], Client]
ISSUER = "https://idp.exempel.se"
FORM = {
    "name": "Nya Provsson",
    "email": "nya@exempel.invalid",
    "role": "case_manager",
    "reason": "Tar över tio deltagare.",
    "starts_on": "2026-01-01",
}


def test_administrator_adds_a_member_who_gets_a_letter(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", FORM)
    assert answer.status_code == 302
    account = Account.objects.get(email="nya@exempel.invalid")
    assert not account.has_usable_password()
    (letter,) = mail.outbox
    assert "/konto/password/reset/key/" in letter.body


def test_need_is_mandatory_and_typed_text_stays(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", FORM | {"reason": "  "})
    assert answer.status_code == 422
    assert "Nya Provsson" in answer.content.decode()
    assert not Account.objects.filter(email="nya@exempel.invalid").exists()


def test_last_day_before_first_is_refused(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", FORM | {"ends_on": "2025-12-31"})
    assert answer.status_code == 422
    assert "Sista dagen ligger före första dagen." in answer.content.decode()


def test_an_ended_assignment_is_over_at_the_next_click(world: World, as_person: AsPerson) -> None:
    sara, adam = as_person("Sara"), as_person("Adam")
    assert sara.get("/deltagare/").status_code == 200
    adam.post(f"/medarbetare/{world.assignment('Sara')}/avsluta/")
    assert sara.get("/deltagare/").status_code == 302


def test_another_authoritys_assignment_does_not_exist(world: World, as_person: AsPerson) -> None:
    lena = world.assignment("Lena")
    assert as_person("Adam").post(f"/medarbetare/{lena}/avsluta/").status_code == 404
    assert Assignment.objects.get(pk=lena).ends_on is None


def test_only_administrators(world: World, as_person: AsPerson) -> None:
    assert as_person("Sara").get("/medarbetare/").status_code == 403
    assert as_person("Adam").get("/medarbetare/").status_code == 200


# Accounts


def address(name: str, world: World, what: str = "") -> str:
    return f"/medarbetare/konto/{world.account(name).pk}/{what}"


def events(world: World, event: Event) -> int:
    with acting(world.actor("Adam")):
        return Entry.objects.filter(event=event).count()


def also_elsewhere(world: World, name: str) -> None:
    """Give one of the people a current assignment at Försäkringskassan too."""
    administrator = system(world.organisation(FK))
    with acting(administrator):
        member.grant(
            actor=administrator,
            account=world.account(name),
            role=RoleKey.REFERRER,
            reason="Arbetar på båda ställena.",
            starts_on=date(2020, 1, 1),
        )


def test_a_closed_account_is_out_at_the_next_click(world: World, as_person: AsPerson) -> None:
    sara, adam = as_person("Sara"), as_person("Adam")
    assert sara.get("/deltagare/").status_code == 200
    answer = adam.post(address("Sara", world, "stang/"))
    assert answer.url == address("Sara", world)
    assert sara.get("/deltagare/").status_code == 302
    page = adam.get(address("Sara", world)).content.decode()
    assert "Kontot är stängt" in page
    assert events(world, Event.MEMBER_DISABLED) == 1
    adam.post(address("Sara", world, "oppna/"))
    assert world.account("Sara").is_active
    # The old session stays over; she logs in anew.
    assert sara.get("/deltagare/").status_code == 302
    assert events(world, Event.MEMBER_ENABLED) == 1


def test_a_members_sessions_end_everywhere(world: World, as_person: AsPerson) -> None:
    desk, phone, kim, adam = (as_person(name) for name in ("Sara", "Sara", "Kim", "Adam"))
    adam.post(address("Sara", world, "logga-ut/"))
    assert [client.get("/deltagare/").status_code for client in (desk, phone)] == [302, 302]
    assert kim.get("/deltagare/").status_code == 200
    assert events(world, Event.SESSIONS_ENDED) == 1


def test_who_works_elsewhere_too_is_not_closed_from_here(world: World, as_person: AsPerson) -> None:
    also_elsewhere(world, "Sara")
    adam = as_person("Adam")
    answer = adam.post(address("Sara", world, "stang/"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "används inte bara hos er" in text
    assert "Försäkringskassan" not in text
    assert world.account("Sara").is_active


def test_what_one_authority_closed_another_does_not_open(world: World, as_person: AsPerson) -> None:
    as_person("Adam").post(address("Sara", world, "stang/"))
    also_elsewhere(world, "Sara")
    administrator = system(world.organisation(FK))
    with acting(administrator), pytest.raises(RuleBroken):
        member.enable(actor=administrator, account=world.account("Sara"))


def test_nobody_closes_her_own_account(world: World, as_person: AsPerson) -> None:
    adam = as_person("Adam")
    assert "Stäng kontot" not in adam.get(address("Adam", world)).content.decode()
    assert adam.post(address("Adam", world, "stang/")).status_code == 422
    assert world.account("Adam").is_active


@pytest.mark.parametrize("what", ["", "stang/", "oppna/", "logga-ut/"])
def test_another_authoritys_member_does_not_exist(
    world: World, as_person: AsPerson, what: str
) -> None:
    adam = as_person("Adam")
    path = address("Lena", world, what)
    assert (adam.post(path) if what else adam.get(path)).status_code == 404
    assert as_person("Sara").get(address("Sara", world)).status_code == 404
    assert world.account("Lena").is_active


def test_who_has_not_come_for_a_month_is_listed_and_let_in_again(
    world: World, as_person: AsPerson, settings: Any
) -> None:
    settings.INACTIVE_DAYS = 30
    month = timezone.now() - timedelta(days=31)
    Account.objects.filter(pk=world.account("Sara").pk).update(opened_at=month, last_login=month)
    adam = as_person("Adam")
    page = adam.get("/medarbetare/").content.decode()
    rested = page.split("Har inte loggat in på 30 dagar")[1].split("</section>")[0]
    assert "Sara Berg" in rested
    assert "Kim Lund" not in rested
    adam.post(address("Sara", world, "oppna/"))
    assert "Har inte loggat in" not in adam.get("/medarbetare/").content.decode()


# Employee ids


@pytest.fixture
def issuer(settings: Any) -> str:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app(STAFF, ISSUER)]}}
    settings.LOCAL_LOGIN = False
    return ISSUER


def test_a_member_with_an_employee_id_logs_in_with_it(
    world: World, as_person: AsPerson, issuer: str
) -> None:
    adam = as_person("Adam")
    assert "Anställnings-id" in adam.get("/medarbetare/nytt/").content.decode()
    adam.post("/medarbetare/nytt/", FORM | {"employee_id": " se2321000016-1a3x "})
    account = Account.objects.get(email=FORM["email"])
    assert (account.employee_issuer, account.employee_id) == (issuer, "SE2321000016-1A3X")
    (letter,) = mail.outbox
    assert "Logga in med din e-tjänstelegitimation" in letter.body
    assert "password" not in letter.body


def test_with_several_logins_it_is_chosen_whose_id_it_is(
    world: World, as_person: AsPerson, settings: Any
) -> None:
    other = "https://annan.exempel.se"
    apps = [app(STAFF, ISSUER), app(f"{STAFF}-fk", other) | {"name": "FK-inloggning"}]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    settings.LOCAL_LOGIN = False
    adam = as_person("Adam")
    assert "FK-inloggning" in adam.get("/medarbetare/nytt/").content.decode()
    given = FORM | {"employee_id": "SE2021005521-1A3X"}
    assert adam.post("/medarbetare/nytt/", given).status_code == 422
    invented = given | {"issuer": "https://tjuv.exempel.se"}
    assert adam.post("/medarbetare/nytt/", invented).status_code == 422
    assert adam.post("/medarbetare/nytt/", given | {"issuer": other}).status_code == 302
    assert Account.objects.get(email=FORM["email"]).employee_issuer == other


def test_without_such_a_login_nobody_is_asked_for_the_id(world: World, as_person: AsPerson) -> None:
    assert "Anställnings-id" not in as_person("Adam").get("/medarbetare/nytt/").content.decode()


def test_nobody_takes_over_another_authoritys_member_by_an_id(
    world: World, as_person: AsPerson, issuer: str
) -> None:
    """Else an administrator could let an accomplice in as somebody else."""
    taken = FORM | {"email": email("Lena"), "employee_id": "SE2321000016-TJUV"}
    answer = as_person("Adam").post("/medarbetare/nytt/", taken)
    assert answer.status_code == 422
    assert "kan inte få det anställnings-id" in answer.content.decode()
    assert world.account("Lena").employee_id == ""


def test_an_id_is_one_persons(world: World, as_person: AsPerson, issuer: str) -> None:
    adam = as_person("Adam")
    adam.post("/medarbetare/nytt/", FORM | {"employee_id": "SE2321000016-1A3X"})
    twin = FORM | {"email": "annan@exempel.invalid", "employee_id": "se2321000016-1a3x"}
    answer = adam.post("/medarbetare/nytt/", twin)
    assert answer.status_code == 422
    assert "hör till ett annat konto" in answer.content.decode()
    changed = FORM | {"employee_id": "SE2321000016-NYTT"}
    assert adam.post("/medarbetare/nytt/", changed).status_code == 422


def test_a_participants_account_never_gets_an_assignment(world: World) -> None:
    participant = participant_account("0" * 64)
    administrator = system(world.organisation(FK))
    with acting(administrator), pytest.raises(RuleBroken):
        member.grant(
            actor=administrator,
            account=participant,
            role=RoleKey.REFERRER,
            reason="Nej.",
            starts_on=date(2020, 1, 1),
        )
    # Even if the row were there, nobody would act by it.
    Assignment.objects.filter(account=world.account("Sara")).update(account=participant)
    assert assignments_of(participant.pk, date(2026, 1, 1)) == []
