"""This file is where a definition file becomes a version, and a version becomes binding."""

from pathlib import Path

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation, OrganisationKind
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import (
    Programme,
    ProgrammeParty,
    ProgrammeText,
    ProgrammeVersion,
    Seat,
)
from stegvis.programmes.reading import DefinitionErrors, read_definition, unwritten


@transaction.atomic
def load(*, actor: Actor, path: Path) -> ProgrammeVersion:
    """Read a definition file as the next version, or leave a version that is the same as it is.

    Run by an administrator of the installation from the command line, so the right to do it is
    the right to that account. Organisations that the file names are added to the directory when
    they are not there. Raises DefinitionErrors for a faulty file and for one where the template's
    prompts stand, and RuleBroken for one that differs from the published version with the same
    number.
    """
    definition = read_definition(path)
    programme, _ = Programme.objects.get_or_create(
        key=definition.key,
        defaults={
            "name": definition.name,
            "short_name": definition.short_name,
            "created_by_id": actor.account_id,
        },
    )
    known = ProgrammeVersion.objects.filter(programme=programme, number=definition.version).first()
    if known is not None:
        # Compared as read, not as written: the language grows, and what an older version was
        # silent about still means the same.
        if known.definition != definition:
            raise RuleBroken(
                f"Version {definition.version} av {definition.name} är redan publicerad och får "
                "inte ändras. Höj version i filen."
            )
        return known
    if left := unwritten(path):
        raise DefinitionErrors(path, left)
    version = ProgrammeVersion.objects.create(
        programme=programme,
        number=definition.version,
        team_open=definition.team.sees_all_cases,
        published_at=now(),
        created_by_id=actor.account_id,
    )
    ProgrammeText.objects.create(version=version, content=definition.model_dump_json())
    _seat_parties(actor, version, definition)
    journal().add(
        Event.PROGRAMME_PUBLISHED,
        owner_id=actor.organisation_id,
        item_kind="programmeversion",
        item_id=version.pk,
        detail={"key": definition.key, "version": definition.version},
    )
    return version


def _seat_parties(actor: Actor, version: ProgrammeVersion, definition: Definition) -> None:
    """Connect the definition's parties with the organisations of this installation."""
    seats = [(key, key, Seat.OPERATOR) for key in definition.operators]
    seats += [
        (party.organisation, party.key, Seat.PARTY)
        for party in definition.parties
        if party.organisation
    ]
    if definition.association.organisation:
        seats.append((definition.association.organisation, "association", Seat.ASSOCIATION))
    known = _organisations(definition)
    for organisation_key, key, seat in seats:
        ProgrammeParty.objects.create(
            version=version,
            organisation=known[organisation_key],
            key=key,
            seat=seat,
            created_by_id=actor.account_id,
        )


def _organisations(definition: Definition) -> dict[str, Organisation]:
    """The organisations that the file names, by key; new ones enter the directory."""
    named = [(p.organisation, p.name, p.kind.value) for p in definition.parties if p.organisation]
    payer = definition.association
    if payer.organisation:
        named.append((payer.organisation, payer.name, OrganisationKind.ASSOCIATION.value))
    found = {}
    for key, name, kind in named:
        found[key], _ = Organisation.objects.get_or_create(
            key=key, defaults={"name": name, "short_name": _shortened(name), "kind": kind}
        )
    return found


def _shortened(name: str) -> str:
    """A name that fits in lists until the authority's administrator gives a better one."""
    most = Organisation._meta.get_field("short_name").max_length or len(name)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
