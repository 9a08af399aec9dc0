"""This file is where a participant's own pages are read: her rows, at every authority.

Every query names her participants itself; that her database role reaches no others comes second.
To fetch is to be logged here too, once a request in each authority's chain.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from stegvis.access.actor import Person
from stegvis.access.policy import NotVisible
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework.actions.plan import PARTICIPANT
from stegvis.casework.models import (
    Activity,
    GoalStatus,
    Meeting,
    MeetingStatus,
    Need,
    OwnComment,
    OwnTick,
    Participation,
    PersonAnswer,
    PersonQuestion,
    Plan,
    PlanAction,
    PlanGoal,
    WorkPeriod,
)
from stegvis.core.dates import now, today
from stegvis.organisations.models import Account
from stegvis.participants.models import (
    Consent,
    ConsentGrant,
    ConsentKind,
    Disclosure,
    Identity,
)

Row = TypeVar("Row", bound=Model)
# All that her role may read of an account: whom to call.
_PUBLIC = frozenset({"id", "name", "phone", "email"})


def without_logins(path: str) -> list[str]:
    """What to defer of an account joined at `path`: how anybody logs in is closed to her."""
    columns = (field.attname for field in Account._meta.concrete_fields)
    return [f"{path}__{column}" for column in columns if column not in _PUBLIC]


def looked(person: Person) -> None:
    """Log that she read about herself, in the chain of each authority that knows her."""
    for participant_id, owner_id in person.participants.items():
        journal().look(
            Event.PERSON_READ,
            owner_id=owner_id,
            item_kind="participant",
            item_id=participant_id,
            participant_id=participant_id,
        )


def _mine(person: Person) -> list[UUID]:
    return list(person.participants)


def cases(person: Person) -> list[Participation]:
    """Every programme that she takes or took part in, the newest first, with her contact there."""
    looked(person)
    return list(
        Participation.objects.filter(participant_id__in=_mine(person))
        .select_related("version__programme", "owner", "case_manager")
        .defer(*without_logins("case_manager"))
        .order_by(F("ended_on").desc(nulls_first=True), "-enrolled_on")
    )


def case(person: Person, pk: UUID) -> Participation:
    """One of them. Raises NotVisible."""
    found = next((row for row in cases(person) if row.pk == pk), None)
    if found is None:
        raise NotVisible
    return found


def plans(person: Person) -> list[Plan]:
    """The confirmed plan in force of each programme, with goals and steps. Three queries."""
    looked(person)
    return list(
        Plan.objects.filter(
            participant_id__in=_mine(person),
            confirmed_at__isnull=False,
            replaced_at__isnull=True,
        )
        .select_related("participation__version__programme", "owner")
        .prefetch_related(
            Prefetch("goals", PlanGoal.objects.exclude(status=GoalStatus.DROPPED)),
            "goals__actions",
        )
        .order_by("-confirmed_at")
    )


def plan(person: Person, pk: UUID) -> Plan:
    """One confirmed plan of hers, in force or not. Raises NotVisible."""
    looked(person)
    found: Plan = _or_hidden(
        Plan.objects.filter(
            pk=pk, participant_id__in=_mine(person), confirmed_at__isnull=False
        ).select_related("participation__version__programme", "owner")
    )
    return found


def goal(person: Person, pk: UUID) -> PlanGoal:
    """One goal of a confirmed plan of hers. Raises NotVisible."""
    looked(person)
    return _or_hidden(
        PlanGoal.objects.filter(
            pk=pk,
            plan__participant_id__in=_mine(person),
            plan__confirmed_at__isnull=False,
        ).select_related("plan")
    )


def action(person: Person, pk: UUID) -> PlanAction:
    """One step of a confirmed plan of hers. Raises NotVisible."""
    looked(person)
    return _or_hidden(
        PlanAction.objects.filter(
            pk=pk,
            plan__participant_id__in=_mine(person),
            plan__confirmed_at__isnull=False,
        ).select_related("plan")
    )


def needs(person: Person) -> list[Need]:
    """What has been noted that she needs, with who noted it and where she stands in a queue, the
    newest first. One query."""
    looked(person)
    return list(_needs(person).order_by(F("met_on").desc(nulls_first=True), "-noted_on"))


def need(person: Person, pk: UUID) -> Need:
    """One of them. Raises NotVisible."""
    looked(person)
    found: Need = _or_hidden(_needs(person).filter(pk=pk))
    return found


def _needs(person: Person) -> QuerySet[Need]:
    return (
        Need.objects.kept()
        .with_place()
        .filter(participant_id__in=_mine(person), participation_id__isnull=False)
        .select_related("participation__version__programme", "owner", "created_by", "activity")
        .defer(*without_logins("created_by"))
    )


def _or_hidden(queryset: QuerySet[Row]) -> Row:
    found = queryset.first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class Word:
    """A comment of hers or a tick: `on` is the plan, goal, need or step that it is about."""

    kind: str
    on: UUID | None
    text: str
    is_done: bool | None
    at: datetime
    is_seen: bool


def words(person: Person) -> dict[UUID | None, list[Word]]:
    """What she has written and ticked, by what it is about, newest first. One query."""
    comments = OwnComment.objects.filter(participant_id__in=_mine(person)).order_by()
    ticks = OwnTick.objects.filter(participant_id__in=_mine(person)).order_by()
    both = _word(
        comments,
        "comment",
        on=Coalesce("goal_id", "need_id", "plan_id"),
        said=F("text"),
        done=Value(None),
    ).union(
        _word(ticks, "tick", on=F("action_id"), said=Value(""), done=F("is_done")),
        all=True,
    )
    found: dict[UUID | None, list[Word]] = defaultdict(list)
    for kind, on, text, is_done, at, seen_at in sorted(both, key=lambda row: row[4], reverse=True):
        found[on].append(Word(kind, on, text, is_done, at, seen_at is not None))
    return found


def _word(rows: Any, kind: str, *, on: Any, said: Any, done: Any) -> Any:
    return rows.annotate(
        w_kind=Cast(Value(kind), TextField()),
        w_on=Cast(on, UUIDField()),
        w_text=Cast(said, TextField()),
        w_done=Cast(done, BooleanField()),
        w_at=F("created_at"),
        w_seen=F("seen_at"),
    ).values_list("w_kind", "w_on", "w_text", "w_done", "w_at", "w_seen")


@dataclass(frozen=True)
class Coming:
    """Something with a date, a question that waits, or an answer about consent."""

    kind: str
    ref: UUID
    case_id: UUID | None
    key: str
    text: str
    on: date | None
    at: datetime | None
    state: str


def coming(person: Person) -> list[Coming]:
    """What the start page is made of. One query."""
    mine = _mine(person)
    meetings = Meeting.objects.filter(
        participation__participant_id__in=mine, status=MeetingStatus.BOOKED, at__gte=now()
    )
    steps = PlanAction.objects.filter(
        plan__participant_id__in=mine,
        plan__confirmed_at__isnull=False,
        plan__replaced_at__isnull=True,
        plan__participation__ended_on__isnull=True,
        goal__status__in=(GoalStatus.NOT_STARTED, GoalStatus.ONGOING),
        responsible=PARTICIPANT,
        done_on__isnull=True,
    ).exclude(Exists(OwnTick.objects.filter(action_id=OuterRef("pk"), is_done=True)))
    reviews = Plan.objects.filter(
        participant_id__in=mine,
        confirmed_at__isnull=False,
        replaced_at__isnull=True,
        participation__ended_on__isnull=True,
        review_on__gte=today(),
    )
    asked = PersonQuestion.objects.filter(
        participant_id__in=mine, withdrawn_at__isnull=True
    ).exclude(Exists(PersonAnswer.objects.filter(question_id=OuterRef("pk"))))
    consents = Consent.objects.filter(participant_id__in=mine, participation_id__isnull=False)
    found = _coming(
        meetings, "meeting", case="participation_id", key="kind", text="place", at="at"
    ).union(
        _coming(steps, "step", case="plan__participation_id", text="text", on="due_on"),
        _coming(reviews, "review", case="participation_id", on="review_on"),
        _coming(asked, "question", case="participation_id", text="text", on="answer_by"),
        _coming(consents, "consent", case="participation_id", key="kind"),
        all=True,
    )
    return [Coming(*row) for row in found]


_SHAPE: dict[str, Any] = {
    "kind": TextField(),
    "ref": UUIDField(),
    "case": UUIDField(),
    "key": CharField(),
    "text": TextField(),
    "on": DateField(),
    "at": DateTimeField(),
    "state": CharField(),
}


def _coming(rows: Any, kind: str, **columns: str) -> Any:
    given: dict[str, Any] = {"kind": Value(kind), "ref": F("pk")}
    given |= {name: F(column) for name, column in columns.items()}
    blank = {"key": Value(""), "text": Value(""), "state": Value("")}
    shaped = {
        f"c_{name}": Cast(given.get(name, blank.get(name, Value(None))), field)
        for name, field in _SHAPE.items()
    }
    return rows.order_by().annotate(**shaped).values_list(*shaped)


def meetings(person: Person) -> list[Meeting]:
    """Her meetings, past ones too, in order of time."""
    return list(
        Meeting.objects.filter(participation__participant_id__in=_mine(person))
        .exclude(status=MeetingStatus.CANCELLED)
        .select_related("with_whom")
        .defer(*without_logins("with_whom"))
        .order_by("at")
    )


def activities(person: Person) -> list[Activity]:
    """What she does or has done in the programmes, the newest first."""
    return list(
        Activity.objects.filter(participant_id__in=_mine(person))
        .select_related("owner")
        .order_by(F("starts_on").desc(nulls_first=True), "name")
    )


def work(person: Person) -> list[WorkPeriod]:
    """Her arbetsutbud: work, placements and studies with their days, the newest first."""
    return list(
        WorkPeriod.objects.kept()
        .filter(participant_id__in=_mine(person))
        .select_related("owner")
        .order_by("-starts_on", "created_at")
    )


def reviews(person: Person) -> list[Plan]:
    """The plans in force, for the day when they are followed up."""
    return list(
        Plan.objects.filter(
            participant_id__in=_mine(person),
            confirmed_at__isnull=False,
            replaced_at__isnull=True,
            review_on__isnull=False,
        )
    )


def consents(person: Person) -> list[Consent]:
    """Every answer about consent, newest first, with its cells. Two queries."""
    return list(
        Consent.objects.filter(participant_id__in=_mine(person), participation_id__isnull=False)
        .select_related("taken_by")
        .defer(*without_logins("taken_by"))
        .prefetch_related(
            Prefetch("grants", ConsentGrant.objects.select_related("receiver", "giver"))
        )
        .order_by("-created_at")
    )


def to_answer(case: Participation, answered: Iterable[str]) -> list[str]:
    """The kinds of consent that she has not been asked about in this programme. Once it has ended,
    nothing can be handed out any more, so that is not asked."""
    known = set(answered)
    return [
        text.kind.value
        for text in case.version.definition.consent.consents
        if text.kind.value not in known
        and (case.is_ongoing or text.kind.value != ConsentKind.SECRECY)
    ]


def questions(person: Person) -> list[PersonQuestion]:
    """What she has been asked, with her answers, newest first. Two queries."""
    looked(person)
    return list(
        PersonQuestion.objects.filter(
            Q(withdrawn_at__isnull=True) | Exists(_answers(OuterRef("pk"))),
            participant_id__in=_mine(person),
        )
        .select_related("owner")
        .prefetch_related("answers")
        .order_by("-created_at")
    )


def _answers(question: Any) -> Any:
    return PersonAnswer.objects.filter(question_id=question)


def question(person: Person, pk: UUID) -> PersonQuestion:
    """One question to her, with her answers. Raises NotVisible."""
    looked(person)
    found: PersonQuestion = _or_hidden(
        PersonQuestion.objects.filter(pk=pk, participant_id__in=_mine(person))
        .select_related("owner")
        .prefetch_related("answers")
    )
    return found


def disclosures(person: Person) -> list[Disclosure]:
    """All that has been handed out about her, newest first."""
    looked(person)
    return list(
        Disclosure.objects.filter(participant_id__in=_mine(person))
        .select_related("owner", "receiver", "consent")
        .order_by("-created_at")[:500]
    )


def identities(person: Person) -> list[Identity]:
    """What each authority has written down of who she is and how to reach her."""
    looked(person)
    return list(
        Identity.objects.filter(participant_id__in=_mine(person))
        .select_related("owner", "participant")
        .order_by("owner__name")
    )
