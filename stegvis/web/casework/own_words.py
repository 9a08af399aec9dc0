"""This file is where staff see what the participant has written herself, and ask her things."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.actor import Actor
from stegvis.casework import queries
from stegvis.casework.actions import own_words as actions
from stegvis.casework.actions.need import label_of
from stegvis.casework.models import (
    AnswerKind,
    AnswerWay,
    OwnComment,
    OwnTick,
    Participation,
    PersonAnswer,
    PersonQuestion,
)
from stegvis.core.dates import today
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

TAB = "own-words"
MOST_SHOWN = 100


class AskForm(StegvisForm):
    text = forms.CharField(
        label="Din fråga",
        widget=forms.Textarea,
        help_text="Skriv kort och enkelt. Deltagaren läser den på sina egna sidor.",
    )
    kind = forms.ChoiceField(
        label="Så här svarar deltagaren", choices=AnswerKind.choices, widget=forms.RadioSelect
    )
    choices = forms.CharField(
        label="Svar att välja på",
        widget=forms.Textarea,
        required=False,
        help_text="Ett svar på varje rad. Bara när deltagaren ska välja ett av flera svar.",
    )
    answer_by = DateField(label="Svar önskas senast", required=False)


class AnswerForm(StegvisForm):
    """What she answered in another way than on her own pages."""

    way = forms.ChoiceField(
        label="Deltagaren svarade",
        choices=[choice for choice in AnswerWay.choices if choice[0] != AnswerWay.OWN_PAGES],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, question: PersonQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = {AnswerKind.YES_NO: ["Ja", "Nej"], AnswerKind.CHOICE: question.choices}
        given = answers.get(AnswerKind(question.kind))
        self.fields["text"] = (
            forms.ChoiceField(
                label="Svaret", choices=[(one, one) for one in given], widget=forms.RadioSelect
            )
            if given
            else forms.CharField(label="Svaret", widget=forms.Textarea)
        )


def own_words(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Comments, ticks and answers, what nobody has seen first; the questions put to her."""
    case = queries.own_case(request.actor, pk)
    comments = _of(request.actor, case, OwnComment).select_related("goal", "plan", "need")
    ticks = _of(request.actor, case, OwnTick).select_related("action")
    questions = _of(request.actor, case, PersonQuestion).prefetch_related("answers")
    return page(
        request,
        "casework/own_words.html",
        frame(case, TAB, "Från deltagaren")
        | {
            "comments": sorted(
                (_with_need(case, row) for row in comments), key=lambda row: row.seen_at is not None
            ),
            "ticks": sorted(ticks, key=lambda row: row.seen_at is not None),
            "questions": [_question(question) for question in questions],
        },
    )


def _with_need(case: Participation, row: Any) -> Any:
    """A comment with the name of the need that it is about, in the programme's words."""
    row.need_name = label_of(case, row.need.key) if row.need else ""
    return row


def _of(actor: Actor, case: Participation, model: Any) -> Any:
    return model.objects.filter(
        owner_id=actor.organisation_id, participation=case, participant_id=case.participant_id
    )[:MOST_SHOWN]


def _question(question: PersonQuestion) -> dict[str, Any]:
    answers = list(question.answers.all())
    return {"question": question, "answer": answers[0] if answers else None}


def _item(request: StaffRequest, case: Participation, model: Any, pk: UUID) -> Any:
    row = queries.item(request.actor, model.objects, pk, participation=case)
    row.participation = case
    return row


@require_POST
def own_comment_seen(request: StaffRequest, pk: UUID, comment: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    row = _item(request, case, OwnComment, comment)
    actions.comment_seen(actor=request.actor, comment=row)
    messages.success(request, "Kommentaren är markerad som läst. Deltagaren ser det.")
    return redirect("own-words", pk=case.pk)


@require_POST
def own_tick_settle(request: StaffRequest, pk: UUID, tick: UUID) -> HttpResponse:
    """Write the tick in the plan with its own day, or leave the plan as it is."""
    case = queries.own_case(request.actor, pk)
    row = _item(request, case, OwnTick, tick)
    write = request.POST.get("write") == "yes"
    row.action.plan.participation = case
    actions.tick_settled(actor=request.actor, plan=row.action.plan, tick=row, write_in_plan=write)
    said = "Det är infört i planen." if write else "Markeringen är läst. Planen är oförändrad."
    messages.success(request, said)
    return redirect("own-words", pk=case.pk)


def person_question_ask(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A question to the participant: a text, yes or no, or a few answers to choose from."""
    case = queries.own_case(request.actor, pk)
    form = AskForm(request.POST or None, initial={"kind": AnswerKind.TEXT})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.ask(
                actor=request.actor,
                participation=case,
                text=form.cleaned_data["text"],
                kind=form.cleaned_data["kind"],
                choices=form.cleaned_data["choices"].splitlines(),
                answer_by=form.cleaned_data["answer_by"],
            )
        )
    ):
        messages.success(request, "Frågan är ställd. Den syns på deltagarens egna sidor.")
        return redirect("own-words", pk=case.pk)
    context = frame(case, TAB, "Fråga deltagaren") | {"today": today()}
    return page(request, "casework/person_question_form.html", context, form=form)


def person_question_answer(request: StaffRequest, pk: UUID, question: UUID) -> HttpResponse:
    """Write in what she answered by phone, at a meeting or in a letter."""
    case = queries.own_case(request.actor, pk)
    row = _item(request, case, PersonQuestion, question)
    form = AnswerForm(request.POST or None, question=row)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.answer_for(actor=request.actor, question=row, **form.cleaned_data)
        )
    ):
        messages.success(request, "Svaret är inskrivet. Deltagaren ser det.")
        return redirect("own-words", pk=case.pk)
    context = frame(case, TAB, "Skriv in svar") | {"question": row}
    return page(request, "casework/person_question_answer.html", context, form=form)


@require_POST
def person_answer_seen(request: StaffRequest, pk: UUID, question: UUID) -> HttpResponse:
    """From now on she cannot change the answer."""
    case = queries.own_case(request.actor, pk)
    row = _item(request, case, PersonQuestion, question)
    answers = PersonAnswer.objects.filter(owner_id=request.actor.organisation_id, question=row)
    for answer in answers:
        answer.question = row
        actions.answer_seen(actor=request.actor, answer=answer)
    messages.success(request, "Svaret är markerat som läst.")
    return redirect("own-words", pk=case.pk)


@require_POST
def person_question_withdraw(request: StaffRequest, pk: UUID, question: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    row = _item(request, case, PersonQuestion, question)
    actions.withdraw_question(actor=request.actor, question=row)
    messages.success(request, "Frågan är tillbakadragen.")
    return redirect("own-words", pk=case.pk)
