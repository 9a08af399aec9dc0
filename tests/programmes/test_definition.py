"""The first definition holds what its document says, and a definition survives being stored."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from stegvis.programmes.asking import Question
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import Rung
from stegvis.programmes.measures import Goal
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.vocabulary import (
    ActivityKind,
    CriterionKind,
    Frozen,
    GoalKind,
    Span,
    WayMode,
    find,
)

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 1, 1))


@pytest.fixture(scope="module")
def uppsala() -> Definition:
    return read_definition(definitions_folder() / "forrehab-uppsala.toml")


def test_stored_as_json_and_read_back_it_is_the_same(uppsala: Definition) -> None:
    stored = json.loads(json.dumps(uppsala.model_dump(mode="json")))
    assert Definition.model_validate(stored) == uppsala
    assert Definition.model_validate_json(uppsala.model_dump_json()) == uppsala


def test_nothing_can_be_changed_after_reading(uppsala: Definition) -> None:
    with pytest.raises(ValidationError):
        uppsala.name = "Annat"


def test_those_who_run_the_programme_receive_nothing(uppsala: Definition) -> None:
    assert {party.key for party in uppsala.receivers()} == {"fk", "af", "region", "omsorg"}
    assert {row.party for row in uppsala.consent.matrix} == {"fk", "af", "region", "omsorg"}


def test_the_numbers_of_the_document_are_its_goals(uppsala: Definition) -> None:
    measured = {goal.key: (goal.kind, goal.target) for goal in uppsala.goals if goal.target}
    assert measured == {
        "redo": (GoalKind.SHARE, 70),
        "kand_planering": (GoalKind.SHARE, 90),
        "plan_inom_tva_manader": (GoalKind.WITHIN, 100),
        "femtio_pagaende": (GoalKind.ONGOING, 50),
    }
    assert find(uppsala.goals, "plan_inom_tva_manader").window == uppsala.plan.deadline
    assert all(goal.split_by_sex for goal in uppsala.goals if goal.target)
    uneven = find(uppsala.goals, "progression_efter_kon").when_uneven
    assert [demand.value for demand in uneven] == ["analysis", "measure"]


def test_three_steps_and_two_ways(uppsala: Definition) -> None:
    assert [step.number for step in uppsala.steps] == [1, 2, 3]
    assert uppsala.ways is not None
    modes = [way.mode for way in uppsala.ways.alternatives]
    assert modes == [WayMode.SEQUENTIAL, WayMode.PARALLEL]
    assert uppsala.ways.can_be_changed


def test_the_catalogue_names_what_the_document_names(uppsala: Definition) -> None:
    assert uppsala.activity("valj_din_framtid").sessions == 6
    kinds = {activity.kind for activity in uppsala.activities}
    assert kinds >= {ActivityKind.COURSE, ActivityKind.WORK_TRAINING, ActivityKind.PLACEMENT}
    assert {"primarvard", "psykiatri"} <= {target.key for target in uppsala.outgoing}


def test_daily_activities_is_left_to_judgement(uppsala: Definition) -> None:
    criterion = find(uppsala.target_group.criteria, "daglig_verksamhet")
    assert criterion.kind == CriterionKind.INCLUSION
    assert criterion.ambiguous and criterion.can_be_set_aside


def test_every_goal_is_split_into_text_and_reading(uppsala: Definition) -> None:
    assert all(goal.text != goal.reading for goal in uppsala.goals)


@pytest.mark.parametrize(
    ("table", "content", "place"),
    [
        (Span, {"months": 1, "days": 1}, ()),
        (Span, {}, ()),
        (
            Rung,
            {"key": "a", "name": "A", "percent": 75, "benefit_percent": 50},
            ("benefit_percent",),
        ),
        (Question, {"key": "a", "label": "A", "type": "choice"}, ()),
        (Question, {"key": "a", "label": "A", "type": "scale"}, ()),
        (
            Goal,
            {"key": "a", "level": "effect", "kind": "qualitative", "text": "A", "reading": "B"},
            (),
        ),
    ],
)
def test_a_table_refuses_what_makes_no_sense(
    table: type[Frozen], content: dict[str, object], place: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError) as refused:
        table.model_validate(content)
    assert place in [error["loc"] for error in refused.value.errors()]


def test_an_unknown_key_raises() -> None:
    with pytest.raises(KeyError):
        find((), "saknas")


@given(start=DAYS, months=st.integers(1, 48))
def test_a_span_of_months_lands_in_the_month_it_says(start: datetime.date, months: int) -> None:
    end = Span(months=months).after(start)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day


@given(start=DAYS, days=st.integers(1, 1000))
def test_a_span_of_days_counts_days(start: datetime.date, days: int) -> None:
    assert (Span(days=days).after(start) - start).days == days
