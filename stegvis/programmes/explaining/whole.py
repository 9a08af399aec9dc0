"""This file is where a definition is told as a person would explain it to another.

The same sections are printed in a terminal, shown on a page and put on paper. A key that has no
sentence of its own yet is told by the name that the guide gives it, so nothing is left out.
"""

from collections.abc import Iterable

from stegvis.programmes.definition import Definition
from stegvis.programmes.explaining import coming_in, going_through, running_it
from stegvis.programmes.explaining.parts import Fact, Section

_TELLERS = (
    coming_in.purpose,
    coming_in.target_group,
    coming_in.way_in,
    going_through.way,
    going_through.mapping_and_plan,
    going_through.offers,
    coming_in.consent,
    going_through.goals,
    running_it.parties,
    running_it.staffing,
    running_it.rules,
    going_through.closing,
    going_through.follow_up,
    running_it.planned_work,
    running_it.reports,
    running_it.more,
)


def explain(definition: Definition) -> list[Section]:
    """The whole definition in sections, in the order that a person asks about it."""
    sections = [tell(definition) for tell in _TELLERS]
    return [section for section in sections if not section.is_empty]


def in_text(definition: Definition) -> str:
    """The explanation as plain text, what to print in a terminal."""
    lines = [f"{definition.name}, version {definition.version}", ""]
    for section in explain(definition):
        lines += [section.title.upper(), *section.text, *_fact_lines(section.facts, "")]
        for entry in section.entries:
            tag = f" [{entry.tag}]" if entry.tag else ""
            lines += [f"• {entry.title}{tag}", *(f"  {text}" for text in entry.text)]
            lines += _fact_lines(entry.facts, "  ")
            lines += [f"  Dokumentet: ”{entry.quote}”"] if entry.quote else []
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _fact_lines(facts: Iterable[Fact], indent: str) -> list[str]:
    return [f"{indent}{label}: {value}" for label, value in facts]
