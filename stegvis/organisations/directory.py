"""This file is where the directory is read: authorities, units and who works there now.

No participant is in it, so it is open to everybody who has an assignment.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from stegvis.access.policy import NotVisible
from stegvis.access.roles import ROLES
from stegvis.core.dates import today
from stegvis.organisations.models import Account, Assignment, Organisation, Unit


@dataclass
class Colleague:
    """One person at one authority, with all that she does there now. Without a programme named
    she works in all of the authority's."""

    account: Account
    title: str
    unit: Unit | None
    roles: list[tuple[str, UUID | None]] = field(default_factory=list)


def organisations(text: str) -> list[Organisation]:
    """Those whose name, municipality or unit holds the text; all when it is empty."""
    found = Organisation.objects.prefetch_related(
        Prefetch("units", Unit.objects.order_by("name"))
    ).order_by("name")
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(short_name__icontains=text)
            | Q(municipality__icontains=text)
            | Q(units__name__icontains=text)
        ).distinct()
    return list(found)


def organisation(pk: UUID) -> Organisation:
    """One authority with its units. Raises NotVisible."""
    found = (
        Organisation.objects.filter(pk=pk)
        .prefetch_related(Prefetch("units", Unit.objects.order_by("name")))
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _now() -> QuerySet[Assignment]:
    return (
        Assignment.objects.current(today())
        .filter(account__is_active=True, account__is_system=False)
        .select_related("account", "unit", "organisation")
        .order_by("account__name", "starts_on")
    )


def colleagues(organisation_id: UUID) -> list[Colleague]:
    """Everybody with an assignment in force at the authority, by name. One query."""
    found: dict[UUID, Colleague] = {}
    for row in _now().filter(organisation_id=organisation_id):
        one = found.setdefault(row.account_id, Colleague(row.account, row.title, row.unit))
        one.title, one.unit = one.title or row.title, one.unit or row.unit
        role = (ROLES[row.role_key].name, row.programme_id)
        if role not in one.roles:
            one.roles.append(role)
    return list(found.values())


def people(text: str, most: int = 50) -> list[Assignment]:
    """Assignments in force of people whose name or title holds the text; empty without one."""
    if not text:
        return []
    named = Q(account__name__icontains=text) | Q(title__icontains=text)
    return list(_now().filter(named)[:most])
