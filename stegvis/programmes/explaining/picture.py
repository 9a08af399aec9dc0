"""This file is where the way through a programme becomes a picture: steps, ways, phases.

Plain values for a template to draw with boxes and bars. Everything drawn is also said in words,
so that whoever does not see the picture misses nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.programmes.definition import Definition
from stegvis.programmes.explaining.going_through import conditions_in_words
from stegvis.programmes.explaining.parts import name_of, names_of
from stegvis.programmes.journey import Stage as DefinedStage
from stegvis.programmes.journey import Step, Way
from stegvis.programmes.vocabulary import Period, StepFact, WayMode
from stegvis.programmes.wording import in_words

WHOLE = 100
"""The width of a time line, in parts of it."""

_LAST = frozenset({StepFact.CLOSING_HELD, StepFact.EXITED})


@dataclass(frozen=True)
class StepBox:
    number: str
    name: str
    text: str
    begins: str
    done: str
    only: str


@dataclass(frozen=True)
class StageBox:
    name: str
    text: str
    step: str
    activities: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Stages that are gone through at the same time; one alone stands between others in order."""

    stages: tuple[StageBox, ...]

    @property
    def is_together(self) -> bool:
        return len(self.stages) > 1


@dataclass(frozen=True)
class WayRow:
    number: str
    name: str
    mode: str
    text: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class PhaseBar:
    """A phase on the programme's time line: it begins at `start` and is `width` parts wide."""

    name: str
    text: str
    dates: str
    start: str
    width: str


@dataclass(frozen=True)
class Picture:
    steps: tuple[StepBox, ...]
    ways: tuple[WayRow, ...]
    phases: tuple[PhaseBar, ...]


def picture_of(definition: Definition) -> Picture:
    ways = definition.ways.alternatives if definition.ways else ()
    return Picture(
        tuple(_step(definition, step) for step in definition.steps),
        tuple(_way(definition, way) for way in ways),
        tuple(
            PhaseBar(
                phase.name,
                " ".join(phase.text.split()),
                f"{in_words(phase.start)} – {in_words(phase.end)}",
                *_on_line(definition.period, phase.start, phase.end),
            )
            for phase in definition.phases
        ),
    )


def _step(d: Definition, step: Step) -> StepBox:
    return StepBox(
        str(step.number),
        step.name,
        " ".join(step.text.split()),
        conditions_in_words(step.entry, d),
        conditions_in_words(step.done, d, "eller" if step.any_of_done else "och"),
        names_of(d.arms.alternatives, step.arms) if d.arms and step.arms else "",
    )


def _way(d: Definition, way: Way) -> WayRow:
    return WayRow(
        str(way.number),
        way.name,
        way.mode.label,
        " ".join(way.text.split()),
        tuple(Group(tuple(_stage(d, stage) for stage in group)) for group in _groups(d, way)),
    )


def _groups(d: Definition, way: Way) -> Iterable[tuple[DefinedStage, ...]]:
    """One by one, or all side by side with what ends the participation after them."""
    if way.mode == WayMode.SEQUENTIAL:
        return [(stage,) for stage in way.stages]
    last = {step.key for step in d.steps if any(one.fact in _LAST for one in step.done)}
    beside = tuple(stage for stage in way.stages if stage.step not in last)
    after = [(stage,) for stage in way.stages if stage.step in last]
    return [beside, *after] if beside else after


def _stage(d: Definition, stage: DefinedStage) -> StageBox:
    return StageBox(
        stage.name,
        stage.text or "",
        name_of(d.steps, stage.step),
        tuple(name_of(d.activities, key) for key in stage.activities),
    )


def _on_line(period: Period, start: date, end: date) -> tuple[str, str]:
    days = max((period.end - period.start).days + 1, 1)
    first = WHOLE * (start - period.start).days / days
    width = WHOLE * ((end - start).days + 1) / days
    return f"{first:.2f}", f"{max(width, 1):.2f}"
