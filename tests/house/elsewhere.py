"""This file is where the proofs of the pages get a programme whose parties each write in a system
of their own: a case at the operator, with Försäkringskassan as party, and one at the stranger."""

from datetime import timedelta
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.casework.actions import coordination, participation
from stegvis.casework.models import Participation
from stegvis.core.dates import now, today
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import Participant
from stegvis.programmes.conduct import OwnSystem, OwnSystems
from stegvis.programmes.models import Programme, ProgrammeText, ProgrammeVersion
from stegvis.programmes.vocabulary import DocumentationMode
from tests.world import World, actor_named

# Invented, valid by checksum.
NUMBERS = {"Ebba": "199503042385", "Tore": "199607112399"}


def cases_elsewhere(world: World, stella: Actor) -> dict[str, dict[str, UUID]]:
    """Ebba is Sara's, with Lena as the party's contact; Tore is Stina's."""
    version = _published(world)
    made = {
        "elsewhere": _case(world.actor("Samira"), "Sara", version, "Ebba", "Enbärsson"),
        "elsewhere foreign": _case(stella, "Stina", version, "Tore", "Tranbärsson"),
    }
    made["elsewhere"] |= _as_party(world, made["elsewhere"]["case"])
    return made


def _published(world: World) -> ProgrammeVersion:
    """The world's programme in the other mode. Nobody has a seat or a way into it, so that the
    pages of the other programme are what they were."""
    systems = OwnSystems(
        text="Var och en skriver hos sig.",
        systems=tuple(
            OwnSystem(party=party, name=name, reference_label="Ärendenummer")
            for party, name in (("amf", "Kommunens system"), ("fk", "Kassans system"))
        ),
    )
    shared = world.version.definition
    definition = shared.model_copy(
        update={
            "key": "hos-var-och-en",
            "name": "Hos var och en",
            "short_name": "Hos var och en",
            "documentation_mode": DocumentationMode.OWN_SYSTEM,
            "own_systems": systems,
            "instruments": (),
            "comparison": None,
            "routes": tuple(route for route in shared.routes if route.source == "self"),
        }
    )
    samira = world.account("Samira")
    programme = Programme.objects.create(
        key=definition.key,
        name=definition.name,
        short_name=definition.short_name,
        created_by=samira,
    )
    version = ProgrammeVersion.objects.create(
        programme=programme,
        number=1,
        published_at=now(),
        team_open=world.version.team_open,
        created_by=samira,
    )
    ProgrammeText.objects.create(version=version, content=definition.model_dump_json())
    return version


def _case(
    coordinator: Actor, manager: str, version: ProgrammeVersion, given: str, family: str
) -> dict[str, UUID]:
    """Enrolled a month ago, with a contact and the month's line."""
    day, actor = today() - timedelta(days=30), actor_named(manager)
    with acting(coordinator):
        person = register(
            actor=coordinator,
            permission=Permission.PARTICIPATION_ENROL,
            scope=Scope(coordinator.organisation_id, version.programme_id),
            particulars=Particulars(given, family, parse(NUMBERS[given])),
        )
        case = participation.enrol(
            actor=coordinator,
            participant=person,
            version=version,
            intake=None,
            enrolled_on=day,
        )
        participation.assign(
            actor=coordinator,
            participation=case,
            account_id=actor.account_id,
            starts_on=day,
        )
    with acting(actor):
        mine = Participation.objects.select_related("participant", "version").get(pk=case.pk)
        contact = coordination.add_contact(
            actor=actor, participation=mine, kind="samtal", happened_on=today()
        )
        coordination.write_line(
            actor=actor,
            participation=mine,
            month=today().replace(day=1),
            text="Pors hos oss." if manager == "Sara" else "Odon hos dem.",
        )
    return {"case": case.pk, "participant": person.pk, "contact": contact.pk}


def _as_party(world: World, pk: UUID) -> dict[str, UUID]:
    """Lena has her in Försäkringskassan's register, and has written down her reference."""
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        person = register(
            actor=lena,
            permission=Permission.REFERRAL_DRAFT,
            scope=Scope(lena.organisation_id, world.version.programme_id),
            particulars=Particulars("Ebba", "Enbärsson", parse(NUMBERS["Ebba"])),
        )
    with acting(samira):
        case = Participation.objects.select_related("participant", "version").get(pk=pk)
        seat = participation.add_party(
            actor=samira,
            participation=case,
            organisation_id=lena.organisation_id,
            organisation_participant_id=person.pk,
            seat="handläggare",
            key="fk",
            starts_on=today() - timedelta(days=30),
            contact_id=lena.account_id,
        )
    with acting(lena):
        coordination.register_own(
            actor=lena,
            seat=seat,
            participant=Participant.objects.get(pk=person.pk),
            reference="PORS-FK",
            checked_on=today(),
        )
    return {"fk_participant": person.pk}
