"""This file is where figures are kept for each month, such as care contacts or SEK of support."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import MonthlyFigure, Participation
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken

MOST = 999_999
"""More than this in one month is a slip of the hand."""

Cell = tuple[str, date]
"""A key of the definition's monthly facts, and the first day of the month."""


@transaction.atomic
def write(
    *,
    actor: Actor,
    participation: Participation,
    values: Mapping[Cell, int | None],
    seen: Mapping[Cell, int],
) -> list[MonthlyFigure]:
    """Write many cells at once; None takes a figure back. Only cells that differ are touched.

    `seen` holds the revision of each figure that the writer saw. Raises RuleBroken for a key that
    the programme does not keep, a month ahead or a number that cannot be, and Conflict when
    somebody else has written one of the cells meanwhile.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    _check(participation, values)
    before = {
        (row.key, row.month): row
        for row in MonthlyFigure.objects.select_for_update().filter(
            owner_id=actor.organisation_id, participation_id=participation.pk
        )
    }
    changed = []
    for cell, value in values.items():
        row = before.get(cell)
        if (row.value if row else None) == value:
            continue
        if row is not None and seen.get(cell) != row.revision:
            raise Conflict(row)
        changed.append(_kept(actor, participation, cell, value, row))
    return changed


def _kept(
    actor: Actor,
    participation: Participation,
    cell: Cell,
    value: int | None,
    row: MonthlyFigure | None,
) -> MonthlyFigure:
    if row is None:
        row = MonthlyFigure(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            participant_id=participation.participant_id,
            participation=participation,
            key=cell[0],
            month=cell[1],
            value=value,
        )
        row.save(force_insert=True)
    else:
        row.value = value
        row.keep("value")
    record.change(Event.MONTH_WRITTEN, row, figure=row.key, on=row.month)
    return row


def _check(participation: Participation, values: Mapping[Cell, int | None]) -> None:
    facts = {fact.key for fact in participation.version.definition.monthly}
    for (key, month), value in values.items():
        if key not in facts:
            raise RuleBroken("Den uppgiften hör inte till insatsen.", None)
        if month.day != 1 or month > today():
            raise RuleBroken("Månaden har inte börjat än.", None)
        if value is not None and not 0 <= value <= MOST:
            raise RuleBroken(f"Skriv ett tal mellan 0 och {MOST}.", None)
