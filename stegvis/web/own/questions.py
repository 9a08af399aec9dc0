"""This file is where the participant answers what she has been asked."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stegvis.casework import own_queries as mine
from stegvis.casework.actions import own_words as actions
from stegvis.casework.models import AnswerKind, AnswerWay, PersonQuestion
from stegvis.casework.own_instruments import Questionnaire, questionnaires
from stegvis.core.dates import today
from stegvis.web.own.pages import OwnForm, OwnRequest, WordsForm, own_page
from stegvis.web.own.words import moment_words


def own_questions(request: OwnRequest) -> HttpResponse:
    """Those that wait first, questionnaires too, then those that she has answered."""
    asked, answered = questionnaires(request.person, mine.cases(request.person), today())
    rows = [_row(question) for question in mine.questions(request.person)]
    return own_page(
        request,
        "own/questions.html",
        {
            "page_title": _("Frågor till mig"),
            "to_fill_in": [_form_row(one) for one in asked],
            "filled_in": [_form_row(one) for one in answered],
            "waiting": [row for row in rows if row["answer"] is None],
            "answered": [row for row in rows if row["answer"] is not None],
        },
    )


def _form_row(one: Questionnaire) -> dict[str, Any]:
    return {"one": one, "moment": moment_words(one.moment, one.name)}


def _row(question: PersonQuestion) -> dict[str, Any]:
    answers = list(question.answers.all())
    is_seen = any(answer.seen_at for answer in answers)
    answer = answers[0] if answers else None
    return {
        "question": question,
        "owner": question.owner,
        "answer": answer,
        "words": answer_words(question, answer.text) if answer else "",
        "is_own": bool(answer and answer.way == AnswerWay.OWN_PAGES),
        "is_seen": is_seen,
        "can_change": not is_seen and question.withdrawn_at is None,
    }


def answer_words(question: PersonQuestion, text: str) -> str:
    """Yes and no are kept in Swedish and shown in her language; other words are her own."""
    if question.kind != AnswerKind.YES_NO:
        return text
    return _("Ja") if text == "Ja" else _("Nej")


class ChooseForm(OwnForm):
    text = forms.ChoiceField(widget=forms.RadioSelect)


def own_question(request: OwnRequest, pk: UUID) -> HttpResponse:
    """One question and its answer; she may change it until somebody has read it."""
    question = mine.question(request.person, pk)
    row = _row(question)
    form = _form(request, question, row["answer"].text if row["answer"] else "")
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.answer(
                actor=request.person, question=question, text=form.cleaned_data["text"]
            )
        )
    ):
        messages.success(request, _("Tack! Ditt svar är sparat."))
        return redirect("own-questions")
    return own_page(
        request, "own/question.html", {"page_title": _("Fråga till dig")} | row, form=form
    )


def _form(request: OwnRequest, question: PersonQuestion, answered: str) -> OwnForm:
    if question.kind == AnswerKind.TEXT:
        form: OwnForm = WordsForm(request.POST or None, initial={"text": answered})
    else:
        form = ChooseForm(request.POST or None, initial={"text": answered})
        form.fields["text"].choices = (
            [("Ja", _("Ja")), ("Nej", _("Nej"))]
            if question.kind == AnswerKind.YES_NO
            else [(choice, choice) for choice in question.choices]
        )
    form.fields["text"].label = _("Ditt svar")
    return form
