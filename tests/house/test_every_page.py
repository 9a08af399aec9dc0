"""What every page has in common, tried on every page for each role that may see it: few queries,
a title and one heading, Swedish and nothing but Swedish, nothing cached, no whole number."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import parse
from tests.house.access_table import NO_OBJECT, OK, ROWS, Row
from tests.house.crawl import GROUPS
from tests.house.opened import Opened, Walk

MOST_QUERIES = 10
# All that is kept about one person, from every table, and the names that ids stand for.
MORE_QUERIES = {"extract-review": 14}
# Fewer pages would mean that the walk has stopped short of what each group may open.
FEWEST = dict(zip(GROUPS, (130, 35, 95), strict=True))
# Parts of a page that htmx fetches by themselves, and the answer to a load balancer.
FRAGMENTS = ("extent-read", "plot-show", "work-curve", "instrument-curve", "health")
# A person's address is never a number; ids are removed before numbers are looked for.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?<![\w.])(?:\d{2})?\d{6}[-+]?\d{4}(?![\w.])")
_FOREIGN = re.compile(
    r"\b(None|True|False|null|undefined|the|this|with|please|Save|Submit|Delete|Cancel|Edit|Add|"
    r"Search|Yes|Error|Required|field is)\b|\{\{|\}\}|\{%|\b[a-z]+_[a-z_]+\b"
)


class Reader(HTMLParser):
    """The Swedish text that is seen, the title, and how many h1 there are. What is marked as being
    in another language is left out."""

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
        other_language = tag != "html" and (dict(attrs).get("lang") or "sv") != "sv"
        if tag in ("title", "script", "style") or other_language:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside == ["title"]:
            self.title += data
        elif not self._inside:
            self.texts.append(data)


def pages(walked: Walk) -> Iterator[Opened]:
    """Each page once for each role that may see it."""
    seen = set()
    for one in walked.opened:
        if one.cell.wanted == OK and (one.cell.row.name, one.role) not in seen:
            seen.add((one.cell.row.name, one.role))
            yield one


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


def faults_of(one: Opened) -> Iterator[str]:
    row = one.cell.row
    yield from one.faults_of_headers
    if one.queries > MORE_QUERIES.get(row.name, MOST_QUERIES):
        yield f"asks the database {one.queries} times"
    if one.kind.startswith("text/html"):
        yield from faults_of_html(row, one.html)
    if whole_numbers(one.url):
        yield "has a number in its address"


def test_every_page_for_every_role(walked: Walk) -> None:
    shown = list(pages(walked))
    faults = [f"{one.cell}: {fault}" for one in shown for fault in faults_of(one)]
    assert "\n".join(faults) == ""
    assert len({one.cell.row.name for one in shown}) > FEWEST[walked.people]


def test_what_is_looked_for_is_found() -> None:
    """The probes of this module are worth something only if they see what they should."""
    html = '<html lang="en"><title></title><h1>A</h1><h1>B</h1><p>None, three_party {{ x }}'
    row = next(row for row in ROWS if row.places and row.places[0].which == NO_OBJECT)
    faults = " ".join(faults_of_html(row, html + " 20030214-2385"))
    for said in ("no title", "2 h1", "not marked", "'None'", "three_party", "'{{'", "2003"):
        assert said in faults
