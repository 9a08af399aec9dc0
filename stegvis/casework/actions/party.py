"""This file is where an authority is let into a case through a named contact, and leaves it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import windows
from stegvis.casework.actions import participation as participations
from stegvis.casework.models import Participation, Party
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions.consent import live_grants

# The category that tells that the person takes part at all.
CONTACT = "contact"


@transaction.atomic
def add(
    *,
    actor: Actor,
    participation: Participation,
    organisation_id: UUID,
    seat: str,
    starts_on: date,
    key: str = "",
    contact_id: UUID | None = None,
    contact_name: str = "",
    contact_way: str = "",
    ends_on: date | None = None,
) -> Party:
    """Let an authority into the case. It opens that the person takes part, so she must have
    agreed that this authority gets her contact particulars. Nothing else is opened.

    Raises RuleBroken without that consent, without a contact, for dates in the wrong order, and
    outside the periods of an authority that takes part at intake and exit only.
    """
    require(actor, Permission.PARTY_ADD, participation.scope)
    if organisation_id == participation.owner_id:
        raise RuleBroken("Den egna myndigheten är redan med.", "organisation")
    if contact_id is None and not contact_name.strip():
        raise RuleBroken("Ange vem som är kontaktperson.", "contact_name")
    if ends_on and ends_on < starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen.", "ends_on")
    agreed = live_grants(participation.pk, participation.owner_id).filter(
        giver_id=participation.owner_id, receiver_id=organisation_id, category=CONTACT
    )
    if not agreed.exists():
        raise RuleBroken(
            "Deltagaren har inte samtyckt till att den myndigheten får veta att hon eller han "
            "deltar. Skriv först in samtycke till kontaktuppgifter för den myndigheten.",
            "organisation",
        )
    period_ends = windows.last_day(participation, organisation_id)
    if ends_on is None or (period_ends is not None and period_ends < ends_on):
        ends_on = period_ends
    return participations.add_party(
        actor=actor,
        participation=participation,
        organisation_id=organisation_id,
        seat=seat,
        key=key,
        starts_on=starts_on,
        ends_on=ends_on,
        contact_id=contact_id,
        contact_name=contact_name.strip(),
        contact_way=contact_way.strip(),
    )


@transaction.atomic
def end(*, actor: Actor, participation: Participation, party: Party, ends_on: date) -> Party:
    """End an authority's part through this contact after the day (inclusive); from then on the
    contact sees nothing of the case. Disclosures stay open to the authority's other contacts."""
    require(actor, Permission.PARTY_ADD, participation.scope)
    locked = Party.lock(party)
    if ends_on < locked.starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen.", "ends_on")
    locked.ends_on = ends_on
    locked.keep("ends_on")
    record.change(Event.PARTY_ENDED, locked, organisation=locked.organisation_id, until=ends_on)
    return locked
