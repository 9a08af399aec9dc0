"""Every address of the product x every role x own, foreign and protected objects.

The table says who may; here it is tried, and each answer is read for words about persons that
its reader may not know of. The same again with row-level security made of no effect: the
application's own filters are enough alone. (That the database is enough alone is in
test_secrecy.py.)
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from scripts.access_matrix import PAGE, whole
from stegvis.audit.journal import acting
from stegvis.casework.models import Note
from stegvis.core.roles import OWNER
from stegvis.organisations.models import OwnedRecord
from tests.database import WORLD, cluster
from tests.house.access_table import EVERYBODY, HIDDEN, NO_OBJECT, ROWS, Row
from tests.house.objects import Objects, Secret, everybody, one_of_everything
from tests.house.test_secrecy import CASE_TABLES
from tests.world import PEOPLE, World

# The log-in pages of django-allauth have tests of their own and show nobody's data.
LEFT_OUT = "konto/"
# Shows invented examples, with names that the world's people happen to have.
INVENTED = ("gallery",)
# A nämnd that is a stranger, a party's contact, and an authority that is in none of the cases.
# In three parts, so that they can be tried side by side.
GROUPS = (
    ("Sara", "Kim", "Samira", "Adam"),
    ("Styrbjörn", "Lena", "Per", "Maria"),
    ("Olof", "Frida", "Stina"),
)
OUTSIDERS = ("Stina", "Lena", "Per")
# At the authority, with her case or without, and not among those named to see Cleo.
UNNAMED = ("Kim", "Samira", "Adam")


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, frozenset[str]]]:
    """Name and arguments of each address of the project."""
    for pattern in patterns:
        given = frozenset(pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            yield str(pattern.name), given
        elif str(pattern.pattern) != LEFT_OUT:
            for name, further in addresses(pattern.url_patterns):
                yield name, given | further


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    real = list(addresses(get_resolver().url_patterns))
    told = [(row.name, row.arguments) for row in ROWS]
    assert sorted(set(real) - set(told)) == []
    assert sorted(set(told) - set(real)) == []
    assert len(told) == len(set(told))
    assert set(EVERYBODY) == set(PEOPLE)


def test_the_printed_matrix_is_the_one_that_is_tried() -> None:
    assert PAGE.read_text(encoding="utf-8") == whole(), "run: python -m scripts.access_matrix"


def url_of(objects: Objects, row: Row, which: str) -> str:
    ids = objects.ids.get(which, {})
    given = {name: ids[kind] for name, kind in row.ids.items()} | dict(row.words)
    return reverse(row.name, kwargs=given)


def text_of(answer: HttpResponse) -> str:
    """All that the browser gets, headers and the text of a PDF included."""
    body = answer.content.decode("utf-8", "replace")
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        pages = PdfReader(BytesIO(answer.content)).pages
        body = "\n".join(page.extract_text() for page in pages)
    return f"{answer.headers}\n{body}"


@dataclass
class Tried:
    """How many cells were tried, what was wrong, and which secrets were shown to whom."""

    cells: int
    faults: list[str]
    shown: set[tuple[str, str]]

    def read(self, cell: str, person: str, text: str, secrets: list[Secret]) -> None:
        for secret in secrets:
            if any(words in text for words in secret.words):
                self.shown.add((person, secret.what))
                if person not in secret.readers:
                    self.faults.append(f"{cell} shows {secret.what}")


def try_all(objects: Objects, people: dict[str, Client]) -> Tried:
    """GET every address as everybody in `people`, and read the answers."""
    tried = Tried(0, [], set())
    for row in ROWS:
        # That a button is no page is said before anybody asks whom it is about.
        for which in row.kinds()[: 1 if row.only_post else None]:
            url = url_of(objects, row, which)
            for person, client in people.items():
                cell = f"{person} {row.name} {which}"
                answer = client.get(url)
                tried.cells += 1
                wanted = row.expected(which, person)
                if answer.status_code != wanted:
                    tried.faults.append(f"{cell}: {answer.status_code}, not {wanted}")
                if row.name not in INVENTED:
                    tried.read(cell, person, text_of(answer), objects.secrets)
    return tried


@pytest.mark.parametrize("people", GROUPS, ids="-".join)
def test_every_address_for_every_role(
    world: World,
    objects: Objects,
    people: tuple[str, ...],
    record_property: Callable[[str, object], None],
) -> None:
    clients = everybody(world)
    tried = try_all(objects, {name: clients[name] for name in people})
    assert "\n".join(tried.faults) == ""
    # The words are worth looking for only if those who may do find them.
    unseen = [
        f"{person} {secret.what}"
        for secret in objects.secrets
        for person in secret.readers
        if person in people
        and (person, secret.what) not in tried.shown
        and not secret.what.startswith("ended")
    ]
    assert sorted(unseen) == []
    assert tried.cells >= 250 * len(people)
    record_property("cells", tried.cells)


def test_nobody_is_left_out_of_the_matrix() -> None:
    assert sorted(name for people in GROUPS for name in people) == sorted(PEOPLE)


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


def post_as_strangers(objects: Objects, people: dict[str, Client]) -> list[str]:
    """Press every button about the cases of Uppsala as those who may not, and as a case manager
    there about the stranger's case."""
    faults = []
    for row in ROWS:
        for which in row.kinds():
            if which in (NO_OBJECT, "programme"):
                continue
            for person in ("Stina", "Per") if which != "foreign" else ("Sara",):
                if row.allowed(which, person) != HIDDEN:
                    continue
                answer = people[person].post(url_of(objects, row, which), {"text": "x"})
                if answer.status_code not in (HIDDEN, row.others):
                    faults.append(f"{person} {row.name} {which}: {answer.status_code}")
    return faults


