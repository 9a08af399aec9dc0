"""This file is where the people of the tests are: who works where, and whose case is whose.

Sara has Alva and the protected Cleo; Kim has Bo. Samira coordinates. Lena at Försäkringskassan
referred Alva and is a party's contact in her case. Stina works in another municipality and is a
stranger to all of them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from stegvis.access.actor import Actor, system_actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework.actions import note, participation
from stegvis.casework.models import Note, Participation
from stegvis.core.dates import add_months, now, today
from stegvis.core.person_key import person_key
from stegvis.core.personal_number import parse
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system, system_account
from stegvis.organisations.actors import actor_from, assignments_of
from stegvis.organisations.models import Account, Assignment, Organisation
from stegvis.participants.actions import consent
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import Identity, NamedReader, Participant
from stegvis.programmes.actions import programme
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder

AMN, OMN = "uppsala-arbetsmarknadsnamnden", "uppsala-omsorgsnamnden"
FK, AF, REGION = "forsakringskassan", "arbetsformedlingen", "region-uppsala"
FORBUND, STRANGER = "samordningsforbundet-uppsala-lan", "provkoping-socialnamnden"


# First name: family name, organisation, role, title.
PEOPLE: dict[str, tuple[str, str, RoleKey, str]] = {
    "Sara": ("Berg", AMN, RoleKey.CASE_MANAGER, "case manager"),
    "Kim": ("Lund", AMN, RoleKey.CASE_MANAGER, "case manager"),
    "Samira": ("Nordin", AMN, RoleKey.COORDINATOR, "samordnare"),
    "Adam": ("Ek", AMN, RoleKey.ADMINISTRATOR, "verksamhetsutvecklare"),
    "Styrbjörn": ("Dahl", AMN, RoleKey.STEERING_GROUP, "avdelningschef"),
    "Lena": ("Holm", FK, RoleKey.REFERRER, "personlig handläggare"),
    "Per": ("Ek", AF, RoleKey.REFERRER, "arbetsförmedlare"),
    "Maria": ("Lind", REGION, RoleKey.NAMED_CONTACT, "kurator"),
    "Olof": ("Ström", OMN, RoleKey.REFERRER, "biståndshandläggare"),
    "Frida": ("Sand", FORBUND, RoleKey.ASSOCIATION, "förbundschef"),
    "Stina": ("Främling", STRANGER, RoleKey.CASE_MANAGER, "case manager"),
}
# Given name: family name, personal number (invented, valid), case manager.
CASES: dict[str, tuple[str, str, str]] = {
    "Alva": ("Exempelsson", "200302142385", "Sara"),
    "Bo": ("Provdal", "200105052393", "Kim"),
    "Cleo": ("Hemlig", "200006302384", "Sara"),
}


def last_day() -> date:
    """An assignment must end; nobody's does while the tests run."""
    return add_months(today(), 23)


def email(name: str) -> str:
    return f"{name.lower().replace('ö', 'o')}@exempel.invalid"


@dataclass(frozen=True)
class World:
    """Ready-made lookups; everything is fetched anew, so no test sees another's changes."""

    version: ProgrammeVersion

    @classmethod
    def load(cls) -> "World":
        return cls(ProgrammeVersion.objects.get(programme__key="forrehab-uppsala"))

    def organisation(self, key: str) -> Organisation:
        return Organisation.objects.get(key=key)

    def account(self, name: str) -> Account:
        return Account.objects.get(email=email(name))

    def assignment(self, name: str) -> UUID:
        return Assignment.objects.get(account__email=email(name)).pk

    def assigned(self, name: str) -> Assignment:
        """Her assignment, with her account."""
        return Assignment.objects.select_related("account").get(account__email=email(name))

    def actor(self, name: str) -> Actor:
        return actor_named(name)

    def case(self, given_name: str) -> Participation:
        """The participation as its case manager sees it. Call inside acting(...) of her."""
        return Participation.objects.select_related(
            "participant__identity", "version__programme", "case_manager"
        ).get(participant__identity__given_name=given_name)

    def case_id(self, given_name: str) -> UUID:
        with acting(self.actor(CASES[given_name][2])):
            return self.case(given_name).pk

    def participant_account(self, given_name: str) -> Account:
        """The login of a participant, as her electronic identification would make it."""
        return Account.objects.get_or_create(person_key=person_key(CASES[given_name][1]))[0]

    def note(self, given_name: str) -> Note:
        return Note.objects.get(participation=self.case(given_name))


def actor_named(name: str) -> Actor:
    account = Account.objects.get(email=email(name))
    assignments = assignments_of(account.pk, today())
    actor = actor_from(assignments, assignments[0].organisation_id)
    assert actor is not None
    return actor


def definition_file() -> Path:
    """Förrehab's own definition, with what it has no use for and other programmes have."""
    text = (definitions_folder() / "forrehab-uppsala.toml").read_text(encoding="utf-8")
    path = Path(mkdtemp()) / "forrehab-uppsala.toml"
    text = text.replace("schedule = [", f"schedule = [\n{PROMISED},", 1)
    path.write_text(f"{text}\n{ALSO}", encoding="utf-8")
    return path


