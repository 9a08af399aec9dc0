"""Log checks: what is drawn and why, who judges, and when a check may be closed."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from stegvis.access.policy import Refused
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework import queries as cases
from stegvis.core.dates import now, today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account, Organisation, Unit
from stegvis.oversight import jobs
from stegvis.oversight.actions import log_check
from stegvis.oversight.models import CheckKind, Judgement, LogCheck, LogCheckRow, Reason
from stegvis.oversight.readings import readings
from stegvis.oversight.sampling import draw as draw_rows
from stegvis.participants.actions import curiosity
from stegvis.participants.models import CuriosityMark, Identity, Participant
from tests.days import as_of_now, yesterday
from tests.world import AMN, FK, World


def read(world: World, name: str, of: str) -> None:
    """This person opens that case."""
    actor = world.actor(name)
    with acting(actor, purpose="case-show"):
        found = Identity.objects.filter(given_name=of).first()
        case = world.case(of) if found else None
        assert case is not None
        cases.own_case(actor, case.pk)


def drawn(world: World, **options: object) -> LogCheck:
    adam = world.actor("Adam")
    given = {"starts_on": today(), "ends_on": today(), "size": 20, "share": 50, "seed": "frö"}
    with acting(adam):
        return log_check.draw(actor=adam, **(given | options))


def signs_of(world: World, reader: str, of: str) -> set[str]:
    """The signs of what this person opened about that one."""
    account = world.account(reader).pk
    with acting(world.actor("Samira")):
        participant = Participant.objects.get(identity__given_name=of).pk
    adam = world.actor("Adam")
    with acting(adam):
        numbers = set(
            Entry.objects.filter(account_id=account, participant_id=participant).values_list(
                "number", flat=True
            )
        )
        found = readings(adam.organisation_id, today(), today())
    signs = [reading.signs for reading in found if reading.number in numbers]
    assert signs, "nothing was opened"
    return set().union(*signs) - {Reason.NIGHT, Reason.WEEKEND}


def test_an_ordinary_reading_has_no_sign(world: World) -> None:
    read(world, "Sara", "Alva")
    read(world, "Samira", "Alva")
    assert signs_of(world, "Sara", "Alva") == set()
    assert signs_of(world, "Samira", "Alva") == set()


@pytest.mark.parametrize(
    ("family_name", "account"),
    [("Berg", "Sara Berg"), ("Lind-Berg", "Sara Berg"), ("ÅBERG", "Sara Maria Nord Åberg")],
)
def test_the_same_surname_is_seen(world: World, family_name: str, account: str) -> None:
    read(world, "Sara", "Alva")
    with acting(world.actor("Sara")):
        Identity.objects.filter(given_name="Alva").update(family_name=family_name)
    type(world.account("Sara")).objects.filter(name="Sara Berg").update(name=account)
    assert Reason.SAME_SURNAME in signs_of(world, "Sara", "Alva")


@pytest.mark.parametrize(
    "same", [{"given_name": "Kim", "family_name": "Lund"}, {"email": "KIM@exempel.invalid"}]
)
def test_a_colleague_is_seen(world: World, same: dict[str, str]) -> None:
    read(world, "Sara", "Alva")
    with acting(world.actor("Sara")):
        Identity.objects.filter(given_name="Alva").update(**same)
    assert signs_of(world, "Sara", same.get("given_name", "Alva")) == {Reason.COLLEAGUE}


@pytest.mark.parametrize(
    ("staff", "hers"),
    [
        ({"phone": "018-123 45 67"}, {"phone": "+46 18 123 45 67"}),
        ({"phone": "070 123 45 67"}, {"phone": "0046-70-1234567"}),
        ({}, {"email": "KIM@Exempel.invalid"}),
    ],
)
def test_the_reader_s_own_telephone_or_mail_is_seen(
    world: World, staff: dict[str, str], hers: dict[str, str]
) -> None:
    """As near as one comes to the same address, which nobody has of staff. A reader of another
    authority too, whom the list of colleagues does not hold."""
    read(world, "Kim", "Alva")
    read(world, "Sara", "Alva")
    with acting(world.actor("Sara")):
        Identity.objects.filter(given_name="Alva").update(**hers)
    if staff:
        Account.objects.filter(pk=world.account("Kim").pk).update(**staff)
    assert Reason.SAME_CONTACT in signs_of(world, "Kim", "Alva")
    assert Reason.SAME_CONTACT not in signs_of(world, "Sara", "Alva")


def test_whoever_is_marked_as_exposed_to_curiosity_is_seen_while_it_holds(world: World) -> None:
    read(world, "Sara", "Alva")
    sara, adam = world.actor("Sara"), world.actor("Adam")
    with acting(sara):
        case = world.case("Alva")
        whose = {"actor": sara, "scope": case.scope}
        made = curiosity.mark(**whose, participant=case.participant, reason="Känd politiker.")
    assert signs_of(world, "Sara", "Alva") == {Reason.CURIOSITY}
    shown = drawn(world, share=0)
    with acting(adam):
        assert {row.reason for row in shown.rows.all()} >= {Reason.CURIOSITY}
        kept = Entry.objects.get(event=Event.CURIOSITY_MARKED)
        assert kept.detail == {} and "politiker" not in str(kept.__dict__)
    with acting(sara):
        ended = curiosity.end(**whose, mark=made, revision=1, reason="Har slutat.")
    assert signs_of(world, "Sara", "Alva") == {Reason.CURIOSITY}, "it held that day"
    with acting(sara):
        CuriosityMark.objects.filter(pk=ended.pk).update(ended_at=now() - timedelta(days=2))
    assert signs_of(world, "Sara", "Alva") == set()


def test_a_reader_without_assignment_or_responsibility_is_seen(world: World) -> None:
    read(world, "Sara", "Alva")
    read(world, "Kim", "Alva")
    assert signs_of(world, "Kim", "Alva") == set(), "the programme lets the team see"
    sara = world.account("Sara")
    sara.assignments.update(starts_on=date(2020, 1, 1), ends_on=today() - timedelta(days=2))
    assert signs_of(world, "Sara", "Alva") == {Reason.NO_ASSIGNMENT}


def test_protected_identity_is_seen_and_her_name_is_not_needed(world: World) -> None:
    read(world, "Sara", "Cleo")
    with acting(world.actor("Adam")):
        her = Participant.objects.exclude(protection="none").get().pk
        assert not Identity.objects.filter(participant=her).exists()
    adam = world.actor("Adam")
    with acting(adam):
        found = readings(adam.organisation_id, today(), today())
    assert any(Reason.PROTECTED in reading.signs for reading in found)


MOMENTS = {
    "2026-03-04 21:59": set(),
    "2026-03-04 22:00": {Reason.NIGHT},
    "2026-03-05 05:59": {Reason.NIGHT},
    "2026-03-05 06:00": set(),
    "2026-07-01 23:30": {Reason.NIGHT},
    "2026-03-07 12:00": {Reason.WEEKEND},
    "2026-03-08 23:00": {Reason.NIGHT, Reason.WEEKEND},
}


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_night_and_weekend_are_by_the_clock_in_sweden(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Only whoever owns the tables can put a row at another time than now."""
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Stockholm"))
    sara = world.actor("Sara")
    with acting(sara):
        participant = world.case("Alva").participant_id
    with connections["owner"].cursor() as cursor:
        cursor.execute("set stegvis.appending = 'on'")
        cursor.execute(
            "insert into audit_entry (owner_id, number, at, event, item_kind, participant_id, "
            "account_id, organisation_id, unit, purpose, request_id, detail, previous, digest) "
            "values (%s, 900000, %s, 'person_read', '', %s, %s, %s, '', '', %s, '{}', '', '')",
            [
                sara.organisation_id,
                at,
                participant,
                sara.account_id,
                sara.organisation_id,
                uuid4(),
            ],
        )
    monkeypatch.setattr("stegvis.oversight.readings.connection", connections["owner"])
    found = readings(sara.organisation_id, at.date(), at.date())
    assert [(r.number, r.signs) for r in found] == [(900_000, MOMENTS[moment])]
    before = at.date() - timedelta(days=1)
    assert readings(sara.organisation_id, before, before) == []


