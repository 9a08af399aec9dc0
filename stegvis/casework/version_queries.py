"""This file is where it is fetched who can be moved to another version, and what they use of it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import reach_q
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.happenings import known_of
from stegvis.casework.models import (
    Activity,
    Exit,
    InstrumentAnswer,
    MappingAnswer,
    Milestone,
    MonthlyFigure,
    Note,
    OutgoingReferral,
    Participation,
    Party,
)
from stegvis.casework.version_changes import AGREED_WITH, Changes, Used, changes_for
from stegvis.core.dates import today
from stegvis.participants.models import ConsentGrant
from stegvis.programmes.models import ProgrammeVersion

MOST_AT_ONCE = 25
"""How many can be looked through and moved in one act; nobody can judge more at a time."""


@dataclass(frozen=True)
class Preview:
    case: Participation
    changes: Changes


def movable(actor: Actor, version: ProgrammeVersion) -> QuerySet[Participation]:
    """Ongoing cases of the programme under other versions that the actor may move."""
    return (
        Participation.objects.visible_to(actor)
        .filter(
            reach_q(
                actor,
                Permission.PARTICIPATION_MOVE,
                programme="version__programme_id",
                responsible="case_manager_id",
                team_open="version__team_open",
            ),
            owner_id=actor.organisation_id,
            version__programme_id=version.programme_id,
            ended_on__isnull=True,
        )
        .exclude(version=version)
        .select_related("participant__identity", "version__programme", "case_manager")
        .order_by("participant__identity__family_key", "pk")
    )


def listed_to_move(actor: Actor, version: ProgrammeVersion) -> list[Participation]:
    """All that can be moved; logs that each was seen in a list. One query."""
    found = list(movable(actor, version))
    for case in found:
        record.look(Event.PERSON_LISTED, case)
    return found


def previews(actor: Actor, version: ProgrammeVersion, chosen: Collection[UUID]) -> list[Preview]:
    """What a move to the version changes for each of these; logs the look. Three queries."""
    cases = list(movable(actor, version).filter(pk__in=list(chosen)[:MOST_AT_ONCE]))
    for case in cases:
        record.look(Event.PERSON_READ, case, purpose="flytt till annan version")
    changes = changes_of(actor, version, cases)
    return [Preview(case, changes[case.pk]) for case in cases]


def changes_of(
    actor: Actor, version: ProgrammeVersion, cases: Collection[Participation]
) -> dict[UUID, Changes]:
    """What a move changes for each of these fetched cases, by id. Two queries."""
    known, used, day = known_of(actor, cases), used_by(actor, cases), today()
    return {
        case.pk: changes_for(
            known[case.pk], used[case.pk], case.version.definition, version.definition, day
        )
        for case in cases
    }


def used_by(actor: Actor, cases: Collection[Participation]) -> dict[UUID, Used]:
    """What of their definition these cases use, by id and kind. One query over all kinds."""
    ids = [case.pk for case in cases]
    found: dict[UUID, dict[str, set[str]]] = {pk: defaultdict(set) for pk in ids}
    first, *others = _branches(actor, ids)
    for case_id, kind, key in first.union(*others):
        if key:
            found[case_id][kind].add(key)
    return {
        pk: {kind: frozenset(keys) for kind, keys in kinds.items()} for pk, kinds in found.items()
    }


def _branches(actor: Actor, ids: list[UUID]) -> Iterator[QuerySet[Any, Any]]:
    own: dict[str, Any] = {"owner_id": actor.organisation_id, "participation_id__in": ids}
    for kind, rows, key in (
        ("activity", Activity.objects.filter(**own), "catalogue_key"),
        ("note", Note.objects.filter(**own), "kind"),
        ("outgoing", OutgoingReferral.objects.filter(**own), "target_key"),
        ("party", Party.objects.filter(**own), "key"),
        ("milestone", Milestone.objects.filter(**own), "key"),
        ("monthly", MonthlyFigure.objects.filter(**own), "key"),
        ("instrument", InstrumentAnswer.objects.filter(**own), "instrument"),
        ("destination", Exit.objects.filter(**own), "destination"),
        ("reason", Exit.objects.filter(**own), "reason"),
    ):
        yield _pairs(rows, kind, F("participation_id"), key)
    answers = MappingAnswer.objects.filter(
        owner_id=actor.organisation_id, mapping__participation_id__in=ids
    )
    yield _pairs(answers, "question", F("mapping__participation_id"), "question")
    grants = ConsentGrant.objects.filter(
        owner_id=actor.organisation_id,
        consent__participation_id__in=ids,
        withdrawn_at__isnull=True,
        consent__withdrawn_at__isnull=True,
    )
    case = F("consent__participation_id")
    yield _pairs(grants, "category", case, "category")
    for end in ("receiver", "giver"):
        others = grants.exclude(**{f"{end}_id": actor.organisation_id})
        yield _pairs(others, AGREED_WITH, case, f"{end}__key")


def _pairs(rows: Any, kind: str, case: Any, key: str) -> QuerySet[Any, Any]:
    """Distinct (case, kind, key), in no order: the parts of a union have none."""
    shaped = rows.order_by().annotate(
        u_case=case, u_kind=Value(kind, TextField()), u_key=Cast(F(key), TextField())
    )
    pairs: QuerySet[Any, Any] = shaped.values_list("u_case", "u_kind", "u_key").distinct()
    return pairs
