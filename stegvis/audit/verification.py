"""This file is where the log's chains are checked, and compared with sums kept elsewhere.

Run as the role that owns the tables, because the role of requests cannot read every chain. What
a chain can tell by itself, and what only a sum kept outside can, is said in docs/running.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connections

from stegvis.audit.sql import (
    CONTINUED,
    DIGEST_AT,
    HEADS,
    NEIGHBOURS,
    ORIGIN,
    OWNERS,
    VERIFY,
)


class Wrong(StrEnum):
    """What has been done to a chain, as far as the chain can tell."""

    CHANGED = "has been changed"
    REWRITTEN = "has been changed and given a new sum; the row after it remembers the old one"
    REMOVED = "has been removed"
    INSERTED = "has been inserted"
    MOVED = "has been moved here from another place in the chain"
    FOREIGN = "comes from another owner's chain"
    CUT_OFF = "and what followed has been cut off; the chain's head tells of it"
    UNKNOWN_TO_HEAD = "has been added past the function; the chain's head does not tell of it"
    HEAD_GONE = "is the last, and the chain's head has been removed"
    HEAD_DIFFERS = "is the last, and the chain's head has another sum"


@dataclass(frozen=True)
class Fault:
    """The first bad row of a chain."""

    number: int
    wrong: Wrong

    def __str__(self) -> str:
        return f"row {self.number} {self.wrong}"


@dataclass(frozen=True)
class Chain:
    """One owner's chain as it was found."""

    owner_id: UUID
    rows: int
    first_at: datetime | None
    last_at: datetime | None
    fault: Fault | None


@dataclass(frozen=True)
class Head:
    """The end of a chain: what to keep elsewhere. `at` is None when the row itself is gone."""

    owner_id: UUID
    number: int
    digest: bytes
    at: datetime | None


def owners() -> list[UUID]:
    """Every owner that has rows or a head."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(OWNERS)
        return [row[0] for row in cursor.fetchall()]


def heads() -> Iterator[Head]:
    """The last number and sum of each chain."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(HEADS)
        for owner_id, number, digest, at in cursor.fetchall():
            yield Head(owner_id, number, bytes(digest), at)


def verify(owner_id: UUID) -> Chain:
    """Read one chain through, on the server, and name its first bad row."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(VERIFY, {"owner": owner_id})
        rows, first, last, bad, end, end_digest, head, head_digest = cursor.fetchone()
        fault = (
            _diagnosis(cursor, owner_id, bad)
            if bad is not None
            else _fault_of_head(end or 0, end_digest, head, head_digest)
        )
    return Chain(owner_id, rows, first, last, fault)


def _fault_of_head(
    end: int, end_digest: bytes | None, head: int | None, head_digest: bytes | None
) -> Fault | None:
    if head is None:
        return Fault(end, Wrong.HEAD_GONE)
    if head > end:
        return Fault(end + 1, Wrong.CUT_OFF)
    if head < end:
        return Fault(head + 1, Wrong.UNKNOWN_TO_HEAD)
    if end and head_digest != end_digest:
        return Fault(end, Wrong.HEAD_DIFFERS)
    return None


def _diagnosis(cursor: Any, owner_id: UUID, number: int) -> Fault:
    """What is wrong at the first row that does not fit; the row before it does."""
    if number < 1:
        return Fault(number, Wrong.INSERTED)
    cursor.execute(NEIGHBOURS, {"owner": owner_id, "number": number})
    sum_fits, digest, before, before_digest, remembered = cursor.fetchone()
    place = (before or 0) + 1
    if number > place:
        return Fault(place, Wrong.REMOVED)
    if sum_fits:
        # Whoever changes a row and its sum leaves the row after it remembering the old one.
        earlier = number > 1 and remembered == digest
        return Fault(number - 1, Wrong.REWRITTEN) if earlier else Fault(number, Wrong.CHANGED)
    origin = _origin(cursor, owner_id, number)
    if origin and origin[0] != owner_id:
        return Fault(number, Wrong.FOREIGN)
    if origin and origin[1] < number:
        # Either a copy of a row that is still in its place, or a row that others have pushed on.
        cursor.execute(DIGEST_AT, origin)
        in_place = cursor.fetchone()
        is_copy = in_place is not None and in_place[0] == digest
        return Fault(number if is_copy else origin[1], Wrong.INSERTED)
    if origin:
        cursor.execute(CONTINUED, {"owner": owner_id, "digest": before_digest})
        return Fault(number, Wrong.MOVED if cursor.fetchone()[0] else Wrong.REMOVED)
    if _origin(cursor, owner_id, number + 1) == (owner_id, number):
        return Fault(number, Wrong.INSERTED)
    return Fault(number, Wrong.CHANGED)


def _origin(cursor: Any, owner_id: UUID, number: int) -> tuple[UUID, int] | None:
    cursor.execute(ORIGIN, {"owner": owner_id, "number": number})
    found: tuple[UUID, int] | None = cursor.fetchone()
    return found


def differing(anchors: Iterable[Head]) -> Iterator[tuple[Head, str]]:
    """The kept heads that the chain no longer agrees with, and in what way."""
    with connections["owner"].cursor() as cursor:
        for anchor in anchors:
            cursor.execute(DIGEST_AT, [anchor.owner_id, anchor.number])
            row = cursor.fetchone()
            if row is None:
                yield (
                    anchor,
                    (
                        f"row {anchor.number} was there and is gone: the end has been cut off, "
                        "or an older backup restored"
                    ),
                )
            elif bytes(row[0]) != anchor.digest:
                yield (
                    anchor,
                    (
                        f"row {anchor.number} had another sum: the chain has been rewritten, "
                        "there or before"
                    ),
                )
