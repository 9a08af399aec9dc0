"""This file is where the receiver's inbox is read: what has been sent here and what became of it.

The referral and the identity belong to the referrer and are seen as long as they are handed out;
the intake is the receiver's own. So nothing of the referrer's is ever joined from an intake.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, reach_q
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import (
    OPEN_STATUSES,
    Answer,
    CriterionJudgement,
    Intake,
    IntakeStatus,
    Meeting,
    MeetingStatus,
    Participation,
    Question,
    Referral,
    ReferralStatus,
)
from stegvis.core.compiled import Rows, blank, day_of
from stegvis.core.dates import today
from stegvis.participants.models import Identity, Protection
from stegvis.participants.queries import hidden_name, identity_of
from stegvis.programmes.vocabulary import OUTSIDE_PARTIES

MOST_ROWS = 200


@dataclass(frozen=True)
class Arrived:
    """A referral as its receiver sees it: whose it is, who it is about, and the answer so far."""

    referral: Referral
    intake: Intake | None
    identity: Identity | None
    # The name alone, where that is all that has been asked for.
    told: str = ""

    @property
    def name(self) -> str:
        return self.identity.full_name if self.identity else self.told or self.hidden_name

    @property
    def hidden_name(self) -> str:
        return hidden_name(self.referral.participant_id)

    @property
    def title(self) -> str:
        """As the name, for the browser's title, which others see."""
        is_open = self.identity is not None and self.identity.protection == Protection.NONE
        return self.name if is_open else self.hidden_name

    @property
    def is_own(self) -> bool:
        """From within the operator's own authority: outreach, the person herself, a colleague."""
        return self.referral.owner_id == self.referral.receiver_id

    @property
    def has_no_referrer(self) -> bool:
        """From outreach or the person herself."""
        return self.referral.route in OUTSIDE_PARTIES

    @property
    def sender(self) -> str:
        """Who refers, in a word."""
        return "Utan remittent" if self.has_no_referrer else self.referral.owner.short_name


def arrived(actor: Actor, pk: UUID) -> Arrived:
    """One referral that was sent here, with the intake if it has been opened. Two queries.

    Raises NotVisible for drafts, withdrawn ones and what was sent to other authorities.
    """
    somebody, rows = _one_sent_here(shape_of(actor))
    values = {**somebody.ids_of(actor), _REFERRAL: pk, _DAY: today()}
    found: Referral | None = next(iter(rows.run(values)), None)
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    return Arrived(found, _intake_of(found), identity_of(actor, found.participant_id))


_REFERRAL, _DAY = blank(), blank()


@lru_cache(maxsize=64)
def _one_sent_here(shape: Shape) -> tuple[Somebody, Rows]:
    """What each page and step of an assessment asks first: in SQL once for all who have the same
    roles."""
    somebody = Somebody(shape)
    return somebody, Rows(
        _sent_here(somebody.actor, day_of(_DAY))
        .filter(pk=_REFERRAL)
        .annotate(case_id=_case_id(), has_questions=_has_questions(somebody.actor))
        .order_by()
    )


def inbox(
    actor: Actor, *, decided_since: date | None = None, queued_in: UUID | None = None
) -> list[Arrived]:
    """New and undecided referrals, longest waiting first; or those decided since a day; or those
    who stand in the queue of a programme.

    Two queries; every person seen is logged.
    """
    rows = _sent_here(actor).annotate(has_answer=_has_answer())
    if decided_since:
        decided = Q(intake__decided_on__gte=decided_since)
        found = list(rows.filter(decided).order_by("-intake__decided_on")[:MOST_ROWS])
    elif queued_in:
        queued = Q(intake__status=IntakeStatus.QUEUED, version__programme_id=queued_in)
        found = list(rows.filter(queued).order_by("intake__queued_on", "sent_at")[:MOST_ROWS])
    else:
        found = list(rows.filter(_undecided()).order_by("sent_at")[:MOST_ROWS])
    for referral in found:
        record.look(Event.PERSON_LISTED, referral)
    people = identities(actor, found)
    return [Arrived(row, _intake_of(row), people.get(row.participant_id)) for row in found]


