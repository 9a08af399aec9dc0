"""This file is where decisions on weeding and legal holds are fetched."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import LegalHold, WeedingDecision, WeedingRow


def decisions(actor: Actor) -> QuerySet[WeedingDecision]:
    """The own authority's, newest first, with how many are left on each list and how many of it
    have been removed."""
    return (
        WeedingDecision.objects.filter(owner_id=actor.organisation_id)
        .select_related("created_by", "decided_by")
        .annotate(
            left=Count("rows", distinct=True),
            done=Count("records", distinct=True),
        )
    )


def decision(actor: Actor, pk: UUID) -> tuple[WeedingDecision, list[WeedingRow]]:
    """One decision and those who are left on its list; each is logged as listed. Raises NotVisible.
    Two queries."""
    found = decisions(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    rows = list(found.rows.filter(owner_id=actor.organisation_id).select_related("participant"))
    for row in rows:
        record.look(Event.PERSON_LISTED, row.participant, purpose="gallring")
    return found, rows


def holds(actor: Actor) -> list[LegalHold]:
    """Those that stand, newest first; each person is logged as listed."""
    found = list(
        LegalHold.objects.standing()
        .filter(owner_id=actor.organisation_id)
        .select_related("participant", "created_by")
    )
    for row in found:
        record.look(Event.PERSON_LISTED, row.participant, purpose="gallring")
    return found


def hold(actor: Actor, pk: UUID) -> LegalHold:
    """A standing hold of the own authority. Raises NotVisible."""
    found = (
        LegalHold.objects.standing()
        .filter(owner_id=actor.organisation_id, pk=pk)
        .select_related("participant", "created_by")
        .first()
    )
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_LISTED, found.participant, purpose="gallring")
    return found


def spoken_for(owner_id: UUID) -> set[UUID]:
    """Whoever is held, or on a list that has not been refused."""
    held = LegalHold.objects.standing().filter(owner_id=owner_id)
    listed = WeedingRow.objects.filter(
        Q(decision__approved=True) | Q(decision__approved__isnull=True), owner_id=owner_id
    )
    return set(
        held.order_by()
        .values_list("participant_id", flat=True)
        .union(listed.order_by().values_list("participant_id", flat=True))
    )
