"""This file is where the database's lock is tried: what a table lets through, read and written,
and what the catalogue says of it.

Everything goes through plain SQL as the role of requests, with no manager, filter or view of
ours in between. The same probes must be silent when nothing is broken and speak when anything
is (test_mutants.py).
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from django.apps import apps
from psycopg import Cursor, errors

from stegvis.core.roles import OWNER, RUNTIME
from stegvis.core.secrecy import (
    LOOK_UPS,
    Exempt,
    LogRows,
    Secrecy,
    declared,
    own_references,
    statements,
)
from tests.proof.reference import Reference, Row, Viewer

MODELS = {
    model._meta.db_table: model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("stegvis.")
}
SECRET = sorted(table for table, m in MODELS.items() if isinstance(declared(m), Secrecy))
OPEN = sorted(table for table, m in MODELS.items() if isinstance(declared(m), Exempt))
APPEND_ONLY = {t for t in SECRET if isinstance(declared(MODELS[t]), LogRows)}
# A person's number may be there once for each owner, so a copy goes without.
WITH_NUMBERS = ("participants_identity",)
CONTEXT = (
    "select set_config('stegvis.organisation', %s, true), set_config('stegvis.account', %s, true)"
)


def secrecy_of(table: str) -> Secrecy:
    return declared(MODELS[table])


def key_sql(table: str) -> str:
    return "owner_id || '/' || number" if table in APPEND_ONLY else "id::text"


@contextmanager
def as_viewer(cursor: Cursor[Any], viewer: Viewer | None, role: str = RUNTIME) -> Iterator[None]:
    """The context of one request, in a savepoint that is thrown away. None: nobody has said who
    acts."""
    with cursor.connection.transaction(force_rollback=True):
        # References are looked up at once and not at commit, so that a refusal is seen.
        cursor.execute("set constraints all immediate")
        cursor.execute(f"set local role {role}")
        who = (viewer.organisation, viewer.account) if viewer else ("", "")
        cursor.execute(CONTEXT, who)
        yield


@contextmanager
def as_owner(cursor: Cursor[Any]) -> Iterator[None]:
    """A savepoint, thrown away, in which the role that owns the tables may break something."""
    with cursor.connection.transaction(force_rollback=True):
        cursor.execute(f"set local role {OWNER}")
        yield


def attempt(cursor: Cursor[Any], sql: str, values: object = None) -> int | Exception:
    """How many rows a statement touched, or why it was refused; undone either way."""
    try:
        with cursor.connection.transaction(force_rollback=True):
            cursor.execute(sql, values)  # type: ignore[arg-type]
            return cursor.rowcount
    except psycopg.Error as error:
        return error


def rows_seen(cursor: Cursor[Any], table: str) -> set[str]:
    cursor.execute(f"select {key_sql(table)} from {table}")
    return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True)
class Prober:
    """Tries tables of one database against the reference."""

    cursor: Cursor[Any]
    reference: Reference

    def faults(self, table: str, viewers: list[Viewer]) -> Iterator[str]:
        """Everything that the table lets through and should not, and the other way round."""
        for viewer in viewers:
            with as_viewer(self.cursor, viewer):
                for fault in (*self._reading(table, viewer), *self._writing(table, viewer)):
                    yield f"{viewer.name}: {table} {fault}"

    def foreign_rows(self, table: str, viewer: Viewer) -> int:
        """How many rows are shown to the viewer that are none of her business."""
        with as_viewer(self.cursor, viewer):
            return len(rows_seen(self.cursor, table) - self.reference.visible(table, viewer))

    def _reading(self, table: str, viewer: Viewer) -> Iterator[str]:
        seen, due = rows_seen(self.cursor, table), self.reference.visible(table, viewer)
        if foreign := seen - due:
            yield f"shows {len(foreign)} foreign rows"
        if missing := due - seen:
            yield f"hides {len(missing)} rows that are due"

    def _writing(self, table: str, viewer: Viewer) -> Iterator[str]:
        yield from self._stealing(table, viewer)
        yield from self._removing(table, viewer)
        yield from self._adding(table, viewer)
        yield from self._thawing(table, viewer)
        yield from self._pointing(table, viewer)
        if getattr(MODELS[table], "owner_is_authority", False):
            yield from self._owned_by_a_forbund(table)

    def _stealing(self, table: str, viewer: Viewer) -> Iterator[str]:
        """Make every row mine: a statement that needs to read nothing, so that only the policy
        of changes stands in its way."""
        own = len(self.reference.own(table, viewer))
        got = attempt(self.cursor, f"update {table} set owner_id = %s", [viewer.organisation])
        if table in APPEND_ONLY:
            if not isinstance(got, errors.InsufficientPrivilege):
                yield f"can be changed: {got!r}"
        elif got != own:
            yield f"lets rows be taken over: {got!r}, owns {own}"

    def _removing(self, table: str, viewer: Viewer) -> Iterator[str]:
        for statement in (f"delete from {table}", f"truncate {table} cascade"):
            got = attempt(self.cursor, statement)
            if isinstance(got, errors.InsufficientPrivilege):
                continue
            own = len(self.reference.own(table, viewer))
            if not (secrecy_of(table).may_delete and got == own):
                yield f"lets rows be removed: {statement}: {got!r}"

    def _adding(self, table: str, viewer: Viewer) -> Iterator[str]:
        """A row in somebody else's name: a copy of one that the viewer does not see."""
        for row in self.reference.foreign(table, viewer)[:1]:
            copy = row | {"id": str(uuid4())} if "id" in row else row
            got = self.insert(table, copy)
            if not isinstance(got, errors.InsufficientPrivilege) or is_frozen(got):
                yield f"lets rows be added for another: {got!r}"

    def _thawing(self, table: str, viewer: Viewer) -> Iterator[str]:
        """Write another time into what is frozen, or hangs on something frozen."""
        for row in self.reference.own(table, viewer):
            if self._is_frozen(table, row):
                for change in ("created_at = created_at + interval '1 day'", self._thaw(table)):
                    got = attempt(
                        self.cursor, f"update {table} set {change} where id = %s", [row["id"]]
                    )
                    if not is_frozen(got):
                        yield f"lets what is frozen be changed: {change}: {got!r}"
                return

    def _thaw(self, table: str) -> str:
        """A change of the column that freezes."""
        column = secrecy_of(table).frozen_by or "created_at"
        return f"{column} = {column} + interval '1 day'"

    def _is_frozen(self, table: str, row: Row) -> bool:
        secrecy = secrecy_of(table)
        if secrecy.frozen_with:
            column, above, frozen_by = secrecy.frozen_with
            return any(
                one["id"] == row[column] and one[frozen_by] for one in self.reference.rows[above]
            )
        return bool(secrecy.frozen_by and row[secrecy.frozen_by])

    def _pointing(self, table: str, viewer: Viewer) -> Iterator[str]:
        """Let a row of mine point at something that I do not see, and at something that does not
        exist: both are refused, and in the same words, or I could ask which ids there are."""
        for column, target in references(table).items():
            hidden = [
                row["id"]
                for row in self.reference.foreign(target, viewer)
                if not self.reference.may_see(target, row, viewer)
            ]
            # A protected identity of one's own authority is not there to be changed either.
            own = [
                row
                for row in self.reference.own(table, viewer)
                if self.reference.may_see(table, row, viewer)
            ]
            pointing = sorted(own, key=lambda row: row[column] is None)[:1]
            for row in pointing if hidden else ():
                yield from self._pointing_anew(table, row, column, hidden[-6:])

    def _pointing_anew(self, table: str, row: Row, column: str, hidden: list[str]) -> Iterator[str]:
        for way in (self._insert_copy, self._point):
            missing = way(table, row, {column: str(uuid4())})
            for pk in hidden:
                unseen = way(table, row, {column: pk})
                if isinstance(unseen, errors.UniqueViolation):
                    continue  # only who knows the id, because it was once shown, can ask so
                if isinstance(unseen, int):
                    yield f"lets {column} point at what is not seen"
                elif in_words(unseen) != in_words(missing):
                    yield f"tells by {column} what exists: {unseen!r} / {missing!r}"

    def _insert_copy(self, table: str, row: Row, changed: dict[str, str]) -> int | Exception:
        fresh = {"id": str(uuid4())} | ({"number": ""} if table in WITH_NUMBERS else {})
        return self.insert(table, row | fresh | changed)

    def _point(self, table: str, row: Row, changed: dict[str, str]) -> int | Exception:
        ((column, pk),) = changed.items()
        sql = f"update {table} set {column} = %s where id = %s"
        return attempt(self.cursor, sql, [pk, row["id"]])

    def _owned_by_a_forbund(self, table: str) -> Iterator[str]:
        """An association acts, and writes a row of its own: it may own no case."""
        self.cursor.execute(
            "select id::text from organisations_organisation where kind = 'forbund' limit 1"
        )
        (forbund,) = self.cursor.fetchone() or ("",)
        self.cursor.execute("select set_config('stegvis.organisation', %s, true)", [forbund])
        row = self.reference.rows[table][0]
        got = self.insert(table, row | {"id": str(uuid4()), "owner_id": forbund})
        if "can not own" not in str(got):
            yield f"lets an association own a case: {got!r}"

    def insert(self, table: str, row: Row) -> int | Exception:
        """Try to add a row."""
        columns = ", ".join(f'"{column}"' for column in row)
        return attempt(
            self.cursor,
            f"insert into {table} ({columns}) "
            f"select {columns} from jsonb_populate_record(null::{table}, %s::jsonb)",
            [json.dumps(row)],
        )


