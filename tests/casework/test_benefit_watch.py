"""No end date reaches a person unseen: over random lives, every end is in the list for at least
its lead time, or from the day it became known, and stays there until it has been dealt with."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.benefit_watch import (
    LEADS,
    Acts,
    Decision,
    End,
    Ends,
    Life,
    ends_of,
    life_of,
)
from stegvis.casework.deadline import to_do
from stegvis.casework.deadlines import deadlines_of
from stegvis.casework.known import Happening, Known, What
from stegvis.core.dates import add_months, last_benefit_day, latest_benefit_end
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.vocabulary import Span, Watched

DEFINITION = read_definition(definitions_folder() / "forrehab-uppsala.toml")
START = date(2024, 1, 1)
COMPENSATIONS = ("activity_compensation", "activity_compensation_schooling")
OTHERS = ("sickness_compensation", "study_support", "activity_support")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """A decision of the life's main line, and when each thing about it became known."""

    decision: Decision
    known_on: date
    follows: bool = True  # begins the day after the one before, or after a gap
    settled_on: date | None = None
    applied_on: date | None = None
    dormant_known_on: date | None = None


@dataclass(frozen=True)
class Person:
    born_on: date
    line: tuple[Stretch, ...]
    beside: tuple[Decision, ...] = field(default=())
    left_on: date | None = None

    def on(self, day: date) -> Life:
        """What the register holds on that day, and nothing that came later."""
        seen = []
        for stretch in self.line:
            if stretch.known_on > day:
                continue
            one = stretch.decision
            if stretch.settled_on and stretch.settled_on <= day:
                one = replace(one, settled_on=stretch.settled_on)
            if stretch.applied_on and stretch.applied_on <= day:
                one = replace(one, applied_on=stretch.applied_on)
            if stretch.dormant_known_on is None or stretch.dormant_known_on > day:
                one = replace(one, dormant_from=None)
            seen.append(one)
        seen += [one for one in self.beside if one.starts_on and one.starts_on <= day]
        gone = self.left_on if self.left_on and self.left_on <= day else None
        return Life(self.born_on, tuple(seen), START, gone)

    def has_left(self, day: date) -> bool:
        return self.left_on is not None and self.left_on < day


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Decisions one after another, with gaps, late news, dormancy, other livelihoods beside."""
    begins = draw(st.dates(START, date(2027, 12, 31)))
    line: list[Stretch] = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(COMPENSATIONS if number == 0 else (*COMPENSATIONS, *OTHERS)))
        follows = draw(st.booleans()) if line else True
        starts = begins if follows else begins + timedelta(days=draw(st.integers(2, 200)))
        ends = starts + timedelta(days=draw(st.integers(30, 1090)))
        # A decision can arrive a year before it begins, or long after it has ended.
        known = starts + timedelta(days=draw(st.integers(-300, 900)))
        acted = st.none() | st.integers(-200, 400).map(lambda n, e=ends: e + timedelta(days=n))
        rests = draw(st.none() | st.integers(0, 25))
        dormant = starts + timedelta(days=rests) if rests and kind in COMPENSATIONS else None
        school = (
            starts + timedelta(days=draw(st.integers(1, 1090)))
            if kind == COMPENSATIONS[1] and draw(st.booleans())
            else None
        )
        decision = Decision(kind, starts, ends, dormant, schooling_ends_on=school, ref=uuid4())
        settled, applied = draw(acted), draw(acted)
        line.append(
            Stretch(
                decision,
                known,
                follows,
                max(settled, known) if settled else None,
                max(applied, known) if applied else None,
                max(known, dormant) + timedelta(days=draw(st.integers(0, 100)))
                if dormant
                else None,
            )
        )
        begins = (decision.last_day or ends) + DAY
    beside = tuple(
        Decision("social_assistance", draw(st.dates(START, date(2030, 1, 1))), ref=uuid4())
        for _ in range(draw(st.integers(0, 2)))
    )
    left = draw(st.none() | st.dates(START, date(2034, 1, 1)))
    return Person(draw(st.dates(date(1996, 1, 1), date(2007, 1, 1))), tuple(line), beside, left)


def is_followed(person: Person, number: int, day: date) -> bool:
    """Has something taken over, as far as the register knows that day? The next one at once when
    it begins the day after; otherwise, and all later ones, when they have begun."""
    ends = person.line[number].decision.last_day
    assert ends is not None
    for stretch in person.line[number + 1 :]:
        begins = stretch.decision.starts_on
        assert begins is not None
        if stretch.known_on <= day and (begins == ends + DAY or begins <= day):
            return True
    return any(one.starts_on and ends < one.starts_on <= day for one in person.beside)


def is_settled(stretch: Stretch, day: date) -> bool:
    return stretch.settled_on is not None and stretch.settled_on <= day


def shown(person: Person, day: date) -> dict[tuple[UUID | None, Ends], End]:
    found = ends_of(person.on(day), day)
    return {(end.ref, end.what): end for end in found if end.is_shown(day)}


def dues(person: Person, day: date, *whats: Ends) -> set[date]:
    return {end.due_on for key, end in shown(person, day).items() if key[1] in whats}


# Days around each end, within each lead and long after.
NEAR = st.sampled_from([-200, -180, -179, -121, -120, -90, -31, -1, 0, 1, 40, 400])


@given(person=people(), ahead=NEAR, which=st.integers(0, 3))
def test_every_end_of_a_decision_is_listed_until_dealt_with(
    person: Person, ahead: int, which: int
) -> None:
    number = which % len(person.line)
    stretch = person.line[number]
    ends = stretch.decision.last_day
    assert ends is not None
    day = ends + timedelta(days=ahead)
    dealt_with = (
        is_settled(stretch, day) or person.has_left(day) or is_followed(person, number, day)
    )
    if stretch.known_on <= day and not dealt_with:
        # Within its lead time, or from the day it became known when that was later.
        assert (ends in dues(person, day, Ends.DECISION, Ends.SCHOOLING)) == (ahead >= -180)
    found = shown(person, day).get((stretch.decision.ref, Ends.DECISION))
    if dealt_with and found:
        pytest.fail("an end that is dealt with is still listed")


@given(person=people(), days=st.integers(0, 3000))
def test_the_case_manager_sees_the_same_in_her_list(person: Person, days: int) -> None:
    """Through the definition's deadlines, from the facts of the case: nothing is lost there."""
    day = START + timedelta(days=days)
    life = replace(person.on(day), watched_until=None)
    listed = to_do(deadlines_of(_known(life), DEFINITION, day), day)
    watched = {(item.watch, item.due_on, item.ref) for item in listed}
    for end in ends_of(life, day):
        if end.is_shown(day):
            assert (end.watched.value, end.due_on, end.ref) in watched


