"""This file is where needs and inventories are fetched and brought together: to fetch is to be
allowed, and to fetch is to be logged, as in `casework.queries`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework.matching import Gap, Standing, State, Supply, Wish, gaps, standing
from stegvis.casework.models import ActivityStatus, MappingAnswer, Need, Participation
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.programmes.models import (
    Offer,
    OfferHistory,
    OfferQuerySet,
    ProgrammeParty,
    ProgrammeVersion,
    Seat,
)
from stegvis.programmes.offer_history import put_back

MOST_OFFERS = 500
#: How many needs are fetched at once, where all are counted.
AT_A_TIME = 2_000


def needs(actor: Actor, case: Participation) -> list[Need]:
    """The case's needs that have not been struck, oldest first, each with its place in the queue
    where it waits. One query."""
    rows = list(
        Need.objects.visible_to(actor)
        .kept()
        .with_place()
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
    rows = _kept_by(version_id, keys).with_use().filter(ended_on__isnull=True)
    return list(rows.select_related("owner").order_by("name")[:MOST_OFFERS])


def _kept_by(version_id: UUID, keys: Iterable[str]) -> OfferQuerySet:
    """What the parties with these keys have ever had in their inventories."""
    keepers = ProgrammeParty.objects.filter(
        version_id=version_id, seat=Seat.PARTY, key__in=tuple(keys)
    ).values("organisation_id")
    return Offer.objects.filter(owner_id__in=keepers)


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
    stands = need.in_queue
    return Wish(
        need=need.key,
        need_label=label,
        percent=need.wished_percent,
        adaptations=frozenset(need.adaptations),
        cannot_meet=frozenset(need.cannot_meet),
        language=need.language,
        place=need.place,
        has_daily_activities=need.has_daily_activities,
        waits_for=need.offer_id if need.queued_at else None,
        ahead=stands.ahead if stands else None,
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
    """How the own authority's ongoing participants' needs stood against the inventories at the
    end of a day, in the programmes whose goals the actor reads. Sums alone; nobody is shown. Two
    queries, and for each programme one for its inventory, two for that of an earlier day."""
    versions = {
        row.programme_id: row
        for row in versions_with_inventory(actor)
        if may(actor, Permission.GOALS_READ, Scope(actor.organisation_id, row.programme_id))
    }
    # On the day of exit she has left.
    cases = Participation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day),
        owner_id=actor.organisation_id,
        enrolled_on__lte=day,
        version__programme_id__in=versions,
    )
    ongoing = Counter(cases.values_list("version__programme_id", flat=True))
    noted: dict[UUID, list[Need]] = defaultdict(list)
    rows = (
        Need.objects.kept()
        .filter(owner_id=actor.organisation_id, participation__in=cases, noted_on__lte=day)
        .select_related("activity", "participation__version")
    )
    for row in rows.iterator(chunk_size=AT_A_TIME):
        if row.participation:
            noted[row.participation.version.programme_id].append(row)
    return [
        _lacking(version, actor.organisation_id, ongoing[key], noted[key], day)
        for key, version in versions.items()
        if ongoing[key]
    ]


def _lacking(
    version: ProgrammeVersion, home_id: UUID, ongoing: int, rows: list[Need], day: date
) -> Lacking:
    rules = version.definition.inventory
    labels = {choice.key: choice.label for choice in rules.needs} if rules else {}
    offers = offers_on(version.pk, rules.kept_by if rules else (), day)
    supplies = [supply_of(offer, home_id) for offer in offers]
    standings = [
        Standing(
            row.key,
            row.participation_id,
            *_standing(row, labels.get(row.key, row.key), supplies, day),
        )
        for row in rows
        if row.participation_id
    ]
    without = ongoing - len({row.participation_id for row in rows})
    return Lacking(version, tuple(gaps(labels.items(), standings)), ongoing, without)


def offers_on(version_id: UUID, keys: Iterable[str], day: date) -> list[Offer]:
    """What was in the inventories at the end of a day, with what was known of it then. Something
    that began before it was written down was there from its beginning, as it was first described.
    """
    known = _kept_by(version_id, keys).select_related("owner").order_by("name", "pk")
    if day >= today():
        return list(known.with_use().filter(ended_on__isnull=True))
    rows = list(known.filter(Q(created_at__date__lte=day) | Q(starts_on__lte=day)))
    history: dict[UUID, list[OfferHistory]] = defaultdict(list)
    for row in OfferHistory.objects.filter(offer__in=rows).order_by("since", "created_at"):
        history[row.offer_id].append(row)
    for offer in rows:
        _put_back(offer, history[offer.pk], day)
    return [offer for offer in rows if offer.ended_on is None or offer.ended_on > day]


def _put_back(offer: Offer, history: Sequence[OfferHistory], day: date) -> None:
    """Give the offer what was known of it on the day; nothing of it is saved."""
    written = [row for row in history if row.told is not None]
    by_then = [row for row in written if row.since <= day] or written[:1]
    put_back(offer, by_then[-1].told or {} if by_then else {})
    taken = {
        row.owner_id: row.taken for row in history if row.taken is not None and row.since <= day
    }
    offer.taken, offer.waiting = sum(taken.values()), 0


def is_met(need: Need, day: date | None = None) -> bool:
    """Met by the day, today if none is said, and not by an activity that was broken off by then."""
    on = day or today()
    if need.met_on is None or need.met_on > on:
        return False
    used = need.activity
    if used is None or used.status != ActivityStatus.INTERRUPTED:
        return True
    return used.ends_on is not None and used.ends_on > on


def _standing(need: Need, label: str, supplies: list[Supply], day: date) -> tuple[State, str]:
    if is_met(need, day):
        return State.MET, ""
    return standing(wish_of(need, label), supplies, day)
