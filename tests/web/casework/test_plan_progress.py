"""How long is left, or how late it was, in words."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.dates import today
from stegvis.programmes.vocabulary import Span
from stegvis.web.casework.plan_progress import deadline_words


def words(enrolled: int, *confirmed: int) -> dict[str, Any]:
    """The words for somebody enrolled so many days ago, with plans confirmed so many days ago."""
    rules = SimpleNamespace(deadline=Span(days=60))
    definition = SimpleNamespace(plan=rules)
    case = SimpleNamespace(
        enrolled_on=today() - timedelta(days=enrolled),
        version=SimpleNamespace(definition=definition),
    )
    now: datetime = timezone.now()
    plans = [SimpleNamespace(confirmed_at=now - timedelta(days=days)) for days in confirmed]
    return deadline_words(case, plans)


@pytest.mark.parametrize(
    ("enrolled", "confirmed", "text", "color"),
    [
        (30, (), "30 dagar kvar", "info"),
        (59, (), "1 dag kvar", "warning"),
        (60, (), "Sista dagen är i dag", "warning"),
        (61, (), "1 dag sen", "danger"),
        (60, (0,), "Fastställd i tid", "success"),
        (70, (5,), "Fastställd 5 dagar efter tiden", "warning"),
        (400, (350, 10), "Fastställd i tid", "success"),
    ],
)
def test_the_deadline_in_words(
    enrolled: int, confirmed: tuple[int, ...], text: str, color: str
) -> None:
    said = words(enrolled, *confirmed)
    assert (said["text"], said["color"]) == (text, color)


@given(enrolled=st.integers(0, 2000), confirmed=st.lists(st.integers(0, 2000), max_size=4))
def test_only_the_first_confirmed_plan_decides(enrolled: int, confirmed: list[int]) -> None:
    said = words(enrolled, *confirmed)
    if confirmed:
        assert (said["text"] == "Fastställd i tid") == (enrolled - max(confirmed) <= 60)
    else:
        assert not said["text"].startswith("Fastställd")