def test_strangers_change_nothing(world: World, objects: Objects) -> None:
    before = state_of(world)
    assert post_as_strangers(objects, everybody(world)) == []
    assert state_of(world) == before


def test_an_unknown_id_is_answered_as_a_foreign_one(world: World, objects: Objects) -> None:
    client, nowhere = everybody(world)["Stina"], UUID(int=0)
    for row in ROWS:
        if "own" not in row.kinds() or not row.ids or row.only_post:
            continue
        foreign = client.get(url_of(objects, row, "own"))
        unknown = client.get(
            reverse(row.name, kwargs={name: nowhere for name in row.ids} | dict(row.words))
        )
        assert (foreign.status_code, unknown.status_code) == (HIDDEN, HIDDEN), row.name
        assert without_tokens(foreign) == without_tokens(unknown), row.name


def without_tokens(answer: HttpResponse) -> str:
    """The page without what differs from one request to the next."""
    return re.sub(r"\b\w{64}\b", "", answer.content.decode())


@pytest.fixture
def unlocked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, Objects]]:
    """A copy of the world with one of everything, where every policy lets everything through."""
    name = "unlocked_world"
    cluster.create_database(name, template=WORLD)
    settings = connections["default"].settings_dict
    usual = settings["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        settings["NAME"] = name
        try:
            world = World.load()
            made = one_of_everything(world)
            let_everything_through(name)
            yield world, made
        finally:
            connections["default"].close()
            settings["NAME"] = usual
            cluster.drop_database(name)


def let_everything_through(database: str) -> None:
    with psycopg.connect(cluster.url(OWNER, database), autocommit=True) as owner:
        for table in CASE_TABLES:
            owner.execute(f"alter policy reading on {table} using (true)")
            if table != "audit_entry":
                owner.execute(f"alter policy changing on {table} using (true) with check (true)")


def test_the_application_is_enough_alone(unlocked: tuple[World, Objects]) -> None:
    """Whoever is outside gets the same when the database guards nothing, and so do those within
    the authority who are not named to see a protected person."""
    world, made = unlocked
    with acting(world.actor("Stina")):
        assert Note.objects.filter(pk=made.ids["own"]["note"]).exists(), "the lock is still on"
    people = everybody(world)
    assert try_all(made, {name: people[name] for name in (*OUTSIDERS, *UNNAMED)}).faults == []
    before = state_of(world)
    assert post_as_strangers(made, people) == []
    assert state_of(world) == before
