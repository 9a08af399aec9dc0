"""This file is where the receiving authority itself says that it takes over, and from when."""

from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Participation, Party, Takeover
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Ground


@transaction.atomic
def confirm(
    *,
    actor: Actor,
    participation: Participation,
    confirmed_on: date,
    starts_on: date | None = None,
    contact: str = "",
) -> Takeover:
    """Confirm a takeover, as the contact person of a party of the case.

    It is the confirming authority's own record, handed out at once to the owner of the case, on
    the consent that the owner holds. A later change (a new start day) is a new row, and the
    newest counts. Raises NotVisible for one who is no contact in the case, RuleBroken for a
    confirmation ahead or a start before enrolment.
    """
    require(actor, Permission.TAKEOVER_CONFIRM, own_scope(actor))
    party = (
        Party.objects.now()
        .filter(
            participation_id=participation.pk,
            organisation_id=actor.organisation_id,
            contact_id=actor.account_id,
        )
        .first()
    )
    if party is None:
        raise NotVisible
    if confirmed_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "confirmed_on")
    if starts_on is not None and starts_on < participation.enrolled_on:
        raise RuleBroken("Starten ligger före inskrivningen i insatsen.", "starts_on")
    takeover = Takeover.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=party.organisation_participant_id,
        participation_id=participation.pk,
        confirmed_on=confirmed_on,
        starts_on=starts_on,
        contact=contact.strip(),
    )
    record.change(Event.TAKEOVER_CONFIRMED, takeover, on=confirmed_on, starts_on=starts_on)
    disclosure.make(
        actor=actor,
        permission=Permission.TAKEOVER_CONFIRM,
        scope=own_scope(actor),
        item=takeover,
        title="Övertagande",
        receiver_id=participation.owner_id,
        category=participation.version.definition.exit.category,
        ground=Ground.CONSENT,
        participation_id=participation.pk,
    )
    return takeover
