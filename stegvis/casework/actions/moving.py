"""This file is where participants of an earlier programme are taken over by a later one, at the
same authority: no new referral, but a new participation and new consents."""

from datetime import date, timedelta

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import predecessors
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import participation as cases
from stegvis.casework.models import Exit, Participation
from stegvis.core.dates import in_swedish, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.closing import refuse_when_closed
from stegvis.programmes.models import ProgrammeVersion


@transaction.atomic
def take_over(
    *,
    actor: Actor,
    participation: Participation,
    version: ProgrammeVersion,
    enrolled_on: date,
    reason: str,
    destination: str,
    arm: str = "",
) -> Participation:
    """End a participation in an earlier programme and begin one here, linked to it.

    The same case manager goes on. Consent is new for each programme: what was handed out in the
    earlier one ends there with it, and nothing is shared here before she has agreed anew. What the
    authority itself has written stays in the earlier case and is reached from the new one. Raises
    RuleBroken when the definition takes nobody over from that programme, when it takes nobody new
    any longer, for a criterion that is known not to be met, and for all that the closing refuses.
    """
    require(
        actor,
        Permission.PARTICIPATION_ENROL,
        Scope(actor.organisation_id, version.programme_id),
    )
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    refuse_when_closed(version.programme_id, actor.organisation_id)
    if participation.version.programme.key not in predecessors.keys_of(version.definition):
        raise RuleBroken("Insatsen tar inte över deltagare därifrån.")
    if participation.ended_on is not None:
        raise RuleBroken("Deltagandet är redan avslutat.")
    against = predecessors.against(participation.participant, version, today())
    if against:
        raise RuleBroken(f"Det här talar emot: {'; '.join(against)}.")
    if enrolled_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "enrolled_on")
    if enrolled_on < participation.enrolled_on:
        first = in_swedish(participation.enrolled_on)
        raise RuleBroken(f"Dagen ligger före den förra inskrivningen {first}.", "enrolled_on")
    ended_on = max(participation.enrolled_on, enrolled_on - timedelta(days=1))
    _end(actor, participation, version, ended_on, enrolled_on, reason, destination)
    case = cases.enrol(
        actor=actor,
        participant=participation.participant,
        version=version,
        intake=None,
        enrolled_on=enrolled_on,
        moved_from=participation,
        arm=arm,
    )
    record.change(Event.PARTICIPATION_TAKEN_OVER, case, earlier=participation.pk)
    if participation.case_manager_id:
        case = cases.assign(
            actor=actor,
            participation=case,
            account_id=participation.case_manager_id,
            starts_on=enrolled_on,
        )
    return case


def _end(
    actor: Actor,
    participation: Participation,
    version: ProgrammeVersion,
    ended_on: date,
    enrolled_on: date,
    reason: str,
    destination: str,
) -> None:
    """Confirm the closing of the earlier one. What a draft of it says is kept; that she goes on
    here is the receiver's answer, so that nobody waits for another."""
    draft = Exit.objects.filter(participation=participation, owner_id=actor.organisation_id).first()
    told = closing.Closing(
        conversation_on=draft.conversation_on if draft else None,
        ended_on=ended_on,
        reason=reason,
        destination=destination,
        next_step=(draft.next_step if draft else "") or f"Går vidare i {version.programme.name}.",
        plan_known=draft.plan_known if draft else None,
        plan_anchored=draft.plan_anchored if draft else None,
        summary=draft.summary if draft else "",
        own_words=draft.own_words if draft else "",
    )
    written = closing.prepare(
        actor=actor,
        participation=participation,
        closing=told,
        revision=draft.revision if draft else None,
    )
    closing.confirm(actor=actor, participation=participation, revision=written.revision)
    closing.record_receiver(
        actor=actor,
        participation=participation,
        confirmed_on=enrolled_on,
        how=f"Inskriven i {version.programme.short_name}"[:120],
        started_on=enrolled_on,
    )
