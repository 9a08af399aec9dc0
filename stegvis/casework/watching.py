"""This file is where Bevakning av ersättning is gathered: whose livelihood ends when, who acts.

For one's own participants, or for everybody in an area at the authority that knows it. Two
queries however many they are; each person that is shown is logged.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.casework.area import MOST_WATCHED, decision_of, entries, leads_of, lives_of
from stegvis.casework.benefit_watch import Decision, End, Life, ends_of
from stegvis.casework.models import AreaEntry, Participation
from stegvis.casework.queries import listed, name_of
from stegvis.participants.models import Benefit
from stegvis.programmes.areas import Area

MOST_CASES = 1_000


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


def of_area(actor: Actor, area: Area, day: date) -> list[Watch]:
    """Every end of those who belong to the area's target group and whom the actor may see."""
    rows = list(
        entries(actor, area)
        .on(day)
        .select_related("participant__identity", "participant__responsible", "version")
        .order_by("entered_on", "pk")[:MOST_WATCHED]
    )
    lives, leads = lives_of(actor, rows), leads_of(area.definition)
    return _in_order(
        watch for row in rows for watch in _watches(row, ends_of(lives[row.pk], day, leads))
    )


def shown(watches: Iterable[Watch], day: date) -> list[Watch]:
    """Those that it is time to act on; what nobody knows the date of comes with them."""
    return [watch for watch in watches if watch.end.is_shown(day)]


def in_month(watches: Iterable[Watch], month: date) -> list[Watch]:
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


def _watches(row: Participation | AreaEntry, ends: Iterable[End]) -> list[Watch]:
    who = name_of(row.participant)
    return [Watch(end, row, who) for end in ends]


def _in_order(watches: Iterable[Watch]) -> list[Watch]:
    return sorted(watches, key=lambda watch: (watch.end.due_on, watch.who, watch.end.what))
