"""This file is where milestones are written in: the dated facts that a programme counts."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Milestone, Participation
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.journey import Milestone as Rule
from stegvis.programmes.vocabulary import MilestoneKind


@dataclass(frozen=True)
class Details:
    """An event has a day; a state a first day and perhaps a last, both inclusive."""

    starts_on: date
    ends_on: date | None = None
    text: str = ""


@transaction.atomic
def add(*, actor: Actor, participation: Participation, key: str, details: Details) -> Milestone:
    """Write down that it has happened, or that the state has begun.

    Raises RuleBroken for a key that the programme does not name, days ahead or before she was
    born, an event that stands on the same day already, and a state that goes on already.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    rule = rule_of(participation, key)
    reached = Milestone(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        key=rule.key,
    )
    _agree(reached, details, rule, participation)
    reached.save(force_insert=True)
    _log(Event.MILESTONE_REACHED, reached)
    return reached


@transaction.atomic
def change(*, actor: Actor, milestone: Milestone, details: Details, revision: int) -> Milestone:
    """Correct it, or write in the day when the state ended. Raises as `add`, and Conflict."""
    locked = _locked(actor, milestone, revision)
    case = _case(milestone)
    _agree(locked, details, rule_of(case, locked.key), case)
    locked.keep("starts_on", "ends_on", "text")
    _log(Event.MILESTONE_CHANGED, locked)
    return locked


@transaction.atomic
def strike(*, actor: Actor, milestone: Milestone, revision: int) -> Milestone:
    """Strike (makulera) one that never was: it counts nowhere, and stays to be seen."""
    locked = _locked(actor, milestone, revision)
    locked.struck_at = now()
    locked.keep("struck_at")
    _log(Event.MILESTONE_STRUCK, locked)
    return locked


def rule_of(participation: Participation, key: str) -> Rule:
    """The milestone as the participant's own version of the programme has it."""
    rules = {rule.key: rule for rule in participation.version.definition.milestones}
    if key not in rules:
        raise RuleBroken("Den hållpunkten finns inte i insatsen.", "key")
    return rules[key]


def _log(event: Event, row: Milestone) -> None:
    record.change(event, row, milestone=row.key, on=row.starts_on, until=row.ends_on)


def _case(milestone: Milestone) -> Participation:
    if milestone.participation is None:
        raise RuleBroken("Hållpunkten hör inte till något ärende.")
    return milestone.participation


def _locked(actor: Actor, milestone: Milestone, revision: int) -> Milestone:
    require(actor, Permission.ACTIVITY_WRITE, milestone.scope)
    locked = Milestone.lock(milestone, revision)
    locked.participation = milestone.participation
    if locked.struck_at is not None:
        raise RuleBroken("Hållpunkten är makulerad. Skriv in en ny om den ändå gäller.")
    return locked


def _agree(row: Milestone, details: Details, rule: Rule, case: Participation) -> None:
    row.starts_on, row.text = details.starts_on, details.text.strip()
    row.ends_on = details.ends_on if rule.kind == MilestoneKind.STATE else None
    born_on = case.participant.born_on
    if row.starts_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "starts_on")
    if born_on is not None and row.starts_on < born_on:
        raise RuleBroken("Dagen ligger före deltagarens födelse.", "starts_on")
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise RuleBroken(
            "Slutdagen ligger före startdagen. Rätta den av dem som är fel.", "ends_on"
        )
    if row.ends_on is not None and row.ends_on > today():
        raise RuleBroken(
            "Slutdagen ligger framåt i tiden. Skriv in den när den har varit.", "ends_on"
        )
    _check_alone(row, rule)


def _check_alone(row: Milestone, rule: Rule) -> None:
    """An event happens once on a day, and a state cannot go on twice at once."""
    if row.participation is not None:
        # Two who write the same at once are told so, one after the other.
        Participation.lock(row.participation)
    others = Milestone.objects.kept().filter(
        owner_id=row.owner_id, participation_id=row.participation_id, key=row.key
    )
    for other in others.exclude(pk=row.pk):
        if rule.kind == MilestoneKind.EVENT and other.starts_on == row.starts_on:
            raise RuleBroken(f"{rule.name} är redan inskrivet den dagen.", "starts_on")
        if rule.kind == MilestoneKind.STATE and _overlap(row, other):
            raise RuleBroken(
                f"{rule.name} gäller redan från och med {other.starts_on}. Avsluta det först.",
                "starts_on",
            )


def _overlap(one: Milestone, other: Milestone) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )
