"""This file is where the proofs get what comes before a case: a proposal and a team meeting."""

from datetime import datetime, time
from uuid import UUID

from django.utils import timezone

from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope
from stegvis.audit.journal import acting
from stegvis.casework import inbox
from stegvis.casework.actions import proposal, team_meeting
from stegvis.casework.actions.referred_person import known_or_new
from stegvis.casework.models import ArmPlacing, Participation, Proposal
from stegvis.core.dates import today
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars
from tests.world import AMN, FK, World, actor_named

# Invented, valid by checksum.
PELLE = "199704122382"


def proposed(world: World) -> tuple[UUID, UUID, UUID]:
    """Per has proposed Pelle to Försäkringskassan, where Lena has begun to assess: the proposal,
    and Pelle as Per's authority knows him. The version has no such route, which only the making
    of a draft asks for, so that is made by hand."""
    per, lena = world.actor("Per"), world.actor("Lena")
    with acting(per):
        person = known_or_new(
            actor=per,
            permission=Permission.REFERRAL_DRAFT,
            scope=own_scope(per, world.version.programme_id),
            particulars=Particulars("Pelle", "Pimpinella", parse(PELLE)),
        )
        draft = Proposal.objects.create(
            owner_id=per.organisation_id,
            created_by_id=per.account_id,
            participant=person,
            version=world.version,
            receiver=world.organisation(FK),
            operator=world.organisation(AMN),
            route="af",
            handler_id=per.account_id,
            reason="Libbsticka föreslagen.",
            facts={
                "benefit": "none",
                "functional_limitation": "yes",
                "daily_activities": "no",
                "treatment_ongoing": "unknown",
                "needs_interpreter": "no",
            },
        )
        sent = proposal.send(
            actor=per,
            proposal=draft,
            revision=draft.revision,
            ground="consent",
            consent_on=today(),
            consent_taken_by="Per Ek",
        )
    with acting(lena):
        answer = proposal.open(actor=lena, proposal=sent)
    return sent.pk, person.pk, answer.pk


def team_meeting_about(world: World, referral: UUID, case: UUID) -> dict[str, UUID]:
    """Samira has called a meeting where somebody who waits and an ongoing case are taken up."""
    samira = world.actor("Samira")
    with acting(samira):
        held = team_meeting.call(
            actor=samira,
            version=world.version,
            at=timezone.make_aware(datetime.combine(today(), time(0, 30))),
        )
        attendee = team_meeting.invite(
            actor=samira,
            meeting=held,
            organisation_id=world.organisation(FK).pk,
            name="Lena Holm",
        )
        waiting, ongoing = team_meeting.put_on_agenda(
            actor=samira,
            meeting=held,
            referrals=[inbox.arrived(samira, referral).referral],
            participations=[Participation.objects.get(pk=case)],
        )
        team_meeting.decide(
            actor=samira, case=ongoing, decision="talked", text="Isop sades på mötet."
        )
        ArmPlacing.objects.create(
            owner_id=samira.organisation_id,
            created_by_id=samira.account_id,
            participant_id=Participation.objects.get(pk=case).participant_id,
            participation_id=case,
            arm="vanligt",
            placed_on=today(),
        )
    return {
        "team_meeting": held.pk,
        "team_case": waiting.pk,
        "attendee": attendee.pk,
        "called": world.organisation(FK).pk,
    }


def team_meetings_elsewhere(world: World, case: UUID) -> UUID:
    """The stranger's coordinator has called two, about the case there."""
    stella = actor_named("Stella")
    with acting(stella):
        for _ in range(2):
            held = team_meeting.call(
                actor=stella,
                version=world.version,
                at=timezone.make_aware(datetime.combine(today(), time(0, 30))),
            )
            team_meeting.put_on_agenda(
                actor=stella, meeting=held, participations=[Participation.objects.get(pk=case)]
            )
    return held.pk
