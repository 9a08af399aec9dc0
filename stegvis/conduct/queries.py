"""This file is where it is read how a programme is run, by those with a seat in it.

The tables are open to every authority; who is shown what is decided here, by seat and right.
Nothing is about a participant but `cases_by_manager`, which counts and lists nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Refused, Scope, may
from stegvis.casework.models import Participation
from stegvis.conduct.models import (
    Deviation,
    PlannedWorkMark,
    RunRecord,
    SeatHolding,
    SteeringDecision,
    SteeringMeeting,
    SteeringMember,
)
from stegvis.core.dates import today
from stegvis.organisations.models import Account, Assignment
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import Programme, ProgrammeParty, ProgrammeVersion, Seat
from stegvis.programmes.queries import seats_of

Row = TypeVar("Row", bound=RunRecord)


@dataclass(frozen=True)
class Place:
    """A programme as the actor's authority sits in it. `keeps`: she writes here, for it."""

    version: ProgrammeVersion
    keeps: bool
    others: tuple[Programme, ...] = ()

    @property
    def programme(self) -> Programme:
        return self.version.programme

    @property
    def definition(self) -> Definition:
        return self.version.definition


def places(actor: Actor) -> list[Place]:
    """The programmes whose running the actor may read about, by name. One query."""
    newest: dict[UUID, list[ProgrammeParty]] = {}
    for seat in seats_of(actor.organisation_id):
        seats = newest.setdefault(seat.version.programme_id, [])
        if not seats or seats[0].version_id == seat.version_id:
            seats.append(seat)
    found = [_place(actor, seats) for seats in newest.values()]
    return [one for one in found if one is not None]


def _place(actor: Actor, seats: list[ProgrammeParty]) -> Place | None:
    version = seats[0].version
    scope = Scope(actor.organisation_id, version.programme_id)
    if not may(actor, Permission.STEERING_READ, scope):
        return None
    runs = any(seat.seat == Seat.OPERATOR for seat in seats)
    return Place(version, runs and may(actor, Permission.CONDUCT_KEEP, scope))


def place_of(actor: Actor, key: str) -> Place:
    """One of them, and the others beside it. Raises NotVisible."""
    found = places(actor)
    here = next((one for one in found if one.programme.key == key), None)
    if here is None:
        raise NotVisible
    others = tuple(one.programme for one in found if one is not here)
    return Place(here.version, here.keeps, others)


def kept_place(actor: Actor, key: str) -> Place:
    """One that the actor's authority runs and that she writes about. Raises NotVisible."""
    place = place_of(actor, key)
    if not place.keeps:
        raise NotVisible
    return place


def places_with_seats(actor: Actor) -> list[Place]:
    """The programmes in which the actor's authority has a seat of any kind, and where she writes
    down who of its staff holds one. One query."""
    newest: dict[UUID, ProgrammeVersion] = {}
    for seat in seats_of(actor.organisation_id):
        newest.setdefault(seat.version.programme_id, seat.version)
    return [
        Place(version, keeps=False)
        for version in newest.values()
        if may(actor, Permission.SEATS_KEEP, Scope(actor.organisation_id, version.programme_id))
    ]


def place_with_seats(actor: Actor, key: str) -> Place:
    """One of them, and the others beside it. Raises NotVisible."""
    found = places_with_seats(actor)
    here = next((one for one in found if one.programme.key == key), None)
    if here is None:
        raise NotVisible
    others = tuple(one.programme for one in found if one is not here)
    return Place(here.version, keeps=False, others=others)


def own_holdings(actor: Actor, place: Place) -> list[SeatHolding]:
    """What the own authority has written down of its seats. One query."""
    return list(
        SeatHolding.objects.filter(programme_id=place.programme.pk, owner_id=actor.organisation_id)
        .select_related("account", "employer")
        .order_by("starts_on", "created_at")
    )


def refuse_unless_seated(actor: Actor, programme_id: UUID) -> None:
    """Whoever has a seat in a programme says who holds it. Raises Refused."""
    seats = ProgrammeParty.objects.filter(
        version__programme_id=programme_id, organisation_id=actor.organisation_id
    )
    if not seats.exists():
        raise Refused(Permission.SEATS_KEEP)


