"""The coordinator chooses, sees what changes, and moves; nobody else finds the pages."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.test import Client
from pypdf import PdfReader

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.models import Participation
from stegvis.casework.version_queries import MOST_AT_ONCE
from tests.counting import queries
from tests.versions import GOOD, KEY, TRANSLATIONS, publish
from tests.world import World

AsPerson = Callable[[str], Client]
MOVE, REVIEW = f"/insatser/{KEY}/flytta/", f"/insatser/{KEY}/flytta/granska/"
LATER_PLAN = ("deadline = { months = 2 }", "deadline = { months = 3 }")


def hidden_fields(text: str) -> dict[str, str]:
    found = re.findall(r'name="((?:revision|seen)_[^"]+)" value="([^"]*)"', text)
    return dict(found)


def test_from_choice_through_preview_to_the_new_version(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    publish(world, tmp_path, LATER_PLAN)
    client, alva = as_person("Samira"), world.case_id("Alva")
    assert "Flytta deltagare" in client.get(f"/insatser/{KEY}/").content.decode()
    assert "Alva Exempelsson" in client.get(MOVE).content.decode()
    url = f"{REVIEW}?till=2&deltagare={alva}"
    review = client.get(url).content.decode()
    assert "Handlingsplan att fastställa:" in review and "Bo Provdal" not in review
    answer = client.post(url, {"chosen": [str(alva)], **hidden_fields(review)})
    assert answer.status_code == 302
    assert "1 deltagare är flyttad till version 2." in client.get(answer.url).content.decode()
    with acting(world.actor("Samira")):
        assert Participation.objects.get(pk=alva).version.number == 2
        assert Entry.objects.filter(event=Event.PARTICIPATION_MOVED).count() == 1
        looks = Entry.objects.filter(event=Event.PERSON_READ, item_id=alva)
        assert looks.filter(purpose="flytt till annan version").exists()
    assert "Alva" not in client.get(MOVE).content.decode()


def test_an_old_preview_moves_nobody(world: World, as_person: AsPerson, tmp_path: Path) -> None:
    publish(world, tmp_path, LATER_PLAN)
    client, alva = as_person("Samira"), world.case_id("Alva")
    url = f"{REVIEW}?till=2&deltagare={alva}"
    seen = hidden_fields(client.get(url).content.decode())
    for key in seen:
        answer = client.post(url, {"chosen": [str(alva)], **seen, key: "0"})
        assert answer.status_code == 409
    assert client.post(url, {"chosen": [str(alva)]}).status_code == 409
    with acting(world.actor("Samira")):
        assert Participation.objects.get(pk=alva).version.number == 1


def test_choosing_nobody_says_so(world: World, as_person: AsPerson, tmp_path: Path) -> None:
    publish(world, tmp_path, LATER_PLAN)
    client, alva = as_person("Samira"), world.case_id("Alva")
    answer = client.post(f"{REVIEW}?till=2&deltagare={alva}", {})
    assert answer.status_code == 422
    assert "Välj minst en deltagare." in answer.content.decode()
    for url in (REVIEW, f"{REVIEW}?till=2&deltagare=x"):
        assert "Ingen deltagare är vald" in client.get(url).content.decode()


def test_others_do_not_find_it(world: World, as_person: AsPerson, tmp_path: Path) -> None:
    publish(world, tmp_path)
    alva = world.case_id("Alva")
    for name in ("Sara", "Adam", "Styrbjörn", "Lena", "Stina", "Frida"):
        client = as_person(name)
        assert client.get(MOVE).status_code == 404
        assert client.get(f"{REVIEW}?till=2&deltagare={alva}").status_code == 404
        assert client.post(f"{REVIEW}?till=2&deltagare={alva}", {}).status_code == 404
    assert "Flytta deltagare" not in as_person("Sara").get(f"/insatser/{KEY}/").content.decode()


def test_a_protected_person_is_moved_without_her_name(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    publish(world, tmp_path, LATER_PLAN)
    client, cleo = as_person("Samira"), world.case_id("Cleo")
    for url in (MOVE, f"{REVIEW}?till=2&deltagare={cleo}"):
        assert "Hemlig" not in client.get(url).content.decode()


def test_one_version_has_nothing_to_move_to(as_person: AsPerson) -> None:
    assert "Det finns bara en version" in as_person("Samira").get(MOVE).content.decode()


def test_the_pages_ask_the_database_little(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    publish(world, tmp_path, LATER_PLAN)
    client = as_person("Samira")
    chosen = "&".join(f"deltagare={world.case_id(name)}" for name in ("Alva", "Bo", "Cleo"))
    for url in (MOVE, f"{REVIEW}?till=2&{chosen}"):
        assert queries(client, url) <= 10, url


TABS = (
    *("", "kartlaggning/", "plan/", "aktiviteter/", "anteckningar/", "bilagor/", "samtycke/"),
    *("utlamnat/", "person/", "avslut/", "samtycke/nytt/"),
)
NEW_CATEGORY = (
    "[[consent.matrix]]",
    '[[consent.categories]]\nkey = "leisure"\nlabel = "Fritid"\nexplanation = "Fritid."\n\n'
    "[[consent.matrix]]",
)


def test_every_page_of_the_case_works_in_the_new_version(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    """With a consent less, a kind of information more, and steps by other names."""
    text = GOOD.read_text(encoding="utf-8")
    start = text.index('[[consent.consents]]\nkind = "secrecy"')
    end = text.index("[[consent.consents]]", start + 5)
    reworded = text[start:end].replace("Jag samtycker", "Jag går med på")
    untranslated = (TRANSLATIONS, "")
    publish(world, tmp_path, LATER_PLAN, (text[start:end], reworded), NEW_CATEGORY, untranslated)
    client, alva = as_person("Samira"), world.case_id("Alva")
    url = f"{REVIEW}?till=2&deltagare={alva}"
    review = client.get(url).content.decode()
    assert "Det tidigare svaret gäller som det är" in review and "Fritid" in review
    moved = client.post(url, {"chosen": [str(alva)], **hidden_fields(review)})
    assert moved.status_code == 302
    for name in ("Samira", "Sara"):
        here = as_person(name)
        for tab in TABS:
            answer = here.get(f"/deltagare/{alva}/{tab}")
            assert answer.status_code in (200, 302), tab
    consents = as_person("Sara").get(f"/deltagare/{alva}/samtycke/").content.decode()
    assert "Fritid" in consents
    assert as_person("Lena").get(f"/mottaget/{alva}/").status_code == 200


def test_more_than_can_be_judged_at_once_are_left_for_later(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    publish(world, tmp_path, LATER_PLAN)
    others = "&".join(f"deltagare={uuid4()}" for _ in range(MOST_AT_ONCE + 2))
    alva = world.case_id("Alva")
    said = as_person("Samira").get(f"{REVIEW}?till=2&deltagare={alva}&{others}").content.decode()
    assert "Du valde 3 fler" in said


def test_the_receipt_repeats_the_form_that_she_answered(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    newer = ("Du kan ta tillbaka ditt samtycke när du vill.", "Ångra dig när som helst.")
    publish(world, tmp_path, newer, ('label = "Planering"', 'label = "Din plan"'))
    client, alva = as_person("Samira"), world.case_id("Alva")
    url = f"{REVIEW}?till=2&deltagare={alva}"
    marks = hidden_fields(client.get(url).content.decode())
    assert client.post(url, {"chosen": [str(alva)], **marks}).status_code == 302
    receipt = as_person("Sara").get(f"/deltagare/{alva}/samtycke/kvitto.pdf")
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(receipt.content)).pages)
    assert "ta tillbaka ditt samtycke" in said and "Planering" in said
    assert "Ångra dig" not in said and "Din plan" not in said
