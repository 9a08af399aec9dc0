"""Facts speak for a person at once, against her only when nothing can be misread."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from stegvis.programmes.facts import FACTS, Criterion, Judgement, Test, evaluate
from stegvis.programmes.vocabulary import CriterionKind, FactType, Op

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.binary(),
    st.lists(st.integers()),
    st.sampled_from(["yes", "no", "unknown", "", "activity_compensation", "2024-02-30"]),
)
KINDS = st.sampled_from(CriterionKind)


def criterion(
    test: Test | None, kind: CriterionKind = CriterionKind.INCLUSION, ambiguous: str | None = None
) -> Criterion:
    return Criterion(
        key="x", kind=kind, text="Text", quote="Ur dokumentet", test=test, judge=test is None,
        ambiguous=ambiguous,
    )  # fmt: skip


AGE = Test(fact="age", op=Op.BETWEEN, low=19, high=29)
BENEFIT = Test(fact="benefit", op=Op.IN, values=("activity_compensation",))
DAILY = Test(fact="daily_activities", op=Op.IS, value=False)
TESTS = st.sampled_from([AGE, BENEFIT, DAILY, Test(fact="benefit_end", op=Op.UNKNOWN)])


@given(age=st.integers(0, 120))
def test_age_is_met_exactly_within_its_bounds(age: int) -> None:
    judged = evaluate(criterion(AGE), {"age": age})
    assert judged.outcome == ("met" if 19 <= age <= 29 else "not_met")
    assert f"{age} år" in judged.source and "personnummer" in judged.source


@given(test=TESTS, value=ANYTHING, kind=KINDS)
def test_no_value_can_break_a_judgement(test: Test, value: object, kind: CriterionKind) -> None:
    judged = evaluate(criterion(test, kind), {test.fact: value})
    assert judged.outcome in {"met", "not_met", "unclear"} and judged.source


@given(test=st.sampled_from([AGE, BENEFIT, DAILY]), kind=KINDS)
def test_what_is_unknown_is_never_held_against_a_person(test: Test, kind: CriterionKind) -> None:
    for facts in ({}, {test.fact: None}, {test.fact: "unknown"}, {test.fact: ""}):
        judged = evaluate(criterion(test, kind), facts)
        assert judged.needs_person and not judged.stands_in_the_way


@given(test=TESTS, value=ANYTHING, kind=KINDS)
def test_an_ambiguous_criterion_never_stands_in_the_way(
    test: Test, value: object, kind: CriterionKind
) -> None:
    judged = evaluate(criterion(test, kind, "Kan läsas på två sätt."), {test.fact: value})
    assert not judged.stands_in_the_way


@given(test=TESTS, value=ANYTHING)
def test_including_and_excluding_are_each_others_mirror(test: Test, value: object) -> None:
    including = evaluate(criterion(test), {test.fact: value})
    excluding = evaluate(criterion(test, CriterionKind.EXCLUSION), {test.fact: value})
    assert including.outcome == excluding.outcome
    assert not (including.stands_in_the_way and excluding.stands_in_the_way)


def test_a_criterion_without_test_is_judged_by_a_person() -> None:
    assert evaluate(criterion(None), {"age": 23}).needs_person


def test_daily_activities_prefills_when_it_speaks_for_her() -> None:
    ambiguous = criterion(DAILY, ambiguous="Dokumentet säger båda.")
    assert evaluate(ambiguous, {"daily_activities": "no"}).outcome == "met"
    with_decision = evaluate(ambiguous, {"daily_activities": True})
    assert with_decision.needs_person and "Dokumentet säger båda." in with_decision.source


def test_the_source_says_who_told() -> None:
    judged: Judgement = evaluate(
        criterion(BENEFIT),
        {"benefit": "activity_compensation"},
        sources={"benefit": "Försäkringskassan, 2024-03-01"},
    )
    assert (
        judged.source == "Ersättning: aktivitetsersättning. Källa: Försäkringskassan, 2024-03-01."
    )


def test_a_date_is_read_also_from_text() -> None:
    known = criterion(Test(fact="benefit_end", op=Op.UNKNOWN))
    for value in (datetime.date(2026, 1, 31), "2026-01-31"):
        assert evaluate(known, {"benefit_end": value}).outcome == "not_met"
    assert evaluate(known, {"benefit_end": "snart"}).outcome == "met"


def test_every_choice_fact_has_its_answers() -> None:
    for fact in FACTS.values():
        assert bool(fact.choices) == (fact.type == FactType.CHOICE)
