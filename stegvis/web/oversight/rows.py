"""This file is where rows of the log are fetched and laid out for the one who checks them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.access.roles import ROLES
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.models import Entry
from stegvis.casework.models import Participation
from stegvis.organisations.models import Assignment
from stegvis.oversight.models import Alarm, LogCheck, LogCheckRow, Reason
from stegvis.oversight.readings import moments
from stegvis.participants.models import Participant
from stegvis.web.oversight.words import event_words, purpose_words, reference

MOST_SHOWN = 500


@dataclass(frozen=True)
class Look:
    """One row of the log as the checker sees it; `row` is its place in a sample, if any."""

    number: int
    at: datetime
    name: str
    work: str
    organisation: str
    what: str
    purpose: str
    participant: str
    is_own: bool
    row: LogCheckRow | None = None
    signs: tuple[str, ...] = ()


def check_of(actor: Actor, pk: UUID) -> LogCheck:
    """One of the own authority's checks; that its rows of the log are read is logged, too.
    Raises NotVisible."""
    found = (
        LogCheck.objects.filter(owner_id=actor.organisation_id, pk=pk)
        .select_related("unit", "account", "created_by", "closed_by")
        .first()
    )
    if found is None:
        raise NotVisible
    record.look(Event.LOG_READ, found)
    return found


def drawn_looks(actor: Actor, check: LogCheck) -> list[tuple[str, list[Look]]]:
    """The rows of a sample by why they were drawn. Three queries."""
    rows = list(check.rows.filter(owner_id=actor.organisation_id).select_related("judged_by"))
    entries = Entry.objects.filter(
        owner_id=actor.organisation_id, number__in=[row.number for row in rows]
    )
    by_number = {row.number: row for row in rows}
    looks = _looks(actor, entries, by_number)
    order = [reason.value for reason in Reason]
    looks.sort(key=lambda look: (order.index(look.row.reason), look.at))
    return [
        (Reason(reason).label, list(found))
        for reason, found in groupby(looks, key=lambda look: look.row.reason)
    ]


def suspected_looks(actor: Actor, check: LogCheck) -> list[Look]:
    """What one account did, or what was done about one participant, newest first. Two queries."""
    begins, ends = moments(check.starts_on, check.ends_on)
    found = Entry.objects.filter(
        owner_id=actor.organisation_id,
        at__gte=begins,
        at__lt=ends,
        number__lte=check.last_number,
        account_id__isnull=False,
    )
    if check.account_id:
        found = found.filter(account_id=check.account_id)
    if check.participant_id:
        found = found.filter(participant_id=check.participant_id)
    return _looks(actor, found.order_by("-number")[:MOST_SHOWN], {})


def shown_looks(actor: Actor, alarm: Alarm) -> list[Look]:
    """The showings that an alarm counts, with the reasons that were given. Two queries."""
    begins, ends = moments(alarm.on, alarm.on)
    found = Entry.objects.filter(
        owner_id=actor.organisation_id,
        at__gte=begins,
        at__lt=ends,
        account_id=alarm.account_id,
        participant_id=alarm.subject_id,
        event__in=(Event.PROTECTED_IDENTITY_SHOWN, Event.IDENTITY_UNMASKED),
    )
    return _looks(actor, found.order_by("-number")[:MOST_SHOWN], {})


def _looks(actor: Actor, entries: QuerySet[Entry], rows: dict[int, LogCheckRow]) -> list[Look]:
    found = list(entries)
    staff = _staff(found)
    return [_look(actor, entry, staff, rows.get(entry.number)) for entry in found]


def _look(
    actor: Actor, entry: Entry, staff: dict[UUID | None, Assignment], row: LogCheckRow | None
) -> Look:
    assignment = staff.get(entry.assignment_id) or staff.get(entry.account_id)
    work = [assignment.title or ROLES[assignment.role_key].name] if assignment else []
    is_elsewhere = assignment and assignment.organisation_id != actor.organisation_id
    signs = [Reason(sign).label for sign in row.signs if sign != row.reason] if row else []
    return Look(
        number=entry.number,
        at=entry.at,
        name=assignment.account.name if assignment else "Deltagaren själv eller Stegvis",
        work=", ".join([*work, *filter(None, [entry.unit])]),
        organisation=assignment.organisation.short_name if is_elsewhere else "",
        what=event_words(entry.event, entry.item_kind),
        purpose=purpose_words(entry.purpose),
        participant=reference(entry.participant_id),
        is_own=entry.account_id == actor.account_id,
        row=row,
        signs=tuple(signs),
    )


def _staff(entries: Iterable[Entry]) -> dict[UUID | None, Assignment]:
    """The assignments that were acted on, by their id; where the log names none, one of the
    account's, by the account's id. One query."""
    ids = {entry.assignment_id for entry in entries}
    accounts = {entry.account_id for entry in entries if entry.assignment_id is None}
    found: dict[UUID | None, Assignment] = {}
    both = Assignment.objects.filter(pk__in=ids) | Assignment.objects.filter(
        account_id__in=accounts
    )
    for assignment in both.select_related("account", "organisation"):
        found[assignment.pk] = found[assignment.account_id] = assignment
    return found


def participant_by(typed: str, actor: Actor) -> UUID | None:
    """The own authority's participant whose id begins with these eight characters; None where
    there is none, or where two share them."""
    found = _begins_with(typed, Participant.objects.filter(owner_id=actor.organisation_id))
    return found.pk if found else None


def case_by(typed: str, actor: Actor) -> Participation | None:
    """The same, of the own authority's cases."""
    found: Participation | None = _begins_with(
        typed, Participation.objects.filter(owner_id=actor.organisation_id)
    )
    return found


def _begins_with(typed: str, rows: Any) -> Any:
    try:
        first = UUID(f"{typed}-0000-0000-0000-000000000000")
    except ValueError:
        return None
    last = UUID(f"{typed}-ffff-ffff-ffff-ffffffffffff")
    found = list(rows.filter(pk__gte=first, pk__lte=last)[:2])
    return found[0] if len(found) == 1 else None
