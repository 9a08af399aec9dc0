"""This file is where a participant is placed in one of the variants that a programme compares."""

import secrets

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import ArmPlacing, Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.admission import Arms
from stegvis.programmes.vocabulary import ArmAssignment

_BITS = 64


@transaction.atomic
def place(*, actor: Actor, participation: Participation, arm: str = "") -> ArmPlacing | None:
    """Place somebody who is being enrolled: by lot where the definition says so, else in the
    variant that was chosen. Once; nothing where the programme compares none.

    The lot is drawn once, from the machine's source of randomness, and the number drawn is kept
    in the log with the variants in their order: the number modulo their count is the place of the
    one that came out, so that anybody can see that it was not chosen. Raises RuleBroken for a
    variant chosen where lots are drawn, and for none where one must be chosen.
    """
    require(actor, Permission.PARTICIPATION_ENROL, participation.scope)
    arms = participation.version.definition.arms
    if arms is None:
        return None
    locked = Participation.lock(participation)
    if locked.arm:
        raise RuleBroken("Personen är redan placerad i en variant.", "arm")
    keys = [one.key for one in arms.alternatives]
    if arms.assigned == ArmAssignment.RANDOMISED:
        if arm:
            raise RuleBroken("Varianten lottas och kan inte väljas.", "arm")
        drawn = secrets.randbits(_BITS)
        placing = _keep(actor, locked, keys[drawn % len(keys)], by_lot=True)
        # As text: the log's numbers are not made for 64 bits.
        record.change(Event.ARM_DRAWN, locked, drawn=str(drawn), among=keys, arm=placing.arm)
        return placing
    _refuse_unknown(arms, arm)
    placing = _keep(actor, locked, arm)
    record.change(Event.ARM_CHOSEN, locked, arm=arm)
    return placing


@transaction.atomic
def change(
    *,
    actor: Actor,
    participation: Participation,
    arm: str,
    reason: str,
    revision: int | None = None,
) -> ArmPlacing:
    """Move a participant to another variant. Never without a reason: whoever evaluates must see
    that it was done, and why. The first placing stays to be read."""
    require(actor, Permission.CASE_ASSIGN, participation.scope)
    arms = participation.version.definition.arms
    locked = Participation.lock(participation, revision)
    if arms is None:
        raise RuleBroken("Insatsen jämför inga varianter.")
    _refuse_unknown(arms, arm)
    if arm == locked.arm:
        raise RuleBroken("Personen är redan i den varianten.", "arm")
    if not reason.strip():
        raise RuleBroken("Skriv varför varianten ändras.", "reason")
    before = locked.arm
    placing = _keep(actor, locked, arm, reason=reason.strip(), is_change=True)
    record.change(Event.ARM_CHANGED, locked, before=before, arm=arm)
    return placing


def _keep(
    actor: Actor,
    case: Participation,
    arm: str,
    *,
    by_lot: bool = False,
    reason: str = "",
    is_change: bool = False,
) -> ArmPlacing:
    case.arm = arm
    case.keep("arm")
    return ArmPlacing.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=case.participant_id,
        participation=case,
        arm=arm,
        by_lot=by_lot,
        reason=reason,
        placed_on=today(),
        is_change=is_change,
    )


def _refuse_unknown(arms: Arms, arm: str) -> None:
    if arm not in {one.key for one in arms.alternatives}:
        raise RuleBroken("Välj variant.", "arm")
