"""This file is where an important change is reported (avvikelserapport), and the report frozen."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.conduct.models import Deviation
from stegvis.conduct.queries import refuse_unless_run_here
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import Programme

# What must be written before it is sent, and the word for it.
NEEDED = {
    "changed": "vad som har ändrats",
    "why": "varför",
    "proposed": "vad som föreslås",
    "sent_to": "vem som ska ha rapporten",
}
FIELDS = (*("title", "changed", "since_on", "why", "proposed", "report", "sent_to", "figures_id"),)


@dataclass(frozen=True)
class Content:
    """What is written. All but title and day may be left for later while it is a draft;
    `report` is a key of the definition's reports."""

    title: str
    since_on: date
    changed: str = ""
    why: str = ""
    proposed: str = ""
    report: str = ""
    sent_to: str = ""
    figures_id: UUID | None = None


@transaction.atomic
def draft(*, actor: Actor, programme: Programme, content: Content) -> Deviation:
    """Begin a report; the own authority alone is shown it. Raises RuleBroken without a title."""
    require(actor, Permission.CONDUCT_KEEP, Scope(actor.organisation_id, programme.pk))
    refuse_unless_run_here(actor, programme.pk)
    row = Deviation(
        owner_id=actor.organisation_id, created_by_id=actor.account_id, programme=programme
    )
    _write(row, content)
    row.save(force_insert=True)
    record.change(Event.DEVIATION_DRAFTED, row, programme=programme.pk)
    return row


@transaction.atomic
def change(*, actor: Actor, row: Deviation, revision: int, content: Content) -> Deviation:
    """Change a draft. Raises RuleBroken when it has been sent, Conflict."""
    locked = _draft(actor, row, revision)
    _write(locked, content)
    locked.keep(*FIELDS)
    record.change(Event.DEVIATION_CHANGED, locked, programme=locked.programme_id)
    return locked


@transaction.atomic
def send(*, actor: Actor, row: Deviation, revision: int) -> Deviation:
    """Send it: from now on those with a seat in the programme read it, and it never changes.
    Raises RuleBroken for what is missing, Conflict."""
    locked = _draft(actor, row, revision)
    gaps = [word for name, word in NEEDED.items() if not getattr(locked, name)]
    if gaps:
        raise RuleBroken(f"Fyll i det som saknas först: {', '.join(gaps)}.")
    locked.sent_at = now()
    locked.keep("sent_at")
    record.change(Event.DEVIATION_SENT, locked, programme=locked.programme_id)
    return locked


@transaction.atomic
def receive(
    *, actor: Actor, row: Deviation, revision: int, received_on: date, received_by: str
) -> Deviation:
    """Write down that the receiver has it, and who said so. Raises RuleBroken for a report that
    is not sent, and for days before that or ahead; Conflict."""
    require(actor, Permission.CONDUCT_KEEP, Scope(row.owner_id, row.programme_id))
    locked = Deviation.lock(row, revision)
    if locked.sent_at is None:
        raise RuleBroken("Rapporten är inte skickad än.")
    if received_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "received_on")
    if received_on < locked.sent_at.date():
        raise RuleBroken("Rapporten skickades senare än så.", "received_on")
    locked.received_on, locked.received_by = received_on, received_by.strip()
    locked.keep("received_on", "received_by")
    record.change(Event.DEVIATION_RECEIVED, locked, programme=locked.programme_id, on=received_on)
    return locked


def _draft(actor: Actor, row: Deviation, revision: int) -> Deviation:
    require(actor, Permission.CONDUCT_KEEP, Scope(row.owner_id, row.programme_id))
    locked = Deviation.lock(row, revision)
    if locked.sent_at is not None:
        raise RuleBroken("Rapporten är skickad och går inte att ändra. Skriv en ny.")
    return locked


def _write(row: Deviation, content: Content) -> None:
    if not content.title.strip():
        raise RuleBroken("Skriv vad rapporten gäller.", "title")
    if content.since_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "since_on")
    for name in FIELDS:
        value = getattr(content, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
