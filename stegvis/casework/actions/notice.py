"""This file is where mail about cases is sent: that there is something to read, and no more.

Its link leads to the first page.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Participation, Party, Referral
from stegvis.core.letters import Letter, send
from stegvis.organisations import contact_ways
from stegvis.organisations.models import Account, Organisation
from stegvis.participants.models import Disclosure


@transaction.atomic
def tell(*, actor: Actor, disclosure_id: str) -> list[str]:
    """Mail the receiver's own people about a disclosure that is still open to them. Gives the
    addresses. The newest disclosure of a case tells for those made just before it."""
    require(actor, Permission.PARTICIPATION_READ, own_scope(actor))
    found = (
        Disclosure.objects.open()
        .filter(pk=disclosure_id, receiver_id=actor.organisation_id)
        .first()
    )
    if found is None or not settings.RECEIVERS_ARE_TOLD or _is_told_by_another(found):
        return []
    addresses = sorted({account.email for account in _people(found) if account.email})
    addresses = addresses or _mailbox(actor.organisation_id)
    for address in addresses:
        send(Letter.NEWS, address, settings.SITE_URL)
    record.change(Event.DISCLOSURE_TOLD, found, people=len(addresses))
    return addresses


def _is_told_by_another(found: Disclosure) -> bool:
    later = Disclosure.objects.open().filter(
        receiver_id=found.receiver_id,
        owner_id=found.owner_id,
        participation_id=found.participation_id,
        created_at__gt=found.created_at,
    )
    return found.participation_id is not None and later.exists()


def _mailbox(organisation_id: UUID) -> list[str]:
    """The authority's function mailbox, for what has no contact of its own."""
    organisation = Organisation.objects.get(pk=organisation_id)
    mailbox = contact_ways.read(organisation.contact_way).mailbox
    return [mailbox] if "@" in mailbox else []


def _people(found: Disclosure) -> list[Account]:
    """The contacts of the receiver's seat in the case, or whoever has the case or the referral."""
    if found.participation_id is not None:
        seats = Party.objects.now().filter(
            participation_id=found.participation_id, organisation_id=found.receiver_id
        )
        contacts = [seat.contact for seat in seats.select_related("contact") if seat.contact]
        own = Participation.objects.filter(
            pk=found.participation_id, owner_id=found.receiver_id
        ).select_related("case_manager")
        contacts += [case.case_manager for case in own if case.case_manager]
    else:
        own_referrals = Referral.objects.filter(
            owner_id=found.receiver_id, intake__pk=found.item_id
        ).select_related("handler")
        contacts = [referral.handler for referral in own_referrals]
    return [account for account in contacts if account.is_active]
