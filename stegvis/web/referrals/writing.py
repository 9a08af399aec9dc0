"""This file is where a referral is begun, changed, checked, sent and withdrawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework import proposing, referring
from stegvis.casework.actions import outreach
from stegvis.casework.actions import referral as actions
from stegvis.casework.actions.sending import missing
from stegvis.casework.models import Referral, ReferralStatus
from stegvis.casework.queries import identity_of, name_of
from stegvis.core.dates import today
from stegvis.participants.models import Ground
from stegvis.programmes.closing import choices, refuse_when_closed
from stegvis.programmes.ways_in import WayIn, outside_ways_in, route_of, ways_in, ways_to_propose
from stegvis.web.referrals.forms import ReferralForm, SendForm, initial_of
from stegvis.web.referrals.status import objections, told
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision


def referral_choose(request: StaffRequest) -> HttpResponse:
    """Which programme. With only one to choose, straight to its form."""
    only_for(request.actor, Permission.REFERRAL_DRAFT)
    found = choices(ways_in(request.actor.organisation_id))
    if len(found.ways) == 1:
        only = found.ways[0]
        return redirect("referral-draft", pk=only.version.pk, receiver=only.receiver.pk)
    context = {"page_title": "Välj insats", "ways": found.ways, "closed": found.closed}
    return page(request, "referrals/referral_choose.html", context)


def referral_draft(request: StaffRequest, pk: UUID, receiver: UUID) -> HttpResponse:
    only_for(request.actor, Permission.REFERRAL_DRAFT)
    way = _way(request.actor, pk, receiver)
    if request.method == "GET":
        # Said before anything is written, and not when all of it is.
        refuse_when_closed(way.version.programme_id, way.runs_it.pk)
    form = _form(way, request.POST or None)
    if request.method == "POST" and form.is_valid():
        referral = form.obeys(
            lambda: actions.draft(
                actor=request.actor,
                version=way.version,
                route=way.route.source,
                receiver=way.receiver,
                **form.written(),
            )
        )
        if referral:
            return _saved(request, referral)
    word = way.route.word or way.definition.words.referral
    return page(
        request,
        "referrals/referral_form.html",
        {"page_title": f"Ny {word}", "way": way, "words": way.definition.words},
        form=form,
    )


@require_POST
def referral_facts(request: StaffRequest, pk: UUID, route: str) -> HttpResponse:
    """The questions that apply after the latest answer; nothing is saved or checked."""
    way = _any_way(request.actor, pk, route)
    form = _form(way, initial=request.POST.dict())
    return page(request, "referrals/facts.html", {"form": form})


def referral_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    referral = referring.own_draft(request.actor, pk)
    if not referral.is_draft:
        return redirect("referral-show", pk=pk)
    if request.method == "GET" and proposing.taken_back(request.actor, [referral]):
        return _to_be_removed(request, referral)
    way, identity = _way_of(referral), identity_of(referral.participant)
    form = _form(
        way,
        request.POST or None,
        initial=initial_of(referral, identity),
        stored=identity,
        is_hidden=identity is None,
    )
    if request.method == "POST" and form.is_valid():
        revision = _revision(request, referral)
        saved = form.obeys(
            lambda: actions.change(
                actor=request.actor, referral=referral, revision=revision, **form.written()
            )
        )
        if saved:
            return _saved(request, saved)
    word = way.route.word or way.definition.words.referral
    return page(
        request,
        "referrals/referral_form.html",
        {
            "page_title": f"Ändra {word}",
            "way": way,
            "words": way.definition.words,
            "referral": referral,
        },
        form=form,
    )


def referral_send(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Check everything, say on what ground it leaves the authority, and send."""
    referral = referring.own_draft(request.actor, pk)
    if not referral.is_draft:
        return redirect("referral-show", pk=pk)
    if request.method == "GET" and proposing.taken_back(request.actor, [referral]):
        return _to_be_removed(request, referral)
    form = SendForm(request.POST or None, initial={"consent_taken_by": request.actor.name})
    if request.method == "POST" and form.is_valid():
        revision = _revision(request, referral)
        if form.obeys(
            lambda: actions.send(
                actor=request.actor, referral=referral, revision=revision, **form.cleaned_data
            )
        ):
            messages.success(request, f"Skickad till {referral.receiver.name}.")
            return redirect("referral-show", pk=pk)
    return page(request, "referrals/referral_send.html", _check(referral), form=form)


def _to_be_removed(request: StaffRequest, referral: Referral) -> HttpResponse:
    """The draft is of a proposal that has been taken back: what is left to do is to remove it."""
    messages.warning(request, proposing.TAKEN_BACK)
    return redirect("referral-withdraw", pk=referral.pk)


