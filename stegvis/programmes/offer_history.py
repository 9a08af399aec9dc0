"""This file is where what is known of an offer is put in plain words for its history, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stegvis.programmes.models import Offer

#: What an offer is held against a need by.
TOLD = (
    *("needs", "demands", "adaptations", "languages", "surveyed_on", "min_percent", "max_percent"),
    *("municipality", "places_given", "starts_on", "ends_on", "ended_on", "daily_activities"),
)
#: Those that are days, kept as text: 2026-12-31.
_DAYS = frozenset({"surveyed_on", "starts_on", "ends_on", "ended_on"})


def told_of(offer: Offer) -> dict[str, Any]:
    """What is known of the offer now."""
    values = {name: getattr(offer, name) for name in TOLD}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in values.items()}


def put_back(offer: Offer, told: Mapping[str, Any]) -> None:
    """Give an offer in memory what was known of it then. What is not told stays as it is."""
    for name, value in told.items():
        setattr(offer, name, date.fromisoformat(value) if name in _DAYS and value else value)
