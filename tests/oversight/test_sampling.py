"""The draw: the same seed and the same log give the same rows, and each kind of risk its share."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.oversight.models import Reason
from stegvis.oversight.sampling import SIGNS, Reading, draw

LOGS = st.dictionaries(
    st.integers(1, 10_000), st.frozensets(st.sampled_from(SIGNS), max_size=3), max_size=30
).map(lambda log: [Reading(number, 1, signs) for number, signs in log.items()])
# No sampling of the machine's own slowness: other work may run beside the tests.
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.sampled_from(["", "a", "frö", "0123456789abcdef"])
SIZES = st.integers(1, 40)
SHARES = st.integers(0, 100)


@slow
@given(LOGS, SEEDS, SIZES, SHARES, st.integers())
def test_the_same_seed_and_log_give_the_same_rows(
    log: list[Reading], seed: str, size: int, share: int, order: int
) -> None:
    """Whatever order the database gives them in."""
    once = draw(log, seed=seed, size=size, share=share)
    shuffled = list(log)
    random.Random(order).shuffle(shuffled)
    assert draw(shuffled, seed=seed, size=size, share=share) == once


@slow
@given(LOGS, SEEDS, SIZES, SHARES)
def test_no_row_twice_none_that_is_not_there_and_as_many_as_asked_for(
    log: list[Reading], seed: str, size: int, share: int
) -> None:
    drawn = draw(log, seed=seed, size=size, share=share)
    numbers = [row.reading.number for row in drawn]
    assert len(set(numbers)) == len(numbers) == min(size, len(log))
    assert all(row.reading in log for row in drawn)
    assert all(row.reason is Reason.RANDOM or row.reason in row.reading.signs for row in drawn)


@slow
@given(LOGS, SEEDS, SIZES)
def test_without_chance_every_sign_is_drawn_before_any_is_drawn_twice(
    log: list[Reading], seed: str, size: int
) -> None:
    drawn = draw(log, seed=seed, size=size, share=0)
    times = {sign: sum(row.reason is sign for row in drawn) for sign in SIGNS}
    for sign in SIGNS:
        left = [r for r in log if sign in r.signs and r not in [row.reading for row in drawn]]
        if left:
            assert times[sign] >= max(times.values()) - 1
    signs_left = any(r.signs for r in log if r not in [row.reading for row in drawn])
    assert not (signs_left and any(row.reason is Reason.RANDOM for row in drawn))


def test_another_seed_gives_other_rows() -> None:
    log = [Reading(number) for number in range(1, 1001)]
    ten = {draw(log, seed=str(n), size=1, share=100)[0].reading.number for n in range(50)}
    assert len(ten) > 40
