"""This file is where a leak window becomes the persons concerned, for each controller apart.

Each authority is the controller of its own persons (GDPR article 33-34), and none may learn of
another's. So the list is made from each owner's own chain, and without names: the controller
looks them up in its own context. Run as the role that owns the tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.urls import reverse

from stegvis.access.actor import system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import Journal
from stegvis.organisations.models import Account

# Rows of the log name a person by her id; a refusal does not, for nothing was shown.
_CONCERNED = """
select e.participant_id, min(e.at), max(e.at), count(*),
  array_agg(distinct e.event), array_agg(distinct coalesce(a.email, e.account_id::text, '')),
  array_agg(distinct e.unit), array_agg(distinct coalesce(o.key, e.organisation_id::text, '')),
  (select p.protection <> 'none' from participants_participant p where p.id = e.participant_id),
  array(select c.id from casework_participation c where c.participant_id = e.participant_id
    order by c.id),
  array(select r.id from casework_referral r where r.participant_id = e.participant_id
    order by r.id)
from audit_entry e
left join organisations_account a on a.id = e.account_id
left join organisations_organisation o on o.id = e.organisation_id
where e.owner_id = %(owner)s and e.participant_id is not null
  and e.at between %(start)s and %(end)s
  and (%(account)s::uuid is null or e.account_id = %(account)s)
group by e.participant_id order by e.participant_id
"""


@dataclass(frozen=True)
class Window:
    """From when to when, both inclusive, and the account that leaked, if it was one alone."""

    start: datetime
    end: datetime
    account_id: UUID | None = None


@dataclass(frozen=True)
class Concerned:
    """One person in one controller's list; is_protected is None when she is no longer kept."""

    participant_id: UUID
    first_at: datetime
    last_at: datetime
    accesses: int
    events: list[str]
    accounts: list[str]
    units: list[str]
    organisations: list[str]
    is_protected: bool | None
    pages: list[str]


def concerned(owner_id: UUID, window: Window) -> Iterator[Concerned]:
    """The persons of one controller whose data were shown or changed within the window."""
    with connections["owner"].chunked_cursor() as cursor:
        cursor.execute(
            _CONCERNED,
            {
                "owner": owner_id,
                "start": window.start,
                "end": window.end,
                "account": window.account_id,
            },
        )
        for person, first, last, accesses, *lists, protected, cases, referrals in cursor:
            pages = [reverse("case-show", args=[case]) for case in cases]
            pages += [reverse("referral-show", args=[referral]) for referral in referrals]
            events, accounts, units, organisations = map(_told, lists)
            yield Concerned(
                participant_id=person,
                first_at=first,
                last_at=last,
                accesses=accesses,
                events=events,
                accounts=accounts,
                units=units,
                organisations=organisations,
                is_protected=protected,
                pages=pages,
            )


def _told(values: list[str]) -> list[str]:
    return sorted(value for value in values if value)


def log_listing(owner_id: UUID, window: Window, persons: int) -> None:
    """That the list was made is itself a row in the chain of the controller it is about."""
    account_id = Account.objects.using("owner").get(is_system=True).pk
    actor = system_actor(account_id, owner_id, "Stegvis", RoleKey.ADMINISTRATOR)
    made = Journal(actor, "incident")
    detail: dict[str, Any] = {"from": window.start, "to": window.end, "persons": persons}
    if window.account_id:
        detail["account"] = window.account_id
    made.add(Event.INCIDENT_LISTED, owner_id=owner_id, item_kind="incident", detail=detail)
    made.write(changes=True, using="owner")
