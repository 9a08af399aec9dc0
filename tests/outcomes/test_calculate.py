"""The goals of a programme, tried on chosen and on random lives."""

from dataclasses import replace
from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.dates import add_months
from stegvis.outcomes.calculate import (
    Figure,
    Status,
    by_sex,
    difference,
    measure,
    month_ends,
    trend,
    uneven,
    wilson,
)
from stegvis.outcomes.facts import CaseFacts, Sex
from stegvis.outcomes.rules import GoalKind, GoalRule, Population

TODAY = date(2026, 11, 21)
START = date(2026, 1, 31)

READY = GoalRule(GoalKind.SHARE, Population.EXITED, "ready", 0.7)
KNOWN_PLAN = GoalRule(GoalKind.SHARE, Population.EXITED, "known_plan_at_exit", 0.9)
PLAN_IN_TIME = GoalRule(GoalKind.WITHIN, Population.ENROLLED, "plan_confirmed", 1.0, months=2)
FIFTY_ONGOING = GoalRule(GoalKind.ONGOING, Population.ONGOING, "ongoing", 50)


def case(number: int = 1, **facts: object) -> CaseFacts:
    plain = CaseFacts(
        participation_id=f"p{number}",
        sex="woman",
        enrolled_on=START,
        plan_confirmed_on=None,
        ready_on=None,
        enhanced_started_on=None,
        exited_on=None,
        destination=None,
        destination_counts_as_ready=False,
        known_plan_at_exit=None,
        anchored_at_exit=None,
        counted_in_followup=True,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def exits(ready: int, others: int, sex: Sex = "woman") -> list[CaseFacts]:
    done = date(2026, 9, 1)
    judged = [case(n, sex=sex, exited_on=done, ready_on=done) for n in range(ready)]
    return judged + [case(1000 + n, sex=sex, exited_on=done) for n in range(others)]


def test_share_counts_only_those_who_have_left() -> None:
    figure = measure(READY, [*exits(7, 3), case(99, ready_on=START)], TODAY)
    assert (figure.numerator, figure.denominator, figure.value) == (7, 10, 0.7)
    assert figure.status is Status.MET
    assert len(figure.numerator_ids) == 7
    assert "p99" not in figure.denominator_ids


def test_leaving_for_something_that_takes_readiness_counts_as_ready() -> None:
    left = case(exited_on=TODAY, destination="work", destination_counts_as_ready=True)
    assert measure(READY, [left], TODAY).numerator == 1
    assert measure(READY, [left], TODAY - timedelta(days=1)).denominator == 0


def test_unrecorded_answer_is_missing_and_never_a_no() -> None:
    known = [case(n, exited_on=TODAY, known_plan_at_exit=n > 0) for n in range(5)]
    figure = measure(KNOWN_PLAN, [*known, case(9, exited_on=TODAY)], TODAY)
    assert (figure.numerator, figure.denominator, figure.missing) == (4, 5, 1)
    assert figure.missing_ids == ("p9",)


@pytest.mark.parametrize(
    ("known", "anchored", "expected"),
    [
        (True, True, (1, 1, 0)),
        (True, False, (0, 1, 0)),
        (None, False, (0, 1, 0)),
        (True, None, (0, 0, 1)),
        (None, None, (0, 0, 1)),
    ],
)
def test_known_and_anchored(
    known: bool | None, anchored: bool | None, expected: tuple[int, int, int]
) -> None:
    rule = replace(KNOWN_PLAN, also=("plan_anchored",))
    left = case(exited_on=TODAY, known_plan_at_exit=known, anchored_at_exit=anchored)
    figure = measure(rule, [left], TODAY)
    assert (figure.numerator, figure.denominator, figure.missing) == expected


def test_without_followup_consent_she_is_missing_but_in_the_head_count() -> None:
    quiet = case(counted_in_followup=False)
    assert measure(PLAN_IN_TIME, [quiet], TODAY).missing == 1
    assert measure(FIFTY_ONGOING, [quiet], TODAY).numerator == 1
    ready = GoalRule(GoalKind.COUNT, Population.ENROLLED, "ready", 20)
    assert measure(ready, [quiet], TODAY).missing == 1


@pytest.mark.parametrize(
    ("plan_on", "asked_on", "expected"),
    [
        (None, date(2026, 3, 31), (0, 0, 1)),  # 31 January + 2 months: the last day itself
        (None, date(2026, 4, 1), (0, 1, 0)),
        (date(2026, 3, 31), date(2026, 3, 31), (1, 1, 0)),
        (date(2026, 3, 31), date(2026, 3, 30), (0, 0, 1)),
        (date(2026, 4, 1), date(2026, 6, 1), (0, 1, 0)),
        (date(2026, 2, 10), date(2026, 2, 10), (1, 1, 0)),
    ],
)
def test_plan_within_two_months(
    plan_on: date | None, asked_on: date, expected: tuple[int, int, int]
) -> None:
    figure = measure(PLAN_IN_TIME, [case(plan_confirmed_on=plan_on)], asked_on)
    assert (figure.numerator, figure.denominator, figure.pending) == expected


def test_a_quick_exit_without_plan_does_not_improve_the_figure() -> None:
    left = case(exited_on=date(2026, 2, 14))
    assert measure(PLAN_IN_TIME, [left], date(2026, 3, 1)).pending == 1
    assert measure(PLAN_IN_TIME, [left], TODAY).denominator == 1


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)


