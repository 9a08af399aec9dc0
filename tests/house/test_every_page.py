"""What every page has in common, tried on every page for each role that may see it: few queries,
a title and one heading, Swedish and nothing but Swedish, nothing cached, no whole number."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import parse
from tests.counting import number_of_queries
from tests.house.access_table import NO_OBJECT, OK, ROWS, Row
from tests.house.crawl import url_of
from tests.house.headers import faults_of_headers
from tests.house.objects import Objects, everybody
from tests.world import PEOPLE, World

MOST_QUERIES = 10
# All that is kept about one person, from every table, and the names that ids stand for.
MORE_QUERIES = {"extract-review": 13}
# Parts of a page that htmx fetches by themselves, and the answer to a load balancer.
FRAGMENTS = ("extent-read", "plot-show", "health")
# A person's address is never a number; ids are removed before numbers are looked for.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?<![\w.])(?:\d{2})?\d{6}[-+]?\d{4}(?![\w.])")
_FOREIGN = re.compile(
    r"\b(None|True|False|null|undefined|the|this|with|please|Save|Submit|Delete|Cancel|Edit|Add|"
    r"Search|Yes|Error|Required|field is)\b|\{\{|\}\}|\{%|\b[a-z]+_[a-z_]+\b"
)


class Reader(HTMLParser):
    """The text that is seen, the title, and how many h1 there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language, self.headings, self.title = "", 0, ""
        self.texts: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        self.headings += tag == "h1"
        if tag in ("title", "script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside == ["title"]:
            self.title += data
        elif not self._inside:
            self.texts.append(data)


def pages(objects: Objects, people: dict[str, Client]) -> Iterator[tuple[Row, str, str]]:
    """Each page once for each role that may see it: row, address, person."""
    for row in ROWS:
        roles = set()
        for place in row.places if not row.only_post else ():
            url = url_of(objects, row, place.which)
            for person in place.who:
                role = PEOPLE[person][2]
                if place.status == OK and role not in roles:
                    roles.add(role)
                    yield row, url, person


def whole_numbers(text: str) -> list[str]:
    """What can be read as somebody's personal number."""
    found = []
    for number in _NUMBER.findall(_ID.sub("", text)):
        try:
            parse(number)
        except RuleBroken:
            continue
        found.append(number)
    return found


def faults_of_html(row: Row, html: str) -> Iterator[str]:
    read = Reader(html)
    text = " ".join(" ".join(read.texts).split())
    if row.name not in FRAGMENTS:
        if not read.title.strip().removesuffix("– Stegvis").strip():
            yield "has no title"
        if read.headings != 1:
            yield f"has {read.headings} h1"
        if read.language != "sv":
            yield "is not marked as Swedish"
    for found in _FOREIGN.finditer(f"{read.title} {text}"):
        yield f"says {found.group()!r}: …{text[max(0, found.start() - 30) : found.end() + 30]}…"
    for number in whole_numbers(html):
        yield f"shows {number}"


def test_every_page_for_every_role(world: World, objects: Objects) -> None:
    people, faults, seen = everybody(world), [], set()
    for client in people.values():
        client.get("/")
    for row, url, person in pages(objects, people):
        seen.add(row.name)
        with CaptureQueriesContext(connection) as captured:
            answer = people[person].get(url)
        found = list(faults_of_headers(answer))
        asked = number_of_queries(captured)
        if asked > MORE_QUERIES.get(row.name, MOST_QUERIES):
            found.append(f"asks the database {asked} times")
        if answer.headers["Content-Type"].startswith("text/html"):
            found += faults_of_html(row, answer.content.decode())
        if whole_numbers(url):
            found.append("has a number in its address")
        faults += [f"{row.name} as {person}: {fault}" for fault in found]
    assert "\n".join(faults) == ""
    assert len(seen) > 100


def test_what_is_looked_for_is_found() -> None:
    """The probes of this module are worth something only if they see what they should."""
    html = '<html lang="en"><title></title><h1>A</h1><h1>B</h1><p>None, three_party {{ x }}'
    row = next(row for row in ROWS if row.places and row.places[0].which == NO_OBJECT)
    faults = " ".join(faults_of_html(row, html + " 20030214-2385"))
    for said in ("no title", "2 h1", "not marked", "'None'", "three_party", "'{{'", "2003"):
        assert said in faults
