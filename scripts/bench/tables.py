"""This file is where rows are written fast, with what the models say of the columns left out.

A new column with a default, or one that may be empty, so needs no change here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from django.db.models import Field, JSONField, Model
from psycopg import sql
from tqdm import tqdm

CHUNK = 20_000
NULL = "\\N"

Connection = psycopg.Connection[tuple[object, ...]]


def left_out(model: type[Model], given: Iterable[str]) -> dict[str, str]:
    """The columns that nobody gives, with their defaults as COPY writes them.

    Raises LookupError for a column that must be given, since it has no default.
    """
    known = set(given)
    fields = [field for field in model._meta.concrete_fields if field.column not in known]
    return {str(field.column): _default(field) for field in fields}


def _default(field: "Field[Any, Any]") -> str:
    value = field.get_default()
    if isinstance(field, JSONField) and value is not None:
        return json.dumps(value)
    if value is None:
        if not field.null:
            raise LookupError(f"{field.model._meta.db_table}.{field.column} must be given")
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def copy(
    connection: Connection,
    model: type[Model],
    columns: Sequence[str],
    lines: Iterable[str],
    total: int,
) -> None:
    """Fill by COPY: each line holds the given columns, tabs between them and no line feed."""
    rest = left_out(model, columns)
    table = model._meta.db_table
    every = ",".join([*columns, *rest])
    tail = "".join(f"\t{text}" for text in rest.values()) + "\n"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({every}) from stdin") as out,
        tqdm(total=total, desc=table.split("_", 1)[1], unit="rows", unit_scale=True) as bar,
    ):
        chunk: list[str] = []
        for line in lines:
            chunk.append(line + tail)
            if len(chunk) == CHUNK:
                out.write("".join(chunk))
                bar.update(len(chunk))
                chunk.clear()
        out.write("".join(chunk))
        bar.update(len(chunk))
    connection.commit()


def add(
    connection: Connection,
    model: type[Model],
    given: Mapping[str, str],
    source: str,
    values: Mapping[str, object],
) -> None:
    """Insert from what is there: `given` is an SQL expression for each column, `source` all from
    `from` on, `values` what both name as %(name)s."""
    rest = left_out(model, given)
    texts = [sql.NULL if text == NULL else sql.Literal(text) for text in rest.values()]
    statement = sql.SQL("insert into {} ({}) select {} {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(",").join(sql.Identifier(column) for column in [*given, *rest]),
        sql.SQL(",").join([*(sql.SQL(expression) for expression in given.values()), *texts]),
        sql.SQL(source),
    )
    # Bound here and not in the server, which asks of what type a value is in each place.
    psycopg.ClientCursor(connection).execute(statement, dict(values))
    connection.commit()


class Bare:
    """Tables without their indexes and keys while they are filled, and with them again after."""

    def __init__(self, connection: Connection, models: Sequence[type[Model]]) -> None:
        self.connection = connection
        self.tables = [model._meta.db_table for model in models]
        self.again: list[tuple[str, str]] = []

    def __enter__(self) -> None:
        rank = "case contype when 'f' then 0 else 1 end"
        found = self.connection.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text "
            "from pg_constraint where contype in ('p','u','f') "
            "and conrelid::regclass::text = any(%s) "
            f"order by {rank}",
            [self.tables],
        ).fetchall()
        inbound = self.connection.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text "
            "from pg_constraint where contype = 'f' and confrelid::regclass::text = any(%s) "
            "and not conrelid::regclass::text = any(%s)",
            [self.tables, self.tables],
        ).fetchall()
        for table, name, definition, _ in [*inbound, *found]:
            self.connection.execute(f'alter table {table} drop constraint "{name}"')
            self.again.append(
                (str(table), f'alter table {table} add constraint "{name}" {definition}')
            )
        indexes = self.connection.execute(
            "select indexname, indexdef, tablename from pg_indexes where tablename = any(%s)",
            [self.tables],
        ).fetchall()
        for table in self.tables:
            # COPY refuses row-level security; prepare_database asserts it again afterwards.
            self.connection.execute(f"alter table {table} disable row level security")
        for name, definition, table in indexes:
            self.connection.execute(f'drop index "{name}"')
            self.again.insert(0, (str(table), str(definition)))
        self.connection.commit()

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            return
        self.connection.execute("set maintenance_work_mem = '1GB'")
        # Indexes first, then keys: primary and unique before the foreign ones that need them.
        order = sorted(self.again, key=lambda item: "FOREIGN KEY" in item[1])
        for _, statement in tqdm(order, desc="indexes and keys", unit=""):
            self.connection.execute(statement)
        self.connection.commit()
