"""This file is where day notes are written, read, changed and corrected."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import coordination
from stegvis.casework.actions import note as actions
from stegvis.casework.coordination import writes_elsewhere
from stegvis.casework.models import Note, Participation
from stegvis.core.dates import today
from stegvis.programmes.definition import Definition
from stegvis.web.casework.frame import frame
from stegvis.web.casework.own_systems import coordination_show
from stegvis.web.shared.days import short_date
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class NoteForm(StegvisForm):
    kind = forms.ChoiceField(label="Slag")
    happened_on = DateField(label="Händelsedatum")
    text = forms.CharField(label="Anteckning", widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.key, k.name) for k in definition.notes.kinds]


class AmendForm(StegvisForm):
    text = forms.CharField(label="Rättad text", widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(label="Varför rättas anteckningen?")


def entries(case: Participation, notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Notes as the timeline component wants them, newest first; others' by whose they are."""
    kinds = {kind.key: kind.name for kind in case.version.definition.notes.kinds}
    found = []
    for note in notes:
        is_own = note.owner_id == case.owner_id
        kind = kinds.get(note.kind, note.kind)
        own = {
            "organisation": kind,
            "color": "warning" if note.is_attempt else "info",
            "kind": "rättelse" if note.amends_id else "",
        }
        theirs = {"organisation": note.owner.name, "color": "neutral", "kind": kind}
        found.append(
            {
                "at": short_date(note.happened_on),
                "at_iso": note.happened_on.isoformat(),
                "by": note.author_name,
                "text": note.text,
                "url": reverse("note-change", args=[case.pk, note.pk]),
            }
            | (own if is_own else theirs)
        )
    return found


def note_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    if writes_elsewhere(case.version.definition):
        return coordination_show(request, case)
    notes = (
        Note.objects.visible_to(request.actor)
        .filter(participation=case)
        .select_related("owner")[:200]
    )
    return page(
        request,
        "casework/note_list.html",
        frame(case, "note-list", "Anteckningar") | {"entries": entries(case, notes)},
    )


def note_write(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    if writes_elsewhere(case.version.definition):
        return redirect("contact-add", pk=case.pk)
    form = NoteForm(
        request.POST or None,
        definition=case.version.definition,
        initial={"happened_on": today()},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.write(
                actor=request.actor, participation=case, once=True, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Anteckningen är sparad.")
        return redirect("note-list", pk=case.pk)
    return page(
        request, "casework/note_form.html", frame(case, "note-list", "Ny anteckning"), form=form
    )


@require_POST
def note_attempt(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ringt, inget svar: one tap."""
    case = queries.own_case(request.actor, pk)
    if writes_elsewhere(case.version.definition):
        coordination.attempt_contact(actor=request.actor, participation=case)
    else:
        actions.attempt_contact(actor=request.actor, participation=case)
    messages.success(request, "Kontaktförsöket är sparat.")
    return redirect("case-show", pk=case.pk)


def note_change(request: StaffRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Read a note; change it while it is unlocked. Another authority's is read only."""
    case = queries.own_case(request.actor, pk)
    notes = Note.objects.select_related("owner")
    row: Note = queries.item(request.actor, notes, note, participation=case)
    is_own = row.owner_id == request.actor.organisation_id
    if request.method == "POST" and not is_own:
        raise NotVisible
    form = NoteForm(
        request.POST or None,
        definition=case.version.definition,
        initial={"kind": row.kind, "happened_on": row.happened_on, "text": row.text},
    )
    if request.method == "POST" and form.is_valid():
        row.participation = case
        revision = int(request.POST.get("revision") or row.revision)
        if form.obeys(
            lambda: actions.change(
                actor=request.actor, note=row, revision=revision, **form.cleaned_data
            )
        ):
            messages.success(request, "Anteckningen är ändrad.")
            return redirect("note-list", pk=case.pk)
    return page(
        request,
        "casework/note_change.html",
        frame(case, "note-list", "Anteckning") | {"note": row, "is_own": is_own},
        form=form,
    )


def note_amend(request: StaffRequest, pk: UUID, note: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    own = Note.objects.filter(owner_id=request.actor.organisation_id)
    row: Note = queries.item(request.actor, own, note, participation=case)
    row.participation = case
    form = AmendForm(request.POST or None, initial={"text": row.text})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: actions.amend(actor=request.actor, note=row, **form.cleaned_data))
    ):
        messages.success(request, "Rättelsen är sparad. Den första texten finns kvar.")
        return redirect("note-list", pk=case.pk)
    return page(
        request,
        "casework/note_amend.html",
        frame(case, "note-list", "Rättelse") | {"note": row},
        form=form,
    )
