"""This file is where documents are typeset: data in, an accessible PDF (PDF/UA-1) out.

A template is asked for by name and gets its data as one JSON text, so nothing that anybody has
written can be read as typst source. Fonts are the house's own; the machine's are ignored and
nothing is fetched. What each template needs is said by the TypedDict with its name below. Dates
are given as `date` and written in Swedish; a text may hold new lines and empty lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, get_args

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"

Template = Literal[
    "plan",
    "consent_receipt",
    "consent_form",
    "underlag",
    "closing_summary",
    "journal_copy",
    "register_extract",
    "log_extract",
    "handed_out",
    "instrument_form",
]

#: Printed in place of a sign that no font of the house has; a note in the document says so.
UNPRINTABLE = "□"
#: Signs that have no picture at all: control signs, lone surrogates and what is no character.
_NO_SIGN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_MISSING_SIGN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
#: Each try finds every missing sign of the page it fails on; more than this is no text.
_TRIES = 12

_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


class DocumentError(Exception):
    """A document could not be typeset: the fault of a template or its data, never of the reader."""


class Participant(TypedDict):
    """The only identity in a document: first name, and the number with its last part hidden."""

    first_name: str
    masked_number: str


class Letter(TypedDict):
    """What every document has: the authority that answers for it, the programme and the day."""

    owner: str
    programme: str
    printed_on: date


class Signer(TypedDict):
    """Somebody who signs by hand; without a name there is a line for it."""

    role: str
    name: str | None


class PlanAction(TypedDict):
    what: str
    responsible: str
    due: date | str | None
    is_done: bool


class PlanGoal(TypedDict):
    """`words` are the participant's own and are printed as a quotation."""

    words: str
    actions: list[PlanAction]


class Anchoring(TypedDict):
    organisation: str
    on: date
    how: str


class Plan(Letter):
    """plan: the handlingsplan to hand over. Without `confirmed_on` it says that it is a draft."""

    participant: Participant
    case_manager: str
    version: int
    confirmed_on: date | None
    next_followup: date | str | None
    strengths: str | None
    goals: list[PlanGoal]
    # What she is to live on when what she has now ends, where the programme asks for it.
    next_livelihood: NotRequired[str | None]
    agreed_on: date | None
    agreed_how: str | None
    anchored: list[Anchoring]
    signers: list[Signer]


class ConsentCategory(TypedDict):
    """A kind of information; `granted` has one answer for each of the receivers, in order."""

    label: str
    description: str | None
    granted: list[bool]


class OtherConsent(TypedDict):
    title: str
    text: str | None
    is_given: bool
    valid_to: date | str | None


class PurposeBasis(TypedDict):
    """What an authority may process the data for, and the law that lets it."""

    purpose: str
    basis: str


class ConsentReceipt(Letter):
    """consent_receipt: what the participant has agreed to, for her to keep."""

    participant: Participant
    given_on: date
    given_how: str
    valid_to: date | str
    taken_by: str
    form_version: str
    language: str
    purpose: str
    bases: list[PurposeBasis]
    receivers: list[str]
    categories: list[ConsentCategory]
    other_consents: list[OtherConsent]
    how_to_withdraw: str


class FormCategory(TypedDict):
    label: str
    description: str | None


class FormConsent(TypedDict):
    title: str
    text: str | None


class ConsentForm(Letter):
    """consent_form: to print and sign. `period` continues the sentence "Samtycket gäller …"."""

    participant: Participant | None
    period: str
    form_version: str
    purpose: str
    receivers: list[str]
    categories: list[FormCategory]
    other_consents: list[FormConsent]
    how_to_withdraw: str
    signers: list[Signer]


class Meeting(TypedDict):
    on: date | str
    place: str | None
    people: list[str]


class PartyQuestions(TypedDict):
    party: str
    questions: list[str]


class ComingDate(TypedDict):
    on: date | str
    what: str


class Underlag(Letter):
    """underlag: one page for a trepartssamtal, beginning with what works."""

    participant: Participant
    meeting: Meeting
    prepared_by: str
    works: list[str]
    wants: list[str]
    needs: list[str]
    questions: list[PartyQuestions]
    dates: list[ComingDate]


class Section(TypedDict):
    title: str
    text: str


class DoneActivity(TypedDict):
    what: str
    period: str
    extent: str


class Handover(TypedDict):
    organisation: str
    contact: str
    on: date | str


class ClosingSummary(Letter):
    """closing_summary: what was done, where she goes and who takes over. A draft may have
    words in place of the last day."""

    participant: Participant
    case_manager: str
    enrolled_on: date
    exited_on: date | str
    reason: str
    destination: str
    sections: list[Section]
    activities: list[DoneActivity]
    is_plan_known: bool | None
    is_plan_anchored: bool | None
    plan_after: str | None
    handovers: list[Handover]
    followups: list[date]
    signers: list[Signer]


