"""An authority's administrator: her own people only, and an assignment that ends at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.dates import add_months, in_swedish, last_of_months, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions import member
from stegvis.organisations.actions.identification import participant_account
from stegvis.organisations.actions.installation import system
from stegvis.organisations.actors import assignments_of
from stegvis.organisations.grants import nearest
from stegvis.organisations.models import AccessAnalysis, Account, Assignment
from tests.counting import queries
from tests.house.overseen import analysed
from tests.web.provider import STAFF, app
from tests.world import FK, World, email, last_day

AsPerson = Callable[[str], Client]
ISSUER = "https://idp.exempel.se"
FORM = {
    "name": "Nya Provsson",
    "email": "nya@exempel.invalid",
    "role": "case_manager",
    "reason": "Tar över tio deltagare.",
}


def form(**also: str) -> dict[str, str]:
    """Half a year from today."""
    days = {"starts_on": str(today()), "ends_on": str(add_months(today(), 6))}
    return FORM | days | also


@pytest.fixture
def analysis(world: World) -> AccessAnalysis:
    """What case managers need at the arbetsmarknadsnämnd; 12 months at a time."""
    adam = world.actor("Adam")
    with acting(adam):
        return analysed(adam)


def test_administrator_adds_a_member_who_gets_a_letter(
    world: World, as_person: AsPerson, analysis: AccessAnalysis
) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", form())
    assert answer.status_code == 302
    account = Account.objects.get(email="nya@exempel.invalid")
    assert not account.has_usable_password()
    (letter,) = mail.outbox
    assert "/konto/password/reset/key/" in letter.body


def test_need_is_mandatory_and_typed_text_stays(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", form(reason="  "))
    assert answer.status_code == 422
    assert "Nya Provsson" in answer.content.decode()
    assert not Account.objects.filter(email="nya@exempel.invalid").exists()


def test_last_day_before_first_is_refused(world: World, as_person: AsPerson) -> None:
    yesterday = str(today() - timedelta(days=1))
    answer = as_person("Adam").post("/medarbetare/nytt/", form(ends_on=yesterday))
    assert answer.status_code == 422
    assert "Sista dagen ligger före första dagen." in answer.content.decode()


def test_an_ended_assignment_is_over_at_the_next_click(world: World, as_person: AsPerson) -> None:
    sara, adam = as_person("Sara"), as_person("Adam")
    assert sara.get("/deltagare/").status_code == 200
    adam.post(f"/medarbetare/{world.assignment('Sara')}/avsluta/")
    assert sara.get("/deltagare/").status_code == 302


def test_another_authoritys_assignment_does_not_exist(world: World, as_person: AsPerson) -> None:
    lena = world.assigned("Lena")
    assert as_person("Adam").post(f"/medarbetare/{lena.pk}/avsluta/").status_code == 404
    assert as_person("Adam").get(f"/medarbetare/{lena.pk}/forlang/").status_code == 404
    assert Assignment.objects.get(pk=lena.pk).ends_on == lena.ends_on


def test_only_administrators(world: World, as_person: AsPerson) -> None:
    assert as_person("Sara").get("/medarbetare/").status_code == 403
    assert as_person("Adam").get("/medarbetare/").status_code == 200


# What an assignment rests on


def test_no_assignment_without_an_end_or_an_analysis(world: World, as_person: AsPerson) -> None:
    adam = as_person("Adam")
    endless = adam.post("/medarbetare/nytt/", form(ends_on=""))
    assert endless.status_code == 422
    assert endless.context["form"].errors["ends_on"]
    unfounded = adam.post("/medarbetare/nytt/", form())
    assert unfounded.status_code == 422
    assert "Skriv analysen först." in unfounded.content.decode()
    assert not Account.objects.filter(email=FORM["email"]).exists()


def test_an_analysis_decides_how_long(
    world: World, as_person: AsPerson, analysis: AccessAnalysis
) -> None:
    adam = as_person("Adam")
    too_far = str(last_of_months(today(), 12) + timedelta(days=1))
    answer = adam.post("/medarbetare/nytt/", form(ends_on=too_far))
    assert answer.status_code == 422
    last = last_of_months(today(), 12)
    assert in_swedish(last) in answer.content.decode()
    assert adam.post("/medarbetare/nytt/", form(ends_on=str(last))).status_code == 302
    # The installation gives the first one without, but no longer than anybody.
    robot, far = system(world.organisation(FK)), add_months(today(), 25)
    with acting(robot), pytest.raises(RuleBroken) as broken:
        member.grant(
            actor=robot,
            account=world.account("Per"),
            role=RoleKey.ADMINISTRATOR,
            reason="Först.",
            starts_on=today(),
            ends_on=far,
        )
    assert broken.value.field == "ends_on"


def test_the_analysis_is_of_that_role_programme_and_unit(world: World) -> None:
    programme, other = world.version.programme_id, uuid4()
    unit = uuid4()
    of_all = AccessAnalysis(role="case_manager")
    of_one = AccessAnalysis(role="case_manager", programme_id=programme)
    of_unit = AccessAnalysis(role="case_manager", unit_id=unit)
    assert of_all.covers("case_manager", programme, unit)
    assert not of_all.covers("coordinator", programme, unit)
    assert of_one.covers("case_manager", programme, None)
    assert not of_one.covers("case_manager", other, None)
    # An assignment for everything is more than the analysis of a part.
    assert not of_one.covers("case_manager", None, None)
    assert not of_unit.covers("case_manager", None, None)
    every = [of_all, of_unit, of_one]
    assert nearest(every, "case_manager", programme, unit) is of_one
    assert nearest(every, "case_manager", other, unit) is of_unit
    assert nearest(every, "case_manager", None, None) is of_all


ANALYSIS = {
    "role": "coordinator",
    "need": "Insatsens alla ärenden.",
    "risk": "Bred läsning. Stickprov varje månad.",
    "longest_months": "12",
    "reviewed_by": "Gun Ask, jurist",
    "reference": "BRA 2026-14",
}


def written(**also: str) -> dict[str, str]:
    """Written today, to be gone over in a year."""
    days = {"written_on": str(today()), "review_on": str(add_months(today(), 12))}
    return ANALYSIS | days | also


def test_an_analysis_is_written_gone_over_and_ended(world: World, as_person: AsPerson) -> None:
    adam, address = as_person("Adam"), "/medarbetare/analyser/"
    missing = adam.post(f"{address}ny/", written(risk="", reviewed_by=""))
    assert missing.status_code == 422 and "Insatsens alla ärenden." in missing.content.decode()
    past = adam.post(f"{address}ny/", written(review_on=str(today())))
    assert past.status_code == 422 and past.context["form"].errors["review_on"]
    assert "Ingen analys är skriven" in adam.get("/medarbetare/").content.decode()
    assert adam.post(f"{address}ny/", written()).status_code == 302
    with acting(world.actor("Adam")):
        first = AccessAnalysis.objects.get()
    shown = adam.get("/medarbetare/").content.decode()
    assert "1 uppdrag, högst 12 månader i taget" in shown and "BRA 2026-14" in shown
    twice = adam.post(f"{address}ny/", written())
    assert twice.status_code == 422 and "redan en analys" in twice.content.decode()
    changed = written(need="Färre ärenden.", revision="1")
    assert adam.post(f"{address}{first.pk}/", changed).status_code == 302
    assert adam.get(f"{address}{first.pk}/").status_code == 404, (
        "what is replaced is kept as it was"
    )
    late = adam.post(f"{address}{first.pk}/", written(need="Min text.", revision="1"))
    assert late.status_code == 409, "told that somebody else was first, and not that it is unknown"
    with acting(world.actor("Adam")):
        assert AccessAnalysis.objects.get(pk=first.pk).need == "Insatsens alla ärenden."
        second = AccessAnalysis.objects.get(ended_on__isnull=True)
    adam.post(f"{address}{second.pk}/avsluta/")
    assert "Ingen analys är skriven" in adam.get("/medarbetare/").content.decode()
    assert (
        events(world, Event.ACCESS_ANALYSIS_WRITTEN),
        events(world, Event.ACCESS_ANALYSIS_ENDED),
    ) == (2, 2)
    assert as_person("Sara").get(f"{address}ny/").status_code == 403


def test_an_assignment_is_prolonged_after_a_new_reason(
    world: World, as_person: AsPerson, analysis: AccessAnalysis
) -> None:
    adam, sara = as_person("Adam"), world.assignment("Sara")
    soon = today() + timedelta(days=9)
    Assignment.objects.filter(pk=sara).update(ends_on=soon)
    shown = (
        adam.get("/medarbetare/").content.decode().split("Att se över")[1].split("</section>")[0]
    )
    assert f"Slutar {in_swedish(soon)}" in shown and "Sara Berg" in shown
    typed = {
        "reason": "Tio deltagare kvar.",
        "ends_on": str(add_months(today(), 6)),
        "revision": "1",
    }
    address = f"/medarbetare/{sara}/forlang/"
    assert adam.post(address, typed | {"reason": " "}).status_code == 422
    assert adam.post(address, typed | {"ends_on": str(soon)}).status_code == 422
    assert adam.post(address, typed | {"ends_on": str(add_months(today(), 13))}).status_code == 422
    assert adam.post(address, typed).status_code == 302
    kept = Assignment.objects.get(pk=sara)
    assert kept.reason == f"Arbetar i insatsen.\n{today()}: Tio deltagare kvar."
    assert kept.ends_on == add_months(today(), 6)
    assert events(world, Event.ASSIGNMENT_PROLONGED) == 1
    # Kim's role is analysed; Samira's is not, so hers cannot go on.
    # What is wrong with an analysis is mended in the analysis.
    late = today() - timedelta(days=1)
    old = {"written_on": late, "review_on": late}
    with acting(world.actor("Adam")):
        AccessAnalysis.objects.filter(pk=analysis.pk).update(**old)
    shown = adam.get("/medarbetare/").content.decode().split('id="h-rows"')[0]
    assert f"/medarbetare/analyser/{analysis.pk}/" in shown and "Se över analysen" in shown
    samira = adam.post(
        f"/medarbetare/{world.assignment('Samira')}/forlang/",
        typed | {"ends_on": str(add_months(today(), 23) + timedelta(days=3))},
    )
    assert samira.status_code == 422 and "Skriv analysen först." in samira.content.decode()


def test_an_assignment_that_is_over_is_not_prolonged(
    world: World, as_person: AsPerson, analysis: AccessAnalysis
) -> None:
    over = today() - timedelta(days=1)
    Assignment.objects.filter(pk=world.assignment("Kim")).update(ends_on=over)
    typed = {"reason": "Åter.", "ends_on": str(add_months(today(), 2)), "revision": "1"}
    answer = as_person("Adam").post(f"/medarbetare/{world.assignment('Kim')}/forlang/", typed)
    assert answer.status_code == 422 and "Ge ett nytt" in answer.content.decode()


def test_few_queries(world: World, as_person: AsPerson, analysis: AccessAnalysis) -> None:
    adam = as_person("Adam")
    adam.get("/medarbetare/")
    paths = ("", "nytt/", "analyser/ny/", f"analyser/{analysis.pk}/")
    for path in (*paths, f"{world.assignment('Sara')}/forlang/"):
        assert queries(adam, f"/medarbetare/{path}") <= 10, path


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
            ends_on=last_day(),
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
    world: World, as_person: AsPerson, issuer: str, analysis: AccessAnalysis
) -> None:
    adam = as_person("Adam")
    assert "Anställnings-id" in adam.get("/medarbetare/nytt/").content.decode()
    adam.post("/medarbetare/nytt/", form(employee_id=" se2321000016-1a3x "))
    account = Account.objects.get(email=FORM["email"])
    assert (account.employee_issuer, account.employee_id) == (issuer, "SE2321000016-1A3X")
    (letter,) = mail.outbox
    assert "Logga in med din e-tjänstelegitimation" in letter.body
    assert "password" not in letter.body


def test_with_several_logins_it_is_chosen_whose_id_it_is(
    world: World, as_person: AsPerson, settings: Any, analysis: AccessAnalysis
) -> None:
    other = "https://annan.exempel.se"
    apps = [app(STAFF, ISSUER), app(f"{STAFF}-fk", other) | {"name": "FK-inloggning"}]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    settings.LOCAL_LOGIN = False
    adam = as_person("Adam")
    assert "FK-inloggning" in adam.get("/medarbetare/nytt/").content.decode()
    given = form(employee_id="SE2021005521-1A3X")
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
    taken = form(email=email("Lena"), employee_id="SE2321000016-TJUV")
    answer = as_person("Adam").post("/medarbetare/nytt/", taken)
    assert answer.status_code == 422
    assert "kan inte få det anställnings-id" in answer.content.decode()
    assert world.account("Lena").employee_id == ""


def test_an_id_is_one_persons(
    world: World, as_person: AsPerson, issuer: str, analysis: AccessAnalysis
) -> None:
    adam = as_person("Adam")
    adam.post("/medarbetare/nytt/", form(employee_id="SE2321000016-1A3X"))
    twin = form(email="annan@exempel.invalid", employee_id="se2321000016-1a3x")
    answer = adam.post("/medarbetare/nytt/", twin)
    assert answer.status_code == 422
    assert "hör till ett annat konto" in answer.content.decode()
    changed = form(employee_id="SE2321000016-NYTT")
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
            ends_on=last_day(),
        )
    # Even if the row were there, nobody would act by it.
    Assignment.objects.filter(account=world.account("Sara")).update(account=participant)
    assert assignments_of(participant.pk, date(2026, 1, 1)) == []
