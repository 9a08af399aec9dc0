"""This file is where everything that has happened in a case is read in one order: a UNION ALL.

Own items, and those that other authorities have handed out. Nothing is joined to an owner's
participant: an inner join to a hidden row would silently drop what was disclosed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Left, TruncDate

from stegvis.access.actor import Actor
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import (
    Activity,
    Answer,
    ContactFact,
    EmployerContact,
    Exit,
    FollowUp,
    Mapping,
    Meeting,
    Milestone,
    MonthlyLine,
    Note,
    OutgoingReferral,
    Participation,
    Plan,
    Readiness,
    Takeover,
    WorkPeriod,
)
from stegvis.core.compiled import Statement, blank, compiled
from stegvis.core.dates import today
from stegvis.core.secrecy import OwnerOrDisclosed
from stegvis.participants.models import Consent, Disclosure

MOST_CHARACTERS = 600


class Entry(StrEnum):
    NOTE = "note"
    ACTIVITY = "activity"
    ACTIVITY_ENDED = "activity_ended"
    WORK = "work"
    WORK_ENDED = "work_ended"
    MILESTONE = "milestone"
    MEETING = "meeting"
    ANSWER = "answer"
    MAPPING = "mapping"
    PLAN = "plan"
    READINESS = "readiness"
    EXIT = "exit"
    TAKEOVER = "takeover"
    FOLLOW_UP = "followup"
    CARE = "care"
    CONSENT = "consent"
    EMPLOYER = "employer"
    CONTACT = "contact"
    MONTH = "month"


@dataclass(frozen=True)
class Item:
    """One entry of the timeline; the log can take it as the item that it shows."""

    entry: str
    pk: UUID
    owner_id: UUID
    about_participant_id: UUID | None
    organisation: str
    organisation_kind: str
    by: str
    on: date
    made_at: datetime
    key: str
    state: str
    text: str

    @property
    def item_kind(self) -> str:
        return _ITEM_KINDS.get(self.entry, self.entry)


_ITEM_KINDS: dict[str, str] = {
    Entry.ACTIVITY_ENDED: "activity",
    Entry.WORK: "workperiod",
    Entry.WORK_ENDED: "workperiod",
    Entry.CARE: "outgoingreferral",
    Entry.EMPLOYER: "employercontact",
    Entry.CONTACT: "contactfact",
    Entry.MONTH: "monthlyline",
}

_COLUMNS: dict[str, Any] = {
    "c_entry": TextField(),
    "c_ref": UUIDField(),
    "c_owner": UUIDField(),
    "c_about": UUIDField(),
    "c_organisation": TextField(),
    "c_kind": TextField(),
    "c_by": TextField(),
    "c_on": DateField(),
    "c_made": DateTimeField(),
    "c_key": TextField(),
    "c_state": TextField(),
    "c_text": TextField(),
}

_OWNER, _CASE = blank(), blank()


def timeline(actor: Actor, case: Participation, most: int = 15) -> list[Item]:
    """The newest entries of a case that the actor has fetched. One query.

    What belongs to another authority is logged in that authority's chain.
    """
    values = {_OWNER: actor.organisation_id, _CASE: case.pk}
    rows = _statement(today(), most).run(values)
    found = [_item(*row) for row in rows]
    for item in found:
        if item.owner_id != actor.organisation_id:
            record.look(Event.PERSON_READ, item)
    return found


def _item(*row: Any) -> Item:
    entry, pk, owner_id, about, organisation, kind, by, on, made_at, key, state, text = row
    return Item(
        entry=entry,
        pk=pk,
        owner_id=owner_id,
        about_participant_id=about,
        organisation=organisation,
        organisation_kind=kind,
        by=by or "",
        on=on,
        made_at=made_at,
        key=key or "",
        state=state or "",
        text=text or "",
    )


@lru_cache(maxsize=8)
def _statement(day: date, most: int) -> Statement:
    """The whole union, written down once a day: today is one of its parameters."""
    branches = [
        *_written(most),
        *_taken_part(most),
        *_with_others(most),
        *_worked(most),
        *_confirmed(most),
    ]
    newest = branches[0].union(*branches[1:], all=True).order_by("-c_on", "-c_made")[:most]
    return compiled(newest).of_one()


def _branch(queryset: Any, entry: Entry, most: int, **columns: Any) -> Any:
    """The newest of one kind in the common shape; only what has happened, not what is planned."""
    given = {
        "entry": Value(entry.value),
        "ref": F("pk"),
        "owner": F("owner_id"),
        "about": F("participant_id"),
        "organisation": F("owner__short_name"),
        "kind": F("owner__kind"),
        "by": F("created_by__name"),
        "made": F("created_at"),
    } | columns
    shaped = {}
    for name, field in _COLUMNS.items():
        value = given.get(name.removeprefix("c_"), Value(None))
        shaped[name] = Cast(F(value) if isinstance(value, str) else value, field)
    rows = queryset.order_by().annotate(**shaped).filter(c_on__lte=today())
    return rows.order_by("-c_on", "-c_made").values_list(*_COLUMNS)[:most]


def _seen(model: Any) -> Q:
    """Own rows, and those handed out to the own authority and not closed."""
    if not isinstance(model.secrecy, OwnerOrDisclosed):
        return Q(owner_id=_OWNER)
    handed_out = Disclosure.objects.open().filter(
        item_id=OuterRef("pk"),
        item_kind=model._meta.model_name,
        receiver_id=_OWNER,
    )
    return Q(owner_id=_OWNER) | Q(Exists(handed_out))


def _rows(model: Any, **also: Any) -> Any:
    return model.objects.filter(_seen(model), participation_id=_CASE, **also)


def _written(most: int) -> list[Any]:
    """Notes, and what stands in their place where each party writes in its own system."""
    return [
        _branch(
            _rows(Note),
            Entry.NOTE,
            most,
            by="author_name",
            on="happened_on",
            key="kind",
            text=Left("text", MOST_CHARACTERS),
        ),
        _branch(
            _rows(ContactFact, struck_at__isnull=True),
            Entry.CONTACT,
            most,
            on="happened_on",
            key="kind",
            text="source",
        ),
        _branch(
            _rows(MonthlyLine),
            Entry.MONTH,
            most,
            by="author_name",
            on=TruncDate("created_at"),
            text="text",
        ),
    ]


def _taken_part(most: int) -> list[Any]:
    """What she has begun and ended, and meetings."""
    return [
        _branch(
            # One day's visit is told once, by how it went.
            _rows(Activity).exclude(ends_on=F("starts_on"), status="completed"),
            Entry.ACTIVITY,
            most,
            on="starts_on",
            state="status",
            text="name",
        ),
        _branch(
            _rows(Activity, status__in=("completed", "interrupted")),
            Entry.ACTIVITY_ENDED,
            most,
            on="ends_on",
            state="status",
            key="name",
            text=Left("result", MOST_CHARACTERS),
        ),
        _branch(
            _rows(Meeting).exclude(status__in=("booked", "cancelled")),
            Entry.MEETING,
            most,
            by="with_whom__name",
            on=TruncDate("at"),
            made="at",
            key="kind",
            state="status",
            text=Left("outcome", MOST_CHARACTERS),
        ),
    ]


def _with_others(most: int) -> list[Any]:
    """Answers to questions, talks with employers, and referrals on."""
    return [
        _branch(
            Answer.objects.filter(
                Q(receiver_id=_OWNER) | Q(owner_id=_OWNER),
                question__participation_id=_CASE,
            ),
            Entry.ANSWER,
            most,
            about=Value(None),
            on="answered_on",
            text=Left("text", MOST_CHARACTERS),
        ),
        _branch(
            EmployerContact.objects.filter(
                owner_id=_OWNER,
                activity__participation_id=_CASE,
                activity__owner_id=_OWNER,
            ),
            Entry.EMPLOYER,
            most,
            about="activity__participant_id",
            on="held_on",
            key="employer__name",
            state="way",
            text=Left("text", MOST_CHARACTERS),
        ),
        _branch(
            _rows(OutgoingReferral),
            Entry.CARE,
            most,
            on=Coalesce("sent_on", "status_on"),
            state="status",
            key="target_name",
            text=Left("reason", MOST_CHARACTERS),
        ),
    ]


def _worked(most: int) -> list[Any]:
    """The first and the last day of each work period, and the programme's milestones."""
    own = {"owner_id": _OWNER, "participation_id": _CASE, "struck_at__isnull": True}
    about_work = {"key": "kind", "text": "name"}
    return [
        _branch(
            WorkPeriod.objects.filter(**own),
            Entry.WORK,
            most,
            on="starts_on",
            state=Cast("percent", TextField()),
            **about_work,
        ),
        _branch(
            WorkPeriod.objects.filter(ends_on__isnull=False, **own),
            Entry.WORK_ENDED,
            most,
            on="ends_on",
            state=Cast("percent", TextField()),
            **about_work,
        ),
        _branch(
            Milestone.objects.filter(**own),
            Entry.MILESTONE,
            most,
            on="starts_on",
            key="key",
            text="text",
        ),
    ]


