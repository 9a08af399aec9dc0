"""This file is where a large query is turned into SQL once, and then run with each one's values.

A union of a dozen branches takes Django longer to write down than PostgreSQL to answer. The SQL
is the query set's own; only its parameters are exchanged, so nothing is ever built from input.
"""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg import RawCursor

from stegvis.core.numbered import Numbered, numbered

# As the query set writes whose rows are asked for.
_OWNED = re.compile(r'"\w+"\."owner_id" = \(?%s\)?')
# As one_of writes it.
_LISTED = "select unnest(%s::uuid[])"
_UNCOUNTED = "select unnest((select %s::uuid[]))"


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters; some of them stand for values that are given when it is run."""

    sql: str
    parameters: tuple[Any, ...]

    def run(self, values: Mapping[UUID, Any]) -> list[tuple[Any, ...]]:
        """The rows, with these values in the places of the blanks."""
        # Written down once: a list of ids stands in a union as often as it has branches.
        given = {place: _written(value) for place, value in values.items()}
        here = connections[DEFAULT_DB_ALIAS]
        if here.queries_logged:
            # The log puts the values into the text, and knows no other places than %s.
            with here.cursor() as cursor:
                cursor.execute(self.sql, self.filled(given))
                return list(cursor.fetchall())
        here.ensure_connection()
        with CursorWrapper(RawCursor(here.connection), here) as cursor:
            cursor.execute(self._numbered.sql, self._numbered.filled(given))
            return list(cursor.fetchall())

    def of_one(self) -> "Statement":
        """The same for few rows: one case, where lists hold one id each.

        PostgreSQL plans anew for a list that it can count, in case it is long, which for one case
        takes longer than to run the plan: this one cannot be counted, and the plan is kept. And
        before it looks at any row it holds the owner that is asked for against the one whom the
        policy lets through, in a step of its own for each table, which costs more than to look at
        a handful of rows; asked `is true`, it asks the rows.
        """
        of_owner = _OWNED.sub(r"((\g<0>) is true)", self.sql)
        return Statement(of_owner.replace(_LISTED, _UNCOUNTED), self.parameters)

    def filled(self, values: Mapping[UUID, Any]) -> tuple[Any, ...]:
        """The parameters, with these values in the places of the blanks."""
        return tuple(
            values.get(item, item) if isinstance(item, UUID) else item for item in self.parameters
        )

    @cached_property
    def _numbered(self) -> Numbered:
        return numbered(self.sql, self.parameters)


class Rows:
    """A query set whose rows are a model's, with what it joins and annotates. It asks nothing
    itself; `run` does, as often as one likes and in whatever thread.

    Raises ValueError for a query that says what time it is: kept, it would say so for ever. One
    that needs the moment has a place for it (`moment_of`).
    """

    def __init__(self, queryset: Any) -> None:
        # Knows after writing the SQL which column is which field.
        self._compiler = queryset.query.get_compiler(using=queryset.db)
        self._statement: Statement | None = None
        try:
            sql, parameters = self._compiler.as_sql()
        except EmptyResultSet:
            return  # nobody of this shape sees any
        if any(isinstance(each, datetime) for each in parameters):
            raise ValueError("A query that depends on the moment is written anew each time.")
        self._statement = Statement(sql, tuple(parameters))
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        self._model = queryset.model

    def run(self, values: Mapping[UUID, Any]) -> list[Any]:
        """The rows, with these values in the places of the blanks."""
        if self._statement is None:
            return []
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        found = self._statement.run(values)
        compiler.execute_sql = lambda **_named: [found]
        compiler.get_converters = lambda _columns: self._converters
        return list(ModelIterable(QuerySet(self._model, query=_Written(self._model, compiler))))


class ByKey:
    """A query set's row by its key, turned into SQL when it is first asked for."""

    def __init__(self, queryset: Any) -> None:
        self._queryset = queryset
        self._key = blank()

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._queryset.order_by().filter(pk=self._key))

    def get(self, pk: UUID) -> Any:
        """The row. Raises DoesNotExist, and TransactionManagementError for a lock that nothing
        would hold."""
        locks = self._queryset.query.select_for_update
        if locks and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            raise TransactionManagementError("A row is locked in a transaction only.")
        found = self._rows.run({self._key: pk})
        if not found:
            raise self._queryset.model.DoesNotExist
        return found[0]


class _Written(Query):
    """A query that has been turned into SQL already."""

    def __init__(self, model: type[Model], compiler: SQLCompiler) -> None:
        super().__init__(model)
        self._compiler = compiler

    def get_compiler(self, *_args: Any, **_named: Any) -> SQLCompiler:
        return self._compiler


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


def text_of(place: UUID) -> RawSQL:
    """The text that is given for this place."""
    return RawSQL("%s::text", (place,))


def day_of(place: UUID) -> RawSQL:
    """The day that is given for this place."""
    return RawSQL("%s::date", (place,))


def moment_of(place: UUID) -> RawSQL:
    """The moment that is given for this place: the clock is the application's at each run."""
    return RawSQL("%s::timestamptz", (place,))


def compiled(queryset: Any) -> Statement:
    sql, parameters = queryset.query.sql_with_params()
    return Statement(sql, tuple(parameters))
