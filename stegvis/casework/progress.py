"""This file is where a case's place on its way is worked out: steps, and what happens in each.

Pure: from what is known and the programme's definition. Status is derived and never stored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from stegvis.casework import supply
from stegvis.casework.known import Happening, Known, What, earliest, latest
from stegvis.programmes.conduct import Seat, Shift
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import Condition, Stage, Step, Way
from stegvis.programmes.vocabulary import EMPLOYED, StepFact, WayMode, WorkKind, find

State = Literal["done", "current", "todo"]
PARTS = 6
"""A step's time is drawn in six parts."""

_STARTED = ("ongoing", "completed", "interrupted")


@dataclass(frozen=True)
class Lane:
    """Something that happens in a step. `first_part` to `last_part` (1–6) is where in the
    step's time it lies; None means all of it."""

    key: str
    label: str
    state: State
    since: date | None = None
    until: date | None = None
    note: str = ""
    first_part: int | None = None
    last_part: int | None = None


class StepStatus(NamedTuple):
    """A step and how far it has come. `missing` are the conditions that still do not hold."""

    key: str
    label: str
    state: State
    entered_on: date | None
    done_on: date | None
    missing: tuple[StepFact, ...]
    lanes: tuple[Lane, ...] = ()


def steps_of(known: Known, definition: Definition, day: date) -> list[StepStatus]:
    """Each step of the programme, done, current or to do, with what happens in it.

    Two steps may be current at once: in a parallel way the mapping goes on beside activities.
    Where none is, the first one that is not done is where an ongoing case stands. A step that is
    for some of the programme's arms is left out for the others.
    """
    steps, found = _statuses(known, definition, day)
    way = chosen_way(known, definition)
    return [
        status._replace(lanes=tuple(_lanes(known, definition, step, way, day)))
        for step, status in zip(steps, found, strict=True)
    ]


def step_of(known: Known, definition: Definition, day: date) -> StepStatus | None:
    """Where the case stands, without what happens in the step: a list shows no more."""
    return current_step(_statuses(known, definition, day)[1])


def _statuses(
    known: Known, definition: Definition, day: date
) -> tuple[list[Step], list[StepStatus]]:
    steps = [step for step in definition.steps if not step.arms or known.arm in step.arms]
    found = [_status(known, definition, step, day) for step in steps]
    if known.ended_on is None and not any(step.state == "current" for step in found):
        place = next((i for i, step in enumerate(found) if step.state == "todo"), None)
        if place is not None:
            found[place] = found[place]._replace(state="current")
    return steps, found


def current_step(steps: Iterable[StepStatus]) -> StepStatus | None:
    """Where the case stands: the last of the current steps, because it has come that far."""
    return next((step for step in reversed(list(steps)) if step.state == "current"), None)


def chosen_way(known: Known, definition: Definition) -> Way | None:
    if definition.ways is None or not known.way:
        return None
    alternatives = {way.key: way for way in definition.ways.alternatives}
    return alternatives.get(known.way)


@dataclass(frozen=True)
class SeatNow:
    """A seat whose part changes on the way, and the part that it has now; None until the first."""

    seat: Seat
    shift: Shift | None


def seats_now(definition: Definition, steps: Iterable[StepStatus]) -> list[SeatNow]:
    """What the seats with shifts do in a case that has come so far: the last shift, in the order
    of the definition, whose step is done."""
    done = {step.key for step in steps if step.state == "done"}
    return [
        SeatNow(seat, next((s for s in reversed(seat.shifts) if s.after in done), None))
        for seat in definition.seats
        if seat.shifts
    ]


def date_of(known: Known, definition: Definition, condition: Condition, day: date) -> date | None:
    """The day when a condition came to hold, or None while it does not, as of the day."""
    on = _DATES[condition.fact](known, definition, condition)
    # What is written for a coming day has not happened.
    return on if on is None or on <= day else None


def _status(known: Known, definition: Definition, step: Step, day: date) -> StepStatus:
    entered = [date_of(known, definition, condition, day) for condition in step.entry]
    met = [(each.fact, date_of(known, definition, each, day)) for each in step.done]
    missing = tuple(fact for fact, on in met if on is None)
    if step.any_of_done:
        done_on = earliest(on for _, on in met)
        missing = () if done_on else missing
    else:
        done_on = None if missing else latest(on for _, on in met)
    has_entered = all(entered)
    state: State = "done" if done_on else "current" if has_entered else "todo"
    if known.ended_on and state == "current":
        state = "todo"
    return StepStatus(
        step.key, step.name, state, latest(entered) if has_entered else None, done_on, missing
    )


