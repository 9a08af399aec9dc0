"""This file is where looks and changes are collected, and written before any data leaves.

`acting` is the only door to the database for a person or a job: it opens one transaction, tells
the database who acts, and writes the log. A look is logged in a second short transaction after
the reading one, a change as the last thing before commit. If the log fails, the whole fails.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from stegvis.access.actor import Actor, Person
from stegvis.audit.events import Event
from stegvis.core.roles import PARTICIPANT

# A participant acts as a database role of her own, everybody else as the connection's.
_CONTEXT_SQL = (
    "select set_config('stegvis.organisation', %s, true), set_config('stegvis.account', %s, true), "
    "set_config('stegvis.person', %s, true), set_config('role', %s, true)"
)
_READ_SQL = _CONTEXT_SQL + ", set_config('transaction_read_only', 'on', true)"

_WITHIN_SQL = (
    "select audit_append_within(%s::jsonb, %s::uuid, %s::integer, %s::integer, %s::text[], "
    "%s::jsonb)"
)
EXPORTS = (Event.DOCUMENT_EXPORTED, Event.JOURNAL_COPIED, Event.EXTRACT_FETCHED)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one account may look at: persons in an hour, exports in a day; None is no limit."""

    persons: int | None = None
    exports: int | None = None


class Journal:
    """The rows that one request has to answer for."""

    def __init__(self, actor: Actor | Person, purpose: str, limits: Limits | None = None) -> None:
        self.actor = actor
        self.purpose = purpose
        self.limits = limits
        # How much the account has looked at, this request included; counted as it is written.
        self.persons = self.exports = 0
        self.request_id = uuid4()
        # That of the case at hand, for what does not tell its programme itself.
        self.programme_id: UUID | None = None
        self.rows: list[dict[str, Any]] = []
        self.looks: list[dict[str, Any]] = []
        self._seen: set[tuple[str, UUID | None, UUID | None]] = set()

    def add(
        self,
        event: Event,
        *,
        owner_id: UUID,
        item_kind: str = "",
        item_id: UUID | None = None,
        participant_id: UUID | None = None,
        programme_id: UUID | None = None,
        purpose: str = "",
        detail: dict[str, Any] | None = None,
        rows: list[dict[str, Any]] | None = None,
    ) -> None:
        self.programme_id = programme_id or self.programme_id
        acts_on = self.actor.covering(self.programme_id)
        (self.rows if rows is None else rows).append(
            {
                "event": event.value,
                "owner_id": owner_id,
                "item_kind": item_kind,
                "item_id": item_id,
                "participant_id": participant_id,
                "account_id": self.actor.account_id,
                "organisation_id": self.actor.organisation_id,
                "unit": acts_on.unit if acts_on else "",
                "assignment_id": acts_on.assignment_id if acts_on else None,
                "purpose": purpose or self.purpose,
                "request_id": self.request_id,
                "detail": detail or {},
            }
        )

    def look(self, event: Event, **where: Any) -> None:
        """A look is logged once per request and item, however often the page asks."""
        key = (event.value + where.get("item_kind", ""), where.get("item_id"), where["owner_id"])
        if key not in self._seen:
            self._seen.add(key)
            self.add(event, rows=self.looks, **where)

    def write(self, *, changes: bool, using: str = DEFAULT_DB_ALIAS) -> None:
        """Append the looks, and the changes too unless they were rolled back, to the chains."""
        rows = self.looks + (self.rows if changes else [])
        self.looks, self.rows = [], []
        if not rows:
            return
        with connections[using].cursor() as cursor:
            if self.limits is None:
                cursor.execute("select audit_append(%s::jsonb)", [_json(rows)])
                return
            # A change is never stopped half-way: it is counted, and the next look is stopped.
            limits = Limits() if changes else self.limits
            stopped: list[dict[str, Any]] = []
            self.add(Event.READS_STOPPED, owner_id=rows[0]["organisation_id"], rows=stopped)
            cursor.execute(
                _WITHIN_SQL,
                [
                    _json(rows),
                    self.actor.account_id,
                    limits.persons,
                    limits.exports,
                    [event.value for event in EXPORTS],
                    _json(stopped[0]),
                ],
            )
            self.persons, self.exports = cursor.fetchone()[0]


class _Encoder(DjangoJSONEncoder):
    """As Django's, but an id that stands in every row is written out once."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._written: dict[int, str] = {}

    def default(self, o: Any) -> Any:
        if not isinstance(o, UUID):
            return super().default(o)
        # The very same id: to compare two costs as much as to write one.
        text = self._written.get(id(o))
        if text is None:
            text = self._written[id(o)] = str(o)
        return text


def _json(value: Any) -> str:
    return json.dumps(value, cls=_Encoder)


_current: ContextVar[Journal | None] = ContextVar("journal", default=None)


def journal() -> Journal:
    """The journal of what is going on. Raises RuntimeError outside `acting`."""
    found = _current.get()
    if found is None:
        raise RuntimeError("Nobody acts: case data is only touched inside acting(actor).")
    return found


@contextmanager
def acting(
    actor: Actor | Person,
    *,
    read_only: bool = False,
    purpose: str = "",
    limits: Limits | None = None,
) -> Iterator[Journal]:
    """Act as this actor in one transaction; see the module's first lines. With limits, looks past
    them are not written: the caller must look at `persons` and `exports` and let nothing out.

    May be nested (a job that acts in several owners' contexts does it in turn); the outer
    context is restored, because a setting made inside a savepoint would otherwise live on.
    """
    outer = _current.get()
    current = Journal(actor, purpose, limits)
    token = _current.set(current)
    try:
        with transaction.atomic():
            _tell_database(actor, read_only=read_only)
            yield current
            if not read_only and not transaction.get_rollback():
                current.write(changes=True)
        if connection.in_atomic_block:
            _tell_database(outer.actor if outer else None)
        if current.looks:
            with transaction.atomic():
                current.write(changes=False)
    finally:
        _current.reset(token)


def _tell_database(actor: Actor | Person | None, *, read_only: bool = False) -> None:
    with connection.cursor() as cursor:
        # A transaction may be made read-only, but inside a reading one it cannot be undone.
        cursor.execute(_READ_SQL if read_only else _CONTEXT_SQL, _context(actor))


def _context(actor: Actor | Person | None) -> list[str]:
    if isinstance(actor, Person):
        return ["", str(actor.account_id), actor.key, PARTICIPANT]
    if actor is None:
        return ["", "", "", "none"]
    return [str(actor.organisation_id), str(actor.account_id), "", "none"]
