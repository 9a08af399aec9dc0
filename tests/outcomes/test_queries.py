"""Figures against a world that is counted by hand, and against their plain definition."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stegvis.access.policy import NotVisible
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.outcomes import fetching, goal_access
from stegvis.outcomes.calculate import Figure, Status, measure
from stegvis.outcomes.goals import asked_days, measured, rule_of, rules_of
from stegvis.outcomes.tally import ALL, flows_of, grouped, history, monthly_means
from tests.outcomes.lives import LEFT, Life, live
from tests.world import World


@pytest.fixture
def counted(world: World) -> Iterator[World]:
    samira = world.actor("Samira")
    with acting(samira):
        for life in LEFT:
            live(samira, world.version, life)
    with acting(samira, read_only=True):
        yield world


def figure(world: World, key: str) -> Figure:
    goal = next(goal for goal in world.version.definition.goals if goal.key == key)
    rule = rule_of(goal, world.version.definition)
    assert rule is not None
    return measure(rule, fetching.case_facts(world.actor("Samira"), world.version), today())


def test_ready_counted_by_hand(counted: World) -> None:
    """6 women judged, 1 woman who went to work, 5 men; 4 men were judged not ready later."""
    found = figure(counted, "redo")
    assert (found.numerator, found.denominator, found.missing) == (12, 20, 0)


def test_known_and_anchored_plan_counted_by_hand(counted: World) -> None:
    """Yes: 7 women, and 5 men whose plan was anchored. No: 3 women. Missing: 4 men whose
    anchoring nobody recorded, 1 man whose plan nobody asked about."""
    found = figure(counted, "kand_planering")
    assert (found.numerator, found.denominator, found.missing) == (12, 15, 5)


def test_plan_in_time_counted_by_hand(counted: World) -> None:
    """18 within two months; one late, one without; the world's own three wait."""
    found = figure(counted, "plan_inom_tva_manader")
    assert (found.numerator, found.denominator, found.pending) == (18, 20, 3)


def test_ongoing_and_balance_counted_by_hand(counted: World) -> None:
    assert figure(counted, "femtio_pagaende").numerator == 3
    balance = figure(counted, "jamn_konsfordelning")
    assert balance.denominator == 23
    assert balance.status is Status.MET


def test_progress_counted_by_hand(world: World) -> None:
    """A finished mapping with a way chosen is a step, and so is readiness; leaving is none."""
    samira = world.actor("Samira")
    with acting(samira):
        for life in (
            Life(mapped=20, way="vag_1"),
            Life(mapped=20),
            Life(ready=50),
            Life(left=40),
            Life(left=40, destination="studier"),
            Life(mapped=20, way="vag_2", refused_registration=True),
        ):
            live(samira, world.version, life)
        found = figure(world, "progression_efter_kon")
    assert (found.numerator, found.denominator, found.missing) == (3, 8, 1)


def test_one_query_whatever_the_number(counted: World) -> None:
    samira = counted.actor("Samira")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        fetching.case_facts(samira, counted.version, [counted.version])
    assert len(captured) == 1


def test_another_authority_gets_nothing(counted: World) -> None:
    for name in ("Lena", "Frida", "Styrbjörn", "Adam"):
        with pytest.raises(NotVisible):
            fetching.case_facts(counted.actor(name), counted.version)
    stina = counted.actor("Stina")
    assert goal_access.measured_programmes(stina) == []
    with acting(stina):
        assert fetching.case_facts(stina, counted.version) == []
        assert fetching.flows(stina, counted.version, today()) == []


def random_life(chance: random.Random) -> Life:
    ago = chance.randrange(1, 700)
    left = chance.choice([None, chance.randrange(0, ago + 1)])

    def sometimes() -> int | None:
        return chance.choice([None, chance.randrange(0, ago + 1)])

    return Life(
        sex=chance.choice(["woman", "man", "unknown"]),
        enrolled_ago=ago,
        way=chance.choice(["", "vag_1"]),
        mapped=sometimes(),
        plan=chance.choice([None, chance.randrange(55, 66), sometimes()]),
        plan_anchored=chance.random() < 0.5,
        ready=sometimes(),
        not_ready=sometimes(),
        left=left,
        destination=chance.choice(["annat", "arbete", "forstarkt_samarbete"]),
        plan_known=chance.choice([None, True, False]),
        anchored=chance.choice([None, True, False]),
        refused_registration=chance.random() < 0.15,
        lives_on=chance.choice(["", "Lön"]),
        talked=sometimes(),
    )


def numbers(found: Figure) -> tuple[object, ...]:
    return found.numerator, found.denominator, found.missing, found.pending, found.status


def test_groups_from_the_database_give_the_plain_figures(world: World) -> None:
    """80 random lives: every goal, on every asked day, for each sex, by both ways."""
    chance, samira = random.Random(4711), world.actor("Samira")
    days, rules = asked_days(today()), rules_of(world.version.definition)
    with acting(samira):
        for _ in range(80):
            live(samira, world.version, random_life(chance))
        facts = fetching.case_facts(samira, world.version)
        groups = fetching.case_groups(samira, world.version, days, rules)
        flows = fetching.flows(samira, world.version, days[0].replace(day=1) - timedelta(days=1))
    assert sum(group.count for group in groups.alike_for(rules[0])) == len(facts) == 83
    for rule in rules:
        from_database = history(rule, groups, days)
        from_facts = history(rule, grouped(facts, days, rules), days)
        for place, day in enumerate(days):
            assert numbers(from_database[place][ALL]) == numbers(measure(rule, facts, day))
            assert from_database[place] == from_facts[place]
    ends = days[:12]
    for mine, theirs in zip(
        monthly_means(flows, ends), monthly_means(flows_of(facts), ends), strict=True
    ):
        assert mine == pytest.approx(theirs)


def test_a_later_judgement_takes_readiness_back(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        live(samira, world.version, Life(ready=100, not_ready=140))
        case = live(samira, world.version, Life(ready=140, not_ready=100))
        ready = {
            facts.participation_id
            for facts in fetching.case_facts(samira, world.version)
            if facts.ready_on
        }
    assert ready == {str(case.pk)}


def test_every_goal_of_the_definition_is_measured(counted: World) -> None:
    samira, definition = counted.actor("Samira"), counted.version.definition
    days = asked_days(today())
    groups = fetching.case_groups(samira, counted.version, days, rules_of(definition))
    found = measured(definition, groups, [], today())
    counted_keys = {goal.key for goal in definition.goals if goal.kind != "qualitative"}
    assert {each.goal.key for each in found if not each.is_support} == counted_keys
    assert "foljs_hela_vagen" in {each.goal.key for each in found if each.is_support}