def test_the_reading_of_another_authority_is_in_the_owners_log(world: World) -> None:
    case, lena = world.case_id("Alva"), world.actor("Lena")
    with acting(lena):
        cases.party_case(lena, case)
    assert signs_of(world, "Lena", "Alva") == set(), "she is the contact of a party"


def test_names_are_not_brought_out_of_the_database(world: World) -> None:
    read(world, "Sara", "Alva")
    adam = world.actor("Adam")
    with acting(adam), CaptureQueriesContext(connection) as captured:
        readings(adam.organisation_id, today(), today())
    asked = [q["sql"] for q in captured.captured_queries if "participants_identity" in q["sql"]]
    assert len(asked) == 1
    last_select = asked[0].rsplit("\nselect r.number", 1)[1]
    assert "identity" not in last_select
    assert "given_name" not in last_select


def test_a_draw_keeps_what_is_needed_to_draw_it_again(world: World) -> None:
    for reader, of in (("Sara", "Alva"), ("Kim", "Bo"), ("Sara", "Cleo"), ("Samira", "Bo")):
        read(world, reader, of)
    check = drawn(world, size=3)
    read(world, "Samira", "Alva")
    adam = world.actor("Adam")
    with acting(adam):
        again = draw_rows(
            readings(check.owner_id, check.starts_on, check.ends_on, last=check.last_number),
            seed=check.seed,
            size=check.size,
            share=check.share,
        )
        kept = set(check.rows.values_list("number", "reason"))
        logged = Entry.objects.get(event=Event.LOG_CHECK_DRAWN, item_id=check.pk)
    assert kept == {(row.reading.number, row.reason.value) for row in again}
    assert len(kept) == 3
    assert logged.detail["seed"] == "frö"


