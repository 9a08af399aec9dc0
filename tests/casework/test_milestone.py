"""Milestones and monthly figures: only what the programme names, only what can have happened."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import milestone, monthly
from stegvis.casework.models import Milestone, MonthlyFigure, Participation
from stegvis.core.dates import add_months, today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.journey import Milestone as Rule
from stegvis.programmes.vocabulary import MilestoneKind
from tests.world import World

STATE = Rule(key="samverkan", name="I samverkan", kind=MilestoneKind.STATE, category="planning")
KEY = "vardkontakter"


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def month(ahead: int = 0) -> date:
    return add_months(today().replace(day=1), ahead)


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def alva(world: World, sara: Actor) -> Participation:
    return world.case("Alva")


def add(actor: Actor, case: Participation, on: date, key: str = "provad") -> Milestone:
    return milestone.add(
        actor=actor, participation=case, key=key, details=milestone.Details(on, text="  Klart. ")
    )


def test_an_event_once_on_a_day(sara: Actor, alva: Participation) -> None:
    made = add(sara, alva, ago(3))
    assert (made.text, made.ends_on) == ("Klart.", None)
    with pytest.raises(RuleBroken, match="redan inskrivet"):
        add(sara, alva, ago(3))
    moved = milestone.change(
        actor=sara, milestone=made, details=milestone.Details(ago(4)), revision=1
    )
    assert moved.starts_on == ago(4)
    milestone.strike(actor=sara, milestone=moved, revision=2)
    assert add(sara, alva, ago(4))


def test_only_what_the_programme_names_and_what_has_been(sara: Actor, alva: Participation) -> None:
    with pytest.raises(RuleBroken, match="finns inte i insatsen"):
        add(sara, alva, today(), "fallskarm")
    with pytest.raises(RuleBroken, match="framåt"):
        add(sara, alva, today() + timedelta(days=1))
    with pytest.raises(RuleBroken, match="födelse"):
        add(sara, alva, date(2001, 1, 1))


def test_a_state_cannot_go_on_twice(
    sara: Actor, alva: Participation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milestone, "rule_of", lambda *_: STATE)
    first = milestone.add(
        actor=sara, participation=alva, key="samverkan", details=milestone.Details(ago(30))
    )
    with pytest.raises(RuleBroken, match="gäller redan"):
        add(sara, alva, ago(10), "samverkan")
    milestone.change(
        actor=sara, milestone=first, details=milestone.Details(ago(30), ago(20)), revision=1
    )
    assert add(sara, alva, ago(10), "samverkan")
    with pytest.raises(RuleBroken, match="framåt"):
        milestone.change(
            actor=sara,
            milestone=first,
            details=milestone.Details(ago(30), today() + timedelta(days=1)),
            revision=2,
        )


def test_a_stranger_may_neither(world: World, alva: Participation) -> None:
    stina = world.actor("Stina")
    with acting(stina):
        with pytest.raises(Refused):
            add(stina, alva, today())
        with pytest.raises(Refused):
            monthly.write(actor=stina, participation=alva, values={(KEY, month()): 1}, seen={})


def write(actor: Actor, case: Participation, value: int | None, seen: int | None = None) -> int:
    cell = (KEY, month())
    changed = monthly.write(
        actor=actor,
        participation=case,
        values={cell: value},
        seen={} if seen is None else {cell: seen},
    )
    return len(changed)


def test_only_cells_that_differ_are_written(sara: Actor, alva: Participation) -> None:
    assert write(sara, alva, None) == 0
    assert write(sara, alva, 3) == 1
    assert write(sara, alva, 3) == 0
    with pytest.raises(Conflict):
        write(sara, alva, 4)
    assert write(sara, alva, None, seen=1) == 1
    assert MonthlyFigure.objects.get().value is None
    assert write(sara, alva, 0, seen=2) == 1


@pytest.mark.parametrize(
    ("key", "ahead", "day", "value"),
    [
        ("annat", 0, 1, 1),
        (KEY, 0, 2, 1),
        (KEY, 1, 1, 1),
        (KEY, 0, 1, -1),
        (KEY, 0, 1, 1_000_000),
    ],
)
def test_a_figure_that_cannot_be(
    sara: Actor, alva: Participation, key: str, ahead: int, day: int, value: int
) -> None:
    cell = (key, month(ahead).replace(day=day))
    with pytest.raises(RuleBroken):
        monthly.write(actor=sara, participation=alva, values={cell: value}, seen={})
