"""Documents: every template, hostile and very long text, accessibility, and the one page."""

import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader

from stegvis.web.documents import typesetting
from stegvis.web.documents.typesetting import DocumentError, Template, make_pdf
from tests.web.documents.examples import CLOSING, EXAMPLES, FORM, JOURNAL, PLAN, UNDERLAG

HOSTILE = (
    '#panic("x") $x^2$ \\ \\n " \' <script>alert(1)</script> *fet* _kursiv_ `kod` @ref // nej'
    ' #import "@preview/x:1.0.0" => -> <- -- ... ~ [] {} https://exempel.se/å?a=1&b=2 ÅÄÖ åäö é'
)
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def squeezed(text: str) -> str:
    """Without the white space, which line breaks change."""
    return "".join(text.split())


def with_text(value: Any, text: str, skip: frozenset[str] = frozenset()) -> Any:
    """The same data with the text in place of every string, but for the keys to skip."""
    if isinstance(value, Mapping):
        return {
            key: item if key in skip else with_text(item, text, skip) for key, item in value.items()
        }
    if isinstance(value, list):
        return [with_text(item, text, skip) for item in value]
    return text if isinstance(value, str) else value


def changed(data: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    return {**data, **changes}


@pytest.mark.parametrize("template", EXAMPLES)
def test_realistic_data_makes_an_accessible_document(template: Template) -> None:
    pdf = make_pdf(template, EXAMPLES[template])
    reader = read(pdf)
    root = cast(Any, reader.trailer["/Root"])
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("sv")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert b"pdfaid:part" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert "Förrehabiliterande" in (reader.metadata.title or "")
    assert reader.metadata.author == "Uppsala kommun, Arbetsmarknadsnämnden"
    text = text_of(pdf)
    assert "Sida 1 av" in text
    assert "21 november 2026" in text
    assert not DAY.search(text)
    assert "none" not in text.split()
    assert "□" not in text


@pytest.mark.parametrize("template", EXAMPLES)
def test_only_our_own_fonts_are_used(template: Template) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in read(make_pdf(template, EXAMPLES[template])).pages
        for font in cast(Any, page)["/Resources"]["/Font"].values()
    }
    assert all(font.startswith("Inter") for font in fonts)


@pytest.mark.parametrize("template", EXAMPLES)
def test_every_text_may_be_hostile(template: Template) -> None:
    data = with_text(EXAMPLES[template], HOSTILE, frozenset({"printed_on"}))
    assert squeezed(HOSTILE) in squeezed(text_of(make_pdf(template, data)))


@pytest.mark.parametrize("template", EXAMPLES)
def test_every_text_may_be_empty(template: Template) -> None:
    make_pdf(template, with_text(EXAMPLES[template], ""))


@pytest.mark.parametrize("template", EXAMPLES)
def test_every_list_may_be_empty(template: Template) -> None:
    make_pdf(
        template,
        {key: [] if isinstance(item, list) else item for key, item in EXAMPLES[template].items()},
    )


def note(text: str) -> dict[str, Any]:
    return changed(JOURNAL, notes=[changed(JOURNAL["notes"][0], text=text)])


def test_a_note_of_20000_characters_comes_out_whole() -> None:
    sentences = [f"Åsa{n} gick över ån.\n\nSedan vilade hon{n}." for n in range(1000)]
    text = " ".join(sentences)[:20_000]
    assert len(text) == 20_000
    pdf = make_pdf("journal_copy", note(text))
    numbered = re.compile(r"(?:Åsa|hon)\d+")
    assert numbered.findall(text_of(pdf)) == numbered.findall(text)
    assert len(read(pdf).pages) > 3


def test_a_word_longer_than_the_line_stays_on_the_page() -> None:
    word = "å" * 20_000
    pdf = make_pdf("journal_copy", note(word))
    assert text_of(pdf).count("å") >= 20_000
    assert len(read(pdf).pages) > 3


def test_line_breaks_and_paragraphs_are_kept() -> None:
    rows = text_of(make_pdf("journal_copy", note("rad ett\r\nrad två\n\n\nrad tre"))).splitlines()
    start = rows.index("rad ett")
    assert rows[start : start + 3] == ["rad ett", "rad två", "rad tre"]


