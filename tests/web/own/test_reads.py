"""Who has read about her: when, why, which unit, never a name; her own reads apart."""

import re
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.urls import get_resolver, reverse

from stegvis.audit.events import Event
from stegvis.oversight.readings import OPENED
from stegvis.web.own.purposes import known
from stegvis.web.own.words import READING, event_words
from tests.house.objects import Objects
from tests.house.test_access_matrix import addresses
from tests.world import PEOPLE, World

ROOT = Path(__file__).parents[3]
Login = Callable[[str], Client]
# Pages about nobody, or that only let people in and out.
ABOUT_NOBODY = {
    *("front", "choose-role", "choose-assignment", "log-in", "log-out", "gallery", "health"),
    *("resume-form", "participant-login", "accessibility", "accessibility-own"),
}
# The authority's own affairs: staff, units, how everybody is reached.
OWN_AFFAIRS = (
    *("member", "assignment", "access-analysis", "directory", "unit", "sessions", "account"),
    "prove",
)
# How a programme is run: nothing there is about a participant, and the forms say so.
CONDUCT = (
    *("conduct", "staffing", "holding", "seat-", "steering", "deviation", "planned"),
    "implementation",
)


def test_every_page_about_people_says_why_it_was_read() -> None:
    names = {name for name, _ in addresses(get_resolver().url_patterns)}
    silent = {name for name in names - ABOUT_NOBODY if known(name) is None}
    assert {name for name in silent if not name.startswith(OWN_AFFAIRS + CONDUCT)} == set()


def test_every_event_has_words() -> None:
    assert all(str(event_words(event.value)) for event in Event)
    assert set(READING) <= {event.value for event in Event}


def test_a_protected_identity_that_is_shown_is_a_read() -> None:
    """With its reason on her page and on paper, and among what a log check draws from."""
    assert Event.PROTECTED_IDENTITY_SHOWN.value in READING
    assert event_words(Event.PROTECTED_IDENTITY_SHOWN) == event_words(Event.PERSON_READ)
    assert Event.PROTECTED_IDENTITY_SHOWN in OPENED


def test_she_sees_unit_and_purpose_and_no_name(
    world: World, as_participant: Login, as_person: Login, objects: Objects
) -> None:
    case = world.case_id("Alva")
    as_person("Sara").get(f"/deltagare/{case}/plan/")
    page = as_participant("Alva").get("/mina-sidor/vem-har-last/").content.decode()
    assert "Läste om dig" in page
    assert "Din plan" in page
    assert world.organisation("uppsala-arbetsmarknadsnamnden").name in page
    for name, (family, *_) in PEOPLE.items():
        assert f"{name} {family}" not in page


def test_another_authoritys_reads_are_there_and_can_be_chosen(
    world: World, as_participant: Login, as_person: Login, objects: Objects
) -> None:
    case = world.case_id("Alva")
    as_person("Lena").get(f"/mottaget/{case}/")
    alva, fk = as_participant("Alva"), world.organisation("forsakringskassan")
    page = alva.get(f"/mina-sidor/vem-har-last/?myndighet={fk.pk}").content.decode()
    lines = page.split('<h2 id="d-1">', 1)[1]
    assert fk.name in lines
    assert world.organisation("uppsala-arbetsmarknadsnamnden").name not in lines
    assert alva.get("/mina-sidor/vem-har-last/?myndighet=nonsens&page=x").status_code == 200


def test_her_own_reads_are_apart(world: World, as_participant: Login) -> None:
    alva = as_participant("Alva")
    alva.get("/mina-sidor/plan/")
    assert "Du läste själv" not in alva.get("/mina-sidor/vem-har-last/").content.decode()
    own = alva.get("/mina-sidor/vem-har-last/?vem=jag&vad=allt").content.decode()
    assert "Läste om dig" in own


def test_staff_print_the_same_for_her(world: World, as_person: Login, objects: Objects) -> None:
    sara, url = as_person("Sara"), reverse("own-log-print", args=[world.case_id("Alva")])
    assert sara.get(url).headers["Content-Type"] == "application/pdf"
    for stranger in ("Stina", "Lena", "Adam"):
        assert as_person(stranger).get(url).status_code == 404


def test_every_purpose_that_the_code_writes_is_put_in_words() -> None:
    written = {
        found
        for path in (ROOT / "stegvis").rglob("*.py")
        for found in re.findall(r'purpose="([^"\\]+)"', path.read_text())
    }
    # Not about a person: who started the site, and what a job is for.
    of_the_house = {"create_admin", "draw_log_checks", "load_programme", "login", "publish_figures"}
    assert {one for one in written - of_the_house if known(one) is None} == set()
