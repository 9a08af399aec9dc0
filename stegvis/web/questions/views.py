"""This file is where questions are read and answered, and inquiries made."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import may_somewhere
from stegvis.casework import referring
from stegvis.casework.actions import question as actions
from stegvis.casework.models import Question
from stegvis.programmes.closing import choices
from stegvis.programmes.ways_in import ways_in
from stegvis.web.questions.forms import AnswerForm, InquiryForm
from stegvis.web.shared.pages import StaffRequest, only_for, page


def question_list(request: StaffRequest) -> HttpResponse:
    """Questions to the actor or her authority, unanswered first; ?visa=mina are her own."""
    only_for(request.actor, Permission.QUESTION_ASK, Permission.QUESTION_ANSWER)
    mine = request.GET.get("visa") == "mina"
    found = (referring.questions_by if mine else referring.questions_to)(request.actor)
    names = referring.names_in(request.actor, found)
    return page(
        request,
        "questions/question_list.html",
        {
            "page_title": "Frågor",
            "rows": [{"question": row, "name": names.get(row.pk, "")} for row in found],
            "mine": mine,
            "tabs": [
                {"label": "Till mig", "url": "?", "is_current": not mine, "count": None},
                {"label": "Ställda av mig", "url": "?visa=mina", "is_current": mine, "count": None},
            ],
            "may_inquire": may_somewhere(request.actor, Permission.INQUIRY_SEND),
        },
    )


def question_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One question with its answers, and a form to answer where it was put to the actor."""
    row = referring.question(request.actor, pk)
    to_me = row.receiver_id == request.actor.organisation_id
    form = AnswerForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.answer(actor=request.actor, question=row, **form.cleaned_data)
        )
    ):
        messages.success(request, f"Svaret är skickat till {row.owner.name}.")
        return _after_answer(request, row)
    return page(
        request,
        "questions/question_show.html",
        {
            "page_title": row.get_kind_display().capitalize(),
            "question": row,
            "name": referring.names_in(request.actor, [row]).get(row.pk, ""),
            "may_answer": to_me and may_somewhere(request.actor, Permission.QUESTION_ANSWER),
        },
        form=form,
    )


def inquiry_list(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.INQUIRY_SEND)
    return page(
        request,
        "questions/inquiry_list.html",
        {
            "page_title": "Avidentifierade förfrågningar",
            "questions": referring.questions_by(request.actor, inquiries_only=True),
        },
    )


def inquiry_send(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.INQUIRY_SEND)
    asked = [
        way
        for way in ways_in(request.actor.organisation_id)
        if way.definition.intake.deidentified_inquiry
        and way.receiver.pk != request.actor.organisation_id
    ]
    ways = choices(asked).ways
    form = InquiryForm(request.POST or None, ways=ways)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.inquire(
                actor=request.actor,
                version=form.chosen().version,
                receiver_id=form.chosen().receiver.pk,
                text=form.cleaned_data["text"],
                answer_by=form.cleaned_data["answer_by"],
            )
        )
    ):
        messages.success(request, "Förfrågan är skickad.")
        return redirect("inquiry-list")
    return page(
        request,
        "questions/inquiry_form.html",
        {"page_title": "Ny avidentifierad förfrågan", "ways": ways},
        form=form,
    )


def _after_answer(request: StaffRequest, question: Question) -> HttpResponse:
    referral = question.referral
    if referral is not None and referral.handler_id == request.actor.account_id:
        return redirect("referral-show", pk=referral.pk)
    return redirect("question-list")
