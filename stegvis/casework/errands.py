"""This file is where it is gathered what waits for the actor outside her own cases: questions to
answer, people to take over, extracts and disclosures to review, and meetings with the referred.

All of it is one query, a union: Att göra is the page that everybody opens, and most of it is
empty for most. Every person who comes into it is logged as seen in a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextChoices,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission as P
from stegvis.access.policy import may, may_somewhere, own_scope
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework import extracts, proposing, queries
from stegvis.casework.inbox import name_shown
from stegvis.casework.models import (
    Exit,
    Meeting,
    MeetingStatus,
    Question,
    Takeover,
    TeamAttendee,
    TeamCase,
    TeamMeeting,
)


class Kind(TextChoices):
    """What waits; the values are what the log calls each of the records."""

    QUESTION = "question", "fråga"
    TAKEOVER = "exit", "övertagande"
    EXTRACT = "registerextract", "registerutdrag"
    REVIEW = "disclosure", "utlämnande"
    MEETING = "meeting", "möte"
    PROPOSAL = "proposal", "förslag"
    TEAM_MEETING = "teammeeting", "teammöte"


NEWS_DAYS = 14
"""How long news stay in the list."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One of them. `who` is a name that the actor may see, or empty; `code` what the record itself
    is called by; `place` and `at` are a meeting's. A proposal is `within` a version of revision
    `number`, by the route in `place`; a team's meeting has `number` cases."""

    kind: str
    pk: UUID
    owner_id: UUID
    participant_id: UUID | None
    programme_id: UUID | None
    # The case, intake or referral that it belongs to.
    within_id: UUID | None
    referral_owner_id: UUID | None
    referred_id: UUID | None
    who: str | None
    referred: str | None
    about: str
    sender: str
    code: str
    place: str
    since: date | None
    due_on: date | None
    at: datetime | None
    number: int | None


def errands(actor: Actor, day: date) -> list[Errand]:
    """Everything of these kinds that the actor's roles make hers. One query, or none; logged."""
    asked = list(_asked(actor, day))
    if not asked:
        return []
    found = [Errand(*row) for row in asked[0].union(*asked[1:], all=True)]
    for one in found:
        _log(one)
    return found


def _asked(actor: Actor, day: date) -> Iterator[QuerySet[Any, Any]]:
    runs_cases = may_somewhere(actor, P.MAPPING_WRITE)
    if may_somewhere(actor, P.QUESTION_ANSWER):
        yield _questions(actor)
    if may_somewhere(actor, P.TAKEOVER_CONFIRM):
        yield _takeovers(actor)
    if may_somewhere(actor, P.EXTRACT_RELEASE) and not runs_cases:
        # Whoever runs cases finds hers among the dates of the case.
        yield _extracts(actor)
        if may(actor, P.DISCLOSURE_REVIEW, own_scope(actor)):
            yield _reviews(actor)
    if may_somewhere(actor, P.INTAKE_READ):
        yield _meetings(actor)
    if may_somewhere(actor, P.PROPOSAL_ASSESS):
        yield _proposals(actor, day - timedelta(days=NEWS_DAYS))
    if may_somewhere(actor, P.TEAM_MEETING_RUN):
        yield _team_meetings(actor, day)


_EMPTY: dict[str, Any] = {
    "about": Value(""),
    "sender": Value(""),
    "code": Value(""),
    "place": Value(""),
} | {
    name: Value(None)
    for name in (
        *("programme_id", "within_id", "referral_owner_id", "referred_id", "who", "referred"),
        *("since", "due_on", "at", "number"),
    )
}
# In the order of an Errand's fields.
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("owner", "person"), UUIDField()),
    **dict.fromkeys(("programme_id", "within_id", "referral_owner_id", "referred_id"), UUIDField()),
    **dict.fromkeys(("who", "referred", "about", "sender", "code", "place"), CharField()),
    **dict.fromkeys(("since", "due_on"), DateField()),
    "at": DateTimeField(),
    "number": IntegerField(),
}


def _rows(rows: QuerySet[Any], kind: Kind, **told: Any) -> QuerySet[Any, Any]:
    """The rows in the shape of an Errand, each column of its type also where it is empty."""
    columns = {"owner": F("owner_id"), "person": F("participant_id")} | _EMPTY | told
    shaped = {f"e_{name}": Cast(columns[name], column) for name, column in _TYPES.items()}
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(e_kind=Value(kind.value, CharField()), **shaped)
        .values_list("e_kind", "pk", *shaped)
    )
    return found


def _questions(actor: Actor) -> QuerySet[Any, Any]:
    return _rows(
        Question.objects.visible_to(actor)
        .unanswered()
        .filter(receiver_id=actor.organisation_id)
        .exclude(owner_id=actor.organisation_id, created_by_id=actor.account_id),
        Kind.QUESTION,
        programme_id=F("version__programme_id"),
        within_id=F("referral_id"),
        referral_owner_id=F("referral__owner_id"),
        referred_id=F("referral__participant_id"),
        who=name_shown(actor, "participant_id"),
        referred=name_shown(actor, "referral__participant_id"),
        about=F("version__programme__short_name"),
        sender=F("owner__short_name"),
        code=F("kind"),
        since=F("asked_on"),
        due_on=F("answer_by"),
    )


