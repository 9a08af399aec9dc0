"""This file is where answers to an instrument become a score. Pure: numbers in, numbers out.

The rules of an instrument are its definition's (`measures.Scoring`); what its items say is the
licence holder's and is never needed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from stegvis.programmes.measures import Scoring

_CENT = Decimal("0.01")


class BadAnswer(ValueError):
    """An answer that is no number on the instrument's scale; `item` says which."""

    def __init__(self, item: int, scoring: Scoring) -> None:
        super().__init__(f"Fråga {item} besvaras med ett tal, {scoring.low}–{scoring.high}.")
        self.item = item


@dataclass(frozen=True)
class Score:
    """The sum and the sums of the parts; None where too many items were left out."""

    total: Decimal | None
    parts: Mapping[str, Decimal | None]
    missing: int


def score(scoring: Scoring, answers: Mapping[int, int | None]) -> Score:
    """The score of answers by item number, counted from 1; an item without answer is left out.

    Reversed items are turned around (low + high − answer). What is left out gets the mean of the
    others, in the whole and in each part by itself, as long as no more than `missing_allowed` of
    the whole are left out; a part with nothing answered has no sum. Raises BadAnswer.
    """
    given: dict[int, int] = {}
    for item in range(1, scoring.items + 1):
        value = answers.get(item)
        if value is None:
            continue
        if not scoring.low <= value <= scoring.high:
            raise BadAnswer(item, scoring)
        turned = item in scoring.reversed
        given[item] = scoring.low + scoring.high - value if turned else value
    missing = scoring.items - len(given)
    is_enough = missing <= scoring.missing_allowed
    every = tuple(range(1, scoring.items + 1))
    return Score(
        total=_sum(given, every) if is_enough else None,
        parts={
            part.key: _sum(given, part.items) if is_enough else None for part in scoring.subscales
        },
        missing=missing,
    )


def _sum(given: Mapping[int, int], items: tuple[int, ...]) -> Decimal | None:
    found = [given[item] for item in items if item in given]
    if not found:
        return None
    whole = Decimal(sum(found)) * len(items) / len(found)
    return whole.quantize(_CENT, ROUND_HALF_UP)
