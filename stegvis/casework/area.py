"""This file is where the target group of an area is read: the list, one person, her livelihood.

Nothing here is shown to another authority, and within the own one only to the official who has
the person and to those who coordinate the programme. Every person shown is logged.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.benefit_watch import Decision, End, Life, ends_of
from stegvis.casework.models import (
    AreaEntry,
    AreaTriage,
    Exit,
    Participation,
    Referral,
    ReferralStatus,
    Takeover,
)
from stegvis.casework.queries import listed, name_of, named
from stegvis.core.compiled import Rows, blank
from stegvis.core.dates import add_months, today
from stegvis.organisations.models import Account, Assignment
from stegvis.participants.models import Benefit
from stegvis.programmes.areas import Area, areas_held
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import Programme
from stegvis.programmes.vocabulary import Span, Watched

PAGE_SIZE = 50
#: How many people's dates are held in memory at once, where everybody's are worked out.
AT_A_TIME = 2_000
SOON_DAYS = 30
"""How long ahead Att göra says that there is a date in the area."""

NOT_MAPPED, NOT_TRIAGED = "inte-kartlagd", "inte-bedomd"


@dataclass(frozen=True)
class Filters:
    """What of the list is shown; empty means all. `triage` is a result, or one of the two words
    above; `ending` a number of months; `who` the id of the official."""

    name: str = ""
    triage: str = ""
    municipality: str = ""
    ending: int | None = None
    waiting: bool = False
    has_left: bool = False


@dataclass(frozen=True)
class Row:
    """One person of the list: how far she has come, and the next end of her livelihood."""

    entry: AreaEntry
    name: str
    triage: str
    end: End | None
    case_id: UUID | None
    is_referred: bool
    waits_for: str


@dataclass(frozen=True)
class Register:
    page: Page[Any]
    rows: list[Row]


def area_of(actor: Actor, programme_id: UUID) -> Area:
    """The area of a programme, if the actor's authority keeps it. Raises NotVisible."""
    for area in areas_held(actor.organisation_id):
        if area.programme_id == programme_id:
            return area
    raise NotVisible


def entries(actor: Actor, area: Area) -> Any:
    """Everybody ever in the target group whom the actor may see, with her newest result."""
    newest = AreaTriage.objects.filter(
        entry_id=OuterRef("pk"), owner_id=actor.organisation_id
    ).order_by("-decided_on", "-created_at")
    return (
        AreaEntry.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, version__programme_id=area.programme_id)
        .annotate(result=Subquery(newest.values("result")[:1]))
    )


def register(actor: Actor, area: Area, filters: Filters, day: date, number: str = "1") -> Register:
    """One page of the target group as the filters say, by name. Three queries, four when it is
    asked for by the end of the benefit, which is worked out for everybody."""
    found = _filtered(actor, area, filters)
    if filters.ending is not None:
        found = found.filter(pk__in=_ending(found, filters.ending, day))
    shown = _with_standing(actor, found).order_by("participant__identity__family_key", "pk")
    page = Paginator(shown, PAGE_SIZE).get_page(number)
    rows = list(page.object_list)
    lives = lives_of(actor, rows)
    leads = leads_of(area.definition)
    listed(rows)
    return Register(page, [_row(area, row, lives[row.pk], leads, day) for row in rows])


def _filtered(actor: Actor, area: Area, filters: Filters) -> Any:
    found = entries(actor, area).filter(left_on__isnull=not filters.has_left)
    if filters.municipality:
        found = found.filter(municipality=filters.municipality)
    if filters.triage == NOT_MAPPED:
        found = found.filter(mapped_on__isnull=True)
    elif filters.triage == NOT_TRIAGED:
        found = found.filter(mapped_on__isnull=False, result__isnull=True)
    elif filters.triage:
        found = found.filter(result=filters.triage)
    if filters.waiting:
        found = found.filter(Q(waiting_for__isnull=False) | Exists(_unconfirmed(actor)))
    if filters.name:
        found = found.filter(participant__in=named(actor, filters.name))
    return found


def _ending(found: Any, months: int, day: date) -> list[UUID]:
    """Those whose next end, whichever it is, comes within so many months, or has passed. One
    query; everybody is asked for, however many they are."""
    latest = add_months(day, months)
    return [
        row.pk
        for row, life in _lived(found)
        if any(not end.is_asked_for and end.due_on <= latest for end in ends_of(life, day))
    ]


def _lived(found: Any) -> Iterator[tuple[Any, Life]]:
    """Each of these in the area with what is known of her livelihood, a number of them at a time,
    so that nobody is left out and nobody's memory is filled. One query."""
    rows = found.select_related("participant", "version__programme").annotate(
        benefits=told_decisions()
    )
    for row in rows.iterator(chunk_size=AT_A_TIME):
        yield row, life_in_area(row, [decision_told(one) for one in row.benefits])


