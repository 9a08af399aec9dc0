"""This file is where an authority keeps its own entry in the directory: contact ways and units."""

from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core.errors import RuleBroken
from stegvis.organisations.contact_ways import ContactWays, one_line
from stegvis.organisations.models import Organisation, Unit


@transaction.atomic
def keep_contact_ways(*, actor: Actor, ways: ContactWays) -> Organisation:
    """Write how the actor's own authority is reached; no other authority's entry can be changed."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    organisation = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    organisation.contact_way = one_line(ways).text
    organisation.save(update_fields=["contact_way"])
    _log(actor, "organisation", organisation.pk)
    return organisation


@transaction.atomic
def keep_unit(*, actor: Actor, name: str, ways: ContactWays, unit: Unit | None = None) -> Unit:
    """Add a unit of the actor's own authority, or change its name and how it is reached.

    Raises RuleBroken for a name that another unit of the authority has, and for another's unit.
    """
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    if unit is not None and unit.organisation_id != actor.organisation_id:
        raise RuleBroken("Enheten hör till en annan myndighet.")
    name = " ".join(name.split())
    same = Unit.objects.filter(organisation_id=actor.organisation_id, name__iexact=name)
    others = same.exclude(pk=unit.pk) if unit else same
    if others.exists():
        raise RuleBroken("Det finns redan en enhet med det namnet.", "name")
    kept = unit or Unit(organisation_id=actor.organisation_id)
    kept.name, kept.contact_way = name, one_line(ways).text
    kept.save()
    _log(actor, "unit", kept.pk)
    return kept


def _log(actor: Actor, kind: str, pk: UUID) -> None:
    journal().add(
        Event.CONTACT_WAY_KEPT,
        owner_id=actor.organisation_id,
        item_kind=kind,
        item_id=pk,
        detail={},
    )
