"""This file is where a disclosed item is put into words, the same on the page and in the copy.

Only the item's own rows are read: what it points at at its owner may be hidden from the reader.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import filesizeformat

from stegvis.casework.models import (
    Activity,
    Attachment,
    Exit,
    FollowUp,
    Mapping,
    Meeting,
    Note,
    OutgoingReferral,
    Plan,
    PlanGoal,
    Readiness,
)
from stegvis.programmes.definition import Definition
from stegvis.web.templatetags.stegvis import swedish_date

YES_NO = {"yes": "Ja", "no": "Nej", "unclear": "Oklart", True: "Ja", False: "Nej"}
UNKNOWN = "Uppgift saknas"


@dataclass
class Block:
    heading: str
    text: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Shown:
    """An item in words: its name, facts in pairs, and blocks of text."""

    title: str
    on: date
    author: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def fact_rows(self) -> list[dict[str, str]]:
        return [{"label": label, "value": value} for label, value in self.facts]

    @property
    def clean_text(self) -> str:
        """Text without any markup, for the reader's own record system."""
        parts = [f"{label}: {value}" for label, value in self.facts]
        for block in self.blocks:
            head = [block.heading] if block.heading else []
            text = [block.text] if block.text else []
            parts.append("\n".join([*head, *text, *(f"- {line}" for line in block.lines)]))
        return "\n\n".join(part for part in parts if part)


def shown(item: Any, definition: Definition) -> Shown:
    """Raises KeyError for a kind that is not shown to receivers."""
    return _WRITERS[type(item)](item, definition)


