"""This file is where a big database is filled by COPY, with progress, for the benchmark only.

Everybody in it is a number. Sizes at scale 1: 250 organisations, 1,000,000 participants,
1,200,000 participations, 10,000,000 notes, 20,000,000 disclosures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
from tqdm import tqdm

TODAY = date.today()
NOW = TODAY.isoformat() + " 12:00+00"
CHUNK = 20_000
CASE_MANAGERS = 20
LOAD = 25
TEXT = (
    "Vi gick igenom veckan. Fungerar bra på förmiddagarna, svårare när schemat ändras. "
    "Vill prova att vara med i gruppen en gång till innan vi bestämmer något mer."
)


@dataclass(frozen=True)
class Sizes:
    organisations: int
    participants: int
    participations: int
    notes: int
    disclosures: int

    @classmethod
    def at(cls, scale: float) -> "Sizes":
        return cls(
            max(10, int(250 * min(1, scale * 4))),
            int(1_000_000 * scale),
            int(1_200_000 * scale),
            int(10_000_000 * scale),
            int(20_000_000 * scale),
        )


def uid(kind: int, number: int) -> str:
    """A public id that looks random, as real ones do, so that indexes meet no kind order."""
    mixed = (number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind * 0x2545F4914F6CDD1D) % (1 << 120)
    return f"{(kind << 120) | mixed:032x}"


ORGANISATION, ACCOUNT, ASSIGNMENT, PARTICIPANT, IDENTITY = 1, 2, 3, 4, 5
PARTICIPATION, NOTE, DISCLOSURE, PLAN, EXIT, CONSENT, PARTY = 6, 7, 8, 9, 10, 11, 12


class World:
    """Who owns what, computed from numbers so that nothing has to be looked up."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        # Sizes of owners are uneven, as in life; the largest has about 1.4 % of everything.
        weights = [
            ((k + 1) / sizes.organisations) ** (1 / 1.3) - (k / sizes.organisations) ** (1 / 1.3)
            for k in range(sizes.organisations)
        ]
        self.first: list[int] = [0]
        for weight in weights:
            self.first.append(
                min(sizes.participants, self.first[-1] + int(weight * sizes.participants))
            )
        self.first[-1] = sizes.participants

    def owner_of(self) -> Iterator[tuple[int, int, int]]:
        """(participant, owner, place within the owner) for every participant."""
        for owner in range(self.sizes.organisations):
            for place, person in enumerate(range(self.first[owner], self.first[owner + 1])):
                yield person, owner, place


def spells(world: World) -> Iterator[tuple[int, int, int, int, int]]:
    """(participation, participant, owner, place, size of owner); every fifth has been in twice."""
    number = 0
    extra = world.sizes.participations - world.sizes.participants
    for person, owner, place in world.owner_of():
        size = world.first[owner + 1] - world.first[owner]
        yield number, person, owner, place, size
        number += 1
        if person % 5 == 4 and extra > 0:
            extra -= 1
            yield number, person, owner, -1, size
            number += 1


def copy(
    connection: psycopg.Connection[tuple[object, ...]],
    table: str,
    columns: str,
    lines: Iterable[str],
    total: int,
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({columns}) from stdin") as out,
        tqdm(total=total, desc=table.split("_", 1)[1], unit="rows", unit_scale=True) as bar,
    ):
        chunk: list[str] = []
        for line in lines:
            chunk.append(line)
            if len(chunk) == CHUNK:
                out.write("".join(chunk))
                bar.update(len(chunk))
                chunk.clear()
        out.write("".join(chunk))
        bar.update(len(chunk))
    connection.commit()


class Bare:
    """Tables without their indexes and keys while they are filled, and with them again after."""

    def __init__(
        self, connection: psycopg.Connection[tuple[object, ...]], tables: list[str]
    ) -> None:
        self.connection = connection
        self.tables = tables
        self.again: list[tuple[str, str]] = []

    def __enter__(self) -> None:
        rank = "case contype when 'f' then 0 else 1 end"
        found = self.connection.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text "
            "from pg_constraint where contype in ('p','u','f') "
            "and conrelid::regclass::text = any(%s) "
            f"order by {rank}",
            [self.tables],
        ).fetchall()
        inbound = self.connection.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text "
            "from pg_constraint where contype = 'f' and confrelid::regclass::text = any(%s) "
            "and not conrelid::regclass::text = any(%s)",
            [self.tables, self.tables],
        ).fetchall()
        for table, name, definition, _ in [*inbound, *found]:
            self.connection.execute(f'alter table {table} drop constraint "{name}"')
            self.again.append((table, f'alter table {table} add constraint "{name}" {definition}'))
        indexes = self.connection.execute(
            "select indexname, indexdef, tablename from pg_indexes where tablename = any(%s)",
            [self.tables],
        ).fetchall()
        for table in self.tables:
            # COPY refuses row-level security; prepare_database asserts it again afterwards.
            self.connection.execute(f"alter table {table} disable row level security")
        for name, definition, table in indexes:
            self.connection.execute(f'drop index "{name}"')
            self.again.insert(0, (str(table), str(definition)))
        self.connection.commit()

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            return
        self.connection.execute("set maintenance_work_mem = '1GB'")
        # Indexes first, then keys: primary and unique before the foreign ones that need them.
        order = sorted(self.again, key=lambda item: "FOREIGN KEY" in item[1])
        for _, statement in tqdm(order, desc="indexes and keys", unit=""):
            self.connection.execute(statement)
        self.connection.commit()


