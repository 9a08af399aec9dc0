"""This file is where a participant is referred on, and where it is seen how that goes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework import activity_queries, queries
from stegvis.casework.actions import outgoing as actions
from stegvis.casework.models import CareStatus, OutgoingReferral, Participation
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.participants import grounds
from stegvis.participants.models import Consent, Ground
from stegvis.web.casework.frame import frame
from stegvis.web.shared.assessing import assessment_field
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision


class WriteForm(StegvisForm):
    target_key = forms.ChoiceField(label="Vart?", widget=forms.RadioSelect)
    target_name = forms.CharField(
        label="Mottagarens namn",
        required=False,
        max_length=160,
        help_text="Till exempel vilken vårdcentral eller mottagning.",
    )
    receiver = forms.ModelChoiceField(
        label="Myndighet som får den i Stegvis",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Ingen, vi kontaktar mottagaren på annat sätt",
    )
    reason = forms.CharField(
        label="Vad behöver deltagaren och varför?",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Skriv bara det som mottagaren behöver veta.",
    )

    def __init__(self, *args: Any, case: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        targets = case.version.definition.outgoing
        self.fields["target_key"].choices = [(t.key, t.name) for t in targets]
        self.fields["receiver"].queryset = activity_queries.receivers(case)


class SendForm(StegvisForm):
    sent_on = DateField(label="Vilken dag fick mottagaren veta?")
    ground = forms.ChoiceField(
        label="Med vilken grund får mottagaren veta?",
        widget=forms.RadioSelect,
    )
    ground_reason = forms.CharField(
        label="Om annan grund: varför får mottagaren veta?",
        required=False,
        help_text="Skriv skälet och lagrummet. En kollega granskar utlämnandet i efterhand.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    assessment = assessment_field("Om annan grund: din sekretessprövning", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds.offered(today())


class StatusForm(StegvisForm):
    status = forms.ChoiceField(
        label="Hur står det till?",
        widget=forms.RadioSelect,
        choices=[(s.value, str(s.label).capitalize()) for s in actions.ANSWERED],
    )
    status_on = DateField(label="Sedan")
    reply = forms.CharField(
        label="Svar från mottagaren", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


def outgoing_write(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    form = WriteForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        referral = form.obeys(
            lambda: actions.prepare(actor=request.actor, participation=case, **form.cleaned_data)
        )
        if referral:
            messages.success(request, "Sparat. Ingenting har lämnats ut än.")
            return redirect("outgoing-status", pk=case.pk, referral=referral.pk)
    return page(
        request,
        "casework/outgoing_form.html",
        frame(case, "activity-list", "Aktualisera vidare"),
        form=form,
    )


def outgoing_status(request: StaffRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """Before it is sent: on what ground; afterwards: how it goes."""
    case = queries.own_case(request.actor, pk)
    row: OutgoingReferral = queries.item(
        request.actor,
        OutgoingReferral.objects.select_related("receiver"),
        referral,
        participation=case,
    )
    row.participation = case
    is_sent = row.sent_on is not None
    consent = None if is_sent else actions.consent_for(row)
    form = _status_form(request, row) if is_sent else _send_form(request, consent)
    if request.method == "POST" and form.is_valid():
        revision = seen_revision(request) or row.revision
        action = actions.set_status if is_sent else actions.send
        if form.obeys(
            lambda: action(
                actor=request.actor, referral=row, revision=revision, **form.cleaned_data
            )
        ):
            messages.success(request, "Statusen är sparad." if is_sent else "Den är skickad.")
            return redirect("activity-list", pk=case.pk)
    return page(
        request,
        "casework/outgoing_status.html",
        frame(case, "activity-list", row.target_name) | {"referral": row, "consent": consent},
        form=form,
    )


def _send_form(request: StaffRequest, consent: Consent | None) -> SendForm:
    """The ground is filled in only where a consent in force is known to cover it."""
    initial = {"sent_on": today(), "ground": Ground.CONSENT if consent else None}
    return SendForm(request.POST or None, initial=initial)


def _status_form(request: StaffRequest, row: OutgoingReferral) -> StatusForm:
    status = "" if row.status == CareStatus.SENT else row.status
    initial = {"status": status, "status_on": today(), "reply": row.reply}
    return StatusForm(request.POST or None, initial=initial)
