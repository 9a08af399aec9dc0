"""This file is where a big database is filled by COPY, with progress, for the benchmark only.

Everybody in it is a number. Sizes at scale 1: 250 organisations, 1,000,000 participants,
1,200,000 participations, 10,000,000 notes, 20,000,000 disclosures.
"""

from datetime import date, timedelta

from scripts.bench.detail import detail
from scripts.bench.tables import Bare, Connection, copy
from scripts.bench.world import (
    ASSIGNMENT,
    CASE_MANAGERS,
    DISCLOSURE,
    EXIT,
    IDENTITY,
    LOAD,
    NOTE,
    PARTICIPANT,
    PARTICIPATION,
    PLAN,
    SEAT,
    World,
    account,
    organisation,
    uid,
)
from stegvis.casework.models import Exit, Note, Participation, Plan
from stegvis.organisations.models import Account, Assignment, Organisation
from stegvis.participants.models import Disclosure, Identity, Participant
from stegvis.programmes.models import ProgrammeParty

TODAY = date.today()
NOW = TODAY.isoformat() + " 12:00+00"
TEXT = (
    "Vi gick igenom veckan. Fungerar bra på förmiddagarna, svårare när schemat ändras. "
    "Vill prova att vara med i gruppen en gång till innan vi bestämmer något mer."
)
RECORD = ("id", "created_at", "created_by_id")
ITEM = (*RECORD, "owner_id", "participant_id", "participation_id")


def fill(connection: Connection, world: World) -> None:
    """Fill every table that the measured pages read."""
    _directory(connection, world)
    big = [Participant, Identity, Disclosure, Participation, Note, Plan, Exit]
    with Bare(connection, big):
        _people(connection, world)
        _cases(connection, world)
        _notes(connection, world)
        _disclosures(connection, world)
    spread(connection)
    detail(connection, world)
    connection.autocommit = True
    connection.execute("vacuum analyze")


def spread(connection: Connection) -> None:
    """Spread what has ended over eight years, as in a register that has been used that long."""
    back = "(abs(hashtext(p.id::text)) % 2600)"
    for table, columns in (
        ("casework_plan", ("confirmed_at",)),
        ("casework_exit", ("ended_on", "confirmed_at")),
    ):
        # What is confirmed is frozen; here it has never been real.
        connection.execute(f"alter table {table} disable trigger user")
        moved = ", ".join(f"{c} = t.{c} - {back} * interval '1 day'" for c in columns)
        connection.execute(
            f"update {table} t set {moved} from casework_participation p "
            "where p.id = t.participation_id and p.ended_on is not null"
        )
        connection.execute(f"alter table {table} enable trigger user")
    connection.execute(
        f"update casework_participation p set enrolled_on = enrolled_on - {back}, "
        f"ended_on = ended_on - {back} where ended_on is not null"
    )
    connection.commit()


def _directory(connection: Connection, world: World) -> None:
    """Organisations, twenty case managers and one coordinator in each, and what each runs."""
    n = world.sizes.organisations
    staff = [(o, k) for o in range(n) for k in range(CASE_MANAGERS + 1)]
    copy(
        connection,
        Organisation,
        ("id", "key", "name", "short_name", "kind"),
        (f"{organisation(o)}\tnamnd-{o}\tNämnd {o}\tNämnd {o}\tkommun" for o in range(n)),
        n,
    )
    copy(
        connection,
        Account,
        ("id", "password", "email", "name"),
        (f"{account(o, k)}\t!\tp{o}-{k}@exempel.invalid\tPerson {o}-{k}" for o, k in staff),
        len(staff),
    )
    copy(
        connection,
        Assignment,
        (*RECORD, "account_id", "employer_id", "organisation_id", "role", "reason", "starts_on"),
        (
            f"{uid(ASSIGNMENT, o * 100 + k)}\t{NOW}\t{account(o, 0)}\t{account(o, k)}\t"
            f"{organisation(o)}\t{organisation(o)}\t"
            f"{'coordinator' if k == 0 else 'case_manager'}\tmätning\t2020-01-01"
            for o, k in staff
        ),
        len(staff),
    )
    copy(
        connection,
        ProgrammeParty,
        (*RECORD, "version_id", "organisation_id", "key", "seat"),
        (
            f"{uid(SEAT, o)}\t{NOW}\t{account(0, 0)}\t{world.run_of(o).version}\t"
            f"{organisation(o)}\tn{o}\toperator"
            for o in range(n)
        ),
        n,
    )