def waiting(actor: Actor) -> list[Arrived]:
    """New and undecided referrals, longest waiting first, with no more of who they are about than
    a name. One query; every person seen is logged."""
    rows = _sent_here(actor).filter(_undecided()).annotate(who=name_shown(actor, "participant_id"))
    found: list[Any] = list(rows.order_by("sent_at")[:MOST_ROWS])
    for referral in found:
        record.look(Event.PERSON_LISTED, referral)
    return [Arrived(row, _intake_of(row), None, row.who or "") for row in found]


def _undecided() -> Q:
    return Q(intake__isnull=True) | Q(intake__status__in=OPEN_STATUSES)


def left_open(actor: Actor, shown: Iterable[UUID]) -> list[Intake]:
    """Own undecided intakes whose referral can no longer be read, since it was withdrawn or its
    disclosure closed. Nothing is known but that, and when, it was received."""
    return list(
        Intake.objects.visible_to(actor)
        .undecided()
        .filter(owner_id=actor.organisation_id)
        .exclude(referral_id__in=list(shown))
        .exclude(Exists(_readable_referrals(actor).filter(pk=OuterRef("referral_id"))))
        .select_related("version__programme")[:MOST_ROWS]
    )


def own_intake(actor: Actor, pk: UUID) -> Intake:
    """An intake of the actor's own authority, by its own id. Raises NotVisible."""
    found = (
        Intake.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, pk=pk)
        .filter(_reads_intake(actor, "owner_id"))
        .select_related("version__programme", "participant__identity")
        .first()
    )
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    return found


def judgements(intake: Intake | None) -> list[CriterionJudgement]:
    """What has been judged, for the receiver alone. The intake must have been fetched."""
    if intake is None:
        return []
    return list(
        CriterionJudgement.objects.filter(intake=intake, owner_id=intake.owner_id)
        .select_related("created_by")
        .order_by("created_at")
    )


def never_enrolled(
    actor: Actor, intakes: Iterable[str], start: int, most: int
) -> tuple[list[Arrived], int]:
    """Those of these intakes who did not become participants, by when they came, as far as the
    actor may still read the referral: so many from a place on, and how many they are in all. Two
    queries; every person seen is logged."""
    found: list[Any] = list(
        _sent_here(actor)
        .filter(intake__in=list(intakes))
        .annotate(case_id=_case_id())
        .filter(case_id__isnull=True)
        .annotate(in_all=Window(Count("pk")))
        .order_by("sent_at", "pk")[start : start + most]
    )
    for referral in found:
        record.look(Event.PERSON_LISTED, referral)
    people = identities(actor, found)
    rows = [Arrived(row, _intake_of(row), people.get(row.participant_id)) for row in found]
    return rows, found[0].in_all if found else start


def identities(actor: Actor, referrals: Iterable[Referral]) -> dict[UUID, Identity]:
    """Who the referrals are about, by the owner's participant, as far as the actor may know."""
    return people_of(actor, [referral.participant_id for referral in referrals])


def name_shown(actor: Actor, participant: str) -> Subquery:
    """The name of somebody whose identity is own, or has been handed out; else nothing."""
    return Subquery(
        Identity.objects.visible_to(actor)
        .filter(participant_id=OuterRef(participant))
        .values(full=Concat("given_name", Value(" "), "family_name"))[:1]
    )


def people_of(actor: Actor, participants: Iterable[UUID]) -> dict[UUID, Identity]:
    """Identities by participant, as far as the actor may know. One query."""
    found = Identity.objects.visible_to(actor).filter(participant_id__in=list(participants))
    return {identity.participant_id: identity for identity in found}


@dataclass(frozen=True)
class Exchange:
    """A question about a referral, and the answer if one has come."""

    text: str
    asked_on: date
    answer_by: date | None
    answer: str
    answered_on: date | None


def exchanges(actor: Actor, referral: Referral) -> list[Exchange]:
    """Own questions about an `arrived` referral with their answers, in at most one query. An
    answer that cannot be read leaves the question standing."""
    if not getattr(referral, "has_questions", True):
        return []
    rows = (
        Question.objects.filter(owner_id=actor.organisation_id, referral=referral)
        .order_by("asked_on", "created_at")
        .values_list("text", "asked_on", "answer_by", "answers__text", "answers__answered_on")
    )
    return [Exchange(text, asked, by, said or "", on) for text, asked, by, said, on in rows]


