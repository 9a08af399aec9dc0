"""This file is where meetings are booked, and where what they led to is written down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Intake, IntakeStatus, Meeting, MeetingStatus, Participation
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken


@transaction.atomic
def book(
    *,
    actor: Actor,
    kind: str,
    at: datetime,
    place: str,
    with_whom_id: UUID,
    intake: Intake | None = None,
    participation: Participation | None = None,
) -> Meeting:
    """Book a meeting during an intake or in a case. A time that has been is accepted, since
    meetings are often written down afterwards. The first one begins the assessment.

    Raises RuleBroken when the intake is decided, or when it belongs nowhere.
    """
    require(actor, Permission.MEETING_BOOK, _scope(intake, participation))
    if intake is not None:
        _begin(intake)
    meeting = Meeting.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        kind=kind,
        intake=intake,
        participation=participation,
        participant=participation.participant if participation else None,
        at=at,
        place=place.strip(),
        with_whom_id=with_whom_id,
    )
    record.change(Event.MEETING_BOOKED, meeting, kind=kind, at=at)
    return meeting


@transaction.atomic
def report(
    *, actor: Actor, meeting: Meeting, status: str, outcome: str, revision: int | None = None
) -> Meeting:
    """Write down whether the meeting was held and what it led to; may be corrected later.

    A meeting that was held needs an outcome. Raises RuleBroken for one that has not been yet.
    """
    require(actor, Permission.MEETING_BOOK, _scope(meeting.intake, meeting.participation))
    locked = Meeting.lock(meeting, revision)
    if status not in MeetingStatus.values or status == MeetingStatus.BOOKED:
        raise RuleBroken("Välj hur det gick.", "status")
    if status != MeetingStatus.CANCELLED and locked.at > now():
        raise RuleBroken("Mötet har inte varit än. Det kan bara ställas in.", "status")
    if status == MeetingStatus.HELD and not outcome.strip():
        raise RuleBroken("Skriv eller välj vad mötet ledde till.", "outcome")
    locked.status, locked.outcome = status, outcome.strip()
    locked.keep("status", "outcome")
    record.change(Event.MEETING_RECORDED, locked, status=status)
    return locked


def _scope(intake: Intake | None, participation: Participation | None) -> Scope:
    if participation is not None:
        return participation.scope
    if intake is not None:
        return intake.scope
    raise RuleBroken("Mötet hör inte till någon person.")


def _begin(intake: Intake) -> None:
    locked = Intake.lock(intake)
    # Whoever has been taken in is called (kallas) before she is enrolled.
    if not locked.is_open and locked.status != IntakeStatus.ADMITTED:
        raise RuleBroken("Beslutet är redan fattat. Boka mötet på deltagarens sida i stället.")
    if locked.status == IntakeStatus.RECEIVED:
        locked.status = IntakeStatus.ASSESSING
        locked.keep("status")