FAMILY = ["Exempelsson", "Provdal", "Mätlund", "Testberg", "Påhittsson", "Fiktivgren", "Övning"]
GIVEN = ["Alva", "Bo", "Cleo", "Disa", "Ebbe", "Freja", "Gus", "Hilma", "Ivar", "Juni"]


def _people(connection: Connection, world: World) -> None:
    total = world.sizes.participants

    def born(person: int) -> date:
        return TODAY - timedelta(days=19 * 365 + person % 4000)

    copy(
        connection,
        Participant,
        (*RECORD, "owner_id", "sex", "born_on"),
        (
            f"{uid(PARTICIPANT, p)}\t{NOW}\t{account(o, 0)}\t{organisation(o)}\t"
            f"{'woman' if p % 2 else 'man'}\t{born(p)}"
            for p, o, _ in world.owner_of()
        ),
        total,
    )

    def names(person: int) -> str:
        given, family = GIVEN[person % 10], f"{FAMILY[person % 7]}{person % 997}"
        low = family.lower().replace("ö", "}").replace("å", "{").replace("ä", "|")
        key = f"{given.lower()} {low}\t{low} {given.lower()}"
        return f"{given}\t{family}\t{key}"

    copy(
        connection,
        Identity,
        (
            *(*RECORD, "owner_id", "participant_id"),
            *("given_name", "family_name", "name_key", "family_key", "phone"),
        ),
        (
            f"{uid(IDENTITY, p)}\t{NOW}\t{account(o, 0)}\t{organisation(o)}\t"
            f"{uid(PARTICIPANT, p)}\t{names(p)}\t070-000 00 00"
            for p, o, _ in world.owner_of()
        ),
        total,
    )


def _ongoing(place: int, size: int) -> int | None:
    """The case manager (1-20) of an ongoing spell; the newest of each owner are ongoing."""
    from_end = size - 1 - place
    if place < 0 or from_end >= CASE_MANAGERS * LOAD:
        return None
    return 1 + from_end % CASE_MANAGERS


def _started(number: int) -> date:
    return TODAY - timedelta(days=40 + number % 300)