def in_words(got: int | Exception) -> str:
    """Why a statement was refused, without the ids in it."""
    if isinstance(got, psycopg.Error):
        return f"{got.sqlstate} {got.diag.constraint_name} {got.diag.message_primary}"
    return str(got)


def references(table: str) -> dict[str, str]:
    """Columns that point at a row of a table with secrets, own or another's."""
    return {
        field.column: field.related_model._meta.db_table
        for field in MODELS[table]._meta.local_fields
        if field.is_relation and field.related_model._meta.db_table in SECRET
    }


def is_frozen(got: object) -> bool:
    """Refused by one of the triggers that freeze, and not by a policy or a grant."""
    return isinstance(got, psycopg.Error) and bool(re.search(r"(is|something) frozen", str(got)))


def shape(cursor: Cursor[Any], table: str) -> dict[str, Any]:
    """All that the catalogue says of a table's lock."""
    return {part: _part(cursor, table, part) for part in _SHAPE}


def is_in_shape(cursor: Cursor[Any], table: str, whole: dict[str, Any]) -> bool:
    """Whether the catalogue still says the same; asked part by part until something differs."""
    return all(_part(cursor, table, part) == said for part, said in whole.items())


def _part(cursor: Cursor[Any], table: str, part: str) -> list[tuple[Any, ...]]:
    cursor.execute(_SHAPE[part], {"table": table})
    return cursor.fetchall()


