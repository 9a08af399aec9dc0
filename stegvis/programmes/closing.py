"""This file is where it is asked whether an operator still takes people into a programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from stegvis.core.dates import in_swedish, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import ProgrammeClosing, ProgrammeVersion
from stegvis.programmes.ways_in import WayIn


@dataclass(frozen=True)
class Choices:
    """What there is to choose for something new, and what one would look for but has closed."""

    ways: list[WayIn]
    closed: list[ProgrammeClosing]


def choices(ways: Sequence[WayIn]) -> Choices:
    """These ways without those whose operator takes nobody new any longer. One query."""
    if not ways:
        return Choices([], [])
    wanted = {(way.version.programme_id, way.runs_it.pk) for way in ways}
    rows = ended().filter(programme_id__in={programme for programme, _ in wanted})
    closed = {
        (row.programme_id, row.owner_id): row for row in rows.select_related("programme", "owner")
    }
    return Choices(
        [way for way in ways if (way.version.programme_id, way.runs_it.pk) not in closed],
        [row for key, row in closed.items() if key in wanted],
    )


def closed_at(operator_id: UUID) -> set[UUID]:
    """The programmes that an operator takes nobody new into any longer. One query."""
    rows = ended().filter(owner_id=operator_id)
    return set(rows.values_list("programme_id", flat=True))


def closed_everywhere(version: ProgrammeVersion) -> ProgrammeClosing | None:
    """A decision to end it, when every one of its operators has made one. One query."""
    rows = ended().filter(programme_id=version.programme_id).select_related("programme", "owner")
    found = {row.owner.key: row for row in rows}
    operators = version.definition.operators
    return found[operators[0]] if set(operators) <= set(found) else None


def ended() -> QuerySet[ProgrammeClosing]:
    """The decisions after whose last day nobody new is taken in."""
    return ProgrammeClosing.objects.filter(withdrawn_on__isnull=True, last_intake_on__lt=today())


def closing_of(programme_id: UUID, operator_id: UUID) -> ProgrammeClosing | None:
    """The decision of an operator to end a programme, unless it has been withdrawn. One query."""
    return (
        ProgrammeClosing.objects.filter(
            programme_id=programme_id, owner_id=operator_id, withdrawn_on__isnull=True
        )
        .select_related("programme", "owner")
        .first()
    )


def refuse_when_closed(programme_id: UUID, operator_id: UUID) -> None:
    """Nobody new comes into a programme after the last day that its operator has decided. The
    day itself is included. Raises RuleBroken with whom to turn to instead."""
    closing = closing_of(programme_id, operator_id)
    if closing is not None and closing.is_closed:
        raise RuleBroken(closed_words(closing))


def closed_words(closing: ProgrammeClosing) -> str:
    return (
        f"{closing.programme.short_name} hos {closing.owner.short_name} tar inte emot nya "
        f"deltagare efter den {in_swedish(closing.last_intake_on)}, därför att insatsen avslutas. "
        f"Vänd dig till {closing.contact}."
    )
