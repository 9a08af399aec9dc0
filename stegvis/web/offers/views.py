"""This file is where the inventory is read, and kept by the authority whose it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, may
from stegvis.casework import need_queries
from stegvis.core.dates import today
from stegvis.programmes.actions import offer as actions
from stegvis.programmes.models import Offer
from stegvis.programmes.offer_words import Adaptation, Demand, in_words
from stegvis.web.offers.forms import (
    MOST_PLACES,
    FilterForm,
    OfferForm,
    PlacesForm,
    initial_of,
    needs_of,
)
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision, whole


def offer_list(request: StaffRequest) -> HttpResponse:
    """What there is, the own authority's and that of those who share a programme with it; the
    filter is in the address."""
    actor = request.actor
    needs = needs_of(need_queries.versions_with_inventory(actor))
    owners = [(one.key, one.name) for one in need_queries.keepers(actor)]
    filters = FilterForm(request.GET, owners=owners, needs=list(needs.items()))
    rows = need_queries.inventory(
        actor,
        kind=filters.chosen("slag"),
        owner=filters.chosen("hos"),
        need=filters.chosen("behov"),
        free=bool(filters.chosen("ledigt")),
    )
    context = {
        "page_title": "Utbud",
        "filters": filters,
        "is_filtered": bool(request.GET),
        "rows": [_shown(row, needs) for row in rows],
        "may_keep": may(actor, Permission.OFFER_KEEP, Scope(actor.organisation_id)),
        "may_read_gaps": may(actor, Permission.GOALS_READ, Scope(actor.organisation_id)),
    }
    return page(request, "offers/offer_list.html", context)


def offer_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    offer = need_queries.offer(pk)
    needs = needs_of(need_queries.versions_with_inventory(request.actor))
    may_keep = may(request.actor, Permission.OFFER_KEEP, Scope(offer.owner_id))
    context = {
        "page_title": offer.name,
        "offer": offer,
        "demands": in_words(Demand, offer.demands),
        "adaptations": in_words(Adaptation, offer.adaptations),
        "may_keep": may_keep and offer.ended_on is None,
        "is_over": bool(offer.ends_on and offer.ends_on < today()),
    }
    form = PlacesForm(initial={"places_left": offer.places_left})
    return page(request, "offers/offer_show.html", context | _shown(offer, needs) | {"form": form})


def offer_add(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.OFFER_KEEP)
    needs = needs_of(need_queries.versions_with_inventory(request.actor))
    form = OfferForm(request.POST or None, needs=needs)
    if request.method == "POST" and form.is_valid():
        added = form.obeys(lambda: actions.add(actor=request.actor, particulars=form.particulars()))
        if added:
            messages.success(request, "Det finns nu i utbudet.")
            return redirect("offer-show", pk=added.pk)
    context = {"page_title": "Lägg till i utbudet"}
    return page(request, "offers/offer_form.html", context, form=form)


def offer_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    offer = need_queries.own_offer(request.actor, pk)
    needs = needs_of(need_queries.versions_with_inventory(request.actor))
    form = OfferForm(request.POST or None, needs=needs, initial=initial_of(offer))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.change(
                actor=request.actor,
                offer=offer,
                particulars=form.particulars(offer.needs),
                revision=_revision(request, offer),
                taken=_taken(request, offer),
            )
        )
    ):
        messages.success(request, "Ändringen är sparad.")
        return redirect("offer-show", pk=offer.pk)
    context = {"page_title": f"Ändra {offer.name}", "offer": offer}
    return page(request, "offers/offer_form.html", context, form=form)


def offer_places(request: StaffRequest, pk: UUID) -> HttpResponse:
    """How many places are free just now: one number, for the phone."""
    offer = need_queries.own_offer(request.actor, pk)
    form = PlacesForm(request.POST or None, initial={"places_left": offer.places_left})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.set_places_left(
                actor=request.actor,
                offer=offer,
                places_left=form.cleaned_data["places_left"],
                revision=_revision(request, offer),
                taken=_taken(request, offer),
            )
        )
    ):
        messages.success(request, "Antalet lediga platser är sparat.")
        return redirect("offer-show", pk=offer.pk)
    context = {"page_title": f"Lediga platser: {offer.name}", "offer": offer}
    return page(request, "offers/offer_places.html", context, form=form)


@require_POST
def offer_end(request: StaffRequest, pk: UUID) -> HttpResponse:
    offer = need_queries.own_offer(request.actor, pk)
    actions.end(actor=request.actor, offer=offer, revision=_revision(request, offer))
    messages.success(request, f"{offer.name} är borttaget ur utbudet.")
    return redirect("offer-list")


def _shown(offer: Offer, needs: dict[str, str]) -> dict[str, Any]:
    """An offer as a reader sees it: extent, places and the needs that it meets, in words."""
    return {
        "offer": offer,
        "needs": [needs[key] for key in offer.needs if key in needs],
        "extent": extent_in_words(offer),
        "places": places_in_words(offer),
        "places_color": "neutral" if offer.places_left is None else _color(offer.places_left),
        "places_more": places_more(offer),
    }


def extent_in_words(offer: Offer) -> str:
    least, most = offer.min_percent, offer.max_percent
    if least is None and most is None:
        return "Inte känd"
    if least is None:
        return f"högst {most} %"
    if most is None:
        return f"minst {least} %"
    return f"{least} %" if least == most else f"{least}–{most} %"


def places_in_words(offer: Offer) -> str:
    if offer.places_left is None:
        return "Inte känt"
    if offer.is_full:
        return f"Fullt, {offer.waiting} i kö" if offer.waiting else "Fullt"
    if offer.places_total is None:
        return f"{offer.places_left} lediga"
    return f"{offer.places_left} av {offer.places_total} lediga"


def places_more(offer: Offer) -> str:
    """What the number of free places is worked out from, in sentences; sums of all authorities."""
    told = [
        f"{offer.taken or 'Ingen'} deltagare har en plats, planerad eller pågående, hos någon av "
        "myndigheterna här."
    ]
    if offer.places_beyond:
        told.append(f"{offer.places_beyond} av dem är fler än det finns plats för.")
    if offer.waiting:
        told.append(f"{offer.waiting} står i kö.")
    if offer.places_given is None:
        told.append("Ingen har skrivit in hur många platser som finns.")
    return " ".join(told)


def _color(left: int) -> str:
    return "success" if left else "warning"


def _taken(request: HttpRequest, row: Offer) -> int:
    """How many places were taken when the form was opened: what was typed was counted then."""
    taken = whole(request.POST.get("taken", ""))
    return row.taken if taken is None or taken > MOST_PLACES else taken


def _revision(request: HttpRequest, row: Offer) -> int:
    return seen_revision(request) or row.revision