# Contact that is kept at a workplace; nothing of it before somebody has found hers.
PROMISED = (
    '{ key = "arbetsplatsen", name = "Kontakt på arbetsplatsen", anchor = "workplace_found", '
    "every = { months = 2 }, lasting = { months = 12 } }"
)
# What a page shows only where the programme has it, in so few words that no page looks different.
ALSO = """
[[milestones]]
key = "provad"
name = "Prövad"
kind = "event"
category = "planning"

[[instruments]]
key = "kasam"
name = "KASAM"
given_at = ["enrolment"]
licence = "Avtal"
category = "health"
scoring = { items = 2, low = 1, high = 7, higher_is = "Starkare", source = "Summan" }

[comparison]
name = "Jämförelse"
text = "Koder."
instruments = ["kasam"]

[[monthly]]
key = "vardkontakter"
name = "Vårdkontakter"
unit = "antal"
category = "health"

[[ladder]]
key = "halvtid"
name = "Halvtid i aktivitet"
percent = 50
kinds = ["activity", "work_training", "placement"]

[[ladder]]
key = "utvecklingsanstallning"
name = "Utvecklingsanställning"
percent = 50
kinds = ["development_employment"]
benefit_percent = 50

[inventory]
text = "Det som finns att delta i."
kept_by = ["amf"]
needs = [
  { key = "dagsstruktur", label = "Struktur på dagen" },
  { key = "gemenskap", label = "Träffa andra" },
]
"""


def build() -> None:
    """The whole world, through the same actions as in life."""
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        version = programme.load(actor=root, path=definition_file())
    Organisation.objects.create(
        key=STRANGER, name="Socialnämnden i Provköping", short_name="Provköping", kind="kommun"
    )
    for name, (family, organisation, role, title) in PEOPLE.items():
        administrator = system(Organisation.objects.get(key=organisation))
        with acting(administrator):
            account = member.add(actor=administrator, email=email(name), name=f"{name} {family}")
            member.grant(
                actor=administrator,
                account=account,
                role=role,
                reason="Arbetar i insatsen.",
                starts_on=date(2020, 1, 1),
                ends_on=last_day(),
                title=title,
            )
    samira = actor_named("Samira")
    with acting(samira):
        for given_name, (family, number, manager) in CASES.items():
            _enrol(samira, version, given_name, family, number, manager)
    for given_name in CASES:
        manager = actor_named(CASES[given_name][2])
        with acting(manager):
            case = Participation.objects.select_related("participant", "version").get(
                participant__identity__given_name=given_name
            )
            note.write(
                actor=manager,
                participation=case,
                kind="samtal",
                text=f"Kanariefågel {given_name}: trivs med sortering, helst på förmiddagar.",
                happened_on=today(),
            )
    _protect_cleo()


def _enrol(
    samira: Actor, version: ProgrammeVersion, given_name: str, family: str, number: str, who: str
) -> None:
    person = register(
        actor=samira,
        permission=Permission.PARTICIPATION_ENROL,
        scope=Scope(samira.organisation_id, version.programme_id),
        particulars=Particulars(given_name, family, parse(number)),
    )
    enrolled = today() - timedelta(days=30)
    case = participation.enrol(
        actor=samira, participant=person, version=version, intake=None, enrolled_on=enrolled
    )
    participation.assign(
        actor=samira,
        participation=case,
        account_id=actor_named(who).account_id,
        starts_on=enrolled,
    )
    if given_name == "Alva":
        fk = Organisation.objects.get(key=FK)
        consent.write_down(
            actor=samira,
            scope=case.scope,
            participant=person,
            participation_id=case.pk,
            programme=version,
            form=consent.Form("secrecy", "samordning", "1", "sv", enrolled),
            cells=[
                consent.Cell(samira.organisation_id, fk.pk, category)
                for category in ("planning", "contact")
            ],
        )
        participation.add_party(
            actor=samira,
            participation=case,
            organisation_id=fk.pk,
            seat="handläggare",
            key="fk",
            starts_on=enrolled,
            contact_id=actor_named("Lena").account_id,
        )


def _protect_cleo() -> None:
    """Protected identity, with Sara as the only named reader."""
    sara = actor_named("Sara")
    with acting(sara):
        cleo = Participant.objects.get(identity__given_name="Cleo")
        NamedReader.objects.create(
            owner_id=sara.organisation_id,
            created_by_id=sara.account_id,
            participant=cleo,
            account_id=sara.account_id,
            reason="Case manager.",
            # As if she had just said why; tests of the opening itself close it first.
            shown_until=now() + timedelta(days=3650),
        )
        Identity.objects.filter(participant=cleo).update(protection="marked")
        Participant.objects.filter(pk=cleo.pk).update(protection="marked")
