"""This file is where a case's questionnaires are shown, filled in and explained."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import instruments as reading
from stegvis.casework import queries
from stegvis.casework.actions import instrument as actions
from stegvis.casework.instruments import Given, State
from stegvis.casework.mapping_values import options, shown
from stegvis.casework.models import EarlierAnswer, InstrumentAnswer, InstrumentText
from stegvis.core.dates import today
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.asking import Question
from stegvis.programmes.measures import Instrument
from stegvis.programmes.vocabulary import QuestionType
from stegvis.web.casework.frame import frame
from stegvis.web.casework.instrument_curve import curve_of, drawn_curves, shown_curve
from stegvis.web.shared.days import days_left
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

NO_ANSWER = ("", "Inget svar")
ITEM, QUESTION = "item_", "fraga-"
_STATES: dict[State, tuple[str, str]] = {
    State.DONE: ("Klar", "success"),
    State.AHEAD: ("Kommer", "neutral"),
    State.DUE: ("Dags nu", "warning"),
    State.MISSING: ("Saknas", "danger"),
}


class AnswerForm(StegvisForm):
    """An instrument as it is answered: a row of numbers for each item, or its own questions."""

    answered_on = DateField(label="Besvarad den")

    def __init__(
        self, *args: Any, rule: Instrument, text: InstrumentText | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        if rule.scoring:
            numbers = range(rule.scoring.low, rule.scoring.high + 1)
            choices = [*((str(n), str(n)) for n in numbers), NO_ANSWER]
            for item in range(1, rule.scoring.items + 1):
                self.fields[f"{ITEM}{item}"] = forms.ChoiceField(
                    label=f"{item}. {text.items[item - 1]}" if text else f"Fråga {item}",
                    choices=choices,
                    required=False,
                    widget=forms.RadioSelect,
                    error_messages={
                        "invalid_choice": f"Fråga {item} besvaras med ett tal, "
                        f"{rule.scoring.low}–{rule.scoring.high}."
                    },
                )
        for question in rule.questions:
            self.fields[QUESTION + question.key] = _field(question)

    @property
    def scale_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(ITEM)]

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    def filled(self, moment: str) -> actions.Filled:
        answers = {
            name.removeprefix(ITEM).removeprefix(QUESTION): value
            for name, value in self.cleaned_data.items()
            if name.startswith((ITEM, QUESTION))
        }
        return actions.Filled(self.rule.key, moment, self.cleaned_data["answered_on"], answers)


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help or "",
        "required": False,
    }
    choices = options(question)
    if question.type == QuestionType.SCALE:
        top = choices[-1][0]
        common["help_text"] = f"0 = {question.low_label}, {top} = {question.high_label}"
        return forms.ChoiceField(choices=[NO_ANSWER, *choices], **common)
    if choices:
        return forms.ChoiceField(choices=[*choices, NO_ANSWER], widget=forms.RadioSelect, **common)
    return forms.CharField(**common)


def instrument_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Every instrument of the programme: when it is due, what was answered, what has changed."""
    case = queries.own_case(request.actor, pk)
    rules = case.version.definition.instruments
    if not rules:
        raise NotVisible
    answers = reading.answers_of(request.actor, case)
    names = reading.moment_names(case.version.definition)
    drawn = drawn_curves(request, case)
    known = reading.with_text(request.actor, case.version.programme_id)
    return page(
        request,
        "casework/instrument_list.html",
        frame(case, "instrument-list", "Enkäter")
        | {
            "instruments": [
                {
                    "rule": rule,
                    "lacks_text": bool(rule.scoring) and rule.key not in known,
                    "over_time": shown_curve(case, rule, curve_of(rule, answers, names), drawn),
                    "moments": [
                        _moment(rule, one, _first(answers, rule))
                        for one in reading.given(case, rule, answers, today())
                    ],
                }
                for rule in rules
            ],
            "agrees": _agrees(request, pk),
            "may_write": may(request.actor, Permission.FOLLOWUP_RECORD, case.scope),
        },
    )