def test_other_scripts_are_printed() -> None:
    text = text_of(make_pdf("journal_copy", note("Привет, γειά σου, Łódź, ş ğ")))
    for word in ("Привет", "γειά", "Łódź"):
        assert word in text
    make_pdf("journal_copy", note("سلام, שלום"))


def test_a_sign_that_no_font_has_is_shown_as_missing_and_said() -> None:
    text = text_of(make_pdf("journal_copy", note("Bra dag 👩‍🚀 och 漢字 och 🦩.")))
    assert "Bra dag □" in text
    assert "Tecknet □ står för ett tecken som inte kan skrivas ut" in text


def test_control_signs_are_dropped() -> None:
    assert "abc" in text_of(make_pdf("journal_copy", note("a\x00b\x07c\ud800")))


def test_underlag_is_one_page_and_begins_with_what_works() -> None:
    pdf = make_pdf("underlag", UNDERLAG)
    assert len(read(pdf).pages) == 1
    text = text_of(pdf)
    parts = ["Det här fungerar", "Det vill Alva", "Frågor att få svar på", "Viktiga datum"]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_plan_says_whose_words_and_who_does_what() -> None:
    text = squeezed(text_of(make_pdf("plan", PLAN)))
    for said in (
        "”Jag vill komma upp i aktivitet två förmiddagar i veckan.”",
        "Lena Holm, Försäkringskassan",
        "Klart, 16 november 2026",
        "Inte bestämt",
        "version 2",
        "Telefonsamtal med Lena Holm",
        "Namnteckning",
        "20030412-••••",
    ):
        assert squeezed(said) in text


def test_plan_that_is_not_confirmed_says_so() -> None:
    draft = changed(PLAN, confirmed_on=None, agreed_on=None, anchored=[], next_followup=None)
    text = text_of(make_pdf("plan", draft))
    assert "Utkast, inte fastställd" in text
    assert "inte överenskommen" in text
    assert "inte förankrad" in text


def test_exit_answers_that_nobody_gave_are_not_a_no() -> None:
    text = text_of(make_pdf("closing_summary", changed(CLOSING, is_plan_known=None)))
    assert "Inte antecknat" in text


def test_form_for_a_known_person_has_her_name() -> None:
    known = changed(FORM, participant=PLAN["participant"])
    assert "Alva, 20030412" in text_of(make_pdf("consent_form", known))


def test_unknown_template_is_refused() -> None:
    with pytest.raises(DocumentError, match="no template"):
        make_pdf(cast(Template, "../letter"), PLAN)


def test_lacking_data_is_refused() -> None:
    with pytest.raises(DocumentError, match="goals"):
        make_pdf("plan", {key: item for key, item in PLAN.items() if key != "goals"})


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="bytes"):
        make_pdf("plan", changed(PLAN, case_manager=b"x"))


def test_a_warning_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.typ").write_text(
        '#set document(title: "x")\n#set text(font: "Finns inte")\n= x', encoding="utf-8"
    )
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    with pytest.raises(DocumentError, match="unknown font family"):
        make_pdf("plan", PLAN)


def test_too_many_unprintable_signs_end_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_TRIES", 1)
    with pytest.raises(DocumentError, match="too many signs"):
        make_pdf("journal_copy", note("漢"))


def test_dates_in_swedish() -> None:
    assert typesetting.swedish_date(date(2026, 3, 1)) == "1 mars 2026"


def test_text_is_never_put_into_a_template() -> None:
    """Data enters through sys.inputs alone, in one place, and nothing is evaluated."""
    sources = {
        path.name: path.read_text(encoding="utf-8") for path in typesetting.TEMPLATES.glob("*.typ")
    }
    assert set(sources) == {"letter.typ", *(f"{name}.typ" for name in EXAMPLES)}
    assert [name for name, text in sources.items() if "sys.inputs" in text] == ["letter.typ"]
    assert not any(re.search(r"\beval\(|@preview|read\(", text) for text in sources.values())


def test_form_and_signatures_are_on_one_page() -> None:
    """What is signed stands above the signature."""
    assert len(read(make_pdf("consent_form", FORM)).pages) == 1
