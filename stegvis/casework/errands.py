"""This file is where it is gathered what waits for the actor outside her own cases: questions to
answer, people to take over, extracts and disclosures to review, and meetings with the referred.

All of it is one query, a union: Att göra is the page that everybody opens, and most of it is
empty for most. Every person who comes into it is logged as seen in a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextChoices,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Concat, TruncDate

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission as P
from stegvis.access.policy import may, may_somewhere, own_scope
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework import extracts, queries
from stegvis.casework.models import (
    Exit,
    Meeting,
    MeetingStatus,
    Question,
    Takeover,
)
from stegvis.participants.models import Identity


class Kind(TextChoices):
    """What waits; the values are what the log calls each of the records."""

    QUESTION = "question", "fråga"
    TAKEOVER = "exit", "övertagande"
    EXTRACT = "registerextract", "registerutdrag"
    REVIEW = "disclosure", "utlämnande"
    MEETING = "meeting", "möte"


@dataclass(frozen=True, slots=True)
class Errand:
    """One of them. `who` is a name that the actor may see, or empty; `code` what the record itself
    is called by; `place` and `at` are a meeting's."""

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


def name_shown(actor: Actor, participant: str) -> Subquery:
    """The name of somebody whose identity is own, or has been handed out; else nothing."""
    return Subquery(
        Identity.objects.visible_to(actor)
        .filter(participant_id=OuterRef(participant))
        .values(full=Concat("given_name", Value(" "), "family_name"))[:1]
    )


def errands(actor: Actor) -> list[Errand]:
    """Everything of these kinds that the actor's roles make hers. One query, or none; logged."""
    asked = list(_asked(actor))
    if not asked:
        return []
    found = [Errand(*row) for row in asked[0].union(*asked[1:], all=True)]
    for one in found:
        _log(one)
    return found


def _asked(actor: Actor) -> Iterator[QuerySet[Any, Any]]:
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


_EMPTY: dict[str, Any] = {
    "about": Value(""),
    "sender": Value(""),
    "code": Value(""),
    "place": Value(""),
} | {
    name: Value(None)
    for name in (
        *("programme_id", "within_id", "referral_owner_id", "referred_id", "who", "referred"),
        *("since", "due_on", "at"),
    )
}
# In the order of an Errand's fields.
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("owner", "person"), UUIDField()),
    **dict.fromkeys(("programme_id", "within_id", "referral_owner_id", "referred_id"), UUIDField()),
    **dict.fromkeys(("who", "referred", "about", "sender", "code", "place"), CharField()),
    **dict.fromkeys(("since", "due_on"), DateField()),
    "at": DateTimeField(),
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


def _log(one: Errand) -> None:
    """Each person in the list; of somebody referred her own authority's referral is the record."""
    if one.kind == Kind.MEETING:
        # She is in the inbox, which logs her.
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
