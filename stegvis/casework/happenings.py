"""This file is where the dated facts of cases are fetched: one UNION ALL over all kinds.

One query for one case or for fifty. Every branch asks for the actor's own authority's rows, or
for what has been handed out to it; nothing is joined that could be hidden.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.casework.known import Happening, Known, What
from stegvis.casework.models import (
    Activity,
    Answer,
    CareStatus,
    ContactFact,
    Exit,
    FollowUp,
    FrozenVersion,
    InstrumentAnswer,
    Mapping,
    Meeting,
    MeetingStatus,
    Milestone,
    Need,
    Note,
    OutgoingReferral,
    OwnComment,
    OwnTick,
    Participation,
    Party,
    PersonAnswer,
    Plan,
    PlanAction,
    Question,
    Readiness,
    RegisterExtract,
    SystemRegistration,
    Takeover,
    TeamAttendee,
    TeamCase,
    WorkPeriod,
)
from stegvis.core.compiled import Statement, blank, compiled, one_of
from stegvis.core.dates import today
from stegvis.participants.models import Benefit, Consent, ConsentGrant, ConsentKind, Disclosure
from stegvis.programmes.models import OfferUse

# Every branch has these columns, in this order and of these types.
_COLUMNS: dict[str, Any] = {
    "c_case": UUIDField(),
    "c_kind": TextField(),
    "c_ref": UUIDField(),
    "c_key": TextField(),
    "c_state": TextField(),
    "c_text": TextField(),
    "c_number": IntegerField(),
    "c_on": DateField(),
    "c_until": DateField(),
    "c_third": DateField(),
    "c_fourth": DateField(),
    "c_at": DateTimeField(),
}

_OWNER, _CASES, _PEOPLE = blank(), blank(), blank()


def known_of(
    actor: Actor, cases: Collection[Participation], *, with_grants: bool = False
) -> dict[UUID, Known]:
    """What is known of each of these cases, by id. Cases that the actor has fetched and owns,
    with participant; one query however many they are. `with_grants`: also what may be handed
    out to whom."""
    by_case: dict[UUID, list[Happening]] = defaultdict(list)
    people: dict[UUID, list[UUID]] = defaultdict(list)
    for case in cases:
        people[case.participant_id].append(case.pk)
    if cases:
        values = {
            _OWNER: actor.organisation_id,
            _CASES: [case.pk for case in cases],
            _PEOPLE: list(people),
        }
        for subject, kind, *columns in _statement(today(), with_grants).run(values):
            happening = _happening(kind, *columns)
            # A benefit is the person's, whichever of her cases it is asked for; an extract is
            # asked for once, and stands at the first of them.
            targets = [subject]
            if kind in (What.BENEFIT, What.BENEFIT_COURSE):
                targets = people[subject]
            elif kind == What.EXTRACT:
                targets = people[subject][:1]
            for case_id in targets:
                by_case[case_id].append(happening)
    return {case.pk: _known(case, tuple(by_case[case.pk])) for case in cases}


def _known(case: Participation, happenings: tuple[Happening, ...]) -> Known:
    return Known(
        case_id=case.pk,
        enrolled_on=case.enrolled_on,
        ended_on=case.ended_on,
        way=case.way,
        arm=case.arm,
        born_on=case.participant.born_on,
        has_case_manager=case.case_manager_id is not None,
        owner_key=owner.key if (owner := case._state.fields_cache.get("owner")) else "",
        happenings=happenings,
    )


def _happening(kind: str, ref: UUID, *columns: Any) -> Happening:
    key, state, text, number, on, until, third, fourth, at = columns
    return Happening(
        kind=kind,
        ref=ref,
        key=key or "",
        state=state or "",
        text=text or "",
        number=number,
        on=on,
        until=until,
        third=third,
        fourth=fourth,
        at=timezone.localtime(at) if at else None,
    )


@lru_cache(maxsize=8)
def _statement(day: date, with_grants: bool) -> Statement:
    """The whole union, written down once a day: today is one of its parameters."""
    branches = [
        *([_grants()] if with_grants else []),
        *_agreed(),
        *_planned(),
        *_done(),
        *_worked(),
        *_ended(),
        *_own_words(),
        *_checked(day),
        _waited_for(),
        _branch(
            RegisterExtract.objects.filter(
                owner_id=_OWNER, participant_id__in=one_of(_PEOPLE), released_at__isnull=True
            ),
            What.EXTRACT,
            case=F("participant_id"),
            on="asked_on",
            until="due_on",
            state=_when(Q(by_herself=True), "herself"),
        ),
    ]
    return compiled(branches[0].union(*branches[1:], all=True))


def _branch(queryset: Any, kind: What, **columns: Any) -> Any:
    """One kind in the common shape; `columns` are named without their c_."""
    given = {"case": F("participation_id"), "ref": F("pk"), "kind": Value(kind.value)} | columns
    shaped = {}
    for name, field in _COLUMNS.items():
        value = given.get(name.removeprefix("c_"), Value(None))
        value = F(value) if isinstance(value, str) else value
        shaped[name] = Cast(value, field)
    return queryset.order_by().annotate(**shaped).values_list(*_COLUMNS)


def _agreed() -> list[Any]:
    return [
        _branch(
            Consent.objects.filter(owner_id=_OWNER, participation_id__in=one_of(_CASES)),
            What.CONSENT,
            key="kind",
            state=_when(Q(refused=True), "refused"),
            on="given_on",
            until="valid_to",
            third=TruncDate("withdrawn_at"),
            at="created_at",
        ),
        _branch(
            Benefit.objects.filter(owner_id=_OWNER, participant_id__in=one_of(_PEOPLE)),
            What.BENEFIT,
            case=F("participant_id"),
            key="kind",
            number=F("extent_percent"),
            on="starts_on",
            until="ends_on",
            third="dormant_from",
            fourth="dormant_until",
        ),
        _branch(
            Benefit.objects.filter(
                Q(applied_on__isnull=False)
                | Q(schooling_ends_on__isnull=False)
                | Q(settled_on__isnull=False),
                owner_id=_OWNER,
                participant_id__in=one_of(_PEOPLE),
            ),
            What.BENEFIT_COURSE,
            case=F("participant_id"),
            state="outcome",
            on="applied_on",
            until="decided_on",
            third="schooling_ends_on",
            fourth="settled_on",
        ),
        _branch(
            Disclosure.objects.open().filter(
                owner_id=_OWNER,
                participation_id__in=one_of(_CASES),
                review_due_on__isnull=False,
                reviewed_at__isnull=True,
            ),
            What.REVIEW,
            text="title",
            on="review_due_on",
        ),
    ]


def _grants() -> Any:
    """The cells of the secrecy consent in force, with the own authority as giver."""
    given = Consent.objects.in_force().filter(
        owner_id=_OWNER, participation_id__in=one_of(_CASES), kind=ConsentKind.SECRECY
    )
    return _branch(
        ConsentGrant.objects.filter(
            owner_id=_OWNER,
            giver_id=_OWNER,
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


def _planned() -> list[Any]:
    own = {"owner_id": _OWNER, "participation_id__in": one_of(_CASES)}
    answered = Answer.objects.filter(
        Q(receiver_id=_OWNER) | Q(owner_id=_OWNER),
        question_id=OuterRef("pk"),
    )
    return [
        _branch(
            Mapping.objects.filter(**own),
            What.MAPPING,
            key="way",
            on=TruncDate("created_at"),
            until=TruncDate("confirmed_at"),
        ),
        _branch(
            Plan.objects.filter(**own),
            What.PLAN,
            state=_when(Q(replaced_at__isnull=False), "replaced"),
            number=F("number"),
            on=TruncDate("created_at"),
            until=TruncDate("confirmed_at"),
            third="anchored_on",
            fourth="review_on",
        ),
        _branch(
            PlanAction.objects.filter(
                owner_id=_OWNER,
                plan__participation_id__in=one_of(_CASES),
                plan__owner_id=_OWNER,
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
        _branch(
            Question.objects.filter(**own),
            What.QUESTION,
            text="receiver__short_name",
            on="asked_on",
            until="answer_by",
            third=Subquery(answered.order_by("answered_on").values("answered_on")[:1]),
        ),
    ]


def _done() -> list[Any]:
    own = {"owner_id": _OWNER, "participation_id__in": one_of(_CASES)}
    waiting = (CareStatus.SENT, CareStatus.RECEIVED, CareStatus.WAITING)
    return [
        _branch(
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
        _branch(
            Meeting.objects.filter(**own),
            What.MEETING,
            key="kind",
            state="status",
            text="place",
            at="at",
        ),
        _branch(
            OutgoingReferral.objects.filter(status__in=waiting, **own),
            What.CARE,
            text="target_name",
            state="status",
            on=Coalesce("sent_on", "status_on"),
        ),
    ]


def _worked() -> list[Any]:
    own = {"owner_id": _OWNER, "participation_id__in": one_of(_CASES)}
    return [
        _branch(
            WorkPeriod.objects.kept().filter(**own),
            What.WORK,
            key="kind",
            state=_when(Q(is_found_workplace=True), "found"),
            text="name",
            number=F("percent"),
            on="starts_on",
            until="ends_on",
        ),
        _branch(
            Milestone.objects.kept().filter(**own),
            What.MILESTONE,
            key="key",
            text="text",
            on="starts_on",
            until="ends_on",
        ),
    ]


def _latest_contact(notes: QuerySet[Note] | QuerySet[ContactFact]) -> Any:
    """The latest of many notes, or of days without a note, one row a case."""
    shaped = {
        name: Cast(Value(None), field)
        for name, field in _COLUMNS.items()
        if name not in ("c_case", "c_kind", "c_on")
    }
    return (
        notes.order_by()
        .values(c_case=F("participation_id"))
        .annotate(c_kind=Cast(Value(What.CONTACT.value), TextField()), c_on=Max("happened_on"))
        .annotate(**shaped)
        .values_list(*_COLUMNS)
    )


def _ended() -> list[Any]:
    own = {"owner_id": _OWNER, "participation_id__in": one_of(_CASES)}
    handed_out = Disclosure.objects.open().filter(
        item_id=OuterRef("pk"), item_kind="takeover", receiver_id=_OWNER
    )
    return [
        _branch(
            Readiness.objects.filter(**own),
            What.READINESS,
            state=_when(Q(is_ready=True), "ready"),
            on="judged_on",
        ),
        _branch(
            Exit.objects.filter(**own),
            What.EXIT,
            key="destination",
            state=_when(Q(confirmed_at__isnull=False), "confirmed"),
            text="receiver__short_name",
            on="conversation_on",
            until="ended_on",
            third="receiver_confirmed_on",
            fourth="started_on",
        ),
        _branch(
            Takeover.objects.filter(
                Q(owner_id=_OWNER) | Exists(handed_out), participation_id__in=one_of(_CASES)
            ),
            What.TAKEOVER,
            on="confirmed_on",
            until="starts_on",
        ),
        _branch(FollowUp.objects.filter(**own), What.FOLLOW_UP, key="moment", on="done_on"),
    ]


def _own_words() -> list[Any]:
    """What the participant has written on her own pages and nobody has seen yet."""
    own = {"owner_id": _OWNER, "seen_at__isnull": True}
    cases = {"participation_id__in": one_of(_CASES)}
    return [
        _branch(
            OwnComment.objects.filter(**own, **cases),
            What.OWN_WORDS,
            key=Value("comment"),
            on=TruncDate("created_at"),
        ),
        _branch(
            OwnTick.objects.filter(**own, **cases),
            What.OWN_WORDS,
            key=Value("tick"),
            on=TruncDate("created_at"),
        ),
        _branch(
            PersonAnswer.objects.filter(
                **own, question__owner_id=_OWNER, question__participation_id__in=one_of(_CASES)
            ),
            What.OWN_WORDS,
            case=F("question__participation_id"),
            key=Value("answer"),
            on=TruncDate("created_at"),
        ),
    ]


def _checked(day: date) -> list[Any]:
    """Registrations in the parties' systems, answered instruments, and meetings of the team ahead
    where the case is taken up."""
    own = {"owner_id": _OWNER, "participation_id__in": one_of(_CASES)}
    called = (
        TeamAttendee.objects.filter(
            meeting_id=OuterRef("meeting_id"), owner_id=_OWNER, is_called_off=False
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
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return [
        _branch(
            SystemRegistration.objects.filter(**own),
            What.REGISTERED,
            key="party",
            on="checked_on",
        ),
        # A reference that the party itself has handed out says the same.
        _branch(
            FrozenVersion.objects.filter(
                Exists(
                    Disclosure.objects.open().filter(
                        item_id=OuterRef("pk"), item_kind="frozenversion", receiver_id=_OWNER
                    )
                ),
                of_kind="systemregistration",
                participation_id__in=one_of(_CASES),
            ),
            What.REGISTERED,
            key=Subquery(
                Party.objects.filter(
                    owner_id=_OWNER,
                    participation_id=OuterRef("participation_id"),
                    organisation_id=OuterRef("owner_id"),
                )
                .order_by("starts_on", "pk")
                .values("key")[:1]
            ),
            on=TruncDate("created_at"),
        ),
        _branch(
            InstrumentAnswer.objects.filter(**own),
            What.MEASURED,
            key="instrument",
            state="moment",
            on="answered_on",
        ),
        _branch(
            TeamCase.objects.filter(
                taken_off_at__isnull=True,
                meeting__status=MeetingStatus.BOOKED,
                meeting__at__gte=begins,
                **own,
            ),
            What.TEAM_MEETING,
            ref=F("meeting_id"),
            state="meeting__place",
            text=Subquery(called[:1]),
            at="meeting__at",
        ),
    ]


def _waited_for() -> Any:
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
    return _branch(
        Need.objects.open()
        .with_place()
        .filter(
            owner_id=_OWNER,
            participation_id__in=one_of(_CASES),
            queued_at__isnull=False,
            offer__ended_on__isnull=True,
            offer__places_given__gte=stands + Coalesce(Subquery(taken), 0),
        ),
        What.QUEUED,
        text="offer__name",
        on=TruncDate("queued_at"),
    )


def _when(condition: Q, state: str) -> Case:
    return Case(When(condition, then=Value(state)), default=Value(""), output_field=CharField())
