"""Garbled input at every address: broken ids, wrong methods, strange queries, huge fields, signs
that no text holds. Whatever comes, the answer is a page in Swedish and never a fault of ours. Ids
that are whole but unknown are asked for at every address in test_access_matrix."""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from stegvis.web import errors
from tests.house.access_table import ROWS
from tests.house.crawl import url_of
from tests.house.objects import Objects, log_in
from tests.world import World

QUERY = (
    "?namn=%ED%A0%80&sok=%FF%FE&slag[]=1&sida=-1&sida=9e99&q=%27%3B--&page=0"
    "&version=x&steg=%F0%9F%92%A9&a=%25s%25d&next=//ond.invalid&samtycke=x&vecka=2026-W99"
    "&datum=2026-13-45&visa=../../etc/passwd&programme=x&organisation=x&receiver=x&kind=x"
)
GARBLED = {
    "revision": "många",
    "_token": "inget",
    "receiver": "x",
    "ground": "x",
    "organisation": "x",
    "participation": "x",
    "assignment": "x",
    "starts_on": "2026-02-31",
    "ends_on": "9999-99-99",
    "happened_on": "0000-00-00",
    "kind": "x" * 5_000,
    "text": "\ud7ff\u202e\ufffe🦉" * 10,
    "place": "-1",
    "number": "1e400",
    "percent": "-99999999999999999999",
    "extent_percent": "NaN",
    "slag": "x",
    "outcome": "x",
    "file": "no file",
}
# What a person should never be shown of how the thing is built.
TECHNICAL = re.compile(
    r"Traceback|psycopg|django\.|OperationalError|DataError|SELECT |INSERT |casework_|"
    r"participants_|stegvis\.\w+\.|/site-packages/|Exception|DEBUG"
)


def addresses(objects: Objects) -> Iterator[tuple[str, str, str]]:
    """Each address once, with somebody who may be there: nobody else comes as far in."""
    for row in ROWS:
        place = next((place for place in row.places if place.who), None)
        if place and row.name not in ("log-out", "choose-role"):
            yield row.name, url_of(objects, row, place.which), place.who[0]


def fault(answer: HttpResponse) -> str:
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    found = TECHNICAL.search(answer.content.decode()) if html else None
    return f"shows {found.group()}" if found else ""


def test_whatever_comes_is_answered(world: World, objects: Objects) -> None:
    clients: dict[str, Client] = {}
    faults = []
    for name, url, person in addresses(objects):
        client = clients.get(person) or clients.setdefault(person, log_in(world, person))
        told = {"query": client.get(url + QUERY), "garbled": client.post(url, GARBLED)}
        faults += [f"{name}, {what}: {said}" for what, a in told.items() if (said := fault(a))]
    assert "\n".join(faults) == ""


@pytest.mark.parametrize(
    "broken", ["x", "0" * 32, "%00", "%FF", "a" * 3_000, "..%2f..", "%E2%80%AE"]
)
def test_broken_ids(world: World, broken: str) -> None:
    client = log_in(world, "Sara")
    for path in ("deltagare", "mottaget", "fragor", "grupper", "aktualiseringar", "kontaktvagar"):
        answer = client.get(f"/{path}/{broken}/")
        assert answer.status_code in (400, 404), path
        assert not fault(answer)


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"])
def test_strange_methods(world: World, method: str) -> None:
    answer = log_in(world, "Sara").generic(method, "/deltagare/")
    assert answer.status_code < 500 and not fault(answer)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        # A body that is no form at all leaves an empty form to fill in.
        ("multipart/form-data", b"", 200),
        ("multipart/form-data; boundary=x", b"--y\r\n\x00\xff", 200),
        ("application/x-www-form-urlencoded", b"text=%00&kind=%FF&happened_on=\xff", 422),
        ("application/x-www-form-urlencoded", b"text=" + b"x" * 13_000_000, 413),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 1_001), 400),
        ("application/json; charset=nonsens", b"{", 200),
    ],
)
def test_broken_bodies(world: World, content_type: str, body: bytes, status: int) -> None:
    url = reverse("note-write", args=[world.case_id("Alva")])
    answer = log_in(world, "Sara").generic("POST", url, body, content_type)
    assert answer.status_code == status
    assert not fault(answer) and "<h1>" in answer.content.decode()


def _down(*args: object, **kwargs: object) -> None:
    raise OperationalError("connection to server at 10.0.0.1 failed: FATAL: password for x")


@pytest.mark.parametrize("path", ["/att-gora/", "/deltagare/", "/finns-inte/", "/"])
def test_a_page_comes_up_when_the_database_is_down(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in(world, "Sara")
    with patch.object(BaseDatabaseWrapper, "cursor", _down):
        answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code in (404, 500, 503) or path == "/"
    assert not TECHNICAL.search(html) and "10.0.0.1" not in html
    assert "<h1>" in html and 'lang="sv"' in html


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
def test_error_pages_are_swedish_and_tell_nothing_technical(world: World, status: int) -> None:
    request = RequestFactory().get("/x/")
    request.actor = None
    secret = ValueError("SELECT number FROM participants_identity at 10.0.0.1")
    if status == 413:
        answer = errors.bad_request(request, errors.RequestDataTooBig(str(secret)))
    elif status == 500:
        answer = errors.server_error(request)
    else:
        made = {400: errors.bad_request, 403: errors.refused, 404: errors.not_found}
        answer = made[status](request, secret)
    html = answer.content.decode()
    assert answer.status_code == status
    assert 'lang="sv"' in html and "10.0.0.1" not in html and not TECHNICAL.search(html)


def test_a_fault_of_ours_is_a_page_too(world: World, client: Client) -> None:
    client = log_in(world, "Sara")
    with patch("stegvis.web.todo.views.page", side_effect=ValueError("SELECT secret")):
        answer = client.get("/att-gora/")
    html = answer.content.decode()
    assert answer.status_code == 500 and "Något gick fel hos oss" in html
    assert not TECHNICAL.search(html)
