"""This file is where an account's current assignments become an actor; nobody else makes one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from stegvis.access.actor import Actor, Grant
from stegvis.core.compiled import Rows, blank
from stegvis.organisations.models import Assignment


def assignments_of(account_id: UUID, day: date, **told: Any) -> list[Assignment]:
    """All assignments in force today, of an active account, with what an actor needs and what a
    floor above wants told with them: one query.

    A participant's account has none, whatever the table says: she never becomes staff.
    """
    key = (day, *((name, id(value)) for name, value in told.items()))
    asked = _asked.get(key)
    if asked is None:
        if len(_asked) > MOST_ASKED:
            _asked.clear()
        asked = _asked[key] = _Asked(_assignments(day, told), told)
    # Held here: another thread may empty them all meanwhile.
    found: list[Assignment] = asked.rows.run({_ACCOUNT: account_id})
    return found


# Every request asks this first of all, so it is written in SQL once a day.
_ACCOUNT = blank()
MOST_ASKED = 16


@dataclass(frozen=True)
class _Asked:
    rows: Rows
    # Kept, so that nothing else is given their ids.
    told: dict[str, Any]


_asked: dict[tuple[Any, ...], _Asked] = {}


def _assignments(day: date, told: dict[str, Any]) -> Rows:
    return Rows(
        Assignment.objects.current(day)
        .filter(account_id=_ACCOUNT, account__is_active=True, account__person_key__isnull=True)
        .select_related("organisation", "account", "unit")
        .annotate(**told)
        .order_by("organisation__name", "starts_on", "id")
    )


def actor_from(assignments: Iterable[Assignment], organisation_id: UUID) -> Actor | None:
    """One person acting for one authority, or None when she has no assignment there."""
    mine = [a for a in assignments if a.organisation_id == organisation_id]
    if not mine:
        return None
    first = mine[0]
    return Actor(
        account_id=first.account_id,
        name=first.account.name,
        organisation_id=first.organisation_id,
        organisation_name=first.organisation.name,
        grants=tuple(
            Grant(a.id, a.role_key, a.programme_id, a.unit.name if a.unit else "") for a in mine
        ),
    )
