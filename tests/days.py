"""This file is where tests get their days. The clock is asked while a test runs, never while it is
collected: the day may turn in between."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from stegvis.core.dates import today


def yesterday() -> date:
    return today() - timedelta(days=1)


def tomorrow() -> date:
    return today() + timedelta(days=1)


def as_of_now(told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table of cases: where it holds a function, what that answers now."""
    return {key: value() if callable(value) else value for key, value in told.items()}
