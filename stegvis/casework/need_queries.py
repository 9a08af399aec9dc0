"""This file is where needs and inventories are fetched and brought together: to fetch is to be
allowed, and to fetch is to be logged, as in `casework.queries`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework.matching import Gap, State, Supply, Wish, gaps, state_of
from stegvis.casework.models import ActivityStatus, MappingAnswer, Need, Participation
from stegvis.organisations.models import Organisation
from stegvis.programmes.models import (
    Offer,
    OfferQuerySet,
    ProgrammeParty,
    ProgrammeVersion,
    Seat,
)

MOST_OFFERS = 500
MOST_NEEDS = 5_000


def needs(actor: Actor, case: Participation) -> list[Need]:
    """The case's needs that have not been struck, oldest first. One query."""
    rows = list(
        Need.objects.visible_to(actor)
        .kept()
        .filter(participation=case, owner_id=actor.organisation_id)
        .select_related("activity", "offer")
    )
    for row in rows:
        row.participation = case
    return rows


def told_needs(actor: Actor, case: Participation) -> list[MappingAnswer]:
    """Answers of the newest mapping that are marked as a need to work with. One query."""
    rows = MappingAnswer.objects.filter(
        owner_id=actor.organisation_id,
        mapping__participation=case,
        mapping__owner_id=actor.organisation_id,
        is_need=True,
    ).order_by("-mapping__number", "created_at")
    newest: dict[str, MappingAnswer] = {}
    for row in rows[:200]:
        newest.setdefault(row.question, row)
    return list(newest.values())


def offers_for(case: Participation) -> list[Offer]:
    """What is in the inventories that the programme matches: of the parties that keep one. One
    query. No participant data."""
    rules = case.version.definition.inventory
    keys = rules.kept_by if rules else ()
    return _offers(case.version_id, keys)


def _offers(version_id: UUID, keys: Iterable[str]) -> list[Offer]:
    keepers = ProgrammeParty.objects.filter(
        version_id=version_id, seat=Seat.PARTY, key__in=tuple(keys)
    ).values("organisation_id")
    rows = Offer.objects.with_use().filter(owner_id__in=keepers, ended_on__isnull=True)
    return list(rows.select_related("owner").order_by("name")[:MOST_OFFERS])


def offer_for(case: Participation, pk: UUID) -> Offer:
    """One of them. Raises NotVisible."""
    found = next((row for row in offers_for(case) if row.pk == pk), None)
    if found is None:
        raise NotVisible
    return found


def supply_of(offer: Offer, home_id: UUID) -> Supply:
    """An offer in plain values, as seen from the municipality at home."""
    return Supply(
        ref=offer.pk,
        name=offer.name,
        needs=frozenset(offer.needs),
        demands=frozenset(offer.demands),
        adaptations=frozenset(offer.adaptations),
        languages=frozenset(offer.languages),
        is_surveyed=offer.surveyed_on is not None,
        is_home=offer.owner_id == home_id,
        municipality=offer.municipality or offer.owner.municipality or offer.owner.name,
        least=offer.min_percent,
        most=offer.max_percent,
        places_left=offer.places_left,
        waiting=offer.waiting,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        ended_on=offer.ended_on,
        daily_activities=offer.daily_activities,
    )


def wish_of(need: Need, label: str) -> Wish:
    return Wish(
        need=need.key,
        need_label=label,
        percent=need.wished_percent,
        adaptations=frozenset(need.adaptations),
        cannot_meet=frozenset(need.cannot_meet),
        language=need.language,
        place=need.place,
        has_daily_activities=need.has_daily_activities,
        waits_for=need.offer_id if need.queued_on else None,
    )


# The inventory itself


def inventory(
    actor: Actor, *, kind: str = "", owner: str = "", need: str = "", free: bool = False
) -> list[Offer]:
    """What the authorities that share a programme with the actor's have in their inventories, and
    her own. One query."""
    rows = _shared(actor).with_use().filter(ended_on__isnull=True)
    if kind:
        rows = rows.filter(kind=kind)
    if owner:
        rows = rows.filter(owner__key=owner)
    if need:
        rows = rows.filter(needs__contains=[need])
    if free:
        rows = rows.filter(places_given__gt=F("taken"))
    return list(rows.select_related("owner").order_by("owner__name", "name")[:MOST_OFFERS])


