"""This file is where places in what there is to take part in are counted.

A number is never added to or taken from: how many of the authority's participants have a place,
and how many wait, is counted anew from their activities and needs, and that count is all that
crosses to other authorities. So it can neither fall below none nor grow past what there is.
"""

from uuid import UUID

from django.db import connection, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Activity, ActivityStatus, Need, Participation
from stegvis.casework.models.need import InQueue
from stegvis.core.dates import today
from stegvis.programmes.models import Offer, OfferHistory, OfferUse

HAS_PLACE = (ActivityStatus.PLANNED, ActivityStatus.ONGOING)


def hold(offer_id: UUID) -> Offer:
    """The offer with its use, held until the transaction ends: whoever else wants a place in it
    waits, at any authority, so that two do not take the last one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(offer_id)])
    return Offer.objects.with_use().get(pk=offer_id)


def ahead_of(need: Need, offer: Offer) -> int:
    """How many wait for a place in an offer, fetched with its use, and come before this need: all
    of them, where it does not wait itself."""
    if need.queued_at is None or need.offer_id != offer.pk:
        return offer.waiting
    rows = Need.objects.with_place().filter(pk=need.pk, owner_id=need.owner_id)
    stands = rows.values_list("stands", flat=True).first()
    return InQueue(**stands).ahead if stands else offer.waiting


@transaction.atomic
def count(*, actor: Actor, participation: Participation, offer_id: UUID) -> OfferUse:
    """Count the own authority's use of an offer, after something in this case has changed it."""
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    return _count(actor, offer_id)


@transaction.atomic
def leave(*, actor: Actor, participation: Participation) -> list[OfferUse]:
    """The participation has ended, and with it every place in what she did and waited for."""
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    mine = {"owner_id": actor.organisation_id, "participation_id": participation.pk}
    had = Activity.objects.filter(offer__isnull=False, status__in=HAS_PLACE, **mine)
    waited = Need.objects.filter(queued_at__isnull=False, **mine)
    offers = {*had.values_list("offer_id", flat=True), *waited.values_list("offer_id", flat=True)}
    return [_count(actor, pk) for pk in sorted(offers, key=str) if pk]


def _count(actor: Actor, offer_id: UUID) -> OfferUse:
    hold(offer_id)
    mine = {
        "owner_id": actor.organisation_id,
        "offer_id": offer_id,
        "participation__ended_on__isnull": True,
    }
    taken = Activity.objects.filter(status__in=HAS_PLACE, **mine).count()
    waiting = Need.objects.open().filter(queued_at__isnull=False, **mine).count()
    use = OfferUse.objects.filter(owner_id=actor.organisation_id, offer_id=offer_id).first()
    if use is None:
        use = OfferUse(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            offer_id=offer_id,
            taken=taken,
            waiting=waiting,
        )
        use.save(force_insert=True)
    elif (use.taken, use.waiting) != (taken, waiting):
        use.taken, use.waiting = taken, waiting
        use.keep("taken", "waiting")
    else:
        return use
    _remember(actor, offer_id, taken)
    record.change(Event.OFFER_USE_COUNTED, use, offer=offer_id, taken=taken, waiting=waiting)
    return use


def _remember(actor: Actor, offer_id: UUID, taken: int) -> None:
    """Keep how many have a place from today on, beside how many have one now."""
    row = OfferHistory(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        offer_id=offer_id,
        since=today(),
        taken=taken,
    )
    OfferHistory.objects.bulk_create(
        [row],
        update_conflicts=True,
        update_fields=["taken"],
        unique_fields=["offer", "owner", "since"],
    )
