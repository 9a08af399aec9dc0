"""This file is where it is found out who would be left without a receiver when a programme ends.

Whom it concerns: everybody who takes part, and those who have left since the end was decided
on. Each is led to her own closing (avslut): there is no other way out than the ordinary one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from stegvis.access.actor import Actor
from stegvis.casework.models import OPEN_STATUSES, Exit, Intake, Participation, Takeover
from stegvis.casework.queries import listed, name_of
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import Destination
from stegvis.programmes.models import ProgrammeClosing


class Lack(Enum):
    """What may be missing for a person when a programme ends, in the order of the page."""

    NEXT_STEP = "planering efter avslut"
    RECEIVER = "mottagare"
    CONFIRMED = "mottagarens bekräftelse"
    PLAN_KNOWN = "att deltagaren känner till planeringen"
    LIVELIHOOD = "försörjning härnäst"


# Without these she is left alone; the others are flaws in how she is handed over.
LEFT_ALONE = frozenset({Lack.NEXT_STEP, Lack.RECEIVER, Lack.CONFIRMED})


@dataclass(frozen=True)
class Leaving:
    """One person who takes part, or has left since the decision, and what she lacks."""

    case: Participation
    name: str
    next_step: str
    lacks: tuple[Lack, ...]

    @property
    def is_left_alone(self) -> bool:
        return bool(LEFT_ALONE & set(self.lacks))


@dataclass(frozen=True)
class Share:
    """How many have something, of how many whom it is asked of."""

    label: str
    number: int
    of: int


def leaving(actor: Actor, programme_id: UUID, closing: ProgrammeClosing | None) -> list[Leaving]:
    """Everybody it concerns at the actor's authority, those who lack most first; logged for each.
    One query. Before there is a decision: everybody who takes part."""
    rows = _rows(_cases(actor, programme_id, closing))
    listed(row.case for row in rows)
    return sorted(rows, key=lambda row: (-len(row.lacks), row.case.enrolled_on, str(row.case.pk)))


def left_alone(actor: Actor, programme_id: UUID, closing: ProgrammeClosing) -> int:
    """How many still take part or lack a receiver; nobody may when a programme ends."""
    return sum(
        row.is_left_alone or row.case.is_ongoing
        for row in _rows(_cases(actor, programme_id, closing))
    )


def waiting(actor: Actor, programme_id: UUID) -> int:
    """How many who were referred have not yet got an answer. One query."""
    return Intake.objects.filter(
        owner_id=actor.organisation_id,
        version__programme_id=programme_id,
        status__in=OPEN_STATUSES,
    ).count()


def shares(rows: Sequence[Leaving], definition: Definition) -> list[Share]:
    """For each thing that she should have: how many have it, of all."""
    return [
        Share(lack.value, sum(lack not in row.lacks for row in rows), len(rows))
        for lack in Lack
        if lack is not Lack.LIVELIHOOD or definition.plan.requires_next_livelihood
    ]


def _cases(actor: Actor, programme_id: UUID, closing: ProgrammeClosing | None) -> Any:
    concerned = Q(ended_on__isnull=True)
    if closing is not None:
        concerned |= Q(ended_on__gte=closing.decided_on)
    written = Exit.objects.filter(
        participation_id=OuterRef("pk"), owner_id=actor.organisation_id
    ).values(
        json=JSONObject(
            destination="destination",
            receiver="receiver_id",
            contact="receiver_contact",
            confirmed_on="receiver_confirmed_on",
            plan_known="plan_known",
            livelihood="next_livelihood",
        )
    )
    taken_over = Takeover.objects.visible_to(actor).filter(participation_id=OuterRef("pk"))
    return (
        Participation.objects.visible_to(actor)
        .filter(concerned, owner_id=actor.organisation_id, version__programme_id=programme_id)
        .annotate(closing=Subquery(written[:1]), is_taken_over=Exists(taken_over))
        .select_related("participant__identity", "version__programme", "case_manager")
    )


def _rows(cases: Any) -> list[Leaving]:
    found = []
    for case in cases:
        definition, written = case.version.definition, case.closing or {}
        key = written.get("destination") or ""
        step = next((d for d in definition.exit.destinations if d.key == key), None)
        found.append(
            Leaving(
                case=case,
                name=name_of(case.participant),
                next_step=step.name if step else "",
                lacks=tuple(_lacks(definition, step, written, case.is_taken_over)),
            )
        )
    return found


def _lacks(
    definition: Definition, step: Destination | None, written: dict[str, Any], taken_over: bool
) -> list[Lack]:
    """A step with no receiver of its own, such as work, asks for none; an unknown one asks."""
    needs_receiver = step is None or bool(step.receivers) or step.needs_confirmation
    needs_word = step is None or step.needs_confirmation
    has_word = taken_over or bool(written.get("confirmed_on"))
    has_receiver = has_word or bool(written.get("receiver") or written.get("contact"))
    missing = {
        Lack.NEXT_STEP: step is None,
        Lack.RECEIVER: needs_receiver and not has_receiver,
        Lack.CONFIRMED: needs_word and not has_word,
        Lack.PLAN_KNOWN: written.get("plan_known") is not True,
        Lack.LIVELIHOOD: definition.plan.requires_next_livelihood and not written.get("livelihood"),
    }
    return [lack for lack, is_missing in missing.items() if is_missing]


def last_day(definition: Definition, closing: ProgrammeClosing | None) -> date:
    """The day when the programme ends: as decided, else as its document says."""
    return closing.ends_on if closing else definition.period.end
