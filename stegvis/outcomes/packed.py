"""This file is where a grouped row of the database is told: words and numbers, and how many cases.

A day is a number: its place among the asked days, and the last place is never. How a fact made of
spans stands is a number too, with a bit for each answer on each day. Thousands of rows come of a
large programme. A goal asks about a few of their columns, and rows that are alike in those are put
together before anything is made of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from stegvis.outcomes.facts import Answer, CaseFacts
from stegvis.outcomes.rules import GoalRule, reads
from stegvis.outcomes.tally import Asked, Bits, Group, Outcome

#: What a bigint has room for beside its sign.
MOST_BITS = 63
#: A span that goes on after the last day sets a bit of its own, before it is taken away again.
MOST_DAYS = MOST_BITS - 1


@cache
def shelves(days: int) -> list[tuple[Answer, ...]]:
    """Which answers share a column: as many as have room, with a bit each for so many days.

    What cases are put in order by, or looked up by, costs by the column.
    """
    room, answers = max(1, MOST_BITS // days), tuple(Answer)
    return [answers[start : start + room] for start in range(0, len(answers), room)]


@lru_cache(maxsize=4096)
def _unpacked(row: tuple[int, ...], days: int) -> Bits:
    """The answers to one asked fact from its columns. Thousands of groups share a few of them."""
    mask = (1 << days) - 1
    found = {
        answer.value: packed >> place * days & mask
        for packed, answers in zip(row, shelves(days), strict=True)
        for place, answer in enumerate(answers)
    }
    return Bits(**found)


_NOTHING_KNOWN: dict[str, Any] = {
    **dict.fromkeys(field.name for field in fields(CaseFacts)),
    "participation_id": "",
    "destination_counts_as_ready": False,
    "counted_in_followup": True,
    "source": "participation",
    "arm": "",
    "met": "",
}
#: A case's fields in their order, and a case about which nothing was asked.
_ORDER = {each.name: place for place, each in enumerate(fields(CaseFacts))}
_UNKNOWN = attrgetter(*_ORDER)(CaseFacts(**_NOTHING_KNOWN))


class Packed:
    """The cases of one register as rows: words, then numbered facts, then for each asked fact its
    columns, for each period whether she came in it, and for each promise what came of it."""

    def __init__(
        self,
        words: Sequence[str],
        numbered: Sequence[str],
        days: Sequence[date],
        asked: Asked,
        source: str,
    ) -> None:
        self.days, self.source = days, source
        self.rows: list[tuple[tuple[Any, ...], int]] = []
        self.facts = {name: place for place, name in enumerate([*words, *numbered])}
        width, start = len(shelves(len(days))), len(self.facts)
        self.asks = {
            ask: range(start + n * width, start + (n + 1) * width)
            for n, ask in enumerate(asked.asks)
        }
        start += width * len(asked.asks)
        self.periods = {period: start + n for n, period in enumerate(asked.periods)}
        start += len(asked.periods)
        self.promises = {promise: start + n for n, promise in enumerate(asked.promises)}

    def take(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows as the query gives them: the words, the numbers in one array, how many cases."""
        self.rows += [((*words, *numbers), number) for *words, numbers, number in rows]

    def alike_for(self, rule: GoalRule) -> list[Group]:
        """Those that the goal counts, put together where they differ in nothing that it asks
        about. It is one of the goals that the query was made for."""
        if rule.source != self.source:
            return []
        facts = [name for name in reads(rule) if name in self.facts]
        places = [self.facts[name] for name in facts]
        if rule.promise:
            places.append(self.promises[rule.promise])
        else:
            places += [place for ask in rule.asks for place in self.asks[ask]]
        told_of, came = itemgetter(*places), self.periods[rule.came] if rule.came else None
        merged: dict[tuple[Any, ...], int] = {}
        for row, number in self.rows:
            if came is None or row[came]:
                told = told_of(row)
                merged[told] = merged.get(told, 0) + number
        return [self._group(rule, facts, told, number) for told, number in merged.items()]

    def _group(
        self, rule: GoalRule, names: Sequence[str], told: Sequence[Any], number: int
    ) -> Group:
        facts = [*_UNKNOWN]
        facts[_ORDER["source"]] = self.source
        for name, value in zip(names, told, strict=False):
            facts[_ORDER[name]] = self._day(value) if name.endswith("_on") else _fact(value)
        case, rest = CaseFacts(*facts), told[len(names) :]
        if rule.promise:
            return Group(case, number, {rule.promise: self._outcome(*rest)})
        width = len(shelves(len(self.days)))
        bits = {
            ask: _unpacked(tuple(rest[n * width : (n + 1) * width]), len(self.days))
            for n, ask in enumerate(rule.asks)
        }
        return Group(case, number, bits=bits)

    def _outcome(self, place: int) -> Outcome:
        """The day when it was kept and the day when it was broken, as far as there is one."""
        never = len(self.days)
        return (self._day(place), None) if place <= never else (None, self._day(place - never - 1))

    def _day(self, place: int) -> date | None:
        return self.days[place] if place < len(self.days) else None


def _fact(value: Any) -> Any:
    """A word as it stands, a number as yes or no."""
    return bool(value) if isinstance(value, int) else value
