"""This file is where rows are drawn from a log: by chance, and by signs of risk.

Nothing here reads a database. The order is that of a keyed digest of each row's number, so the
same seed and the same readings always give the same rows, on every machine.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from stegvis.oversight.models import Reason

SIGNS = tuple(reason for reason in Reason if reason is not Reason.RANDOM)


@dataclass(frozen=True)
class Reading:
    """What one account opened about one person on one day (nights apart), by its first row."""

    number: int
    times: int = 1
    signs: frozenset[Reason] = frozenset()


@dataclass(frozen=True)
class Drawn:
    reading: Reading
    reason: Reason


def draw(readings: Iterable[Reading], *, seed: str, size: int, share: int) -> list[Drawn]:
    """At most `size` readings. `share` percent of them (rounded up) by chance among all; the rest
    among those with a sign of risk, one sign after the other in turn so that none crowds out the
    others. Where risk gives too few, chance fills up."""
    left = sorted(readings, key=lambda reading: _place(seed, reading.number))
    by_chance = -(-size * share // 100)
    drawn = [Drawn(reading, Reason.RANDOM) for reading in left[:by_chance]]
    left = left[by_chance:]
    waiting = {sign: [r for r in left if sign in r.signs] for sign in SIGNS}
    taken: set[int] = set()
    while len(drawn) < size and any(waiting.values()):
        for sign in SIGNS:
            waiting[sign] = [r for r in waiting[sign] if r.number not in taken]
            if waiting[sign] and len(drawn) < size:
                drawn.append(Drawn(waiting[sign][0], sign))
                taken.add(waiting[sign][0].number)
    rest = [reading for reading in left if reading.number not in taken]
    drawn += [Drawn(reading, Reason.RANDOM) for reading in rest[: size - len(drawn)]]
    return drawn


def _place(seed: str, number: int) -> bytes:
    return hashlib.sha256(f"{seed}|{number}".encode()).digest()
