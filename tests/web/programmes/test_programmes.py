"""Programmes in the pages: the list, one explained, two versions compared, on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from stegvis.programmes.reading import read_definition
from stegvis.web.programmes.paper import whole_page
from tests.counting import queries
from tests.versions import GOOD, KEY, publish
from tests.world import World

AsPerson = Callable[[str], Client]
SHOW, COMPARE = f"/insatser/{KEY}/", f"/insatser/{KEY}/jamfor/"


@pytest.mark.parametrize("name", ["Sara", "Samira", "Styrbjörn", "Frida", "Lena", "Maria"])
def test_whoever_has_a_seat_reads_the_definition(
    name: str, world: World, as_person: AsPerson
) -> None:
    client = as_person(name)
    assert f'href="{SHOW}"' in client.get("/insatser/").content.decode()
    said = client.get(SHOW).content.decode()
    for words in (
        "bryter inaktivitet",
        "Ålder är mellan 19 och 29 år.",
        "ungdomar som är mellan 19-29 år",
        "Väg 2: Parallellt",
        "Målet är 70 procent.",
        "beslutar om intag inom 14 dagar",
        "Projektledare, 100 %",
    ):
        assert words in said, words


def test_a_stranger_sees_no_programme_and_finds_none(as_person: AsPerson) -> None:
    client = as_person("Stina")
    assert "inte med i någon insats" in client.get("/insatser/").content.decode()
    for url in (SHOW, COMPARE, "/insatser/finns-inte/"):
        assert client.get(url).status_code == 404


def test_an_unknown_version_is_not_there(world: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    for url in (f"{SHOW}?version=7", f"{SHOW}?version=x", f"{COMPARE}?fran=7", f"{COMPARE}?till=x"):
        assert client.get(url).status_code == 404


def test_two_versions_are_compared_in_words(
    world: World, as_person: AsPerson, tmp_path: Path
) -> None:
    publish(
        world,
        tmp_path,
        ("target = 70\n", "target = 75\n"),
        ("full_time_cases = 25", "full_time_cases = 21"),
    )
    client = as_person("Samira")
    said = client.get(COMPARE).content.decode()
    assert "<del>70</del>" in said and "<ins>75</ins>" in said
    assert "Ändrat: <strong>måltal</strong>" in said
    assert "Jämför med en annan version" in client.get(SHOW).content.decode()
    assert "tidigare version" in client.get(f"{SHOW}?version=1").content.decode()
    same = client.get(f"{COMPARE}?fran=2&till=2").content.decode()
    assert "samma version" in same


def test_the_pages_ask_the_database_little(world: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    for url in ("/insatser/", SHOW, COMPARE):
        assert queries(client, url) <= 10


def test_it_is_in_the_menu_of_those_who_have_use_for_it(world: World, as_person: AsPerson) -> None:
    for name, is_there in (("Sara", True), ("Frida", True), ("Lena", True), ("Adam", False)):
        page = as_person(name).get("/insatser/").content.decode()
        assert ('<a href="/insatser/"' in page.split("</nav>")[0]) == is_there, name


def test_the_page_of_its_own_needs_nothing_else() -> None:
    page = whole_page(read_definition(GOOD))
    assert "Förrehabiliterande insatser" in page and "prog-steps" in page
    for outside in ("<script", "http:", "https:", "@font-face", "{{", "{%"):
        assert outside not in page, outside
