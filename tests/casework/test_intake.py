"""Intake: every way out, what is refused, and what the referrer is told."""

from datetime import timedelta
from uuid import UUID

import pytest

from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.casework import inbox, taking_on
from stegvis.casework.actions import intake as intakes
from stegvis.casework.actions import meeting, question, referral
from stegvis.casework.intake_facts import Weighed, known_facts, weigh
from stegvis.casework.models import (
    CriterionJudgement,
    Intake,
    Meeting,
    Participation,
    Party,
    Question,
    Referral,
)
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.models import Benefit, Disclosure, Identity
from tests.casework.arrivals import (
    EBBE,
    FACTS,
    again,
    judged,
    opened,
    outreach_to,
    refer,
    seen_by,
)
from tests.world import World


def criteria(world: World, pk: UUID) -> dict[str, Weighed]:
    seen = seen_by(world, "Samira", pk)
    facts = known_facts(seen.referral, seen.identity, today())
    weighed = weigh(seen.referral.version.definition, facts, inbox.judgements(seen.intake))
    return {one.criterion.key: one for one in weighed}


def test_opening_gives_the_referrer_its_status_and_nothing_more(world: World) -> None:
    pk = refer(world)
    samira, lena = world.actor("Samira"), world.actor("Lena")
    with acting(samira):
        intake = opened(world, pk)
        assert opened(world, pk) == intake, "opened once"
        intakes.judge(actor=samira, intake=intake, criterion="behov", outcome="met")
        assert again(world, pk).status == "assessing"
    with acting(lena):
        answer = Intake.objects.visible_to(lena).get(referral_id=pk)
        assert answer.get_status_display() == "bedöms"
        assert not CriterionJudgement.objects.exists()
        disclosure = Disclosure.objects.get(item_kind="intake")
        assert (disclosure.ground, disclosure.category) == ("consent", "contact")
    with acting(world.actor("Per")):
        assert not Intake.objects.exists()


def test_another_ground_follows_the_answer_back(world: World) -> None:
    pk = refer(world, ground="osl_10_2", reason="Behövs i vårt ärende.", assessment="Prövat.")
    with acting(world.actor("Samira")):
        opened(world, pk)
    with acting(world.actor("Lena")):
        back = Disclosure.objects.get(item_kind="intake")
        assert (back.ground, back.reason) == ("osl_10_2", "Behövs i vårt ärende.")
        assert back.assessment == "Prövat."
        assert back.review_due_on


def test_facts_fill_in_criteria_and_leave_the_unclear_to_a_person(world: World) -> None:
    pk = refer(world, facts=dict(FACTS) | {"daily_activities": "yes"})
    with acting(world.actor("Samira")):
        found = criteria(world, pk)
    assert found["alder"].outcome == "met"
    assert "personnummer" in found["alder"].derived.source
    assert found["funktionsnedsattning"].outcome == "met"
    assert "aktualiseringen från Försäkringskassan" in found["funktionsnedsattning"].derived.source
    assert found["aktivitetsersattning"].outcome == "met"
    assert found["daglig_verksamhet"].needs_person
    assert "både" in found["daglig_verksamhet"].derived.source
    assert found["behov"].needs_person


def test_age_outside_the_span_is_set_aside_with_a_reason(world: World) -> None:
    pk = refer(world, name="Ebbe", number=EBBE)
    samira = world.actor("Samira")
    with acting(samira):
        intake = judged(world, pk)
        assert criteria(world, pk)["alder"].stands_in_the_way
        with pytest.raises(RuleBroken, match="talar emot: Är mellan 19 och 29 år"):
            intakes.admit(actor=samira, intake=intake)
        with pytest.raises(RuleBroken, match="varför"):
            intakes.judge(
                actor=samira, intake=intake, criterion="alder", outcome="not_met", set_aside=True
            )
        intakes.judge(
            actor=samira,
            intake=intake,
            criterion="alder",
            outcome="not_met",
            set_aside=True,
            reason="Alla parter är överens.",
        )
        assert criteria(world, pk)["alder"].is_set_aside
        assert intakes.admit(actor=samira, intake=intake).status == "admitted"


