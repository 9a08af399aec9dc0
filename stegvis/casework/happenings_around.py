"""This file is where it is said which dated facts there are around a case: what may be handed out,
her own words, what parties and the team have seen to, and places that she waits for."""

from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Exists,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Sum,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from stegvis.casework.happening_shape import CASES, OWNER, branch
from stegvis.casework.known import What
from stegvis.casework.models import (
    FrozenVersion,
    InstrumentAnswer,
    MeetingStatus,
    Need,
    OwnComment,
    OwnTick,
    Party,
    PersonAnswer,
    SystemRegistration,
    TeamAttendee,
    TeamCase,
)
from stegvis.core.compiled import one_of
from stegvis.participants.models import Consent, ConsentGrant, ConsentKind, Disclosure
from stegvis.programmes.models import OfferUse


def grants() -> Any:
    """The cells of the secrecy consent in force, with the own authority as giver."""
    given = Consent.objects.in_force().filter(
        owner_id=OWNER, participation_id__in=one_of(CASES), kind=ConsentKind.SECRECY
    )
    return branch(
        ConsentGrant.objects.filter(
            owner_id=OWNER,
            giver_id=OWNER,
            withdrawn_at__isnull=True,
            consent__in=given,
        ),
        What.GRANT,
        case=F("consent__participation_id"),
        key="category",
        state="receiver__key",
        text="receiver__short_name",
        on="consent__given_on",
    )


def own_words() -> list[Any]:
    """What the participant has written on her own pages and nobody has seen yet."""
    own = {"owner_id": OWNER, "seen_at__isnull": True}
    cases = {"participation_id__in": one_of(CASES)}
    return [
        branch(
            OwnComment.objects.filter(**own, **cases),
            What.OWN_WORDS,
            key=Value("comment"),
            on=TruncDate("created_at"),
        ),
        branch(
            OwnTick.objects.filter(**own, **cases),
            What.OWN_WORDS,
            key=Value("tick"),
            on=TruncDate("created_at"),
        ),
        branch(
            PersonAnswer.objects.filter(
                **own, question__owner_id=OWNER, question__participation_id__in=one_of(CASES)
            ),
            What.OWN_WORDS,
            case=F("question__participation_id"),
            key=Value("answer"),
            on=TruncDate("created_at"),
        ),
    ]


def registered() -> list[Any]:
    """Where she is known to be in the parties' own systems."""
    handed_out = Disclosure.objects.open().filter(
        item_id=OuterRef("pk"), item_kind="frozenversion", receiver_id=OWNER
    )
    seat = Party.objects.filter(
        owner_id=OWNER,
        participation_id=OuterRef("participation_id"),
        organisation_id=OuterRef("owner_id"),
    ).order_by("starts_on", "pk")
    return [
        branch(
            SystemRegistration.objects.filter(owner_id=OWNER, participation_id__in=one_of(CASES)),
            What.REGISTERED,
            key="party",
            on="checked_on",
        ),
        # A reference that the party itself has handed out says the same.
        branch(
            FrozenVersion.objects.filter(
                Exists(handed_out),
                of_kind="systemregistration",
                participation_id__in=one_of(CASES),
            ),
            What.REGISTERED,
            key=Subquery(seat.values("key")[:1]),
            on=TruncDate("created_at"),
        ),
    ]


def measured() -> Any:
    """Instruments that have been answered."""
    return branch(
        InstrumentAnswer.objects.filter(owner_id=OWNER, participation_id__in=one_of(CASES)),
        What.MEASURED,
        key="instrument",
        state="moment",
        on="answered_on",
    )


def team_meetings(day: date) -> Any:
    """Meetings of the team from a day on in which the case is taken up, and who is called."""
    called = (
        TeamAttendee.objects.filter(
            meeting_id=OuterRef("meeting_id"), owner_id=OWNER, is_called_off=False
        )
        .order_by()
        .values("meeting_id")
        .annotate(
            names=StringAgg(
                Concat("name", Value(" ("), "organisation__short_name", Value(")")),
                delimiter=", ",
                order_by="name",
            )
        )
        .values("names")
    )
    return branch(
        TeamCase.objects.filter(
            owner_id=OWNER,
            participation_id__in=one_of(CASES),
            taken_off_at__isnull=True,
            meeting__status=MeetingStatus.BOOKED,
            meeting__at__gte=timezone.make_aware(datetime.combine(day, time.min)),
        ),
        What.TEAM_MEETING,
        ref=F("meeting_id"),
        state="meeting__place",
        text=Subquery(called[:1]),
        at="meeting__at",
    )


def waited_for() -> Any:
    """Places that have become free for those whose turn it is: the first in the queue, and as
    many after them as there are places."""
    taken = (
        OfferUse.objects.filter(offer=OuterRef("offer_id"))
        .order_by()
        .values("offer")
        .annotate(sum=Sum("taken"))
        .values("sum")
    )
    stands = Cast(KeyTextTransform("place", "stands"), IntegerField())
    return branch(
        Need.objects.open()
        .with_place()
        .filter(
            owner_id=OWNER,
            participation_id__in=one_of(CASES),
            queued_at__isnull=False,
            offer__ended_on__isnull=True,
            offer__places_given__gte=stands + Coalesce(Subquery(taken), 0),
        ),
        What.QUEUED,
        text="offer__name",
        on=TruncDate("queued_at"),
    )
