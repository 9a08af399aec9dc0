"""This file is where staff write what they make of a goal: an analysis, or evidence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Refused, Scope, may
from stegvis.core.dates import today
from stegvis.outcomes import goal_access, queries
from stegvis.outcomes.actions import analysis as actions
from stegvis.programmes.measures import Goal
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import Demand, EvidenceKind, GoalKind
from stegvis.web.outcomes.cards import card
from stegvis.web.outcomes.goals import results
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class AnalysisForm(StegvisForm):
    analysis = forms.CharField(
        label="Tänkbar orsak",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Skriv om gruppen, aldrig om en enskild deltagare.",
    )
    measure = forms.CharField(
        label="Riktad insats", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    follow_up_on = DateField(label="Följs upp den", required=False)

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].required = Demand.MEASURE in goal.when_uneven


class EvidenceForm(StegvisForm):
    dated_on = DateField(label="Datum")
    kind = forms.ChoiceField(
        label="Vad är det ett underlag för?",
        choices=EvidenceKind.choices,
        initial=EvidenceKind.OTHER,
        help_text="Målsidan visar hur många det finns av varje slag.",
    )
    text = forms.CharField(
        label="Vad som har gjorts",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Skriv om arbetet, aldrig om en enskild deltagare.",
    )
    is_reached = forms.BooleanField(label="Målet är nått", required=False)


def _goal(versions: list[ProgrammeVersion], key: str) -> Goal:
    found = next((goal for goal in versions[0].definition.goals if goal.key == key), None)
    if found is None:
        raise NotVisible
    return found


def _must_analyse(request: StaffRequest, version: ProgrammeVersion) -> None:
    """The form is of use only to those who may keep what is written in it."""
    scope = Scope(request.actor.organisation_id, version.programme_id)
    if not may(request.actor, Permission.GOALS_ANALYSE, scope):
        raise Refused(Permission.GOALS_ANALYSE)


def goal_analyse(request: StaffRequest, programme: str, goal: str) -> HttpResponse:
    """Analysis and directed measure for a figure that differs between women and men."""
    versions = goal_access.measured_programme(request.actor, programme)
    newest, wanted = versions[0], _goal(versions, goal)
    if wanted.kind == GoalKind.QUALITATIVE:
        raise NotVisible
    _must_analyse(request, newest)
    form = AnalysisForm(request.POST or None, goal=wanted)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.keep(
                actor=request.actor,
                version=newest,
                goal=wanted.key,
                as_of=today(),
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Analysen är sparad.")
        return redirect(f"{reverse('goals')}?insats={programme}#mal-{wanted.key}")
    found = next(each for each in results(request.actor, versions) if each.goal.key == wanted.key)
    rows = queries.written(request.actor, newest)
    context = {
        "page_title": "Analys av en skillnad",
        "programme": newest.programme,
        "as_of": today(),
        "card": card(found, programme),
        "goal": wanted,
        "analyses": [row for row in rows if row.goal == wanted.key],
    }
    return page(request, "outcomes/goal_analyse.html", context, form=form)


def goal_evidence(request: StaffRequest, programme: str, goal: str) -> HttpResponse:
    """Evidence for a goal that is no number."""
    versions = goal_access.measured_programme(request.actor, programme)
    newest, wanted = versions[0], _goal(versions, goal)
    if wanted.kind != GoalKind.QUALITATIVE:
        raise NotVisible
    _must_analyse(request, newest)
    form = EvidenceForm(request.POST or None, initial={"dated_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.keep_evidence(
                actor=request.actor, version=newest, goal=wanted.key, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Underlaget är sparat.")
        return redirect(f"{reverse('goals')}?insats={programme}#mal-{wanted.key}")
    context = {
        "page_title": "Underlag för ett mål",
        "programme": newest.programme,
        "goal": wanted,
    }
    return page(request, "outcomes/goal_evidence.html", context, form=form)
