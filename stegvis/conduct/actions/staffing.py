"""This file is where it is written down who holds which seat, and with how much of full time."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, may, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.conduct.models import SeatHolding
from stegvis.conduct.queries import refuse_unless_run_here, refuse_unless_seated
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import Programme, ProgrammeVersion

MOST_PERCENT = 100


@dataclass(frozen=True)
class Holding:
    """Who holds a seat: an account, or a name where she has none. Percent of full time may be
    unknown. Both days inclusive."""

    seat: str
    employer_id: UUID
    starts_on: date
    account_id: UUID | None = None
    name: str = ""
    percent: int | None = None
    ends_on: date | None = None


FIELDS = tuple(field.name for field in fields(Holding))


@transaction.atomic
def add(*, actor: Actor, version: ProgrammeVersion, holding: Holding) -> SeatHolding:
    """Write down a holder of a seat of the definition; several may hold one. The operator writes
    for all parties, a party for its own staff. Raises RuleBroken."""
    programme: Programme = version.programme
    _may_write(actor, Scope(actor.organisation_id, programme.pk), programme.pk, holding)
    row = SeatHolding(
        owner_id=actor.organisation_id, created_by_id=actor.account_id, programme=programme
    )
    _write(row, version, holding)
    row.save(force_insert=True)
    record.change(
        Event.SEAT_HOLDING_ADDED, row, programme=programme.pk, seat=row.seat, percent=row.percent
    )
    return row


@transaction.atomic
def change(
    *,
    actor: Actor,
    row: SeatHolding,
    version: ProgrammeVersion,
    revision: int,
    holding: Holding,
) -> SeatHolding:
    """Change it, or write when it ended. Raises RuleBroken, Conflict."""
    _may_write(actor, Scope(row.owner_id, row.programme_id), row.programme_id, holding)
    locked = SeatHolding.lock(row, revision)
    _write(locked, version, holding)
    locked.keep(*FIELDS)
    record.change(
        Event.SEAT_HOLDING_CHANGED, locked, programme=locked.programme_id, percent=locked.percent
    )
    return locked


def _may_write(actor: Actor, scope: Scope, programme_id: UUID, holding: Holding) -> None:
    if may(actor, Permission.CONDUCT_KEEP, scope) and holding.employer_id != actor.organisation_id:
        refuse_unless_run_here(actor, programme_id)
        return
    require(actor, Permission.SEATS_KEEP, scope)
    refuse_unless_seated(actor, programme_id)
    if holding.employer_id != actor.organisation_id:
        raise RuleBroken(
            "Ni skriver in era egna medarbetare. Andras skriver de själva eller den som driver "
            "insatsen.",
            "employer_id",
        )


def _write(row: SeatHolding, version: ProgrammeVersion, holding: Holding) -> None:
    if holding.seat not in {seat.key for seat in version.definition.seats}:
        raise RuleBroken("Insatsen har ingen sådan plats.", "seat")
    if holding.account_id is None and not holding.name.strip():
        raise RuleBroken("Välj en medarbetare eller skriv ett namn.", "name")
    if holding.percent is not None and not 0 < holding.percent <= MOST_PERCENT:
        raise RuleBroken("Skriv mellan 1 och 100 procent, eller lämna tomt.", "percent")
    if holding.ends_on is not None and holding.ends_on < holding.starts_on:
        raise RuleBroken("Sista dagen ligger före den första.", "ends_on")
    for name in FIELDS:
        value = getattr(holding, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
