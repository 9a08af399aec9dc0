"""This file is where every address is opened once by everybody who may, and what came of it is
kept: what was answered, what it cost and what it left in the log. Each proof reads it for
something else, and a page that is opened once for all of them is not opened once for each."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stegvis.audit.events import Event
from stegvis.audit.journal import Journal, acting
from stegvis.audit.models import Entry
from stegvis.casework.models import Proposal, Referral
from stegvis.organisations.models import Assignment, Organisation, Unit
from tests.counting import number_of_queries
from tests.house.access_table import HIDDEN
from tests.house.crawl import Cell, cells, text_of, url_of
from tests.house.headers import faults_of_headers
from tests.house.objects import Objects, everybody
from tests.world import PEOPLE, World


@dataclass
class Written:
    """What the requests wrote, a list of rows at a time."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    in_all: int = 0

    def taken(self) -> list[dict[str, Any]]:
        rows, self.rows = self.rows, []
        return rows


# What every row of the log says.
ALWAYS = ("event", "account_id", "organisation_id", "unit", "assignment_id", "purpose")


def faults_of_rows(rows: list[dict[str, Any]], account: UUID) -> Iterator[str]:
    for row in rows:
        missing = [name for name in ALWAYS if not row[name]]
        if missing:
            yield f"{row['event']} lacks {', '.join(missing)}"
        if row["account_id"] != account:
            yield f"{row['event']} is by somebody else"
    if len({row["request_id"] for row in rows}) > 1:
        yield "is logged as several requests"


def faults_of_refusal(cell: Cell, url: str, account: UUID, rows: list[dict[str, Any]]) -> list[str]:
    """What the rows lack that an answer of "not found" or "not allowed" left behind."""
    refused = [row for row in rows if row["event"] == Event.ACCESS_REFUSED]
    if len(refused) != 1:
        return [f"{len(refused)} rows of a refusal"]
    (row,) = refused
    about = row["item_kind"] == cell.row.name and (not row["item_id"] or str(row["item_id"]) in url)
    return [*faults_of_rows(refused, account), *([] if about else ["refuses another object"])]


@dataclass(frozen=True)
class Opened:
    """One answer: to whom, and all that is asked of it afterwards."""

    cell: Cell
    account: UUID
    url: str
    status: int
    kind: str
    taken_out: bool
    text: str
    html: str
    queries: int
    faults_of_headers: tuple[str, ...]
    rows: list[dict[str, Any]]

    @property
    def role(self) -> object:
        return PEOPLE[self.cell.person][2]


@dataclass(frozen=True)
class Walk:
    """All that one group of people opened, and what it left behind."""

    people: tuple[str, ...]
    objects: Objects
    opened: list[Opened]
    # The ids of each human, by where she belongs.
    persons: dict[str, set[UUID]]
    # Rows on their way to the log, and rows more in it afterwards.
    written: int
    kept: int
    in_log: list[tuple[Any, ...]]
    said: str
    mails: list[str]


@contextmanager
def noting() -> Iterator[Written]:
    """Every row on its way to the log. That they also arrive is seen by counting."""
    kept = Written()
    write = Journal.write

    def noted(self: Journal, *, changes: bool, **more: Any) -> None:
        rows = self.looks + (self.rows if changes else [])
        write(self, changes=changes, **more)
        kept.rows += rows
        kept.in_all += len(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "write", noted)
        yield kept


class Listening(logging.Handler):
    """All that Python's logging says, of everything."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Listening]:
    heard, root = Listening(), logging.getLogger()
    # That queries are counted makes Django tell of them; in life it does not.
    levels = {root: logging.DEBUG, logging.getLogger("django.db.backends"): logging.INFO}
    usual = {logger: logger.level for logger in levels}
    root.addHandler(heard)
    try:
        for logger, level in levels.items():
            logger.setLevel(level)
        yield heard
    finally:
        for logger, level in usual.items():
            logger.setLevel(level)
        root.removeHandler(heard)


def place_in_units() -> None:
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


def persons(world: World, objects: Objects) -> dict[str, set[UUID]]:
    """The ids of each human, by where she belongs: her authority's, and others' if they have.
    Those who were referred are persons of the referrer's."""
    found = {
        which: {ids[k] for k in ("participant", "fk_participant") if k in ids}
        for which, ids in objects.ids.items()
    }
    with acting(world.actor("Lena")):
        for which in ("sent", "hidden", "draft"):
            row = Referral.objects.get(pk=objects.ids[which]["referral"])
            found[which].add(row.participant_id)
        # Whoever is proposed is a person of the proposer's.
        proposed = Proposal.objects.get(pk=objects.ids["proposed"]["proposal"])
        found["proposed"] = {proposed.participant_id}
    return found


def walk(world: World, objects: Objects, people: tuple[str, ...]) -> Walk:
    """Open what the people may open. All who work here do so at units."""
    place_in_units()
    clients = everybody(world)
    for client in clients.values():
        client.get("/")
    accounts = {name: world.account(name).pk for name in people}
    before, outbox = rows_in_log(), len(mail.outbox)
    with listening() as heard, noting() as written:
        opened = [
            open_one(objects, clients[cell.person], cell, accounts[cell.person], written)
            for cell in cells(people)
            if cell.wanted != HIDDEN
        ]
    with acting(world.actor("Adam")):
        in_log = list(Entry.objects.values_list("purpose", "detail", "item_kind", "unit"))
    return Walk(
        people=people,
        objects=objects,
        opened=opened,
        persons=persons(world, objects),
        written=written.in_all,
        kept=rows_in_log() - before,
        in_log=in_log,
        said="\n".join(heard.lines),
        mails=[f"{one.subject}{one.body}" for one in mail.outbox[outbox:]],
    )


def open_one(objects: Objects, client: Client, cell: Cell, account: UUID, log: Written) -> Opened:
    """Open one page and note what came of it. `log` notes the rows of the log."""
    url = url_of(objects, cell.row, cell.which)
    log.taken()
    # The log of queries holds nine thousand, and there are more pages than that is enough for.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as captured:
        answer: HttpResponse = client.get(url)
    kind = answer.headers.get("Content-Type", "")
    return Opened(
        cell=cell,
        account=account,
        url=url,
        status=answer.status_code,
        kind=kind,
        taken_out="attachment" in answer.headers.get("Content-Disposition", ""),
        text=text_of(answer),
        html=answer.content.decode() if kind.startswith("text/html") else "",
        queries=number_of_queries(captured),
        faults_of_headers=tuple(faults_of_headers(answer)),
        rows=log.taken(),
    )
