"""This file is where it is asked whether an operator still takes people into a programme."""

from uuid import UUID

from stegvis.core.dates import in_swedish, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import ProgrammeClosing


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
    if closing is None or today() <= closing.last_intake_on:
        return
    raise RuleBroken(
        f"{closing.programme.short_name} hos {closing.owner.short_name} tar inte emot nya "
        f"deltagare efter den {in_swedish(closing.last_intake_on)}, därför att insatsen avslutas. "
        f"Vänd dig till {closing.contact}."
    )
