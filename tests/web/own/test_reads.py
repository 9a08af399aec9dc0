"""Who has read about her: when, why, which unit, never a name; her own reads apart."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.test import Client
from django.urls import get_resolver, reverse

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.names import Released
from stegvis.oversight.readings import OPENED
from stegvis.web.own.purposes import known
from stegvis.web.own.reads import days_of
from stegvis.web.own.words import READING, event_words
from tests.counting import queries
from tests.house.objects import Objects
from tests.house.test_access_matrix import addresses
from tests.world import PEOPLE, World

READS, NAMES = "/mina-sidor/vem-har-last/", "/mina-sidor/vem-har-last/namn/"
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
    world: World, as_participant: Login, as_person: Login
) -> None:
    case = world.case_id("Alva")
    as_person("Sara").get(f"/deltagare/{case}/plan/")
    page = as_participant("Alva").get("/mina-sidor/vem-har-last/").content.decode()
    assert "Läste om dig" in page
    assert "Din plan" in page
    assert world.organisation("uppsala-arbetsmarknadsnamnden").name in page
    for name, (family, *_) in PEOPLE.items():
        assert f"{name} {family}" not in page


def test_what_reads_the_same_is_one_line() -> None:
    """Two pages with one purpose in her words, within the same minute."""
    at = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    entries = [
        Entry(number=n, at=at, event=Event.PERSON_LISTED, unit="Laget", purpose=purpose)
        for n, purpose in enumerate(("case-list", "todo", "note-list"))
    ]
    ((_, lines),) = days_of(entries, {}, Released())
    assert [line["times"] for line in lines] == [2, 1]


def test_a_name_is_shown_on_a_decision_and_gone_when_it_is_withdrawn(
    world: World, as_participant: Login, as_person: Login
) -> None:
    """Asked for on her own pages, decided by the one who checks the log, and withdrawn."""
    as_person("Sara").get(f"/deltagare/{world.case_id('Alva')}/plan/")
    alva, adam = as_participant("Alva"), as_person("Adam")
    assert "Sara Berg" not in alva.get(READS).content.decode()
    with acting(world.actor("Sara")):
        mine = world.case("Alva").participant_id
    form = {"participant": str(mine), "period": "", "why": "Min granne arbetar där."}
    wrong = alva.post(NAMES, form)
    assert wrong.status_code == 422 and "Min granne" in wrong.content.decode()
    assert alva.post(NAMES, form | {"period": "all"}).status_code == 302
    assert alva.post(NAMES, form | {"period": "year"}).status_code == 422, "one waits"
    assert "Du ska få svar senast" in alva.get(NAMES).content.decode()
    assert alva.post(NAMES, {"participant": "x", "period": "all"}).status_code == 404

    assert "Besluta om namn ska lämnas" in adam.get("/att-gora/").content.decode()
    listed = adam.get("/loggkontroll/").content.decode()
    (page,) = set(re.findall(r"/loggkontroll/namn/[0-9a-f-]{36}/", listed))
    shown = adam.get(page).content.decode()
    assert "Sara Berg" in shown and "Min granne" in shown and "Exempelsson" not in shown
    told = {"revision": "1", "accounts": [str(world.account("Sara").pk)], "reason": "Du får veta."}
    told |= {"decision": "released"}
    refused = adam.post(page, told)
    assert refused.status_code == 422 and "Du får veta." in refused.content.decode()
    assert adam.post(page, told | {"assessment": "Väger tyngst."}).status_code == 302
    reads, answer = alva.get(READS).content.decode(), alva.get(NAMES).content.decode()
    assert "<strong>Sara Berg</strong>" in reads
    assert "Ja, du får veta" in answer and "Du får veta." in answer
    assert "Väger tyngst" not in reads + answer

    gone = adam.post(f"{page}sluta-visa/", {"reason": "Hot.", "revision": "2"})
    assert gone.status_code == 302
    assert "Sara Berg" not in alva.get(READS).content.decode()
    assert "Myndigheten har ändrat sig" in alva.get(NAMES).content.decode()
    assert queries(alva, NAMES) <= 10 and queries(alva, READS) <= 10
    assert queries(adam, page) <= 10


def test_staff_write_down_a_request_on_paper(world: World, as_person: Login) -> None:
    sara = as_person("Sara")
    with acting(world.actor("Sara")):
        mine = world.case("Alva").participant_id
    page = f"/registerutdrag/person/{mine}/namn/"
    assert page in sara.get(f"/registerutdrag/person/{mine}/").content.decode()
    days = {"starts_on": "2026-01-01", "ends_on": "2025-01-01", "why": "Ringde i dag."}
    wrong = sara.post(page, days)
    assert wrong.status_code == 422 and "Ringde i dag." in wrong.content.decode()
    assert sara.post(page, days | {"ends_on": "2026-01-31"}).url == page
    assert "Ska besvaras senast" in sara.get(page).content.decode()
    assert queries(sara, page) <= 10
    assert as_person("Lena").get(page).status_code == 404


def test_where_nobody_has_read_that_is_the_only_answer(
    world: World, as_participant: Login, as_person: Login
) -> None:
    """Days before the log began: there is no name to hand out, and nothing to weigh."""
    adam = as_person("Adam")
    with acting(world.actor("Sara")):
        mine = world.case("Alva").participant_id
    days = {"starts_on": "2025-01-01", "ends_on": "2025-01-31", "why": "Ringde i dag."}
    as_person("Sara").post(f"/registerutdrag/person/{mine}/namn/", days)
    (page,) = set(
        re.findall(
            r"/loggkontroll/namn/[0-9a-f-]{36}/", adam.get("/loggkontroll/").content.decode()
        )
    )
    shown = adam.get(page).content.decode()
    assert "Ingen hos er har läst eller skrivit" in shown
    assert "Namn som lämnas ut" not in shown and "Ja, namnen" not in shown
    assert "Din prövning" not in shown
    told = {"revision": "1", "reason": "Ingen hos oss har läst då."}
    for decision in ("released", "refused"):
        wrong = adam.post(page, told | {"decision": decision, "accounts": [str(mine)]})
        assert wrong.status_code == 422
        assert 'id="id_decision_error"' in wrong.content.decode()
        assert "Det finns inga namn att lämna ut eller neka" in wrong.content.decode()
        assert "Ingen hos oss har läst då." in wrong.content.decode(), "what was typed stays"
    empty = adam.post(page, told | {"decision": "nobody", "reason": ""})
    assert empty.status_code == 422
    assert adam.post(page, told | {"decision": "nobody"}).status_code == 302
    answer = as_participant("Alva").get(NAMES).content.decode()
    assert "Ingen som arbetar där läste om dig under den tiden" in answer
    assert "Ingen hos oss har läst då." in answer and "Nej, du får inte" not in answer
    assert "Det finns inga namn att lämna ut" in adam.get(page).content.decode()
    on_paper = as_person("Sara").get(f"/registerutdrag/person/{mine}/namn/").content.decode()
    assert "Det finns inga namn att lämna ut" in on_paper and "överklaga" not in on_paper


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
