"""The same second: whoever could read who a person is cannot at the next request.

Every page, fragment and document is opened before and after protection is set, and each answer
is read, headers, address and the text of a PDF included, for her name, number, telephone, address
and e-mail. The log, Python's logging and outgoing mail are read for whole personal numbers.
"""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfiumError

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import introduction
from stegvis.casework.models import Party
from stegvis.core.personal_number import parse
from stegvis.participants.models import Identity
from tests.house.access_table import NO_OBJECT, OK, ROWS
from tests.house.crawl import text_of, url_of
from tests.house.objects import Objects, everybody
from tests.house.opened import Walk
from tests.world import CASES, World

# The given name is left out: the words of the world's other people hold it too.
CANARIES = (
    *("Exempelsson", "070-555 01 99", "Kanarievägen", "alva@kanarie.invalid"),
    # The birth date as pages write it, in a number and in data.
    *("20030214", "14 februari 2003", "14 feb 2003", "2003-02-14"),
)
TELLING = {
    "Samira": frozenset({"case-list", "case-show", "person-show", "plan-pdf"}),
    "Lena": frozenset({"received-list", "received-show"}),
}
PEOPLE = ("Sara", "Kim", "Samira", "Lena", "Adam", "Frida")
# What takes out whole lists for an authority's own work, and the invented examples.
LEFT_OUT = ("gallery", "log-out")
# The register extract is all that is kept about her, her number with it; whoever reviews and hands
# it out reads it with a fresh login, and of a protected person her named readers alone.
WITH_NUMBER = ("extract-review", "extract-document", "extract-archive")
EVERY_PAGE = frozenset(row.name for row in ROWS)
SEARCHED = ("/deltagare/?visa=alla&namn=Exemp", "/deltagare/?visa=alla&namn=Alva")
# As a birth date and four digits, and not within one of our own ids.
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?<!\d)\d{6,8}[-+]?\d{4}(?!\d)")
SEEDED = {digits for _, digits, _ in CASES.values()}


def seeded_numbers(text: str) -> set[str]:
    """The world's own personal numbers that can be read here, however they are written."""
    found = {re.sub(r"\D", "", one) for one in _NUMBER.findall(_ID.sub("", text))}
    return {digits for digits in SEEDED if digits in found or digits[2:] in found}


def give_her_canaries(world: World) -> None:
    """Alva gets a telephone and an address, and Försäkringskassan is told who she is. It knows
    her from that alone here: what an authority has in its own register, it protects itself."""
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        identity = Identity.objects.get(participant=case.participant)
        identity.phone, identity.address = "070-555 01 99", "Kanarievägen 3"
        identity.email = "alva@kanarie.invalid"
        identity.keep("phone", "address", "email")
        Party.objects.filter(participation=case).update(organisation_participant_id=None)
        introduction.introduce(
            actor=sara, participation=case, receiver_id=world.actor("Lena").organisation_id
        )


def pages_of(
    objects: Objects, client: Client, names: frozenset[str] = EVERY_PAGE
) -> Iterator[tuple[str, str]]:
    """Every page that answers to this person about Alva, or about nobody: its row and all of it."""
    for row in ROWS:
        if row.only_post or row.name in LEFT_OUT or row.name not in names:
            continue
        for which in {"own", "programme", NO_OBJECT} & set(row.kinds()):
            answer = client.get(url_of(objects, row, which))
            if answer.status_code == OK:
                yield row.name, f"{answer.request['PATH_INFO']}\n{read(answer)}"
    for url in SEARCHED:
        # What is typed into the search field stands there; the rows are what is asked about.
        body = client.get(url).content.decode()
        yield "case-list", body.replace('value="Exemp"', "").replace('value="Alva"', "")


def read(answer: HttpResponse) -> str:
    """All that the browser gets; of a file that somebody laid in the case, what is around it."""
    try:
        return text_of(answer)
    except PdfiumError:
        return str(answer.headers)


def told(objects: Objects, client: Client, names: frozenset[str] = EVERY_PAGE) -> set[str]:
    """Which of these pages say anything of who Alva is."""
    return {
        name
        for name, text in pages_of(objects, client, names)
        if any(canary in text for canary in CANARIES)
    }


def test_from_the_next_request_nobody_is_told(
    world: World, objects: Objects, assignments_once: None
) -> None:
    give_her_canaries(world)
    clients = everybody(world)
    case = objects.ids["own"]["case"]
    # The pages would tell, or there were nothing to look for.
    for name, pages in TELLING.items():
        assert told(objects, clients[name], pages) == pages, name
    answer = clients["Samira"].post(
        reverse("protection-set", args=[case]),
        {
            "level": "marked",
            "reason": "Deltagaren visade beslutet.",
            "readers": [str(world.account("Sara").pk)],
        },
    )
    assert answer.status_code == 302
    for name, pages in TELLING.items():
        assert told(objects, clients[name], pages) == set(), name
    assert told(objects, clients["Sara"]) == set()
    shown = clients["Sara"].post(reverse("identity-show", args=[case]), {"reason": "kontakt"})
    assert shown.status_code == 302
    page = clients["Sara"].get(reverse("case-show", args=[case])).content.decode()
    assert "Alva Exempelsson" in page and "070-555 01 99" in page
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title and "Alva" not in title[1] and "Deltagare med skyddade" in title[1]
    # That Sara was shown who she is tells nobody else.
    others = [name for name in PEOPLE if name != "Sara"]
    assert {name: told(objects, clients[name]) for name in others} == {
        name: set() for name in others
    }


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_no_number_in_any_address_header_page_file_name_log_or_mail(walked: Walk) -> None:
    for one in walked.opened:
        about_her = one.cell.which in ("own", "programme", NO_OBJECT) and one.status == OK
        if about_her and one.cell.row.name not in (*LEFT_OUT, *WITH_NUMBER):
            assert seeded_numbers(f"{one.url}\n{one.text}") == set(), str(one.cell)
    assert walked.in_log
    assert seeded_numbers(json.dumps(walked.in_log, default=str)) == set()
    assert seeded_numbers(walked.said) == set()
    assert [one for one in walked.mails if seeded_numbers(one)] == []


def test_a_number_stands_in_the_answer_to_showing_it_alone(
    world: World, objects: Objects, logged: pytest.LogCaptureFixture
) -> None:
    """A whole number stands in one answer alone: the one to the logged act of showing it."""
    clients = everybody(world)
    for person in ("Sara", "Samira", "Lena"):
        for url in SEARCHED:
            assert seeded_numbers(read(clients[person].get(url))) == set(), f"{person} {url}"
    case = objects.ids["own"]["case"]
    url = reverse("person-show", args=[case])
    refused = clients["Sara"].post(url, {"reason": "Det är 20030214-2385."})
    assert refused.status_code == 422, "a number in the reason would end up in the log"
    shown = clients["Sara"].post(url, {"reason": "Ringer vården."})
    assert seeded_numbers(shown.content.decode()) == {CASES["Alva"][1]}
    assert seeded_numbers(str(shown.headers)) == set()
    with acting(world.actor("Adam")):
        rows = list(Entry.objects.values_list("purpose", "detail", "item_kind", "unit"))
    assert rows
    assert seeded_numbers(json.dumps(rows, default=str)) == set()
    assert seeded_numbers(logged.text) == set()
    assert [seeded_numbers(f"{one.subject}{one.body}") for one in mail.outbox] == []
    assert parse(CASES["Alva"][1]).masked.endswith("****")