def meetings_of(intake: Intake | None) -> list[Meeting]:
    """The meetings booked during one intake, for the receiver alone."""
    if intake is None:
        return []
    return list(
        Meeting.objects.filter(intake=intake, owner_id=intake.owner_id)
        .select_related("with_whom")
        .order_by("at")
    )


def meetings(actor: Actor, *, pk: UUID | None = None) -> list[tuple[Meeting, Arrived]]:
    """Booked meetings with people being assessed, soonest first; or one, whatever its status.

    Those whose referral can no longer be read are left out. Three queries.
    """
    seen = Intake.objects.filter(_reads_intake(actor, "owner_id"))
    rows = Meeting.objects.filter(owner_id=actor.organisation_id, intake__in=seen.values("pk"))
    rows = rows.filter(pk=pk) if pk else rows.filter(status=MeetingStatus.BOOKED)
    found = list(rows.select_related("intake__version", "with_whom").order_by("at")[:MOST_ROWS])
    wanted = [meeting.intake.referral_id for meeting in found if meeting.intake]
    referrals = {row.pk: row for row in _sent_here(actor).filter(pk__in=wanted)}
    people = identities(actor, referrals.values())
    paired = []
    for meeting in found:
        referral = referrals.get(meeting.intake.referral_id) if meeting.intake else None
        if referral is not None:
            record.look(Event.PERSON_READ if pk else Event.PERSON_LISTED, referral)
            identity = people.get(referral.participant_id)
            paired.append((meeting, Arrived(referral, meeting.intake, identity)))
    return paired


def _reads_intake(actor: Actor, owner: str) -> Q:
    return reach_q(
        actor,
        Permission.INTAKE_READ,
        programme="version__programme_id",
        responsible="pk",
        owner=owner,
    )


def _readable_referrals(actor: Actor, day: Combinable | None = None) -> QuerySet[Referral]:
    """Sent to the programmes that the actor takes in to, not withdrawn, and still handed out.
    `day`: as in Disclosure.open."""
    return Referral.objects.visible_to(actor, day).filter(
        _reads_intake(actor, "receiver_id"), status=ReferralStatus.SENT
    )


def unopened(actor: Actor, programme_id: UUID, day: date) -> int:
    """How many referrals to one programme, sent by a day, nobody has opened yet. One query."""
    return not_opened(actor, programme_id, day).count()


def not_opened(actor: Actor, programme_id: UUID, day: date) -> QuerySet[Referral]:
    """The same as rows. What has been opened is read once as a whole and left out, for joining an
    intake to each of fifteen thousand referrals takes longer than all the rest."""
    opened = Intake.objects.filter(owner_id=actor.organisation_id)
    return (
        _readable_referrals(actor)
        .filter(version__programme_id=programme_id, sent_at__date__lte=day)
        .exclude(pk__in=opened.values("referral_id"))
    )


def sent_here(actor: Actor, wanted: Iterable[UUID]) -> list[Referral]:
    """Those of these referrals that are sent here and can still be read. One query."""
    return list(_sent_here(actor).filter(pk__in=list(wanted)))


def _sent_here(actor: Actor, day: Combinable | None = None) -> QuerySet[Referral]:
    return _readable_referrals(actor, day).select_related(
        "intake", "owner", "handler", "version__programme"
    )


def _intake_of(referral: Referral) -> Intake | None:
    intake: Intake | None = getattr(referral, "intake", None)
    if intake is not None:
        intake.version = referral.version  # the same row: the intake is made from the referral
    return intake


def _case_id() -> Subquery:
    return Subquery(
        Participation.objects.filter(intake__referral_id=OuterRef("pk")).values("pk")[:1]
    )


def _has_questions(actor: Actor) -> Exists:
    own = Question.objects.filter(owner_id=actor.organisation_id, referral_id=OuterRef("pk"))
    return Exists(own)


def _has_answer() -> Exists:
    return Exists(Answer.objects.filter(question__referral_id=OuterRef("pk")))
