"""Arbetsutbud over time: what is added up, what is not counted twice, and the ladder's rungs."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework import supply
from stegvis.casework.supply import Stretch
from stegvis.programmes.journey import Rung
from stegvis.programmes.vocabulary import WorkKind

START = date(2026, 3, 1)
KINDS = [kind.value for kind in WorkKind]


def day(number: int) -> date:
    return START + timedelta(days=number)


def work(
    kind: str, percent: int, first: int, last: int | None = None, benefit: int | None = None
) -> Stretch:
    return Stretch(day(first), None if last is None else day(last), percent, kind, benefit)


def listed(percent: float, first: int, last: int | None = None) -> Stretch:
    until = None if last is None else day(last)
    return Stretch(day(first), until, percent, WorkKind.ACTIVITY, is_listed=True)


def curve(*stretches: Stretch) -> list[tuple[int, float, float, float | None]]:
    return [
        ((level.on - START).days, level.activity, level.employment, level.benefit)
        for level in supply.levels(stretches)
    ]


def test_activity_then_employment_beside_the_benefit_that_is_kept() -> None:
    found = curve(
        work("activity", 50, 0, 99, benefit=100),
        work("development_employment", 50, 100, 199, benefit=50),
        work("arranged_employment", 75, 200, benefit=25),
    )
    assert found == [(0, 50, 0, 100), (100, 0, 50, 50), (200, 0, 75, 25)]


def test_what_ends_leaves_a_gap() -> None:
    assert curve(work("placement", 50, 0, 9), work("placement", 50, 20, 29)) == [
        (0, 50, 0, None),
        (10, 0, 0, None),
        (20, 50, 0, None),
        (30, 0, 0, None),
    ]


def test_the_same_hours_are_never_counted_twice() -> None:
    both = [listed(45, 0), work("work_training", 50, 10)]
    assert [level.total for level in supply.levels(both)] == [45, 50]
    assert supply.amount([*both, work("open_employment", 25, 10)], day(10)) == 75


def test_studies_have_a_sum_of_their_own() -> None:
    (level,) = supply.levels([work("studies", 75, 0)])
    assert (level.studies, level.employment, level.activity, level.total) == (75, 0, 0, 75)


def test_benefit_comes_from_decisions_where_no_period_says() -> None:
    decisions = [Stretch(day(-100), day(49), 100, "activity_compensation")]
    found = supply.levels(
        [work("activity", 25, 0), work("activity", 50, 20, benefit=75)], decisions
    )
    assert [(level.on, level.benefit) for level in found] == [
        (day(-100), 100),
        (day(0), 100),
        (day(20), 75),
    ]


LADDER = (
    Rung(key="aktivitet", name="Halvtid", percent=50, kinds=("activity", "placement")),
    Rung(key="utveckling", name="Utveckling", percent=50, kinds=("development_employment",)),
    Rung(
        key="arrangerad",
        name="Inrättad",
        percent=100,
        percents=(50, 75, 100),
        kinds=("arranged_employment",),
    ),
)


def test_she_stands_on_the_highest_rung_that_holds() -> None:
    stretches = [
        listed(30, 0, 99),
        work("placement", 50, 40, 99),
        work("development_employment", 50, 100),
        work("arranged_employment", 75, 400),
    ]
    first, second, third = supply.rungs_of(LADDER, stretches, day(150))
    assert (first.reached_on, first.is_here) == (day(40), False)
    assert (second.reached_on, second.is_here) == (day(100), True)
    assert (third.reached_on, third.is_here) == (None, False)
    assert supply.rungs_of(LADDER, stretches, day(400))[2].is_here


def test_no_rung_before_anything_has_begun() -> None:
    assert not any(rung.is_here for rung in supply.rungs_of(LADDER, [], day(0)))


stretches = st.lists(
    st.builds(
        lambda kind, percent, first, length, is_listed: Stretch(
            day(first),
            None if length is None else day(first + length),
            percent,
            kind,
            is_listed=is_listed and kind in supply.DOING,
        ),
        st.sampled_from(KINDS),
        st.integers(1, 100),
        st.integers(0, 400),
        st.none() | st.integers(0, 300),
        st.booleans(),
    ),
    max_size=8,
)


@given(stretches, st.integers(-10, 800))
def test_the_curve_says_the_same_as_the_day(found: list[Stretch], number: int) -> None:
    level = supply.level_on(supply.levels(found), day(number))
    assert (level.total if level else 0) == supply.amount(found, day(number))


@given(stretches)
def test_no_level_repeats_the_one_before(found: list[Stretch]) -> None:
    levels = supply.levels(found)
    values = [(x.activity, x.employment, x.studies, x.benefit) for x in levels]
    assert all(one != other for one, other in pairwise(values))
    assert [x.on for x in levels] == sorted({x.on for x in levels})


@given(stretches, st.integers(1, 100))
def test_the_first_day_is_the_first(found: list[Stretch], percent: int) -> None:
    first = supply.first_day(found, percent)
    if first is not None:
        assert supply.amount(found, first) >= percent
    before = [s.first for s in found if first is None or s.first < first]
    assert all(supply.amount(found, each) < percent for each in before)
