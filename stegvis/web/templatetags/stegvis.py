"""This file is where dates become Swedish words in a page."""

from datetime import date, datetime
from uuid import uuid4

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stegvis.web.submission import FORM_KEY

register = template.Library()

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


def _day(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


@register.filter
def swedish_date(value: date | datetime | None) -> str:
    """3 december 2026; nothing for nothing. A moment is given by its day in Sweden."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month][0]} {day.year}"


@register.filter
def short_date(value: date | datetime | None) -> str:
    """3 dec: for lists where the year is clear."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month][1]}"


@register.filter
def days_left(value: date | datetime | None) -> str:
    """Days from today: 23 dagar kvar, i dag, 3 dagar sedan."""
    if not value:
        return ""
    days = (_day(value) - timezone.localdate()).days
    if days == 0:
        return "i dag"
    unit = "dag" if abs(days) == 1 else "dagar"
    return f"{days} {unit} kvar" if days > 0 else f"{-days} {unit} sedan"


@register.simple_tag
def form_token() -> SafeString:
    """A hidden field that makes a form good for one answer; see the middleware."""
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_KEY, uuid4())