def _confirmed(most: int) -> list[Any]:
    return [
        _branch(_rows(Mapping), Entry.MAPPING, most, on=TruncDate("confirmed_at"), key="way"),
        _branch(_rows(Plan), Entry.PLAN, most, on=TruncDate("confirmed_at")),
        _branch(
            _rows(Readiness),
            Entry.READINESS,
            most,
            by="judged_by__name",
            on="judged_on",
            state=Cast("is_ready", TextField()),
            text=Left("comment", MOST_CHARACTERS),
        ),
        _branch(
            _rows(Exit, confirmed_at__isnull=False),
            Entry.EXIT,
            most,
            on="ended_on",
            key="destination",
            text=Left("next_step", MOST_CHARACTERS),
        ),
        _branch(_rows(Takeover), Entry.TAKEOVER, most, on="confirmed_on", text="contact"),
        _branch(
            _rows(FollowUp),
            Entry.FOLLOW_UP,
            most,
            on="done_on",
            key="moment",
            state=Cast("reached", TextField()),
            text=Left("text", MOST_CHARACTERS),
        ),
        _branch(
            Consent.objects.filter(owner_id=_OWNER, participation_id=_CASE),
            Entry.CONSENT,
            most,
            by="taken_by__name",
            on="given_on",
            key="kind",
            state=Cast("refused", TextField()),
        ),
    ]
