"""A definition is told as a person would explain it, and nothing that it says is left out."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pydantic import BaseModel

from stegvis.programmes.definition import Definition
from stegvis.programmes.explaining.picture import picture_of
from stegvis.programmes.explaining.whole import explain, in_text
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.writing import template
from stegvis.web.programmes.paper import whole_page
from tests.versions import GOOD

FILES = [*sorted(definitions_folder().glob("*.toml")), template()]
# What is put to the participant or to the referrer, and is read there; and the words of pages.
READ_ELSEWHERE = ("words", "mapping", "absence_reasons", "facts")


@pytest.fixture(scope="module")
def uppsala() -> Definition:
    return read_definition(GOOD)


def texts(value: object) -> Iterator[str]:
    """Every running text, quote and name in a definition."""
    if isinstance(value, BaseModel):
        for key in type(value).model_fields:
            if key in ("text", "quote", "name", "label", "title", "ambiguous", "evidence"):
                said = getattr(value, key)
                if isinstance(said, str):
                    yield " ".join(said.split())
            elif key != "choices":
                yield from texts(getattr(value, key))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_left_out(path: object) -> None:
    definition = read_definition(path)  # type: ignore[arg-type]
    said = in_text(definition)
    for key in Definition.model_fields:
        if key in READ_ELSEWHERE:
            continue
        for text in texts(getattr(definition, key)):
            assert text in said or text.lower() in said, f"{key}: {text}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_key_or_code_is_shown_where_there_are_words(path: object) -> None:
    said = in_text(read_definition(path))  # type: ignore[arg-type]
    for code in ("StepFact", "GoalKind", "=", "None", "True", "_"):
        assert code not in said, [line for line in said.split("\n") if code in line][:3]


def test_criteria_are_tried_in_words_beside_the_documents(uppsala: Definition) -> None:
    section = next(one for one in explain(uppsala) if one.key == "malgrupp")
    age = next(one for one in section.entries if one.title == "Är mellan 19 och 29 år")
    assert age.text == ("Prövas mot uppgiften: Ålder är mellan 19 och 29 år.",)
    assert age.tag == "Ska vara uppfyllt"
    assert age.quote == "Målgruppen består således av ungdomar som är mellan 19-29 år."
    benefit = next(one for one in section.entries if one.title == "Har aktivitetsersättning")
    assert "aktivitetsersättning vid förlängd skolgång eller vilande" in benefit.text[0]


@pytest.mark.parametrize(
    ("key", "route", "said"),
    [
        (
            "vilja",
            "Försäkringskassan",
            "Exempelköpings kommun eller Provboda kommun beslutar om intag inom 14 dagar, den av "
            "dem som ärendet kommer till.",
        ),
        (
            "viva",
            "Försäkringskassan",
            "Katrineholms kommun, Flens kommun eller Vingåkers kommun beslutar om intag inom 30 "
            "dagar, den av dem som ärendet kommer till.",
        ),
        ("viva", "Flens kommun", "Flens kommun beslutar om intag inom 30 dagar."),
    ],
)
def test_of_several_who_may_take_her_in_the_one_she_comes_to_decides(
    key: str, route: str, said: str
) -> None:
    definition = read_definition(definitions_folder() / f"{key}.toml")
    section = next(one for one in explain(definition) if one.key == "vagen-in")
    entry = next(one for one in section.entries if one.title == route)
    assert said in entry.text


def test_goals_have_their_formula_beside_their_words(uppsala: Definition) -> None:
    section = next(one for one in explain(uppsala) if one.key == "mal")
    formulas = {entry.title[:30]: entry.text[0] for entry in section.entries}
    for start, formula in {
        "70 % av deltagarna": "Andel bland avslutade: redo för nästa steg. Målet är 70 procent.",
        "90 % av deltagarna": (
            "Andel bland avslutade: känd planering efter avslut och dessutom handlingsplan "
            "förankrad hos ordinarie myndighet. Målet är 90 procent."
        ),
        "Alla deltagare inom": (
            "Andel bland inskrivna, inom 2 månader: fastställd handlingsplan. Målet är 100 procent."
        ),
        "Att löpande arbeta": "Antal samtidigt pågående, varje dag. Målet är 50 personer.",
        "Verksamheten strävar": (
            "Andelen kvinnor och andelen män bland inskrivna. "
            "Jämnt när båda är mellan 40 och 60 procent."
        ),
    }.items():
        found = next(said for title, said in formulas.items() if title.startswith(start))
        assert found == f"Så räknas det: {formula}"


def test_the_picture_draws_one_way_in_order_and_the_other_side_by_side(
    uppsala: Definition,
) -> None:
    picture = picture_of(uppsala)
    assert [step.number for step in picture.steps] == ["1", "2", "3"]
    first, second = picture.ways
    assert [len(group.stages) for group in first.groups] == [1, 1, 1, 1, 1]
    assert [len(group.stages) for group in second.groups] == [4, 1]
    assert second.groups[0].is_together and second.groups[1].stages[0].name == "Vidare"


def test_phases_lie_where_they_do_in_time(uppsala: Definition) -> None:
    bars = picture_of(uppsala).phases
    assert float(bars[0].start) == 0.0
    for former, later in pairwise(bars):
        assert abs(float(former.start) + float(former.width) - float(later.start)) < 0.5
    assert abs(float(bars[-1].start) + float(bars[-1].width) - 100) < 0.5


def test_another_language_is_marked_as_one(uppsala: Definition) -> None:
    """Whoever has the page read aloud hears English read as English."""
    page = whole_page(uppsala)
    assert '<h3 lang="en">Contact details</h3>' in page
    assert re.search(r'<p lang="en">You decide yourself', page)
    assert "<p>Du bestämmer. De som hjälper dig" in page
