"""This file is where the grounds on which something may be handed out are read from data.

`grounds.toml` beside it holds them with the days between which each is law, so that a change of
the law is a change of that file and of nothing else.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("grounds.toml")


@dataclass(frozen=True)
class LegalGround:
    """One ground. Both days are inclusive; without `until` it is law until further notice."""

    key: str
    label: str
    statute: str
    starts_on: date
    ends_on: date | None
    needs_reason: bool
    review_within_days: int
    offered: bool
    note: str = ""

    def is_law(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@lru_cache(maxsize=1)
def grounds() -> tuple[LegalGround, ...]:
    """Every ground of the file, in its order. Raises ValueError for one that says too little."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["ground"]
    try:
        return tuple(_read(row) for row in rows)
    except KeyError as missing:
        raise ValueError(f"A ground in {FILE.name} lacks {missing}.") from None


def _read(row: dict[str, object]) -> LegalGround:
    given: dict[str, Any] = dict(row)
    return LegalGround(starts_on=given.pop("from"), ends_on=given.pop("until", None), **given)


def find(key: str, day: date) -> LegalGround | None:
    """The ground as it is on that day; None for one that is not law then."""
    return next((one for one in grounds() if one.key == key and one.is_law(day)), None)


def choices() -> list[tuple[str, str]]:
    """Every ground that has ever been one: what an old disclosure rests on keeps its name."""
    return [(one.key, one.label) for one in grounds()]


def offered(day: date) -> list[tuple[str, str]]:
    """What a member of staff may choose on that day, consent first."""
    return [
        (one.key, one.label[:1].upper() + one.label[1:])
        for one in grounds()
        if one.offered and one.is_law(day)
    ]
