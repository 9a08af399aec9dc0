"""This file is where a meeting in a case is booked, and how it went is written in."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stegvis.casework import queries
from stegvis.casework.actions import meeting as actions
from stegvis.casework.meeting_kinds import case_meetings, meeting_name
from stegvis.casework.models import Meeting, MeetingStatus
from stegvis.programmes.definition import Definition
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class TimeField(forms.TimeField):
    """A time as people write it: 13.30, 13:30 or 1330."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("input_formats", ["%H.%M", "%H:%M", "%H%M", "%H"])
        kwargs.setdefault("help_text", "Så här: 13.30")
        kwargs.setdefault("error_messages", {"invalid": "Skriv klockslaget så här: 13.30."})
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-kind": "short"}


class MeetingForm(StegvisForm):
    kind = forms.ChoiceField(label="Slag av möte")
    day = DateField(label="Datum")
    time = TimeField(label="Klockslag")
    place = forms.CharField(label="Plats", max_length=160, required=False)

    def __init__(self, *args: object, definition: Definition, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = case_meetings(definition)

    @property
    def at(self) -> datetime:
        """The moment in Sweden. Only after is_valid()."""
        moment = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return timezone.make_aware(moment)


class OutcomeForm(StegvisForm):
    status = forms.ChoiceField(
        label="Hur gick det?",
        widget=forms.RadioSelect,
        choices=[
            (MeetingStatus.HELD, "Mötet blev av"),
            (MeetingStatus.MISSED, "Deltagaren uteblev"),
            (MeetingStatus.CANCELLED, "Mötet ställdes in"),
        ],
    )
    outcome = forms.CharField(
        label="Vad mötet ledde till", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean_outcome(self) -> str:
        outcome: str = self.cleaned_data["outcome"]
        if self.cleaned_data.get("status") == MeetingStatus.HELD and not outcome.strip():
            raise ValidationError("Skriv kort vad mötet ledde till.")
        return outcome


def meeting_book(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    form = MeetingForm(request.POST or None, definition=case.version.definition)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.book(
                actor=request.actor,
                kind=form.cleaned_data["kind"],
                at=form.at,
                place=form.cleaned_data["place"],
                with_whom_id=request.actor.account_id,
                participation=case,
            )
        )
    ):
        messages.success(request, "Mötet är bokat.")
        return redirect("case-show", pk=case.pk)
    return page(
        request, "casework/meeting_book.html", frame(case, "case-show", "Boka möte"), form=form
    )


def meeting_report(request: StaffRequest, pk: UUID, meeting: UUID) -> HttpResponse:
    """The meeting, and how it went; may be corrected later."""
    case = queries.own_case(request.actor, pk)
    row: Meeting = queries.item(request.actor, Meeting.objects, meeting, participation=case)
    row.participation = case
    is_reported = row.status != MeetingStatus.BOOKED
    initial = {"status": row.status, "outcome": row.outcome} if is_reported else {}
    form = OutcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        revision = int(request.POST.get("revision") or row.revision)
        if form.obeys(
            lambda: actions.report(
                actor=request.actor, meeting=row, revision=revision, **form.cleaned_data
            )
        ):
            messages.success(request, "Mötet är inskrivet.")
            return redirect("case-show", pk=case.pk)
    name = meeting_name(case.version.definition, row.kind)
    return page(
        request,
        "casework/meeting_report.html",
        frame(case, "case-show", name) | {"meeting": row, "meeting_name": name},
        form=form,
    )