def _known(pairs: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [
        (label, swedish_date(value) if isinstance(value, date | datetime) else str(value))
        for label, value in pairs
        if value not in (None, "")
    ]


def _note(item: Note, definition: Definition) -> Shown:
    names = {kind.key: kind.name for kind in definition.notes.kinds}
    kind = names.get(item.kind, "Anteckning")
    title = f"Rättelse: {kind}" if item.amends_id else kind
    return Shown(title, item.happened_on, item.author_name, [], [Block("", item.text)])


def _plan(item: Plan, definition: Definition) -> Shown:
    return plan_in_words(item, item.goals.all(), definition)


def plan_in_words(item: Plan, goals: Iterable[PlanGoal], definition: Definition) -> Shown:
    on = item.confirmed_at.date() if item.confirmed_at else item.created_at.date()
    facts = [
        ("Fastställd", item.confirmed_at),
        ("Överenskommen med deltagaren", item.agreed_on),
        ("Följs upp", item.review_on),
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
    return Shown(f"{definition.plan.name}, version {item.number}", on, "", _known(facts), blocks)


def _action(action: Any, parties: dict[str, str]) -> str:
    who = action.responsible_name or parties.get(action.responsible, action.responsible)
    when = f", senast {swedish_date(action.due_on)}" if action.due_on else ""
    done = f", klart {swedish_date(action.done_on)}" if action.done_on else ""
    return f"{action.text} ({who}{when}{done})"


def _mapping(item: Mapping, definition: Definition) -> Shown:
    on = item.confirmed_at.date() if item.confirmed_at else item.created_at.date()
    answers = {answer.question: answer for answer in item.answers.all() if answer.value}
    blocks = []
    for section in definition.mapping.sections:
        lines = [
            f"{question.label} {_answer(question, answers[question.key].value)}"
            for question in section.questions
            if question.key in answers
        ]
        if lines:
            blocks.append(Block(section.title, "", lines))
    ways = definition.ways.alternatives if definition.ways else ()
    way = next((way.name for way in ways if way.key == item.way), "")
    facts = _known([("Fastställd", item.confirmed_at), ("Väg", way), ("Varför", item.way_reason)])
    return Shown(f"{definition.mapping.name}, version {item.number}", on, "", facts, blocks)


def _answer(question: Any, value: str) -> str:
    chosen = {choice.key: choice.label for choice in question.choices}
    labels = [chosen.get(part, YES_NO.get(part, part)) for part in value.split(",")]
    return ", ".join(labels) if chosen else YES_NO.get(value, value)


def _exit(item: Exit, definition: Definition) -> Shown:
    reasons = {reason.key: reason.label for reason in definition.exit.reasons}
    destinations = {d.key: d.name for d in definition.exit.destinations}
    facts = [
        ("Sista dag", item.ended_on),
        ("Avslutsanledning", reasons.get(item.reason, item.reason)),
        ("Planering efter avslut", destinations.get(item.destination, item.destination)),
        ("Kontakt hos mottagaren", item.receiver_contact),
        ("Planeringen är känd för deltagaren", _yes_no(item.plan_known)),
        ("Förankrad hos ordinarie myndighet", _yes_no(item.plan_anchored)),
    ]
    texts = [
        ("Sammanfattning", item.summary),
        ("Deltagarens egna ord", item.own_words),
        ("Nästa steg", item.next_step),
    ]
    blocks = [Block(heading, text) for heading, text in texts if text]
    on = item.ended_on or item.created_at.date()
    return Shown("Slutdokumentation", on, "", _known(facts), blocks)


def _yes_no(value: bool | None) -> str:
    return UNKNOWN if value is None else YES_NO[value]


def _readiness(item: Readiness, definition: Definition) -> Shown:
    rules = definition.readiness
    labels = {entry.key: entry.text for entry in rules.items} if rules else {}
    lines = [
        f"{labels.get(key, key)}: {YES_NO.get(value, UNKNOWN)}" for key, value in item.items.items()
    ]
    facts = _known(
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


def _followup(item: FollowUp, definition: Definition) -> Shown:
    moments = {entry.key: entry.name for entry in definition.follow_up.schedule}
    lines = [
        f"{question.label} {_answer(question, str(item.answers[question.key]))}"
        for question in definition.follow_up.questions
        if item.answers.get(question.key) not in (None, "")
    ]
    facts = [("Gjord", item.done_on), ("Nådde personen", _yes_no(item.reached))]
    blocks = [Block("Svar", "", lines)] if lines else []
    if item.text:
        blocks.append(Block("Kommentar", item.text))
    title = moments.get(item.moment, "Uppföljning")
    return Shown(title, item.done_on, "", _known(facts), blocks)


def _activity(item: Activity, definition: Definition) -> Shown:
    facts = [
        ("Status", item.get_status_display().capitalize()),
        ("Ges av", item.provider),
        ("Från och med", item.starts_on),
        ("Till och med", item.ends_on),
        ("Omfattning", item.extent_text),
    ]
    texts = [("Anpassningar", item.adaptations), ("Hur det gick", item.result)]
    blocks = [Block(heading, text) for heading, text in texts if text]
    on = item.starts_on or item.created_at.date()
    return Shown(item.name, on, "", _known(facts), blocks)


def _meeting(item: Meeting, definition: Definition) -> Shown:
    names = {meeting.key: meeting.name for meeting in definition.intake.meetings} | {
        "three_party": "Trepartssamtal",
        "closing": "Avslutningssamtal",
        "follow_up": "Uppföljningsmöte",
    }
    facts = [
        ("När", item.at),
        ("Plats", item.place),
        ("Status", item.get_status_display().capitalize()),
    ]
    blocks = [Block("Vad mötet ledde till", item.outcome)] if item.outcome else []
    return Shown(names.get(item.kind, "Möte"), item.at.date(), "", _known(facts), blocks)


def _outgoing(item: OutgoingReferral, definition: Definition) -> Shown:
    facts = [
        ("Status", item.get_status_display().capitalize()),
        ("Skickad", item.sent_on),
        ("Status sedan", item.status_on),
    ]
    texts = [("Varför", item.reason), ("Svar", item.reply)]
    blocks = [Block(heading, text) for heading, text in texts if text]
    return Shown(f"Aktualisering: {item.target_name}", item.status_on, "", _known(facts), blocks)


def _attachment(item: Attachment, definition: Definition) -> Shown:
    facts = [
        ("Slag", item.get_kind_display().capitalize()),
        ("Datum", item.happened_on),
        ("Fil", f"{item.get_media_type_display()}, {filesizeformat(item.size)}"),
    ]
    return Shown(item.title, item.happened_on, item.author_name, _known(facts))


_WRITERS: dict[type[Any], Callable[[Any, Definition], Shown]] = {
    Note: _note,
    Plan: _plan,
    Mapping: _mapping,
    Exit: _exit,
    Readiness: _readiness,
    FollowUp: _followup,
    Activity: _activity,
    Meeting: _meeting,
    OutgoingReferral: _outgoing,
    Attachment: _attachment,
}
