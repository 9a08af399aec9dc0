"""This file is where the steering group is written down: members, meetings, decisions.

The group never sees a person, so nothing here may be about one; the pages say so.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.conduct.models import (
    DecisionCorrection,
    Deviation,
    SteeringDecision,
    SteeringMeeting,
    SteeringMember,
)
from stegvis.conduct.queries import refuse_unless_run_here
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import Programme


@dataclass(frozen=True)
class Member:
    """Who sits for whom, with which post, and between which days, both inclusive."""

    name: str
    title: str
    place: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Minutes:
    held_on: date
    present: str
    text: str = ""


@dataclass(frozen=True)
class Decided:
    """What was decided; `goal` is a key of the definition, `deviation` a report that was sent."""

    text: str
    responsible: str
    due_on: date | None = None
    goal: str = ""
    deviation: Deviation | None = None


@transaction.atomic
def add_member(*, actor: Actor, programme: Programme, member: Member) -> SteeringMember:
    """Write down somebody in the steering group. Raises RuleBroken for days in wrong order."""
    _may_write(actor, programme)
    row = SteeringMember(
        owner_id=actor.organisation_id, created_by_id=actor.account_id, programme=programme
    )
    _write_member(row, member)
    row.save(force_insert=True)
    record.change(Event.STEERING_MEMBER_ADDED, row, programme=programme.pk)
    return row


@transaction.atomic
def change_member(
    *, actor: Actor, row: SteeringMember, revision: int, member: Member
) -> SteeringMember:
    """Change it, or write when she left. Raises RuleBroken, Conflict."""
    require(actor, Permission.CONDUCT_KEEP, Scope(row.owner_id, row.programme_id))
    locked = SteeringMember.lock(row, revision)
    _write_member(locked, member)
    locked.keep(*asdict(member))
    record.change(Event.STEERING_MEMBER_CHANGED, locked, programme=locked.programme_id)
    return locked


@transaction.atomic
def keep_meeting(
    *,
    actor: Actor,
    programme: Programme,
    minutes: Minutes,
    row: SteeringMeeting | None = None,
    revision: int | None = None,
) -> SteeringMeeting:
    """Write down a meeting, or change one of the own authority's. Raises RuleBroken for one that
    has not been held yet or that nobody was at, Conflict."""
    _may_write(actor, programme)
    if minutes.held_on > today():
        raise RuleBroken(
            "Mötet ligger framåt i tiden. Skriv in det när det har hållits.", "held_on"
        )
    if not minutes.present.strip():
        raise RuleBroken("Skriv vilka som var med.", "present")
    if row is not None:
        require(actor, Permission.CONDUCT_KEEP, Scope(row.owner_id, row.programme_id))
    kept = (
        SteeringMeeting.lock(row, revision)
        if row
        else SteeringMeeting(
            owner_id=actor.organisation_id, created_by_id=actor.account_id, programme=programme
        )
    )
    kept.held_on, kept.present = minutes.held_on, minutes.present.strip()
    kept.text = minutes.text.strip()
    if row is None:
        kept.save(force_insert=True)
    else:
        kept.keep("held_on", "present", "text")
    record.change(Event.STEERING_MEETING_KEPT, kept, programme=programme.pk, on=kept.held_on)
    return kept


@transaction.atomic
def decide(*, actor: Actor, meeting: SteeringMeeting, decided: Decided) -> SteeringDecision:
    """Write down a decision of a meeting. A decision about a deviation report is what decides the
    report; only one that has been sent can be decided. Raises RuleBroken."""
    require(actor, Permission.CONDUCT_KEEP, Scope(meeting.owner_id, meeting.programme_id))
    if not decided.text.strip():
        raise RuleBroken("Skriv vad som beslutades.", "text")
    if not decided.responsible.strip():
        raise RuleBroken("Skriv vem som ser till att det blir gjort.", "responsible")
    about = decided.deviation
    if about is not None and about.sent_at is None:
        raise RuleBroken("Avvikelserapporten är inte skickad än.", "deviation")
    row = SteeringDecision.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        programme_id=meeting.programme_id,
        meeting=meeting,
        text=decided.text.strip(),
        goal=decided.goal,
        deviation=about,
        responsible=decided.responsible.strip(),
        due_on=decided.due_on,
    )
    record.change(Event.STEERING_DECISION_KEPT, row, programme=row.programme_id, goal=decided.goal)
    return row


@transaction.atomic
def finish_decision(
    *, actor: Actor, row: SteeringDecision, revision: int, done_on: date
) -> SteeringDecision:
    """What was decided has been done. Raises RuleBroken for a day ahead, Conflict."""
    require(actor, Permission.CONDUCT_KEEP, Scope(row.owner_id, row.programme_id))
    locked = SteeringDecision.lock(row, revision)
    if done_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "done_on")
    locked.done_on = done_on
    locked.keep("done_on")
    record.change(Event.STEERING_DECISION_DONE, locked, programme=locked.programme_id, on=done_on)
    return locked


@transaction.atomic
def correct_decision(
    *,
    actor: Actor,
    row: SteeringDecision,
    revision: int,
    text: str,
    responsible: str,
    due_on: date | None,
    reason: str,
) -> SteeringDecision:
    """Correct (rätta) what a decision says, because it was written down wrongly. What it said
    before is kept beside it, with who corrected it and why.

    Raises RuleBroken without a reason, for an empty text, and when nothing differs; Conflict.
    """
    require(actor, Permission.CONDUCT_KEEP, Scope(row.owner_id, row.programme_id))
    locked = SteeringDecision.lock(row, revision)
    if not text.strip():
        raise RuleBroken("Skriv vad som beslutades.", "text")
    if not responsible.strip():
        raise RuleBroken("Skriv vem som ser till att det blir gjort.", "responsible")
    if not reason.strip():
        raise RuleBroken("Skriv varför beslutet rättas.", "reason")
    now_said = (text.strip(), responsible.strip(), due_on)
    if now_said == (locked.text, locked.responsible, locked.due_on):
        raise RuleBroken("Inget är ändrat i beslutet.", "text")
    DecisionCorrection.objects.create(
        owner_id=locked.owner_id,
        created_by_id=actor.account_id,
        programme_id=locked.programme_id,
        decision=locked,
        text=locked.text,
        responsible=locked.responsible,
        due_on=locked.due_on,
        reason=reason.strip(),
        corrected_by=actor.name,
    )
    locked.text, locked.responsible, locked.due_on = now_said
    locked.keep("text", "responsible", "due_on")
    record.change(Event.STEERING_DECISION_CORRECTED, locked, programme=locked.programme_id)
    return locked


def _may_write(actor: Actor, programme: Programme) -> None:
    require(actor, Permission.CONDUCT_KEEP, Scope(actor.organisation_id, programme.pk))
    refuse_unless_run_here(actor, programme.pk)


def _write_member(row: SteeringMember, member: Member) -> None:
    if member.ends_on is not None and member.ends_on < member.starts_on:
        raise RuleBroken("Sista dagen ligger före den första.", "ends_on")
    for name, value in asdict(member).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
