"""This file is where dates are counted: local days, months that end, weeks of 40 hours."""

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone

FULL_WEEK_MINUTES = 40 * 60
# Number: the month's name, whole and short.
MONTHS = {
    1: ("januari", "jan"),
    2: ("februari", "feb"),
    3: ("mars", "mars"),
    4: ("april", "apr"),
    5: ("maj", "maj"),
    6: ("juni", "juni"),
    7: ("juli", "juli"),
    8: ("augusti", "aug"),
    9: ("september", "sep"),
    10: ("oktober", "okt"),
    11: ("november", "nov"),
    12: ("december", "dec"),
}


_standing: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """This moment, aware of its zone. All code asks here, so that a life can be told."""
    return _standing.get() or timezone.now()


def today() -> date:
    """The day in Sweden."""
    return day_of(now())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand still, for the demonstration's people, who live years in seconds.

    Never used while serving; the log's own clock is the database's and cannot be set.
    """
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def day_of(value: date | datetime) -> date:
    """The day in Sweden of a moment; a day is itself."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        return value.date()
    # The site's zone, which nobody changes for a request: quicker to ask for than the current.
    return value.astimezone(timezone.get_default_timezone()).date()


def in_swedish(value: date | datetime) -> str:
    """3 december 2026. A moment is given by its day in Sweden."""
    day = day_of(value)
    return f"{day.day} {MONTHS[day.month][0]} {day.year}"


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_of_months(first: date, months: int) -> date:
    """The last day, inclusive, of so many months from a first day: the day before the same day
    `months` later, or the month's last day when it has no such day."""
    after = add_months(first, months)
    return after - timedelta(days=1) if after.day == first.day else after


def age_on(born: date, day: date) -> int:
    """Whole years; someone born on 29 February has her birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def last_benefit_day(born: date) -> date:
    """Last day that aktivitetsersättning can be paid, inclusive.

    The benefit ends with the month before the month of the 30th birthday (SFB 33 kap. 18 §).
    """
    return date(born.year + 30, born.month, 1) - timedelta(days=1)


def first_benefit_day(born: date) -> date:
    """First possible day: July of the year the person turns 19 (SFB 33 kap. 18 §)."""
    return date(born.year + 19, 7, 1)


def latest_benefit_end(starts_on: date | None, born: date | None) -> date | None:
    """The latest last day that one decision on aktivitetsersättning can have, inclusive: three
    years (SFB 33 kap. 19 §), and not past the age limit. None when neither day is known."""
    ends = [last_of_months(starts_on, 36)] if starts_on else []
    if born:
        ends.append(last_benefit_day(born))
    return min(ends, default=None)


DORMANT_MONTHS = 24
"""Aktivitetsersättning may lie dormant (vilande) for 24 months while she tries work."""


def latest_dormant_day(since: date) -> date:
    """The last day, inclusive, that the benefit can lie dormant when it was laid so on `since`."""
    return last_of_months(since, DORMANT_MONTHS)


def percent_of_full_time(minutes_a_week: int) -> Decimal:
    """Percent of 40 hours a week, one decimal; 100 % is always 40 hours."""
    share = Decimal(minutes_a_week) * 100 / FULL_WEEK_MINUTES
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
