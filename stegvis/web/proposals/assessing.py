"""This file is where proposals are listed, and assessed by the authority that may refer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import may_somewhere
from stegvis.casework import proposing
from stegvis.casework.actions import proposal as actions
from stegvis.casework.models import ProposalStatus
from stegvis.casework.proposing import Proposed
from stegvis.core.dates import today
from stegvis.programmes.ways_in import may_propose, route_of
from stegvis.web.referrals.status import told
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision

COLORS: dict[str, str] = {
    ProposalStatus.ASSESSING: "info",
    ProposalStatus.REFERRED: "success",
    ProposalStatus.DECLINED: "neutral",
}


class DeclineForm(StegvisForm):
    message = forms.CharField(
        label="Varför leder förslaget inte vidare?",
        widget=forms.Textarea,
        help_text="Läses av den som föreslog. Skriv inte mer än som behövs.",
    )


def proposal_list(request: StaffRequest) -> HttpResponse:
    """What is proposed to us to assess, and what one has proposed oneself."""
    only_for(request.actor, Permission.REFERRAL_DRAFT, Permission.PROPOSAL_ASSESS)
    assesses = may_somewhere(request.actor, Permission.PROPOSAL_ASSESS)
    refers = may_somewhere(request.actor, Permission.REFERRAL_DRAFT)
    return page(
        request,
        "proposals/list.html",
        {
            "page_title": "Förslag",
            "can_propose": refers and may_propose(request.actor.organisation_id),
            "can_refer": refers,
            "to_assess": [_row(one) for one in proposing.to_assess(request.actor)]
            if assesses
            else [],
            "own": [_row(one) for one in proposing.own_proposals(request.actor)],
        },
    )


def proposal_assess(request: StaffRequest, pk: UUID) -> HttpResponse:
    """`pk` is the proposal's, in all of these."""
    seen = proposing.proposed_here(request.actor, pk)
    return page(request, "proposals/assess.html", _about(seen))


@require_POST
def proposal_open(request: StaffRequest, pk: UUID) -> HttpResponse:
    seen = proposing.proposed_here(request.actor, pk)
    actions.open(actor=request.actor, proposal=seen.proposal)
    messages.success(request, "Den som föreslog ser nu att ni bedömer förslaget.")
    return redirect("proposal-assess", pk=pk)


@require_POST
def proposal_refer(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One click: our own referral with what was told, ready to check and send."""
    seen = proposing.proposed_here(request.actor, pk)
    referral = actions.refer(actor=request.actor, proposal=seen.proposal, identity=seen.identity)
    word = referral.version.definition.words.referral
    messages.success(request, f"Ett utkast till {word} är ifyllt. Granska det och skicka.")
    return redirect("referral-send" if referral.is_draft else "referral-show", pk=referral.pk)


def proposal_decline(request: StaffRequest, pk: UUID) -> HttpResponse:
    seen = proposing.proposed_here(request.actor, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = form.obeys(
            lambda: actions.decline(
                actor=request.actor,
                proposal=seen.proposal,
                message=form.cleaned_data["message"],
                revision=seen_revision(request),
            )
        )
        if done:
            messages.success(request, "Den som föreslog ser ert svar.")
            return redirect("proposal-list")
    context = _about(seen) | {"page_title": "Leder inte vidare"}
    return page(request, "proposals/decline.html", context, form=form)


def _about(seen: Proposed) -> dict[str, Any]:
    proposal = seen.proposal
    route = route_of(proposal.version.definition, proposal.route)
    return {
        "page_title": seen.title,
        "seen": seen,
        "referral": proposal,
        "answer": seen.answer,
        "words": proposal.version.definition.words,
        "identity": seen.identity,
        "number": seen.identity.masked_number if seen.identity else "",
        "told": told(proposal),
        "route": route,
        "is_late": _is_late(seen),
    }


def _row(one: Proposed) -> dict[str, Any]:
    return {
        "one": one,
        "proposal": one.proposal,
        "is_late": _is_late(one),
        "color": COLORS.get(one.answer.status, "neutral") if one.answer else "info",
    }


def _is_late(one: Proposed) -> bool:
    return one.is_open and one.due_on is not None and today() > one.due_on