def referral_withdraw(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask once, then withdraw; a draft is thrown away."""
    referral = referring.own_draft(request.actor, pk)
    if referral.status == ReferralStatus.WITHDRAWN:
        return redirect("referral-show", pk=pk)
    if request.method == "POST":
        was_draft = referral.is_draft
        actions.withdraw(
            actor=request.actor, referral=referral, revision=_revision(request, referral)
        )
        done = "Utkastet är borttaget." if was_draft else "Den är tillbakadragen."
        messages.success(request, done)
        return redirect("referral-list") if was_draft else redirect("referral-show", pk=pk)
    verb = "Ta bort utkastet" if referral.is_draft else "Dra tillbaka"
    return page(
        request,
        "referrals/referral_withdraw.html",
        {
            "page_title": verb,
            "referral": referral,
            "name": name_of(referral.participant),
            "words": referral.version.definition.words,
        },
    )


def outreach_choose(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.OUTREACH_REGISTER)
    ways = outside_ways_in(request.actor.organisation_id)
    found = choices([way for way in ways if _may_register(request.actor, way)])
    context = {
        "page_title": "Registrera någon utan remittent",
        "ways": found.ways,
        "closed": found.closed,
    }
    return page(request, "referrals/outreach_choose.html", context)


def _may_register(actor: Actor, way: WayIn) -> bool:
    """Not in the authority's other programmes: she would not find the person in her inbox."""
    scope = Scope(actor.organisation_id, way.version.programme_id)
    return may(actor, Permission.OUTREACH_REGISTER, scope)


def outreach_register(request: StaffRequest, pk: UUID, route: str) -> HttpResponse:
    """Somebody who comes by herself or is found by outreach: in the inbox at once."""
    only_for(request.actor, Permission.OUTREACH_REGISTER)
    way = _any_way(request.actor, pk, route)
    if not _may_register(request.actor, way):
        raise NotVisible
    if request.method == "GET":
        refuse_when_closed(way.version.programme_id, way.runs_it.pk)
    form = _form(way, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: outreach.register(
                actor=request.actor, version=way.version, route=route, **form.written()
            )
        )
    ):
        messages.success(request, "Personen är registrerad och finns i inkorgen.")
        return redirect("outreach-choose")
    return page(
        request,
        "referrals/referral_form.html",
        {
            "page_title": TITLES.get(route, "Ny person"),
            "way": way,
            "words": way.definition.words,
            "is_outreach": True,
        },
        form=form,
    )


TITLES = {"self": "Hör av sig själv", "outreach": "Uppsökande arbete"}


def _saved(request: StaffRequest, referral: Referral) -> HttpResponse:
    messages.success(request, "Utkastet är sparat. Ingen annan ser det förrän du skickar det.")
    following = "referral-send" if "check" in request.POST else "referral-change"
    return redirect(following, pk=referral.pk)


def _check(referral: Referral) -> dict[str, Any]:
    definition = referral.version.definition
    identity = identity_of(referral.participant)
    return {
        "page_title": f"Granska {definition.words.referral_definite}",
        "referral": referral,
        "words": definition.words,
        "route": route_of(definition, referral.route),
        "identity": identity,
        "person": referral.participant,
        "name": name_of(referral.participant),
        "told": told(referral),
        "missing": missing(referral, identity),
        "objections": objections(referral),
        "leaves": referral.receiver_id != referral.owner_id,
        "today": today(),
        "consent": Ground.CONSENT,
    }


def _way(actor: Actor, version: UUID, receiver: UUID) -> WayIn:
    for way in ways_in(actor.organisation_id):
        if way.version.pk == version and way.receiver.pk == receiver:
            return way
    raise NotVisible


def _any_way(actor: Actor, version: UUID, source: str) -> WayIn:
    authority = actor.organisation_id
    for way in [*outside_ways_in(authority), *ways_in(authority), *ways_to_propose(authority)]:
        if way.version.pk == version and way.route.source == source:
            return way
    raise NotVisible


def _way_of(referral: Referral) -> WayIn:
    route = route_of(referral.version.definition, referral.route)
    if route is None:
        raise NotVisible
    return WayIn(referral.version, route, referral.receiver)


def _form(way: WayIn, data: Any = None, **known: Any) -> ReferralForm:
    again = reverse("referral-facts", args=[way.version.pk, way.route.source])
    return ReferralForm(data, definition=way.definition, route=way.route, again=again, **known)


def _revision(request: StaffRequest, referral: Referral) -> int:
    return seen_revision(request) or referral.revision
