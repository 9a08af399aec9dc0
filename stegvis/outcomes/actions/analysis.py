"""This file is where it is kept what the staff make of a figure: an analysis, or evidence."""

from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.outcomes.models import Analysis, Evidence
from stegvis.programmes.measures import Goal
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import Demand, EvidenceKind, GoalKind

MOST_CHARACTERS = 20_000


@transaction.atomic
def keep(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    goal: str,
    as_of: date,
    analysis: str,
    measure: str = "",
    follow_up_on: date | None = None,
) -> Analysis:
    """Keep the analysis of an uneven figure, and the directed measure where the document demands
    one. It is about the group: nothing about a single person belongs in it.

    Raises RuleBroken for an empty text, a missing measure, and dates in the wrong order.
    """
    require(actor, Permission.GOALS_ANALYSE, Scope(actor.organisation_id, version.programme_id))
    found = _goal(version, goal)
    _check_text(analysis, "analysis", "Skriv vad ni tror att skillnaden beror på.")
    if Demand.MEASURE in found.when_uneven:
        _check_text(measure, "measure", "Skriv vilken riktad insats ni gör.")
    if follow_up_on is not None and follow_up_on < today():
        raise RuleBroken(
            "Uppföljningen ligger bakåt i tiden. Välj en kommande dag.", "follow_up_on"
        )
    kept = Analysis.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        version=version,
        goal=found.key,
        as_of=as_of,
        analysis=analysis.strip(),
        measure=measure.strip(),
        follow_up_on=follow_up_on,
    )
    record.change(Event.ANALYSIS_KEPT, kept, goal=found.key, as_of=as_of)
    return kept


@transaction.atomic
def keep_evidence(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    goal: str,
    dated_on: date,
    text: str,
    is_reached: bool,
    kind: EvidenceKind = EvidenceKind.OTHER,
) -> Evidence:
    """Keep what has been done towards a goal that is no number: a routine agreed, a network that
    meets, and so on by kind. Raises RuleBroken for a goal that
    is counted, an empty text or a day ahead."""
    require(actor, Permission.GOALS_ANALYSE, Scope(actor.organisation_id, version.programme_id))
    found = _goal(version, goal)
    if found.kind != GoalKind.QUALITATIVE:
        raise RuleBroken("Målet räknas av Stegvis. Underlag skrivs för mål som inte är tal.")
    _check_text(text, "text", "Skriv vad som har gjorts.")
    if dated_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "dated_on")
    kept = Evidence.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        version=version,
        goal=found.key,
        dated_on=dated_on,
        kind=kind,
        text=text.strip(),
        is_reached=is_reached,
    )
    record.change(Event.EVIDENCE_KEPT, kept, goal=found.key, kind=kind, reached=is_reached)
    return kept


def _goal(version: ProgrammeVersion, key: str) -> Goal:
    found = next((goal for goal in version.definition.goals if goal.key == key), None)
    if found is None:
        raise RuleBroken("Målet finns inte i insatsens beskrivning.")
    return found


def _check_text(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise RuleBroken(message, field)
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Texten har {len(text)} tecken. Den får ha högst {MOST_CHARACTERS}.", field
        )
