"""This file is where a person is enrolled, gets her case manager, and the parties of her case."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import arm as arms
from stegvis.casework.models import CaseManagerSpell, Intake, IntakeStatus, Participation, Party
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Participant
from stegvis.programmes.models import ProgrammeVersion


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    participant: Participant,
    version: ProgrammeVersion,
    intake: Intake | None,
    enrolled_on: date,
    moved_from: Participation | None = None,
    arm: str = "",
) -> Participation:
    """Enrol (inskrivning) a person who has been taken in. Re-entry is a new participation and
    needs new consents. Where the programme compares variants she is placed in one at the same
    time. Raises RuleBroken for a date ahead, or when the intake is not decided."""
    require(
        actor,
        Permission.PARTICIPATION_ENROL,
        Scope(actor.organisation_id, version.programme_id),
    )
    if enrolled_on > today():
        raise RuleBroken("Inskrivningsdagen ligger framåt i tiden.", "enrolled_on")
    if intake is not None and intake.status != IntakeStatus.ADMITTED:
        raise RuleBroken("Personen måste först tas emot.", None)
    participation = Participation.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        version=version,
        intake=intake,
        enrolled_on=enrolled_on,
        moved_from=moved_from,
    )
    record.change(Event.PARTICIPATION_ENROLLED, participation, on=enrolled_on)
    placing = arms.place(actor=actor, participation=participation, arm=arm)
    if placing is not None:
        participation.refresh_from_db(fields=["arm", "revision"])
    return participation


@transaction.atomic
def assign(
    *, actor: Actor, participation: Participation, account_id: UUID, starts_on: date
) -> Participation:
    """Appoint the case manager, who follows the participant from start to end. The former one's
    period ends the day before. Raises RuleBroken for a day before enrolment."""
    require(actor, Permission.CASE_ASSIGN, participation.scope)
    locked = Participation.lock(participation)
    if starts_on < locked.enrolled_on:
        raise RuleBroken("Dagen ligger före inskrivningen.", "starts_on")
    if locked.case_manager_id == account_id:
        return locked
    earlier = CaseManagerSpell.objects.filter(participation=locked, ends_on__isnull=True)
    for spell in earlier.select_for_update():
        spell.ends_on = max(spell.starts_on, starts_on - timedelta(days=1))
        spell.keep("ends_on")
    CaseManagerSpell.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participation=locked,
        account_id=account_id,
        starts_on=starts_on,
    )
    locked.case_manager_id = account_id
    locked.keep("case_manager")
    record.change(Event.CASE_ASSIGNED, locked, to=account_id, since=starts_on)
    return locked


@transaction.atomic
def add_party(
    *,
    actor: Actor,
    participation: Participation,
    organisation_id: UUID,
    seat: str,
    starts_on: date,
    key: str = "",
    contact_id: UUID | None = None,
    contact_name: str = "",
    contact_way: str = "",
    organisation_participant_id: UUID | None = None,
    ends_on: date | None = None,
) -> Party:
    """Let an authority into the case through a named contact. It opens that the person takes
    part, and nothing else; so it needs the person's consent like any disclosure."""
    require(actor, Permission.PARTY_ADD, participation.scope)
    if organisation_id == participation.owner_id:
        raise RuleBroken("Den egna myndigheten är redan med.", "organisation")
    party = Party.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participation=participation,
        organisation_id=organisation_id,
        organisation_participant_id=organisation_participant_id,
        key=key,
        contact_id=contact_id,
        contact_name=contact_name,
        contact_way=contact_way,
        seat=seat,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record.change(Event.PARTY_ADDED, party, organisation=organisation_id)
    return party
