"""Nothing is shown, taken out or changed without its rows in the log: tried on every address of
the product, for everybody who may open it. A page that forgets to log fails here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import FunctionType
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from stegvis.audit.events import Event
from stegvis.audit.journal import EXPORTS, Journal, acting, journal
from stegvis.audit.models import Entry
from stegvis.casework.models import Referral
from stegvis.organisations.models import Assignment, Organisation, Unit
from tests.house.access_table import EVERYBODY, HIDDEN, NO_OBJECT, OK, REFUSED, ROWS, Row
from tests.house.crawl import GROUPS, INVENTED, state_of, text_of, url_of
from tests.house.objects import Objects, everybody, one_of_everything
from tests.house.test_rules import ALL_ACTIONS, CHANGES_NOBODY
from tests.world import World

# What is about one person, so that the page about it is too.
ABOUT_A_PERSON = {"case", "referral", "meeting", "intake", "question"}
TAKEN_OUT = set(EXPORTS)
# Lets ended contacts in again, and here there are none; with one: tests/casework/test_windows.
CHANGES_SOMETIMES = {"stegvis.casework.actions.ending.open_for_exit"}
LOOKS = {Event.PERSON_READ, Event.PERSON_LISTED, Event.ACCESS_REFUSED}
ALWAYS = ("event", "account_id", "organisation_id", "unit", "assignment_id", "purpose")


@dataclass
class Written:
    """What the requests wrote, a list of rows at a time."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    in_all: int = 0

    def taken(self) -> list[dict[str, Any]]:
        rows, self.rows = self.rows, []
        return rows


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Every row on its way to the log. That they also arrive is seen by counting."""
    kept = Written()
    write = Journal.write

    def noting(self: Journal, *, changes: bool, **more: Any) -> None:
        rows = self.looks + (self.rows if changes else [])
        write(self, changes=changes, **more)
        kept.rows += rows
        kept.in_all += len(rows)

    monkeypatch.setattr(Journal, "write", noting)
    return kept


@pytest.fixture
def units(world: World) -> None:
    """Everybody works at a unit of her authority."""
    for organisation in Organisation.objects.all():
        unit = Unit.objects.create(organisation=organisation, name=f"Enhet {organisation.key}")
        Assignment.objects.filter(organisation=organisation).update(unit=unit)


def rows_in_log() -> int:
    """How many rows all chains have together."""
    total = 0
    for owner in list(Organisation.objects.values_list("pk", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('stegvis.organisation', %s, true)", [str(owner)])
            total += Entry.objects.count()
    return total


def persons(objects: Objects) -> dict[str, set[UUID]]:
    """The ids of each human, by where she belongs: her authority's, and others' if they have."""
    found = {which: set() for which in objects.ids}
    for which, ids in objects.ids.items():
        found[which] |= {ids[k] for k in ("participant", "fk_participant") if k in ids}
    return found


def referred(world: World, objects: Objects) -> Iterator[tuple[str, UUID]]:
    """Those who were referred are persons of the referrer's."""
    with acting(world.actor("Lena")):
        for which in ("sent", "hidden", "draft"):
            row = Referral.objects.get(pk=objects.ids[which]["referral"])
            yield which, row.participant_id


def faults_of_rows(rows: list[dict[str, Any]], account: UUID) -> Iterator[str]:
    for row in rows:
        missing = [name for name in ALWAYS if not row[name]]
        if missing:
            yield f"{row['event']} lacks {', '.join(missing)}"
        if row["account_id"] != account:
            yield f"{row['event']} is by somebody else"
    if len({row["request_id"] for row in rows}) > 1:
        yield "is logged as several requests"


def faults_of_answer(
    row: Row,
    which: str,
    answer: HttpResponse,
    rows: list[dict[str, Any]],
    objects: Objects,
    people: dict[str, set[UUID]],
) -> Iterator[str]:
    about = {entry["participant_id"] for entry in rows}
    if set(row.ids.values()) & ABOUT_A_PERSON and not people[which] & about:
        yield "says nothing about the person that it is about"
    text = text_of(answer) if row.name not in INVENTED else ""
    for secret in objects.secrets:
        # Dag's and Disa's referrals say the same; the page on hers is not about him.
        place = which if secret.what == "sent: why" and which in people else secret.what
        place = place.split(":")[0]
        shown = any(words in text for words in secret.words)
        if shown and place in people and not people[place] & about:
            yield f"shows {secret.what} and does not log it"
    kind = answer.headers["Content-Type"]
    taken_out = "attachment" in answer.headers.get("Content-Disposition", "")
    is_file = (taken_out or not kind.startswith("text/")) and row.name != "plot-show"
    if is_file and not TAKEN_OUT & {entry["event"] for entry in rows}:
        yield f"gives {kind} and does not log that something was taken out"


