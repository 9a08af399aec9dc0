"""This file is where the agenda of a team meeting is: the cases, who may stay, the decisions."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from stegvis.access.policy import NotVisible
from stegvis.casework import inbox, team_meetings
from stegvis.casework.actions import team_meeting as actions
from stegvis.casework.models import IntakeStatus, TeamCase, TeamDecision
from stegvis.casework.queries import name_of
from stegvis.casework.team_meetings import AgendaCase
from stegvis.core.dates import today
from stegvis.programmes.definition import Definition
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision
from stegvis.web.team_meetings.calling import form_page, meeting_name

AT_INTAKE = (
    (TeamDecision.ADMIT, "Tas emot"),
    (TeamDecision.QUEUE, "Sätts i kö"),
    (TeamDecision.NOT_ADMIT, "Tas inte emot"),
    (TeamDecision.MORE, "Behöver mer underlag"),
    (TeamDecision.LATER, "Till ett senare möte"),
)
IN_CASE = (
    (TeamDecision.TALKED, "Genomgången"),
    (TeamDecision.LATER, "Till ett senare möte"),
)
COLORS: dict[str, str] = {
    TeamDecision.ADMIT: "success",
    TeamDecision.TALKED: "success",
    TeamDecision.QUEUE: "info",
    TeamDecision.MORE: "warning",
}


class CasesForm(StegvisForm):
    """Which cases to put on the agenda."""

    waiting = forms.MultipleChoiceField(
        label="Väntar på bedömning", required=False, widget=forms.CheckboxSelectMultiple
    )
    ongoing = forms.MultipleChoiceField(
        label="Pågående deltagare", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        waiting: list[tuple[str, str]],
        ongoing: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("waiting", waiting), ("ongoing", ongoing)):
            self.fields[name].choices = choices
            if not choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not told.get("waiting") and not told.get("ongoing"):
            raise forms.ValidationError("Kryssa i minst ett ärende.")
        return told


class DecisionForm(StegvisForm):
    decision = forms.ChoiceField(label="Vad beslutade mötet?", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Det som sades och beslutades",
        required=False,
        widget=forms.Textarea,
        help_text="Stannar hos er. Ingen annan som var med kan läsa det här.",
    )


class IntakeDecisionForm(DecisionForm):
    refusal = forms.ChoiceField(label="Skäl, om personen inte tas emot", required=False)
    expected_on = DateField(label="När väntas en plats, om det blir kö?", required=False)
    message = forms.CharField(
        label="Meddelande till remittenten, eller det ni behöver veta",
        required=False,
        widget=forms.Textarea,
        help_text="Läses av remittenten. Skriv inte mer än som behövs.",
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = AT_INTAKE
        reasons = [(one.key, one.label) for one in definition.intake.refusal_reasons]
        self.fields["refusal"].choices = [("", "Välj"), *reasons]


class CaseDecisionForm(DecisionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = IN_CASE


class ConsentForm(StegvisForm):
    consent_on = DateField(label="Vilken dag samtyckte personen?")
    taken_by = forms.CharField(label="Vem tog emot samtycket?", max_length=120)


def team_meeting_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The agenda; reads on a phone, and prints."""
    found = team_meetings.agenda(request.actor, pk)
    return page(
        request,
        "team_meetings/show.html",
        {
            "page_title": meeting_name(found.meeting),
            "meeting": found.meeting,
            "attendees": found.attendees,
            "cases": [_row(number, one) for number, one in enumerate(found.cases, start=1)],
            "words": found.meeting.version.definition.words,
        },
    )