def fill(connection: psycopg.Connection[tuple[object, ...]], sizes: Sizes, version: str) -> None:
    """Fill every table that the measured pages read."""
    world = World(sizes)
    _directory(connection, world, version)
    big = [
        "participants_participant",
        "participants_identity",
        "participants_disclosure",
        "casework_participation",
        "casework_note",
        "casework_plan",
        "casework_exit",
    ]
    with Bare(connection, big):
        _people(connection, world)
        _cases(connection, world, version)
        _notes(connection, world)
    spread(connection)
    connection.autocommit = True
    connection.execute("vacuum analyze")


def spread(connection: psycopg.Connection[tuple[object, ...]]) -> None:
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


def _directory(
    connection: psycopg.Connection[tuple[object, ...]], world: World, version: str
) -> None:
    """Organisations, and twenty case managers and one coordinator in each."""
    n = world.sizes.organisations
    staff = [(o, k) for o in range(n) for k in range(CASE_MANAGERS + 1)]
    copy(
        connection,
        "organisations_organisation",
        "id,key,name,short_name,kind,municipality,contact_way",
        (f"{uid(1, o)}\tnamnd-{o}\tNämnd {o}\tNämnd {o}\tkommun\t\t\n" for o in range(n)),
        n,
    )
    copy(
        connection,
        "organisations_account",
        "id,password,email,name,phone,is_active,is_system",
        (
            f"{uid(2, o * 100 + k)}\t!\tp{o}-{k}@exempel.invalid\tPerson {o}-{k}\t\tt\tf\n"
            for o, k in staff
        ),
        len(staff),
    )
    copy(
        connection,
        "organisations_assignment",
        "id,created_at,created_by_id,revision,account_id,employer_id,organisation_id,role,title,"
        "reason,starts_on",
        (
            f"{uid(3, o * 100 + k)}\t{NOW}\t{uid(2, o * 100)}\t1\t{uid(2, o * 100 + k)}\t"
            f"{uid(1, o)}\t{uid(1, o)}\t{'coordinator' if k == 0 else 'case_manager'}\t\t"
            f"mätning\t2020-01-01\n"
            for o, k in staff
        ),
        len(staff),
    )
    copy(
        connection,
        "programmes_programmeparty",
        "id,created_at,created_by_id,revision,version_id,organisation_id,key,seat",
        (
            f"{uid(13, o)}\t{NOW}\t{uid(2, 0)}\t1\t{version}\t{uid(1, o)}\tn{o}\toperator\n"
            for o in range(n)
        ),
        n,
    )


FAMILY = ["Exempelsson", "Provdal", "Mätlund", "Testberg", "Påhittsson", "Fiktivgren", "Övning"]
GIVEN = ["Alva", "Bo", "Cleo", "Disa", "Ebbe", "Freja", "Gus", "Hilma", "Ivar", "Juni"]


