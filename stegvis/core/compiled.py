"""This file is where a large query is turned into SQL once, and then run with each one's values.

A union of a dozen branches takes Django longer to write down than PostgreSQL to answer. The SQL
is the query set's own; only its parameters are exchanged, so nothing is ever built from input.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models.expressions import RawSQL


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters; some of them stand for values that are given when it is run."""

    sql: str
    parameters: tuple[Any, ...]

    def run(self, values: Mapping[UUID, Any]) -> list[tuple[Any, ...]]:
        """The rows, with these values in the places of the blanks."""
        # Written down once: a list of ids stands in a union as often as it has branches.
        given = {place: _written(value) for place, value in values.items()}
        filled = [
            given.get(item, item) if isinstance(item, UUID) else item for item in self.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            return list(cursor.fetchall())


def _written(value: Any) -> Any:
    """A list of ids as PostgreSQL writes an array; anything else as it is."""
    if not isinstance(value, list):
        return value
    return "{" + ",".join(str(each) for each in value) + "}"


def blank() -> UUID:
    """A place for a value: a parameter that no real row can have."""
    return uuid4()


def one_of(place: UUID) -> RawSQL:
    """For `field__in=`: any of the ids in the list that is given for this place."""
    return RawSQL("select unnest(%s::uuid[])", (place,))


def compiled(queryset: Any) -> Statement:
    sql, parameters = queryset.query.sql_with_params()
    return Statement(sql, tuple(parameters))
