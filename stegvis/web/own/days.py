"""This file is where dates and numbers are written in the participant's own language."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def own_date(value: date | datetime | None) -> str:
    """3 december 2026, in her language; nothing for nothing."""
    return date_format(_local(value), "j F Y") if value else ""


def own_day(value: date | datetime | None) -> str:
    """Torsdag 3 december 2026: with the day of the week, where she is to be somewhere."""
    if not value:
        return ""
    text = date_format(_local(value), "l j F Y")
    return text[:1].upper() + text[1:]


def own_time(value: datetime | None) -> str:
    """09.30, which is written so in each of the languages."""
    return date_format(_local(value), "H.i") if value else ""


def phone_link(value: str) -> str:
    """A number as a phone dials it: 0184710000 for 018-471 00 00."""
    return re.sub(r"[^\d+]", "", value)
