"""Every address of the product x every role x own, foreign and protected objects.

The table says who may; here it is tried as in life, and each answer is read for words about
persons that its reader may not know of. That everybody else gets nothing, and changes nothing by
pressing any button, is tried with row-level security switched off, where the application stands
alone (tests/proof): what it refuses there it refuses with both locks on. That the database is
enough alone is in tests/proof too.
"""

import re
from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from scripts.access_matrix import PAGE, whole
from tests.house.access_table import EVERYBODY, HIDDEN, ROWS
from tests.house.crawl import (
    GROUPS,
    HERSELVES,
    Tried,
    nowhere,
    url_of,
)
from tests.house.objects import Objects, everybody
from tests.house.opened import Walk
from tests.world import CASES, PEOPLE, World

# The log-in pages of django-allauth have tests of their own and show nobody's data.
LEFT_OUT = "konto/"


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


def test_nobody_is_left_out_of_the_matrix() -> None:
    assert sorted(name for people in GROUPS for name in people) == sorted(PEOPLE)
    assert sorted(HERSELVES) == sorted(CASES)


def test_every_role_gets_what_the_table_gives(
    walked: Walk, record_property: Callable[[str, object], None]
) -> None:
    tried, secrets = Tried(), walked.objects.secrets
    for one in walked.opened:
        tried.weigh(one.cell, one.status, one.text, secrets)
    assert "\n".join(tried.faults) == ""
    # The words are worth looking for only if those who may do find them.
    unseen = [
        f"{person} {secret.what}"
        for secret in secrets
        for person in secret.readers
        if person in walked.people
        and (person, secret.what) not in tried.shown
        and not secret.what.startswith("ended")
    ]
    assert sorted(unseen) == []
    record_property("opened with both locks", tried.cells)


def test_an_unknown_id_is_answered_as_a_foreign_one(
    world: World, objects: Objects, assignments_once: None
) -> None:
    client = everybody(world)["Stina"]
    for row in ROWS:
        if (
            "own" not in row.kinds()
            or row.allowed("own", "Stina") != HIDDEN
            or not row.ids
            or row.only_post
        ):
            continue
        foreign, unknown = client.get(url_of(objects, row, "own")), client.get(nowhere(row))
        assert (foreign.status_code, unknown.status_code) == (HIDDEN, HIDDEN), row.name
        assert without_tokens(foreign) == without_tokens(unknown), row.name


def without_tokens(answer: HttpResponse) -> str:
    """The page without what differs from one request to the next."""
    return re.sub(r"\b\w{64}\b", "", answer.content.decode())
