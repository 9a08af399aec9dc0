"""The way of a programme that leads to work: periods, milestones, parts of seats, the promise."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from stegvis.casework.deadlines import deadlines_of
from stegvis.casework.known import Happening, Known, What
from stegvis.casework.progress import seats_now, steps_of
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import Condition
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.vocabulary import StepFact, WorkKind

START = date(2020, 3, 2)


@pytest.fixture(scope="module")
def definition() -> Definition:
    return read_definition(definitions_folder() / "svs-7tjugo.toml")


def days(number: int) -> date:
    return START + timedelta(days=number)


def work(
    kind: str, percent: int, first: int, last: int | None = None, found: str = ""
) -> Happening:
    return Happening(
        What.WORK,
        uuid4(),
        key=kind,
        state=found,
        number=percent,
        on=days(first),
        until=None if last is None else days(last),
    )


MAPPED = Happening(What.MAPPING, on=days(5), until=days(20))
REGISTERED = Happening(What.MILESTONE, uuid4(), key="inskriven_af", on=days(150))
HALF = work("activity", 50, 100, 199)
DEVELOPED = work("development_employment", 50, 200, 399)
ARRANGED = work("arranged_employment", 75, 400)
FOUND = work("open_employment", 75, 500, found="found")


def case(*happenings: Happening, **also: object) -> Known:
    return Known(uuid4(), START, happenings=happenings, **also)  # type: ignore[arg-type]


def states(known: Known, definition: Definition, day: int) -> dict[str, str]:
    return {step.key: step.state for step in steps_of(known, definition, days(day))}


def test_each_step_is_done_by_what_happened(definition: Definition) -> None:
    known = case(MAPPED, HALF, REGISTERED, DEVELOPED, ARRANGED, FOUND)
    found = {step.key: step.done_on for step in steps_of(known, definition, days(600))}
    assert found["halvtid"] == days(100)
    assert found["inskriven_af"] == days(150)
    assert found["utvecklingsanstallning"] == days(200)
    assert found["arrangerad"] == days(400)
    assert found["oppen"] == days(500)


def test_what_is_agreed_for_a_coming_day_has_not_happened(definition: Definition) -> None:
    known = case(MAPPED, HALF, REGISTERED, DEVELOPED)
    assert states(known, definition, 199)["utvecklingsanstallning"] == "current"
    assert states(known, definition, 200)["utvecklingsanstallning"] == "done"


def test_steps_side_by_side_are_current_at_once(definition: Definition) -> None:
    group = Happening(
        What.ACTIVITY, uuid4(), key="gruppaktivitet", text="Grupp", state="ongoing", on=days(30)
    )
    found = states(case(MAPPED, group), definition, 40)
    assert (found["grupp"], found["halvtid"]) == ("current", "current")


def test_a_narrowed_condition_is_told_by_what_it_is_narrowed_to(definition: Definition) -> None:
    lanes = [
        lane.label
        for step in steps_of(case(MAPPED, HALF), definition, days(120))
        for lane in step.lanes
    ]
    assert "Inskriven hos Arbetsförmedlingen" in lanes
    assert "Utvecklingsanställning 50 %" in lanes
    assert "arbetsutbud 50 %" in lanes


def test_work_counts_in_the_kinds_and_the_extent_of_the_condition(definition: Definition) -> None:
    wanted = Condition(fact=StepFact.SUPPLY_REACHED, percent=75, work=(WorkKind.STUDIES,))
    step = definition.steps[0].model_copy(update={"done": (wanted,)})
    only = definition.model_copy(update={"steps": (step,)})
    known = case(ARRANGED, work("studies", 50, 10), work("studies", 25, 60))
    assert steps_of(known, only, days(600))[0].done_on == days(60)


def test_a_step_of_one_arm_is_nobody_elses(definition: Definition) -> None:
    first, *rest = definition.steps
    narrowed = first.model_copy(update={"arms": ("se",)})
    both = definition.model_copy(update={"steps": (narrowed, *rest)})
    assert len(steps_of(case(arm="se"), both, days(1))) == len(definition.steps)
    assert len(steps_of(case(arm="cm"), both, days(1))) == len(rest)
    assert len(steps_of(case(), both, days(1))) == len(rest)


def test_the_mentor_follows_up_once_the_step_is_done(definition: Definition) -> None:
    known = case(MAPPED, HALF, REGISTERED, DEVELOPED, ARRANGED)
    before, after = (
        seats_now(definition, steps_of(known, definition, days(day))) for day in (399, 400)
    )
    assert {each.shift for each in before} == {None}
    assert [each.shift.name for each in after if each.shift] == [
        "Uppföljande mentor",
        "Uppföljande ungdomshandledare",
    ]


def promised(known: Known, definition: Definition, day: int) -> list[tuple[str, date]]:
    found = deadlines_of(known, definition, days(day))
    return [(d.key, d.due_on) for d in found if d.watch == "follow_up_due"]


def done(key: str, on: int) -> Happening:
    return Happening(What.FOLLOW_UP, uuid4(), key=key, on=days(on))


def test_contact_is_promised_from_the_day_she_found_her_workplace(definition: Definition) -> None:
    assert promised(case(FOUND), definition, 499) == []
    first = date(2021, 9, 15)
    assert promised(case(FOUND), definition, 500) == [("arbetsplatsen-1", first)]
    told = case(FOUND, done("arbetsplatsen-1", 540))
    assert promised(told, definition, 540) == [("arbetsplatsen-2", date(2021, 11, 15))]


def test_a_missed_contact_gives_way_to_the_next(definition: Definition) -> None:
    late = (date(2021, 11, 15) - START).days
    assert promised(case(FOUND), definition, late)[0][0] == "arbetsplatsen-2"


def test_the_last_contact_stays_until_it_is_made(definition: Definition) -> None:
    assert promised(case(FOUND), definition, 1500)[0][0] == "arbetsplatsen-6"


def test_another_workplace_begins_the_promise_anew(definition: Definition) -> None:
    again = work("open_employment", 100, 700, found="found")
    known = case(FOUND, again, done("arbetsplatsen-1", 540))
    assert promised(known, definition, 700)[0][0] == "arbetsplatsen-2"


def test_after_exit_only_with_consent_to_be_contacted(definition: Definition) -> None:
    ended = case(FOUND, ended_on=days(550))
    assert promised(ended, definition, 560) == []
