"""Whoever types a personal number, or an id, that another authority has gets the same answer, by
the same questions and in the same time, as for one that nobody has.

Noise makes two series of times differ by chance and a leak makes them differ always, so one series
of several that agrees is enough. `STEGVIS_PROVE_PAGES=1000` asks as often as an officer may wish,
and then compares the 95th percentile, as whoever guesses would; a few are compared by their median.
"""

import json
import os
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from stdnum import luhn

from stegvis.audit.journal import acting
from stegvis.core.postgres import ADMIN
from stegvis.participants.models import Identity
from tests.database import cluster
from tests.web.referrals.test_referrals import FORM, new_url
from tests.world import AMN, World

PAGES = int(os.environ.get("STEGVIS_PROVE_PAGES", "20"))
LOOKS = max(180, PAGES)
SERIES = 8
ENOUGH = 500
WITHIN = 0.10
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\bs\d+_x\d+\b")
# Drawn anew for each page, in forms and for htmx.
_TOKEN = re.compile(r'(?:"csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]*')
# Nobody who was born then is alive.
_BORN = date(1890, 1, 1)
Ask = Callable[[str], Any]


def numbers() -> Iterator[str]:
    """Right personal numbers of people who are long dead, in no order."""
    days = random.Random(13).sample(range(3600), 3600)
    for day in days:
        begins = f"{_BORN + timedelta(days=day):%y%m%d}{day % 1000:03d}"
        yield f"18{begins}{luhn.calc_check_digit(begins)}"


class Elsewhere:
    """The nämnd's persons by number and case, and as many that nobody has; Lena is elsewhere."""

    def __init__(self, world: World) -> None:
        given = numbers()
        self.world = world
        self.known = [next(given) for _ in range(LOOKS)]
        self.unknown = [next(given) for _ in range(LOOKS)]
        self.cases = [str(uuid4()) for _ in range(LOOKS)]
        self.lena = Client()
        self.lena.post("/valj-roll/", {"assignment": str(world.assignment("Lena"))})

    def fill(self, cursor: Any) -> None:
        owner = str(self.world.organisation(AMN).pk)
        persons = [str(uuid4()) for _ in self.known]
        named = zip(persons, self.known, strict=True)
        cases = zip(persons, self.cases, strict=True)
        for table, rows in (
            ("participants_participant", ({"id": pk} for pk in persons)),
            (
                "participants_identity",
                ({"id": str(uuid4()), "participant_id": pk, "number": n} for pk, n in named),
            ),
            ("casework_participation", ({"id": case, "participant_id": pk} for pk, case in cases)),
        ):
            cursor.execute(
                f"select to_jsonb(t) from {table} t where owner_id = %s "
                "order by created_at limit 1",
                [owner],
            )
            model = cursor.fetchone()[0]
            if table == "participants_identity":
                model |= {"person_key": ""}
            cursor.execute(
                f"insert into {table} select * from jsonb_populate_recordset(null::{table}, %s)",
                [json.dumps([model | row for row in rows])],
            )
        cursor.execute("analyze")


@pytest.fixture
def elsewhere(kept_world: World, settings: Any) -> Elsewhere:
    settings.REQUESTS_PER_MINUTE = settings.READS_PER_HOUR = 0
    made = Elsewhere(kept_world)
    with psycopg.connect(cluster.url(ADMIN, "kept_world")) as admin, admin.cursor() as cursor:
        made.fill(cursor)
    return made


def times(ask: Ask, of: Iterable[str]) -> dict[str, float]:
    """Seconds for each, asked once."""
    found = {}
    for one in of:
        began = time.perf_counter()
        ask(one)
        found[one] = time.perf_counter() - began
    return found


def told_apart(ask: Ask, known: list[str], unknown: list[str], at_a_time: int = 0) -> float:
    """How much longer the slowest twentieth takes of the one kind than of the other, as a share.

    Both kinds are asked in one shuffled series, so that whatever else the machine does is shared;
    with `at_a_time` each series asks about others, for what is new only once.
    """
    apart = []
    for series in range(min(SERIES, len(known) // at_a_time) if at_a_time else SERIES):
        begins = series * at_a_time
        parts = [of[begins : begins + at_a_time or None] for of in (known, unknown)]
        mixed = [one for part in parts for one in part]
        random.Random(series).shuffle(mixed)
        took = times(ask, mixed)
        slow = [percentile([took[one] for one in part]) for part in parts]
        apart.append(abs(slow[0] / slow[1] - 1))
        if apart[-1] <= WITHIN:
            break
    return min(apart)


def percentile(seconds: list[float]) -> float:
    """The 95th; of a few the middle one, for their slowest twentieth is chance."""
    place = 0.95 if len(seconds) >= ENOUGH else 0.5
    return sorted(seconds)[int(len(seconds) * place)]


def told(answer: HttpResponse) -> tuple[int, str, str]:
    """Status, where it leads and what it says, without ids, numbers of forms and typed text."""
    body = _ID.sub("", answer.content.decode())
    leads = _ID.sub("", answer.headers.get("Location", ""))
    return answer.status_code, leads, _TOKEN.sub("", body)


def questions(ask: Ask, one: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        ask(one)
    return [_VALUE.sub("?", row["sql"]) for row in captured.captured_queries]


def test_a_number_that_another_authority_has_is_as_good_as_new(elsewhere: Elsewhere) -> None:
    """A referral begun with it: the page, its questions and its time."""
    url = new_url(elsewhere.world)

    def refer(number: str) -> HttpResponse:
        answer = elsewhere.lena.post(url, FORM | {"personal_number": number})
        assert answer.status_code == 302
        return answer

    assert told(refer(elsewhere.known[-1])) == told(refer(elsewhere.unknown[-1]))
    assert questions(refer, elsewhere.known[-2]) == questions(refer, elsewhere.unknown[-2])
    assert told_apart(refer, elsewhere.known, elsewhere.unknown, PAGES) <= WITHIN


def test_looking_a_number_up_takes_as_long_whoever_has_it(elsewhere: Elsewhere) -> None:
    """The question behind it alone, where a page's other work hides nothing."""
    lena = elsewhere.world.actor("Lena")

    def look(number: str) -> None:
        mine = Identity.objects.visible_to(lena).filter(owner_id=lena.organisation_id)
        assert mine.filter(number=number).first() is None

    with acting(lena, read_only=True):
        assert told_apart(look, elsewhere.known, elsewhere.unknown) <= WITHIN


def test_an_id_that_another_authority_has_is_as_unknown_as_any(elsewhere: Elsewhere) -> None:
    def show(pk: str) -> HttpResponse:
        answer = elsewhere.lena.get(f"/deltagare/{pk}/")
        assert answer.status_code == 404
        return answer

    invented = [str(uuid4()) for _ in range(PAGES)]
    assert told(show(elsewhere.cases[-1])) == told(show(invented[-1]))
    assert questions(show, elsewhere.cases[-1]) == questions(show, invented[-1])
    assert told_apart(show, elsewhere.cases[:PAGES], invented) <= WITHIN


def test_a_difference_would_be_noticed(elsewhere: Elsewhere) -> None:
    """A fifth more for what another has, as a look in its register would cost, is told."""

    def leaks(number: str) -> None:
        until = time.perf_counter() + (0.0006 if number in theirs else 0.0005)
        while time.perf_counter() < until:
            pass

    theirs = set(elsewhere.known[:100])
    assert told_apart(leaks, elsewhere.known[:100], elsewhere.unknown[:100]) > WITHIN
