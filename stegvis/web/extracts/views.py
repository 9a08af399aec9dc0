"""This file is where staff take down a request for a register extract, review and release it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import Scope
from stegvis.casework import extracts, queries, records_in_words, register
from stegvis.casework.actions import extract as actions
from stegvis.casework.models import RegisterExtract
from stegvis.core.errors import RuleBroken
from stegvis.participants import queries as wills
from stegvis.participants.models import Participant
from stegvis.web.extracts import making
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision
from stegvis.web.step_up import fresh_login


class AskForm(StegvisForm):
    """One button: that she has asked. Its only rule is that no earlier request waits."""


class ReviewForm(StegvisForm):
    review = forms.CharField(
        label="Din sekretessprövning",
        widget=forms.Textarea,
        max_length=4000,
        help_text=(
            "Skriv vad du har prövat och kommit fram till: kan något skada deltagaren själv att "
            "få veta, eller handlar något om någon annan? Skriv det också när allt kan lämnas."
        ),
    )
    reason = forms.CharField(
        label="Skäl och lagrum för det som inte lämnas",
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text="Till exempel OSL 25 kap. 6 §. Behövs bara om du har kryssat för något.",
    )


def extract_person(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Her requests at the own authority; with POST one more, which she has made some other way."""
    participant, scope = extracts.own_person(request.actor, pk)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        extract = form.obeys(
            lambda: actions.ask_for(actor=request.actor, participant=participant, scope=scope)
        )
        if extract:
            messages.success(request, "Begäran är inskriven. Granska och lämna utdraget.")
            return redirect("extract-review", pk=extract.pk)
    return page(
        request,
        "extracts/person.html",
        {
            "page_title": making.heading(participant),
            "name": queries.name_of(participant),
            "participant": participant,
            "extracts": extracts.extracts_of(request.actor, participant),
        },
        form=form,
    )


@fresh_login
def extract_review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Everything that will be handed over, record by record, before it is."""
    extract, participant, scope = extracts.extract(request.actor, pk)
    if extract.released_at:
        return redirect("extract-person", pk=participant.pk)
    tables = register.everything(request.actor, participant)
    chosen = set(request.POST.getlist("withhold"))
    form = ReviewForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _release(request, extract, participant, scope, tables, form))
    ):
        messages.success(
            request, "Utdraget är lämnat. Deltagaren kan hämta det på sina egna sidor."
        )
        return redirect("extract-person", pk=participant.pk)
    return page(
        request,
        "extracts/review.html",
        {
            "page_title": making.heading(participant),
            "name": queries.name_of(participant),
            "participant": participant,
            "extract": extract,
            "tables": making.shown(tables, chosen),
            "seen": making.fingerprint(tables),
        },
        form=form,
    )


def _release(
    request: StaffRequest,
    extract: RegisterExtract,
    participant: Participant,
    scope: Scope,
    tables: list[records_in_words.Table],
    form: ReviewForm,
) -> RegisterExtract:
    seen = making.fingerprint(tables)
    if request.POST.get("seen", seen) != seen:
        raise RuleBroken(
            "Något i uppgifterna har ändrats medan du granskade. Gå igenom dem igen, "
            "och lämna sedan utdraget.",
            "review",
        )
    known = {row.key for table in tables for row in table.rows}
    chosen = sorted(known & set(request.POST.getlist("withhold")))
    handed_over = making.kept(tables, chosen)
    owner = request.actor.organisation_name
    identity = wills.identity_for(request.actor, participant)
    pdf = making.document(owner, extract, identity, handed_over, len(chosen))
    return actions.release(
        actor=request.actor,
        scope=scope,
        extract=extract,
        revision=seen_revision(request) or extract.revision,
        review=form.cleaned_data["review"],
        withheld=[_kept_back(key, form.cleaned_data["reason"]) for key in chosen],
        document=pdf,
        archive=making.archive(owner, extract, handed_over, pdf),
    )


def _kept_back(key: str, reason: str) -> actions.KeptBack:
    kind, _, pk = key.partition(":")
    return actions.KeptBack(kind, UUID(pk), reason)


@fresh_login
def extract_document(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The extract on paper, for somebody who does not use her own pages."""
    found = extracts.content(request.actor, pk)
    return download(bytes(found.document), "registerutdrag.pdf")


@fresh_login
def extract_archive(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Every record for other programs, with the files that belong to them."""
    found = extracts.content(request.actor, pk)
    return download(bytes(found.archive), "registerutdrag.zip")


def download(content: bytes, file_name: str) -> HttpResponse:
    """A file that is saved, never shown; its name tells nothing about whom it is about."""
    kind = "application/pdf" if file_name.endswith(".pdf") else "application/zip"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
