"""This file is where dates become Swedish words in a page."""

from datetime import date, datetime

from stegvis.core.dates import MONTHS, day_of, in_swedish, today


def swedish_date(value: date | datetime | None) -> str:
    """3 december 2026; nothing for nothing. A moment is given by its day in Sweden."""
    return in_swedish(value) if value else ""


def short_date(value: date | datetime | None) -> str:
    """3 dec: for lists; with the year when it is another than this one."""
    if not value:
        return ""
    day = day_of(value)
    year = "" if day.year == today().year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month][1]}{year}"


def days_left(value: date | datetime | None) -> str:
    """Days from today: 23 dagar kvar, i dag, 3 dagar sedan."""
    if not value:
        return ""
    days = (day_of(value) - today()).days
    if days == 0:
        return "i dag"
    unit = "dag" if abs(days) == 1 else "dagar"
    return f"{days} {unit} kvar" if days > 0 else f"{-days} {unit} sedan"