class CopiedNote(TypedDict):
    """`amends` is the day of the note that this one corrects, None for an ordinary note."""

    on: date
    kind: str
    author: str
    text: str
    amends: date | None


class LogRow(TypedDict):
    """When, what, from which authority and unit, and why; never by whom."""

    at: str
    what: str
    who: str
    why: str


class LogExtract(Letter):
    """log_extract: who has read about the participant, for her."""

    participant: Participant
    rows: list[LogRow]


class JournalCopy(Letter):
    """journal_copy: clean text for the authority's own record (Kopiera till journal)."""

    participant: Participant
    period: str
    copied_by: str
    notes: list[CopiedNote]


class HandedOutRow(TypedDict):
    """`ended` is the last day on which the receiver could read it, None while it can."""

    what: str
    receiver: str
    on: date
    ground: str
    ended: date | None


class HandedOutList(Letter):
    """handed_out: what one authority has handed out about a participant, for her to keep."""

    participant: Participant
    rows: list[HandedOutRow]
    bases: list[PurposeBasis]


class FormItem(TypedDict):
    """A question; without choices there is a line to write on."""

    text: str
    help: str | None
    choices: list[str]


class InstrumentForm(Letter):
    """instrument_form: an empty questionnaire to print. It names nobody."""

    title: str
    lead: str
    licence: str | None
    items: list[FormItem]


class ExtractSection(TypedDict):
    """A table; every row has as many texts as there are columns. No rows prints Inga uppgifter."""

    title: str
    introduction: str | None
    columns: list[str]
    rows: list[list[str]]


class RegisterExtract(Letter):
    """register_extract: registerutdrag, article 15 of the General Data Protection Regulation."""

    participant: Participant
    requested_on: date
    introduction: str | None
    sections: list[ExtractSection]
    rights: str


def swedish_date(day: date) -> str:
    """21 november 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def make_pdf(template: Template, data: Mapping[str, Any], *, fonts: Path = FONTS) -> bytes:
    """The document as PDF/UA-1, tagged and with its language and title.

    Control signs are dropped, and a sign that no font has is printed as □ with a note that says
    so. Raises DocumentError for an unknown template, for data that lacks a key and for anything
    that the typesetter warns about: a document that is not quite right is not handed over.
    """
    source = TEMPLATES / f"{template}.typ"
    if template not in get_args(Template):
        raise DocumentError(f"no template {template!r}")
    content: Any = _plain(data)
    for _ in range(_TRIES):
        try:
            return _compile(source, content, _font_book(fonts))
        except _typesetter().TypstError as error:
            missing = _missing_signs(error.diagnostic)
            if not missing:
                raise DocumentError(error.diagnostic) from error
            content = {**_replace_signs(content, missing), "replaced": True}
    raise DocumentError("the text has too many signs that cannot be printed")


@cache
def _typesetter() -> Any:
    """Loaded with the first document: a web process that makes none is six megabytes smaller."""
    return import_module("typst")


def _compile(source: Path, content: Mapping[str, Any], fonts: typst.Fonts) -> bytes:
    pdf: bytes
    pdf, warnings = _typesetter().compile_with_warnings(
        source,
        root=TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        format="pdf",
        # For whoever cannot see the page, and for an archive.
        pdf_standards=["ua-1", "a-2a"],
        # Packages could be fetched from the network; there are none here.
        package_path=TEMPLATES,
        package_cache_path=TEMPLATES,
    )
    if warnings:
        raise DocumentError("; ".join(warning.diagnostic for warning in warnings))
    return pdf


@lru_cache(maxsize=2)
def _font_book(directory: Path) -> typst.Fonts:
    book: typst.Fonts = _typesetter().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[directory]
    )
    return book


def _plain(value: object) -> object:
    """The same data as JSON knows it: dates in words, texts without signs that have no picture."""
    if isinstance(value, str):
        return _NO_SIGN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, date):
        return swedish_date(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise DocumentError(f"a document cannot hold {type(value).__name__}")


def _missing_signs(diagnostic: str) -> list[str]:
    """The signs that a failed document could not print, longest first."""
    found = {_unescaped(text) for text in _MISSING_SIGN.findall(diagnostic)}
    return sorted(found, key=lambda text: (-len(text), text))


def _unescaped(text: str) -> str:
    with_signs = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", with_signs)


def _replace_signs(value: Any, signs: list[str]) -> Any:
    if isinstance(value, str):
        for sign in signs:
            value = value.replace(sign, UNPRINTABLE)
        return value
    if isinstance(value, dict):
        return {key: _replace_signs(item, signs) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace_signs(item, signs) for item in value]
    return value