def refuse_unless_run_here(actor: Actor, programme_id: UUID) -> None:
    """Only an operator writes about the running of a programme. Raises Refused."""
    seats = ProgrammeParty.objects.filter(
        version__programme_id=programme_id,
        organisation_id=actor.organisation_id,
        seat=Seat.OPERATOR,
    )
    if not seats.exists():
        raise Refused(Permission.CONDUCT_KEEP)


def own_row(actor: Actor, place: Place, kind: type[Row], pk: UUID) -> Row:
    """A row of the actor's own authority in this programme. Raises NotVisible."""
    found = kind._default_manager.filter(
        pk=pk, owner_id=actor.organisation_id, programme_id=place.programme.pk
    ).first()
    if found is None:
        raise NotVisible
    return found


def members(place: Place) -> list[SteeringMember]:
    """Past ones too, of all operators. One query."""
    return list(SteeringMember.objects.filter(programme_id=place.programme.pk))


def meetings(place: Place) -> list[SteeringMeeting]:
    """Newest first, with the authority that wrote each down. One query."""
    rows = SteeringMeeting.objects.filter(programme_id=place.programme.pk)
    return list(rows.select_related("owner"))


def meeting(place: Place, pk: UUID) -> SteeringMeeting:
    """One meeting. Raises NotVisible for one of another programme."""
    rows = SteeringMeeting.objects.filter(programme_id=place.programme.pk, pk=pk)
    found = rows.select_related("owner").first()
    if found is None:
        raise NotVisible
    return found


def decisions(place: Place, **which: Any) -> list[SteeringDecision]:
    """What has been decided, with its meeting, the report that it is about, and what it said before
    it was corrected. Two queries."""
    return list(
        SteeringDecision.objects.filter(programme_id=place.programme.pk, **which)
        .select_related("meeting", "deviation")
        .prefetch_related("corrections")
        .order_by("-meeting__held_on", "created_at")
    )


def deviations(actor: Actor, place: Place) -> list[Deviation]:
    """Those sent, and the drafts of the own authority. One query."""
    return list(_deviations(actor, place))


def deviation(actor: Actor, place: Place, pk: UUID) -> Deviation:
    """One of them. Raises NotVisible."""
    found: Deviation | None = _deviations(actor, place).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _deviations(actor: Actor, place: Place) -> Any:
    seen = Q(sent_at__isnull=False)
    if place.keeps:
        seen |= Q(owner_id=actor.organisation_id)
    rows = Deviation.objects.filter(seen, programme_id=place.programme.pk)
    return rows.select_related("owner")


def holdings(place: Place) -> list[SeatHolding]:
    """Every holding of a seat, of all operators. One query."""
    return list(
        SeatHolding.objects.filter(programme_id=place.programme.pk)
        .select_related("account", "employer", "owner")
        .order_by("starts_on", "created_at")
    )


def marks(actor: Actor, place: Place) -> dict[tuple[str, str], PlannedWorkMark]:
    """What the own authority has said of the plan, by line and quarter. One query."""
    rows = PlannedWorkMark.objects.filter(
        programme_id=place.programme.pk, owner_id=actor.organisation_id
    )
    return {(row.what, row.quarter): row for row in rows}


def cases_by_manager(actor: Actor, place: Place) -> list[tuple[UUID | None, str, int]]:
    """Ongoing cases of the own authority by case manager: account, name, number; None for those
    without one. One query, about no person in particular."""
    rows = (
        Participation.objects.visible_to(actor)
        .ongoing()
        .filter(owner_id=actor.organisation_id, version__programme_id=place.programme.pk)
        .order_by()
        .values_list("case_manager_id", "case_manager__name")
        .annotate(number=Count("pk"))
    )
    return sorted(((pk, name or "", n) for pk, name, n in rows), key=lambda row: row[1])


def colleagues(actor: Actor) -> Sequence[Account]:
    """Those with an assignment at the actor's authority today, by name. One query."""
    here = Assignment.objects.current(today()).filter(organisation_id=actor.organisation_id)
    return list(
        Account.objects.filter(
            pk__in=here.values("account_id"), is_system=False, is_active=True
        ).order_by("name")
    )
