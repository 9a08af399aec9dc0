"""This file is where Bevakning av ersättning is gathered: whose livelihood ends when, who acts.

For one's own participants, or for everybody in an area at the authority that knows it. Two
queries however many they are, and for an area, where they are thousands, a third that fetches
those who are shown; each of them is logged.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.casework.area import decision_of, entries, leads_of
from stegvis.casework.benefit_watch import Decision, End, Life, ends_of
from stegvis.casework.models import AreaEntry, Participation
from stegvis.casework.queries import listed, name_of
from stegvis.participants.models import Benefit
from stegvis.programmes.areas import Area

MOST_CASES = 1_000
#: The columns of a benefit that a decision is made of, in its order.
_DECIDED = (
    "kind",
    "starts_on",
    "ends_on",
    "dormant_from",
    "dormant_until",
    "schooling_ends_on",
    "applied_on",
    "decided_on",
    "outcome",
    "settled_on",
    "pk",
)


class Ending(Protocol):
    @property
    def end(self) -> End: ...


E = TypeVar("E", bound=Ending)


@dataclass(frozen=True, slots=True)
class Ahead:
    """One end of somebody in an area, before she has been fetched; `place` is hers by name."""

    end: End
    pk: UUID
    place: int


@dataclass(frozen=True)
class Watch:
    """One end, and the person it is about: her case, or her entry in the area's target group."""

    end: End
    row: Participation | AreaEntry
    who: str

    @property
    def is_case(self) -> bool:
        return isinstance(self.row, Participation)

    @property
    def responsible(self) -> str:
        """Who has the person; nothing when nobody does."""
        row = self.row
        found = row.case_manager if isinstance(row, Participation) else row.participant.responsible
        return found.name if found else ""


def of_cases(actor: Actor, day: date, *, only_mine: bool) -> list[Watch]:
    """Every end of the ongoing cases, soonest first: the actor's own, or all that she may see."""
    cases = (
        Participation.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, ended_on__isnull=True)
        .select_related("participant__identity", "version__programme", "case_manager")
    )
    if only_mine:
        cases = cases.filter(case_manager_id=actor.account_id)
    rows = list(cases.order_by("enrolled_on", "pk")[:MOST_CASES])
    benefits: dict[UUID, list[Decision]] = defaultdict(list)
    for benefit in Benefit.objects.filter(
        owner_id=actor.organisation_id, participant_id__in=[row.participant_id for row in rows]
    ):
        benefits[benefit.participant_id].append(decision_of(benefit))
    found = []
    for row in rows:
        life = Life(row.participant.born_on, tuple(benefits[row.participant_id]), row.enrolled_on)
        found += _watches(row, ends_of(life, day, leads_of(row.version.definition)))
    return _in_order(found)


def of_area(actor: Actor, area: Area, day: date) -> list[Ahead]:
    """Every end of those who belong to the area's target group and whom the actor may see, soonest
    first. Of everybody only what ends are worked out from is read, so that nobody is left out
    however large the group is; `fetched` gives those that are shown."""
    group = entries(actor, area).on(day)
    decisions: dict[UUID, list[Decision]] = defaultdict(list)
    benefits = Benefit.objects.filter(
        owner_id=actor.organisation_id, participant__in=group.values("participant_id")
    )
    for participant_id, *decided in benefits.order_by().values_list("participant_id", *_DECIDED):
        decisions[participant_id].append(Decision(*decided))
    people = group.order_by("participant__identity__family_key", "pk").values_list(
        "pk", "participant_id", "participant__born_on", "entered_on", "left_on"
    )
    leads, found = leads_of(area.definition), []
    for place, (pk, participant_id, born_on, entered_on, left_on) in enumerate(people):
        life = Life(born_on, tuple(decisions[participant_id]), entered_on, left_on, True)
        found += [Ahead(end, pk, place) for end in ends_of(life, day, leads)]
    return sorted(found, key=lambda one: (one.end.due_on, one.place, one.end.what))


def fetched(actor: Actor, area: Area, ahead: Sequence[Ahead]) -> list[Watch]:
    """These with the persons that they are about, in the same order. One query."""
    rows: dict[UUID, Any] = {
        row.pk: row
        for row in entries(actor, area)
        .filter(pk__in={one.pk for one in ahead})
        .select_related("participant__identity", "participant__responsible", "version")
    }
    return [
        Watch(one.end, rows[one.pk], name_of(rows[one.pk].participant))
        for one in ahead
        if one.pk in rows
    ]


def shown(watches: Iterable[E], day: date) -> list[E]:
    """Those that it is time to act on; what nobody knows the date of comes with them."""
    return [watch for watch in watches if watch.end.is_shown(day)]


def in_month(watches: Iterable[E], month: date) -> list[E]:
    """Those that fall in a month, whether it is time to act on them or not."""
    return [
        watch
        for watch in watches
        if not watch.end.is_asked_for
        and (watch.end.due_on.year, watch.end.due_on.month) == (month.year, month.month)
    ]


def seen(watches: Iterable[Watch]) -> None:
    """Log that these persons were shown."""
    listed(watch.row for watch in watches)


def _watches(row: Participation, ends: Iterable[End]) -> list[Watch]:
    who = name_of(row.participant)
    return [Watch(end, row, who) for end in ends]


def _in_order(watches: Iterable[Watch]) -> list[Watch]:
    return sorted(watches, key=lambda watch: (watch.end.due_on, watch.who, watch.end.what))
