"""This file is where weeding is proposed and decided on pages, and stopped for a person.

Nobody is named here: whoever decides knows a person by a reference, the days and the rule.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.casework import weeding
from stegvis.casework.actions import weeding as actions
from stegvis.casework.gone_over import GoneOver, gone_over
from stegvis.casework.models import LegalHold
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import retention
from stegvis.participants.models import Participant
from stegvis.web.oversight.rows import case_by, participant_by
from stegvis.web.oversight.words import reference
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.step_up import fresh_post

# No more than somebody can go through with care; the rest is shown when these are decided.
MOST_AT_ONCE = 100
MOST_DECISIONS = 50


class ProposeForm(StegvisForm):
    persons = forms.TypedMultipleChoiceField(
        label="Personer",
        coerce=UUID,
        error_messages={
            "required": "Välj minst en person.",
            "invalid_choice": "Någon i listan kan inte gallras längre. Se över listan.",
        },
    )

    def __init__(self, *args: Any, found: list[GoneOver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = [(str(row.participant_id), "") for row in found]


class DecideForm(StegvisForm):
    reason = forms.CharField(
        label="Skäl",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Behövs om ni inte gallrar. Skriv inte deltagares namn.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class HoldForm(StegvisForm):
    reference = forms.CharField(
        label="Referens till deltagaren eller till ett ärende",
        max_length=8,
        help_text="Åtta tecken. Deltagarens står i listan, i ett registerutdrag eller i loggen. "
        "Ärendets är de åtta första i adressen till ärendets sida.",
    )
    reason = forms.CharField(
        label="Varför får uppgifterna inte gallras?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel en överklagan, ett skadeståndskrav eller en tillsyn.",
    )


class LiftForm(StegvisForm):
    reason = forms.CharField(
        label="Varför får uppgifterna gallras igen?", widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


def weeding_list(request: StaffRequest) -> HttpResponse:
    """What is due and under which rule, the decisions, and whom nothing is weeded about."""
    actor = request.actor
    only_for(actor, Permission.WEEDING_DECIDE)
    kind = Organisation.objects.get(pk=actor.organisation_id).kind
    taken = weeding.spoken_for(actor.organisation_id)
    found = gone_over(actor, kind, today(), but=taken, most=MOST_AT_ONCE)
    typed = request.POST if request.method == "POST" else None
    form = ProposeForm(typed, found=found)
    if request.method == "POST" and form.is_valid():
        made = form.obeys(
            lambda: actions.propose(actor=actor, participants=form.cleaned_data["persons"])
        )
        if made:
            messages.success(request, "Gallringen är föreslagen. Någon annan än du beslutar.")
            return redirect("weeding-show", pk=made.pk)
    chosen = request.POST.getlist("persons") if form.is_bound else None
    context = {
        "page_title": "Gallring",
        "rule": retention.rule_of(kind, today()),
        "due": [(row, chosen is None or str(row.participant_id) in chosen) for row in found],
        "most": MOST_AT_ONCE,
        "decisions": list(weeding.decisions(actor)[:MOST_DECISIONS]),
        "holds": weeding.holds(actor),
    }
    return page(request, "weeding/list.html", context, form=form)


@fresh_post
def weeding_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A proposal and its list; somebody else than the proposer approves it here."""
    actor = request.actor
    only_for(actor, Permission.WEEDING_DECIDE)
    decision, rows = weeding.decision(actor, pk)
    form = DecideForm(request.POST or None, initial={"revision": decision.revision})
    approved = request.POST.get("decision") == "approve"
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.decide(
                actor=actor, decision=decision, approved=approved, **form.cleaned_data
            )
        )
    ):
        said = "Gallringen är beslutad." if approved else "Förslaget gallras inte."
        messages.success(request, said)
        return redirect("weeding-show", pk=pk)
    context = {
        "page_title": "Beslut om gallring",
        "decision": decision,
        "rows": rows,
        "is_own": decision.created_by_id == actor.account_id,
    }
    return page(request, "weeding/show.html", context, form=form)


def weeding_hold(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.WEEDING_DECIDE)
    form = HoldForm(request.POST or None, initial={"reference": request.GET.get("referens", "")})
    if request.method == "POST" and form.is_valid():
        made = form.obeys(lambda: _hold(request, form.cleaned_data))
        if made:
            messages.success(request, "Uppgifterna gallras inte så länge stoppet gäller.")
            return redirect("weeding-list")
    return page(request, "weeding/hold.html", {"page_title": "Stoppa gallring"}, form=form)


def _hold(request: StaffRequest, data: dict[str, Any]) -> LegalHold:
    """Of a person by her reference, or of one of her cases by the case's."""
    typed, owner = data["reference"].strip().lower(), request.actor.organisation_id
    case = None
    found = participant_by(typed, request.actor)
    if found is None:
        case = case_by(typed, request.actor)
        found = case.participant_id if case else None
    if found is None:
        raise RuleBroken("Ingen av era deltagare och inget ärende har den referensen.", "reference")
    return actions.hold(
        actor=request.actor,
        participant=Participant.objects.get(pk=found, owner_id=owner),
        participation=case,
        reason=data["reason"],
    )


def weeding_lift(request: StaffRequest, pk: UUID) -> HttpResponse:
    only_for(request.actor, Permission.WEEDING_DECIDE)
    found = weeding.hold(request.actor, pk)
    form = LiftForm(request.POST or None, initial={"revision": found.revision})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.lift(actor=request.actor, legal_hold=found, **form.cleaned_data)
        )
    ):
        messages.success(request, "Stoppet är hävt.")
        return redirect("weeding-list")
    context = {
        "page_title": "Häv stopp för gallring",
        "hold": found,
        "reference": reference(found.participant_id),
        "case_reference": reference(found.participation_id),
    }
    return page(request, "weeding/lift.html", context, form=form)
