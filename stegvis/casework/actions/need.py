"""This file is where a participant's needs are noted, changed and met."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import activity, place
from stegvis.casework.models import Activity, Need, Participation
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import Offer
from stegvis.programmes.offer_words import Adaptation, Demand, in_words


@dataclass(frozen=True)
class Details:
    """What she needs, by a key of the programme's inventory, and what it takes for her."""

    key: str
    wished_percent: int | None = None
    adaptations: tuple[str, ...] = ()
    cannot_meet: tuple[str, ...] = ()
    language: str = ""
    place: str = ""
    has_daily_activities: bool | None = None


_FIELDS = tuple(field.name for field in fields(Details))


@transaction.atomic
def note(
    *, actor: Actor, participation: Participation, details: Details, question: str = ""
) -> Need:
    """Note what she needs; `question` is the mapping's question in which she told it.

    Raises RuleBroken for a need that the programme does not name or that is open already, and
    for words outside the lists.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    need = Need(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        question=question,
        noted_on=today(),
    )
    _describe(need, details, participation)
    need.save(force_insert=True)
    record.change(Event.NEED_NOTED, need, need=need.key)
    return need


@transaction.atomic
def change(*, actor: Actor, need: Need, details: Details, revision: int) -> Need:
    """Change an open need. Raises as `note`, and Conflict."""
    locked = _locked(actor, need, revision)
    _check_open(locked)
    _describe(locked, details, _case(need))
    locked.keep(*_FIELDS)
    record.change(Event.NEED_CHANGED, locked, need=locked.key)
    return locked


@transaction.atomic
def meet(
    *, actor: Actor, need: Need, met_on: date, revision: int, by: Activity | None = None
) -> Need:
    """It is met, by one of her activities or otherwise. Raises RuleBroken for a day ahead or
    before the need was noted, and for another person's activity."""
    locked = _locked(actor, need, revision)
    _check_open(locked)
    if met_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "met_on")
    if met_on < locked.noted_on:
        raise RuleBroken(f"Behovet noterades {locked.noted_on}, efter den dagen.", "met_on")
    if by is not None and by.participation_id != locked.participation_id:
        raise RuleBroken("Aktiviteten är en annan deltagares.", "by")
    return _met(actor, locked, met_on, by, None)


@transaction.atomic
def plan_offer(
    *,
    actor: Actor,
    need: Need,
    offer: Offer,
    catalogue_key: str,
    revision: int,
    beyond: bool = False,
) -> Activity:
    """Somebody has chosen an offer for a need: plan it as an ordinary activity, which takes a
    place there, and note that the need is met by it.

    Nothing of how well it fits is refused: people decide. Raises RuleBroken when the offer has
    ended, as `activity.plan`, and, unless people have agreed on a place `beyond` what is counted,
    when it is full or others have waited longer than her for every place that is free.
    """
    locked = _locked(actor, need, revision)
    _check_open(locked)
    held = _held(offer)
    if held.is_full and not beyond:
        raise RuleBroken(
            f"Alla platser i {held.name} är upptagna. Ställ deltagaren i kö, eller planera ändå "
            "om ni har kommit överens om en plats till.",
            "offer",
        )
    ahead = place.ahead_of(locked, held)
    if held.places_left is not None and held.places_left <= ahead and not beyond:
        others = "En annan" if ahead == 1 else str(ahead)
        raise RuleBroken(
            f"{others} står före i kön till {held.name}. Ställ deltagaren i kö, eller planera "
            "ändå om ni har kommit överens om det.",
            "offer",
        )
    planned = activity.plan(
        actor=actor,
        participation=_case(need),
        catalogue_key=catalogue_key,
        name=offer.name,
        offer=offer,
        details=activity.Details(
            extent_text=f"{need.wished_percent} %" if need.wished_percent else "",
            provider=offer.provider,
            adaptations=in_words(Adaptation, need.adaptations).capitalize(),
        ),
    )
    _met(actor, locked, today(), planned, offer)
    return planned


@transaction.atomic
def queue(*, actor: Actor, need: Need, offer: Offer, revision: int) -> Need:
    """She waits for a place in an offer that is full, after all who wait for it already, at any
    authority; the need stays open. One queue at a time.

    Raises RuleBroken when the offer has ended, when there is a place that nobody waits for, and
    when she waits for one there for another need: she takes one place.
    """
    locked = _locked(actor, need, revision)
    _check_open(locked)
    held = _held(offer)
    before = locked.offer_id if locked.queued_at else None
    if before == offer.pk:
        raise RuleBroken(f"Deltagaren står redan i kö till {held.name}.")
    if held.places_left is None:
        raise RuleBroken(f"Ingen har räknat platserna i {held.name}. Fråga, och välj det sedan.")
    if _waits_already(locked, held):
        raise RuleBroken(
            f"Deltagaren står redan i kö till {held.name}, för ett annat behov. En plats räcker."
        )
    if held.places_left > held.waiting:
        raise RuleBroken(f"Det finns en ledig plats i {held.name}. Välj den i stället för att köa.")
    locked.offer, locked.queued_at = held, now()
    locked.keep("offer", "queued_at")
    record.change(Event.NEED_QUEUED, locked, need=locked.key, offer=held.pk)
    _count(actor, locked, {held.pk, before})
    return locked


