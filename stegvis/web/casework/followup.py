"""This file is where it is asked, after exit, how it went."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import followup as actions
from stegvis.casework.closing import LIVELIHOOD, OCCUPATION, moments_now
from stegvis.casework.models import FollowUp, Participation
from stegvis.casework.moments import Moment
from stegvis.core.dates import today
from stegvis.programmes.asking import Question
from stegvis.programmes.journey import FollowUps
from stegvis.programmes.vocabulary import Anchor, QuestionType
from stegvis.web.casework.frame import frame
from stegvis.web.shared.days import days_left
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

PREFIX = "fraga-"
SCALE_TOP = 10
CHOOSE = ("", "Inget svar")


class LostForm(StegvisForm):
    """For one who may not be asked, or was not reached: counted as missing (bortfall)."""

    done_on = DateField(label="Datum")
    attempts = forms.IntegerField(label="Antal försök", min_value=0, max_value=99, initial=1)
    not_reached = forms.ChoiceField(label="Varför personen inte nåddes")

    def __init__(self, *args: Any, rules: FollowUps, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(choice.key, choice.label) for choice in rules.not_reached]
        self.fields["not_reached"].choices = [("", "Välj"), *choices]

    def outcome(self) -> actions.Outcome:
        return actions.Outcome(reached=False, **self.cleaned_data)


class FollowUpForm(LostForm):
    reached = forms.TypedChoiceField(
        label="Nådde du personen?",
        choices=[("yes", "Ja"), ("no", "Nej")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    extent_percent = forms.IntegerField(
        label="Omfattning i procent av heltid", min_value=0, max_value=100, required=False
    )
    text = forms.CharField(label="Kommentar", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, rules: FollowUps, **kwargs: Any) -> None:
        super().__init__(*args, rules=rules, **kwargs)
        self.fields["not_reached"].required = False
        self.rules = rules
        for question in rules.questions:
            self.fields[PREFIX + question.key] = _field(question)

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[PREFIX + question.key] for question in self.rules.questions]

    def outcome(self) -> actions.Outcome:
        data = dict(self.cleaned_data)
        given = {q.key: data.pop(PREFIX + q.key) for q in self.rules.questions}
        answers = {key: str(value) for key, value in given.items() if value not in ("", None)}
        return actions.Outcome(
            occupation=answers.pop(OCCUPATION, ""),
            livelihood=answers.pop(LIVELIHOOD, ""),
            answers=answers,
            **data,
        )


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help or "",
        "required": False,
    }
    if question.type == QuestionType.CHOICE:
        choices = [(choice.key, choice.label) for choice in question.choices]
        return forms.ChoiceField(choices=[CHOOSE, *choices], **common)
    if question.type == QuestionType.YES_NO:
        return forms.ChoiceField(
            choices=[("ja", "Ja"), ("nej", "Nej")], widget=forms.RadioSelect, **common
        )
    if question.type == QuestionType.SCALE:
        common["help_text"] = f"0 = {question.low_label}, {SCALE_TOP} = {question.high_label}"
        steps = [(str(step), str(step)) for step in range(SCALE_TOP + 1)]
        return forms.ChoiceField(choices=[CHOOSE, *steps], **common)
    if question.type == QuestionType.DATE:
        return DateField(**common)
    return forms.CharField(widget=forms.Textarea, **common)


def moments(
    case: Participation, done: list[FollowUp], found_on: date | None
) -> list[dict[str, Any]]:
    """Each moment that has a day or may get one: when it is due, and what came of it. Before she
    has left, only what is counted from her workplace."""
    rows = {row.moment: row for row in done}
    rules = case.version.definition.follow_up
    shown = [
        _moment(rules, moment, rows.pop(moment.key, None))
        for moment in moments_now(case, done, found_on)
        if moment.anchor_on or (case.ended_on and moment.rule.anchor != Anchor.WORKPLACE_FOUND)
    ]
    # What was written about a workplace that she has left.
    former = [_former(rules, row) for row in rows.values()]
    return former + shown


def _former(rules: FollowUps, row: FollowUp) -> dict[str, Any]:
    names = {item.key: item.name for item in rules.schedule}
    key, _, number = row.moment.rpartition("-")
    name = f"{names[key]}, {number}" if key in names else names.get(row.moment, "Uppföljning")
    return {"key": row.moment, "name": name, "due": None, "row": row} | _came_of(rules, row)


def _moment(rules: FollowUps, moment: Moment, row: FollowUp | None) -> dict[str, Any]:
    due = moment.due_on
    shown: dict[str, Any] = {"key": moment.key, "name": moment.name, "due": due, "row": row}
    if row is not None:
        return shown | _came_of(rules, row)
    if moment.is_over(today()):
        return shown | {"status": "Blev inte av", "color": "neutral"}
    is_late = due is not None and due <= today()
    left = days_left(due) if due else "När det har avslutats"
    return shown | {"status": left, "color": "warning" if is_late else "neutral"}


def _came_of(rules: FollowUps, row: FollowUp) -> dict[str, Any]:
    if row.reached:
        answer = _label(rules, OCCUPATION, row.occupation)
        return {"status": answer or "Nådd", "color": "success"}
    reasons = {choice.key: choice.label for choice in rules.not_reached}
    reason = reasons.get(row.answers.get(actions.NOT_REACHED, ""), "")
    return {"status": f"Bortfall: {reason.lower()}", "color": "neutral"}


def _label(rules: FollowUps, question: str, value: str) -> str:
    choices = {
        choice.key: choice.label
        for item in rules.questions
        if item.key == question
        for choice in item.choices
    }
    return choices.get(value, value)


def followup_record(request: StaffRequest, pk: UUID, moment: str) -> HttpResponse:
    """Write or change one follow-up. Without consent there is nothing to ask, only to count."""
    case = queries.own_case(request.actor, pk)
    rules = case.version.definition.follow_up
    done = list(
        FollowUp.objects.visible_to(request.actor).filter(
            owner_id=request.actor.organisation_id, participation=case
        )
    )
    known = actions.moment_of(case, done, moment)
    if known is None:
        raise NotVisible
    row = next((each for each in done if each.moment == moment), None)
    is_open = case.ended_on is not None or known.anchor_on is not None
    missing = actions.missing_consents(case)
    form = (LostForm if missing else FollowUpForm)(
        request.POST or None, rules=rules, initial=_initial(row, bool(missing))
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.record(
                actor=request.actor,
                participation=case,
                moment=moment,
                outcome=form.outcome(),
                revision=seen_revision(request),
            )
        )
    ):
        messages.success(request, "Uppföljningen är sparad.")
        return redirect("work-show" if case.is_ongoing else "exit-show", pk=case.pk)
    return page(
        request,
        "casework/followup_form.html",
        frame(case, "work-show" if case.is_ongoing else "exit-show", known.name)
        | {
            "moment": known,
            "due": known.due_on,
            "is_open": is_open,
            "missing": " och ".join(missing),
            "row": row,
            "rules": rules,
        },
        form=form,
    )


def _initial(row: FollowUp | None, is_lost: bool) -> Mapping[str, Any]:
    if row is None:
        return {"done_on": today(), "attempts": 0 if is_lost else 1}
    answers = {PREFIX + key: value for key, value in row.answers.items()}
    return {
        "done_on": row.done_on,
        "attempts": row.attempts,
        "reached": "yes" if row.reached else "no",
        "not_reached": row.answers.get(actions.NOT_REACHED, ""),
        "extent_percent": row.extent_percent,
        "text": row.text,
        PREFIX + OCCUPATION: row.occupation,
        PREFIX + LIVELIHOOD: row.livelihood,
    } | answers