def team_case_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    held = team_meetings.meeting(request.actor, pk)
    waiting, ongoing = team_meetings.candidates(request.actor, held)
    form = CasesForm(
        request.POST if request.method == "POST" else None,
        waiting=[(str(one.referral.pk), _waiting(one)) for one in waiting],
        ongoing=[(str(case.pk), name_of(case.participant)) for case in ongoing],
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if form.obeys(
            lambda: actions.put_on_agenda(
                actor=request.actor,
                meeting=held,
                referrals=[
                    one.referral
                    for one in waiting
                    if str(one.referral.pk) in told.get("waiting", [])
                ],
                participations=[
                    case for case in ongoing if str(case.pk) in told.get("ongoing", [])
                ],
            )
        ):
            messages.success(request, "Ärendena står på dagordningen.")
            return redirect("team-meeting-show", pk=pk)
    back = reverse("team-meeting-show", args=[pk])
    context = form_page("Lägg till ärenden", "Lägg till", back)
    if not waiting and not ongoing:
        context["intro"] = ["Det finns inga fler ärenden att ta upp."]
    return page(request, "intake/form.html", context, form=form)


def team_case_decide(request: StaffRequest, pk: UUID, case: UUID) -> HttpResponse:
    """Who may stay, and what the meeting decided. `pk` is the meeting's."""
    found = team_meetings.agenda(request.actor, pk, case=case)
    if not found.cases:
        raise NotVisible
    seen = found.cases[0]
    row = team_meetings.team_case(request.actor, found.meeting, case)
    form = _form(row, request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.decide(
                actor=request.actor,
                case=row,
                revision=seen_revision(request),
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Beslutet är inskrivet.")
        return redirect(reverse("team-meeting-show", args=[pk]) + f"#arende-{row.place}")
    context = {
        # The browser's title is seen by others: never the name of a protected person.
        "page_title": "Ärende på teammötet",
        "meeting": found.meeting,
        "row": _row(row.place, seen),
        "revision": request.POST.get("revision") or row.revision,
    }
    return page(request, "team_meetings/case.html", context, form=form)


@require_POST
def team_case_off(request: StaffRequest, pk: UUID, case: UUID) -> HttpResponse:
    held = team_meetings.meeting(request.actor, pk)
    row = team_meetings.team_case(request.actor, held, case)
    actions.take_off(actor=request.actor, case=row)
    messages.success(request, "Ärendet är struket från dagordningen.")
    return redirect("team-meeting-show", pk=pk)


def team_case_consent(
    request: StaffRequest, pk: UUID, case: UUID, organisation: UUID
) -> HttpResponse:
    """She has agreed that one more authority hears her case at this meeting."""
    found = team_meetings.agenda(request.actor, pk, case=case)
    places = [place for seen in found.cases for place in seen.places]
    place = next((one for one in places if one.attendee.organisation_id == organisation), None)
    if place is None:
        raise NotVisible
    row = team_meetings.team_case(request.actor, found.meeting, case)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"consent_on": today(), "taken_by": request.actor.name},
    )
    if request.method == "POST" and form.is_valid():
        done = form.obeys(
            lambda: actions.let_stay(
                actor=request.actor, case=row, organisation_id=organisation, **form.cleaned_data
            )
        )
        if done:
            messages.success(request, "Samtycket är inskrivet.")
            return redirect("team-meeting-show", pk=pk)
    context = form_page("Samtycke", "Spara", reverse("team-meeting-show", args=[pk])) | {
        "intro": [
            f"Personen har samtyckt till att {place.attendee.organisation.name} är med när "
            "ärendet tas upp.",
            "Det gäller det här mötet och upphör samma dag.",
        ]
    }
    return page(request, "intake/form.html", context, form=form)


def _form(row: TeamCase, data: Any) -> DecisionForm:
    initial = {"text": row.text}
    if row.intake is None:
        return CaseDecisionForm(data, initial=initial)
    definition = row.intake.version.definition
    return IntakeDecisionForm(data, definition=definition, initial=initial)


def _row(number: int, one: AgendaCase) -> dict[str, Any]:
    case, intake = one.case, one.case.intake
    is_admitted = intake is not None and intake.status == IntakeStatus.ADMITTED
    return {
        "number": number,
        "one": one,
        "case": case,
        "intake": intake,
        "referral": one.referral,
        "about": _about(one),
        "has_person": one.referral is not None or case.participation_id is not None,
        "decision": case.get_decision_display(),
        "color": COLORS.get(case.decision, "neutral"),
        "is_decided": case.decision in actions.FINAL,
        "can_be_called": is_admitted and one.referral is not None,
    }


def _about(one: AgendaCase) -> str:
    if one.case.participation is not None:
        return "Pågående deltagare"
    if one.referral is None:
        return "Aktualiseringen är tillbakadragen"
    return f"Från {one.referral.owner.short_name}"


def _waiting(one: inbox.Arrived) -> str:
    sent = one.referral.sent_at
    days = (today() - timezone.localdate(sent)).days if sent else 0
    return f"{one.name}, från {one.referral.owner.short_name}, har väntat {days} dagar"