def test_admitted_person_is_registered_with_what_was_told(world: World) -> None:
    pk = refer(world)
    samira = world.actor("Samira")
    with acting(samira):
        with pytest.raises(RuleBroken, match="Bedöm först"):
            intakes.admit(actor=samira, intake=opened(world, pk))
        intake = intakes.admit(actor=samira, intake=judged(world, pk), message="Välkommen!")
        person = intake.participant
        identity = Identity.objects.get(participant=person)
        assert (identity.full_name, identity.phone) == ("Dag Väntander", "070-000 00 00")
        assert (person.owner_id, person.language) == (samira.organisation_id, "arabiska")
        assert person.needs_interpreter and person.sex == "man"
        benefit = Benefit.objects.get(participant=person)
        assert (benefit.kind, benefit.extent_percent) == ("activity_compensation", 100)
        assert benefit.ends_on.isoformat() == "2027-06-30"
        assert benefit.source.startswith("Försäkringskassan")
    with acting(world.actor("Lena")):
        answer = Intake.objects.get(referral_id=pk)
        assert (answer.status, answer.message) == ("admitted", "Välkommen!")
        assert Benefit.objects.count() == 0


def test_own_referral_needs_no_disclosure_and_keeps_its_person(world: World) -> None:
    pk = outreach_to(world)
    samira = world.actor("Samira")
    with acting(samira):
        intake = intakes.admit(actor=samira, intake=judged(world, pk))
        assert intake.participant_id == Referral.objects.get(pk=pk).participant_id
        assert not Disclosure.objects.filter(item_kind="intake").exists()
        with pytest.raises(RuleBroken):
            intakes.ask_more(actor=samira, intake=intake, text="Mer?")


def test_not_admitted_tells_the_referrer_why(world: World) -> None:
    pk = refer(world)
    samira = world.actor("Samira")
    with acting(samira):
        intake = opened(world, pk)
        with pytest.raises(RuleBroken, match="Välj varför"):
            intakes.not_admit(actor=samira, intake=intake, reason="finns-inte")
        intakes.not_admit(
            actor=samira, intake=intake, reason="vard_forst", text="Vi ses igen.", message="Hej"
        )
        with pytest.raises(RuleBroken, match="redan fattat"):
            intakes.queue(actor=samira, intake=intake)
        with pytest.raises(RuleBroken, match="redan fattat"):
            intakes.judge(actor=samira, intake=intake, criterion="behov", outcome="met")
        assert taking_on.capacities(samira, today())[0].not_admitted == 1
    with acting(world.actor("Lena")):
        answer = Intake.objects.get(referral_id=pk)
        assert answer.decision_reason == "Behöver vård eller behandling först\nVi ses igen."


def test_those_referred_who_never_came_in_are_listed_by_the_receiver(world: World) -> None:
    """For the list behind a figure of those who were referred."""
    pk = refer(world)
    samira, kim = world.actor("Samira"), world.actor("Kim")
    with acting(samira):
        intake = opened(world, pk)
        intakes.not_admit(actor=samira, intake=intake, reason="annan_insats")
        (one,), in_all = inbox.never_enrolled(samira, [str(intake.pk)], 0, 50)
        assert one.referral.pk == pk and one.name == "Dag Väntander" and in_all == 1
    with acting(kim):
        assert inbox.never_enrolled(kim, [str(intake.pk)], 0, 50) == ([], 0)


def test_not_reached_is_counted_by_itself(world: World) -> None:
    pk = refer(world)
    samira = world.actor("Samira")
    with acting(samira):
        intake = opened(world, pk)
        with pytest.raises(RuleBroken, match="försökt"):
            intakes.not_reached(actor=samira, intake=intake, text=" ")
        intakes.not_reached(actor=samira, intake=intake, text="Ringt tre gånger.")
        now = taking_on.capacities(samira, today())[0]
        assert (now.not_reached, now.not_admitted, now.ongoing) == (1, 0, 3)


def test_queue_keeps_its_first_day_and_can_be_admitted_from(world: World) -> None:
    pk = refer(world)
    samira = world.actor("Samira")
    soon = today() + timedelta(days=30)
    with acting(samira):
        intake = judged(world, pk)
        with pytest.raises(RuleBroken, match="redan varit"):
            intakes.queue(actor=samira, intake=intake, expected_on=today() - timedelta(days=1))
        first = intakes.queue(actor=samira, intake=intake, expected_on=soon)
        assert (first.status, first.queued_on, first.expected_on) == ("queued", today(), soon)
        assert intakes.queue(actor=samira, intake=intake).expected_on is None
        with pytest.raises(Conflict):
            intakes.assess(actor=samira, intake=intake, revision=1)
        assert intakes.admit(actor=samira, intake=again(world, pk)).status == "admitted"


