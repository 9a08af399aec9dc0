"""What the log holds: ids and codes. No number, name or text of a case, in it or in what the
process itself writes to its own log."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from stegvis.access.actor import Actor, Grant, Person
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import Journal, acting
from stegvis.audit.models import Entry
from stegvis.casework import queries
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation, Unit
from tests.house.objects import NUMBERS, Objects, everybody
from tests.house.test_every_page import whole_numbers
from tests.world import AMN, CASES, World, last_day

NUMBER = "200302142385"
FORMS = (NUMBER, "0302142385", "030214-2385", "20030214-2385", "2142385")
# Words of the invented cases that are written where everybody writes text.
SPICES = "Lavendel Timjan Salvia Oregano Mynta Dragon Koriander Rosmarin Basilika Kummin Persilja"
NAMES = "Exempelsson Provdal Hemlig Tvillinggren Daggryning Dimfors Diskretsson Kanariefågel"


def rows(world: World) -> Iterator[Entry]:
    """Every row of every authority's chain."""
    for owner in list(Organisation.objects.values_list("pk", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('stegvis.organisation', %s, true)", [str(owner)])
        yield from Entry.objects.filter(owner_id=owner)


def words_of(row: Entry) -> str:
    return f"{row.event} {row.item_kind} {row.unit} {row.purpose} {row.detail}"


def test_no_row_holds_a_number_a_name_or_a_text(world: World, objects: Objects) -> None:
    clients = everybody(world)
    for url in (
        "/deltagare/",
        "/att-gora/",
        "/inkorg/",
        "/fragor/",
        "/deltagare/?namn=Exempelsson",
    ):
        for client in clients.values():
            client.get(url)
    read, found = 0, []
    given = {*CASES, *NUMBERS}
    forbidden = re.compile("|".join([*SPICES.split(), *NAMES.split()]))
    for row in rows(world):
        read += 1
        words = words_of(row)
        if forbidden.search(words) or set(re.findall(r"\w+", words)) & given:
            found.append(words)
        if whole_numbers(words):
            found.append(words)
    assert found == []
    assert read > 300


def leaves(value: Any) -> Iterator[str]:
    """What a detail holds, lists and all."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield str(value)


def test_codes_are_short(world: World, objects: Objects) -> None:
    """A sentence would be longer: what is told of a change are codes, dates, ids and counts."""
    longest = 64  # a checksum
    long = [
        f"{row.event}: {value}"
        for row in rows(world)
        for value in (row.item_kind, row.purpose, *leaves(row.detail))
        if len(value) > longest
    ]
    assert long == []


def test_the_process_says_no_number_when_forms_fail(
    world: World, objects: Objects, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people, case = everybody(world), objects.ids["own"]["case"]
    own = {"pk": objects.ids["programme"]["version"]}
    posts = {
        reverse("person-correct", kwargs={"pk": case}): "Sara",
        reverse(
            "referral-draft", kwargs={**own, "receiver": objects.ids["programme"]["operator"]}
        ): ("Lena"),
        reverse("outreach-register", kwargs={**own, "route": "self"}): "Samira",
        reverse("note-write", kwargs={"pk": case}): "Sara",
    }
    for url, name in posts.items():
        for number in (*FORMS, "20030214-2386"):
            data = {"number": number, "personal_number": number, "text": number, "kind": "x"}
            answer = people[name].post(url, data)
            assert answer.status_code == 422, url
    people["Sara"].get("/deltagare/", {"namn": NUMBER})
    people["Stina"].get(reverse("case-show", kwargs={"pk": case}))
    Client().post("/konto/login/", {"login": NUMBER, "password": NUMBER})
    said = [(r.name, r.getMessage()) for r in caplog.records if not r.name.startswith("django.db")]
    assert any(name == "django.request" for name, _ in said), "the process says something"
    assert [text for _, text in said if any(form in text for form in FORMS)] == []
    assert [text for _, text in said if "20030214" in text or "Exempelsson" in text] == []


def test_the_process_says_no_number_when_a_page_breaks(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither what was sent nor what was fetched follows with the trace to the log."""

    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    case = world.case_id("Alva")
    client = everybody(world)["Sara"]
    monkeypatch.setattr(queries, "own_case", broken)
    answer = client.post(
        reverse("person-correct", kwargs={"pk": case}), {"number": NUMBER, "text": NUMBER}
    )
    assert answer.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert not [form for form in FORMS if form in caplog.text]


def actor_of(*grants: Grant) -> Actor:
    return Actor(uuid4(), "Ada", uuid4(), "Nämnden", grants)


def test_the_log_names_the_assignment_that_covers_the_programme() -> None:
    first, second = uuid4(), uuid4()
    here = Grant(uuid4(), RoleKey.CASE_MANAGER, first, "Enhet ett")
    there = Grant(uuid4(), RoleKey.CASE_MANAGER, second, "Enhet två")
    wide = Grant(uuid4(), RoleKey.COORDINATOR, None, "Enhet tre")
    actor = actor_of(here, there, wide)
    assert actor.covering(first) is here
    assert actor.covering(second) is there
    assert actor.covering(uuid4()) is wide
    assert actor.covering(None) is wide
    assert actor_of(here, there).covering(None) is here
    assert actor_of().covering(first) is None
    herself = Person(account_id=uuid4(), key="")
    assert herself.covering(first) is herself


def test_a_row_has_unit_and_assignment_of_one_and_the_same(world: World) -> None:
    """Kim works in another programme first of all, at another unit, and in Bo's after that."""
    organisation = world.organisation(AMN)
    elsewhere, here = (
        Unit.objects.create(organisation=organisation, name=name) for name in ("Annan", "Denna")
    )
    administrator, kim = system(organisation), world.account("Kim")
    with acting(administrator):
        for unit, programme in ((elsewhere, uuid4()), (here, world.version.programme_id)):
            given = member.grant(
                actor=administrator,
                account=kim,
                role=RoleKey.CASE_MANAGER,
                reason="Prov.",
                starts_on=date(2019, 1, 1),
                ends_on=last_day(),
                programme_id=programme,
                unit=unit,
            )
    actor = world.actor("Kim")
    assert len(actor.grants) == 3
    case = world.case_id("Bo")
    with acting(actor):
        queries.own_case(actor, case)
    with acting(actor):
        row = Entry.objects.filter(event=Event.PERSON_READ, item_id=case).latest("number")
    assert (row.unit, row.assignment_id) == ("Denna", given.pk)


def test_what_cannot_tell_its_programme_has_that_of_the_case_at_hand() -> None:
    programme = uuid4()
    here = Grant(uuid4(), RoleKey.CASE_MANAGER, programme, "Enhet ett")
    wide = Grant(uuid4(), RoleKey.COORDINATOR, None, "Enhet två")
    made = Journal(actor_of(wide, here), "prov")
    made.add(Event.PERSON_READ, owner_id=uuid4())
    made.add(Event.PERSON_READ, owner_id=uuid4(), programme_id=programme)
    made.add(Event.PERSON_READ, owner_id=uuid4())
    assert [row["unit"] for row in made.rows] == ["Enhet två", "Enhet ett", "Enhet ett"]