def told_decisions() -> ArraySubquery:
    """The decisions of the person that a row is about, for `decision_told`."""
    return ArraySubquery(
        Benefit.objects.filter(
            owner_id=OuterRef("owner_id"), participant_id=OuterRef("participant_id")
        ).values(told=JSONObject(**{name: name for name in _TOLD}))
    )


def _with_standing(actor: Actor, found: Any) -> Any:
    """With what is shown of each: her case here, a referral on its way, who is waited for."""
    case = Participation.objects.filter(
        owner_id=actor.organisation_id,
        participant_id=OuterRef("participant_id"),
        version__programme_id=OuterRef("version__programme_id"),
        ended_on__isnull=True,
    ).order_by("-enrolled_on")
    underway = Referral.objects.filter(
        owner_id=actor.organisation_id,
        participant_id=OuterRef("participant_id"),
        version__programme_id=OuterRef("version__programme_id"),
        status__in=(ReferralStatus.DRAFT, ReferralStatus.SENT),
        intake__decided_on__isnull=True,
    )
    return found.select_related(
        "participant__identity", "participant__responsible", "waiting_for", "version"
    ).annotate(
        case_id=Subquery(case.values("pk")[:1]),
        is_referred=Exists(underway),
        left_for=Subquery(_unconfirmed(actor).values("receiver__short_name")[:1]),
    )


def _unconfirmed(actor: Actor) -> Any:
    """A closing here whose receiver has not said that it takes over."""
    taken = Takeover.objects.visible_to(actor).filter(participation_id=OuterRef("participation_id"))
    return (
        Exit.objects.filter(
            owner_id=actor.organisation_id,
            participant_id=OuterRef("participant_id"),
            participation__owner_id=actor.organisation_id,
            participation__version__programme_id=OuterRef("version__programme_id"),
            confirmed_at__isnull=False,
            receiver__isnull=False,
            receiver_confirmed_on__isnull=True,
        )
        .exclude(Exists(taken))
        .order_by("-ended_on")
    )


def _row(
    area: Area, row: Any, life: Life, leads: Mapping[Watched, tuple[Span, ...]], day: date
) -> Row:
    known = area.triage(row.result) if row.result else None
    ends = ends_of(life, day, leads)
    return Row(
        entry=row,
        name=name_of(row.participant),
        triage=known.label if known else (row.result or ""),
        end=_foremost(ends, day),
        case_id=row.case_id,
        is_referred=row.is_referred,
        waits_for=row.waiting_for.short_name if row.waiting_for else (row.left_for or ""),
    )


def _foremost(ends: list[End], day: date) -> End | None:
    """What a list has room for: an end that it is time to act on, what nobody knows, or else what
    comes first."""
    due = [end for end in ends if end.is_shown(day) and not end.is_asked_for]
    unknown = [end for end in ends if end.is_asked_for]
    return next(iter([*due, *unknown, *ends]), None)


def entry_of(actor: Actor, pk: UUID) -> tuple[Area, Any]:
    """One person in a target group that the actor's authority keeps, with how she stands
    (case_id, is_referred, left_for), and the area as its newest version says. Two queries; logs
    the look. Raises NotVisible."""
    somebody, rows = _entry(shape_of(actor), today())
    found: Any = next(iter(rows.run({**somebody.ids_of(actor), _ENTRY: pk})), None)
    if found is None:
        raise NotVisible
    area = area_of(actor, found.version.programme_id)
    record.look(Event.PERSON_READ, found)
    return area, found


_ENTRY = blank()


@lru_cache(maxsize=64)
def _entry(shape: Shape, _day: date) -> tuple[Somebody, Rows]:
    """In SQL once a day for all who have the same roles: every page about her asks this first."""
    somebody = Somebody(shape)
    actor = somebody.actor
    return somebody, Rows(
        _with_standing(actor, AreaEntry.objects.visible_to(actor))
        .filter(pk=_ENTRY, owner_id=actor.organisation_id)
        .select_related(
            "participant__identity", "participant__responsible", "version__programme", "waiting_for"
        )
        .order_by("pk")[:1]
    )


def never_enrolled(
    actor: Actor, programme_id: UUID, pks: Iterable[str], start: int, most: int
) -> tuple[list[AreaEntry], int]:
    """Those of these in the target group who are no participants of the programme, by name, as
    far as the actor may see them: so many from a place on, and how many they are in all. One
    query; every person seen is logged."""
    cases = Participation.objects.filter(
        owner_id=actor.organisation_id,
        participant_id=OuterRef("participant_id"),
        version__programme_id=programme_id,
    )
    found: list[Any] = list(
        AreaEntry.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, pk__in=list(pks))
        .exclude(Exists(cases))
        .select_related("participant__identity", "version")
        .annotate(in_all=Window(Count("pk")))
        .order_by("participant__identity__family_key", "pk")[start : start + most]
    )
    listed(found)
    return found, found[0].in_all if found else start