def _takeovers(actor: Actor) -> QuerySet[Any, Any]:
    """People that another authority has handed over, until this one has said that it takes over."""
    confirmed = Takeover.objects.filter(
        owner_id=actor.organisation_id, participation_id=OuterRef("participation_id")
    )
    return _rows(
        Exit.objects.visible_to(actor)
        .filter(receiver_id=actor.organisation_id, confirmed_at__isnull=False)
        .filter(receiver_confirmed_on__isnull=True)
        .exclude(owner_id=actor.organisation_id)
        .exclude(Exists(confirmed)),
        Kind.TAKEOVER,
        within_id=F("participation_id"),
        who=name_shown(actor, "participant_id"),
        sender=F("owner__short_name"),
        since=F("ended_on"),
    )


def _extracts(actor: Actor) -> QuerySet[Any, Any]:
    """Register extracts that somebody has asked for and that must be reviewed and handed over."""
    return _rows(
        extracts.waiting(actor),
        Kind.EXTRACT,
        who=name_shown(actor, "participant_id"),
        code=Cast("by_herself", CharField()),
        since=F("asked_on"),
        due_on=F("due_on"),
    )


def _reviews(actor: Actor) -> QuerySet[Any, Any]:
    """What a colleague has handed out without consent, outside the authority's own cases."""
    return _rows(
        queries.reviews_outside(actor).exclude(created_by_id=actor.account_id),
        Kind.REVIEW,
        who=name_shown(actor, "participant_id"),
        about=F("receiver__short_name"),
        sender=F("created_by__name"),
        since=TruncDate("created_at"),
        due_on=F("review_due_on"),
    )


def _meetings(actor: Actor) -> QuerySet[Any, Any]:
    """The actor's own meetings with people who have been referred."""
    return _rows(
        Meeting.objects.filter(
            owner_id=actor.organisation_id,
            intake__isnull=False,
            with_whom_id=actor.account_id,
            status=MeetingStatus.BOOKED,
        ),
        Kind.MEETING,
        within_id=F("intake_id"),
        code=F("kind"),
        place=F("place"),
        at=F("at"),
    )


def _proposals(actor: Actor, since: date) -> QuerySet[Any, Any]:
    """What others propose and this authority assesses, and answers since a day to one's own."""
    return _rows(
        proposing.of_concern(actor, since),
        Kind.PROPOSAL,
        programme_id=F("version__programme_id"),
        within_id=F("version_id"),
        number=F("version__revision"),
        who=name_shown(actor, "participant_id"),
        about=F("version__programme__short_name"),
        sender=Case(
            When(owner_id=actor.organisation_id, then=F("receiver__short_name")),
            default=F("owner__short_name"),
        ),
        code=F("told_status"),
        place=F("route"),
        since=F("told_on"),
        at=F("sent_at"),
    )


def _team_meetings(actor: Actor, day: date) -> QuerySet[Any, Any]:
    """The team's meetings within a week, and those of the last weeks that nobody has said were
    held; with how many cases each has, and who is called."""
    begins = timezone.make_aware(datetime.combine(day - timedelta(days=NEWS_DAYS), time.min))
    ends = timezone.make_aware(datetime.combine(day + timedelta(days=8), time.min))
    cases = (
        TeamCase.objects.filter(
            meeting_id=OuterRef("pk"), owner_id=actor.organisation_id, taken_off_at__isnull=True
        )
        .order_by()
        .values("meeting_id")
        .annotate(count=Count("pk"))
        .values("count")
    )
    called = (
        TeamAttendee.objects.filter(
            meeting_id=OuterRef("pk"), owner_id=actor.organisation_id, is_called_off=False
        )
        .order_by()
        .values("meeting_id")
        .annotate(names=StringAgg("name", delimiter=", ", order_by="name"))
        .values("names")
    )
    return _rows(
        TeamMeeting.objects.visible_to(actor).filter(
            status=MeetingStatus.BOOKED, at__gte=begins, at__lt=ends
        ),
        Kind.TEAM_MEETING,
        person=Value(None),
        programme_id=F("version__programme_id"),
        number=Coalesce(Subquery(cases), 0),
        about=F("version__programme__short_name"),
        sender=Coalesce(Subquery(called), Value("")),
        place=F("place"),
        at=F("at"),
    )


def _log(one: Errand) -> None:
    """Each person in the list; of somebody referred her own authority's referral is the record."""
    if one.kind in (Kind.MEETING, Kind.TEAM_MEETING):
        # Who is met is in the inbox, which logs her; a team's meeting names nobody.
        return
    if one.participant_id or one.kind != Kind.QUESTION:
        _look(one.kind, one.pk, one.owner_id, one.participant_id, one.programme_id)
    if one.referral_owner_id:
        _look("referral", one.within_id, one.referral_owner_id, one.referred_id, None)


def _look(
    kind: str,
    pk: UUID | None,
    owner_id: UUID,
    participant_id: UUID | None,
    programme_id: UUID | None,
) -> None:
    journal().look(
        Event.PERSON_LISTED,
        owner_id=owner_id,
        item_kind=kind,
        item_id=pk,
        participant_id=participant_id,
        programme_id=programme_id,
        purpose="",
    )