_SHAPE = {
    "security": "select relrowsecurity, relforcerowsecurity, relowner::regrole::text "
    "from pg_class where oid = %(table)s::regclass",
    "policies": "select policyname, permissive, roles::text, cmd, qual, with_check "
    "from pg_policies where schemaname = 'public' and tablename = %(table)s order by 1",
    # What the policies ask, with its text, its settings and who may call it.
    "questions": "select distinct pg_get_functiondef(p.oid), p.proowner::regrole::text, "
    "array_to_string(p.proacl, ' ') from pg_policy o join pg_depend d "
    "on d.classid = 'pg_policy'::regclass and d.objid = o.oid "
    "join pg_proc p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid "
    "where o.polrelid = %(table)s::regclass order by 1",
    "triggers": "select tgname, tgenabled, pg_get_triggerdef(oid) from pg_trigger "
    "where tgrelid = %(table)s::regclass and not tgisinternal order by 1",
    "keys": "select conname, pg_get_constraintdef(oid) from pg_constraint "
    "where conrelid = %(table)s::regclass and contype = 'f' order by 1",
    "rights": "select grantee::regrole::text, privilege_type, is_grantable from pg_class, "
    "aclexplode(relacl) where oid = %(table)s::regclass order by 1, 2",
    "rights on columns": "select attname, grantee::regrole::text, privilege_type "
    "from pg_attribute, aclexplode(attacl) where attrelid = %(table)s::regclass order by 1, 2, 3",
    "inheritance": "select inhrelid::regclass::text from pg_inherits "
    "where inhparent = %(table)s::regclass order by 1",
}


def declared_shape(cursor: Cursor[Any], table: str) -> dict[str, Any]:
    """What the catalogue says once the declaration has been asserted anew."""
    with as_owner(cursor):
        for statement in (*LOOK_UPS, *statements(table, secrecy_of(table))):
            cursor.execute(statement)  # type: ignore[arg-type]
        return shape(cursor, table)


def own_keys(table: str) -> dict[str, str]:
    """Columns that point within one owner, and the tables that they point at."""
    fields = own_references(MODELS[table])
    return {field.column: field.related_model._meta.db_table for field in fields}
