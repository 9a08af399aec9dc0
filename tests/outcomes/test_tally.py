"""Counting many cases at once gives what counting them one by one gives."""

from datetime import date, timedelta
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.outcomes.calculate import by_sex, measure, month_ends
from stegvis.outcomes.facts import CaseFacts
from stegvis.outcomes.rules import GoalRule
from stegvis.outcomes.tally import ALL, flows_of, grouped, history, monthly_means
from tests.outcomes.test_calculate import FIFTY_ONGOING, case, days, lives, rules

many_lives = st.lists(lives, max_size=12, unique_by=lambda life: life.participation_id)


def numbers(rule: GoalRule, cases: list[CaseFacts], on: date) -> dict[str, tuple[object, ...]]:
    figures = {ALL: measure(rule, cases, on), **by_sex(rule, cases, on)}
    return {
        sex: (f.numerator, f.denominator, f.missing, f.pending, f.value, f.low, f.status)
        for sex, f in figures.items()
        if sex != "unknown"
    }


@given(rule=rules, cases=many_lives, on=days)
@settings(max_examples=200, deadline=None)
def test_history_is_the_plain_figure_of_each_day(
    rule: GoalRule, cases: list[CaseFacts], on: date
) -> None:
    asked = [*month_ends(6, on), on]
    asked = sorted(set(asked))
    found = history(rule, grouped(cases, asked, [rule]), asked)
    for day, series in zip(asked, found, strict=True):
        shown = {
            sex: (f.numerator, f.denominator, f.missing, f.pending, f.value, f.low, f.status)
            for sex, f in series.items()
            if sex != "unknown"
        }
        assert shown == numbers(rule, cases, day)


@given(cases=many_lives, on=days)
@settings(max_examples=50, deadline=None)
def test_monthly_mean_is_the_mean_of_the_days(cases: list[CaseFacts], on: date) -> None:
    ends = month_ends(3, on)
    for end, mean in zip(ends, monthly_means(flows_of(cases), ends), strict=True):
        in_month = [end.replace(day=1) + timedelta(days=n) for n in range(end.day)]
        daily = [measure(FIFTY_ONGOING, cases, day).numerator for day in in_month]
        assert isclose(mean[ALL], sum(daily) / len(daily), abs_tol=1e-9)


def test_alike_cases_become_one_group() -> None:
    asked = month_ends(3, date(2026, 11, 21))
    cases = [case(n, enrolled_on=date(2026, 9, 1 + n)) for n in range(20)]
    groups = grouped(cases, asked).groups
    assert [(group.count, group.case.enrolled_on) for group in groups] == [(20, date(2026, 9, 30))]