def test_a_unit_is_checked_by_itself(world: World) -> None:
    unit = Unit.objects.create(organisation=world.organisation(AMN), name="Enheten")
    with pytest.raises(RuleBroken, match="Inget har lästs"):
        drawn(world, unit=unit)
    world.account("Kim").assignments.update(unit=unit)
    read(world, "Kim", "Bo")
    read(world, "Sara", "Alva")
    check = drawn(world, unit=unit)
    with acting(world.actor("Adam")):
        assert check.rows.count() == 1
    elsewhere = Unit.objects.create(organisation=world.organisation(FK), name="Kontoret")
    with pytest.raises(RuleBroken, match="annan myndighet"):
        drawn(world, unit=elsewhere)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"size": 0}, "mellan 1 och"),
        ({"size": 101}, "mellan 1 och"),
        ({"share": 101}, "mellan 0 och 100"),
        ({"due_on": yesterday}, "kommande dag"),
        ({"ends_on": date(2020, 1, 1)}, "före första"),
        ({"starts_on": date(2099, 1, 1), "ends_on": date(2099, 2, 1)}, "inte börjat"),
    ],
)
def test_a_draw_that_cannot_be(world: World, wrong: dict[str, object], message: str) -> None:
    read(world, "Sara", "Alva")
    with pytest.raises(RuleBroken, match=message):
        drawn(world, **as_of_now(wrong))


@pytest.mark.parametrize("name", ["Sara", "Samira", "Styrbjörn", "Frida", "Lena"])
def test_only_administrators_check_the_log(world: World, name: str) -> None:
    actor = world.actor(name)
    with acting(actor), pytest.raises(Refused):
        log_check.draw(actor=actor, starts_on=today(), ends_on=today(), size=1, share=0)


def rows_of(world: World, check: LogCheck) -> list[LogCheckRow]:
    with acting(world.actor("Adam")):
        return list(check.rows.all())


def judge(world: World, row: LogCheckRow, judgement: Judgement, comment: str = "") -> LogCheckRow:
    adam = world.actor("Adam")
    with acting(adam):
        return log_check.judge(
            actor=adam, row=row, revision=row.revision, judgement=judgement, comment=comment
        )


def close(world: World, check: LogCheck, outcome: str = "Inget att anmärka på.") -> LogCheck:
    adam = world.actor("Adam")
    with acting(adam):
        return log_check.close(actor=adam, log_check=check, revision=1, outcome=outcome)


