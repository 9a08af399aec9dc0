"""Each fact made of spans: works, does not, and is not known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.outcomes.calculate import Status, compared_status, gap_between, measure
from stegvis.outcomes.facts import (
    NEVER,
    NOTHING,
    About,
    Answer,
    Ask,
    CaseFacts,
    Given,
    Judged,
    Livelihood,
    Paid,
    Reached,
    Tried,
    Word,
    WorkSpell,
)
from stegvis.outcomes.rules import GoalKind, GoalRule, Population, came_on
from stegvis.outcomes.spans import SPANNING, answered, ask_of, first_yes, number, spans_of
from tests.outcomes.test_calculate import START, TODAY, case

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
HALF = About(percent=50)
WORRY = About(question="oro", at_least=6)


def work(
    percent: int = 100,
    start: date = JUNE,
    end: date | None = None,
    kind: str = "open_employment",
    benefit: int | None = 0,
) -> WorkSpell:
    return WorkSpell(kind, percent, benefit, start, end)


def word(on: date, occupation: str = "", livelihood: str = "", percent: int | None = None) -> Word:
    return Word("manad_6", on, bool(occupation or livelihood), occupation, livelihood, percent)


def said(fact: str, facts: CaseFacts, on: date = TODAY, about: About = NOTHING) -> str:
    return answered(ask_of(fact, about), facts, on).value


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (JUNE - timedelta(days=1), "no"),
        (JUNE, "yes"),
        (JULY, "yes"),
        (JULY + timedelta(days=1), "no"),
    ],
)
def test_work_holds_from_its_first_day_to_its_last(day: date, expected: str) -> None:
    facts = case(work=(work(end=JULY),))
    assert said("in_work", facts, day) == expected
    assert said("in_work", facts, day, About(ever=True)) == ("no" if day < JUNE else "yes")


def test_employments_at_once_are_added_up() -> None:
    facts = case(work=(work(25, end=JULY), work(25, JUNE + timedelta(days=9))))
    assert said("employed_at_least", facts, JUNE, HALF) == "no"
    assert said("employed_at_least", facts, JUNE + timedelta(days=9), HALF) == "yes"
    assert said("employed_at_least", facts, AUGUST, HALF) == "no"
    assert first_yes(ask_of("employed_at_least", HALF), facts) == JUNE + timedelta(days=9)


def test_only_kinds_of_work_that_are_asked_for_count() -> None:
    facts = case(work=(work(kind="wage_subsidy"), work(kind="activity")))
    assert said("in_work", facts, about=About(work=frozenset({"wage_subsidy"}))) == "yes"
    assert said("in_work", facts, about=About(work=frozenset({"open_employment"}))) == "no"
    assert said("in_work", case(work=(work(kind="activity"),))) == "no"
    assert said("in_studies", case(work=(work(kind="studies"),))) == "yes"
    assert said("work_or_studies", case(work=(work(kind="studies"),))) == "yes"


@pytest.mark.parametrize(
    ("occupation", "percent", "about", "expected"),
    [
        ("arbete", None, About(), "yes"),
        ("arbete", None, HALF, "missing"),
        ("arbete_med_stod", 50, HALF, "yes"),
        ("arbete", 25, HALF, "no"),
        ("arbetssokande", None, About(), "no"),
        ("", None, About(), "missing"),
        ("arbete", None, About(work=frozenset({"wage_subsidy"})), "missing"),
        ("studier", None, About(work=frozenset({"activity"})), "missing"),
        ("inget", None, About(work=frozenset({"activity"})), "no"),
    ],
)
def test_a_follow_up_answers_or_is_missing(
    occupation: str, percent: int | None, about: About, expected: str
) -> None:
    fact = "employed_at_least" if about == HALF else "in_work"
    assert said(fact, case(words=(word(JUNE, occupation, percent=percent),)), TODAY, about) == (
        expected
    )


def test_a_no_ends_the_work_that_began_before_it() -> None:
    facts = case(work=(work(),), words=(word(JULY, "inget"),))
    assert said("in_work", facts, JULY - timedelta(days=1)) == "yes"
    assert said("in_work", facts, JULY) == "no"
    again = replace(facts, work=(work(), work(start=AUGUST)))
    assert said("in_work", again, AUGUST) == "yes"


def test_who_was_not_reached_is_missing_unless_the_register_says_yes() -> None:
    assert said("in_work", case(words=(word(JULY),))) == "missing"
    assert said("in_work", case(work=(work(),), words=(word(JULY),))) == "yes"


@pytest.mark.parametrize(
    ("spells", "expected"),
    [
        ((work(100),), "yes"),
        ((work(75),), "no"),
        ((work(50, kind="own_business"), work(50, kind="studies")), "yes"),
        ((work(100, benefit=25),), "no"),
        ((work(100, benefit=None),), "missing"),
        ((work(100), work(25, kind="work_training", benefit=50)), "no"),
        ((), "no"),
    ],
)
def test_self_supporting_is_full_time_without_benefit(
    spells: tuple[WorkSpell, ...], expected: str
) -> None:
    assert said("self_supporting", case(work=spells)) == expected


def test_livelihood_at_a_follow_up() -> None:
    for livelihood, own, without in (
        ("lon", "yes", "yes"),
        ("studiestod", "yes", "yes"),
        ("forsorjningsstod", "no", "no"),
        ("inget", "no", "yes"),
    ):
        facts = case(words=(word(JULY, livelihood=livelihood),))
        assert said("self_supporting", facts) == own
        assert said("no_assistance", facts) == without
    assert said("no_assistance", case(words=(word(JULY, "arbete"),))) == "missing"


def test_benefits_answer_until_the_first_follow_up() -> None:
    """Nothing written in is missing; försörjningsstöd beside another benefit is a no."""
    assert said("no_assistance", case()) == "missing"
    other, assistance = (
        Paid("activity_compensation", JUNE, None),
        Paid("social_assistance", None, JULY),
    )
    assert said("no_assistance", case(paid=(other,))) == "yes"
    both = case(paid=(other, assistance))
    assert said("no_assistance", both, JULY) == "no"
    assert said("no_assistance", both, AUGUST) == "yes"
    assert said("no_assistance", case(paid=(assistance,)), AUGUST) == "missing"
    told = replace(both, words=(word(JUNE, livelihood="lon"),))
    assert said("no_assistance", told, JULY) == "yes"


def test_an_event_stays_and_a_state_passes() -> None:
    facts = case(milestones=(Reached("samverkan", JUNE, JULY),))
    about = About(milestone="samverkan")
    assert said("milestone", facts, AUGUST, about) == "yes"
    assert said("milestone", facts, AUGUST, replace(about, lasts=True)) == "no"
    assert said("milestone", facts, AUGUST, replace(about, lasts=True, ever=True)) == "yes"
    assert said("milestone", facts, JULY, replace(about, lasts=True)) == "yes"
    assert said("milestone", facts, AUGUST, About(milestone="utredd")) == "no"


def test_the_newest_judgement_counts_and_none_is_missing() -> None:
    facts = case(triages=(Judged("varaktigt", JUNE), Judged("erbjuds", JULY)))
    lasting = About(triage=frozenset({"varaktigt"}))
    assert said("triaged", facts, JUNE, lasting) == "yes"
    assert said("triaged", facts, JULY, lasting) == "no"
    assert said("triaged", case(), JULY, lasting) == "missing"


def test_a_criterion_answers_from_the_decision_on() -> None:
    facts = case(tried=(Tried("alder", "met", JULY), Tried("egen_vilja", "unclear", JULY)))
    age = About(criterion="alder")
    assert said("criterion_met", facts, JUNE, age) == "missing"
    assert said("criterion_met", facts, AUGUST, age) == "yes"
    assert said("criterion_met", facts, AUGUST, About(criterion="egen_vilja")) == "missing"
    assert said("criterion_met", facts, AUGUST, About(criterion="bor_har")) == "missing"
    refused = case(tried=(Tried("alder", "not_met", JULY),))
    assert said("criterion_met", refused, JULY, age) == "no"


def test_the_same_case_manager_all_the_way() -> None:
    facts = case(managers=(Judged("a", JUNE), Judged("b", AUGUST)))
    assert said("same_case_manager", facts, JULY) == "yes"
    assert said("same_case_manager", facts, AUGUST) == "no"
    assert said("same_case_manager", replace(facts, exited_on=JULY), AUGUST) == "yes"
    assert said("same_case_manager", case()) == "missing"


def test_the_next_livelihood_is_named_and_gone_through() -> None:
    def with_one(named: bool, informed: date | None) -> CaseFacts:
        return case(livelihoods=(Livelihood(JUNE, named, informed),))

    assert said("next_livelihood", with_one(True, JULY), JULY) == "yes"
    assert said("next_livelihood", with_one(True, JULY), JUNE) == "no"
    assert said("next_livelihood", with_one(True, None)) == "no"
    assert said("next_livelihood", with_one(False, JULY)) == "no"
    assert said("next_livelihood", case()) == "missing"
    assert said("next_livelihood", case(words=(word(JULY, livelihood="lon"),))) == "yes"


def test_nobody_is_expected_to_be_followed_up_before_the_day() -> None:
    about = About(moment="manad_6", due_months=6)
    left = case(exited_on=date(2026, 2, 28))
    assert said("followed_up", case(), TODAY, about) == "pending"
    assert said("followed_up", left, date(2026, 8, 27), about) == "pending"
    assert said("followed_up", left, date(2026, 8, 28), about) == "no"
    reached = replace(left, words=(word(AUGUST, "arbete"),))
    assert said("followed_up", reached, AUGUST, about) == "yes"
    assert said("followed_up", reached, AUGUST, About(moment="manad_3")) == "pending"
    assert said("followed_up", replace(left, words=(word(AUGUST),)), TODAY, about) == "no"


def answers(*values: str | None, moments: tuple[str, ...] = ("enrolment", "exit")) -> CaseFacts:
    days = (JUNE, JULY, AUGUST)
    rows = zip(moments, days, values, strict=False)
    return case(given=tuple(Given("oro", moment, day, value) for moment, day, value in rows))


@pytest.mark.parametrize(
    ("found", "about", "expected"),
    [
        (answers("7"), WORRY, "yes"),
        (answers("5,5"), WORRY, "no"),
        (answers("ja"), WORRY, "missing"),
        (answers("7", ""), WORRY, "yes"),
        (answers(), WORRY, "missing"),
        (answers("7", "3"), WORRY, "no"),
        (answers("7", "3"), replace(WORRY, moment="enrolment"), "yes"),
        (answers("7"), replace(WORRY, moment="exit"), "missing"),
        (answers("ja"), About(question="oro", values=frozenset({"ja"})), "yes"),
        (answers("3", "7"), About(question="oro", raised=True), "yes"),
        (answers("7", "7"), About(question="oro", raised=True), "no"),
        (answers("7"), About(question="oro", raised=True), "missing"),
        (answers("bra", "7"), About(question="oro", raised=True), "missing"),
        (answers("7"), replace(WORRY, instrument="kasam"), "missing"),
    ],
)
def test_answers(found: CaseFacts, about: About, expected: str) -> None:
    assert said("answered", found, TODAY, about) == expected


def test_a_score_that_could_not_be_made_is_missing() -> None:
    def scored(*values: str | None) -> CaseFacts:
        return case(
            scores=tuple(
                Given("kasam", "", JUNE + timedelta(days=n), value)
                for n, value in enumerate(values)
            )
        )

    about = About(instrument="kasam")
    assert said("score_raised", scored("50.00", "51.00"), TODAY, about) == "yes"
    assert said("score_raised", scored("50.00", "50.00"), TODAY, about) == "no"
    assert said("score_raised", scored("50.00", None), TODAY, about) == "missing"
    assert said("score_raised", scored(None, "50.00"), TODAY, about) == "missing"


def test_numbers_are_read_as_they_are_written() -> None:
    assert [number(v) for v in ("7", "-2", "6,5", "6.5")] == [7, -2, 6.5, 6.5]
    assert [number(v) for v in ("", None, "1e5", "nan", "sju", "7 ")] == [None] * 6


# --- Certain days ------------------------------------------------------------------------------

YEAR = (date(2026, 3, 1), date(2026, 8, 31))
HIRED = GoalRule(
    GoalKind.COUNT, Population.ENROLLED, "employed_at_least", 1, about=HALF, period=YEAR
)


@pytest.mark.parametrize(
    ("enrolled", "counted"),
    [
        (date(2026, 2, 28), 0),
        (date(2026, 3, 1), 1),
        (date(2026, 8, 31), 1),
        (date(2026, 9, 1), 0),
    ],
)
def test_the_period_counts_those_who_came_in_it(enrolled: date, counted: int) -> None:
    facts = case(enrolled_on=enrolled, work=(work(start=date(2026, 2, 1)),))
    found = measure(HIRED, [facts], TODAY)
    assert (found.numerator, found.denominator) == (counted, counted)


def test_it_must_hold_on_the_last_day_of_the_period() -> None:
    late = case(enrolled_on=JUNE, work=(work(start=date(2026, 9, 1)),))
    assert measure(HIRED, [late], TODAY).numerator == 0
    assert measure(replace(HIRED, by=date(2026, 9, 1)), [late], TODAY).numerator == 1
    left = case(enrolled_on=JUNE, work=(work(end=AUGUST),))
    assert measure(HIRED, [left], TODAY).numerator == 0
    ever = replace(HIRED, about=replace(HALF, ever=True))
    assert measure(ever, [left], TODAY).numerator == 1


def test_before_the_period_has_ended_it_is_too_early_but_counted() -> None:
    facts = [case(n, enrolled_on=JUNE, work=(work(),)) for n in range(6)]
    before, after = measure(HIRED, facts, date(2026, 8, 30)), measure(HIRED, facts, TODAY)
    assert (before.numerator, before.status) == (6, Status.TOO_EARLY)
    assert (after.numerator, after.status) == (6, Status.MET)


def test_comers_only_grow_so_their_number_can_be_met_early() -> None:
    rule = GoalRule(GoalKind.COUNT, Population.ENROLLED, "enrolled", 5, period=YEAR)
    five = [case(n, enrolled_on=JUNE) for n in range(5)]
    assert measure(rule, five, JULY).status is Status.MET
    assert measure(rule, five[:4], JULY).status is Status.TOO_EARLY
    assert measure(rule, five[:4], TODAY).status is Status.AT_RISK


def test_a_result_without_a_target_is_no_verdict() -> None:
    rule = GoalRule(GoalKind.SHARE, Population.ENROLLED, "in_work", None)
    assert measure(rule, [case(n, work=(work(),)) for n in range(9)], TODAY).status is (
        Status.NO_TARGET
    )


def test_the_arm_counts_its_own() -> None:
    rule = GoalRule(GoalKind.SHARE, Population.ENROLLED, "in_work", 0.2, arm="se")
    facts = [case(n, arm="se" if n < 3 else "cm", work=(work(),)) for n in range(7)]
    assert measure(rule, facts, TODAY).denominator == 3


def test_the_day_of_coming_into_each_population() -> None:
    facts = case(ready_on=JULY, exited_on=JUNE, destination_counts_as_ready=True)
    assert came_on(Population.ENROLLED, facts) == START
    assert came_on(Population.EXITED, facts) == JUNE
    assert came_on(Population.READY, facts) == JUNE
    assert came_on(Population.READY, replace(facts, destination_counts_as_ready=False)) == JULY


def test_a_stock_is_left_again() -> None:
    rule = GoalRule(GoalKind.COUNT, Population.AREA, "area", None)
    entry = case(source="area", enrolled_on=JUNE, exited_on=AUGUST)
    assert [measure(rule, [entry], on).numerator for on in (JUNE, JULY, AUGUST)] == [1, 1, 0]
    assert measure(rule, [case()], TODAY).numerator == 0


def test_the_comparison_is_judged_by_its_sign_and_interval() -> None:
    rule = GoalRule(
        GoalKind.COMPARISON,
        Population.ENROLLED,
        "answered",
        None,
        about=About(question="oro", at_least=6),
    )
    assert rule.against is not None

    def status(ours: int, theirs: int, each: int = 20) -> Status:
        def group(high: int, source: str) -> list[CaseFacts]:
            return [
                replace(answers("7" if n < high else "2"), source=source, participation_id=str(n))
                for n in range(each)
            ]

        first = measure(rule, group(ours, "participation"), TODAY)
        against = rule.against
        assert against is not None
        second = measure(against, group(theirs, "comparison"), TODAY)
        return compared_status(gap_between(first, second))

    assert status(18, 4) is Status.MET
    assert status(11, 9) is Status.ON_TRACK
    assert status(9, 9) is Status.AT_RISK
    assert status(4, 1, each=4) is Status.TOO_EARLY


# --- Whatever the life ---------------------------------------------------------------------------

near = st.dates(date(2025, 1, 1), date(2027, 1, 1))
spells = st.builds(
    lambda kind, percent, benefit, start, length: WorkSpell(
        kind, percent, benefit, start, None if length is None else start + timedelta(days=length)
    ),
    st.sampled_from(["open_employment", "wage_subsidy", "studies", "activity"]),
    st.sampled_from([25, 50, 75, 100]),
    st.sampled_from([None, 0, 50]),
    near,
    st.none() | st.integers(0, 300),
)
words = st.builds(
    word, near, st.sampled_from(["", "arbete", "studier", "inget"]),
    st.sampled_from(["", "lon", "forsorjningsstod"]), st.sampled_from([None, 25, 100]),
)  # fmt: skip


@given(
    st.lists(spells, max_size=4),
    st.lists(words, max_size=3),
    near,
    st.sampled_from(["in_work", "in_studies", "work_or_studies", "employed_at_least"]),
)
def test_what_holds_on_a_day_has_held_once(
    worked: list[WorkSpell], told: list[Word], on: date, fact: str
) -> None:
    facts = case(
        work=tuple(sorted(worked, key=lambda spell: spell.starts_on)),
        words=tuple(sorted(told, key=lambda said: said.on)),
    )
    now, once = ask_of(fact, HALF), ask_of(fact, replace(HALF, ever=True))
    if answered(now, facts, on) is Answer.YES:
        assert answered(once, facts, on) is Answer.YES
        first = first_yes(now, facts)
        assert first is not None
        assert first <= on
    for span in spans_of(once, facts):
        assert span.answer is not Answer.YES or span.until == NEVER


@given(st.lists(spells, max_size=4), st.lists(words, max_size=3), near)
def test_work_or_studies_is_one_or_the_other(
    worked: list[WorkSpell], told: list[Word], on: date
) -> None:
    facts = case(
        work=tuple(sorted(worked, key=lambda spell: spell.starts_on)),
        words=tuple(sorted(told, key=lambda said: said.on)) if not worked else (),
    )
    either = said("work_or_studies", facts, on)
    assert (either == "yes") == (
        "yes" in (said("in_work", facts, on), said("in_studies", facts, on))
    )


def test_like_questions_are_one() -> None:
    assert ask_of("in_studies", HALF) == Ask("in_studies")
    assert ask_of("answered", WORRY) != ask_of("answered", replace(WORRY, at_least=7))
    assert {name for spanning in SPANNING.values() for name in spanning.about} <= set(
        About.__dataclass_fields__
    )
