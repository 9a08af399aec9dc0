"""This file is where intake meetings are booked, listed, called to and written down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import inbox, taking_on
from stegvis.casework.actions import meeting as actions
from stegvis.casework.inbox import Arrived
from stegvis.casework.models import Meeting, MeetingStatus
from stegvis.core.dates import today
from stegvis.programmes.admission import Meeting as DefinedMeeting
from stegvis.programmes.definition import Definition
from stegvis.web.intake.arrivals import require_intake, tabs
from stegvis.web.intake.assessment import opened, revision_in
from stegvis.web.intake.presenting import meeting_name
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class BookForm(StegvisForm):
    kind = forms.ChoiceField(label="Slag av möte", widget=forms.RadioSelect)
    on = DateField(label="Dag")
    clock = forms.TimeField(
        label="Tid",
        help_text="Så här: 13.30",
        input_formats=["%H.%M", "%H:%M", "%H%M", "%H"],
        error_messages={
            "invalid": "Skriv tiden så här: 13.30.",
            "required": "Skriv tiden så här: 13.30.",
        },
        widget=forms.TimeInput(format="%H.%M", attrs={"data-kind": "short"}),
    )
    place = forms.CharField(label="Plats", max_length=160, help_text="Adress, eller Telefon.")
    with_whom_id = forms.ChoiceField(label="Med vem?")

    def __init__(
        self, *args: Any, definition: Definition, staff: list[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(m.key, m.name) for m in definition.intake.meetings]
        self.fields["with_whom_id"].choices = staff

    def booking(self) -> dict[str, Any]:
        """The cleaned fields as the action wants them, with day and clock as one moment."""
        told = dict(self.cleaned_data)
        at = datetime.combine(told.pop("on"), told.pop("clock"))
        return told | {"at": timezone.make_aware(at)}


class ReportForm(StegvisForm):
    status = forms.ChoiceField(
        label="Hur gick det?",
        widget=forms.RadioSelect,
        choices=[
            (MeetingStatus.HELD, "Mötet blev av"),
            (MeetingStatus.MISSED, "Personen kom inte"),
            (MeetingStatus.CANCELLED, "Mötet ställdes in"),
        ],
    )
    result = forms.ChoiceField(label="Vad ledde det till?", required=False)
    outcome = forms.CharField(
        label="Skriv mer om du vill",
        required=False,
        widget=forms.Textarea,
        help_text="Stannar hos er. Remittenten ser det inte.",
    )

    def __init__(self, *args: Any, defined: DefinedMeeting | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [outcome.label for outcome in defined.outcomes] if defined else []
        self.fields["result"].choices = [("", "Välj"), *[(label, label) for label in labels]]

    def report(self) -> dict[str, str]:
        told = self.cleaned_data
        lines = [told["result"], told["outcome"].strip()]
        return {"status": told["status"], "outcome": "\n".join(filter(None, lines))}


def meeting_list(request: StaffRequest) -> HttpResponse:
    require_intake(request)
    rows = [
        {
            "meeting": meeting,
            "name": seen.name,
            "kind": meeting_name(meeting, seen.referral.version.definition),
        }
        for meeting, seen in inbox.meetings(request.actor)
    ]
    return page(
        request,
        "intake/meetings.html",
        {"page_title": "Inkorg", "tabs": tabs("intake-meeting-list"), "rows": rows},
    )


def meeting_book(request: StaffRequest, pk: UUID) -> HttpResponse:
    seen, intake = opened(request, pk)
    definition = seen.referral.version.definition
    form = BookForm(
        request.POST if request.method == "POST" else None,
        definition=definition,
        staff=taking_on.colleagues(request.actor, today()),
        initial={
            "with_whom_id": request.actor.account_id,
            "kind": next((m.key for m in definition.intake.meetings), ""),
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: actions.book(actor=request.actor, intake=intake, **form.booking()))
    ):
        messages.success(request, "Mötet är bokat. Skriv ut kallelsen om den ska skickas.")
        return redirect("intake-show", pk=pk)
    context = {
        "page_title": "Boka möte",
        "submit": "Boka",
        "back": reverse("intake-show", args=[pk]),
        "intro": [seen.name, *[f"{m.name}: {m.text}" for m in definition.intake.meetings]],
    }
    return page(request, "intake/form.html", context, form=form)


def meeting_report(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What a meeting led to. `pk` is the meeting's."""
    meeting, seen = _one(request, pk)
    definition = seen.referral.version.definition
    defined = next((m for m in definition.intake.meetings if m.key == meeting.kind), None)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        defined=defined,
        initial={"status": meeting.status, "outcome": meeting.outcome},
    )
    if request.method == "POST" and form.is_valid():
        done = form.obeys(
            lambda: actions.report(
                actor=request.actor,
                meeting=meeting,
                revision=revision_in(request),
                **form.report(),
            )
        )
        if done:
            messages.success(request, "Mötet är inskrivet.")
            return redirect("intake-show", pk=seen.referral.pk)
    context = {
        "page_title": meeting_name(meeting, definition),
        "submit": "Spara",
        "back": reverse("intake-show", args=[seen.referral.pk]),
        "intro": [seen.name],
        "moment": meeting,
        "revision": request.POST.get("revision") or meeting.revision,
    }
    return page(request, "intake/form.html", context, form=form)


def meeting_letter(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The summons (kallelse) to print: who, when, where, whom to call. Not even the programme's
    name, since an envelope may be opened by somebody else in the household."""
    meeting, seen = _one(request, pk)
    record.look(Event.DOCUMENT_EXPORTED, meeting, purpose="kallelse")
    context = {"page_title": "Kallelse", "meeting": meeting, "seen": seen}
    return page(request, "intake/letter.html", context)


def _one(request: StaffRequest, pk: UUID) -> tuple[Meeting, Arrived]:
    found = inbox.meetings(request.actor, pk=pk)
    if not found:
        raise NotVisible
    meeting, seen = found[0]
    meeting.intake.version = seen.referral.version
    return meeting, seen
