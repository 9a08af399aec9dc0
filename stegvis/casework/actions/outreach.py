"""This file is where the operator registers somebody who comes by herself or through outreach."""

from collections.abc import Mapping

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import sending
from stegvis.casework.actions.referred_person import known_or_new
from stegvis.casework.models import Referral
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.queries import identity_of
from stegvis.programmes.closing import refuse_when_closed
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import outside_ways_in


@transaction.atomic
def register(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    route: str,
    particulars: Particulars,
    reason: str,
    wish: str = "",
    facts: Mapping[str, object] | None = None,
) -> Referral:
    """Register a young person without a referring authority (route self or outreach). The
    operator owns the referral, it is sent at once, and nothing is disclosed to anybody.

    Raises RuleBroken, at the field, for what intake needs and is missing.
    """
    scope = own_scope(actor, version.programme_id)
    require(actor, Permission.OUTREACH_REGISTER, scope)
    ways = outside_ways_in(actor.organisation_id)
    if not any(way.version.pk == version.pk and way.route.source == route for way in ways):
        raise RuleBroken("Insatsen har ingen sådan väg in.", "route")
    refuse_when_closed(version.programme_id, actor.organisation_id)
    person = known_or_new(
        actor=actor,
        permission=Permission.OUTREACH_REGISTER,
        scope=scope,
        particulars=particulars,
    )
    referral = Referral(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=person,
        version=version,
        receiver_id=actor.organisation_id,
        route=route,
        handler_id=actor.account_id,
    )
    sending.write(referral, reason=reason, wish=wish, facts=facts or {})
    identity = identity_of(actor, person.pk)
    gaps = sending.missing(referral, identity)
    if gaps:
        raise RuleBroken(f"Fyll i det som saknas: {gaps[0].label}.", gaps[0].field)
    sending.mark_sent(referral)
    referral.save(force_insert=True)
    record.change(Event.OUTREACH_REGISTERED, referral, route=route)
    return referral
