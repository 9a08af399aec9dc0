"""This file is where weeding is proposed and decided, and where a person's records are held back
from it. Removing what has been decided is the operator's: carrying_out.py."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.gone_over import due
from stegvis.casework.models import LegalHold, Participation, WeedingDecision, WeedingRow
from stegvis.casework.weeding import spoken_for
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import retention
from stegvis.participants.models import Participant

MOST_CHARACTERS = 2_000


@transaction.atomic
def propose(*, actor: Actor, participants: Collection[UUID]) -> WeedingDecision:
    """Propose that the records of these persons are weeded; the list is frozen with the rule that
    makes each of them due today.

    Raises RuleBroken for nobody, and for somebody who is not due, is held or is on a list already.
    """
    require(actor, Permission.WEEDING_DECIDE, own_scope(actor))
    kind = Organisation.objects.get(pk=actor.organisation_id).kind
    rule = retention.rule_of(kind, today())
    if not participants:
        raise RuleBroken("Välj minst en person.", "persons")
    found = {row.participant_id: row for row in due(actor.organisation_id, kind, today())}
    taken = spoken_for(actor.organisation_id)
    if rule is None or rule.years is None or set(participants) - (set(found) - taken):
        raise RuleBroken(
            "Någon i listan kan inte gallras längre, är stoppad eller finns redan i ett förslag. "
            "Se över listan och välj igen.",
            "persons",
        )
    own = {"owner_id": actor.organisation_id, "created_by_id": actor.account_id}
    decision = WeedingDecision.objects.create(
        **own, statute=rule.statute, years=rule.years, must_go=rule.must_go
    )
    WeedingRow.objects.bulk_create(
        WeedingRow(
            **own,
            decision=decision,
            participant_id=row.participant_id,
            last_entry_on=row.last_entry_on,
            due_on=row.due_on,
            finish_by=row.finish_by,
        )
        for row in found.values()
        if row.participant_id in participants
    )
    record.change(Event.WEEDING_PROPOSED, decision, persons=len(set(participants)))
    return decision


@transaction.atomic
def decide(
    *, actor: Actor, decision: WeedingDecision, revision: int, approved: bool, reason: str = ""
) -> WeedingDecision:
    """Approve or refuse a proposal. Whoever proposed it may take it back and never approve it; a
    refusal says why. Nothing is removed by this."""
    require(actor, Permission.WEEDING_DECIDE, own_scope(actor))
    locked = WeedingDecision.lock(decision, revision)
    if locked.decided_at:
        raise RuleBroken("Förslaget är redan beslutat.")
    if approved and locked.created_by_id == actor.account_id:
        raise RuleBroken("Du har själv föreslagit gallringen. Be en annan administratör besluta.")
    if not approved:
        _check_text(reason, "reason", "Skriv varför ni inte gallrar.")
    locked.approved, locked.reason = approved, reason.strip()
    locked.decided_at, locked.decided_by_id = now(), actor.account_id
    locked.keep("approved", "reason", "decided_at", "decided_by")
    record.change(Event.WEEDING_DECIDED, locked, approved=approved)
    return locked


@transaction.atomic
def hold(
    *,
    actor: Actor,
    participant: Participant,
    reason: str,
    participation: Participation | None = None,
) -> LegalHold:
    """Keep a person's records from being weeded until the hold is lifted, whatever is decided; of
    one of her cases, where it is that one that is appealed against or inspected."""
    require(actor, Permission.WEEDING_DECIDE, own_scope(actor))
    _check_text(reason, "reason", "Skriv varför uppgifterna inte får gallras.")
    if participation is not None and participation.participant_id != participant.pk:
        raise RuleBroken("Ärendet gäller en annan person.", "reference")
    made = LegalHold.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        participation=participation,
        reason=reason.strip(),
    )
    record.change(Event.HOLD_SET, made)
    return made


@transaction.atomic
def lift(*, actor: Actor, legal_hold: LegalHold, revision: int, reason: str) -> LegalHold:
    """Say that the records need not be held any more, and why."""
    require(actor, Permission.WEEDING_DECIDE, own_scope(actor))
    locked = LegalHold.lock(legal_hold, revision)
    if locked.lifted_at:
        raise RuleBroken("Stoppet är redan hävt.")
    _check_text(reason, "reason", "Skriv varför uppgifterna får gallras igen.")
    locked.lift_reason = reason.strip()
    locked.lifted_at, locked.lifted_by_id = now(), actor.account_id
    locked.keep("lift_reason", "lifted_at", "lifted_by")
    record.change(Event.HOLD_LIFTED, locked)
    return locked


def _check_text(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise RuleBroken(message, field)
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Texten har {len(text)} tecken. Den får ha högst {MOST_CHARACTERS}.", field
        )
