"""This file is where the team's meetings are called, their agenda is set and decisions written in.

A decision about somebody who waits runs the ordinary action of the intake, with its rules. What
was said stays with the operator.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import inbox
from stegvis.casework.actions import intake as intakes
from stegvis.casework.actions.sending import category_of
from stegvis.casework.models import (
    Intake,
    MeetingStatus,
    Participation,
    Referral,
    TeamAttendee,
    TeamCase,
    TeamDecision,
    TeamMeeting,
)
from stegvis.core.dates import in_swedish, now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Disclosure, Ground
from stegvis.programmes.models import ProgrammeVersion

# Decisions that end the matter; the others may be followed by a new one.
FINAL = (TeamDecision.ADMIT, TeamDecision.QUEUE, TeamDecision.NOT_ADMIT, TeamDecision.TALKED)


AT_THE_MEETING = "Ärendet på ett teammöte"


@transaction.atomic
def call(
    *, actor: Actor, version: ProgrammeVersion, at: datetime, place: str = "", kind: str = ""
) -> TeamMeeting:
    """Call a team meeting of a programme. A time that has been is accepted, since meetings are
    sometimes written down afterwards."""
    scope = Scope(actor.organisation_id, version.programme_id)
    require(actor, Permission.TEAM_MEETING_RUN, scope)
    meeting = TeamMeeting.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        version=version,
        kind=kind,
        at=at,
        place=place.strip(),
    )
    record.change(Event.TEAM_MEETING_CALLED, meeting, at=at)
    return meeting


@transaction.atomic
def change(
    *,
    actor: Actor,
    meeting: TeamMeeting,
    at: datetime,
    place: str,
    status: str,
    revision: int | None = None,
) -> TeamMeeting:
    """Move or cancel a meeting, or say that it was held. Raises RuleBroken for one held ahead."""
    require(actor, Permission.TEAM_MEETING_RUN, meeting.scope)
    locked = TeamMeeting.lock(meeting, revision)
    if status not in (MeetingStatus.BOOKED, MeetingStatus.HELD, MeetingStatus.CANCELLED):
        raise RuleBroken("Välj om mötet är bokat, genomfört eller inställt.", "status")
    if status == MeetingStatus.HELD and at > now():
        raise RuleBroken("Mötet har inte varit än.", "status")
    locked.at, locked.place, locked.status = at, place.strip(), status
    locked.keep("at", "place", "status")
    record.change(Event.TEAM_MEETING_CHANGED, locked, status=status, at=at)
    return locked


@transaction.atomic
def invite(*, actor: Actor, meeting: TeamMeeting, organisation_id: UUID, name: str) -> TeamAttendee:
    """Call somebody to the meeting, for the authority where she sits. It gives her no right to
    hear anything: who may stay is asked case by case."""
    require(actor, Permission.TEAM_MEETING_RUN, meeting.scope)
    if not name.strip():
        raise RuleBroken("Skriv vem som kallas.", "name")
    attendee = TeamAttendee.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        meeting=meeting,
        organisation_id=organisation_id,
        name=name.strip(),
    )
    record.change(Event.TEAM_MEETING_CHANGED, meeting, organisation=organisation_id)
    return attendee


@transaction.atomic
def call_off(*, actor: Actor, meeting: TeamMeeting, attendee: TeamAttendee) -> TeamAttendee:
    """Somebody who was called does not come."""
    require(actor, Permission.TEAM_MEETING_RUN, meeting.scope)
    locked = TeamAttendee.lock(attendee)
    locked.is_called_off = True
    locked.keep("is_called_off")
    record.change(Event.TEAM_MEETING_CHANGED, meeting, organisation=locked.organisation_id)
    return locked


@transaction.atomic
def put_on_agenda(
    *,
    actor: Actor,
    meeting: TeamMeeting,
    referrals: Iterable[Referral] = (),
    participations: Iterable[Participation] = (),
) -> list[TeamCase]:
    """Put cases last on the agenda; a referral that nobody has opened is opened by it, so that
    its sender sees that it is being assessed. One that is there already is left where it is."""
    require(actor, Permission.TEAM_MEETING_RUN, meeting.scope)
    # Two who add the same case at once do it one after the other.
    TeamMeeting.lock(meeting)
    standing = TeamCase.objects.filter(meeting=meeting, taken_off_at__isnull=True)
    last = standing.aggregate(last=Max("place"))["last"] or 0
    there = set(standing.values_list("intake_id", flat=True)) | set(
        standing.values_list("participation_id", flat=True)
    )
    opened = [intakes.open(actor=actor, referral=referral) for referral in referrals]
    wanted: list[tuple[Intake | None, Participation | None]] = [
        *((intake, None) for intake in opened if intake.pk not in there),
        *((None, case) for case in participations if case.pk not in there),
    ]
    made = []
    for number, (intake, case) in enumerate(wanted, start=last + 1):
        row = TeamCase.objects.create(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            meeting=meeting,
            intake=intake,
            participation=case,
            place=number,
        )
        made.append(row)
    record.change(Event.TEAM_MEETING_CHANGED, meeting, added=len(made))
    return made


@transaction.atomic
def take_off(*, actor: Actor, case: TeamCase) -> TeamCase:
    """Strike a case off the agenda; whoever had been let in to hear it is so no longer. Raises
    RuleBroken once something is decided."""
    require(actor, Permission.TEAM_MEETING_RUN, case.meeting.scope)
    locked = TeamCase.lock(case)
    if locked.decision:
        raise RuleBroken("Det är redan beslutat om ärendet, så det kan inte strykas.")
    locked.taken_off_at = now()
    locked.keep("taken_off_at")
    record.change(Event.TEAM_MEETING_CHANGED, case.meeting, struck=case.pk)
    let_in_to = Disclosure.objects.open().filter(
        owner_id=actor.organisation_id, item_kind="intake", title=AT_THE_MEETING
    )
    for let_in in let_in_to.filter(item_id=locked.intake_id) if locked.intake_id else ():
        disclosure.close(
            actor=actor,
            scope=case.meeting.scope,
            disclosure=let_in,
            reason="Ärendet tas inte upp på mötet.",
        )
    return locked


@transaction.atomic
def let_stay(
    *, actor: Actor, case: TeamCase, organisation_id: UUID, consent_on: date, taken_by: str
) -> Disclosure:
    """Write in that somebody who waits for a decision has agreed that one more authority hears
    her case at this meeting. It is a disclosure of the intake, over with the meeting's day.

    In an ongoing case consent is written in as always, with its form. Raises RuleBroken for a
    consent dated ahead, and without somebody who took it.
    """
    require(actor, Permission.TEAM_MEETING_RUN, case.meeting.scope)
    if case.intake is None:
        raise RuleBroken("Skriv in samtycket på deltagarens sida.")
    if consent_on > today():
        raise RuleBroken("Dagen för samtycket ligger framåt i tiden.", "consent_on")
    if not taken_by.strip():
        raise RuleBroken("Skriv vem som tog emot samtycket.", "taken_by")
    return disclosure.make(
        actor=actor,
        permission=Permission.TEAM_MEETING_RUN,
        scope=case.meeting.scope,
        item=case.intake,
        title=AT_THE_MEETING,
        receiver_id=organisation_id,
        category=category_of(case.meeting.version.definition, "planning"),
        ground=Ground.CONSENT,
        assessment=f"Samtycke lämnat {in_swedish(consent_on)}, mottaget av {taken_by.strip()}.",
        valid_to=max(timezone.localdate(case.meeting.at), today()),
    )


@transaction.atomic
def decide(
    *,
    actor: Actor,
    case: TeamCase,
    decision: str,
    text: str = "",
    message: str = "",
    refusal: str = "",
    expected_on: date | None = None,
    revision: int | None = None,
) -> TeamCase:
    """Write in what the meeting decided. About somebody who waits, the intake's own action runs
    with its rules: `message` goes to the referrer, `text` is the operator's own.

    Raises RuleBroken for a decision that does not fit the case, one made already, and all that
    the intake's action refuses.
    """
    require(actor, Permission.TEAM_MEETING_RUN, case.meeting.scope)
    locked = TeamCase.lock(case, revision)
    if decision not in TeamDecision.values:
        raise RuleBroken("Välj vad mötet beslutade.", "decision")
    if locked.decision in FINAL:
        raise RuleBroken("Det är redan beslutat om ärendet på det här mötet.")
    if case.intake is not None:
        _run(actor, case.intake, TeamDecision(decision), message, refusal, expected_on)
    elif decision not in (TeamDecision.TALKED, TeamDecision.LATER):
        raise RuleBroken("Personen är redan inskriven.", "decision")
    locked.decision, locked.text = decision, text.strip()
    locked.decided_on, locked.decided_by_id = today(), actor.account_id
    locked.keep("decision", "text", "decided_on", "decided_by")
    record.change(Event.TEAM_CASE_DECIDED, locked, decision=decision)
    return locked


def _run(
    actor: Actor,
    intake: Intake,
    decision: TeamDecision,
    message: str,
    refusal: str,
    expected_on: date | None,
) -> None:
    if decision != TeamDecision.LATER and not inbox.sent_here(actor, [intake.referral_id]):
        raise RuleBroken("Aktualiseringen är tillbakadragen. Stryk ärendet från dagordningen.")
    if decision == TeamDecision.ADMIT:
        intakes.admit(actor=actor, intake=intake, message=message)
    elif decision == TeamDecision.QUEUE:
        intakes.queue(actor=actor, intake=intake, expected_on=expected_on, message=message)
    elif decision == TeamDecision.NOT_ADMIT:
        intakes.not_admit(actor=actor, intake=intake, reason=refusal, message=message)
    elif decision == TeamDecision.MORE and message.strip():
        intakes.ask_more(actor=actor, intake=intake, text=message)
    elif decision == TeamDecision.TALKED:
        raise RuleBroken("Välj ett beslut, eller ”Till ett senare möte”.", "decision")