def _cases(connection: Connection, world: World) -> None:
    total = world.sizes.participations
    ways = [run.definition.ways for run in world.runs]
    first_way = [found.alternatives[0].key if found else "" for found in ways]

    def participation(n: int, p: int, o: int, place: int, size: int) -> str:
        manager = _ongoing(place, size)
        start = _started(n) if manager else _started(n) - timedelta(days=400)
        ended = "\\N" if manager else str(start + timedelta(days=200))
        who = account(o, manager or 1 + n % CASE_MANAGERS)
        return (
            f"{uid(PARTICIPATION, n)}\t{NOW}\t{account(o, 0)}\t{organisation(o)}\t"
            f"{uid(PARTICIPANT, p)}\t{world.run_of(o).version}\t{who}\t{start}\t"
            f"{first_way[o % len(first_way)]}\t{ended}"
        )

    copy(
        connection,
        Participation,
        (
            *(*RECORD, "owner_id", "participant_id"),
            *("version_id", "case_manager_id", "enrolled_on", "way", "ended_on"),
        ),
        (participation(*spell) for spell in world.spells()),
        total,
    )

    def item(kind: int, n: int, p: int, o: int) -> str:
        return (
            f"{uid(kind, n)}\t{NOW}\t{account(o, 0)}\t{organisation(o)}\t"
            f"{uid(PARTICIPANT, p)}\t{uid(PARTICIPATION, n)}"
        )

    def planned(n: int, place: int, size: int) -> date:
        return _started(n) + timedelta(days=n % 90 - (0 if _ongoing(place, size) else 400))

    copy(
        connection,
        Plan,
        (*ITEM, "confirmed_at"),
        (
            f"{item(PLAN, n, p, o)}\t{planned(n, place, size)} 09:00+00"
            for n, p, o, place, size in world.spells()
        ),
        total,
    )

    def closing(n: int, o: int) -> str:
        rules = world.run_of(o).definition.exit
        ended = _started(n) - timedelta(days=200)
        where = rules.destinations[n % len(rules.destinations)].key
        return (
            f"{ended}\t{rules.reasons[n % 3].key}\t{where}\t{'t' if n % 10 else 'f'}\t"
            f"{'t' if n % 8 else 'f'}\t{ended} 12:00+00"
        )

    copy(
        connection,
        Exit,
        (
            *ITEM,
            *("ended_on", "reason", "destination", "plan_known", "plan_anchored", "confirmed_at"),
        ),
        (
            f"{item(EXIT, n, p, o)}\t{closing(n, o)}"
            for n, p, o, place, size in world.spells()
            if not _ongoing(place, size)
        ),
        total,
    )


def _references(world: World) -> list[tuple[int, str]]:
    """Owner, and the three ids that every item of the spell carries, ready to be written."""
    return [
        (o, f"{organisation(o)}\t{uid(PARTICIPANT, p)}\t{uid(PARTICIPATION, n)}")
        for n, p, o, _, _ in world.spells()
    ]


def _staff(world: World) -> list[list[str]]:
    return [
        [account(o, 1 + k) for k in range(CASE_MANAGERS)] for o in range(world.sizes.organisations)
    ]


def _notes(connection: Connection, world: World) -> None:
    spell, staff = _references(world), _staff(world)
    total, many = world.sizes.notes, len(spell)
    days = [str(TODAY - timedelta(days=d)) for d in range(500)]

    def note(i: int) -> str:
        o, references = spell[i % many]
        day = days[(i * 7) % 500]
        return (
            f"{uid(NOTE, i)}\t{day} 12:00+00\t{staff[o][i % CASE_MANAGERS]}\t{references}\t"
            f"samtal\tt\tf\t{day}\t{TEXT}\tPerson {o}\t{day}"
        )

    copy(
        connection,
        Note,
        (
            *(*ITEM, "kind", "is_contact", "is_attempt"),
            *("happened_on", "text", "author_name", "unlocked_until"),
        ),
        (note(i) for i in range(total)),
        total,
    )


def _disclosures(connection: Connection, world: World) -> None:
    spell, staff = _references(world), _staff(world)
    total, many = world.sizes.disclosures, len(spell)
    organisations = world.sizes.organisations
    authority = [organisation(o) for o in range(organisations)]

    def disclosure(j: int) -> str:
        i = j // 2
        o, references = spell[i % many]
        receiver = authority[(o + 1 + j % 2 + i % 7) % organisations]
        closed = f"{TODAY} 10:00+00" if j % 3 == 0 else "\\N"
        return (
            f"{uid(DISCLOSURE, j)}\t{NOW}\t{staff[o][0]}\t{references}\tnote\t{uid(NOTE, i)}\t"
            f"Anteckning\t{receiver}\tplanning\tother\tmätning\t{closed}"
        )

    copy(
        connection,
        Disclosure,
        (
            *(*ITEM, "item_kind", "item_id", "title"),
            *("receiver_id", "category", "ground", "reason", "closed_at"),
        ),
        (disclosure(j) for j in range(total)),
        total,
    )
