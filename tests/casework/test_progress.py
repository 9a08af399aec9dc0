"""Where a case stands on its way: steps, ways, and what lies side by side."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from stegvis.casework import supply
from stegvis.casework.known import Happening, Known, What
from stegvis.casework.progress import StepStatus, current_step, steps_of
from stegvis.programmes.definition import Definition
from stegvis.programmes.reading import definitions_folder, read_definition

START = date(2026, 9, 1)
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def definition() -> Definition:
    return read_definition(definitions_folder() / "forrehab-uppsala.toml")


def days(number: int) -> date:
    return START + timedelta(days=number)


def mapped(on: int = 20) -> Happening:
    return Happening(What.MAPPING, on=days(5), until=days(on))


def planned(on: int = 30) -> Happening:
    return Happening(What.PLAN, on=days(22), until=days(on))


def doing(key: str, first: int, last: int | None, state: str) -> Happening:
    until = days(last) if last is not None else None
    return Happening(
        What.ACTIVITY, uuid4(), key=key, text=key, state=state, on=days(first), until=until
    )


READY = Happening(What.READINESS, on=days(60), state="ready")
NOT_READY = Happening(What.READINESS, on=days(70))
CLOSED = Happening(What.EXIT, on=days(75), until=days(80), state="confirmed")


def case(*happenings: Happening, way: str = "", ended: int | None = None) -> Known:
    return Known(
        uuid4(),
        START,
        ended_on=days(ended) if ended is not None else None,
        way=way,
        happenings=happenings,
    )


COURSE = doing("valj_din_framtid", 25, 50, "completed")
TABLE = [
    (case(), "current todo todo"),
    (case(mapped()), "current todo todo"),
    (case(mapped(), way="vag_1"), "done current todo"),
    (case(mapped(), doing("aterbruk", 40, None, "planned"), way="vag_1"), "done current todo"),
    (case(doing("aterbruk", 10, None, "ongoing"), way="vag_2"), "current current todo"),
    (case(mapped(), planned(), COURSE, way="vag_1"), "done current todo"),
    (case(mapped(), planned(), COURSE, READY, way="vag_1"), "done done current"),
    (case(mapped(), planned(), COURSE, READY, NOT_READY, way="vag_1"), "done current todo"),
    (case(mapped(), planned(), COURSE, READY, CLOSED, way="vag_1", ended=80), "done done done"),
    (case(mapped(), way="vag_1", ended=40), "done todo todo"),
]


@pytest.mark.parametrize(("known", "states"), TABLE)
def test_states_of_steps(known: Known, states: str, definition: Definition) -> None:
    assert [step.state for step in steps_of(known, definition, DAY)] == states.split()


def test_a_step_is_done_when_its_last_condition_came_to_hold(definition: Definition) -> None:
    known = case(mapped(20), planned(30), COURSE, READY, way="vag_1")
    first, second, third = steps_of(known, definition, DAY)
    assert (first.done_on, second.done_on) == (days(20), days(60))
    assert third.entered_on == days(60)
    assert {fact.value for fact in third.missing} == {"closing_held", "exited"}


def test_current_step_is_as_far_as_she_has_come(definition: Definition) -> None:
    known = case(doing("aterbruk", 10, None, "ongoing"), way="vag_2")
    here = current_step(steps_of(known, definition, DAY))
    assert here is not None and here.key == "aktiviteter"


def lanes_of(steps: list[StepStatus]) -> dict[str, tuple[int | None, int | None]]:
    return {
        lane.label: (lane.first_part, lane.last_part)
        for step in steps
        for lane in step.lanes
        if lane.first_part
    }


def test_way_one_lies_one_stage_after_another(definition: Definition) -> None:
    known = case(mapped(), COURSE, way="vag_1")
    parts = lanes_of(steps_of(known, definition, DAY))
    assert list(parts.values()) == [(1, 2), (3, 4), (5, 6)]


def test_way_two_lies_side_by_side_in_time(definition: Definition) -> None:
    known = case(
        doing("valj_din_framtid", 10, 40, "completed"),
        doing("budget_skuldradgivare", 10, None, "ongoing"),
        doing("aterbruk", 50, 70, "ongoing"),
        way="vag_2",
    )
    parts = lanes_of(steps_of(known, definition, DAY))
    assert parts["budget_skuldradgivare"] == (1, 6)
    assert parts["valj_din_framtid"][0] == 1
    assert parts["aterbruk"][0] is not None and parts["aterbruk"][0] > 2
    assert all(1 <= first <= last <= 6 for first, last in parts.values() if first and last)


def test_arbetsutbud_counts_only_what_goes_on(definition: Definition) -> None:
    known = case(
        Happening(What.ACTIVITY, state="ongoing", number=360, on=START),
        Happening(What.ACTIVITY, state="planned", number=600, on=START),
        Happening(What.ACTIVITY, state="ongoing", on=START),
        Happening(What.ACTIVITY, state="completed", number=600, on=START, until=days(9)),
    )
    assert supply.amount(supply.stretches_of(known, definition), days(10)) == 15.0


def test_last_contact_is_a_note_or_a_meeting_held(definition: Definition) -> None:
    assert case().last_contact_on is None
    assert case(Happening(What.CONTACT, on=days(12))).last_contact_on == days(12)
