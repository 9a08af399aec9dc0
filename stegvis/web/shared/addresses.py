"""This file is where the address of a page is written: as Django does, but found once.

A page about a person has dozens of addresses that differ in ids alone. Django looks each up among
all patterns and tries it against them; here a pattern is asked for once, and the ids are put in.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse


def url_of(name: str, *ids: Any, **named: Any) -> str:
    """The address of the page with this name, as `reverse` writes it.

    Raises NoReverseMatch when there is no such page, or it is about something else.
    """
    if named:
        return reverse(name, kwargs=named)
    of_ids = [type(each) is UUID for each in ids]
    if not all(of_ids):
        return reverse(name, args=ids) if any(of_ids) else _of_keys(name, ids)
    pieces = list(_pieces(name, len(ids)))
    pieces[1::2] = map(str, ids)
    return "".join(pieces)


@lru_cache(maxsize=1024)
def _of_keys(name: str, keys: tuple[Any, ...]) -> str:
    """A programme's, a goal's: there are so few that each address is kept as it is. Nothing that
    belongs to a person is kept."""
    return reverse(name, args=keys)


@lru_cache(maxsize=1024)
def _pieces(name: str, count: int) -> tuple[str, ...]:
    """The address in pieces, every other one the place of an id."""
    marks = [UUID(int=number + 1) for number in range(count)]
    rest, pieces = reverse(name, args=marks or None), []
    for mark in marks:
        piece, rest = rest.split(str(mark), 1)
        pieces += [piece, str(mark)]
    return (*pieces, rest)
