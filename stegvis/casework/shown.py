"""This file is where something that is handed out gets its words: on the page, in the copy, and
in the frozen version of what goes on changing.

Only the item's own rows are read: what it points at at its owner may be hidden from the reader.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from stegvis.casework.meeting_kinds import meeting_name
from stegvis.casework.models import (
    Activity,
    FollowUp,
    MappingAnswer,
    Meeting,
    OutgoingReferral,
    SystemRegistration,
)
from stegvis.casework.models import Mapping as MappingVersion
from stegvis.core.dates import day_of, in_swedish
from stegvis.programmes.definition import Definition

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

    def kept(self) -> dict[str, Any]:
        """As it is kept in a frozen version; `from_kept` reads it back."""
        return {
            "title": self.title,
            "on": self.on.isoformat(),
            "author": self.author,
            "facts": [list(pair) for pair in self.facts],
            "blocks": [asdict(block) for block in self.blocks],
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Shown":
        return cls(
            title=kept["title"],
            on=date.fromisoformat(kept["on"]),
            author=kept["author"],
            facts=[(label, value) for label, value in kept["facts"]],
            blocks=[Block(**block) for block in kept["blocks"]],
        )


def known(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """The pairs that have a value, in words; days in Swedish."""
    return [
        (label, in_swedish(value) if isinstance(value, date | datetime) else str(value))
        for label, value in pairs
        if value not in (None, "")
    ]


def yes_no(value: bool | None) -> str:
    return UNKNOWN if value is None else YES_NO[value]


def answer_in_words(question: Any, value: str) -> str:
    """One or several chosen answers by their labels; a text is itself."""
    chosen = {choice.key: choice.label for choice in question.choices}
    labels = [chosen.get(part, YES_NO.get(part, part)) for part in value.split(",")]
    return ", ".join(labels) if chosen else YES_NO.get(value, value)


def mapping_in_words(
    item: MappingVersion,
    answers: Iterable[MappingAnswer],
    definition: Definition,
    only: Collection[str] | None = None,
) -> Shown:
    """A mapping; with `only`, no more of it than answers of these categories.

    The way and its reason are planning.
    """
    on = day_of(item.confirmed_at or item.created_at)
    found = {
        answer.question: answer
        for answer in answers
        if answer.value and (only is None or answer.category in only)
    }
    blocks = []
    for section in definition.mapping.sections:
        lines = [
            f"{question.label} {answer_in_words(question, found[question.key].value)}"
            for question in section.questions
            if question.key in found
        ]
        if lines:
            blocks.append(Block(section.title, "", lines))
    ways = definition.ways.alternatives if definition.ways else ()
    way = next((way.name for way in ways if way.key == item.way), "")
    facts: list[tuple[str, Any]] = [("Fastställd", item.confirmed_at)]
    if only is None or definition.plan.category in only:
        facts += [("Väg", way), ("Varför", item.way_reason)]
    title = f"{definition.mapping.name}, version {item.number}"
    return Shown(title, on, "", known(facts), blocks)


def words_of(item: Any, definition: Definition) -> Shown:
    """Something that goes on changing, as it is now. Raises KeyError for another kind."""
    return _WRITERS[type(item)](item, definition)


def _followup(item: FollowUp, definition: Definition) -> Shown:
    moments = {entry.key: entry.name for entry in definition.follow_up.schedule}
    lines = [
        f"{question.label} {answer_in_words(question, str(item.answers[question.key]))}"
        for question in definition.follow_up.questions
        if item.answers.get(question.key) not in (None, "")
    ]
    facts = [("Gjord", item.done_on), ("Nådde personen", yes_no(item.reached))]
    blocks = [Block("Svar", "", lines)] if lines else []
    if item.text:
        blocks.append(Block("Kommentar", item.text))
    title = moments.get(item.moment, "Uppföljning")
    return Shown(title, item.done_on, "", known(facts), blocks)


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
    on = item.starts_on or day_of(item.created_at)
    return Shown(item.name, on, "", known(facts), blocks)


def _meeting(item: Meeting, definition: Definition) -> Shown:
    facts = [
        ("När", item.at),
        ("Plats", item.place),
        ("Status", item.get_status_display().capitalize()),
    ]
    blocks = [Block("Vad mötet ledde till", item.outcome)] if item.outcome else []
    name = meeting_name(definition, item.kind)
    return Shown(name, day_of(item.at), "", known(facts), blocks)


def _outgoing(item: OutgoingReferral, definition: Definition) -> Shown:
    facts = [
        ("Status", item.get_status_display().capitalize()),
        ("Skickad", item.sent_on),
        ("Status sedan", item.status_on),
    ]
    texts = [("Varför", item.reason), ("Svar", item.reply)]
    blocks = [Block(heading, text) for heading, text in texts if text]
    return Shown(f"Aktualisering: {item.target_name}", item.status_on, "", known(facts), blocks)


def _registration(item: SystemRegistration, definition: Definition) -> Shown:
    systems = definition.own_systems.systems if definition.own_systems else ()
    labels = {system.party: system.reference_label for system in systems}
    facts = [
        ("System", item.system),
        (labels.get(item.party, "Referens"), item.reference),
        ("Kontrollerat", item.checked_on),
    ]
    return Shown("Referens i eget system", item.checked_on, "", known(facts))


_WRITERS: dict[type[Any], Callable[[Any, Definition], Shown]] = {
    FollowUp: _followup,
    Activity: _activity,
    Meeting: _meeting,
    OutgoingReferral: _outgoing,
    SystemRegistration: _registration,
}
