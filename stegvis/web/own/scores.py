"""This file is where what she has answered over time becomes a picture and a table in her language.

A bar for each time she answered, in the whole range that the answers can have, drawn on the server
with the page: she needs no staff to ask for it, and no other authority's word stands in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from stegvis.casework.instruments import WHOLE, measure, measures_of
from stegvis.casework.mapping_values import options
from stegvis.casework.models import InstrumentAnswer
from stegvis.programmes.measures import Instrument
from stegvis.web.own.words import moment_words

WIDTH, RANGE, ROW, BAR = 340, 280, 52, 18
MOST_PICTURES = 4


@dataclass(frozen=True)
class Bar:
    """One answer in the picture; without a number no bar is drawn."""

    moment: str
    on: date
    value: str
    is_known: bool
    text_y: int
    bar_y: int
    value_y: int
    width: int


@dataclass(frozen=True)
class Picture:
    """The bars of one number, from the earliest, and between what they stand."""

    name: str
    low: int
    high: int
    bars: list[Bar]
    height: int
    first: str
    last: str
    # In the programme's words, which are Swedish.
    is_swedish: bool


@dataclass(frozen=True)
class OverTime:
    pictures: list[Picture]
    # Each with whether it is in the programme's words.
    columns: list[tuple[str, bool]]
    rows: list[dict[str, Any]]
    higher_is: str = ""


def over_time(
    rule: Instrument, rows: Iterable[InstrumentAnswer], names: Mapping[str, str]
) -> OverTime | None:
    """Her numbers in one instrument, the earliest first; None before there are two answers, or
    where nothing of it is a number."""
    given = list(rows)
    lines = measures_of(rule)
    if len(given) < 2 or not lines:
        return None
    drawn = [WHOLE] if rule.scoring else list(lines)[:MOST_PICTURES]
    return OverTime(
        pictures=[_picture(rule, key, _named(key, lines[key]), given, names) for key in drawn],
        columns=[(_named(key, name), key != WHOLE) for key, name in lines.items()],
        rows=[
            {
                "moment": moment_words(row.moment, names.get(row.moment, row.moment)),
                "on": row.answered_on,
                "values": [_shown(measure(row, key)) for key in lines],
            }
            for row in given
        ],
        higher_is=rule.scoring.higher_is if rule.scoring else "",
    )


def _named(key: str, name: str) -> str:
    return _("Alla frågor tillsammans") if key == WHOLE else name


def _picture(
    rule: Instrument,
    key: str,
    name: str,
    given: list[InstrumentAnswer],
    names: Mapping[str, str],
) -> Picture:
    low, high = _range(rule, key)
    bars = []
    for place, row in enumerate(given):
        value, top = measure(row, key), place * ROW
        part = (float(value) - low) / (high - low) if value is not None and high > low else 0.0
        bars.append(
            Bar(
                moment=moment_words(row.moment, names.get(row.moment, row.moment)),
                on=row.answered_on,
                value=_shown(value),
                is_known=value is not None,
                text_y=top + 15,
                bar_y=top + 22,
                value_y=top + 36,
                width=round(min(1.0, max(0.0, part)) * RANGE),
            )
        )
    known = [bar.value for bar in bars if bar.is_known] or [_shown(None)]
    return Picture(name, low, high, bars, len(bars) * ROW, known[0], known[-1], key != WHOLE)


def _range(rule: Instrument, key: str) -> tuple[int, int]:
    """The least and the most that a number can be."""
    if rule.scoring is None:
        question = next(question for question in rule.questions if question.key == key)
        return 0, int(options(question)[-1][0])
    parts = {part.key: len(part.items) for part in rule.scoring.subscales}
    count = parts.get(key, rule.scoring.items)
    return rule.scoring.low * count, rule.scoring.high * count


def _shown(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}".replace(".", ",")
