"""This file is where it is told how a case is documented when each party writes in its own
system: where she should be registered, and what the programme keeps here instead of day notes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from stegvis.access.actor import Actor
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import (
    ContactFact,
    FrozenVersion,
    MonthlyLine,
    Participation,
    Party,
    SystemRegistration,
)
from stegvis.core.dates import add_months, day_of
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Disclosure
from stegvis.programmes.conduct import OwnSystem
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import NoteKind
from stegvis.programmes.vocabulary import DocumentationMode

MOST_SHOWN = 50
REGISTRATION = "systemregistration"


@dataclass(frozen=True)
class Handed:
    """Since when the case's owner can read a reference, and whether it has changed since."""

    since: date
    is_older: bool


def writes_elsewhere(definition: Definition) -> bool:
    """Each party documents in its own system; only facts for coordination are kept here."""
    return definition.documentation_mode == DocumentationMode.OWN_SYSTEM


def systems_of(case: Participation) -> list[OwnSystem]:
    """The systems that she should be registered in: her own operator's and those of the parties
    that run no programme, never another operator's. Asks for the owner unless it is at hand."""
    return systems_for(case.version.definition, case.owner.key)


def systems_for(definition: Definition, owner_key: str) -> list[OwnSystem]:
    """The same, for a case of the operator with this key."""
    if definition.own_systems is None:
        return []
    others = set(definition.operators) - {owner_key}
    return [
        system
        for system in definition.own_systems.systems
        if definition.party(system.party).organisation not in others
    ]


def own_system_of(definition: Definition, party: str) -> OwnSystem | None:
    """The system that a party documents in, if the programme leaves the writing to the parties."""
    if not writes_elsewhere(definition) or definition.own_systems is None:
        return None
    systems = definition.own_systems.systems
    return next((system for system in systems if system.party == party), None)


def own_registration(actor: Actor, seat: Party) -> SystemRegistration | None:
    """What the actor's authority has written down of where she is in its own system. One query;
    logs the look."""
    row = SystemRegistration.objects.filter(
        owner_id=actor.organisation_id,
        participation_id=seat.participation_id,
        party=seat.key,
    ).first()
    if row is not None:
        row.participation = seat.participation
        record.look(Event.PERSON_READ, row)
    return row


def registrations(actor: Actor, case: Participation) -> dict[str, SystemRegistration]:
    """The checks that have been made, by party. One query."""
    rows = SystemRegistration.objects.within(actor, case)
    return {row.party: row for row in rows}


def received_references(actor: Actor, case: Participation) -> dict[UUID, FrozenVersion]:
    """What parties have handed out of where she is in their own systems, the newest of each, by
    the party's organisation. One query; logs the look at each."""
    rows = (
        FrozenVersion.objects.visible_to(actor)
        .filter(participation=case, of_kind=REGISTRATION)
        .exclude(owner_id=actor.organisation_id)
        .select_related("owner")
        .order_by("number")
    )
    found = {row.owner_id: row for row in rows}
    for row in found.values():
        record.look(Event.PERSON_READ, row, purpose="utlämnad till oss")
    return found


def handed_out_reference(actor: Actor, seat: Party, row: SystemRegistration) -> Handed | None:
    """The version of the own authority's reference that the case's owner can read now, and whether
    it is older than the reference itself. One query."""
    given = Disclosure.objects.open().filter(
        owner_id=actor.organisation_id,
        receiver_id=seat.owner_id,
        item_kind="frozenversion",
        item_id=OuterRef("pk"),
    )
    version = (
        FrozenVersion.objects.filter(owner_id=actor.organisation_id, of_id=row.pk)
        .annotate(given_at=Subquery(given.values("created_at")[:1]))
        .filter(given_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if version is None:
        return None
    return Handed(day_of(version.given_at), version.of_revision < row.revision)


def unregistered(systems: Iterable[OwnSystem], found: Collection[str]) -> list[OwnSystem]:
    return [system for system in systems if system.party not in found]


def lines(actor: Actor, case: Participation) -> list[MonthlyLine]:
    """The own authority's lines, newest month first. One query."""
    return list(MonthlyLine.objects.within(actor, case)[:MOST_SHOWN])


def contacts(actor: Actor, case: Participation) -> list[ContactFact]:
    """The newest days of contact that are not struck. One query."""
    return list(ContactFact.objects.kept().within(actor, case)[:MOST_SHOWN])


def writable_months(today: date) -> tuple[date, date]:
    """This month and the one before: a month is summed up when it has just passed."""
    this = today.replace(day=1)
    return this, add_months(this, -1)


def kind_of(definition: Definition, key: str) -> NoteKind:
    """A kind of the programme's notes. Raises RuleBroken for one that it does not have."""
    kind = next((kind for kind in definition.notes.kinds if kind.key == key), None)
    if kind is None:
        raise RuleBroken("Välj ett slag av kontakt.", "kind")
    return kind
