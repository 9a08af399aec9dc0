"""What leaves the authority: no small count, none by subtraction, none by waiting a month."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.outcomes import publication
from stegvis.outcomes.actions import figures
from stegvis.outcomes.facts import CaseFacts
from stegvis.outcomes.goals import Measured, rule_of, rules_of
from stegvis.outcomes.models import PublishedFigures
from stegvis.outcomes.rules import GoalKind, GoalRule, Population
from stegvis.outcomes.tally import ALL, grouped, history
from stegvis.programmes.reading import definitions_folder, read_definition
from tests.outcomes.lives import LEFT, Life, live
from tests.outcomes.test_calculate import case
from tests.world import World

DEFINITION = read_definition(definitions_folder() / "forrehab-uppsala.toml")
ONGOING = GoalRule(GoalKind.ONGOING, Population.ONGOING, "ongoing", 0)


def published(
    cases: list[CaseFacts], on: date, earlier: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    found = []
    groups = grouped(cases, [on], rules_of(DEFINITION))
    for goal in DEFINITION.goals:
        rule = rule_of(goal, DEFINITION)
        if rule is not None:
            found.append(Measured(goal, rule, [on], history(rule, groups, [on])))
    (ongoing,) = history(ONGOING, groups, [on])
    return publication.content(found, ongoing, earlier or [])


def printed(content: dict[str, Any]) -> list[int]:
    rows = [content["heads"], *(table["rows"] for table in content["tables"])]
    cells = [value for each in rows for row in each.values() for value in row.values()]
    return [value for value in cells if value is not None]


def people(chance: random.Random, number: int, start: int = 0) -> list[CaseFacts]:
    made = []
    for n in range(start, start + number):
        enrolled = date(2026, 1, 1) + timedelta(days=chance.randrange(250))
        left = enrolled + timedelta(days=chance.randrange(20, 200))
        made.append(
            case(
                n,
                sex=chance.choices(["woman", "man", "unknown"], [10, 8, 1])[0],
                enrolled_on=enrolled,
                plan_confirmed_on=enrolled + timedelta(days=chance.randrange(20, 80)),
                ready_on=left if chance.random() < 0.6 else None,
                exited_on=left if chance.random() < 0.7 else None,
                known_plan_at_exit=chance.choice([True, True, True, False, None]),
                anchored_at_exit=chance.choice([True, True, False]),
                counted_in_followup=chance.random() < 0.9,
            )
        )
    return made


@given(st.integers(0, 10_000), st.integers(0, 90))
@settings(max_examples=60, deadline=None)
def test_no_printed_count_is_small_and_rows_share_their_sizes(seed: int, number: int) -> None:
    content = published(people(random.Random(seed), number), date(2026, 11, 21))
    assert all(value >= 5 for value in printed(content))
    heads = content["heads"]
    for table in content["tables"]:
        for sex, row in table["rows"].items():
            # What one table prints as the size of a group, every table prints.
            assert row["total"] == heads[sex][table["population"]]
            cells = [value for name, value in row.items() if name != "total"]
            hidden = [value for value in cells if value is None]
            assert len(hidden) != 1


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_no_two_publications_subtract_to_a_few(seed: int) -> None:
    """Month by month people come, leave, are judged and change their minds."""
    chance = random.Random(seed)
    cases, contents = people(chance, 40), []
    for month in range(6):
        on = date(2026, 6, 30) + timedelta(days=30 * month)
        contents.insert(0, published(cases, on, contents))
        cases = cases + people(chance, chance.randrange(12), start=1000 * (month + 1))
    for later, new in enumerate(contents):
        for old in contents[later + 1 :]:
            for mine, theirs in zip(new["tables"], old["tables"], strict=True):
                for sex in mine["rows"].keys() & theirs["rows"].keys():
                    for name in mine["rows"][sex].keys() & theirs["rows"][sex].keys():
                        a, b = mine["rows"][sex][name], theirs["rows"][sex][name]
                        if a is not None and b is not None:
                            assert a == b or abs(a - b) >= 5


def test_few_of_one_sex_means_no_split() -> None:
    cases = [case(n, exited_on=date(2026, 9, 1), ready_on=date(2026, 8, 1)) for n in range(20)]
    cases += [case(100 + n, sex="man", exited_on=date(2026, 9, 1)) for n in range(3)]
    content = published(cases, date(2026, 11, 21))
    ready = next(table for table in content["tables"] if table["goal"] == "redo")
    assert list(ready["rows"]) == [ALL]
    assert ready["rows"][ALL]["total"] == 23
    assert ready["rows"][ALL]["yes"] is None  # 3 are not: both are hidden


def test_an_outcome_of_one_waits_and_keeps_its_date() -> None:
    def left(number: int, ready: bool, n0: int = 0) -> list[CaseFacts]:
        day = date(2026, 6, 1)
        return [case(n0 + n, exited_on=day, ready_on=day if ready else None) for n in range(number)]

    first = published(left(10, True) + left(10, False, 100), date(2026, 7, 31))
    one_more = left(11, True) + left(10, False, 100)
    second = published(one_more, date(2026, 8, 31), [first])
    tables = [next(t for t in each["tables"] if t["goal"] == "redo") for each in (first, second)]
    assert tables[1]["rows"] == tables[0]["rows"]
    assert tables[1]["as_of"] == "2026-07-31"
    many_more = left(16, True) + left(10, False, 100)
    third = published(many_more, date(2026, 9, 30), [second, first])
    table = next(t for t in third["tables"] if t["goal"] == "redo")
    assert (table["rows"][ALL]["yes"], table["as_of"]) == (16, "2026-09-30")


def test_publishing_freezes_and_logs(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        for life in LEFT:
            live(samira, world.version, life)
        row = figures.publish(actor=samira, version=world.version, as_of=today())
    content = row.content
    assert content["heads"][ALL] == {"ongoing": None, "exited": None, "enrolled": 23}
    with acting(samira), pytest.raises(RuleBroken, match="redan publicerade"):
        figures.publish(actor=samira, version=world.version, as_of=today())


def test_a_day_ahead_and_a_stranger_are_refused(world: World) -> None:
    samira, sara = world.actor("Samira"), world.actor("Sara")
    with acting(samira), pytest.raises(RuleBroken, match="inte har varit"):
        figures.publish(actor=samira, version=world.version, as_of=today() + timedelta(days=1))
    for who in (sara, world.actor("Frida"), world.actor("Stina")):
        with acting(who), pytest.raises(Refused):
            figures.publish(actor=who, version=world.version, as_of=today())


def test_publishing_needs_no_more_than_a_few_queries_and_reads_own_rows(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        for _ in range(6):
            live(samira, world.version, Life())
            live(samira, world.version, Life("man", left=100))
        row = figures.publish(actor=samira, version=world.version, as_of=today())
    assert row.content["heads"][ALL] == {"ongoing": 9, "exited": 6, "enrolled": 15}
    assert PublishedFigures.objects.get().owner_id == samira.organisation_id
