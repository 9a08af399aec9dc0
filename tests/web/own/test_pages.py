"""The participant's own pages: she reads hers, nobody else does, and each costs little."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.models import Need
from stegvis.core.dates import now
from stegvis.participants.models import Identity
from tests.counting import queries
from tests.house.objects import Objects
from tests.world import World

PLAIN = (
    "own-start",
    "own-more",
    "own-plan",
    "own-times",
    "own-needs",
    "own-consents",
    "own-questions",
    "own-reads",
    "own-disclosures",
    "own-particulars",
)
Login = Callable[[str], Client]


@pytest.mark.parametrize("name", PLAIN)
def test_she_reads_her_own(
    name: str, as_participant: Login, as_person: Login, objects: Objects
) -> None:
    url = reverse(name)
    alva = as_participant("Alva")
    assert alva.get(url).status_code == 200
    assert queries(alva, url) <= 10
    assert as_person("Sara").get(url).status_code == 404
    assert as_person("Adam").get(url).status_code == 404


def test_nobody_is_let_in_without_login(world: World) -> None:
    assert Client().get("/mina-sidor/").status_code == 302


def test_she_reaches_no_page_of_staff(as_participant: Login, world: World) -> None:
    alva = as_participant("Alva")
    for path in ("/att-gora/", "/deltagare/", f"/deltagare/{world.case_id('Alva')}/", "/mal/"):
        assert alva.get(path).status_code == 404


HERS = (
    ("own-plan-comment", "plan", {}),
    ("own-goal-comment", "plan_goal", {}),
    ("own-consent-answer", "case", {"kind": "secrecy"}),
    ("own-consent-withdraw", "case", {"kind": "secrecy"}),
    ("own-receipt", "case", {}),
    ("own-question", "person_question", {}),
    ("own-instrument", "case", {"instrument": "kasam", "moment": "enrolment"}),
    ("own-need-comment", "need", {}),
)


def test_she_opens_what_is_hers_and_nothing_of_anothers(
    as_participant: Login, objects: Objects
) -> None:
    alva, bo, cleo = (as_participant(name) for name in ("Alva", "Bo", "Cleo"))
    for name, kind, words in HERS:
        url = reverse(name, kwargs={"pk": objects.ids["own"][kind]} | words)
        assert (alva.get(url).status_code, bo.get(url).status_code) == (200, 404), name
        hers = reverse(name, kwargs={"pk": objects.ids["protected"][kind]} | words)
        assert (cleo.get(hers).status_code, alva.get(hers).status_code) == (200, 404), name


def test_nothing_of_anothers_is_written(as_participant: Login, objects: Objects) -> None:
    bo = as_participant("Bo")
    for name, kind in (
        ("own-plan-comment", "plan"),
        ("own-goal-comment", "plan_goal"),
        ("own-step-tick", "step"),
        ("own-question", "person_question"),
        ("own-need-comment", "need"),
    ):
        url = reverse(name, args=[objects.ids["own"][kind]])
        assert bo.post(url, {"text": "Inte min.", "done": "yes"}).status_code == 404, name


def test_her_pages_hold_her_words_and_nobody_elses(as_participant: Login, objects: Objects) -> None:
    pages = {
        given: "".join(as_participant(given).get(reverse(name)).content.decode() for name in PLAIN)
        for given in ("Alva", "Bo", "Cleo")
    }
    which = {"Alva": "own", "Bo": "ended", "Cleo": "protected"}
    for given, text in pages.items():
        assert f"Saffran{which[given]}" in text
        others = [f"Saffran{kind}" for kind in which.values() if kind != which[given]]
        assert not [word for word in (*others, "Saffranforeign") if word in text]


def test_what_staff_write_to_each_other_is_not_on_her_pages(
    as_participant: Login, objects: Objects
) -> None:
    text = "".join(as_participant("Alva").get(reverse(name)).content.decode() for name in PLAIN)
    for word in ("Lavendel", "Timjan", "Oregano", "Koriander"):
        assert word not in text


def test_bad_input_keeps_what_she_wrote(as_participant: Login, objects: Objects) -> None:
    url = reverse("own-plan-comment", args=[objects.ids["own"]["plan"]])
    long = "Pepparmynta " * 400
    answer = as_participant("Alva").post(url, {"text": long})
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    assert "för lång" in answer.content.decode()


def test_she_ticks_and_sees_it(as_participant: Login, objects: Objects) -> None:
    alva = as_participant("Alva")
    url = reverse("own-step-tick", args=[objects.ids["own"]["step"]])
    assert alva.post(url, {"done": "no"}).status_code == 302
    assert "Markera som klart" in alva.get("/mina-sidor/plan/").content.decode()
    assert alva.post(url, {"done": "yes"}).status_code == 302
    assert "Du har markerat det som klart" in alva.get("/mina-sidor/plan/").content.decode()
    assert alva.get(url).status_code == 405


def test_closed_pages_show_nothing(
    world: World, as_participant: Login, as_person: Login, objects: Objects
) -> None:
    case = world.case_id("Alva")
    sara = as_person("Sara")
    assert sara.post(f"/deltagare/{case}/person/egna-sidor/", {"reason": " "}).status_code == 422
    closed = sara.post(
        f"/deltagare/{case}/person/egna-sidor/",
        {"reason": "Någon annan använder hennes e-legitimation."},
    )
    assert closed.status_code == 302
    alva = as_participant("Alva")
    assert "Saffranown" not in alva.get("/mina-sidor/plan/").content.decode()
    url = reverse("own-plan-comment", args=[objects.ids["own"]["plan"]])
    assert alva.get(url).status_code == 404
    assert alva.get("/mina-sidor/").status_code == 200
    assert sara.post(f"/deltagare/{case}/person/egna-sidor/").status_code == 302
    assert alva.get(url).status_code == 200


def test_her_needs_and_what_she_says_of_them(
    world: World, as_participant: Login, as_person: Login, objects: Objects
) -> None:
    own, alva, url = objects.ids["own"], as_participant("Alva"), reverse("own-needs")
    shown = alva.get(url).content.decode()
    for word in ("Träffa andra", "Inte ordnat än", "Vejdeown", "Sara Berg"):
        assert word in shown
    assert "Du står i kö" not in shown
    with acting(world.actor("Sara")):
        Need.objects.filter(pk=own["need"]).update(offer_id=own["offer"], queued_at=now())
    queued = alva.get(url).content.decode()
    assert "Du är den enda i kön." in queued and "Snickeri own" in queued
    comment = reverse("own-need-comment", args=[own["need"]])
    assert alva.post(comment, {"text": " "}).status_code == 422
    assert alva.post(comment, {"text": "Helst i liten grupp."}).status_code == 302
    assert "Helst i liten grupp." in alva.get(url).content.decode()
    sara = as_person("Sara").get(f"/deltagare/{own['case']}/fran-deltagaren/").content.decode()
    assert "Om behovet: Träffa andra" in sara and "Helst i liten grupp." in sara


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        ("coordination", "200302742382", "Samordningsnummer"),
        ("reserve", "2003AB12CD34", "Nationellt reservnummer"),
        ("lma", "50123456", "LMA-nummer"),
        ("personal", "200302142385", "Personnummer"),
    ],
)
def test_her_number_is_called_what_it_is(
    world: World, as_participant: Login, kind: str, number: str, name: str
) -> None:
    alva = as_participant("Alva")
    with acting(world.actor("Sara")):
        Identity.objects.filter(given_name="Alva").update(number=number, number_kind=kind)
    shown = alva.get(reverse("own-particulars")).content.decode()
    assert f"<dt>{name}</dt>" in shown
    assert number not in shown
