"""This file is where it is said once more what a participant may reach with the database role of
her own pages, and where that role is tried. As reference.py, without looking at the policies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from psycopg import Cursor, errors

from stegvis.core.roles import PARTICIPANT
from tests.proof.probes import APPEND_ONLY, CONTEXT, SECRET, attempt, rows_seen
from tests.proof.reference import Reference, Row

# Nothing about her, but meant for whomever an authority knows.
OF_HER_AUTHORITIES = "the authorities that know her"
# What names her in a row: her id at the authority, or the row above through which it is hers.
HERS: dict[str, tuple[str, str]] = {
    "participants_participant": ("id", ""),
    "participants_consent": ("participant_id", ""),
    "participants_consentgrant": ("consent_id", "participants_consent"),
    "participants_disclosure": ("participant_id", ""),
    "participants_benefit": ("participant_id", ""),
    "casework_participation": ("participant_id", ""),
    "casework_party": ("participation_id", "casework_participation"),
    "casework_meeting": ("participation_id", "casework_participation"),
    "casework_activity": ("participant_id", ""),
    "casework_plan": ("participant_id", ""),
    "casework_plangoal": ("plan_id", "casework_plan"),
    "casework_planaction": ("plan_id", "casework_plan"),
    "casework_frozenversion": ("participant_id", ""),
    "casework_owncomment": ("participant_id", ""),
    "casework_owntick": ("participant_id", ""),
    "casework_personquestion": ("participant_id", ""),
    "casework_personanswer": ("question_id", "casework_personquestion"),
    "casework_registerextract": ("participant_id", ""),
    "casework_namerequest": ("participant_id", ""),
    "casework_releasedname": ("participant_id", ""),
    "casework_extractcontent": ("extract_id", "casework_registerextract"),
    "casework_instrumentanswer": ("participant_id", ""),
    "casework_earlieranswer": ("participant_id", ""),
    "casework_milestone": ("participant_id", ""),
    "casework_monthlyfigure": ("participant_id", ""),
    "casework_workperiod": ("participant_id", ""),
    "casework_contactfact": ("participant_id", ""),
    "casework_monthlyline": ("participant_id", ""),
    "casework_systemregistration": ("participant_id", ""),
    "casework_need": ("participant_id", ""),
    "casework_instrumenttext": ("owner_id", OF_HER_AUTHORITIES),
    "audit_entry": ("participant_id", ""),
}
# Besides those: who she is. And all that she may do there but read.
TABLES = ("participants_identity", *HERS)
NOT_HERS = sorted(set(SECRET) - set(TABLES))
ADDS = frozenset(
    {
        "participants_consent",
        "participants_consentgrant",
        "casework_owncomment",
        "casework_owntick",
        "casework_personanswer",
        "casework_instrumentanswer",
        "casework_earlieranswer",
        "casework_registerextract",
        "casework_namerequest",
    }
)
CHANGES = {
    "participants_consent": {"withdrawn_at": "now()"},
    "participants_consentgrant": {"withdrawn_at": "now()"},
    "participants_disclosure": {"closed_at": "now()", "close_reason": "'x'"},
    "casework_instrumentanswer": {"answers": "'{}'", "score": "null", "subscores": "'{}'"},
}

# Of these she changes only what she has made herself.
ONLY_HER_OWN = frozenset({"casework_instrumentanswer"})


@dataclass(frozen=True)
class Person:
    """A participant: the digest of her number, and the account that she logs in with."""

    key: str
    account: str


def people(cursor: Cursor[Any]) -> list[Person]:
    """Everybody who has logged in to her own pages."""
    cursor.execute(
        "select person_key, id::text from organisations_account "
        "where person_key is not null order by 1"
    )
    return [Person(*row) for row in cursor.fetchall()]


def due(reference: Reference, table: str, person: Person) -> list[Row]:
    """The rows that are hers."""
    rows = reference.rows[table]
    if table == "participants_identity":
        return [
            row
            for row in rows
            if row["person_key"] == person.key and row["pages_closed_at"] is None
        ]
    column, above = HERS[table]
    if above == OF_HER_AUTHORITIES:
        known = {row["owner_id"] for row in due(reference, "participants_identity", person)}
        return [row for row in rows if row[column] in known]
    source = "id" if above else "participant_id"
    mine = {row[source] for row in due(reference, above or "participants_identity", person)}
    rows = [row for row in rows if row[column] in mine]
    if table == "casework_plan":
        return [row for row in rows if row["confirmed_at"] is not None]
    if table == "casework_need":
        return [row for row in rows if row["struck_at"] is None]
    if table == "casework_releasedname":
        return [row for row in rows if row["withdrawn_at"] is None]
    return rows


@contextmanager
def as_herself(cursor: Cursor[Any], person: Person) -> Iterator[None]:
    """The context of one request of hers, in a savepoint that is thrown away."""
    with cursor.connection.transaction(force_rollback=True):
        cursor.execute("set constraints all immediate")
        cursor.execute(f"set local role {PARTICIPANT}")
        cursor.execute(CONTEXT, ["", person.account])
        cursor.execute("select set_config('stegvis.person', %s, true)", [person.key])
        yield


@dataclass(frozen=True)
class HerProber:
    """Tries one database with the participant's role."""

    cursor: Cursor[Any]
    reference: Reference

    def foreign_rows(self, table: str, person: Person) -> int:
        mine = {self.reference.key(table, row) for row in due(self.reference, table, person)}
        with as_herself(self.cursor, person):
            return len(rows_seen(self.cursor, table) - mine)

    def faults(self, table: str, everyone: list[Person]) -> Iterator[str]:
        for person in everyone:
            mine = due(self.reference, table, person)
            with as_herself(self.cursor, person):
                for fault in (
                    *self._reading(table, mine),
                    *self._changing(table, mine, person),
                    *self._adding(table, mine, person),
                ):
                    yield f"{person.key[:6]}: {table} {fault}"

    def _reading(self, table: str, mine: list[Row]) -> Iterator[str]:
        seen = rows_seen(self.cursor, table)
        keys = {self.reference.key(table, row) for row in mine}
        if seen - keys:
            yield f"shows {len(seen - keys)} rows of others"
        if keys - seen:
            yield f"hides {len(keys - seen)} rows of hers"

    def _changing(self, table: str, mine: list[Row], person: Person) -> Iterator[str]:
        """Statements that read nothing, so that only the policy of changes stands in the way."""
        for statement in (
            f"update {table} set owner_id = owner_id",
            f"delete from {table}",
            f"truncate {table}",
        ):
            got = attempt(self.cursor, statement)
            if not isinstance(got, errors.InsufficientPrivilege):
                yield f"can be changed: {statement}: {got!r}"
        if table in ONLY_HER_OWN:
            mine = [row for row in mine if row["created_by_id"] == person.account]
        for column, value in CHANGES.get(table, {}).items():
            got = attempt(self.cursor, f"update {table} set {column} = {value}")
            if got != len(mine):
                yield f"lets {column} be changed in {got!r} rows, not {len(mine)}"

    def _adding(self, table: str, mine: list[Row], person: Person) -> Iterator[str]:
        """A copy of another's row, made by her; and one of her own, made by another."""
        keys = {self.reference.key(table, row) for row in mine}
        others = [r for r in self.reference.rows[table] if self.reference.key(table, r) not in keys]
        by_another = {"created_by_id": str(uuid4())}
        by_her = {"created_by_id": person.account}
        tries = [row | by_her for row in others[:3]] + [row | by_another for row in mine[:1]]
        if table in APPEND_ONLY:
            tries = others[:1]
        for row in tries:
            fresh = row | {"id": str(uuid4())} if "id" in row else row
            got = self._insert(table, fresh)
            if not isinstance(got, errors.InsufficientPrivilege):
                yield f"lets rows be added for another: {got!r}"

    def _insert(self, table: str, row: Row) -> int | Exception:
        columns = ", ".join(f'"{column}"' for column in row)
        # Values and not a query over the table's type: her role may not read all its columns.
        return attempt(
            self.cursor,
            f"insert into {table} ({columns}) "
            f"select {columns} from jsonb_populate_record(null::{table}, %s::jsonb)",
            [json.dumps(row)],
        )
