"""This file is where it is said which dated facts the record of a case holds: what has been agreed
on, planned, done, worked and ended."""

from typing import Any

from django.db.models import (
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from stegvis.casework.happening_shape import CASES, COLUMNS, OWNER, PEOPLE, branch, when
from stegvis.casework.known import What
from stegvis.casework.models import (
    Activity,
    Answer,
    CareStatus,
    ContactFact,
    Exit,
    FollowUp,
    Mapping,
    Meeting,
    Milestone,
    Note,
    OutgoingReferral,
    Plan,
    PlanAction,
    Question,
    Readiness,
    Takeover,
    WorkPeriod,
)
from stegvis.core.compiled import one_of
from stegvis.participants.models import Benefit, Consent, Disclosure


def agreed() -> list[Any]:
    return [
        branch(
            Consent.objects.filter(owner_id=OWNER, participation_id__in=one_of(CASES)),
            What.CONSENT,
            key="kind",
            state=when(Q(refused=True), "refused"),
            on="given_on",
            until="valid_to",
            third=TruncDate("withdrawn_at"),
            at="created_at",
        ),
        branch(
            Benefit.objects.filter(owner_id=OWNER, participant_id__in=one_of(PEOPLE)),
            What.BENEFIT,
            case=F("participant_id"),
            key="kind",
            number=F("extent_percent"),
            on="starts_on",
            until="ends_on",
            third="dormant_from",
            fourth="dormant_until",
        ),
        branch(
            Benefit.objects.filter(
                Q(applied_on__isnull=False)
                | Q(schooling_ends_on__isnull=False)
                | Q(settled_on__isnull=False),
                owner_id=OWNER,
                participant_id__in=one_of(PEOPLE),
            ),
            What.BENEFIT_COURSE,
            case=F("participant_id"),
            state="outcome",
            on="applied_on",
            until="decided_on",
            third="schooling_ends_on",
            fourth="settled_on",
        ),
        branch(
            Disclosure.objects.open().filter(
                owner_id=OWNER,
                participation_id__in=one_of(CASES),
                review_due_on__isnull=False,
                reviewed_at__isnull=True,
            ),
            What.REVIEW,
            text="title",
            on="review_due_on",
        ),
    ]


def planned() -> list[Any]:
    own = {"owner_id": OWNER, "participation_id__in": one_of(CASES)}
    answered = Answer.objects.filter(
        Q(receiver_id=OWNER) | Q(owner_id=OWNER),
        question_id=OuterRef("pk"),
    )
    return [
        branch(
            Mapping.objects.filter(**own),
            What.MAPPING,
            key="way",
            on=TruncDate("created_at"),
            until=TruncDate("confirmed_at"),
        ),
        branch(
            Plan.objects.filter(**own),
            What.PLAN,
            state=when(Q(replaced_at__isnull=False), "replaced"),
            number=F("number"),
            on=TruncDate("created_at"),
            until=TruncDate("confirmed_at"),
            third="anchored_on",
            fourth="review_on",
        ),
        branch(
            PlanAction.objects.filter(
                owner_id=OWNER,
                plan__participation_id__in=one_of(CASES),
                plan__owner_id=OWNER,
                plan__confirmed_at__isnull=False,
                plan__replaced_at__isnull=True,
                goal__status__in=("not_started", "ongoing"),
                due_on__isnull=False,
                done_on__isnull=True,
            ),
            What.ACTION,
            case=F("plan__participation_id"),
            text="text",
            on="due_on",
        ),
        branch(
            Question.objects.filter(**own),
            What.QUESTION,
            text="receiver__short_name",
            on="asked_on",
            until="answer_by",
            third=Subquery(answered.order_by("answered_on").values("answered_on")[:1]),
        ),
    ]


def done() -> list[Any]:
    own = {"owner_id": OWNER, "participation_id__in": one_of(CASES)}
    waiting = (CareStatus.SENT, CareStatus.RECEIVED, CareStatus.WAITING)
    return [
        branch(
            Activity.objects.filter(**own),
            What.ACTIVITY,
            key="catalogue_key",
            state="status",
            text="name",
            number=F("minutes_per_week"),
            on="starts_on",
            until="ends_on",
        ),
        _latest_contact(Note.objects.filter(is_contact=True, **own)),
        _latest_contact(ContactFact.objects.kept().filter(is_contact=True, **own)),
        branch(
            Meeting.objects.filter(**own),
            What.MEETING,
            key="kind",
            state="status",
            text="place",
            at="at",
        ),
        branch(
            OutgoingReferral.objects.filter(status__in=waiting, **own),
            What.CARE,
            text="target_name",
            state="status",
            on=Coalesce("sent_on", "status_on"),
        ),
    ]


def _latest_contact(notes: QuerySet[Note] | QuerySet[ContactFact]) -> Any:
    """The latest of many notes, or of days without a note, one row a case."""
    shaped = {
        name: Cast(Value(None), field)
        for name, field in COLUMNS.items()
        if name not in ("c_case", "c_kind", "c_on")
    }
    return (
        notes.order_by()
        .values(c_case=F("participation_id"))
        .annotate(c_kind=Cast(Value(What.CONTACT.value), TextField()), c_on=Max("happened_on"))
        .annotate(**shaped)
        .values_list(*COLUMNS)
    )


def worked() -> list[Any]:
    own = {"owner_id": OWNER, "participation_id__in": one_of(CASES)}
    return [
        branch(
            WorkPeriod.objects.kept().filter(**own),
            What.WORK,
            key="kind",
            state=when(Q(is_found_workplace=True), "found"),
            text="name",
            number=F("percent"),
            on="starts_on",
            until="ends_on",
        ),
        branch(
            Milestone.objects.kept().filter(**own),
            What.MILESTONE,
            key="key",
            text="text",
            on="starts_on",
            until="ends_on",
        ),
    ]


def ended() -> list[Any]:
    own = {"owner_id": OWNER, "participation_id__in": one_of(CASES)}
    handed_out = Disclosure.objects.open().filter(
        item_id=OuterRef("pk"), item_kind="takeover", receiver_id=OWNER
    )
    return [
        branch(
            Readiness.objects.filter(**own),
            What.READINESS,
            state=when(Q(is_ready=True), "ready"),
            on="judged_on",
        ),
        branch(
            Exit.objects.filter(**own),
            What.EXIT,
            key="destination",
            state=when(Q(confirmed_at__isnull=False), "confirmed"),
            text="receiver__short_name",
            on="conversation_on",
            until="ended_on",
            third="receiver_confirmed_on",
            fourth="started_on",
        ),
        branch(
            Takeover.objects.filter(
                Q(owner_id=OWNER) | Exists(handed_out), participation_id__in=one_of(CASES)
            ),
            What.TAKEOVER,
            on="confirmed_on",
            until="starts_on",
        ),
        branch(FollowUp.objects.filter(**own), What.FOLLOW_UP, key="moment", on="done_on"),
    ]