def instrument_answer(
    request: StaffRequest, pk: UUID, instrument: str, moment: str
) -> HttpResponse:
    """Fill in one instrument at one moment, from paper or together with her; or correct it."""
    case = queries.own_case(request.actor, pk)
    rule = reading.rule_of(case.version.definition, instrument)
    if rule is None or moment not in rule.given_at:
        raise NotVisible
    answers = reading.answers_of(request.actor, case)
    row = next((a for a in answers if (a.instrument, a.moment) == (instrument, moment)), None)
    programme_id = case.version.programme_id
    text = reading.text_of(request.actor, programme_id, instrument) if rule.scoring else None
    form = AnswerForm(request.POST or None, rule=rule, text=text, initial=_initial(row))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.answer(
                actor=request.actor,
                participation=case,
                filled=form.filled(moment),
                revision=seen_revision(request),
            )
        )
    ):
        messages.success(request, "Svaren är sparade.")
        return redirect("instrument-list", pk=case.pk)
    name = reading.moment_names(case.version.definition).get(moment, moment)
    return page(
        request,
        "casework/instrument_answer.html",
        frame(case, "instrument-list", f"{rule.name}, {name.lower()}")
        | {
            "rule": rule,
            "moment": name,
            "row": row,
            "is_hers": row is not None and row.created_by.is_participant,
            "text": text,
            "agrees": _agrees(request, pk),
            "scoring": rule.scoring,
        },
        form=form,
    )


def _agrees(request: StaffRequest, pk: UUID) -> bool:
    return (
        Consent.objects.in_force()
        .filter(
            owner_id=request.actor.organisation_id,
            participation_id=pk,
            kind=ConsentKind.QUESTIONNAIRES,
        )
        .exists()
    )


def _initial(row: InstrumentAnswer | None) -> dict[str, Any]:
    if row is None:
        return {"answered_on": today()}
    items = {ITEM + key: str(value) for key, value in row.answers.items()}
    questions = {QUESTION + key: value for key, value in row.answers.items()}
    return {"answered_on": row.answered_on} | items | questions


def _first(answers: list[InstrumentAnswer], rule: Instrument) -> InstrumentAnswer | None:
    """What she answered the first time: by the order of the moments, not by when it was typed."""
    rows = {row.moment: row for row in answers if row.instrument == rule.key}
    return next((rows[moment] for moment in rule.given_at if moment in rows), None)


def _moment(rule: Instrument, one: Given, first: InstrumentAnswer | None) -> dict[str, Any]:
    status, color = _STATES[one.state]
    if one.state == State.AHEAD and one.due_on:
        status = days_left(one.due_on)
    return {
        "key": one.moment,
        "name": one.name,
        "due_on": one.due_on,
        "status": status,
        "color": color,
        "row": one.answer,
        "is_hers": one.answer is not None and one.answer.created_by.is_participant,
        "sums": _sums(rule, one.answer, first) if one.answer else [],
        "answers": _answers(rule, one.answer, first) if one.answer else [],
        "left_out": _left_out(rule, one.answer),
        "earlier": _earlier(rule, one.answer) if one.answer else [],
    }


def _earlier(rule: Instrument, row: InstrumentAnswer) -> list[dict[str, Any]]:
    """What the answer said before each correction, the latest first, and who corrected it."""
    return [
        {
            "on": before.created_at,
            "is_hers": before.created_by.is_participant,
            "name": before.created_by.name,
            "score": number(before.score) if before.score is not None else "",
            "answers": _answers(rule, before, None),
            "items": sorted(before.answers.items(), key=lambda pair: int(pair[0]))
            if rule.scoring
            else [],
        }
        for before in reversed(row.earlier.all())
    ]


def _sums(
    rule: Instrument, row: InstrumentAnswer, first: InstrumentAnswer | None
) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "text": "Inget resultat"
            if each.value is None
            else f"{number(each.value)} av {each.lowest}–{each.highest}",
            "percent": 0
            if each.value is None
            else round((float(each.value) - each.lowest) / (each.highest - each.lowest) * 100),
            "change": change_in_words(each.change),
        }
        for each in reading.compared(rule, row, first)
    ]


def _answers(
    rule: Instrument, row: InstrumentAnswer | EarlierAnswer, first: InstrumentAnswer | None
) -> list[dict[str, str]]:
    before = first.answers if first is not None and first.pk != row.pk else {}
    return [
        {
            "label": question.label,
            "text": shown(question, row.answers[question.key], today()),
            "change": _difference(question, row.answers[question.key], before.get(question.key)),
        }
        for question in rule.questions
        if question.key in row.answers
    ]


def _difference(question: Question, value: str, before: str | None) -> str:
    if question.type != QuestionType.SCALE or not before:
        return ""
    return change_in_words(Decimal(value) - Decimal(before))


def _left_out(rule: Instrument, row: InstrumentAnswer | None) -> int:
    return rule.scoring.items - len(row.answers) if rule.scoring and row else 0


def number(value: Decimal) -> str:
    """12 and 12,5: as people write it."""
    return f"{value.normalize():f}".replace(".", ",")


def change_in_words(change: Decimal | None) -> str:
    if change is None:
        return ""
    if change == 0:
        return "Lika som första gången"
    return f"{number(abs(change))} {'högre' if change > 0 else 'lägre'} än första gången"
