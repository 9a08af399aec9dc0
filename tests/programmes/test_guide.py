"""The guide for writers explains the whole language: every table, every key, every word."""

import re
import tomllib
from pathlib import Path

import pytest

from stegvis.programmes.facts import BENEFITS, FACTS
from stegvis.programmes.key_names import NAMES, NAMES_IN, key_name
from stegvis.programmes.reading import known_organisations
from stegvis.programmes.schema import Table, is_list, tables, words_to_choose
from stegvis.programmes.vocabulary import OUTSIDE_PARTIES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "skriv-en-insats.md"
TABLES = sorted({table.__name__: table for table in tables().values()}.items())
EXPLAIN = "Förklara den i docs/skriv-en-insats.md och ge den samma namn i key_names.py."


def sections() -> list[str]:
    return re.split(r"^#{2,3} ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def places_of(table: Table) -> list[str]:
    return [place for place, one in tables().items() if one is table]


def section_on(place: str, first: str) -> str:
    """The section that says it is about this place, as a table (Står på) or a word (Väljs i)."""
    for section in sections():
        said = re.search(rf"^{first}: (.*)$", section, re.MULTILINE)
        if said and f"`{place}`" in said.group(1):
            return section
    return next(section for section in sections() if section.startswith("Överst i filen"))


def rows_of(section: str) -> dict[str, list[str]]:
    lines = re.findall(r"^\| `([^`]+)` \|(.*)\|$", section, re.MULTILINE)
    return {key: [cell.strip() for cell in rest.split("|")] for key, rest in lines}


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_every_key_is_explained_under_its_name_with_an_example(name: str, table: Table) -> None:
    for place in places_of(table):
        rows = rows_of(section_on(place, "Står på"))
        assert set(rows) == set(table.model_fields), f"{name} ({place}). {EXPLAIN}"
        for key, field in table.model_fields.items():
            called, required, meaning, example = rows[key]
            assert called == key_name(table, key), f"{name}.{key}. {EXPLAIN}"
            assert required == ("ja" if field.is_required() else ""), f"{name}.{key} krävs"
            assert len(meaning) > 5 and meaning.endswith((".", "?")), f"{name}.{key}: {meaning}"
            assert list(tomllib.loads(example.strip("`"))) == [key], f"{name}.{key}: {example}"


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_an_example_is_of_the_kind_that_the_key_takes(name: str, table: Table) -> None:
    rows = rows_of(section_on(places_of(table)[0], "Står på"))
    for key in table.model_fields:
        value = tomllib.loads(rows[key][3].strip("`"))[key]
        assert isinstance(value, list) == is_list(table, key), f"{name}.{key}"


@pytest.mark.parametrize("place", words_to_choose())
def test_every_word_that_a_key_takes_is_explained(place: str) -> None:
    rows = rows_of(section_on(place, "Väljs i"))
    words = words_to_choose()[place]
    assert {key: cells[0] for key, cells in rows.items()} == dict(words.choices), EXPLAIN


def test_the_facts_that_the_house_knows_are_listed() -> None:
    rows = rows_of(section_on("facts.key", "Väljs i"))
    assert {key: cells[0] for key, cells in rows.items()} == {
        key: fact.label for key, fact in FACTS.items()
    }
    kinds = rows_of(next(part for part in sections() if part.startswith("Ersättningar")))
    assert {key: cells[0] for key, cells in kinds.items()} == BENEFITS
    routes = rows_of(section_on("routes", "Står på"))
    assert all(word in routes["source"][2] for word in OUTSIDE_PARTIES)


def test_no_name_is_left_of_a_key_that_is_gone() -> None:
    keys = {key for _, table in TABLES for key in table.model_fields}
    assert set(NAMES) == keys
    known = dict(TABLES)
    for name, names in NAMES_IN.items():
        assert set(names) <= set(known[name].model_fields), name


def test_the_commands_of_the_guide_exist() -> None:
    named = set(re.findall(r"stegvis programme (\w+)", GUIDE.read_text(encoding="utf-8")))
    assert named == {"new", "check", "diff", "preview", "load"}


def test_the_authorities_of_the_programmes_that_come_along_are_listed() -> None:
    rows = rows_of(next(each for each in sections() if each.startswith("Organisationer\n")))
    assert {key: cells[0] for key, cells in rows.items()} == known_organisations()
