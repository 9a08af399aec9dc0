"""This file is where an administrator writes and goes over the analyses of need and risk that the
assignments rest on."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, own_scope, require
from stegvis.access.roles import ROLES, RoleKey
from stegvis.core.dates import add_months, today
from stegvis.organisations.actions import access_analysis
from stegvis.organisations.actions.access_analysis import REVIEW_MONTHS, Analysed
from stegvis.organisations.models import AccessAnalysis, Organisation, Unit
from stegvis.web.members.choices import ALL_PROGRAMMES, programmes, roles, units
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page


class AnalysisForm(StegvisForm):
    role = forms.ChoiceField(label="Roll", widget=forms.RadioSelect)
    programme = forms.ChoiceField(label="Insats", required=False)
    unit = forms.ChoiceField(label="Enhet", required=False)
    need = forms.CharField(
        label="Vilka uppgifter behöver rollen, och till vad?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Skriv om arbetsuppgifterna, inte om yrket. Skriv inte deltagares namn.",
    )
    risk = forms.CharField(
        label="Vilka risker ser ni, och vad gör ni åt dem?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Till exempel obehörig läsning, eller fler som når uppgifterna än som behöver.",
    )
    longest_months = forms.IntegerField(
        label="Hur många månader får ett uppdrag gälla?", min_value=1, widget=forms.TextInput
    )
    reference = forms.CharField(
        label="Diarienummer eller annan hänvisning", max_length=120, required=False
    )
    written_on = DateField(label="Skriven")
    reviewed_by = forms.CharField(label="Granskad av, namn och befattning", max_length=120)
    review_on = DateField(label="Ses över senast")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, is_review: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "longest_months"
        ].help_text = f"Högst {settings.ASSIGNMENT_MONTHS}. Sedan prövas behovet igen."
        self.fields["review_on"].help_text = f"Inom {REVIEW_MONTHS} månader. Så här: 2026-12-03"
        if is_review:
            for name in ("role", "programme", "unit"):
                del self.fields[name]
            return
        self.fields["role"].choices = roles(organisation)
        self.fields["programme"].choices = programmes()
        self.fields["unit"].choices = units(organisation, "Alla enheter")


def analysis_write(request: StaffRequest) -> HttpResponse:
    """An analysis of a role that has none."""
    require(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor))
    organisation = Organisation.objects.get(pk=request.actor.organisation_id)
    initial = {
        "role": request.GET.get("roll", ""),
        "written_on": today(),
        "review_on": add_months(today(), 12),
        "longest_months": 12,
    }
    form = AnalysisForm(request.POST or None, organisation=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = _told(
            data,
            role=RoleKey(data["role"]),
            programme_id=UUID(data["programme"]) if data["programme"] else None,
            unit=Unit.objects.get(pk=data["unit"]) if data["unit"] else None,
        )
        if form.obeys(lambda: access_analysis.write(actor=request.actor, told=told)):
            messages.success(request, "Analysen är sparad. Uppdragen för rollen vilar nu på den.")
            return redirect("member-list")
    context = {"page_title": "Ny behovs- och riskanalys"}
    return page(request, "members/analysis_form.html", context, form=form)


def analysis_review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """An analysis that is gone over: what is sent becomes a new one, and this one is kept."""
    # Whoever sends one that somebody else has replaced meanwhile is told just that.
    analysis = _own(request, pk, also_ended=request.method == "POST")
    organisation = Organisation.objects.get(pk=request.actor.organisation_id)
    initial = {
        "need": analysis.need,
        "risk": analysis.risk,
        "reference": analysis.reference,
        "longest_months": analysis.longest_months,
        "written_on": today(),
        "review_on": add_months(today(), 12),
        "revision": analysis.revision,
    }
    form = AnalysisForm(
        request.POST or None, organisation=organisation, is_review=True, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        told = _told(
            form.cleaned_data,
            role=RoleKey(analysis.role),
            programme_id=analysis.programme_id,
            unit=analysis.unit,
        )
        revision = form.cleaned_data["revision"] or 0
        if form.obeys(
            lambda: access_analysis.write(
                actor=request.actor, told=told, replaces=analysis, revision=revision
            )
        ):
            messages.success(request, "Analysen är sedd över. Den tidigare är sparad.")
            return redirect("member-list")
    context = {
        "page_title": f"Behovs- och riskanalys, {ROLES[RoleKey(analysis.role)].name}",
        "analysis": analysis,
        "programme": dict(programmes()).get(str(analysis.programme_id or ""), ALL_PROGRAMMES),
    }
    return page(request, "members/analysis_form.html", context, form=form)


@require_POST
def analysis_end(request: StaffRequest, pk: UUID) -> HttpResponse:
    """An analysis of what nobody does any more."""
    analysis = _own(request, pk)
    access_analysis.end(actor=request.actor, analysis=analysis, revision=analysis.revision)
    messages.success(request, "Analysen är avslutad.")
    return redirect("member-list")


def _own(request: StaffRequest, pk: UUID, *, also_ended: bool = False) -> AccessAnalysis:
    """One that is in force at the own authority. Raises NotVisible."""
    only_for(request.actor, Permission.MEMBERS_MANAGE)
    found = (
        AccessAnalysis.objects.filter(owner_id=request.actor.organisation_id, pk=pk)
        .select_related("unit")
        .first()
    )
    if found is None or (found.ended_on is not None and not also_ended):
        raise NotVisible
    return found


def _told(
    data: dict[str, Any], *, role: RoleKey, programme_id: UUID | None, unit: Unit | None
) -> Analysed:
    return Analysed(
        role=role,
        programme_id=programme_id,
        unit=unit,
        need=data["need"],
        risk=data["risk"],
        reviewed_by=data["reviewed_by"],
        written_on=data["written_on"],
        review_on=data["review_on"],
        longest_months=data["longest_months"],
        reference=data["reference"],
    )