def _activities(known: Known, condition: Condition) -> list[Happening]:
    wanted = condition.activities
    return [item for item in known.of(What.ACTIVITY) if not wanted or item.key in wanted]


def _started(known: Known, _: Definition, condition: Condition) -> date | None:
    found = (item for item in _activities(known, condition) if item.state in _STARTED)
    return earliest(item.on or item.until for item in found)


def _completed(known: Known, _: Definition, condition: Condition) -> date | None:
    found = (item for item in _activities(known, condition) if item.state == "completed")
    return earliest(item.until or item.on for item in found)


def _supplied(known: Known, definition: Definition, condition: Condition) -> date | None:
    """The first day when arbetsutbud came to the percent of 40 hours a week: activities and work
    together, or only the activities and the kinds of work that the condition names."""
    stretches = supply.stretches_of(known, definition)
    if condition.activities or condition.work:
        stretches = [
            stretch
            for stretch in stretches
            if stretch.key in condition.activities or stretch.kind in condition.work
        ]
    return supply.first_day(stretches, condition.percent or 0)


def _worked(known: Known, definition: Definition, condition: Condition) -> date | None:
    """The first day in work of these kinds, in employment when none is named, to the extent."""
    kinds = condition.work or EMPLOYED
    return supply.first_day(supply.stretches_of(known, definition), condition.percent or 0, kinds)


def _found(known: Known, _: Definition, condition: Condition) -> date | None:
    return earliest(item.on for item in known.of(What.WORK) if item.state == "found")


def _reached(known: Known, _: Definition, condition: Condition) -> date | None:
    return earliest(item.on for item in known.of(What.MILESTONE) if item.key == condition.milestone)


def _consented(known: Known, *_: object) -> date | None:
    consent = known.consent("secrecy")
    return consent.on if consent and consent.state != "refused" else None


def _way_chosen(known: Known, *_: object) -> date | None:
    if not known.way:
        return None
    return known.mapping_confirmed_on or known.mapping_started_on or known.enrolled_on


_DATES: Mapping[StepFact, Callable[[Known, Definition, Condition], date | None]] = {
    # Whoever is enrolled has been referred and taken in, on that day at the latest.
    StepFact.REFERRED: lambda known, *_: known.enrolled_on,
    StepFact.TAKEN_IN: lambda known, *_: known.enrolled_on,
    StepFact.ENROLLED: lambda known, *_: known.enrolled_on,
    StepFact.CONSENT_GIVEN: _consented,
    StepFact.MAPPING_STARTED: lambda known, *_: known.mapping_started_on,
    StepFact.MAPPING_CONFIRMED: lambda known, *_: known.mapping_confirmed_on,
    StepFact.WAY_CHOSEN: _way_chosen,
    StepFact.PLAN_CONFIRMED: lambda known, *_: known.plan_confirmed_on,
    StepFact.PLAN_ANCHORED: lambda known, *_: known.plan_anchored_on,
    StepFact.ACTIVITY_STARTED: _started,
    StepFact.ACTIVITY_COMPLETED: _completed,
    StepFact.SUPPLY_REACHED: _supplied,
    StepFact.WORK_STARTED: _worked,
    StepFact.WORKPLACE_FOUND: _found,
    StepFact.MILESTONE_REACHED: _reached,
    StepFact.READY_JUDGED: lambda known, *_: known.ready_on,
    StepFact.RECEIVER_CONFIRMED: lambda known, *_: known.receiver_confirmed_on,
    StepFact.CLOSING_HELD: lambda known, *_: known.closing_held_on,
    StepFact.EXITED: lambda known, *_: known.ended_on,
}

_NOT_LANES = (StepFact.ACTIVITY_STARTED, StepFact.ACTIVITY_COMPLETED, StepFact.ENROLLED)


def _lanes(
    known: Known, definition: Definition, step: Step, way: Way | None, day: date
) -> Iterable[Lane]:
    """First what must have happened in the step, then its activities as the way orders them."""
    later_entries = {
        condition
        for other in definition.steps
        if other.number > step.number
        for condition in other.entry
    }
    wanted = [*step.entry, *step.done]
    for condition in dict.fromkeys(wanted):
        # What opens a later step is drawn there.
        if condition.fact in _NOT_LANES or condition in later_entries:
            continue
        yield _condition_lane(known, definition, condition, way, day)
    if way is None:
        if step == _activity_step(definition):
            yield from _side_by_side(known, known.of(What.ACTIVITY), day)
        return
    stages = [stage for stage in way.stages if stage.step == step.key and stage.activities]
    if way.mode == WayMode.SEQUENTIAL:
        yield from _one_by_one(known, stages)
    else:
        yield from _parallel(known, stages, day)