def test_asking_for_more_and_the_answer(world: World) -> None:
    pk = refer(world)
    samira, lena = world.actor("Samira"), world.actor("Lena")
    with acting(samira):
        intakes.ask_more(actor=samira, intake=opened(world, pk), text="Pågår vård?")
        assert again(world, pk).status == "asked"
    with acting(lena):
        asked = Question.objects.visible_to(lena).select_related("version").get(referral_id=pk)
        question.answer(actor=lena, question=asked, text="Ja, sedan i mars.")
    with acting(samira):
        exchange = inbox.exchanges(samira, seen_by(world, "Samira", pk).referral)[0]
        assert (exchange.text, exchange.answer) == ("Pågår vård?", "Ja, sedan i mars.")
        assert inbox.inbox(samira)[0].referral.has_answer
        assert intakes.assess(actor=samira, intake=again(world, pk)).status == "assessing"


def test_withdrawn_referral_leaves_an_intake_to_close(world: World) -> None:
    pk = refer(world)
    samira, lena = world.actor("Samira"), world.actor("Lena")
    with acting(samira):
        intake = opened(world, pk)
        with pytest.raises(RuleBroken, match="inte tillbakadragen"):
            intakes.close_withdrawn(actor=samira, intake=intake)
    with acting(lena):
        mine = Referral.objects.select_related("version").get(pk=pk)
        referral.withdraw(actor=lena, referral=mine, revision=mine.revision)
    with acting(samira):
        with pytest.raises(NotVisible):
            seen_by(world, "Samira", pk)
        assert inbox.left_open(samira, []) == [intake]
        assert intakes.close_withdrawn(actor=samira, intake=intake).status == "withdrawn"
        assert inbox.left_open(samira, []) == []


def test_enrolment_appoints_and_lets_the_referrer_in(world: World) -> None:
    pk = refer(world)
    samira, sara = world.actor("Samira"), world.actor("Sara")
    with acting(samira):
        intake = judged(world, pk)
        with pytest.raises(RuleBroken, match="först tas emot"):
            intakes.enrol(
                actor=samira, intake=intake, enrolled_on=today(), case_manager_id=sara.account_id
            )
        intakes.admit(actor=samira, intake=intake)
        case = intakes.enrol(
            actor=samira,
            intake=again(world, pk),
            enrolled_on=today(),
            case_manager_id=sara.account_id,
        )
        party = Party.objects.get(participation=case)
        assert party.contact_id == world.actor("Lena").account_id
        assert (party.key, party.seat, party.ends_on) == ("fk", "handläggare", None)
        assert party.organisation_participant_id == Referral.objects.get(pk=pk).participant_id
        with pytest.raises(RuleBroken, match="redan inskriven"):
            intakes.enrol(
                actor=samira,
                intake=again(world, pk),
                enrolled_on=today(),
                case_manager_id=sara.account_id,
            )
        assert {load.name: load.cases for load in taking_on.loads(samira, today())} == {
            "Sara Berg": 3,
            "Kim Lund": 1,
        }
    with acting(world.actor("Lena")):
        assert Participation.objects.get(pk=case.pk).enrolled_on == today()


def test_meetings_begin_the_assessment_and_stay_here(world: World) -> None:
    pk = refer(world)
    samira = world.actor("Samira")
    with acting(samira):
        intake = opened(world, pk)
        at = intake.created_at
        booked = meeting.book(
            actor=samira,
            kind="informationsmote",
            at=at,
            place="Vaksalagatan",
            with_whom_id=samira.account_id,
            intake=intake,
        )
        assert again(world, pk).status == "assessing"
        with pytest.raises(RuleBroken, match="ledde till"):
            meeting.report(actor=samira, meeting=booked, status="held", outcome="")
        meeting.report(actor=samira, meeting=booked, status="held", outcome="Vill gå vidare")
        ahead = meeting.book(
            actor=samira,
            kind="bedomningssamtal",
            at=at + timedelta(days=3),
            place="",
            with_whom_id=samira.account_id,
            intake=intake,
        )
        with pytest.raises(RuleBroken, match="inte varit än"):
            meeting.report(actor=samira, meeting=ahead, status="held", outcome="x")
        assert [row.pk for row, _ in inbox.meetings(samira)] == [ahead.pk]
    with acting(world.actor("Lena")):
        assert not Meeting.objects.exists()


def test_case_managers_and_strangers_may_not(world: World) -> None:
    pk = refer(world)
    for name in ("Sara", "Olof", "Stina", "Adam", "Per", "Lena"):
        with acting(world.actor(name)), pytest.raises(NotVisible):
            seen_by(world, name, pk)
    with acting(world.actor("Samira")):
        intake = opened(world, pk)
    sara = world.actor("Sara")
    with acting(sara), pytest.raises(Refused):
        intakes.judge(actor=sara, intake=intake, criterion="behov", outcome="met")
    with acting(sara), pytest.raises(Refused):
        intakes.queue(actor=sara, intake=intake)
