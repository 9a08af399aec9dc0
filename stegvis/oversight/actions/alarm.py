"""This file is where an alarm about unusual reading is kept, and where it is dealt with."""

from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account
from stegvis.oversight.models import Alarm, AlarmKind


@transaction.atomic
def sound(*, actor: Actor, account: Account, kind: AlarmKind, count: int, limit: int) -> Alarm:
    """Keep an alarm about an account, once a day and kind. The system does it, acting for the
    authority that the account acted for: whoever reads too much cannot leave it out."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    alarm, is_new = Alarm.objects.get_or_create(
        owner_id=actor.organisation_id,
        account=account,
        kind=kind,
        on=today(),
        defaults={"created_by_id": actor.account_id, "count": count, "limit": limit},
    )
    if is_new:
        record.change(Event.ALARM_SOUNDED, alarm, kind=kind.value, count=count, limit=limit)
    return alarm


@transaction.atomic
def sound_shown(*, actor: Actor, account: Account, subject_id: UUID) -> Alarm:
    """Keep an alarm that a protected identity has been shown to this account: every time, named
    reader and reason or not. The system does it, for the authority that has the person; showings
    on the same day are counted in one alarm until somebody has dealt with it."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    alarm, is_new = Alarm.objects.select_for_update(of=("self",)).get_or_create(
        owner_id=actor.organisation_id,
        account=account,
        kind=AlarmKind.PROTECTED_SHOWN,
        on=today(),
        subject_id=subject_id,
        handled_at=None,
        defaults={"created_by_id": actor.account_id, "count": 1, "limit": 0},
    )
    if not is_new:
        alarm.count += 1
        alarm.keep("count")
    record.change(
        Event.ALARM_SOUNDED, alarm, kind=alarm.kind, count=alarm.count, account=account.pk
    )
    return alarm


@transaction.atomic
def handle(*, actor: Actor, alarm: Alarm, revision: int, outcome: str) -> Alarm:
    """Say what an alarm came to. Nobody deals with an alarm about herself."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    locked = Alarm.lock(alarm, revision)
    if locked.handled_at:
        raise RuleBroken("Larmet är redan hanterat.")
    if locked.account_id == actor.account_id:
        raise RuleBroken("Larmet gäller dig själv. Be en annan administratör att hantera det.")
    if not outcome.strip():
        raise RuleBroken("Skriv vad du har tagit reda på och vad ni gör.", "outcome")
    locked.outcome = outcome.strip()
    locked.handled_at, locked.handled_by_id = now(), actor.account_id
    locked.keep("outcome", "handled_at", "handled_by")
    record.change(Event.ALARM_HANDLED, locked)
    return locked