def test_ongoing_leaves_out_those_who_have_left() -> None:
    cases = [case(n) for n in range(46)] + exits(2, 2)
    figure = measure(FIFTY_ONGOING, cases, TODAY)
    assert (figure.numerator, figure.denominator, figure.value) == (46, 50, 46.0)
    assert figure.status is Status.ON_TRACK
    assert figure.low is None


@pytest.mark.parametrize(
    ("ready", "others", "status"),
    [
        (4, 0, Status.TOO_EARLY),
        (0, 0, Status.TOO_EARLY),
        (7, 3, Status.MET),
        (13, 7, Status.ON_TRACK),  # 65 %, interval to 82 %
        (650, 350, Status.AT_RISK),  # 65 %, and chance cannot explain it
        (5, 5, Status.AT_RISK),
    ],
)
def test_status(ready: int, others: int, status: Status) -> None:
    assert measure(READY, exits(ready, others), TODAY).status is status


def test_nothing_to_divide_by() -> None:
    figure = measure(READY, [], TODAY)
    assert (figure.value, figure.low, figure.high) == (None, None, None)


def test_wilson_against_published_values() -> None:
    """Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for counts, (low, high) in published.items():
        found = wilson(*counts)
        assert round(found[0], 4) == low
        assert round(found[1], 4) == high


@pytest.mark.parametrize("counts", [(1, 0), (-1, 3), (4, 3)])
def test_wilson_refuses_what_is_no_share(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(*counts)


def test_difference_against_published_values() -> None:
    """Newcombe 1998 (difference), method 10: 56/70 against 48/80 is 0.0524 to 0.3339."""
    first = measure(READY, exits(56, 14), TODAY)
    second = measure(READY, exits(48, 32), TODAY)
    interval = difference(first, second)
    assert interval is not None
    assert isclose(interval[0], 0.0524, abs_tol=5e-5)
    assert isclose(interval[1], 0.3339, abs_tol=5e-5)
    assert difference(first, measure(READY, [], TODAY)) is None


def test_month_ends_are_full_months() -> None:
    assert month_ends(2, date(2026, 11, 21)) == [date(2026, 9, 30), date(2026, 10, 31)]
    assert month_ends(1, date(2026, 2, 28)) == [date(2026, 2, 28)]


def test_trend_shows_each_month_as_it_was() -> None:
    points = trend(READY, exits(6, 2), 3, TODAY)
    assert [day for day, _ in points] == month_ends(3, TODAY)
    assert [figure.denominator for _, figure in points] == [0, 8, 8]


def test_by_sex_always_has_women_and_men() -> None:
    figures = by_sex(READY, exits(6, 0), TODAY)
    assert list(figures) == ["woman", "man"]
    assert figures["man"].status is Status.TOO_EARLY
    assert "unknown" in by_sex(READY, exits(1, 0, "unknown"), TODAY)


def test_a_head_count_for_all_is_no_target_for_each_sex() -> None:
    figures = by_sex(FIFTY_ONGOING, [case(n) for n in range(9)], TODAY)
    assert figures["woman"].status is None


def sexes(women: tuple[int, int], men: tuple[int, int]) -> dict[str, Figure]:
    return by_sex(READY, exits(*women) + exits(*men, sex="man"), TODAY)


def test_uneven_progression_needs_more_than_chance() -> None:
    assert uneven(sexes((18, 2), (8, 12)))
    assert not uneven(sexes((6, 4), (5, 5)))
    assert not uneven(sexes((4, 0), (0, 30)))


@pytest.mark.parametrize(
    ("women", "men", "expected"), [(4, 6, False), (39, 61, True), (7, 3, True), (3, 1, False)]
)
def test_uneven_composition(women: int, men: int, expected: bool) -> None:
    cases = [case(n) for n in range(women)] + [case(500 + n, sex="man") for n in range(men)]
    assert uneven(by_sex(FIFTY_ONGOING, cases, TODAY)) is expected


@pytest.mark.parametrize(
    ("kind", "fact", "months"),
    [
        (GoalKind.SHARE, "happy", None),
        (GoalKind.WITHIN, "plan_confirmed", None),
        (GoalKind.WITHIN, "ongoing", 2),
    ],
)
def test_a_rule_that_cannot_be_measured_is_refused(
    kind: GoalKind, fact: str, months: int | None
) -> None:
    with pytest.raises(ValueError, match=r"unknown fact|no dated fact|needs months"):
        GoalRule(kind, Population.ENROLLED, fact, 0.5, months)


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
maybe_days = st.none() | days
answers = st.none() | st.booleans()
lives = st.builds(
    CaseFacts,
    participation_id=st.uuids().map(str),
    sex=st.sampled_from(["woman", "man", "unknown"]),
    enrolled_on=days,
    plan_confirmed_on=maybe_days,
    ready_on=maybe_days,
    enhanced_started_on=maybe_days,
    exited_on=maybe_days,
    destination=st.none(),
    destination_counts_as_ready=st.booleans(),
    known_plan_at_exit=answers,
    anchored_at_exit=answers,
    counted_in_followup=st.booleans(),
)
rules = st.sampled_from(
    [
        READY,
        KNOWN_PLAN,
        PLAN_IN_TIME,
        FIFTY_ONGOING,
        GoalRule(GoalKind.COUNT, Population.ENROLLED, "cooperation_started", 20),
        GoalRule(GoalKind.SHARE, Population.READY, "cooperation_started", 0.5),
    ]
)


@given(
    rule=rules, cases=st.lists(lives, max_size=15, unique_by=lambda c: c.participation_id), on=days
)
def test_everybody_is_in_exactly_one_place(
    rule: GoalRule, cases: list[CaseFacts], on: date
) -> None:
    figure = measure(rule, cases, on)
    places = [*figure.denominator_ids, *figure.missing_ids, *figure.pending_ids]
    assert len(places) == len(set(places)) <= len(cases)
    assert set(figure.numerator_ids) <= set(figure.denominator_ids)
    assert figure.denominator == len(figure.denominator_ids)
    assert figure.pending == 0 or rule.kind is GoalKind.WITHIN
    if figure.low is not None and figure.high is not None and figure.value is not None:
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
    assert sum(f.numerator for f in by_sex(rule, cases, on).values()) == figure.numerator


@given(life=lives, on=days, later=st.integers(0, 400))
def test_a_settled_deadline_stays_settled(life: CaseFacts, on: date, later: int) -> None:
    now = measure(PLAN_IN_TIME, [life], on)
    then = measure(PLAN_IN_TIME, [life], on + timedelta(days=later))
    if now.denominator:
        assert (then.numerator, then.denominator) == (now.numerator, now.denominator)