def triages_of(actor: Actor, entry: AreaEntry) -> list[AreaTriage]:
    """Every result of the first mapping, the one that counts first."""
    return list(
        AreaTriage.objects.filter(entry=entry, owner_id=actor.organisation_id)
        .select_related("created_by")
        .order_by("-decided_on", "-created_at")
    )


def benefits_of(actor: Actor, entry: AreaEntry) -> list[Benefit]:
    return list(
        Benefit.objects.filter(
            owner_id=actor.organisation_id, participant_id=entry.participant_id
        ).order_by("-starts_on", "-created_at")
    )


def lives_of(actor: Actor, rows: Iterable[AreaEntry]) -> dict[UUID, Life]:
    """What is known of each person's livelihood, by entry. Needs the participants; one query."""
    rows = list(rows)
    benefits: dict[UUID, list[Decision]] = defaultdict(list)
    for row in Benefit.objects.filter(
        owner_id=actor.organisation_id, participant_id__in=[row.participant_id for row in rows]
    ):
        benefits[row.participant_id].append(decision_of(row))
    return {row.pk: life_in_area(row, benefits[row.participant_id]) for row in rows}


@dataclass
class AreaDates:
    """How many of those in an area whom somebody watches have a date soon, or that has passed,
    when the first of them is, and of how many it is not known when something ends."""

    programme: Programme
    soon: int = 0
    unknown: int = 0
    first_on: date | None = None


def area_dates(actor: Actor, day: date) -> list[AreaDates]:
    """The areas in which somebody whom the actor watches has such a date, by programme's name.
    Counts only: nobody is shown. One query."""
    rows = (
        AreaEntry.objects.visible_to(actor)
        .on(day)
        .filter(owner_id=actor.organisation_id)
        .order_by("version__programme__name", "pk")
    )
    found: dict[UUID, AreaDates] = {}
    for row, life in _lived(rows):
        here = found.setdefault(row.version.programme_id, AreaDates(row.version.programme))
        ends = ends_of(life, day)
        soon = day + timedelta(days=SOON_DAYS)
        near = [end.due_on for end in ends if not end.is_asked_for and end.due_on <= soon]
        here.soon += bool(near)
        here.unknown += any(end.is_asked_for for end in ends)
        here.first_on = min((*near, *filter(None, [here.first_on])), default=None)
    return [one for one in found.values() if one.soon or one.unknown]


_DAYS_TOLD = (
    *("starts_on", "ends_on", "dormant_from", "dormant_until", "schooling_ends_on"),
    *("applied_on", "decided_on", "settled_on"),
)
_TOLD = ("kind", "outcome", *_DAYS_TOLD)


def decision_told(told: dict[str, Any]) -> Decision:
    """A decision as the database tells it in JSON."""
    given = [name for name in _DAYS_TOLD if told[name]]
    days: dict[str, Any] = {name: date.fromisoformat(told[name]) for name in given}
    return Decision(kind=told["kind"], outcome=told["outcome"], **days)


def life_in_area(entry: AreaEntry, decisions: Iterable[Decision]) -> Life:
    return Life(
        born_on=entry.participant.born_on,
        decisions=tuple(decisions),
        watched_from=entry.entered_on,
        watched_until=entry.left_on,
        expects_benefit=True,
    )


def decision_of(row: Benefit) -> Decision:
    return Decision(
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        dormant_from=row.dormant_from,
        dormant_until=row.dormant_until,
        schooling_ends_on=row.schooling_ends_on,
        applied_on=row.applied_on,
        decided_on=row.decided_on,
        outcome=row.outcome,
        settled_on=row.settled_on,
        ref=row.pk,
    )


def leads_of(definition: Definition) -> dict[Watched, tuple[Span, ...]]:
    """How long before each date the programme shows it; where it says nothing, the house does."""
    return {rule.watch: rule.leads for rule in definition.deadlines if rule.leads}


def officials(actor: Actor, day: date) -> list[Account]:
    """Who at the authority can have people as their cases, by name."""
    found = (
        Assignment.objects.current(day)
        .filter(organisation_id=actor.organisation_id, account__is_active=True)
        .filter(role__in=("referrer", "coordinator", "case_manager"))
        .select_related("account")
        .order_by("account__name")[:500]
    )
    return list({one.account_id: one.account for one in found}.values())
