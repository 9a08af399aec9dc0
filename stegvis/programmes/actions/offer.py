"""This file is where an authority keeps its inventory of what there is to take part in."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.db.models import TextChoices

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import Offer, OfferHistory
from stegvis.programmes.offer_history import told_of
from stegvis.programmes.offer_words import Adaptation, DailyActivities, Demand
from stegvis.programmes.vocabulary import ActivityKind

MOST_PERCENT = 100


@dataclass(frozen=True)
class Particulars:
    """What is known of an offer; extents in percent of 40 hours a week, both ends included.

    Nothing here is about a participant. What is left out is unknown, not absent.
    """

    name: str
    provider: str
    kind: str
    text: str = ""
    target: str = ""
    daily_activities: str = ""
    needs: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    adaptations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    surveyed_on: date | None = None
    min_percent: int | None = None
    max_percent: int | None = None
    municipality: str = ""
    place: str = ""
    places_total: int | None = None
    places_left: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    contact_way: str = ""


# What is left is not kept but worked out: see `_give`.
FIELDS = tuple(field.name for field in fields(Particulars) if field.name != "places_left")


@transaction.atomic
def add(*, actor: Actor, particulars: Particulars) -> Offer:
    """Add to the own authority's inventory. Raises RuleBroken without name, provider and kind,
    and for dates, extents and places that contradict each other."""
    require(actor, Permission.OFFER_KEEP, Scope(actor.organisation_id))
    offer = Offer(owner_id=actor.organisation_id, created_by_id=actor.account_id)
    _describe(offer, particulars, 0)
    offer.save(force_insert=True)
    _remember(actor, offer)
    record.change(Event.OFFER_ADDED, offer, kind=offer.kind)
    return offer


@transaction.atomic
def change(
    *,
    actor: Actor,
    offer: Offer,
    particulars: Particulars,
    revision: int,
    taken: int | None = None,
) -> Offer:
    """Change what is known. Raises RuleBroken as `add`, and Conflict."""
    locked = _locked(actor, offer, revision)
    _describe(locked, particulars, taken)
    locked.keep(*FIELDS, "places_given")
    _remember(actor, locked)
    record.change(Event.OFFER_CHANGED, locked, kind=locked.kind)
    return locked


@transaction.atomic
def set_places_left(
    *, actor: Actor, offer: Offer, places_left: int, revision: int, taken: int | None = None
) -> Offer:
    """How many places are free just now, with the places that were taken when it was counted (as
    it stands now, if not said). Raises RuleBroken for more than there are in all."""
    locked = _locked(actor, offer, revision)
    _give(locked, places_left, taken)
    locked.keep("places_given")
    _remember(actor, locked)
    record.change(Event.OFFER_PLACES_SET, locked, left=places_left)
    return locked


@transaction.atomic
def end(*, actor: Actor, offer: Offer, revision: int) -> Offer:
    """It is no longer there: it is suggested to nobody from today, and stays where it was used."""
    locked = _locked(actor, offer, revision)
    locked.ended_on = today()
    locked.keep("ended_on")
    _remember(actor, locked)
    record.change(Event.OFFER_ENDED, locked)
    return locked


def _locked(actor: Actor, offer: Offer, revision: int) -> Offer:
    require(actor, Permission.OFFER_KEEP, Scope(offer.owner_id))
    locked = Offer.lock(offer, revision)
    if locked.ended_on is not None:
        raise RuleBroken("Det finns inte längre i utbudet. Lägg till det igen om det är tillbaka.")
    return locked


def _remember(actor: Actor, offer: Offer) -> None:
    """Keep what is known from today on; several changes in a day leave the last."""
    row = OfferHistory(
        owner_id=offer.owner_id,
        created_by_id=actor.account_id,
        offer=offer,
        since=today(),
        told=told_of(offer),
    )
    OfferHistory.objects.bulk_create(
        [row],
        update_conflicts=True,
        update_fields=["told"],
        unique_fields=["offer", "owner", "since"],
    )


def _describe(offer: Offer, particulars: Particulars, taken: int | None) -> None:
    for field in FIELDS:
        value = getattr(particulars, field)
        if isinstance(value, str):
            value = value.strip()
        setattr(offer, field, list(value) if isinstance(value, tuple) else value)
    if not offer.name:
        raise RuleBroken("Skriv vad det heter.", "name")
    if not offer.provider:
        raise RuleBroken("Skriv vem som ger det.", "provider")
    _check_words(offer)
    _check_extent(offer)
    _give(offer, particulars.places_left, taken)
    if offer.starts_on and offer.ends_on and offer.ends_on < offer.starts_on:
        raise RuleBroken(
            f"Slutdagen ligger före startdagen {offer.starts_on}. Rätta den av dem som är fel.",
            "ends_on",
        )
    if offer.surveyed_on and offer.surveyed_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "surveyed_on")


def _check_words(offer: Offer) -> None:
    if offer.kind not in ActivityKind.values:
        raise RuleBroken("Välj vilket slag av aktivitet det är.", "kind")
    if offer.daily_activities and offer.daily_activities not in DailyActivities.values:
        raise RuleBroken("Välj ett av svaren om daglig verksamhet.", "daily_activities")
    known: tuple[tuple[str, type[TextChoices]], ...] = (
        ("demands", Demand),
        ("adaptations", Adaptation),
    )
    for field, words in known:
        if set(getattr(offer, field)) - set(words.values):
            raise RuleBroken("Välj bland det som står i listan.", field)


def _check_extent(offer: Offer) -> None:
    least, most = offer.min_percent, offer.max_percent
    for field, value in (("min_percent", least), ("max_percent", most)):
        if value is not None and not 1 <= value <= MOST_PERCENT:
            raise RuleBroken("Omfattningen är 1 till 100 procent av 40 timmar i veckan.", field)
    if least is not None and most is not None and most < least:
        raise RuleBroken(f"Högsta omfattningen är mindre än den lägsta, {least} %.", "max_percent")


def _give(offer: Offer, left: int | None, taken: int | None) -> None:
    """What was free when it was counted, and what participants here had taken then, is what there
    is room for; whoever takes or leaves a place afterwards changes what is left."""
    if left is None:
        offer.places_given = None
        return
    if taken is None:
        taken = Offer.objects.with_use().get(pk=offer.pk).taken
    offer.places_given = left + taken
    total = offer.places_total
    if total is None or offer.places_given <= total:
        return
    if taken:
        raise RuleBroken(
            f"Det finns {total} platser i allt och {taken} är tagna av deltagare här, så högst "
            f"{max(0, total - taken)} kan vara lediga.",
            "places_left",
        )
    raise RuleBroken(
        f"Det finns {total} platser i allt, så fler kan inte vara lediga.", "places_left"
    )
