"""This file is where somebody in the target group of an area who has said yes goes on to the
programme: is referred, or enrolled where the authority runs it itself."""

from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import predecessors
from stegvis.casework.actions import participation as cases
from stegvis.casework.actions.area import between, lock_present
from stegvis.casework.actions.sending import write
from stegvis.casework.models import (
    AreaEntry,
    Participation,
    Referral,
    ReferralStatus,
)
from stegvis.core.dates import in_swedish
from stegvis.core.errors import RuleBroken
from stegvis.programmes.areas import Area
from stegvis.programmes.closing import choices, closed_words, refuse_when_closed
from stegvis.programmes.ways_in import ways_in


@transaction.atomic
def refer(
    *, actor: Actor, area: Area, entry: AreaEntry, agreed_on: date | None, taken_by: str
) -> Referral:
    """Begin an ordinary referral for somebody who has said yes to taking part; it goes on as any
    other. Raises RuleBroken without her yes, where the authority cannot refer, and when the
    programme takes nobody new any longer."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    require(actor, Permission.REFERRAL_DRAFT, own_scope(actor, area.programme_id))
    found = choices(
        [way for way in ways_in(actor.organisation_id) if way.version.pk == area.version.pk]
    )
    if not found.ways:
        raise RuleBroken(
            closed_words(found.closed[0])
            if found.closed
            else "Din myndighet kan inte aktualisera till den här insatsen."
        )
    way = found.ways[0]
    row = _agree(entry, area, agreed_on, taken_by)
    referral = Referral(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=entry.participant,
        version=area.version,
        receiver=way.receiver,
        route=way.route.source,
        handler_id=actor.account_id,
        consent_on=row.agreed_on,
        consent_taken_by=row.agreed_with,
    )
    write(referral, reason="", wish="", facts=_known_facts(entry))
    referral.save(force_insert=True)
    record.change(Event.REFERRAL_DRAFTED, referral, route=referral.route)
    return referral


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    area: Area,
    entry: AreaEntry,
    agreed_on: date | None,
    taken_by: str,
    enrolled_on: date,
    case_manager_id: UUID,
    arm: str = "",
) -> Participation:
    """Enrol somebody who has said yes, at the authority that both keeps the area and runs the
    programme: it would only refer her to itself. The consents to sharing, follow-up and so on are
    written down in the case, as for everybody.

    Raises RuleBroken without her yes, before the day of it, where the authority does not run the
    programme or takes nobody new, when she takes part or is referred already, and for a criterion
    that is known not to be met.
    """
    require(actor, Permission.AREA_KEEP, entry.scope)
    require(actor, Permission.PARTICIPATION_ENROL, own_scope(actor, area.programme_id))
    if not area.is_run_here:
        raise RuleBroken("Din myndighet driver inte insatsen. Aktualisera personen i stället.")
    refuse_when_closed(area.programme_id, actor.organisation_id)
    row = _agree(entry, area, agreed_on, taken_by)
    if row.agreed_on and enrolled_on < row.agreed_on:
        raise RuleBroken(
            f"Personen sa ja den {in_swedish(row.agreed_on)}. Inskrivningen kan inte vara "
            "tidigare.",
            "enrolled_on",
        )
    against = predecessors.against(entry.participant, area.version, enrolled_on)
    if against:
        raise RuleBroken(f"Det här talar emot: {'; '.join(against)}.")
    case = cases.enrol(
        actor=actor,
        participant=entry.participant,
        version=area.version,
        intake=None,
        enrolled_on=enrolled_on,
        arm=arm,
    )
    return cases.assign(
        actor=actor, participation=case, account_id=case_manager_id, starts_on=enrolled_on
    )


def _agree(entry: AreaEntry, area: Area, agreed_on: date | None, taken_by: str) -> AreaEntry:
    """Write down her yes, which everything else waits for."""
    if agreed_on is None:
        raise RuleBroken(
            "Ingen i målgruppen är deltagare förrän personen själv har sagt ja. Skriv vilken dag "
            "personen sa ja.",
            "agreed_on",
        )
    between(entry, agreed_on, "agreed_on")
    if not taken_by.strip():
        raise RuleBroken("Skriv vem som tog emot svaret.", "taken_by")
    row = lock_present(entry, None)
    if _takes_part(entry, area):
        raise RuleBroken("Personen deltar redan i insatsen.")
    if _is_underway(entry, area):
        raise RuleBroken("Det finns redan en aktualisering på väg för personen.")
    row.agreed_on, row.agreed_with = agreed_on, taken_by.strip()
    row.keep("agreed_on", "agreed_with")
    record.change(Event.AREA_AGREED, row, on=agreed_on)
    return row


def _takes_part(entry: AreaEntry, area: Area) -> bool:
    return Participation.objects.filter(
        owner_id=entry.owner_id,
        participant_id=entry.participant_id,
        version__programme_id=area.programme_id,
        ended_on__isnull=True,
    ).exists()


def _is_underway(entry: AreaEntry, area: Area) -> bool:
    return (
        Referral.objects.filter(
            owner_id=entry.owner_id,
            participant_id=entry.participant_id,
            version__programme_id=area.programme_id,
            intake__decided_on__isnull=True,
        )
        .exclude(status=ReferralStatus.WITHDRAWN)
        .exists()
    )


def _known_facts(entry: AreaEntry) -> dict[str, object]:
    """What the register already knows, so that it is not asked for again."""
    benefits = entry.participant.benefits.filter(owner_id=entry.owner_id).order_by("-starts_on")
    newest = benefits.first()
    facts: dict[str, object] = {"home_municipality": entry.municipality}
    if newest is not None:
        facts |= {
            "benefit": newest.kind,
            "benefit_extent": newest.extent_percent,
            "benefit_start": newest.starts_on.isoformat() if newest.starts_on else None,
            "benefit_end": newest.ends_on.isoformat() if newest.ends_on else None,
        }
    return facts
