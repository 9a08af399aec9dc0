"""This file is where the goals of several operators together are laid out: the sum, what it is made
of, and what is not known of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.core.dates import today
from stegvis.outcomes import queries
from stegvis.outcomes.facts import Answer
from stegvis.outcomes.goals import Measured, alike, is_for_all, rule_of
from stegvis.outcomes.rules import GoalKind, GoalRule
from stegvis.outcomes.together import (
    Part,
    Together,
    ongoing,
    own_part,
    published_part,
    together,
)
from stegvis.programmes.measures import Goal
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.wording import listed
from stegvis.web.outcomes import words

OURS = "Ni själva"


def of_goal(
    found: Measured, version: ProgrammeVersion, seats: Sequence[Any], own: UUID
) -> dict[str, Any] | None:
    """The goal for all operators: one's own part as counted today, the others' as published."""
    keys = alike(found.goal, version.definition)
    parts = [
        own_part(found, OURS, today())
        if seat.organisation_id == own
        else _part(keys, found.rule, seat)
        for seat in seats
    ]
    return _laid(found.goal, together(found.rule, parts), found.compared_name)


def of_programme(seats: Sequence[Any]) -> list[dict[str, Any]]:
    """Every goal that is judged and that the operators have together, from what they have
    published."""
    if not seats:
        return []
    definition = seats[0].version.definition
    compared = definition.comparison.name if definition.comparison else ""
    rows = []
    for goal in definition.goals:
        rule = rule_of(goal, definition)
        if rule is None or not is_judged(rule) or not is_for_all(goal, definition):
            continue
        keys = alike(goal, definition)
        parts = [_part(keys, rule, seat) for seat in seats]
        rows.append(_laid(goal, together(rule, parts), compared))
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


def is_judged(rule: GoalRule) -> bool:
    """Whether there is something to hold the figure against: a target, or another group."""
    return rule.target is not None or rule.kind is GoalKind.COMPARISON


def _part(keys: Sequence[str], rule: GoalRule, seat: Any) -> Part:
    name = seat.organisation.short_name
    return published_part(keys, rule, name, seat.content, seat.content_as_of)


def _laid(goal: Goal, found: Together | None, compared: str) -> dict[str, Any] | None:
    if found is None:
        return None
    tags = words.TAGS.get(found.rule.kind, words.STATUS_TAGS)
    is_told = found.is_known or found.is_reached
    status, color = tags[found.status] if is_told else _UNKNOWN
    hidden = [part.name for part in found.parts if found.is_hidden(part)]
    names = ("kvinnor", "män") if found.rule.kind is GoalKind.DIFFERENCE else _compared(compared)
    return {
        "goal": goal,
        "target": words.target_words(goal),
        "status": status,
        "color": color,
        "text": _text(found, names),
        "gap": _gap(found, compared),
        "parts": list(_parts(found, names)),
        "hidden": listed(hidden),
        "is_hidden_by_several": len(hidden) > 1,
    }


_UNKNOWN = ("Går inte att räkna ihop", "neutral")


def _compared(name: str) -> tuple[str, str]:
    return "deltagarna", words.group(name)


def _text(found: Together, names: tuple[str, str]) -> str:
    if found.sides is not None:
        told = (f"{who} {words.of(side)}" for who, side in zip(names, found.sides, strict=True))
        return ", ".join(told) + "."
    if found.figure is not None and not found.is_between_two:
        return words.of(found.figure)
    is_head_count = found.rule.kind in (GoalKind.COUNT, GoalKind.ONGOING)
    return f"Minst {found.least}" if is_head_count and found.least else "Ett tal saknas"


def _gap(found: Together, compared: str) -> str:
    """How far the two groups are from one another, over all operators."""
    if not found.is_between_two or not found.is_known:
        return ""
    if found.gap is None:
        return "De är för få för att jämföra."
    if found.rule.kind is GoalKind.COMPARISON:
        return words.ahead_words(found.gap, compared)
    return words.gap_words(found.gap)


def _parts(found: Together, names: tuple[str, str]) -> Iterable[dict[str, str]]:
    for part in found.parts:
        if part.as_of is None:
            text = "har inte publicerat"
        elif found.is_hidden(part):
            text = f"dolt {words.day(part.as_of)}"
        else:
            text = f"{_number(found, part, names)} ({words.day(part.as_of)})"
        yield {"name": part.name, "text": text}


def _number(found: Together, part: Part, names: tuple[str, str]) -> str:
    if found.is_between_two:
        sides = zip(names, part.sides or (), strict=False)
        return ", ".join(f"{who} {_of(counts)}" for who, counts in sides)
    if found.rule.kind in (GoalKind.COUNT, GoalKind.ONGOING):
        return str(part.number)
    return _of(part.counts or {})


def _of(counts: Mapping[Answer, int]) -> str:
    yes, no = counts.get(Answer.YES, 0), counts.get(Answer.NO, 0)
    return f"{yes} av {yes + no}"
