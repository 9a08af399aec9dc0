"""Two versions are compared key by key, in the guide's words, with nothing said of what is same."""

from pathlib import Path

import pytest

from stegvis.programmes.definition import Definition
from stegvis.programmes.differences import What, compare, in_text
from stegvis.programmes.reading import definitions_folder, read_definition
from tests.versions import GOOD, changed

A_NEW_GOAL = """[[goals]]
key = "fler"
level = "effect"
kind = "count"
text = "Minst fem ska börja."
reading = "Antal inskrivna."
population = "enrolled"
target = 5
unit = "persons"

[[goals]]
key = "gemensam_plattform"
"""


@pytest.fixture(scope="module")
def old() -> Definition:
    return read_definition(GOOD)


def said(folder: Path, old: Definition, *changes: tuple[str, str]) -> list[str]:
    path = folder / "ny.toml"
    path.write_text(changed(*changes), encoding="utf-8")
    return in_text(compare(old, read_definition(path))).split("\n")


def test_a_version_that_says_the_same_has_no_differences(old: Definition, tmp_path: Path) -> None:
    assert said(tmp_path, old) == [""]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (
            'short_name = "Förrehab Uppsala"',
            'short_name = "Förrehab"',
            ["Insatsen", "    Kort namn: från ”Förrehab Uppsala” till ”Förrehab”"],
        ),
        (
            "deadline = { months = 2 }",
            "deadline = { months = 3 }",
            ["Plan", "    Klar inom: från 2 månader till 3 månader"],
        ),
        ("warn_at = 45", "warn_at = 40", ["Antal platser", "    Varnar vid: från 45 till 40"]),
        (
            'quote = "Rapportskrivande"\n',
            "",
            [
                "Faser",
                "  ”Avslutning” (avslutning)",
                "    Dokumentets ord: tas bort ”Rapportskrivande”",
            ],
        ),
        (
            "end = 2018-08-31\ntext",
            "end = 2018-07-31\ntext",
            [
                "Faser",
                "  ”Mobilisering” (mobilisering)",
                "    Sista dag: från 31 augusti 2018 till 31 juli 2018",
            ],
        ),
        (
            'mode = "sequential"',
            'mode = "parallel"',
            [
                "Vägar genom insatsen",
                "  Vägar › ”Steg för steg” (vag_1)",
                "    Ordning: från Steg för steg till Parallellt",
            ],
        ),
        (
            '{ key = "flyttat", label = "Har flyttat från kommunen" },\n',
            "",
            [
                "Intag",
                "    Skäl att inte tas emot: tas bort ”Har flyttat från kommunen” (flyttat)",
            ],
        ),
        (
            'receives = ["contact", "planning", "work"]',
            'receives = ["contact", "work"]',
            ["Samtycke", "  Vem får vad › ”af”", "    Får: tas bort planning"],
        ),
        (
            '[[goals]]\nkey = "gemensam_plattform"\n',
            A_NEW_GOAL,
            ["Mål", "    Tillkommer: ”Minst fem ska börja.” (fler)"],
        ),
        (
            'leads = [{ days = 14 }]\nshown_to = ["case_manager"]\ntext = "Uppf',
            'leads = [{ days = 14 }, { days = 3 }]\nshown_to = ["case_manager"]\ntext = "Uppf',
            ["Bevakningar", "  ”Uppföljning att göra”", "    Visas före: tillkommer 3 dagar"],
        ),
    ],
)
def test_a_change_is_told_by_its_name_and_nothing_else(
    old: Definition, tmp_path: Path, before: str, after: str, lines: list[str]
) -> None:
    assert said(tmp_path, old, (before, after)) == lines


def test_a_new_order_is_told_once(old: Definition, tmp_path: Path) -> None:
    first = '  { key = "svarar_inte", label = "Svarar inte" },\n'
    second = '  { key = "nummer_galler_inte", label = "Numret gäller inte" },\n'
    told = said(tmp_path, old, (first + second, second + first))
    assert told == ["Uppföljning", "    Inte nådd: ordningen är ändrad"]


def test_a_row_of_staffing_put_first_is_no_change_of_the_others(
    old: Definition, tmp_path: Path
) -> None:
    row = """[[staffing]]
seat = "styrgrupp"
percent = 5
start = 2018-03-01
end = 2018-08-31
party = "af"
financing = "own"
source = "Tillägg"

"""
    found = said(tmp_path, old, ("[[staffing]]\n", f"{row}[[staffing]]\n"))
    assert len(found) == 2 and "Tillkommer" in found[1]


def test_what_is_added_and_removed_is_each_others_mirror(old: Definition) -> None:
    """Over the definitions that come with Stegvis: every pair, in both directions."""
    mirror = {What.ADDED: What.REMOVED, What.REMOVED: What.ADDED}
    definitions = [read_definition(path) for path in sorted(definitions_folder().glob("*.toml"))]
    for one in definitions:
        assert compare(one, one) == []
        for other in definitions:
            there, back = compare(one, other), compare(other, one)
            turned = [
                (d.section, mirror.get(d.what, d.what), d.label, d.after, d.before) for d in back
            ]
            forward = [(d.section, d.what, d.label, d.before, d.after) for d in there]
            assert sorted(forward) == sorted(turned)
