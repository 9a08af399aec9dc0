"""This file is where a whole personal number is shown: an act of its own, with a reason."""

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, require
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core import personal_number
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Identity, Participant


@transaction.atomic
def unmask(*, actor: Actor, scope: Scope, participant: Participant, reason: str) -> str:
    """The whole number, once. The reason stands in the log, where the participant can read it.

    Raises RuleBroken without a reason, NotVisible when the identity is closed to the actor.
    """
    require(actor, Permission.IDENTITY_UNMASK, scope)
    if not reason.strip():
        raise RuleBroken("Skriv varför du behöver se hela personnumret.", "reason")
    personal_number.refuse_number_in(reason, "reason")
    identity = (
        Identity.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, participant=participant)
        .first()
    )
    if identity is None:
        raise NotVisible
    journal().add(
        Event.IDENTITY_UNMASKED,
        owner_id=identity.owner_id,
        item_kind="identity",
        item_id=identity.pk,
        participant_id=participant.pk,
        purpose=reason.strip()[:200],
    )
    return personal_number.unmask(identity.number)
