"""This file is where it is counted how long an authority keeps what it has about a person.

`retention.toml` beside it holds the rules with the days between which each is law, to be confirmed
by each controller. Nothing is removed here: what is due is a list for people to decide about.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from stegvis.core.dates import add_months

FILE = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True)
class RetentionRule:
    """One rule. Both days are inclusive; without `years` nothing falls due by itself."""

    kind: str
    statute: str
    text: str
    starts_on: date
    ends_on: date | None
    must_go: bool
    keeps_born_on: tuple[int, ...]
    years: int | None = None

    def is_law(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def keeps(self, born_on: date | None) -> bool:
        """Is she one of those who are kept for research?"""
        return born_on is not None and born_on.day in self.keeps_born_on

    def due_on(self, last_entry_on: date, born_on: date | None) -> date | None:
        """The first day on which the time has passed; None when it never does by itself."""
        if self.years is None or self.keeps(born_on):
            return None
        return add_months(last_entry_on, 12 * self.years)


def finish_by(due_on: date) -> date:
    """What must go is gone by the end of the calendar year after it fell due, inclusive."""
    return date(due_on.year + 1, 12, 31)


@lru_cache(maxsize=1)
def _rules() -> tuple[RetentionRule, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(_read(row) for row in rows)


def _read(row: dict[str, Any]) -> RetentionRule:
    given = dict(row)
    return RetentionRule(
        starts_on=given.pop("from"),
        ends_on=given.pop("until", None),
        keeps_born_on=tuple(given.pop("keeps_born_on")),
        **given,
    )


def rule_of(owner_kind: str, day: date) -> RetentionRule | None:
    """The rule of this kind of authority as it is on that day; None where there is none."""
    return next((one for one in _rules() if one.kind == owner_kind and one.is_law(day)), None)