def test_a_check_is_closed_when_every_row_is_judged_and_the_outcome_written(world: World) -> None:
    read(world, "Sara", "Alva")
    read(world, "Kim", "Bo")
    check = drawn(world)
    first, second = rows_of(world, check)
    with pytest.raises(RuleBroken, match="2 rader är inte"):
        close(world, check)
    judge(world, first, Judgement.IN_ORDER)
    with pytest.raises(RuleBroken, match="vad du har frågat"):
        judge(world, second, Judgement.ASKED)
    second = judge(world, second, Judgement.ASKED, "Varför öppnades akten?")
    with pytest.raises(RuleBroken, match="1 rad är inte"):
        close(world, check)
    second = judge(world, second, Judgement.NOT_IN_ORDER, "Inget ärende pågick.")
    with pytest.raises(RuleBroken, match="vad kontrollen visade"):
        close(world, check, " ")
    assert close(world, check).closed_by_id == world.account("Adam").pk
    with pytest.raises(RuleBroken, match="avslutad"):
        judge(world, second, Judgement.IN_ORDER)
    with pytest.raises(RuleBroken, match="avslutad"):
        close(world, check)


def test_a_closed_check_is_frozen_by_the_database(world: World) -> None:
    read(world, "Sara", "Alva")
    check = drawn(world)
    (row,) = rows_of(world, check)
    judge(world, row, Judgement.IN_ORDER)
    close(world, check)
    for model, pk in ((LogCheck, check.pk), (LogCheckRow, row.pk)):
        with (
            acting(world.actor("Adam")),
            pytest.raises(ProgrammingError, match="frozen"),
            transaction.atomic(),
        ):
            model.objects.filter(pk=pk).update(**{_text_of(model): "annat"})


def _text_of(model: type) -> str:
    return "outcome" if model is LogCheck else "comment"


def test_two_who_judge_the_same_row_do_not_overwrite_each_other(world: World) -> None:
    read(world, "Sara", "Alva")
    (row,) = rows_of(world, drawn(world))
    judge(world, row, Judgement.IN_ORDER)
    with pytest.raises(Conflict):
        judge(world, row, Judgement.NOT_IN_ORDER, "Nej.")


def test_nobody_judges_her_own_reading(world: World) -> None:
    """Adam has got a case of his own to manage, too."""
    world.account("Adam").assignments.create(
        created_by=world.account("Adam"),
        employer=world.organisation(AMN),
        organisation=world.organisation(AMN),
        role="coordinator",
        reason="Vikarie.",
        starts_on=today(),
    )
    read(world, "Adam", "Alva")
    (row,) = rows_of(world, drawn(world))
    with pytest.raises(RuleBroken, match="din egen läsning"):
        judge(world, row, Judgement.IN_ORDER)


def test_suspicion_needs_a_cause_and_somebody(world: World) -> None:
    adam = world.actor("Adam")
    period = {"actor": adam, "starts_on": today(), "ends_on": today()}
    with acting(adam):
        with pytest.raises(RuleBroken, match="varför"):
            log_check.suspect(cause=" ", account=world.account("Sara"), **period)
        with pytest.raises(RuleBroken, match="Ange en medarbetare"):
            log_check.suspect(cause="Tips.", **period)
        with pytest.raises(RuleBroken, match="dig själv"):
            log_check.suspect(cause="Tips.", account=world.account("Adam"), **period)
        check = log_check.suspect(cause="Tips.", account=world.account("Sara"), **period)
        assert check.kind == CheckKind.SUSPICION
    with acting(adam):
        assert Entry.objects.filter(event=Event.SUSPICION_CHECKED, item_id=check.pk).exists()


def test_the_month_that_has_ended_is_drawn_once_for_each_authority_and_unit(world: World) -> None:
    unit = Unit.objects.create(organisation=world.organisation(AMN), name="Enheten")
    world.account("Kim").assignments.update(unit=unit)
    read(world, "Kim", "Bo")
    read(world, "Sara", "Alva")
    next_month = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    timestamp = int(datetime(next_month.year, next_month.month, 1, 5, tzinfo=UTC).timestamp())
    for _ in range(2):
        jobs.draw_log_checks(timestamp=timestamp)
    with acting(world.actor("Adam")):
        made = {check.unit: check for check in LogCheck.objects.all()}
        assert set(made) == {None, unit}
        assert LogCheck.objects.count() == 2
        assert made[None].starts_on == today().replace(day=1)
        assert made[None].created_by.is_system
        assert made[unit].rows.count() == 1
    for organisation in Organisation.objects.exclude(key=AMN):
        with acting(system(organisation)):
            assert LogCheck.objects.count() == 0, "each checks its own"
