"""Numbered places stand for the same parameters in the same places as %s did."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from stegvis.audit.journal import acting
from stegvis.casework.models import Participation
from stegvis.core.compiled import Statement, blank, compiled, one_of
from stegvis.core.numbered import numbered
from tests.world import World

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("sql", "parameters", "text", "sent"),
    [
        ("a = %s and b = %s", (1, 2), "a = $1 and b = $2", [1, 2]),
        ("a like '%%x' and b = %s", (1,), "a like '%x' and b = $1", [1]),
        ("a like '%%s' and b = %s", (1,), "a like '%s' and b = $1", [1]),
        ("a = %s and b = %s", (DAY, DAY), "a = $1 and b = $1", [DAY]),
        # Equal, but of another type.
        ("a = %s and b = %s", (True, 1), "a = $1 and b = $2", [True, 1]),
        # A text has no type before PostgreSQL has seen where it stands.
        ("a = %s and b = %s", ("x", "x"), "a = $1 and b = $2", ["x", "x"]),
        ("a = %s and b = %s", (None, None), "a = $1 and b = $2", [None, None]),
        ("(%s)::text, %s::text", ("x", "x"), "($1)::text, $1::text", ["x"]),
        ("%s::text, %s::date", ("x", "x"), "$1::text, $2::date", ["x", "x"]),
        ("%s::text[], %s::text", ("x", "x"), "$1::text[], $2::text", ["x", "x"]),
        ("%s::texts, %s::text", ("x", "x"), "$1::texts, $2::text", ["x", "x"]),
    ],
)
def test_what_is_the_same_is_sent_once(
    sql: str, parameters: tuple[Any, ...], text: str, sent: list[Any]
) -> None:
    found = numbered(sql, parameters)
    assert (found.sql, found.filled({})) == (text, sent)


def test_a_moment_and_its_day_are_told_apart() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    assert numbered("%s, %s", (DAY, moment)).filled({}) == [DAY, moment]


def test_a_list_of_ids_is_told_from_the_id() -> None:
    """The same blank with its type beside it and without, for it is sent in two ways."""
    place = uuid4()
    found = numbered("%s::uuid[], %s, %s::uuid[]", (place, place, place))
    assert found.sql == "$1::uuid[], $2, $1::uuid[]"


def test_a_text_in_several_places_needs_its_type() -> None:
    place = uuid4()
    found = numbered("a = %s and b = %s", (place, place))
    assert found.filled({place: DAY}) == [DAY]
    with pytest.raises(TypeError, match="type"):
        found.filled({place: "2026-03-01 12:00"})
    assert numbered("%s::text, %s::text", (place, place)).filled({place: "x"}) == ["x"]


def test_the_answer_is_that_of_the_query_and_it_is_counted(world: World) -> None:
    """While queries are logged they are run as Django writes them: same rows, one query."""
    cases, owner = blank(), blank()
    statement = compiled(
        Participation.objects.filter(pk__in=one_of(cases), owner_id=owner)
        .annotate(told=Value("100 %"))
        .union(
            Participation.objects.filter(pk__in=one_of(cases)).annotate(told=Value("100 %")),
            all=True,
        )
        .values_list("pk", "told")
    )
    sara, alva = world.actor("Sara"), world.case_id("Alva")
    values = {cases: [alva], owner: sara.organisation_id}
    with acting(sara):
        found = statement.run(values)
        with CaptureQueriesContext(connection) as logged:
            assert statement.run(values) == found == [(alva, "100 %")] * 2
    assert [str(alva) in query["sql"] for query in logged] == [True]


@pytest.mark.django_db
def test_errors_are_those_of_django() -> None:
    assert not connection.queries_logged
    with pytest.raises(ProgrammingError) as broken:
        Statement("select nothing where 1 = %s", (1,)).run({})
    assert isinstance(broken.value.__cause__, psycopg.errors.UndefinedColumn)