@transaction.atomic
def leave_queue(*, actor: Actor, need: Need, revision: int) -> Need:
    """She no longer waits for it."""
    locked = _locked(actor, need, revision)
    if locked.queued_at is None:
        raise RuleBroken("Deltagaren står inte i kö.")
    before = locked.offer_id
    locked.offer = locked.queued_at = None
    locked.keep("offer", "queued_at")
    record.change(Event.NEED_QUEUE_LEFT, locked, need=locked.key, offer=before)
    _count(actor, locked, {before})
    return locked


@transaction.atomic
def reopen(*, actor: Actor, need: Need, revision: int) -> Need:
    """It was not met after all, or is there again."""
    locked = _locked(actor, need, revision)
    if locked.met_on is None:
        raise RuleBroken("Behovet är redan öppet.")
    _check_single(locked)
    locked.met_on = locked.activity = locked.offer = None
    locked.keep("met_on", "activity", "offer")
    record.change(Event.NEED_REOPENED, locked, need=locked.key)
    return locked


@transaction.atomic
def strike(*, actor: Actor, need: Need, revision: int) -> Need:
    """Strike (makulera) one that never was: it counts nowhere, and stays to be seen."""
    locked = _locked(actor, need, revision)
    before = _out_of_queue(locked)
    locked.struck_at = now()
    locked.keep("struck_at", "queued_at", "offer")
    record.change(Event.NEED_STRUCK, locked, need=locked.key)
    _count(actor, locked, {before})
    return locked


def label_of(participation: Participation, key: str) -> str:
    """The need in the words of the participant's own version of the programme."""
    inventory_rules = participation.version.definition.inventory
    for choice in inventory_rules.needs if inventory_rules else ():
        if choice.key == key:
            return choice.label
    raise RuleBroken("Välj ett av de behov som insatsen räknar upp.", "key")


def _describe(need: Need, details: Details, participation: Participation) -> None:
    for field in _FIELDS:
        value = getattr(details, field)
        if isinstance(value, str):
            value = value.strip()
        setattr(need, field, list(value) if isinstance(value, tuple) else value)
    label_of(participation, need.key)
    if set(need.adaptations) - set(Adaptation.values):
        raise RuleBroken("Välj bland det som står i listan.", "adaptations")
    if set(need.cannot_meet) - set(Demand.values):
        raise RuleBroken("Välj bland det som står i listan.", "cannot_meet")
    if need.wished_percent is not None and not 1 <= need.wished_percent <= 100:
        raise RuleBroken(
            "Omfattningen är 1 till 100 procent av 40 timmar i veckan.", "wished_percent"
        )
    _check_single(need)


def _check_single(need: Need) -> None:
    same = Need.objects.open().filter(
        owner_id=need.owner_id, participation_id=need.participation_id, key=need.key
    )
    if same.exclude(pk=need.pk).exists():
        raise RuleBroken("Behovet är redan noterat. Ändra det i stället.", "key")


def _met(actor: Actor, need: Need, met_on: date, by: Activity | None, offer: Offer | None) -> Need:
    before = _out_of_queue(need)
    need.met_on, need.activity, need.offer = met_on, by, offer
    need.keep("met_on", "activity", "offer", "queued_at")
    record.change(Event.NEED_MET, need, need=need.key, on=met_on)
    _count(actor, need, {before})
    return need


def _waits_already(need: Need, offer: Offer) -> bool:
    waits = Need.objects.open().filter(
        owner_id=need.owner_id,
        participation_id=need.participation_id,
        offer_id=offer.pk,
        queued_at__isnull=False,
    )
    return waits.exclude(pk=need.pk).exists()


def _held(offer: Offer) -> Offer:
    held = place.hold(offer.pk)
    if held.ended_on is not None:
        raise RuleBroken("Det finns inte längre i utbudet. Välj något annat.")
    return held


def _out_of_queue(need: Need) -> UUID | None:
    """The offer that she waited for, if any; she does so no longer."""
    if need.queued_at is None:
        return None
    before = need.offer_id
    need.offer = need.queued_at = None
    return before


def _count(actor: Actor, need: Need, offers: set[UUID | None]) -> None:
    for offer_id in sorted((pk for pk in offers if pk), key=str):
        place.count(actor=actor, participation=_case(need), offer_id=offer_id)


def _case(need: Need) -> Participation:
    if need.participation is None:
        raise RuleBroken("Behovet hör inte till något ärende.")
    return need.participation


def _locked(actor: Actor, need: Need, revision: int) -> Need:
    require(actor, Permission.ACTIVITY_WRITE, need.scope)
    locked = Need.lock(need, revision)
    locked.participation = need.participation
    if locked.struck_at is not None:
        raise RuleBroken("Behovet är makulerat. Notera det på nytt om det ändå finns.")
    return locked


def _check_open(need: Need) -> None:
    if need.met_on is not None:
        raise RuleBroken("Behovet är redan mött. Öppna det igen om det finns kvar.")
