"""This file is where Bevakning av ersättning is gathered: whose livelihood ends when, who acts.

For one's own participants, or for everybody in an area at the authority that knows it. Of all of
them only what ends are worked out from is read, in two or three queries however many they are, so
that nobody is left out; one more fetches those who are shown, and each of them is logged.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.casework.area import entries, leads_of
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


@dataclass(frozen=True, slots=True)
class Ahead:
    """One end of somebody, before she has been fetched: of a case, or of an entry in an area.
    `place` is hers by name."""

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


def of_cases(actor: Actor, day: date, *, only_mine: bool) -> list[Ahead]:
    """Every end of the ongoing cases, soonest first: the actor's own, or all that she may see.
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
    found = []
    for place, (pk, participant_id, born_on, enrolled_on, version_id) in enumerate(people):
        life = Life(born_on, tuple(decisions[participant_id]), enrolled_on)
        found += [Ahead(end, pk, place) for end in ends_of(life, day, leads[version_id])]
    return _in_order(found)


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


def of_area(actor: Actor, area: Area, day: date) -> list[Ahead]:
    """Every end of those who belong to the area's target group and whom the actor may see, soonest
    first. Two queries; `fetched` gives those that are shown."""
    group = entries(actor, area).on(day)
    decisions = _decisions(actor, group.values("participant_id"))
    people = group.order_by("participant__identity__family_key", "pk").values_list(
        "pk", "participant_id", "participant__born_on", "entered_on", "left_on"
    )
    leads, found = leads_of(area.definition), []
    for place, (pk, participant_id, born_on, entered_on, left_on) in enumerate(people):
        life = Life(born_on, tuple(decisions[participant_id]), entered_on, left_on, True)
        found += [Ahead(end, pk, place) for end in ends_of(life, day, leads)]
    return _in_order(found)


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


def shown(ahead: Iterable[Ahead], day: date) -> list[Ahead]:
    """Those that it is time to act on; what nobody knows the date of comes with them."""
    return [one for one in ahead if one.end.is_shown(day)]


def in_month(ahead: Iterable[Ahead], month: date) -> list[Ahead]:
    """Those that fall in a month, whether it is time to act on them or not."""
    wanted = (month.year, month.month)
    return [
        one
        for one in ahead
        if not one.end.is_asked_for and (one.end.due_on.year, one.end.due_on.month) == wanted
    ]


def seen(watches: Iterable[Watch]) -> None:
    """Log that these persons were shown."""
    listed(watch.row for watch in watches)


def _in_order(found: Iterable[Ahead]) -> list[Ahead]:
    return sorted(found, key=lambda one: (one.end.due_on, one.place, one.end.what))
