"""This file is where needs and the offers that could meet them are laid out to be read."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from stegvis.casework.matching import Answer, Suggestion, suggest
from stegvis.casework.models import Need, Participation
from stegvis.casework.need_queries import is_met, offers_for, supply_of, wish_of
from stegvis.programmes.journey import Activity as Entry
from stegvis.programmes.journey import Inventory
from stegvis.programmes.models import Offer
from stegvis.programmes.offer_words import Adaptation, Demand, in_words

TAGS = {
    Answer.YES: ("Passar", "success"),
    Answer.ASK: ("Behöver frågas om", "info"),
    Answer.NO: ("Passar inte", "warning"),
}
MARKS = {Answer.YES: "Ja", Answer.ASK: "Fråga", Answer.NO: "Nej"}
# The best are in sight; the rest are folded away.
IN_SIGHT = 3


def overview(case: Participation, rules: Inventory, needs: list[Need], day: date) -> dict[str, Any]:
    """Open needs with suggestions, and those that are met. One query, for the inventories."""
    offers = {offer.pk: offer for offer in offers_for(case)}
    supplies = [supply_of(offer, case.owner_id) for offer in offers.values()]
    labels = {choice.key: choice.label for choice in rules.needs}
    shown = []
    for need in needs:
        if is_met(need):
            continue
        label = labels.get(need.key, need.key)
        found = suggest(wish_of(need, label), supplies, day)
        cards = [_card(case, need, one, offers[one.supply.ref]) for one in found]
        good = [card for card in cards if card["fit"] is not Answer.NO]
        shown.append(
            {
                "need": need,
                "label": label,
                "facts": _facts(need),
                "is_broken_off": need.met_on is not None,
                "queue": _queue(need, offers),
                "cards": good[:IN_SIGHT],
                "folded": [*good[IN_SIGHT:], *(c for c in cards if c["fit"] is Answer.NO)],
            }
        )
    met = [
        {"need": need, "label": labels.get(need.key, need.key)} for need in needs if is_met(need)
    ]
    return {"rules": rules, "open_needs": shown, "met_needs": met, "has_offers": bool(offers)}


def entries_for(case: Participation, offer: Offer) -> list[Entry]:
    """The catalogue's entries that the offer can be planned as: those of its kind, or all."""
    every = list(case.version.definition.activities)
    return [entry for entry in every if entry.kind == offer.kind] or every


def _card(case: Participation, need: Need, one: Suggestion, offer: Offer) -> dict[str, Any]:
    tag, color = TAGS[one.fit]
    return {
        "offer": offer,
        "fit": one.fit,
        "tag": tag,
        "color": color,
        "sentence": one.sentence,
        "criteria": [{"mark": MARKS[c.answer], "text": c.text} for c in one.criteria],
        "entries": entries_for(case, offer),
        "is_home": one.supply.is_home,
        "municipality": one.supply.municipality,
        "is_full": _is_taken(need, offer),
        "is_queued": need.queued_at is not None and need.offer_id == offer.pk,
    }


def _queue(need: Need, offers: Mapping[UUID, Offer]) -> dict[str, Any] | None:
    """What she waits for, and whether there is a place now."""
    if need.queued_on is None or need.offer is None:
        return None
    known, stands = offers.get(need.offer.pk), need.in_queue
    return {
        "name": need.offer.name,
        "since": need.queued_on,
        "left": known.places_left if known else 0,
        "stands": stands,
        "is_turn": known is not None and not _is_taken(need, known),
        "is_gone": known is None,
    }


def _is_taken(need: Need, offer: Offer) -> bool:
    """Nobody has a place for her there: all are taken, or others have waited longer for them."""
    stands = need.in_queue if need.queued_at and need.offer_id == offer.pk else None
    ahead = stands.ahead if stands else offer.waiting
    return offer.places_left is not None and offer.places_left <= ahead


def _facts(need: Need) -> list[dict[str, str]]:
    told = (
        ("Omfattning", f"{need.wished_percent} %" if need.wished_percent else ""),
        ("För svårt nu", in_words(Demand, need.cannot_meet)),
        ("Anpassningar", in_words(Adaptation, need.adaptations)),
        ("Språk", need.language),
        ("Kommun", need.place),
        ("Daglig verksamhet", {True: "ja", False: "nej", None: ""}[need.has_daily_activities]),
    )
    return [{"label": label, "value": value} for label, value in told if value]
