"""This file is where an instrument becomes an empty form to print and answer by hand."""

from uuid import UUID

from django.http import HttpResponse

from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import instruments as reading
from stegvis.casework import queries
from stegvis.casework.mapping_values import options
from stegvis.casework.models import InstrumentText
from stegvis.programmes.measures import Instrument
from stegvis.programmes.vocabulary import QuestionType
from stegvis.web.casework.papers import letter, pdf
from stegvis.web.documents import typesetting
from stegvis.web.shared.pages import StaffRequest


def instrument_paper(request: StaffRequest, pk: UUID, instrument: str) -> HttpResponse:
    """The empty form. It names nobody: a line for the name is left to be written on."""
    case = queries.own_case(request.actor, pk)
    rule = reading.rule_of(case.version.definition, instrument)
    if rule is None:
        raise NotVisible
    text = reading.text_of(request.actor, case.version.programme_id, instrument)
    data: typesetting.InstrumentForm = {
        **letter(request, case),
        "title": rule.name,
        "lead": _lead(rule, text),
        "licence": f"{text.edition}, {text.licence}" if text else None,
        "items": [*_items(rule, text), *_questions(rule)],
    }
    record.look(Event.DOCUMENT_EXPORTED, case, purpose="blankett för enkät")
    return pdf("instrument_form", data, f"enkat-{rule.key}.pdf")


def _lead(rule: Instrument, text: InstrumentText | None) -> str:
    if rule.scoring is None:
        return "Det är frivilligt att svara, och du får hoppa över frågor."
    if text is None:
        return "Svara med ett tal för varje fråga. Frågorna finns på ett eget papper."
    low, high = rule.scoring.low, rule.scoring.high
    return (
        f"Svara med ett tal för varje fråga. {low} betyder: {text.low_label}. "
        f"{high} betyder: {text.high_label}. Det är frivilligt att svara."
    )


def _items(rule: Instrument, text: InstrumentText | None) -> list[typesetting.FormItem]:
    if rule.scoring is None:
        return []
    numbers = [str(n) for n in range(rule.scoring.low, rule.scoring.high + 1)]
    return [
        {
            "text": f"{item}. {text.items[item - 1]}" if text else f"Fråga {item}",
            "help": None,
            "choices": numbers,
        }
        for item in range(1, rule.scoring.items + 1)
    ]


def _questions(rule: Instrument) -> list[typesetting.FormItem]:
    return [
        {
            "text": question.label,
            "help": f"0 = {question.low_label}, 10 = {question.high_label}"
            if question.type == QuestionType.SCALE
            else question.help,
            "choices": [label for _, label in options(question)],
        }
        for question in rule.questions
    ]
