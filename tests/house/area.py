"""This file is where the proofs get a target group: at Försäkringskassan, with one who is
protected, and somebody whom another authority has written in."""

from datetime import date, timedelta
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework import area as reading
from stegvis.casework.actions import area as actions
from stegvis.core.dates import now, today
from stegvis.core.personal_number import parse
from stegvis.participants.actions.benefit import Decision
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Identity, NamedReader, Participant
from stegvis.programmes.areas import Area, areas_held
from stegvis.programmes.models import (
    Programme,
    ProgrammeParty,
    ProgrammeText,
    ProgrammeVersion,
    Seat,
)
from stegvis.programmes.reading import definitions_folder, read_definition
from tests.casework.klivet import number
from tests.world import FK, World, actor_named

# Given name: family name and serial number, all born on the same day.
NAMES = {"Marta": ("Mejramsson", 101), "Mira": ("Malva", 102), "Moa": ("Myrtensson", 103)}
BORN = date(1999, 4, 5)


def target_group(world: World) -> dict[str, dict[str, UUID]]:
    """Marta, and Mira who is protected, are Lena's; Moa is Per's, who keeps no target group."""
    area = _published(world)
    lena, per = actor_named("Lena"), actor_named("Per")
    made = {"programme": {"area": area.programme_id}}
    with acting(lena):
        made["area"] = _furnished(lena, area, "Marta")
        hidden = _entered(lena, area, "Mira")
        made["area hidden"] = {"entry": hidden.pk, "benefit": hidden.participant.benefits.get().pk}
        _protect(lena, hidden.participant)
    with acting(per):
        foreign = _entered(per, area, "Moa")
        made["area foreign"] = {
            "entry": foreign.pk,
            "benefit": foreign.participant.benefits.get().pk,
        }
    return made


def _published(world: World) -> Area:
    """Klivet as it would be if nobody of the world had a way into it, so that the pages of the
    other programme are what they were."""
    definition = read_definition(definitions_folder() / "klivet.toml")
    routes = tuple(route for route in definition.routes if route.source == "self")
    definition = definition.model_copy(update={"routes": routes})
    lena = world.account("Lena")
    programme = Programme.objects.create(
        key=definition.key,
        name=definition.name,
        short_name=definition.short_name,
        created_by=lena,
    )
    version = ProgrammeVersion.objects.create(
        programme=programme, number=1, published_at=now(), created_by=lena
    )
    ProgrammeText.objects.create(version=version, content=definition.model_dump_json())
    fk = world.organisation(FK)
    ProgrammeParty.objects.create(
        version=version, organisation=fk, key="fk", seat=Seat.PARTY, created_by=lena
    )
    (area,) = areas_held(fk.pk)
    return area


def _entered(actor: Actor, area: Area, given: str) -> reading.AreaEntry:
    family, serial = NAMES[given]
    return actions.enter(
        actor=actor,
        area=area,
        newcomer=actions.Newcomer(
            Particulars(given, family, parse(number(BORN, serial))),
            "Högsby",
            date(2025, 1, 1),
            Decision("activity_compensation", 100, date(2025, 1, 1), today()),
        ),
    )


def _furnished(lena: Actor, area: Area, given: str) -> dict[str, UUID]:
    entry = reading.entry_of(lena, _entered(lena, area, given).pk)[1]
    actions.map_first(
        actor=lena,
        area=area,
        entry=entry,
        answers={"prognos": "Mejram kan prova."},
        mapped_on=today(),
    )
    actions.triage(
        actor=lena,
        area=area,
        entry=entry,
        result="erbjuds",
        decided_on=today(),
        text="Mejram bedömd.",
    )
    actions.name_livelihood(actor=lena, entry=entry, livelihood="Mejram lön", informed_on=today())
    return {"entry": entry.pk, "benefit": entry.participant.benefits.get().pk}


def _protect(lena: Actor, person: Participant) -> None:
    reader = NamedReader.objects.create(
        owner_id=lena.organisation_id,
        created_by_id=lena.account_id,
        participant=person,
        account_id=lena.account_id,
        reason="Handläggare.",
        shown_until=now() + timedelta(days=3650),
    )
    Identity.objects.filter(participant=person).update(protection="marked")
    Participant.objects.filter(pk=person.pk).update(protection="marked")
    NamedReader.objects.filter(pk=reader.pk).update(shown_until=None)