def _activity_step(definition: Definition) -> Step | None:
    facts = (StepFact.ACTIVITY_STARTED, StepFact.ACTIVITY_COMPLETED)
    for step in definition.steps:
        if any(condition.fact in facts for condition in (*step.entry, *step.done)):
            return step
    return None


def _condition_lane(
    known: Known, definition: Definition, condition: Condition, way: Way | None, day: date
) -> Lane:
    on = date_of(known, definition, condition, day)
    begun: date | None = None
    if condition.fact == StepFact.MAPPING_CONFIRMED:
        begun = known.mapping_started_on
    elif condition.fact == StepFact.PLAN_CONFIRMED:
        begun = earliest(item.on for item in known.of(What.PLAN))
    state: State = "done" if on else "current" if begun else "todo"
    note = way.name if way and condition.fact == StepFact.WAY_CHOSEN else ""
    return Lane(
        condition.fact.value, _condition_label(condition, definition), state, begun, on, note
    )


def _condition_label(condition: Condition, definition: Definition) -> str:
    """The fact in words; where the condition is narrowed, what it is narrowed to."""
    if condition.milestone:
        return find(definition.milestones, condition.milestone).name
    extent = f" {condition.percent} %" if condition.percent else ""
    if condition.work:
        return " eller ".join(str(WorkKind(kind).label) for kind in condition.work) + extent
    if condition.fact == StepFact.SUPPLY_REACHED:
        return f"arbetsutbud{extent}"
    return str(condition.fact.label)


def _one_by_one(known: Known, stages: list[Stage]) -> Iterable[Lane]:
    """Stages after one another: each gets its share of the step's time."""
    for place, stage in enumerate(stages):
        mine = _of_stage(known, stage)
        yield replace(
            _stage_lane(stage, mine),
            first_part=place * PARTS // len(stages) + 1,
            last_part=(place + 1) * PARTS // len(stages),
        )


def _parallel(known: Known, stages: list[Stage], day: date) -> Iterable[Lane]:
    """Activities beside one another, each at its own time; a stage without any is still to do."""
    placed = [item for stage in stages for item in _of_stage(known, stage)]
    lanes = {lane.key: lane for lane in _side_by_side(known, placed, day)}
    for stage in stages:
        mine = _of_stage(known, stage)
        if mine:
            yield from (lanes[str(item.ref)] for item in mine if str(item.ref) in lanes)
        else:
            yield _stage_lane(stage, [])


def _of_stage(known: Known, stage: Stage) -> list[Happening]:
    found = [item for item in known.of(What.ACTIVITY) if item.key in stage.activities]
    return sorted(found, key=lambda item: item.on or date.max)


def _stage_lane(stage: Stage, items: list[Happening]) -> Lane:
    states = {item.state for item in items}
    state: State = "todo"
    if "ongoing" in states:
        state = "current"
    elif "completed" in states:
        state = "done"
    newest = max(items, key=lambda item: item.on or date.min, default=None)
    return Lane(
        stage.key,
        stage.name,
        state,
        earliest(item.on for item in items),
        latest(item.until for item in items) if state == "done" else None,
        newest.text if newest else "",
    )


def _side_by_side(known: Known, items: Sequence[Happening], day: date) -> Iterable[Lane]:
    """Bars that lie in the step's time as the activities do: from the first start to the last
    planned end, and at least to today."""
    start = earliest(item.on for item in items) or known.enrolled_on
    end = max(latest(item.until for item in items) or day, day)
    days = max((end - start).days + 1, PARTS)
    for item in sorted(items, key=lambda item: item.on or date.max):
        first = _part(item.on or end, start, days)
        last = _part(item.until or end, start, days)
        yield Lane(
            str(item.ref),
            item.text,
            _lane_state(item),
            item.on,
            item.until,
            "avbruten" if item.state == "interrupted" else "",
            first,
            max(first, last),
        )


def _lane_state(item: Happening) -> State:
    if item.state == "ongoing":
        return "current"
    return "todo" if item.state == "planned" else "done"


def _part(day: date, start: date, days: int) -> int:
    return min(max((day - start).days * PARTS // days + 1, 1), PARTS)