def keepers(actor: Actor) -> list[Organisation]:
    """The authorities whose inventories the actor finds in the list."""
    return list(Organisation.objects.filter(pk__in=_shared(actor).values("owner_id")))


def _shared(actor: Actor) -> OfferQuerySet:
    mine = ProgrammeParty.objects.filter(organisation_id=actor.organisation_id)
    beside = ProgrammeParty.objects.filter(version_id__in=mine.values("version_id"))
    own = Offer.objects.filter(owner_id=actor.organisation_id)
    return own | Offer.objects.filter(owner_id__in=beside.values("organisation_id"))


def offer(pk: UUID) -> Offer:
    """Any of them: it is open to whoever is logged in at an authority. Raises NotVisible."""
    rows = Offer.objects.with_use().filter(pk=pk)
    found = rows.select_related("owner", "created_by").first()
    if found is None:
        raise NotVisible
    return found


def own_offer(actor: Actor, pk: UUID) -> Offer:
    """One that the actor keeps. Raises NotVisible."""
    found = offer(pk)
    if not may(actor, Permission.OFFER_KEEP, Scope(found.owner_id)):
        raise NotVisible
    return found


def versions_with_inventory(actor: Actor) -> list[ProgrammeVersion]:
    """The newest published version of each programme with an inventory and a seat for the
    actor's authority. One query."""
    rows = (
        ProgrammeVersion.objects.filter(
            published_at__isnull=False, parties__organisation_id=actor.organisation_id
        )
        .select_related("programme")
        .order_by("programme__name", "number")
        .distinct()
    )
    newest = {row.programme_id: row for row in rows}
    return [row for row in newest.values() if row.definition.inventory]


# What is lacking


@dataclass(frozen=True)
class Lacking:
    """One programme at one operator: its needs with counts, and how many they are of.

    `without` are ongoing participants of whom no need has been noted: the figures say nothing
    about them.
    """

    version: ProgrammeVersion
    rows: tuple[Gap, ...]
    ongoing: int
    without: int

    @property
    def noted(self) -> int:
        return self.ongoing - self.without


def lacking(actor: Actor, day: date) -> list[Lacking]:
    """How the own authority's ongoing participants' needs stand against the inventories today,
    in the programmes whose goals the actor reads. Sums alone; nobody is shown. Three queries, and
    one for each programme's inventory."""
    versions = {
        row.programme_id: row
        for row in versions_with_inventory(actor)
        if may(actor, Permission.GOALS_READ, Scope(actor.organisation_id, row.programme_id))
    }
    cases = Participation.objects.filter(
        owner_id=actor.organisation_id,
        ended_on__isnull=True,
        version__programme_id__in=versions,
    )
    ongoing = Counter(cases.values_list("version__programme_id", flat=True))
    rows = list(
        Need.objects.kept()
        .filter(owner_id=actor.organisation_id, participation__in=cases)
        .select_related("activity", "participation__version")[:MOST_NEEDS]
    )
    return [
        _lacking(version, actor.organisation_id, ongoing[key], rows, day)
        for key, version in versions.items()
        if ongoing[key]
    ]


def _lacking(
    version: ProgrammeVersion, home_id: UUID, ongoing: int, rows: list[Need], day: date
) -> Lacking:
    rules = version.definition.inventory
    labels = {choice.key: choice.label for choice in rules.needs} if rules else {}
    offers = _offers(version.pk, rules.kept_by if rules else ())
    supplies = [supply_of(offer, home_id) for offer in offers]
    here = [
        (row, row.participation_id)
        for row in rows
        if row.participation and row.participation.version.programme_id == version.programme_id
    ]
    states = [
        (row.key, case_id, _state(row, labels.get(row.key, row.key), supplies, day))
        for row, case_id in here
        if case_id
    ]
    without = ongoing - len({case_id for _, case_id in here})
    return Lacking(version, tuple(gaps(labels.items(), states)), ongoing, without)


def is_met(need: Need) -> bool:
    """Met, and not by an activity that was broken off."""
    if need.met_on is None:
        return False
    return need.activity is None or need.activity.status != ActivityStatus.INTERRUPTED


def _state(need: Need, label: str, supplies: list[Supply], day: date) -> State:
    if is_met(need):
        return State.MET
    return state_of(wish_of(need, label), supplies, day)
