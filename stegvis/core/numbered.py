"""This file is where SQL gets numbered places for its parameters, as PostgreSQL itself reads it.

Django writes %s. The driver turns that into numbers each time anew where the text is long, which
costs more than to send the whole and read the answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

# A place with the type that stands beside it, if one of these does, or a percent sign.
_PLACE = re.compile(r"%s(?=\)?::(uuid\[\]|text|date|timestamptz)(?![\w\[]))?|%%")


@dataclass(frozen=True)
class Numbered:
    """SQL with $1, $2, … and the parameter of each, some of them blanks. What stands in several
    places is sent once."""

    sql: str
    parameters: tuple[Any, ...]
    # Blanks that stand in several places with no type beside them.
    untyped: frozenset[UUID]

    def filled(self, values: Mapping[UUID, Any]) -> list[Any]:
        """The parameters, with these values in the places of the blanks.

        Raises TypeError for a text in several places with no type beside them: text is sent
        without its type, and PostgreSQL would take it everywhere for what the first place needs.
        """
        if any(isinstance(values.get(place), str) for place in self.untyped):
            raise TypeError("A text for several places needs its type beside each of them.")
        return [values.get(item, item) if type(item) is UUID else item for item in self.parameters]


def numbered(sql: str, parameters: tuple[Any, ...]) -> Numbered:
    """The same SQL, with numbers in the places of each %s."""
    numbers: dict[Any, int] = {}
    sent: list[Any] = []
    untyped: set[UUID] = set()
    waiting = iter(parameters)

    def number(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        item = next(waiting)
        key = _same(item, place[1])
        if key not in numbers:
            sent.append(item)
            numbers[key] = len(sent)
        elif type(item) is UUID and place[1] is None:
            untyped.add(item)
        return f"${numbers[key]}"

    text = _PLACE.sub(number, sql)
    return Numbered(text, tuple(sent), frozenset(untyped))


def _same(item: Any, beside: str | None) -> Any:
    """What tells a parameter from the others. Of those that are sent without their type, only
    the ones with the same type beside them are the same."""
    if isinstance(item, UUID) or (isinstance(item, str) and beside):
        return type(item), item, beside
    if isinstance(item, date | int):
        return type(item), item
    return object()
