"""Nothing is shown, taken out or changed without its rows in the log: tried on every address of
the product, for everybody who may open it. A page that forgets to log fails here. That refusals
are logged is tried where everybody is refused (tests/proof/test_lock_of_the_application.py)."""

from collections.abc import Callable, Iterator
from importlib import import_module
from types import FunctionType
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from stegvis.audit.events import Event
from stegvis.audit.journal import EXPORTS, Journal, journal
from tests.house.access_table import EVERYBODY, NO_OBJECT, OK, ROWS
from tests.house.crawl import GROUPS, INVENTED, Cell, state_of, url_of
from tests.house.objects import Objects, everybody, one_of_everything
from tests.house.opened import (
    Opened,
    Walk,
    Written,
    faults_of_rows,
    noting,
    open_one,
    persons,
    place_in_units,
)
from tests.house.test_rules import ALL_ACTIONS, CHANGES_NOBODY
from tests.world import World

# What is about one person, so that the page about it is too.
ABOUT_A_PERSON = {"case", "referral", "meeting", "intake", "question"}
TAKEN_OUT = set(EXPORTS)
# Lets ended contacts in again, and here there are none; with one: tests/casework/test_windows.
CHANGES_SOMETIMES = {
    "stegvis.casework.actions.ending.open_for_exit",
    # A programme that compares no variants places nobody.
    "stegvis.casework.actions.arm.place",
    # A case that ends without a place in an offer; with one: tests/casework/test_need.
    "stegvis.casework.actions.place.leave",
}
# What a page answers that is not there to be pressed, whoever does.
NO_BUTTON = (OK, 405, 422)
LOOKS = {Event.PERSON_READ, Event.PERSON_LISTED, Event.ACCESS_REFUSED}


@pytest.fixture
def written() -> Iterator[Written]:
    with noting() as kept:
        yield kept


@pytest.fixture
def units(world: World) -> None:
    place_in_units()


def faults_of_answer(one: Opened, objects: Objects, people: dict[str, set[UUID]]) -> Iterator[str]:
    row, which, rows = one.cell.row, one.cell.which, one.rows
    about = {entry["participant_id"] for entry in rows}
    if set(row.ids.values()) & ABOUT_A_PERSON and not people[which] & about:
        yield "says nothing about the person that it is about"
    text = one.text if row.name not in INVENTED else ""
    for secret in objects.secrets:
        # Dag's and Disa's referrals say the same; the page on hers is not about him.
        place = which if secret.what == "sent: why" and which in people else secret.what
        place = place.split(":")[0]
        shown = any(words in text for words in secret.words)
        if shown and place in people and not people[place] & about:
            yield f"shows {secret.what} and does not log it"
    is_file = (one.taken_out or not one.kind.startswith("text/")) and row.name != "plot-show"
    if is_file and not TAKEN_OUT & {entry["event"] for entry in rows}:
        yield f"gives {one.kind} and does not log that something was taken out"


def test_everything_that_is_shown_is_logged(walked: Walk) -> None:
    shown = [one for one in walked.opened if one.cell.wanted == OK]
    faults = [
        f"{one.cell}: {fault}"
        for one in shown
        for fault in (
            *faults_of_rows(one.rows, one.account),
            *faults_of_answer(one, walked.objects, walked.persons),
        )
    ]
    assert "\n".join(faults) == ""
    assert {one.status for one in shown} == {OK}
    assert walked.kept == walked.written > len(shown) / 2


def test_every_button_leaves_a_row(
    world: World, objects: Objects, units: None, written: Written, assignments_once: None
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
                if answer.status_code in NO_BUTTON:
                    break  # a page and no button, for her as for the others
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
    people = persons(world, objects)
    client, sara = everybody(world)["Sara"], world.account("Sara").pk
    row = next(row for row in ROWS if row.name == "note-list")
    seen = open_one(objects, client, Cell(row, "own", "Sara"), sara, written)
    assert list(faults_of_answer(seen, objects, people)) == []
    monkeypatch.setattr(Journal, "look", lambda *_args, **_named: None)
    unseen = open_one(objects, client, Cell(row, "own", "Sara"), sara, written)
    faults = list(faults_of_answer(unseen, objects, people))
    assert any("does not log it" in fault for fault in faults)
    assert any("says nothing" in fault for fault in faults)
    assert list(faults_of_rows([{**seen.rows[0], "unit": ""}], sara))


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
