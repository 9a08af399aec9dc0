"""This file is where a party gets to know whom a case is about, when the participant agrees."""

from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.casework import windows
from stegvis.casework.actions.sending import category_of
from stegvis.casework.models import Participation
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Disclosure, Ground, Identity, Protection

TITLE = "Namn, personnummer och kontaktuppgifter"


@transaction.atomic
def introduce(
    *,
    actor: Actor,
    participation: Participation,
    receiver_id: UUID,
    permission: Permission = Permission.DISCLOSURE_MAKE,
    valid_to: date | None = None,
) -> Disclosure | None:
    """Hand out name, number and contact details with what else the receiver is given.

    Only where the secrecy consent in force covers contact details to that receiver, and never
    for somebody with protected identity: then it is None, and the receiver knows nobody's name.
    Harmless when the receiver has them already.
    """
    require(actor, permission, participation.scope)
    category = category_of(participation.version.definition, "contact")
    grants = disclosure.consented_receivers(participation.pk, actor.organisation_id, category)
    grant = next((one for one in grants if one.receiver_id == receiver_id), None)
    identity = (
        Identity.objects.visible_to(actor)
        .filter(
            owner_id=actor.organisation_id,
            participant_id=participation.participant_id,
            protection=Protection.NONE,
        )
        .first()
    )
    if grant is None or identity is None or not windows.is_open(participation, receiver_id):
        return None
    return disclosure.make(
        actor=actor,
        permission=permission,
        scope=participation.scope,
        item=identity,
        title=TITLE,
        receiver_id=receiver_id,
        category=category,
        ground=Ground.CONSENT,
        consent=grant.consent,
        participation_id=participation.pk,
        version=identity.revision,
        valid_to=valid_to or windows.last_day(participation, receiver_id),
    )
