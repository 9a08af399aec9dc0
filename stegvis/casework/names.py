"""This file is where it is read which members of staff have looked, and which of their names a
participant may be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, F, Max, Min
from django.utils import timezone

from stegvis.access.actor import Actor, Person
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.models import Entry
from stegvis.casework.models import NameRequest, ReleasedName
from stegvis.core.dates import today
from stegvis.organisations.models import Account
from stegvis.participants.models import Participant

MOST_LISTED = 50
# To check the log, or to answer the question, is not to have looked at her.
CHECKING = (
    Event.LOG_READ,
    Event.SUSPICION_CHECKED,
    Event.LOG_CHECK_CLOSED,
    Event.ALARM_SOUNDED,
    Event.ALARM_HANDLED,
    Event.NAMES_ASKED,
    Event.NAMES_RELEASED,
    Event.NAMES_REFUSED,
    Event.NAMES_NONE,
    Event.NAMES_WITHDRAWN,
)


@dataclass(frozen=True)
class Reader:
    """A member of the owner's own staff in the log of the days that were asked about."""

    account_id: UUID
    name: str
    units: tuple[str, ...]
    times: int
    latest: datetime


def readers_of(request: NameRequest) -> list[Reader]:
    """Who of the owner's own staff has read or written about her in those days, by name. Staff of
    other authorities are left out: they are not the owner's to name. Two queries."""
    rows = (
        Entry.objects.filter(
            owner_id=request.owner_id,
            organisation_id=request.owner_id,
            participant_id=request.participant_id,
            at__gte=_midnight(request.starts_on),
            at__lt=_midnight(request.ends_on + timedelta(days=1)),
            account_id__isnull=False,
        )
        .exclude(event__in=CHECKING)
        .order_by()
        .values("account_id", "unit")
        .annotate(times=Count("number"), latest=Max("at"))
    )
    found = list(rows)
    accounts = Account.objects.filter(
        pk__in={row["account_id"] for row in found}, is_system=False
    ).order_by("name", "pk")
    return [
        Reader(
            account.pk,
            account.name,
            tuple(sorted({row["unit"] for row in hers if row["unit"]})),
            sum(row["times"] for row in hers),
            max(row["latest"] for row in hers),
        )
        for account in accounts
        if (hers := [row for row in found if row["account_id"] == account.pk])
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def first_day(owner_id: UUID, participant_id: UUID) -> date:
    """The day of the first row about her in that authority's log; today where there is none."""
    first = Entry.objects.filter(owner_id=owner_id, participant_id=participant_id).aggregate(
        first=Min("at")
    )["first"]
    return timezone.localtime(first).date() if first else today()


class Released:
    """The names that may be told, by authority and member of staff, with the days that they
    were released for."""

    def __init__(self, names: Iterable[ReleasedName] = ()) -> None:
        self._by: dict[tuple[str, str], list[ReleasedName]] = {}
        for one in names:
            self._by.setdefault((str(one.owner_id), str(one.account_id)), []).append(one)

    def name(
        self, owner_id: object, organisation_id: object, account_id: object, at: datetime
    ) -> str:
        """Who it was; empty unless a decision covers that day of that authority's log. Whoever
        also works for another authority is not named where she acted for that one: the owner of
        the log names its own staff alone."""
        if str(organisation_id) != str(owner_id):
            return ""
        day = timezone.localtime(at).date()
        for one in self._by.get((str(owner_id), str(account_id)), ()):
            if one.request.starts_on <= day <= one.request.ends_on:
                return one.name
        return ""


def released_to(person: Person) -> Released:
    """What she may be told on her own pages now. One query."""
    return Released(
        ReleasedName.objects.filter(
            participant_id__in=list(person.participants), withdrawn_at__isnull=True
        ).select_related("request")
    )


def released_about(participant: Participant, using: str = DEFAULT_DB_ALIAS) -> Released:
    """What her own authority has decided to tell her. One query."""
    return Released(
        ReleasedName.objects.using(using)
        .filter(
            owner_id=participant.owner_id, participant_id=participant.pk, withdrawn_at__isnull=True
        )
        .select_related("request")
    )


def requests_of(participant: Participant) -> list[NameRequest]:
    """Her requests at the own authority, newest first, with the names that are told."""
    return list(
        NameRequest.objects.filter(owner_id=participant.owner_id, participant=participant)
        .select_related("decided_by")
        .prefetch_related("names")
    )


def own_requests(person: Person) -> list[NameRequest]:
    """Her own requests, at every authority that knows her, newest first."""
    return list(
        NameRequest.objects.filter(participant_id__in=list(person.participants)).select_related(
            "owner"
        )
    )


def to_decide(actor: Actor) -> list[NameRequest]:
    """What waits for a decision, the nearest day first, and the latest that were decided."""
    rows = NameRequest.objects.visible_to(actor).order_by(
        F("decided_at").desc(nulls_first=True), "due_on", "created_at"
    )
    return list(rows[:MOST_LISTED])


def request_of(actor: Actor, pk: UUID) -> NameRequest:
    """One of the own authority's requests; that its rows of the log are read is logged. Raises
    NotVisible."""
    found = (
        NameRequest.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("decided_by", "withdrawn_by")
        .prefetch_related("names")
        .first()
    )
    if found is None:
        raise NotVisible
    record.look(Event.LOG_READ, found)
    return found
