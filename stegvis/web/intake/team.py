"""This file is where the team's loads are shown and a case is given to another case manager."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may, may_somewhere
from stegvis.casework import queries, taking_on
from stegvis.casework.actions import participation as actions
from stegvis.casework.models import Participation
from stegvis.casework.taking_on import Load
from stegvis.core.dates import today
from stegvis.web.intake.enrolment import load_text
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class ReassignForm(StegvisForm):
    account_id = forms.ChoiceField(widget=forms.RadioSelect)
    starts_on = DateField(label="Från och med")

    def __init__(self, *args: Any, loads: list[Load], case_manager: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(load.account_id, f"{load.name}: {load_text(load)}") for load in loads]
        self.fields["account_id"].choices = choices
        self.fields["account_id"].label = f"Ny {case_manager}"


def team_show(request: StaffRequest) -> HttpResponse:
    if not may_somewhere(request.actor, Permission.CASE_ASSIGN):
        raise NotVisible
    cases = taking_on.team_cases(request.actor)
    rules = [case.version.definition.team for case in cases]
    return page(
        request,
        "intake/team.html",
        {
            "page_title": "Laget",
            "loads": [
                _load(load, cases, rules[0].full_time_cases if rules else None)
                for load in taking_on.loads(request.actor, today())
            ],
            "unassigned": _rows([case for case in cases if case.case_manager_id is None]),
            "note": rules[0].caseload_note if rules else "",
        },
    )


def case_reassign(request: StaffRequest, pk: UUID) -> HttpResponse:
    """`pk` is the participation's."""
    case = queries.own_case(request.actor, pk)
    if not may(request.actor, Permission.CASE_ASSIGN, case.scope):
        raise NotVisible
    words = case.version.definition.words
    form = ReassignForm(
        request.POST if request.method == "POST" else None,
        loads=taking_on.loads(request.actor, today()),
        case_manager=words.case_manager,
        initial={"account_id": case.case_manager_id, "starts_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = form.obeys(
            lambda: actions.assign(
                actor=request.actor,
                participation=case,
                account_id=UUID(told["account_id"]),
                starts_on=told["starts_on"],
            )
        )
        if done:
            messages.success(request, f"Ny {words.case_manager} är utsedd.")
            return redirect("team-show")
    context = {
        "page_title": f"Byt {words.case_manager}",
        "submit": "Spara",
        "back": reverse("team-show"),
        "intro": [queries.name_of(case.participant)],
    }
    return page(request, "intake/form.html", context, form=form)


def _load(load: Load, cases: list[Participation], full_time: int | None) -> dict[str, Any]:
    mine = [case for case in cases if case.case_manager_id == load.account_id]
    per_full_time = load.per_full_time
    return {
        "load": load,
        "per_full_time": None if per_full_time is None else round(per_full_time),
        "full_time": full_time,
        "is_heavy": bool(full_time and (per_full_time or load.cases) > full_time),
        "rows": _rows(mine),
    }


def _rows(cases: list[Participation]) -> list[dict[str, Any]]:
    return [{"case": case, "name": queries.name_of(case.participant)} for case in cases]
