"""Days of follow-up: once, again and again, and a promise that begins anew."""

from datetime import date

from stegvis.casework.moments import Moment, moments_of
from stegvis.programmes.journey import FollowUp
from stegvis.programmes.vocabulary import Anchor, Span

FOUND = date(2026, 1, 31)
KEPT = FollowUp(
    key="arbetsplats",
    name="Kontakt",
    anchor=Anchor.WORKPLACE_FOUND,
    every=Span(months=1),
    lasting=Span(months=12),
)
ONCE = FollowUp(key="manad_3", name="Tre månader", anchor=Anchor.EXIT, after=Span(months=3))


def moments(
    *rules: FollowUp,
    found_on: date | None = FOUND,
    ended_on: date | None = None,
    done: dict[str, date] | None = None,
    day: date = FOUND,
) -> list[Moment]:
    return moments_of(rules, ended_on=ended_on, found_on=found_on, done=done or {}, day=day)


def test_once_in_every_month_for_a_year() -> None:
    found = moments(KEPT)
    assert [moment.key for moment in found][:2] == ["arbetsplats-1", "arbetsplats-2"]
    assert len(found) == 12
    # A month ends on its last day when it is shorter, and the next does not creep back.
    assert [m.due_on for m in found[:3]] == [
        date(2026, 2, 28),
        date(2026, 3, 28),
        date(2026, 4, 28),
    ]
    assert found[-1].name == "Kontakt, 12 av 12"


def test_one_that_was_missed_gives_way_to_the_next() -> None:
    first, second, *_, last = moments(KEPT)
    assert first.is_over(date(2026, 3, 28)) and not second.is_over(date(2026, 3, 28))
    assert not last.is_over(date(2030, 1, 1))


def test_nothing_is_due_before_the_anchor_has_a_day() -> None:
    (moment,) = moments(KEPT, found_on=None)
    assert (moment.due_on, moment.anchor_on) == (None, None)
    (moment,) = moments(ONCE)
    assert moment.due_on is None


def test_once_after_exit() -> None:
    (moment,) = moments(ONCE, ended_on=date(2026, 11, 30))
    assert (moment.key, moment.due_on) == ("manad_3", date(2027, 2, 28))


def test_with_another_workplace_the_numbers_go_on() -> None:
    done = {"arbetsplats-1": date(2025, 6, 1), "arbetsplats-2": date(2025, 7, 1)}
    found = moments(KEPT, done=done)
    assert [moment.key for moment in found][:2] == ["arbetsplats-3", "arbetsplats-4"]
    again = moments(KEPT, done=done | {"arbetsplats-3": date(2026, 2, 20)})
    assert [moment.key for moment in again] == [moment.key for moment in found]


def test_without_end_it_is_counted_as_far_as_the_next() -> None:
    rule = KEPT.model_copy(update={"lasting": None})
    found = moments(rule, day=date(2026, 4, 1))
    assert found[-1].due_on == date(2026, 4, 28)
    assert found[-1].name == "Kontakt, 3"
