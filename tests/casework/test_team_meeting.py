"""Team meetings: agenda, who may stay for each case, decisions."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.casework import inbox, team_meetings
from stegvis.casework.actions import referral as referrals
from stegvis.casework.actions import team_meeting as meetings
from stegvis.casework.models import (
    CriterionJudgement,
    Intake,
    IntakeStatus,
    Referral,
    TeamCase,
    TeamMeeting,
)
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import consent, disclosure
from stegvis.participants.models import Consent, Ground
from tests.casework.arrivals import EBBE, again, judged, refer
from tests.world import AF, AMN, FK, REGION, World


def called(world: World, *, on: date | None = None, cases: list[UUID] | None = None) -> TeamMeeting:
    """By Samira, with the own staff, FK, AF and the region. Call inside acting(...) of her."""
    samira = world.actor("Samira")
    day = on or today()
    meeting = meetings.call(
        actor=samira,
        version=world.version,
        at=timezone.make_aware(datetime.combine(day, time(0, 30))),
        place="Stora rummet",
    )
    for name, key in (("Kim Lund", AMN), ("Lena Holm", FK), ("Per Ek", AF), ("Maria Lind", REGION)):
        meetings.invite(
            actor=samira,
            meeting=meeting,
            organisation_id=world.organisation(key).pk,
            name=name,
        )
    for pk in cases or []:
        row = inbox.arrived(samira, pk).referral
        meetings.put_on_agenda(actor=samira, meeting=meeting, referrals=[row])
    return meeting


def stays(world: World, meeting: TeamMeeting, place: int = 0) -> list[str]:
    seen = team_meetings.agenda(world.actor("Samira"), meeting.pk).cases[place]
    return sorted(one.attendee.name.split()[0] for one in seen.stay)


def test_who_may_stay_for_somebody_who_waits(world: World) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        assert stays(world, meeting) == ["Kim", "Lena"], "own staff and the referrer"
        case = TeamCase.objects.get()
        case.meeting = meeting
        meetings.let_stay(
            actor=samira,
            case=case,
            organisation_id=world.organisation(AF).pk,
            consent_on=today(),
            taken_by="Samira Nordin",
        )
        assert stays(world, meeting) == ["Kim", "Lena", "Per"]
    with acting(world.actor("Per")):
        assert not TeamMeeting.objects.exists() and not TeamCase.objects.exists()


def test_whoever_was_let_in_is_so_no_longer_when_the_case_is_struck(world: World) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        case = TeamCase.objects.get()
        case.meeting = meeting
        let_in = meetings.let_stay(
            actor=samira,
            case=case,
            organisation_id=world.organisation(AF).pk,
            consent_on=today(),
            taken_by="Samira Nordin",
        )
        meetings.take_off(actor=samira, case=case)
        let_in.refresh_from_db()
        assert let_in.closed_at is not None


def test_a_consent_for_the_meeting_needs_its_day_and_its_taker(world: World) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        case = team_meetings.team_case(samira, meeting, TeamCase.objects.get().pk)
        told = {"case": case, "organisation_id": world.organisation(AF).pk}
        for on, by, field in (
            (today() + timedelta(days=1), "Samira", "consent_on"),
            (today(), " ", "taken_by"),
        ):
            with pytest.raises(RuleBroken) as broken:
                meetings.let_stay(actor=samira, consent_on=on, taken_by=by, **told)
            assert broken.value.field == field


def test_when_the_referral_is_withdrawn_everybody_leaves(world: World) -> None:
    pk, samira, lena = refer(world), world.actor("Samira"), world.actor("Lena")
    with acting(samira):
        meeting = called(world, cases=[pk])
    with acting(lena):
        row = Referral.objects.get(pk=pk)
        referrals.withdraw(actor=lena, referral=row, revision=row.revision)
    with acting(samira):
        assert stays(world, meeting) == []


def test_in_an_ongoing_case_consent_decides_and_its_withdrawal_too(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        alva = world.case("Alva")
        meeting = called(world)
        meetings.put_on_agenda(actor=samira, meeting=meeting, participations=[alva])
        assert stays(world, meeting) == ["Kim", "Lena"]
        seen = team_meetings.agenda(samira, meeting.pk).cases[0]
        lena = next(place for place in seen.stay if place.attendee.name == "Lena Holm")
        assert lena.but_not and "Kontakt" not in lena.but_not, (
            "the consent covers planning and contact only"
        )
        given = Consent.objects.get(participation_id=alva.pk, kind="secrecy")
        consent.withdraw(actor=samira, scope=alva.scope, consent=given)
        assert stays(world, meeting) == ["Kim"]


def test_a_consent_for_one_receiver_covers_no_other_case(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        meeting = called(world)
        meetings.put_on_agenda(
            actor=samira, meeting=meeting, participations=[world.case("Alva"), world.case("Bo")]
        )
        assert stays(world, meeting, 0) == ["Kim", "Lena"]
        assert stays(world, meeting, 1) == ["Kim"]


def test_something_handed_out_without_consent_opens_no_door(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        alva, note = world.case("Alva"), world.note("Alva")
        disclosure.make(
            actor=samira,
            permission=Permission.TEAM_MEETING_RUN,
            scope=alva.scope,
            item=note,
            title="Anteckning",
            receiver_id=world.organisation(AF).pk,
            category=alva.version.definition.plan.category,
            ground=Ground.GENERAL_CLAUSE,
            reason="Behövs för beslutet om praktik.",
            assessment="Bara anteckningen, inget om hälsan.",
            participation_id=alva.pk,
        )
        meeting = called(world)
        meetings.put_on_agenda(actor=samira, meeting=meeting, participations=[alva])
        assert stays(world, meeting) == ["Kim", "Lena"], "one item was handed out, not the case"


def test_the_decision_runs_the_ordinary_action(world: World) -> None:
    pk, other, samira = refer(world), refer(world, name="Ebbe", number=EBBE), world.actor("Samira")
    with acting(samira):
        judged(world, pk)
        meeting = called(world, cases=[pk, other])
        first, second = (
            team_meetings.team_case(samira, meeting, one.pk)
            for one in TeamCase.objects.order_by("place")
        )
        done = meetings.decide(
            actor=samira, case=first, decision="admit", text="Alla var eniga.", message="Välkommen."
        )
        assert done.decision == "admit" and again(world, pk).status == IntakeStatus.ADMITTED
        assert again(world, pk).message == "Välkommen."
        assert "eniga" not in again(world, pk).decision_reason
        with pytest.raises(RuleBroken):
            meetings.decide(actor=samira, case=first, decision="not_admit")
        with pytest.raises(RuleBroken) as broken:
            meetings.decide(actor=samira, case=second, decision="not_admit", refusal="")
        assert broken.value.field == "reason"
        meetings.decide(
            actor=samira, case=second, decision="not_admit", refusal="utanfor_malgruppen"
        )
        refused = again(world, other)
        assert refused.refusal == "utanfor_malgruppen"
        # Ebbe is too old, which his referral says: that is kept with the decision.
        kept = CriterionJudgement.objects.filter(intake=refused)
        assert any(row.outcome == "not_met" for row in kept)


def test_an_ongoing_case_is_talked_through(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        meeting = called(world)
        meetings.put_on_agenda(actor=samira, meeting=meeting, participations=[world.case("Bo")])
        case = team_meetings.team_case(samira, meeting, TeamCase.objects.get().pk)
        with pytest.raises(RuleBroken):
            meetings.decide(actor=samira, case=case, decision="admit")
        meetings.decide(actor=samira, case=case, decision="later")
        meetings.decide(actor=samira, case=case, decision="talked", text="Går framåt.")
        with pytest.raises(RuleBroken):
            meetings.take_off(actor=samira, case=case)


def test_the_agenda_holds_each_case_once(world: World) -> None:
    pk, samira = refer(world), world.actor("Samira")
    with acting(samira):
        meeting = called(world, cases=[pk])
        row = inbox.arrived(samira, pk).referral
        assert meetings.put_on_agenda(actor=samira, meeting=meeting, referrals=[row]) == []
        assert Intake.objects.get(referral=pk).status == IntakeStatus.RECEIVED
        meetings.take_off(
            actor=samira, case=team_meetings.team_case(samira, meeting, TeamCase.objects.get().pk)
        )
        assert team_meetings.agenda(samira, meeting.pk).cases == []
        assert len(meetings.put_on_agenda(actor=samira, meeting=meeting, referrals=[row])) == 1


def test_only_who_runs_them_reaches_team_meetings(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        meeting = called(world)
    for name in ("Sara", "Lena", "Stina", "Adam", "Maria"):
        actor = world.actor(name)
        with acting(actor):
            with pytest.raises(NotVisible):
                team_meetings.agenda(actor, meeting.pk)
            with pytest.raises(Refused):
                meetings.call(actor=actor, version=world.version, at=meeting.at)


def test_a_meeting_ahead_was_not_held(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        meeting = called(world, on=today() + timedelta(days=3))
        with pytest.raises(RuleBroken) as broken:
            meetings.change(actor=samira, meeting=meeting, at=meeting.at, place="", status="held")
        assert broken.value.field == "status"
