"""This file is where the referrer's side is read: her referrals, what became of them, questions.

What the receiver has answered is fetched by itself and never joined, so that a referral that has
not been opened, or whose answer is hidden, is still in the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import proposing
from stegvis.casework.models import (
    OPEN_STATUSES,
    Answer,
    Intake,
    Party,
    Question,
    QuestionKind,
    Referral,
    ReferralStatus,
)
from stegvis.casework.queries import identity_of, listed, named
from stegvis.participants.models import Disclosure, Identity

MOST_ROWS = 200


@dataclass(frozen=True)
class Followed:
    """A referral of the actor's own, and the receiver's answer if it has been opened."""

    referral: Referral
    intake: Intake | None
    # A draft of what another authority has proposed, and since taken back.
    is_taken_back: bool = False
    # Such a draft, closed by it.
    is_closed: bool = False

    @property
    def identity(self) -> Identity | None:
        return identity_of(self.referral.participant)

    @property
    def is_decided(self) -> bool:
        return self.intake is not None and self.intake.status not in OPEN_STATUSES


def own_referrals(actor: Actor, *, name: str = "") -> list[Followed]:
    """The actor's own referrals and drafts, newest first; withdrawn drafts are left out. Two
    queries, three where there are drafts; one log row a person."""
    rows = _own(actor).exclude(status=ReferralStatus.WITHDRAWN, sent_at__isnull=True)
    if name:
        rows = rows.filter(participant__in=named(actor, name))
    found = list(rows[:MOST_ROWS])
    listed(found)
    intakes, taken_back = _intakes(actor, found), proposing.taken_back(actor, found)
    return [Followed(row, intakes.get(row.pk), row.pk in taken_back) for row in found]


def own_referral(actor: Actor, pk: UUID) -> Followed:
    """One referral of the actor's own. Two queries. Raises NotVisible."""
    found = own_draft(actor, pk)
    is_closed = (
        found.sent_at is None
        and found.withdrawn_at is not None
        and Referral.objects.filter(proposing.closed_with_proposal(actor), pk=pk).exists()
    )
    return Followed(found, _intakes(actor, [found]).get(found.pk), is_closed=is_closed)


def own_draft(actor: Actor, pk: UUID) -> Referral:
    """As own_referral, without the answer: what is needed to write on."""
    found = _own(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    return found


def handed_back(actor: Actor, followed: Followed) -> list[Disclosure]:
    """What has been handed out to the actor's authority about this referral and, where she is
    the contact, about the case that came of it. Closed ones tell only that and when."""
    items = [followed.intake.pk] if followed.intake else []
    cases = Party.objects.now().filter(
        organisation_id=actor.organisation_id,
        contact_id=actor.account_id,
        participation__intake_id__in=items,
    )
    return list(
        Disclosure.objects.filter(receiver_id=actor.organisation_id)
        .filter(
            Q(item_id__in=items)
            | Q(participation_id__in=cases.values("participation_id"))
            | Q(item_id__in=Question.objects.filter(referral=followed.referral).values("pk"))
        )
        .select_related("owner")[:MOST_ROWS]
    )


def questions_about(actor: Actor, referral: Referral) -> list[Question]:
    """What the receiver has asked about this referral, with the answers. Two queries."""
    return list(_with_answers(Question.objects.visible_to(actor).filter(referral=referral)))


def questions_to(actor: Actor) -> list[Question]:
    """Questions put to the actor or to nobody in particular at her authority, unanswered first."""
    return _noted(
        _with_answers(
            Question.objects.visible_to(actor)
            .filter(receiver_id=actor.organisation_id)
            .exclude(owner_id=actor.organisation_id)
            .annotate(is_answered=Exists(Answer.objects.filter(question=OuterRef("pk"))))
            .order_by("is_answered", "-asked_on", "-created_at")
        )[:MOST_ROWS]
    )


def questions_by(actor: Actor, *, inquiries_only: bool = False) -> list[Question]:
    """Questions that the actor has put, with the answers."""
    rows = Question.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id, created_by_id=actor.account_id
    )
    if inquiries_only:
        rows = rows.filter(kind=QuestionKind.INQUIRY)
    return _noted(_with_answers(rows)[:MOST_ROWS])


def question(actor: Actor, pk: UUID) -> Question:
    """One question, put by or to the actor. Raises NotVisible."""
    found = _with_answers(Question.objects.visible_to(actor)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    if found.referral is not None:
        # The person of a referral is the referrer's, and so is the chain that tells of the look.
        record.look(Event.PERSON_READ, found.referral)
    return found


def names_in(actor: Actor, questions: Iterable[Question]) -> dict[UUID, str]:
    """Who each question is about, as far as the actor may know: by the question's id. One query.

    An own person, or one whose identity has been handed out; inquiries are about nobody.
    """
    about = {
        row.pk: row.referral.participant_id if row.referral else row.participant_id
        for row in questions
    }
    people = Identity.objects.visible_to(actor).filter(
        participant_id__in=[p for p in about.values() if p]
    )
    names = {person.participant_id: person.full_name for person in people}
    return {pk: names[person] for pk, person in about.items() if person in names}


def _own(actor: Actor) -> QuerySet[Referral]:
    return (
        Referral.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, handler_id=actor.account_id)
        .select_related("participant__identity", "version__programme", "receiver")
    )


def _intakes(actor: Actor, referrals: Iterable[Referral]) -> dict[UUID, Intake]:
    sent = [row.pk for row in referrals if row.sent_at]
    return {
        intake.referral_id: intake
        for intake in Intake.objects.visible_to(actor).filter(referral_id__in=sent)
    }


def _with_answers(rows: QuerySet[Question]) -> QuerySet[Question]:
    answers = Answer.objects.select_related("created_by", "owner")
    return rows.select_related(
        "owner", "receiver", "created_by", "version__programme", "referral"
    ).prefetch_related(Prefetch("answers", answers))


def _noted(rows: Iterable[Question]) -> list[Question]:
    found = list(rows)
    listed(row for row in found if row.kind != QuestionKind.INQUIRY)
    listed(row.referral for row in found if row.referral is not None)
    return found
