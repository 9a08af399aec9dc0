"""This file is where a proposal is begun, changed, sent, followed and withdrawn by its proposer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.casework import proposing
from stegvis.casework.actions import proposal as actions
from stegvis.casework.actions.sending import missing
from stegvis.casework.models import Proposal, ReferralStatus
from stegvis.casework.proposing import Proposed
from stegvis.core.dates import today
from stegvis.programmes.closing import choices, refuse_when_closed
from stegvis.programmes.ways_in import WayIn, route_of, ways_to_propose
from stegvis.web.referrals.forms import ReferralForm, SendForm, initial_of
from stegvis.web.referrals.status import told
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision


def proposal_choose(request: StaffRequest) -> HttpResponse:
    """Which programme and which operator. With only one to choose, straight to its form."""
    only_for(request.actor, Permission.REFERRAL_DRAFT)
    found = choices(ways_to_propose(request.actor.organisation_id))
    if len(found.ways) == 1:
        only = found.ways[0]
        return redirect("proposal-draft", pk=only.version.pk, operator=only.runs_it.pk)
    context = {"page_title": "Välj insats", "ways": found.ways, "closed": found.closed}
    return page(request, "proposals/choose.html", context)


def proposal_draft(request: StaffRequest, pk: UUID, operator: UUID) -> HttpResponse:
    only_for(request.actor, Permission.REFERRAL_DRAFT)
    way = _way(request.actor, pk, operator)
    if request.method == "GET":
        refuse_when_closed(way.version.programme_id, way.runs_it.pk)
    form = _form(way, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.obeys(
            lambda: actions.draft(
                actor=request.actor, version=way.version, operator=way.operator, **form.written()
            )
        )
        if saved:
            return _saved(request, saved)
    return page(request, "proposals/form.html", _about("Nytt förslag", way), form=form)


def proposal_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    seen = proposing.own_proposal(request.actor, pk)
    proposal, identity = seen.proposal, seen.identity
    if not proposal.is_draft:
        return redirect("proposal-show", pk=pk)
    way = _way_of(proposal)
    form = _form(
        way,
        request.POST or None,
        initial=initial_of(proposal, identity),
        stored=identity,
        is_hidden=identity is None,
    )
    if request.method == "POST" and form.is_valid():
        revision = _revision(request, proposal)
        saved = form.obeys(
            lambda: actions.change(
                actor=request.actor, proposal=proposal, revision=revision, **form.written()
            )
        )
        if saved:
            return _saved(request, saved)
    context = _about("Ändra förslaget", way) | {"referral": proposal}
    return page(request, "proposals/form.html", context, form=form)


def proposal_send(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Check everything, say on what ground it leaves the authority, and send to the assessor."""
    seen = proposing.own_proposal(request.actor, pk)
    proposal = seen.proposal
    if not proposal.is_draft:
        return redirect("proposal-show", pk=pk)
    form = SendForm(request.POST or None, initial={"consent_taken_by": request.actor.name})
    if request.method == "POST" and form.is_valid():
        revision = _revision(request, proposal)
        if form.obeys(
            lambda: actions.send(
                actor=request.actor, proposal=proposal, revision=revision, **form.cleaned_data
            )
        ):
            messages.success(request, f"Förslaget är skickat till {proposal.receiver.name}.")
            return redirect("proposal-show", pk=pk)
    context = _shown(seen) | {
        "page_title": "Granska förslaget",
        "missing": missing(proposal, seen.identity),
        "today": today(),
    }
    return page(request, "proposals/send.html", context, form=form)


def proposal_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One's own proposal and where it is. What the operator decides is not told here."""
    seen = proposing.own_proposal(request.actor, pk)
    return page(request, "proposals/show.html", _shown(seen) | {"page_title": seen.title})


def proposal_withdraw(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask once, then withdraw; a draft is thrown away."""
    seen = proposing.own_proposal(request.actor, pk)
    proposal = seen.proposal
    if proposal.status == ReferralStatus.WITHDRAWN:
        return redirect("proposal-show", pk=pk)
    if request.method == "POST":
        was_draft = proposal.is_draft
        actions.withdraw(
            actor=request.actor, proposal=proposal, revision=_revision(request, proposal)
        )
        done = "Utkastet är borttaget." if was_draft else "Förslaget är tillbakadraget."
        messages.success(request, done)
        return redirect("proposal-list")
    verb = "Ta bort utkastet" if proposal.is_draft else "Dra tillbaka förslaget"
    context = _shown(seen) | {"page_title": verb}
    return page(request, "proposals/withdraw.html", context)


def _shown(seen: Proposed) -> dict[str, Any]:
    proposal = seen.proposal
    return {
        "seen": seen,
        "referral": proposal,
        "identity": seen.identity,
        "person": proposal.participant,
        "number": seen.identity.masked_number if seen.identity else "",
        "told": told(proposal),
        "route": route_of(proposal.version.definition, proposal.route),
    }


def _about(title: str, way: WayIn) -> dict[str, Any]:
    return {"page_title": title, "way": way, "words": way.definition.words}


def _saved(request: StaffRequest, proposal: Proposal) -> HttpResponse:
    messages.success(request, "Utkastet är sparat. Ingen annan ser det förrän du skickar det.")
    following = "proposal-send" if "check" in request.POST else "proposal-change"
    return redirect(following, pk=proposal.pk)


def _way(actor: Actor, version: UUID, operator: UUID) -> WayIn:
    for way in ways_to_propose(actor.organisation_id):
        if way.version.pk == version and way.operator and way.operator.pk == operator:
            return way
    raise NotVisible


def _way_of(proposal: Proposal) -> WayIn:
    route = route_of(proposal.version.definition, proposal.route)
    if route is None:
        raise NotVisible
    return WayIn(proposal.version, route, proposal.receiver, proposal.operator)


def _form(way: WayIn, data: Any = None, **known: Any) -> ReferralForm:
    again = reverse("referral-facts", args=[way.version.pk, way.route.source])
    return ReferralForm(data, definition=way.definition, route=way.route, again=again, **known)


def _revision(request: StaffRequest, proposal: Proposal) -> int:
    return seen_revision(request) or proposal.revision
