"""This file is where every address is opened and every answer read, for test_access_matrix.py and
for the proof that the application is enough alone (tests/proof)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from stegvis.audit.journal import acting
from stegvis.organisations.models import OwnedRecord
from tests.clients import logged_in
from tests.house.access_table import HIDDEN, NO_OBJECT, OK, ROWS, Row, for_herself
from tests.house.objects import Objects, Secret
from tests.world import World

# Shows invented examples, with names that the world's people happen to have.
INVENTED = ("gallery",)
# In three parts, so that they can be tried side by side (see `walked` in tests/conftest.py).
GROUPS = (
    ("Sara", "Kim", "Samira", "Adam"),
    ("Styrbjörn", "Lena", "Per", "Maria"),
    ("Olof", "Frida", "Stina"),
)
# The participants, and which of the objects are theirs.
HERSELVES = {"Alva": "own", "Bo": "ended", "Cleo": "protected"}


@dataclass(frozen=True)
class Cell:
    """An address, on one kind of object, for one person."""

    row: Row
    which: str
    person: str

    @property
    def wanted(self) -> int:
        """The status that the person is to get."""
        if self.person not in HERSELVES:
            return self.row.expected(self.which, self.person)
        return for_herself(self.row, self.which, HERSELVES[self.person])

    def __str__(self) -> str:
        return f"{self.person} {self.row.name} {self.which}"


def cells(people: Iterable[str]) -> Iterator[Cell]:
    for row in ROWS:
        # That a button is no page is said before anybody asks whom it is about.
        for which in row.kinds()[: 1 if row.only_post else None]:
            for person in people:
                yield Cell(row, which, person)


@dataclass
class Tried:
    """How many cells were tried, what was wrong, and which secrets were shown to whom."""

    cells: int = 0
    faults: list[str] = field(default_factory=list)
    # Answers that told something to somebody who may not know it.
    foreign: int = 0
    shown: set[tuple[str, str]] = field(default_factory=set)

    def weigh(self, cell: Cell, status: int, text: str, secrets: list[Secret]) -> None:
        """Add one answer."""
        self.cells += 1
        if status != cell.wanted:
            self.faults.append(f"{cell}: {status}, not {cell.wanted}")
            self.foreign += cell.wanted == HIDDEN and status == OK
        if cell.row.name not in INVENTED:
            self.read(cell, text, secrets)

    def read(self, cell: Cell, text: str, secrets: list[Secret]) -> None:
        told = [secret for secret in secrets if any(words in text for words in secret.words)]
        self.shown |= {(cell.person, secret.what) for secret in told}
        secret_to_her = [secret.what for secret in told if not may_read(cell.person, secret)]
        self.faults += [f"{cell} shows {what}" for what in secret_to_her]
        self.foreign += bool(secret_to_her)


def may_read(person: str, secret: Secret) -> bool:
    """A participant may be shown what is about herself, and nothing about anybody else."""
    if person in HERSELVES:
        return secret.what.startswith(f"{HERSELVES[person]}: ")
    return person in secret.readers


def crawl(
    objects: Objects,
    clients: dict[str, Client],
    tried: Iterable[Cell],
    further: Callable[[Cell, HttpResponse], Iterable[str]] = lambda _cell, _answer: (),
) -> Tried:
    """GET each cell's address as its person, and read the answer. `further` says what else is
    wrong with it."""
    result = Tried()
    for cell in tried:
        answer = clients[cell.person].get(url_of(objects, cell.row, cell.which))
        result.weigh(cell, answer.status_code, text_of(answer), objects.secrets)
        result.faults += [f"{cell}: {fault}" for fault in further(cell, answer)]
    return result


def url_of(objects: Objects, row: Row, which: str) -> str:
    ids = objects.ids.get(which, {})
    given = {name: ids[kind] for name, kind in row.ids.items()}
    words = {name: objects.words.get(word, word) for name, word in row.words.items()}
    return reverse(row.name, kwargs=given | words)


def text_of(answer: HttpResponse) -> str:
    """All that the browser gets, headers and the text of a PDF included."""
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        return f"{answer.headers}\n{text_of_pdf(answer.content)}"
    return f"{answer.headers}\n{answer.content.decode('utf-8', 'replace')}"


@lru_cache(maxsize=64)
def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(content))


def log_in_as_participant(world: World, given_name: str) -> Client:
    # As if she had just proved who she is, for as long as all pages may take.
    account = world.participant_account(given_name)
    return logged_in(account, ahead=3600, raise_request_exception=False)


def state_of(world: World) -> dict[str, list[tuple[int, int]]]:
    """For each owner with cases: how many rows each table has, and how often they changed."""
    found = {}
    for name in ("Sara", "Lena", "Stina"):
        with acting(world.actor(name)), connection.cursor() as cursor:
            cursor.execute(
                " union all ".join(
                    f"select count(*), coalesce(sum(revision), 0) from {model._meta.db_table}"
                    for model in apps.get_models()
                    if issubclass(model, OwnedRecord)
                )
            )
            found[name] = cursor.fetchall()
    return found


def post_as_strangers(objects: Objects, clients: dict[str, Client]) -> list[str]:
    """Press every button about the cases of Uppsala as those who may not, and as a case manager
    there about the stranger's case. Gives what was answered otherwise than as if nothing was
    there."""
    faults = []
    for row in ROWS:
        for which in row.kinds():
            if which in (NO_OBJECT, "programme"):
                continue
            for person in ("Stina", "Per") if which != "foreign" else ("Sara",):
                if row.allowed(which, person) != HIDDEN:
                    continue
                answer = clients[person].post(url_of(objects, row, which), {"text": "x"})
                if answer.status_code not in (HIDDEN, row.others):
                    faults.append(f"{person} {row.name} {which}: {answer.status_code}")
    return faults


def nowhere(row: Row) -> str:
    """The address with ids that name nothing."""
    return reverse(row.name, kwargs={name: UUID(int=0) for name in row.ids} | dict(row.words))
