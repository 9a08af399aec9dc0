"""Short dates in lists: the year is said when it is not this one."""

from datetime import date

from stegvis.core.dates import today
from stegvis.web.shared.days import short_date


def test_a_day_of_this_year_needs_no_year() -> None:
    assert short_date(date(today().year, 12, 3)) == "3 dec"


def test_a_day_of_another_year_says_which() -> None:
    assert short_date(date(2021, 7, 2)) == "2 juli 2021"


def test_no_day_is_no_text() -> None:
    assert short_date(None) == ""
