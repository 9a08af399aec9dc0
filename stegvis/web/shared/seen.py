"""This file is where it is read which version of a row a page was made from, and other whole
numbers that are sent along with a page."""

from django.http import HttpRequest

MOST_DIGITS = 9


def whole(text: str) -> int | None:
    """A whole number in plain digits, none larger than a column holds; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def seen_revision(request: HttpRequest) -> int | None:
    """The revision that the form was made from; None where none was sent, or something else."""
    return whole(request.POST.get("revision", ""))
