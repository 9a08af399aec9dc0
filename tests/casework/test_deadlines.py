"""No date may come unseen: for every day within its lead, what is not dealt with is listed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.casework.deadline import Deadline, Reminder, to_do
from stegvis.casework.deadlines import deadlines_of, next_of
from stegvis.casework.known import Happening, Known, What
from stegvis.core.dates import add_months, last_benefit_day, last_of_months
from stegvis.programmes.definition import Definition
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.vocabulary import Watched
from stegvis.web.casework.acts import ACTS

DEFINITION: Definition = read_definition(definitions_folder() / "forrehab-uppsala.toml")
DAY = date(2026, 11, 21)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
spans = st.integers(0, 1500)


def case(enrolled: date, *happenings: Happening, **also: object) -> Known:
    return Known(uuid4(), enrolled, happenings=happenings, **also)  # type: ignore[arg-type]


def listed(known: Known, day: date) -> dict[str, Deadline]:
    return {item.watch: item for item in to_do(deadlines_of(known, DEFINITION, day), day)}


@given(enrolled=days, later=st.integers(0, 400))
def test_plan_is_listed_from_21_days_before_until_confirmed(enrolled: date, later: int) -> None:
    due_on = add_months(enrolled, 2)
    day = enrolled + timedelta(days=later)
    found = listed(case(enrolled), day)
    assert (Watched.PLAN_DUE in found) == (day >= due_on - timedelta(days=21))
    confirmed = case(enrolled, Happening(What.PLAN, on=enrolled, until=enrolled))
    assert Watched.PLAN_DUE not in listed(confirmed, day)


@given(enrolled=days, length=st.integers(1, 1100), ahead=st.integers(0, 180))
def test_end_of_benefit_is_listed_all_of_180_days(enrolled: date, length: int, ahead: int) -> None:
    ends = enrolled + timedelta(days=length)
    benefit = Happening(What.BENEFIT, key="activity_compensation", on=enrolled, until=ends)
    found = listed(case(enrolled, benefit), ends - timedelta(days=ahead))
    assert found[Watched.BENEFIT_END].due_on == ends
    # It stays when the day has passed, until somebody writes in what came after.
    assert Watched.BENEFIT_END in listed(case(enrolled, benefit), ends + timedelta(days=50))
    renewed = Happening(
        What.BENEFIT, key="activity_compensation", on=ends, until=add_months(ends, 36)
    )
    found = listed(case(enrolled, benefit, renewed), ends)
    assert Watched.BENEFIT_END not in found


@given(born=st.dates(date(1990, 1, 1), date(2010, 12, 31)), ahead=st.integers(0, 700))
def test_turning_30_is_listed_all_of_24_months(born: date, ahead: int) -> None:
    last = last_benefit_day(born)
    day = last - timedelta(days=ahead)
    known = case(add_months(last, -30), born_on=born)
    assert listed(known, day)[Watched.AGE_LIMIT].due_on == last
    working = Happening(What.BENEFIT, key="sickness_benefit")
    known = case(add_months(last, -30), working, born_on=born)
    assert Watched.AGE_LIMIT not in listed(known, day)


@given(start=days, ahead=st.integers(0, 90))
def test_dormant_benefit_is_listed_all_of_90_days(start: date, ahead: int) -> None:
    due_on = last_of_months(start, 24)
    known = case(start, Happening(What.BENEFIT, key="activity_compensation", third=start))
    found = listed(known, due_on - timedelta(days=ahead))
    assert found[Watched.DORMANT_END].due_on == due_on


@given(enrolled=days, contact=st.integers(0, 500), later=st.integers(0, 400))
def test_no_contact_for_30_days_is_never_missed(enrolled: date, contact: int, later: int) -> None:
    last = enrolled + timedelta(days=contact)
    day = last + timedelta(days=later)
    found = listed(case(enrolled, Happening(What.CONTACT, on=last)), day)
    assert (Watched.NO_CONTACT in found) == (later >= 23)
    if later >= 30:
        assert found[Watched.NO_CONTACT].days_left(day) <= 0


def agreed(given_on: date, *, refused: bool = False) -> Happening:
    state = "refused" if refused else ""
    return Happening(What.CONSENT, key="contact_after_exit", on=given_on, state=state)


@given(exit_on=days, months=st.sampled_from([3, 6, 12]), ahead=st.integers(-60, 14))
def test_follow_ups_come_after_3_6_and_12_months(exit_on: date, months: int, ahead: int) -> None:
    due_on = add_months(exit_on, months)
    day = due_on - timedelta(days=ahead)
    closing = Happening(What.EXIT, key="arbete", until=exit_on, state="confirmed")
    known = case(add_months(exit_on, -10), closing, agreed(exit_on), ended_on=exit_on)
    keys = {item.key for item in to_do(deadlines_of(known, DEFINITION, day), day)}
    assert f"manad_{months}" in keys
    done = Happening(What.FOLLOW_UP, key=f"manad_{months}", on=due_on)
    known = case(add_months(exit_on, -10), closing, agreed(exit_on), done, ended_on=exit_on)
    keys = {item.key for item in to_do(deadlines_of(known, DEFINITION, day), day)}
    assert f"manad_{months}" not in keys


@pytest.mark.parametrize("consents", [(), (agreed(DAY, refused=True),)])
def test_nobody_is_contacted_after_exit_without_consent(consents: tuple[Happening, ...]) -> None:
    closing = Happening(What.EXIT, key="forstarkt_samarbete", until=DAY, state="confirmed")
    known = case(add_months(DAY, -10), closing, *consents, ended_on=DAY)
    found = listed(known, add_months(DAY, 12))
    assert Watched.FOLLOW_UP_DUE not in found
    assert Reminder.AFTERCARE not in found


@given(exit_on=days, later=st.integers(0, 300))
def test_waiting_for_the_receiver_since_the_exit(exit_on: date, later: int) -> None:
    day = exit_on + timedelta(days=later)
    closing = Happening(
        What.EXIT, key="forstarkt_samarbete", until=exit_on, state="confirmed", text="FK"
    )
    known = case(add_months(exit_on, -10), closing, agreed(exit_on), ended_on=exit_on)
    found = listed(known, day)
    assert (Watched.WAITING_FOR_RECEIVER in found) == (later >= 14)
    assert (Reminder.AFTERCARE in found) == (later >= 23)
    confirmed = Happening(What.TAKEOVER, on=exit_on, until=exit_on)
    known = case(add_months(exit_on, -10), closing, confirmed, ended_on=exit_on)
    assert Watched.WAITING_FOR_RECEIVER not in listed(known, day)


@given(asked=days, wished=st.one_of(st.none(), st.integers(1, 60)), later=st.integers(0, 90))
def test_questions_wait_until_answered(asked: date, wished: int | None, later: int) -> None:
    until = asked + timedelta(days=wished) if wished else None
    day = asked + timedelta(days=later)
    question = Happening(What.QUESTION, uuid4(), text="Region", on=asked, until=until)
    found = listed(case(asked, question), day)
    assert (Watched.QUESTION_UNANSWERED in found) == (day >= (until or asked + timedelta(days=14)))
    answered = Happening(What.QUESTION, uuid4(), text="Region", on=asked, third=asked)
    found = listed(case(asked, answered), day)
    assert (Reminder.ANSWER_ARRIVED in found) == (later <= 14)


@given(enrolled=days, later=spans)
def test_consent_is_missing_until_answered(enrolled: date, later: int) -> None:
    day = enrolled + timedelta(days=later)
    assert Watched.CONSENT_MISSING in listed(case(enrolled), day)
    refused = Happening(What.CONSENT, key="secrecy", on=enrolled, state="refused")
    assert Watched.CONSENT_MISSING not in listed(case(enrolled, refused), day)


@pytest.mark.parametrize("later", [-1, 0, 5])
def test_a_meeting_is_listed_from_the_day_before_until_it_is_written_in(later: int) -> None:
    at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    meeting = Happening(What.MEETING, uuid4(), key="three_party", state="booked", at=at)
    found = listed(case(DAY, meeting), DAY + timedelta(days=later))
    assert found[Reminder.MEETING].title == "Trepartssamtal"
    held = Happening(What.MEETING, uuid4(), key="three_party", state="held", at=at)
    assert Reminder.MEETING not in listed(case(DAY, held), DAY + timedelta(days=later))


@given(review=days, ahead=st.integers(0, 7))
def test_reviews_and_plan_steps_are_listed_a_week_before(review: date, ahead: int) -> None:
    day = review - timedelta(days=ahead)
    known = case(
        day - timedelta(days=40),
        Happening(What.REVIEW, uuid4(), text="Plan", on=review),
        Happening(What.PLAN, uuid4(), on=day, until=day, fourth=review),
        Happening(What.ACTION, uuid4(), text="Boka", on=review),
        has_case_manager=False,
    )
    found = listed(known, day)
    assert {Reminder.REVIEW_DUE, Reminder.PLAN_REVIEW, Reminder.ACTION_DUE} <= found.keys()
    assert Reminder.UNASSIGNED in found


@given(enrolled=days, later=spans)
def test_most_urgent_comes_first(enrolled: date, later: int) -> None:
    found = deadlines_of(case(enrolled), DEFINITION, enrolled + timedelta(days=later))
    assert found == sorted(found, key=lambda item: item.due_on)
    assert found


DEFINITIONS = [read_definition(path) for path in sorted(definitions_folder().glob("*.toml"))]
maybe = st.none() | st.dates(date(2025, 1, 1), date(2028, 12, 31))
facts = st.builds(
    Happening,
    st.sampled_from(list(What)),
    st.builds(UUID, int=st.integers(1, 99)),
    st.sampled_from(["secrecy", "contact_after_exit", "activity_compensation", "three_party"]),
    st.sampled_from(["", "booked", "confirmed", "held", "ongoing", "refused", "replaced", "sent"]),
    st.just("Region"),
    st.none(),
    *(maybe, maybe, maybe, maybe),
    maybe.map(lambda day: day and datetime(day.year, day.month, day.day, 9, tzinfo=UTC)),
).map(lambda one: one._replace(key="comment") if one.kind == What.OWN_WORDS else one)


@settings(max_examples=40)
@given(
    definition=st.sampled_from(DEFINITIONS),
    facts=st.lists(facts, max_size=8),
    born_on=maybe,
    ended_on=maybe,
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_the_next_one_is_the_first_of_all(
    definition: Definition,
    facts: list[Happening],
    born_on: date | None,
    ended_on: date | None,
    day: date,
) -> None:
    """A list of cases shows one date of each: the one that the case's own page begins with."""
    born_on = born_on and add_months(born_on, -12 * 30)
    known = case(date(2025, 6, 1), *facts, born_on=born_on, ended_on=ended_on)
    assert next_of(known, definition, day) == next(iter(deadlines_of(known, definition, day)), None)


@pytest.mark.parametrize(("day", "is_listed"), [(-200, False), (-170, True), (0, True), (1, False)])
def test_the_end_of_the_programme_comes_six_months_ahead(day: int, is_listed: bool) -> None:
    end = DEFINITION.period.end
    found = listed(case(add_months(end, -12)), end + timedelta(days=day))
    assert (Watched.PROGRAMME_END in found) == is_listed


def test_every_watch_has_its_one_click() -> None:
    # A referral that waits is a task of the inbox.
    assert {*Watched, *Reminder} - {Watched.REFERRAL_UNANSWERED} <= set(ACTS)
