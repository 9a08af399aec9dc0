"""This file is where a disclosed item is put into words, the same on the page and in the copy.

Only the item's own rows are read: what it points at at its owner may be hidden from the reader.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat

from stegvis.casework.models import (
    Attachment,
    Exit,
    FrozenVersion,
    Mapping,
    Note,
    Plan,
    PlanGoal,
    Readiness,
)
from stegvis.casework.shown import UNKNOWN, YES_NO, Block, Shown, known, mapping_in_words, yes_no
from stegvis.core.dates import day_of
from stegvis.programmes.definition import Definition
from stegvis.web.shared.days import swedish_date


def shown(item: Any, definition: Definition) -> Shown:
    """Raises KeyError for a kind that is not shown to receivers."""
    return _WRITERS[type(item)](item, definition)


def _note(item: Note, definition: Definition) -> Shown:
    names = {kind.key: kind.name for kind in definition.notes.kinds}
    kind = names.get(item.kind, "Anteckning")
    title = f"Rättelse: {kind}" if item.amends_id else kind
    return Shown(title, item.happened_on, item.author_name, [], [Block("", item.text)])


def _plan(item: Plan, definition: Definition) -> Shown:
    return plan_in_words(item, item.goals.all(), definition)


def plan_in_words(item: Plan, goals: Iterable[PlanGoal], definition: Definition) -> Shown:
    on = day_of(item.confirmed_at or item.created_at)
    facts = [
        ("Fastställd", item.confirmed_at),
        ("Överenskommen med deltagaren", item.agreed_on),
        ("Följs upp", item.review_on),
        ("Försörjning härnäst", item.next_livelihood),
        ("Förankrad", item.anchored_on),
    ]
    parties = {party.key: party.name for party in definition.parties} | {
        "participant": "deltagaren",
        "operator": definition.words.case_manager,
    }
    blocks = [
        Block(
            f"Mål {place}: {goal.get_status_display()}",
            goal.text,
            [_action(action, parties) for action in goal.actions.all()],
        )
        for place, goal in enumerate(goals, start=1)
    ]
    return Shown(f"{definition.plan.name}, version {item.number}", on, "", known(facts), blocks)


def _action(action: Any, parties: dict[str, str]) -> str:
    who = action.responsible_name or parties.get(action.responsible, action.responsible)
    when = f", senast {swedish_date(action.due_on)}" if action.due_on else ""
    done = f", klart {swedish_date(action.done_on)}" if action.done_on else ""
    return f"{action.text} ({who}{when}{done})"


def _mapping(item: Mapping, definition: Definition) -> Shown:
    return mapping_in_words(item, item.answers.all(), definition)


def _frozen(item: FrozenVersion, definition: Definition) -> Shown:
    return Shown.from_kept(item.content)


def _exit(item: Exit, definition: Definition) -> Shown:
    reasons = {reason.key: reason.label for reason in definition.exit.reasons}
    destinations = {d.key: d.name for d in definition.exit.destinations}
    facts = [
        ("Sista dag", item.ended_on),
        ("Avslutsanledning", reasons.get(item.reason, item.reason)),
        ("Planering efter avslut", destinations.get(item.destination, item.destination)),
        ("Försörjning från dagen efter", item.next_livelihood),
        ("Kontakt hos mottagaren", item.receiver_contact),
        ("Planeringen är känd för deltagaren", yes_no(item.plan_known)),
        ("Förankrad hos ordinarie myndighet", yes_no(item.plan_anchored)),
    ]
    texts = [
        ("Sammanfattning", item.summary),
        ("Deltagarens egna ord", item.own_words),
        ("Nästa steg", item.next_step),
    ]
    blocks = [Block(heading, text) for heading, text in texts if text]
    on = item.ended_on or day_of(item.created_at)
    return Shown("Slutdokumentation", on, "", known(facts), blocks)


def _readiness(item: Readiness, definition: Definition) -> Shown:
    rules = definition.readiness
    labels = {entry.key: entry.text for entry in rules.items} if rules else {}
    lines = [
        f"{labels.get(key, key)}: {YES_NO.get(value, UNKNOWN)}" for key, value in item.items.items()
    ]
    facts = known(
        [
            ("Bedömning", "Redo" if item.is_ready else "Inte redo än"),
            ("Bedömd", item.judged_on),
            ("Tillsammans med", item.with_whom),
        ]
    )
    blocks = [Block("Checklista", "", lines)] if lines else []
    if item.comment:
        blocks.append(Block("Kommentar", item.comment))
    return Shown(rules.name if rules else "Bedömning", item.judged_on, "", facts, blocks)


def _attachment(item: Attachment, definition: Definition) -> Shown:
    facts = [
        ("Slag", item.get_kind_display().capitalize()),
        ("Datum", item.happened_on),
        ("Fil", f"{item.get_media_type_display()}, {filesizeformat(item.size)}"),
    ]
    return Shown(item.title, item.happened_on, item.author_name, known(facts))


_WRITERS: dict[type[Any], Callable[[Any, Definition], Shown]] = {
    Note: _note,
    Plan: _plan,
    Mapping: _mapping,
    FrozenVersion: _frozen,
    Exit: _exit,
    Readiness: _readiness,
    Attachment: _attachment,
}
