"""This file is where what stands beside the figures is found: how many came, what has been written
about a goal, the plots, the cases behind a figure, and what has been published.

Listing the cases behind a figure is logged, the list itself and each person in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, OuterRef, Subquery, Value

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may_somewhere, reach_q
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework.inbox import not_opened
from stegvis.casework.models import Intake, Participation
from stegvis.casework.queries import listed
from stegvis.core.compiled import Statement, blank, compiled
from stegvis.core.dates import today
from stegvis.outcomes.goal_access import may_measure
from stegvis.outcomes.models import Analysis, Evidence, Plot, PublishedFigures
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat
from stegvis.programmes.vocabulary import EvidenceKind

MOST_LISTED = 200

# A place for the id of the programme that is asked about.
_PROGRAMME = blank()


def intake_counts(actor: Actor, version: ProgrammeVersion) -> dict[str, int]:
    """How many who were referred have come to each status, also those not taken in. Under no
    status at all stand those that nobody has opened yet."""
    may_measure(actor, version)
    somebody, statement = _ways_in(shape_of(actor), today())
    return dict(statement.run({**somebody.ids_of(actor), _PROGRAMME: version.programme_id}))


@lru_cache(maxsize=64)
def _ways_in(shape: Shape, day: date) -> tuple[Somebody, Statement]:
    """In SQL once a day for all who have the same roles."""
    somebody = Somebody(shape)
    opened = (
        Intake.objects.filter(
            owner_id=somebody.actor.organisation_id, version__programme_id=_PROGRAMME
        )
        .order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    waiting = (
        not_opened(somebody.actor, _PROGRAMME, day)
        .order_by()
        .annotate(none=Value(""))
        .values_list("none")
        .annotate(number=Count("pk"))
    )
    return somebody, compiled(opened.union(waiting, all=True))


@dataclass(frozen=True, slots=True)
class Written:
    """An analysis of an uneven figure, or evidence for a goal that is no number."""

    goal: str
    on: date
    text: str
    measure: str
    follow_up_on: date | None
    is_reached: bool
    kind: str
    author: str

    @property
    def kind_name(self) -> str:
        """What an underlag shows; an analysis is of no kind."""
        return EvidenceKind(self.kind).label if self.kind else ""


def written(actor: Actor, version: ProgrammeVersion) -> list[Written]:
    """What the staff have written about the programme's goals, newest first. One query."""
    may_measure(actor, version)
    own = {"owner_id": actor.organisation_id, "version__programme_id": version.programme_id}
    analyses = Analysis.objects.filter(**own).order_by()
    evidence = Evidence.objects.filter(**own).order_by()
    rows = analyses.values_list(
        "goal",
        "as_of",
        "analysis",
        "measure",
        "follow_up_on",
        Value(False),
        Value(""),
        "created_by__name",
    ).union(
        evidence.values_list(
            "goal",
            "dated_on",
            "text",
            Value(""),
            Value(None, output_field=DateField()),
            "is_reached",
            "kind",
            "created_by__name",
        ),
        all=True,
    )
    return sorted((Written(*row) for row in rows), key=lambda row: row.on, reverse=True)


def pictures(keys: Iterable[str]) -> dict[str, str]:
    """The drawn plots among these keys; one that is waiting is not there."""
    drawn = Plot.objects.filter(key__in=list(keys)).exclude(svg="")
    return dict(drawn.values_list("key", "svg"))


@dataclass(frozen=True, slots=True)
class Behind:
    """One part of a figure: those counted in it, by their ids in the register they stand in."""

    goal: str
    part: str
    source: str
    ids: Sequence[str]


#: Where a participation holds the id of somebody who is counted before or beside it.
_STANDS_IN = {
    "participation": "pk",
    "referral": "intake_id",
    "assessment": "intake_id",
    "area": "participant__area_entries",
}


def cases_behind(
    actor: Actor, version: ProgrammeVersion, behind: Behind, start: int
) -> list[Participation]:
    """Up to MOST_LISTED of these cases by name, those that the actor may list; logged, the list
    itself and each person in it. Somebody who never became a participant is in the figure only.
    Raises NotVisible for those who may list none."""
    if not may_somewhere(actor, Permission.GOALS_LIST_CASES):
        raise NotVisible
    reach = reach_q(
        actor,
        Permission.GOALS_LIST_CASES,
        programme="version__programme_id",
        responsible="case_manager_id",
        team_open="version__team_open",
    )
    cases = (
        Participation.objects.visible_to(actor)
        .filter(reach, owner_id=actor.organisation_id)
        .filter(**{f"{_STANDS_IN[behind.source]}__in": list(behind.ids)})
        .filter(version__programme_id=version.programme_id)
        .select_related("participant__identity", "version__programme", "case_manager")
        .order_by("participant__identity__family_key", "pk")
        .distinct()
    )
    found = list(cases[start : start + MOST_LISTED])
    journal().look(
        Event.CASES_LISTED,
        owner_id=actor.organisation_id,
        item_kind="goal",
        item_id=version.pk,
        detail={"goal": behind.goal, "part": behind.part},
    )
    listed(found)
    return found


def published(actor: Actor) -> list[PublishedFigures]:
    """Published figures of every programme in which the actor's organisation has a seat, newest
    first. Nothing but what was published is read. Raises NotVisible without the right."""
    if not may_somewhere(actor, Permission.FIGURES_READ):
        raise NotVisible
    seated = ProgrammeParty.objects.filter(organisation_id=actor.organisation_id)
    return list(
        PublishedFigures.objects.filter(programme__in=seated.values("version__programme_id"))
        .select_related("programme", "owner")
        .order_by("programme__name", "owner__name", "-as_of")
    )


def operators_of(actor: Actor, programmes: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Who run each programme by its newest published version, by name, each with what it has
    published last: `content` and `content_as_of`, None where it has published nothing. Nobody for
    those who do not read published figures. One query."""
    if not may_somewhere(actor, Permission.FIGURES_READ):
        return {}
    newest = PublishedFigures.objects.filter(
        owner_id=OuterRef("organisation_id"), programme_id=OuterRef("version__programme_id")
    ).order_by("-as_of", "-created_at")
    seats = (
        ProgrammeParty.objects.filter(
            version__programme_id__in=list(programmes),
            version__published_at__isnull=False,
            seat=Seat.OPERATOR,
        )
        .annotate(
            content=Subquery(newest.values("content")[:1]),
            content_as_of=Subquery(newest.values("as_of")[:1]),
        )
        .select_related("version__programme", "organisation")
        .order_by("organisation__name")
    )
    found: dict[UUID, list[Any]] = {}
    for seat in seats:
        known = found.setdefault(seat.version.programme_id, [])
        if known and known[0].version.number < seat.version.number:
            known.clear()
        if not known or known[0].version_id == seat.version_id:
            known.append(seat)
    return found