def _people(connection: psycopg.Connection[tuple[object, ...]], world: World) -> None:
    total = world.sizes.participants

    def born(person: int) -> date:
        return TODAY - timedelta(days=19 * 365 + person % 4000)

    copy(
        connection,
        "participants_participant",
        "id,created_at,created_by_id,revision,owner_id,sex,born_on,protection,language,"
        "needs_interpreter",
        (
            f"{uid(4, p)}\t{NOW}\t{uid(2, o * 100)}\t1\t{uid(1, o)}\t"
            f"{'woman' if p % 2 else 'man'}\t{born(p)}\tnone\t\tf\n"
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
        "participants_identity",
        "id,created_at,created_by_id,revision,owner_id,participant_id,protection,number,"
        "number_kind,given_name,family_name,name_key,family_key,address,phone,email,contact_wish",
        (
            f"{uid(5, p)}\t{NOW}\t{uid(2, o * 100)}\t1\t{uid(1, o)}\t{uid(4, p)}\tnone\t\t\t"
            f"{names(p)}\t\t070-000 00 00\t\t\n"
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


def _cases(connection: psycopg.Connection[tuple[object, ...]], world: World, version: str) -> None:
    total = world.sizes.participations

    def started(number: int) -> date:
        return TODAY - timedelta(days=40 + number % 300)

    def participation(n: int, p: int, o: int, place: int, size: int) -> str:
        manager = _ongoing(place, size)
        start = started(n) if manager else started(n) - timedelta(days=400)
        ended = "\\N" if manager else str(start + timedelta(days=200))
        who = uid(2, o * 100 + (manager or 1 + n % CASE_MANAGERS))
        return (
            f"{uid(6, n)}\t{NOW}\t{uid(2, o * 100)}\t1\t{uid(1, o)}\t{uid(4, p)}\t{version}\t"
            f"{who}\t{start}\tvag-1\t{ended}\n"
        )

    copy(
        connection,
        "casework_participation",
        "id,created_at,created_by_id,revision,owner_id,participant_id,version_id,"
        "case_manager_id,enrolled_on,way,ended_on",
        (participation(*spell) for spell in spells(world)),
        total,
    )
    copy(
        connection,
        "casework_plan",
        "id,created_at,created_by_id,revision,owner_id,participant_id,participation_id,number,"
        "agreed_how,anchored_person,anchored_how,confirmed_at",
        (
            f"{uid(9, n)}\t{NOW}\t{uid(2, o * 100)}\t1\t{uid(1, o)}\t{uid(4, p)}\t{uid(6, n)}\t1"
            f"\t\t\t\t{started(n) + timedelta(days=n % 90 - (0 if _ongoing(place, s) else 400))}"
            " 09:00+00\n"
            for n, p, o, place, s in spells(world)
        ),
        total,
    )

    def closing(n: int, p: int, o: int) -> str:
        ended = started(n) - timedelta(days=200)
        where = ("enhanced_cooperation", "work", "studies", "medical")[n % 4]
        return (
            f"{uid(10, n)}\t{NOW}\t{uid(2, o * 100)}\t1\t{uid(1, o)}\t{uid(4, p)}\t{uid(6, n)}\t"
            f"{ended}\tfullfoljd\t{where}\t\t\t{'t' if n % 10 else 'f'}\t"
            f"{'t' if n % 8 else 'f'}\t\t\t{ended} 12:00+00\t\n"
        )

    copy(
        connection,
        "casework_exit",
        "id,created_at,created_by_id,revision,owner_id,participant_id,participation_id,ended_on,"
        "reason,destination,receiver_contact,next_step,plan_known,plan_anchored,summary,own_words,"
        "confirmed_at,receiver_confirmed_how",
        (closing(n, p, o) for n, p, o, place, s in spells(world) if not _ongoing(place, s)),
        total,
    )


def _references(world: World) -> list[tuple[int, str]]:
    """Owner, and the three ids that every item of the spell carries, ready to be written."""
    return [(o, f"{uid(1, o)}\t{uid(4, p)}\t{uid(6, n)}") for n, p, o, _, _ in spells(world)]


def _notes(connection: psycopg.Connection[tuple[object, ...]], world: World) -> None:
    spell = _references(world)
    total, many = world.sizes.notes, len(spell)
    organisations = world.sizes.organisations
    authority = [uid(1, o) for o in range(organisations)]
    staff = [[uid(2, o * 100 + 1 + k) for k in range(CASE_MANAGERS)] for o in range(organisations)]
    days = [str(TODAY - timedelta(days=d)) for d in range(500)]

    def note(i: int) -> str:
        o, references = spell[i % many]
        day = days[(i * 7) % 500]
        return (
            f"{uid(7, i)}\t{day} 12:00+00\t{staff[o][i % CASE_MANAGERS]}\t1\t{references}\t"
            f"samtal\tt\tf\t{day}\t{TEXT}\tPerson {o}\t{day}\t\n"
        )

    def disclosure(j: int) -> str:
        i = j // 2
        o, references = spell[i % many]
        receiver = authority[(o + 1 + j % 2 + i % 7) % organisations]
        closed = f"{TODAY} 10:00+00" if j % 3 == 0 else "\\N"
        return (
            f"{uid(8, j)}\t{NOW}\t{staff[o][0]}\t1\t{references}\tnote\t{uid(7, i)}\t1\t"
            f"Anteckning\t{receiver}\tplanning\tother\tmätning\t{closed}\t\t\n"
        )

    copy(
        connection,
        "casework_note",
        "id,created_at,created_by_id,revision,owner_id,participant_id,participation_id,kind,"
        "is_contact,is_attempt,happened_on,text,author_name,unlocked_until,amendment_reason",
        (note(i) for i in range(total)),
        total,
    )
    copy(
        connection,
        "participants_disclosure",
        "id,created_at,created_by_id,revision,owner_id,participant_id,participation_id,item_kind,"
        "item_id,item_version,title,receiver_id,category,ground,reason,closed_at,close_reason,"
        "review_outcome",
        (disclosure(j) for j in range(world.sizes.disclosures)),
        world.sizes.disclosures,
    )
