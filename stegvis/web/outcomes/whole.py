"""This file is where the goals of several operators together are laid out: the sum, what it is made
of, and what is not known of it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.core.dates import today
from stegvis.outcomes import queries
from stegvis.outcomes.facts import Answer
from stegvis.outcomes.goals import Measured, is_for_all, rule_of
from stegvis.outcomes.rules import GoalKind, GoalRule
from stegvis.outcomes.together import (
    Part,
    Together,
    ongoing,
    published_part,
    together,
)
from stegvis.programmes.measures import Goal
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.wording import listed
from stegvis.web.outcomes import words

OURS = "Ni själva"


def of_goal(found: Measured, seats: Sequence[Any], own: UUID) -> dict[str, Any] | None:
    """The goal for all operators: one's own part as counted today, the others' as published."""
    figure = found.figure
    counted = {
        Answer.YES: figure.numerator,
        Answer.NO: figure.denominator - figure.numerator,
        Answer.MISSING: figure.missing,
        Answer.PENDING: figure.pending,
    }
    parts = [
        Part(OURS, today(), counted)
        if seat.organisation_id == own
        else _part(found.goal, found.rule, seat)
        for seat in seats
    ]
    return _laid(found.goal, found.rule, together(found.rule, parts))


def of_programme(seats: Sequence[Any]) -> list[dict[str, Any]]:
    """Every goal with a target that the operators have together, from what they have published."""
    if not seats:
        return []
    definition = seats[0].version.definition
    rows = []
    for goal in definition.goals:
        rule = rule_of(goal, definition)
        if rule is None or rule.target is None or not is_for_all(goal, definition):
            continue
        parts = [_part(goal, rule, seat) for seat in seats]
        rows.append(_laid(goal, rule, together(rule, parts)))
    return [row for row in rows if row is not None]


def ongoing_elsewhere(actor: Actor, version: ProgrammeVersion) -> list[Part] | None:
    """How many the other operators have, as each has published it; None for those who do not read
    published figures. One query."""
    seats = queries.operators_of(actor, [version.programme_id]).get(version.programme_id)
    if seats is None:
        return None
    found = []
    for seat in seats:
        if seat.organisation_id != actor.organisation_id:
            number = ongoing(seat.content) if seat.content else None
            counts = None if number is None else {Answer.YES: number}
            found.append(Part(seat.organisation.short_name, seat.content_as_of, counts))
    return found


def part_words(part: Part) -> str:
    """Flens kommun 12 (31 oktober 2026)."""
    if part.as_of is None:
        return f"{part.name} har inte publicerat"
    number = "dolt antal" if part.number is None else str(part.number)
    return f"{part.name} {number} ({words.day(part.as_of)})"


def _part(goal: Goal, rule: GoalRule, seat: Any) -> Part:
    name = seat.organisation.short_name
    return published_part(goal, rule, name, seat.content, seat.content_as_of)


def _laid(goal: Goal, rule: GoalRule, found: Together | None) -> dict[str, Any] | None:
    if found is None:
        return None
    tags = words.EVEN_TAGS if rule.kind is GoalKind.BALANCE else words.STATUS_TAGS
    status, color = tags[found.status] if found.figure or found.is_reached else _UNKNOWN
    return {
        "goal": goal,
        "target": words.target_words(goal),
        "status": status,
        "color": color,
        "text": _text(rule, found),
        "parts": list(_parts(rule, found.parts)),
        "hidden": listed([part.name for part in found.parts if part.is_hidden]),
    }


_UNKNOWN = ("Går inte att räkna ihop", "neutral")


def _text(rule: GoalRule, found: Together) -> str:
    if found.figure is not None:
        return words.of(found.figure)
    is_head_count = rule.kind in (GoalKind.COUNT, GoalKind.ONGOING)
    return f"Minst {found.least}" if is_head_count and found.least else "Ett tal saknas"


def _parts(rule: GoalRule, parts: Iterable[Part]) -> Iterable[dict[str, str]]:
    is_head_count = rule.kind in (GoalKind.COUNT, GoalKind.ONGOING)
    for part in parts:
        if part.as_of is None:
            text = "har inte publicerat"
        elif part.counts is None:
            text = f"dolt {words.day(part.as_of)}"
        else:
            yes, no = part.counts.get(Answer.YES, 0), part.counts.get(Answer.NO, 0)
            number = str(yes) if is_head_count else f"{yes} av {yes + no}"
            text = f"{number} ({words.day(part.as_of)})"
        yield {"name": part.name, "text": text}