@pytest.mark.parametrize("group", GROUPS, ids="-".join)
def test_everything_that_is_shown_is_logged(
    world: World, objects: Objects, units: None, written: Written, group: tuple[str, ...]
) -> None:
    people = persons(objects)
    for which, person in referred(world, objects):
        people[which].add(person)
    clients = everybody(world)
    before, tried, faults = rows_in_log(), 0, []
    written.in_all = 0
    for row in ROWS:
        for place in row.places if not row.only_post else ():
            for name in set(place.who) & set(group) if place.status == OK else ():
                written.taken()
                answer = clients[name].get(url_of(objects, row, place.which))
                rows = written.taken()
                assert answer.status_code == OK, f"{row.name} as {name}"
                tried += 1
                found = [
                    *faults_of_rows(rows, world.account(name).pk),
                    *faults_of_answer(row, place.which, answer, rows, objects, people),
                ]
                faults += [f"{row.name} {place.which} as {name}: {fault}" for fault in found]
    assert "\n".join(faults) == ""
    assert rows_in_log() - before == written.in_all > tried / 2


def test_every_refusal_is_logged(
    world: World, objects: Objects, units: None, written: Written
) -> None:
    clients = everybody(world)
    faults = []
    for row in ROWS:
        for which in row.kinds():
            for name in ("Stina", "Per", "Sara"):
                status = row.expected(which, name)
                if status not in (HIDDEN, REFUSED) or row.only_post:
                    continue
                written.taken()
                answer = clients[name].get(url_of(objects, row, which))
                rows = [r for r in written.taken() if r["event"] == Event.ACCESS_REFUSED]
                if answer.status_code != status:
                    continue  # told by test_access_matrix
                cell = f"{row.name} {which} as {name}"
                if len(rows) != 1:
                    faults.append(f"{cell}: {len(rows)} rows")
                    continue
                faults += [f"{cell}: {f}" for f in faults_of_rows(rows, world.account(name).pk)]
                pk = url_of(objects, row, which)
                if rows[0]["item_kind"] != row.name or (
                    rows[0]["item_id"] and str(rows[0]["item_id"]) not in pk
                ):
                    faults.append(f"{cell}: another object")
    assert "\n".join(faults) == ""


def test_every_button_leaves_a_row(
    world: World, objects: Objects, units: None, written: Written
) -> None:
    """Those that need nothing filled in; forms have tests of their own, and each action is held
    to its row below."""
    clients = everybody(world)
    pressed, faults = set(), []
    for row in ROWS:
        for place in row.places:
            for name in place.who if place.which != NO_OBJECT else ():
                written.taken()
                answer = clients[name].post(url_of(objects, row, place.which), {})
                rows = written.taken()
                if answer.status_code != 302 or "/konto/" in answer.headers["Location"]:
                    continue
                pressed.add(row.name)
                if not [entry for entry in rows if entry["event"] not in LOOKS]:
                    # Pressed for what is done already, it changes nothing.
                    before = state_of(world)
                    clients[name].post(url_of(objects, row, place.which), {})
                    if state_of(world) != before:
                        faults.append(f"{row.name} {place.which} as {name} leaves no row")
    assert "\n".join(faults) == ""
    assert len(pressed) >= 6, sorted(pressed)


def test_every_action_leaves_a_row_of_a_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, done = set(), set()

    def held(name: str, function: FunctionType) -> Callable[..., Any]:
        def acted(*args: Any, **named: Any) -> Any:
            before = len(journal().rows)
            result = function(*args, **named)
            if len(journal().rows) > before:
                done.add(name)
            else:
                silent.add(name)
            return result

        return acted

    for name, function in ALL_ACTIONS.items():
        module, _, short = name.rpartition(".")
        monkeypatch.setattr(import_module(module), short, held(name, function))
    one_of_everything(world)
    # Disclosing to somebody who has it already changes nothing.
    assert silent - done - CHANGES_NOBODY - CHANGES_SOMETIMES == set()
    assert len(done) > 35


def test_a_page_that_forgets_to_log_is_found(
    world: World, objects: Objects, units: None, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The probe is worth something only if it sees what it should."""
    people = persons(objects)
    client = everybody(world)["Sara"]
    row = next(row for row in ROWS if row.name == "note-list")
    url = url_of(objects, row, "own")
    answer = client.get(url)
    rows = written.taken()
    assert list(faults_of_answer(row, "own", answer, rows, objects, people)) == []
    monkeypatch.setattr(Journal, "look", lambda *_args, **_named: None)
    answer = client.get(url)
    faults = list(faults_of_answer(row, "own", answer, written.taken(), objects, people))
    assert any("does not log it" in fault for fault in faults)
    assert any("says nothing" in fault for fault in faults)
    assert list(faults_of_rows([{**rows[0], "unit": ""}], rows[0]["account_id"]))


def test_a_failed_login_is_logged(world: World, written: Written) -> None:
    account = world.account("Sara")
    account.set_password("ett riktigt långt lösenord")
    account.save()
    written.taken()
    answer = Client().post("/konto/login/", {"login": account.email, "password": "fel"})
    assert answer.status_code == OK
    (row,) = written.taken()
    assert row["event"] == Event.LOGIN_FAILED
    assert row["item_id"] == account.pk
    assert len(EVERYBODY) == len(GROUPS[0] + GROUPS[1] + GROUPS[2])
