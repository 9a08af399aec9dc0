"""This file is where the participant answers a questionnaire herself, and reads what she answered.

The questions are the programme's or their licence holder's, word for word; all around them is in
her language.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from stegvis.access.policy import NotVisible
from stegvis.casework import own_queries as mine
from stegvis.casework.actions import instrument as actions
from stegvis.casework.instruments import moment_names, most_left_out
from stegvis.casework.mapping_values import options, shown
from stegvis.casework.models import EarlierAnswer, InstrumentAnswer, InstrumentText
from stegvis.casework.own_instruments import (
    CORRECT_DAYS,
    Questionnaire,
    answers_of,
    correctable_until,
    questionnaires,
    text_for,
)
from stegvis.core.dates import today
from stegvis.programmes.asking import Question
from stegvis.programmes.measures import Instrument
from stegvis.programmes.vocabulary import QuestionType
from stegvis.web.own.pages import OwnForm, OwnRequest, own_page
from stegvis.web.own.scores import over_time
from stegvis.web.own.words import moment_words
from stegvis.web.shared.seen import seen_revision

ITEM, QUESTION = "item_", "fraga-"
CORRECT = "andra"
LONG = 2_000


def as_written(text: str) -> Any:
    """Words that are Swedish whatever the page's language."""
    return format_html('<span lang="sv">{}</span>', text)


class AnswerForm(OwnForm):
    """No answer is given beforehand; "Hoppa över" stands until she answers, and takes it back."""

    def __init__(
        self, *args: Any, rule: Instrument, text: InstrumentText | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        skip = [("", _("Hoppa över"))] if most_left_out(rule) else []
        if rule.scoring and text:
            numbers = [(str(n), str(n)) for n in range(rule.scoring.low, rule.scoring.high + 1)]
            for item, words in enumerate(text.items, 1):
                self.fields[f"{ITEM}{item}"] = _choice(f"{item}. {words}", [*numbers, *skip])
        for question in rule.questions:
            self.fields[QUESTION + question.key] = _field(question, skip)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = _("Välj ett svar.")

    @property
    def scales(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if self._is_scale(name)]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not self._is_scale(name)]

    def _is_scale(self, name: str) -> bool:
        kinds = {QUESTION + question.key: question.type for question in self.rule.questions}
        return name.startswith(ITEM) or kinds[name] == QuestionType.SCALE

    def filled(self, moment: str) -> actions.Filled:
        answers = {
            name.removeprefix(ITEM).removeprefix(QUESTION): value
            for name, value in self.cleaned_data.items()
        }
        return actions.Filled(self.rule.key, moment, today(), answers)


def _choice(label: str, choices: list[tuple[str, Any]], help_text: Any = "") -> forms.Field:
    return forms.ChoiceField(
        label=as_written(label),
        help_text=help_text,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
    )


def _field(question: Question, skip: list[tuple[str, Any]]) -> forms.Field:
    choices = [(key, as_written(label)) for key, label in options(question)]
    help_text = as_written(question.help) if question.help else ""
    if question.type == QuestionType.SCALE:
        help_text = as_written(
            f"0 = {question.low_label}, {choices[-1][0]} = {question.high_label}"
        )
    if choices:
        return _choice(question.label, [*choices, *skip], help_text)
    return forms.CharField(
        label=as_written(question.label), help_text=help_text, required=False, max_length=LONG
    )


def own_instrument(request: OwnRequest, pk: UUID, instrument: str, moment: str) -> HttpResponse:
    """One questionnaire: to answer, or as it was answered; `?andra` to correct it, while nobody
    has read it."""
    case = mine.case(request.person, pk)
    asked, answered = questionnaires(request.person, [case], today())
    one = _chosen([*asked, *answered], instrument, moment)
    text = text_for(request.person, case, one.rule)
    context = {
        "page_title": one.rule.name,
        "one": one,
        "moment": moment_words(one.moment, one.name),
        "text": text,
        "scoring": one.rule.scoring,
        "most_left_out": most_left_out(one.rule),
        "correct_days": CORRECT_DAYS,
    }
    if one.answered_on:
        return _answered(request, one, text, context)
    form = AnswerForm(request.POST or None, rule=one.rule, text=text)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.answer_herself(
                actor=request.person, participation=case, filled=form.filled(moment)
            )
        )
    ):
        messages.success(request, _("Tack! Dina svar är sparade."))
        return redirect("own-questions")
    return own_page(request, "own/instrument.html", context, form=form)


def _answered(
    request: OwnRequest, one: Questionnaire, text: InstrumentText | None, context: dict[str, Any]
) -> HttpResponse:
    rows = answers_of(request.person, one.case, one.rule.key)
    row, touched = next(pair for pair in rows if pair[0].moment == one.moment)
    until = correctable_until(request.person, row, today(), touched=touched)
    # Without the version that it is of, what is sent is a form that was sent before. With it, it is
    # a correction: if somebody has read the answer meanwhile, that is told beside what she wrote.
    if "revision" in request.POST or (until and CORRECT in request.GET):
        return _correct(request, one, row, text, context)
    earlier = list(row.earlier.all())
    said = {
        "answers": _answers(one.rule, row, text),
        "is_own": row.created_by_id == request.person.account_id,
        "correctable_until": until,
        "correct": f"?{CORRECT}",
        "corrected_by": _corrected_by(request, earlier),
        "earlier": [(before, _answers(one.rule, before, text)) for before in earlier],
        "over_time": over_time(
            one.rule, [row for row, _touched in rows], moment_names(one.case.version.definition)
        ),
    }
    return own_page(request, "own/instrument_answered.html", context | said)


def _corrected_by(request: OwnRequest, earlier: list[EarlierAnswer]) -> str:
    if not earlier:
        return ""
    return "herself" if earlier[-1].created_by_id == request.person.account_id else "staff"


def _correct(
    request: OwnRequest,
    one: Questionnaire,
    row: InstrumentAnswer,
    text: InstrumentText | None,
    context: dict[str, Any],
) -> HttpResponse:
    """The form with what she answered, to be changed."""
    said = {ITEM + key: str(value) for key, value in row.answers.items()}
    said |= {QUESTION + key: value for key, value in row.answers.items()}
    form = AnswerForm(request.POST or None, rule=one.rule, text=text, initial=said)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.correct_herself(
                actor=request.person,
                participation=one.case,
                row=row,
                filled=form.filled(one.moment),
                revision=seen_revision(request) or 0,
            )
        )
    ):
        messages.success(request, _("Tack! Dina nya svar är sparade."))
        return redirect("own-questions")
    return own_page(request, "own/instrument.html", context | {"row": row}, form=form)


def _chosen(found: list[Questionnaire], instrument: str, moment: str) -> Questionnaire:
    for one in found:
        if (one.rule.key, one.moment) == (instrument, moment):
            return one
    raise NotVisible


def _answers(
    rule: Instrument, row: InstrumentAnswer | EarlierAnswer, text: InstrumentText | None
) -> list[tuple[str, str]]:
    """Each question with her answer; one that she left out is not there."""
    if rule.scoring:
        items = text.items if text else [""] * rule.scoring.items
        return [
            (f"{item}. {words}", str(row.answers[str(item)]))
            for item, words in enumerate(items, 1)
            if str(item) in row.answers
        ]
    return [
        (question.label, shown(question, row.answers[question.key], today()))
        for question in rule.questions
        if question.key in row.answers
    ]
