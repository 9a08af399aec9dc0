"""This file is where somebody is marked as one whom people may look up out of curiosity."""

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import refuse_number_in
from stegvis.participants.models import CuriosityMark, Participant

MOST_CHARACTERS = 2_000


@transaction.atomic
def mark(*, actor: Actor, scope: Scope, participant: Participant, reason: str) -> CuriosityMark:
    """Mark her, with a reason: from now on every reading of her record is among those that log
    checks draw by risk. Raises RuleBroken without a reason and when she is marked already."""
    require(actor, Permission.CURIOSITY_MARK, scope)
    _check(reason)
    try:
        with transaction.atomic():
            made = CuriosityMark.objects.create(
                owner_id=actor.organisation_id,
                created_by_id=actor.account_id,
                participant=participant,
                reason=reason.strip(),
            )
    except IntegrityError:
        raise RuleBroken("Deltagaren är redan märkt. Ladda om sidan.") from None
    record.change(Event.CURIOSITY_MARKED, made)
    return made


@transaction.atomic
def end(
    *, actor: Actor, scope: Scope, mark: CuriosityMark, revision: int, reason: str
) -> CuriosityMark:
    """She need no longer be marked; that she was, and why, is kept."""
    require(actor, Permission.CURIOSITY_MARK, scope)
    locked = CuriosityMark.lock(mark, revision)
    if locked.ended_at is not None:
        raise RuleBroken("Märkningen är redan borttagen.")
    _check(reason)
    locked.ended_at, locked.ended_by_id = now(), actor.account_id
    locked.end_reason = reason.strip()
    locked.keep("ended_at", "ended_by", "end_reason")
    record.change(Event.CURIOSITY_MARK_ENDED, locked)
    return locked


def _check(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("Skriv skälet.", "reason")
    if len(reason) > MOST_CHARACTERS:
        raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken. Korta den.", "reason")
    refuse_number_in(reason, "reason")