@given(person=people(), days=st.integers(0, 4000))
def test_the_age_limit_is_listed_all_of_24_months(person: Person, days: int) -> None:
    last = last_benefit_day(person.born_on)
    day = add_months(last, -24) + timedelta(days=days - 2000)
    life = person.on(day)
    had = [one for one in life.decisions if one.is_compensation]
    if not had or person.has_left(day) or any(one.settled_on for one in had):
        return
    others = [one for one in life.decisions if one.kind in OTHERS or one.kind.startswith("social")]
    listed = last in dues(person, day, Ends.AGE)
    if not others:
        assert listed == (day >= add_months(last, -24))
    elif not listed and day >= add_months(last, -24):
        # Only because another livelihood began when the last compensation ended, or later.
        assert max(one.starts_on or START for one in others) >= min(
            last, max(one.last_day or last for one in had)
        )


@given(person=people(), ahead=st.integers(-400, 120), which=st.integers(0, 3))
def test_dormancy_is_listed_from_90_days_before_its_24_months(
    person: Person, ahead: int, which: int
) -> None:
    stretch = person.line[which % len(person.line)]
    since = stretch.decision.dormant_from
    if since is None or stretch.dormant_known_on is None:
        return
    due = add_months(since, 24) - DAY
    day = due - timedelta(days=ahead)
    if max(stretch.dormant_known_on, stretch.known_on) > day or is_settled(stretch, day):
        return
    if not person.has_left(day):
        assert (due in dues(person, day, Ends.DORMANCY)) == (ahead <= 90)


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2024, 1, 1), date(2025, 12, 31)),
        (date(2024, 3, 15), date(2026, 3, 14)),
        # The month has no such day: its last day is the last of the 24 months.
        (date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_dormancy_is_due_on_its_last_day_and_not_the_day_after(since: date, last: date) -> None:
    one = Decision(COMPENSATIONS[0], date(2024, 1, 1), None, since, ref=uuid4())
    (end,) = (e for e in ends_of(Life(None, (one,)), since) if e.what == Ends.DORMANCY)
    assert end.due_on == last


@given(person=people(), days=st.integers(0, 4000))
def test_nothing_is_listed_of_somebody_whom_nobody_watches(person: Person, days: int) -> None:
    day = START + timedelta(days=days)
    if person.has_left(day):
        assert not shown(person, day)


@given(starts=st.dates(START, date(2030, 1, 1)), born=st.dates(date(1996, 1, 1), START))
def test_a_decision_without_an_end_is_asked_for_at_once(starts: date, born: date) -> None:
    one = Decision("activity_compensation", starts, ref=uuid4())
    found = {end.what: end for end in ends_of(Life(born, (one,), starts), starts)}
    asked = found[Ends.UNKNOWN_END]
    assert asked.is_shown(starts) and asked.due_on == latest_benefit_end(starts, born)
    later = Decision("activity_compensation", starts + DAY, starts + timedelta(days=300))
    found = {end.what: end for end in ends_of(Life(born, (one, later), starts), starts)}
    assert Ends.UNKNOWN_END not in found


def test_schooling_ends_the_benefit_and_is_asked_for() -> None:
    one = Decision(COMPENSATIONS[1], date(2026, 7, 1), date(2027, 6, 30))
    found = {end.what: end for end in ends_of(Life(None, (one,)), START)}
    assert set(found) == {Ends.DECISION, Ends.UNKNOWN_SCHOOLING}
    told = replace(one, schooling_ends_on=date(2027, 6, 11))
    (end,) = ends_of(Life(None, (told,)), START)
    assert (end.what, end.due_on) == (Ends.SCHOOLING, date(2027, 6, 11))


def test_what_is_done_about_it_says_who_is_waited_for() -> None:
    one = Decision("activity_compensation", START, date(2026, 12, 31))

    def only(decision: Decision) -> End:
        (end,) = ends_of(Life(None, (decision,)), START)
        return end

    assert only(one).acts == Acts.PARTICIPANT and "läkarutlåtande" in only(one).next_step.lower()
    applied = replace(one, applied_on=date(2026, 9, 1))
    assert only(applied).acts == Acts.OFFICIAL and only(applied).awaits
    refused = replace(applied, decided_on=date(2026, 11, 1), outcome="refused")
    assert only(refused).acts == Acts.CASE_MANAGER and "avslagen" in only(refused).next_step
    granted = replace(refused, outcome="granted")
    assert "Skriv in det nya beslutet" in only(granted).next_step
    assert ends_of(Life(None, (replace(one, settled_on=START),)), START) == []


def test_what_she_has_beside_hides_nothing() -> None:
    one = Decision("activity_compensation", START, date(2026, 12, 31))
    beside = Decision("social_assistance", date(2026, 6, 1))
    assert len(ends_of(Life(None, (one, beside)), date(2027, 2, 1))) == 1
    born = date(1997, 5, 20)  # and the last day by age is 2027-04-30
    assert {end.what for end in ends_of(Life(born, (one, beside)), START)} == {
        Ends.DECISION,
        Ends.AGE,
    }
    after = Decision("social_assistance", date(2027, 1, 1))
    assert ends_of(Life(None, (one, after)), START) == []


def test_a_programme_may_ask_for_longer_leads() -> None:
    one = Decision("activity_compensation", START, date(2026, 12, 31))
    (end,) = ends_of(Life(None, (one,)), START, {Watched.BENEFIT_END: (Span(months=12),)})
    assert end.shown_from == date(2025, 12, 31)
    assert end.stage(date(2025, 12, 30)) == 0
    assert end.stage(date(2025, 12, 31)) == 1 and end.stage(date(2027, 1, 1)) == 2
    assert set(LEADS) == {Watched.BENEFIT_END, Watched.AGE_LIMIT, Watched.DORMANT_END}


def test_nothing_known_is_to_be_found_out_in_an_area() -> None:
    life = Life(date(2003, 1, 1), (), START, None, expects_benefit=True)
    assert {end.what for end in ends_of(life, START)} == {Ends.AGE, Ends.UNKNOWN_BENEFIT}


def _known(life: Life) -> Known:
    facts = []
    for one in life.decisions:
        facts.append(
            Happening(
                What.BENEFIT,
                one.ref,
                key=one.kind,
                on=one.starts_on,
                until=one.ends_on,
                third=one.dormant_from,
                fourth=one.dormant_until,
            )
        )
        facts.append(
            Happening(
                What.BENEFIT_COURSE,
                one.ref,
                state=one.outcome,
                on=one.applied_on,
                until=one.decided_on,
                third=one.schooling_ends_on,
                fourth=one.settled_on,
            )
        )
    known = Known(uuid4(), START, born_on=life.born_on, happenings=tuple(facts))
    assert life_of(known).decisions == life.decisions
    return known
