"""This file is where something is handed out (lämnas ut) to another authority, and closed again."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Consent, ConsentGrant, Disclosure, Ground

# A disclosure on another ground than consent is looked at by a second person within this time.
REVIEW_DAYS = 7


class Disclosable(Protocol):
    """An item that can be handed out: a frozen version with an owner and, mostly, a person."""

    @property
    def pk(self) -> UUID: ...
    @property
    def owner_id(self) -> UUID: ...
    @property
    def item_kind(self) -> str: ...
    @property
    def about_participant_id(self) -> UUID | None: ...


@transaction.atomic
def make(
    *,
    actor: Actor,
    permission: Permission = Permission.DISCLOSURE_MAKE,
    scope: Scope,
    item: Disclosable,
    title: str,
    receiver_id: UUID,
    category: str,
    ground: str,
    consent: Consent | None = None,
    reason: str = "",
    participation_id: UUID | None = None,
    version: int = 1,
) -> Disclosure:
    """Hand out one frozen item to one receiver, on a ground that is written down (OSL 10 kap.).

    Another ground than consent needs a reason and a second person's review within seven days,
    never beforehand. The owner is no receiver. An item already open to the receiver on the same
    version is not handed out twice.
    """
    require(actor, permission, scope)
    if receiver_id == item.owner_id:
        raise RuleBroken("Uppgiften finns redan hos den myndigheten.", "receiver")
    if ground not in (Ground.CONSENT, Ground.NO_PERSON) and not reason.strip():
        raise RuleBroken("Skriv varför uppgiften får lämnas ut utan samtycke.", "reason")
    already = Disclosure.objects.open().filter(item_id=item.pk, receiver_id=receiver_id).first()
    if already:
        return already
    needs_review = ground not in (Ground.CONSENT, Ground.NO_PERSON)
    disclosure = Disclosure.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=item.about_participant_id,
        participation_id=participation_id,
        item_kind=item.item_kind,
        item_id=item.pk,
        item_version=version,
        title=title,
        receiver_id=receiver_id,
        category=category,
        ground=ground,
        reason=reason,
        consent=consent,
        valid_to=consent.valid_to if consent else None,
        review_due_on=today() + timedelta(days=REVIEW_DAYS) if needs_review else None,
    )
    record.change(
        Event.DISCLOSURE_MADE,
        disclosure,
        item=item.item_kind,
        item_id=item.pk,
        receiver=receiver_id,
        category=category,
        ground=ground,
    )
    return disclosure


@transaction.atomic
def close(*, actor: Actor, scope: Scope, disclosure: Disclosure, reason: str) -> Disclosure:
    """Stop a disclosure; works from the receiver's next request. What the receiver has already
    taken into its own file stays there."""
    require(actor, Permission.DISCLOSURE_MAKE, scope)
    locked = Disclosure.lock(disclosure)
    if locked.closed_at is None:
        locked.closed_at = timezone.now()
        locked.closed_by_id = actor.account_id
        locked.close_reason = reason
        locked.keep("closed_at", "closed_by", "close_reason")
        record.change(Event.DISCLOSURE_CLOSED, locked, receiver=locked.receiver_id)
    return locked


def consented_receivers(
    participation_id: UUID, giver_id: UUID, category: str
) -> list[ConsentGrant]:
    """Who may be given this category now, by a secrecy consent in force; each with its consent."""
    return list(
        ConsentGrant.objects.filter(
            consent__in=Consent.objects.in_force().filter(
                participation_id=participation_id, kind="secrecy"
            ),
            giver_id=giver_id,
            category=category,
            withdrawn_at__isnull=True,
        ).select_related("consent", "receiver")
    )
