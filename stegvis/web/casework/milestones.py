"""This file is where the programme's milestones are written in, corrected and struck."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import milestone as actions
from stegvis.casework.models import Milestone, Participation
from stegvis.core.dates import today
from stegvis.programmes.journey import Milestone as Rule
from stegvis.programmes.vocabulary import MilestoneKind
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision


class MilestoneForm(StegvisForm):
    starts_on = DateField(label="Från och med")
    ends_on = DateField(label="Till och med", required=False)
    text = forms.CharField(
        label="Kommentar", required=False, max_length=200, help_text="Deltagaren kan läsa."
    )

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule.kind == MilestoneKind.EVENT:
            del self.fields["ends_on"]
            self.fields["starts_on"].label = "Dag"

    def details(self) -> actions.Details:
        return actions.Details(**self.cleaned_data)


def milestone_add(request: StaffRequest, pk: UUID, key: str) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    rule = _rule(case, key)
    form = MilestoneForm(request.POST or None, rule=rule, initial={"starts_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.add(
                actor=request.actor, participation=case, key=rule.key, details=form.details()
            )
        )
    ):
        messages.success(request, f"{rule.name}: inskrivet.")
        return redirect("work-show", pk=case.pk)
    return page(
        request,
        "casework/milestone_form.html",
        frame(case, "work-show", rule.name) | {"rule": rule},
        form=form,
    )


def milestone_change(request: StaffRequest, pk: UUID, milestone: UUID) -> HttpResponse:
    case, row = _fetch(request, pk, milestone)
    rule = _rule(case, row.key)
    initial = {"starts_on": row.starts_on, "ends_on": row.ends_on, "text": row.text}
    form = MilestoneForm(request.POST or None, rule=rule, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.change(
                actor=request.actor,
                milestone=row,
                details=form.details(),
                revision=_revision(request, row),
            )
        )
    ):
        messages.success(request, f"{rule.name}: ändrat.")
        return redirect("work-show", pk=case.pk)
    return page(
        request,
        "casework/milestone_form.html",
        frame(case, "work-show", rule.name) | {"rule": rule, "milestone": row},
        form=form,
    )


@require_POST
def milestone_strike(request: StaffRequest, pk: UUID, milestone: UUID) -> HttpResponse:
    """Makulera: for what never was."""
    case, row = _fetch(request, pk, milestone)
    actions.strike(actor=request.actor, milestone=row, revision=_revision(request, row))
    messages.success(request, "Hållpunkten är makulerad och räknas inte längre.")
    return redirect("work-show", pk=case.pk)


def _rule(case: Participation, key: str) -> Rule:
    for rule in case.version.definition.milestones:
        if rule.key == key:
            return rule
    raise NotVisible


def _fetch(request: StaffRequest, pk: UUID, milestone: UUID) -> tuple[Participation, Milestone]:
    case = queries.own_case(request.actor, pk)
    row: Milestone = queries.item(
        request.actor, Milestone.objects, milestone, participation=case, struck_at=None
    )
    row.participation = case
    return case, row


def _revision(request: HttpRequest, row: Milestone) -> int:
    return seen_revision(request) or row.revision
