"""This file is where Bevakning av ersättning is gathered: whose livelihood ends when, who acts.

For one's own participants, or for everybody in an area at the authority that knows it. Of all of
them only what ends are worked out from is read, in two or three queries however many they are, so
that nobody is left out; one more fetches those who are shown, and each of them is logged.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.casework.area import (
    AT_A_TIME,
    decision_told,
    entries,
    leads_of,
    told_decisions,
)
from stegvis.casework.benefit_watch import Decision, End, Life, ends_of
from stegvis.casework.models import AreaEntry, Participation
from stegvis.casework.queries import listed, name_of
from stegvis.participants.models import Benefit
from stegvis.programmes.areas import Area
from stegvis.programmes.models import ProgrammeVersion

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


# Which ends are asked for.
Wanted = Callable[[End], bool]


@dataclass(frozen=True, slots=True)
class Ahead:
    """One end of somebody, before she has been fetched: of a case, or of an entry in an area.
    `place` is hers by name."""

    end: End
    pk: UUID
    place: int


@dataclass(frozen=True, slots=True)
class Found:
    """The ends that were asked for, soonest first, and how many there are besides: an area has
    thousands of people, and most of their ends are years away."""

    rows: list[Ahead]
    others: int


@dataclass(frozen=True, slots=True)
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


def of_cases(actor: Actor, day: date, wanted: Wanted, *, only_mine: bool) -> Found:
    """The wanted ends of the ongoing cases: the actor's own, or all that she may see.
    Three queries; `fetched_cases` gives those that are shown."""
    cases = _cases(actor).filter(ended_on__isnull=True)
    if only_mine:
        cases = cases.filter(case_manager_id=actor.account_id)
    decisions = _decisions(actor, cases.values("participant_id"))
    people = list(
        cases.order_by("participant__identity__family_key", "pk").values_list(
            "pk", "participant_id", "participant__born_on", "enrolled_on", "version_id"
        )
    )
    versions = ProgrammeVersion.objects.filter(pk__in={version_id for *_, version_id in people})
    leads = {version.pk: leads_of(version.definition) for version in versions}

    def ends() -> Iterator[Ahead]:
        for place, (pk, participant_id, born_on, enrolled_on, version_id) in enumerate(people):
            life = Life(born_on, tuple(decisions[participant_id]), enrolled_on)
            yield from (Ahead(end, pk, place) for end in ends_of(life, day, leads[version_id]))

    return _found(ends(), wanted)


def fetched_cases(actor: Actor, ahead: Sequence[Ahead]) -> list[Watch]:
    """These with the cases that they are about, in the same order. One query."""
    return _fetched(
        ahead,
        _cases(actor).select_related("participant__identity", "version__programme", "case_manager"),
    )


def _cases(actor: Actor) -> Any:
    return Participation.objects.visible_to(actor).filter(owner_id=actor.organisation_id)


def _decisions(actor: Actor, participants: Any) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = defaultdict(list)
    benefits = Benefit.objects.filter(
        owner_id=actor.organisation_id, participant__in=participants
    ).order_by()
    for participant_id, *decided in benefits.values_list("participant_id", *_DECIDED):
        found[participant_id].append(Decision(*decided))
    return found


def of_area(actor: Actor, area: Area, day: date, wanted: Wanted) -> Found:
    """The wanted ends of those who belong to the area's target group and whom the actor may see.
    One query, read a number of people at a time; `fetched` gives those that are shown."""
    group = entries(actor, area).on(day).order_by("participant__identity__family_key", "pk")
    people = group.values_list(
        "pk", "participant__born_on", "entered_on", "left_on", told_decisions()
    )
    leads = leads_of(area.definition)

    def ends() -> Iterator[Ahead]:
        read = people.iterator(chunk_size=AT_A_TIME)
        for place, (pk, born_on, entered_on, left_on, told) in enumerate(read):
            life = Life(born_on, tuple(map(decision_told, told)), entered_on, left_on, True)
            yield from (Ahead(end, pk, place) for end in ends_of(life, day, leads))

    return _found(ends(), wanted)


def fetched(actor: Actor, area: Area, ahead: Sequence[Ahead]) -> list[Watch]:
    """These with the persons that they are about, in the same order. One query."""
    return _fetched(
        ahead,
        entries(actor, area).select_related(
            "participant__identity", "participant__responsible", "version"
        ),
    )


def _fetched(ahead: Sequence[Ahead], asked: Any) -> list[Watch]:
    rows: dict[UUID, Any] = {row.pk: row for row in asked.filter(pk__in={o.pk for o in ahead})}
    return [
        Watch(one.end, rows[one.pk], name_of(rows[one.pk].participant))
        for one in ahead
        if one.pk in rows
    ]


def shown(day: date) -> Wanted:
    """Those that it is time to act on; what nobody knows the date of comes with them."""
    return lambda end: end.is_shown(day)


def in_month(month: date) -> Wanted:
    """Those that fall in a month, whether it is time to act on them or not."""
    wanted = (month.year, month.month)
    return lambda end: not end.is_asked_for and (end.due_on.year, end.due_on.month) == wanted


def seen(watches: Iterable[Watch]) -> None:
    """Log that these persons were shown."""
    listed(watch.row for watch in watches)


def _found(ends: Iterable[Ahead], wanted: Wanted) -> Found:
    rows, others = [], 0
    for one in ends:
        if wanted(one.end):
            rows.append(one)
        else:
            others += 1
    rows.sort(key=lambda one: (one.end.due_on, one.place, one.end.what))
    return Found(rows, others)
