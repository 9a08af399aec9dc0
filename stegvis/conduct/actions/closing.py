"""This file is where a whole programme is brought to its end, so that nobody is left alone."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.conduct import ending
from stegvis.conduct.queries import refuse_unless_run_here
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.closing import closing_of
from stegvis.programmes.models import Programme, ProgrammeClosing


@dataclass(frozen=True)
class Decision:
    """What is decided about the end. `contact` is whom to turn to instead, in words."""

    decided_on: date
    last_intake_on: date
    ends_on: date
    reason: str
    contact: str


FIELDS = tuple(field.name for field in fields(Decision))


@transaction.atomic
def decide(*, actor: Actor, programme: Programme, decision: Decision) -> ProgrammeClosing:
    """Decide that the programme ends here. From the day after the last one for referrals,
    everybody who refers is told whom to turn to instead. Raises RuleBroken for days in the wrong
    order, and when there is a decision already."""
    require(actor, Permission.CONDUCT_KEEP, Scope(actor.organisation_id, programme.pk))
    refuse_unless_run_here(actor, programme.pk)
    if closing_of(programme.pk, actor.organisation_id) is not None:
        raise RuleBroken("Det finns redan ett beslut om att insatsen ska avslutas. Ändra det.")
    row = ProgrammeClosing(
        owner_id=actor.organisation_id, created_by_id=actor.account_id, programme=programme
    )
    _write(row, decision)
    row.save(force_insert=True)
    record.change(Event.PROGRAMME_END_DECIDED, row, programme=programme.pk, on=row.ends_on)
    return row


@transaction.atomic
def change(
    *, actor: Actor, closing: ProgrammeClosing, revision: int, decision: Decision
) -> ProgrammeClosing:
    """Change the decision while the programme has not ended. Raises RuleBroken, Conflict."""
    row = _locked(actor, closing, revision)
    _write(row, decision)
    row.keep(*FIELDS)
    record.change(Event.PROGRAMME_END_CHANGED, row, programme=row.programme_id, on=row.ends_on)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, closing: ProgrammeClosing, revision: int) -> ProgrammeClosing:
    """The programme goes on after all: people can be referred to it again from now."""
    row = _locked(actor, closing, revision)
    row.withdrawn_on = today()
    row.keep("withdrawn_on")
    record.change(Event.PROGRAMME_END_WITHDRAWN, row, programme=row.programme_id)
    return row


@transaction.atomic
def complete(*, actor: Actor, closing: ProgrammeClosing, revision: int) -> ProgrammeClosing:
    """The programme has ended. Everybody has then left it by the ordinary closing, each with a
    receiver where the next step has one, and everybody who was referred has got an answer.
    Raises RuleBroken with how many are left."""
    row = _locked(actor, closing, revision)
    alone = ending.left_alone(actor, row.programme_id, row)
    if alone:
        raise RuleBroken(
            f"{alone} deltagare är inte avslutade eller saknar mottagare. Avsluta var och en "
            "på det vanliga sättet först: ingen ska bli utan mottagare."
        )
    waiting = ending.waiting(actor, row.programme_id)
    if waiting:
        raise RuleBroken(f"{waiting} aktualiserade har inte fått besked. Svara dem först.")
    row.completed_at = now()
    row.keep("completed_at")
    record.change(Event.PROGRAMME_ENDED, row, programme=row.programme_id)
    return row


@transaction.atomic
def keep_implementation(
    *, actor: Actor, closing: ProgrammeClosing, revision: int, text: str, on: date
) -> ProgrammeClosing:
    """Write what lives on in ordinary operations, and since when; also after the end."""
    require(actor, Permission.CONDUCT_KEEP, Scope(closing.owner_id, closing.programme_id))
    row = ProgrammeClosing.lock(closing, revision)
    if not text.strip():
        raise RuleBroken("Skriv vad som lever vidare i ordinarie verksamhet.", "text")
    row.implementation, row.implemented_on = text.strip(), on
    row.keep("implementation", "implemented_on")
    record.change(Event.IMPLEMENTATION_KEPT, row, programme=row.programme_id, on=on)
    return row


def _locked(actor: Actor, closing: ProgrammeClosing, revision: int) -> ProgrammeClosing:
    require(actor, Permission.CONDUCT_KEEP, Scope(closing.owner_id, closing.programme_id))
    row = ProgrammeClosing.lock(closing, revision)
    if row.completed_at is not None or row.withdrawn_on is not None:
        raise RuleBroken("Insatsen är redan avslutad, eller beslutet upphävt.")
    return row


def _write(row: ProgrammeClosing, decision: Decision) -> None:
    if decision.decided_on > today():
        raise RuleBroken("Beslutet ligger framåt i tiden.", "decided_on")
    if decision.ends_on < decision.last_intake_on:
        raise RuleBroken(
            "Insatsens sista dag kan inte ligga före sista dagen för aktualiseringar.", "ends_on"
        )
    for name in ("reason", "contact"):
        if not getattr(decision, name).strip():
            raise RuleBroken("Fyll i det här fältet.", name)
    for name in FIELDS:
        value = getattr(decision, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
