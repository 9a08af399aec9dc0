"""This file is where proposals are read: by the one who proposed, and by the one who assesses.

The proposer's row and the assessor's answer have different owners and are never joined.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, reach_q
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.inbox import people_of
from stegvis.casework.models import (
    Proposal,
    ProposalAnswer,
    ProposalStatus,
    Referral,
    ReferralStatus,
)
from stegvis.casework.queries import listed
from stegvis.participants.models import Disclosure, Identity, Protection
from stegvis.participants.queries import hidden_name
from stegvis.programmes.ways_in import route_of

MOST_ROWS = 200
ANSWERED = (ProposalStatus.REFERRED, ProposalStatus.DECLINED)
TAKEN_BACK = (
    "Förslaget som utkastet bygger på är tillbakadraget, och utkastet kan inte skickas. Ta bort "
    "det. Vill personen ändå delta skriver ni ett nytt, med det som ni själva vet."
)
CLOSED = (
    "Utkastet är stängt, eftersom förslaget som det byggde på har dragits tillbaka. Inget har "
    "skickats. Vill personen ändå delta skriver ni ett nytt, med det som ni själva vet."
)


@dataclass(frozen=True)
class Proposed:
    """A proposal, its answer as far as it may be seen, and who it is about."""

    proposal: Proposal
    answer: ProposalAnswer | None
    identity: Identity | None

    @property
    def name(self) -> str:
        if self.identity:
            return self.identity.full_name
        return hidden_name(self.proposal.participant_id)

    @property
    def title(self) -> str:
        """As the name, for the browser's title, which others see."""
        is_open = self.identity is not None and self.identity.protection == Protection.NONE
        return self.name if is_open else hidden_name(self.proposal.participant_id)

    @property
    def is_open(self) -> bool:
        """Does it still wait for an answer?"""
        is_sent = self.proposal.status == ReferralStatus.SENT
        return is_sent and (self.answer is None or self.answer.is_open)

    @property
    def sent_on(self) -> date | None:
        return timezone.localdate(self.proposal.sent_at) if self.proposal.sent_at else None

    @property
    def due_on(self) -> date | None:
        """The last day that the definition's route gives for the assessment."""
        route = route_of(self.proposal.version.definition, self.proposal.route)
        within = route.assess_within if route else None
        return within.after(self.sent_on) if within and self.sent_on else None

    @property
    def status(self) -> str:
        if self.proposal.status != ReferralStatus.SENT:
            return str(self.proposal.get_status_display())
        if self.answer is None:
            return "skickat, inte öppnat"
        return str(self.answer.get_status_display())


def own_proposals(actor: Actor) -> list[Proposed]:
    """The actor's own proposals and drafts, newest first. Three queries; one log row a person."""
    rows = _of_handler(actor).exclude(status=ReferralStatus.WITHDRAWN, sent_at__isnull=True)
    return _with_answers(actor, rows[:MOST_ROWS])


def own_proposal(actor: Actor, pk: UUID) -> Proposed:
    """One of the actor's own. Raises NotVisible."""
    return _one(actor, _of_handler(actor).filter(pk=pk))


def to_assess(actor: Actor, *, is_open: bool = True) -> list[Proposed]:
    """What other authorities propose and this one assesses, oldest first. Three queries."""
    done = ProposalAnswer.objects.visible_to(actor).filter(status__in=ANSWERED)
    answered = Q(pk__in=done.values("proposal_id"))
    rows = _sent_here(actor)
    rows = rows.exclude(answered) if is_open else rows.filter(answered)
    return _with_answers(actor, rows.order_by("sent_at")[:MOST_ROWS])


def proposed_here(actor: Actor, pk: UUID) -> Proposed:
    """One that was sent here to assess. Raises NotVisible."""
    return _one(actor, _sent_here(actor).filter(pk=pk))


def of_concern(actor: Actor, since: date) -> QuerySet[Proposal]:
    """What the actor is to assess, and her own proposals answered since a day; see `answer_of`."""
    mine = Q(owner_id=actor.organisation_id)
    answers = ProposalAnswer.objects.visible_to(actor).filter(proposal_id=OuterRef("pk"))
    return (
        Proposal.objects.visible_to(actor)
        .filter(status=ReferralStatus.SENT)
        .annotate(
            told_status=Coalesce(Subquery(answers.values("status")[:1]), Value("")),
            told_on=Subquery(answers.values("decided_on")[:1]),
        )
        .filter((~mine & ~Q(told_status__in=ANSWERED)) | (mine & Q(told_on__gte=since)))
        .select_related("version__programme", "owner", "receiver")
        .order_by("sent_at")
    )


def answer_of(row: Any) -> ProposalAnswer | None:
    """The answer to one of `of_concern`, as far as a list tells it; not to be saved."""
    if not row.told_status:
        return None
    return ProposalAnswer(proposal_id=row.pk, status=row.told_status, decided_on=row.told_on)


def taken_back(actor: Actor, referrals: Iterable[Referral]) -> set[UUID]:
    """Which of the actor's own drafts rest on a proposal that has been taken back since. One
    query. The proposal itself can no longer be read, only that it was handed out and is closed."""
    drafts = [row.pk for row in referrals if row.is_draft]
    if not drafts:
        return set()
    rows = resting_on_nothing(actor).filter(referral_id__in=drafts)
    return {pk for pk in rows.values_list("referral_id", flat=True) if pk}


def resting_on_nothing(actor: Actor) -> QuerySet[ProposalAnswer]:
    """The own authority's answers, not yet given, to proposals that have been taken back."""
    handed_out = Disclosure.objects.filter(
        item_kind="proposal",
        item_id=OuterRef("proposal_id"),
        receiver_id=actor.organisation_id,
    )
    return ProposalAnswer.objects.filter(
        Exists(handed_out.filter(closed_at__isnull=False)) & ~Exists(handed_out.open()),
        owner_id=actor.organisation_id,
        status=ProposalStatus.ASSESSING,
    )


def closed_with_proposal(actor: Actor) -> Exists:
    """Of a referral: was it a draft that was closed because its proposal was taken back?"""
    return Exists(
        ProposalAnswer.objects.filter(
            owner_id=actor.organisation_id,
            referral_id=OuterRef("pk"),
            status=ProposalStatus.TAKEN_BACK,
        )
    )


def _of_handler(actor: Actor) -> QuerySet[Proposal]:
    return (
        Proposal.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, handler_id=actor.account_id)
        .select_related("version__programme", "receiver", "operator", "participant", "handler")
    )


def _sent_here(actor: Actor) -> QuerySet[Proposal]:
    """Sent to be assessed, not withdrawn and still handed out; the participant is not joined."""
    here = reach_q(
        actor,
        Permission.PROPOSAL_ASSESS,
        programme="version__programme_id",
        responsible="pk",
        owner="receiver_id",
    )
    return (
        Proposal.objects.visible_to(actor)
        .filter(here, status=ReferralStatus.SENT)
        .select_related("version__programme", "owner", "operator", "handler")
    )


def _one(actor: Actor, rows: QuerySet[Proposal]) -> Proposed:
    found = rows.first()
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    return _paired(actor, [found])[0]


def _with_answers(actor: Actor, rows: Iterable[Proposal]) -> list[Proposed]:
    found = list(rows)
    listed(found)
    return _paired(actor, found)


def _paired(actor: Actor, found: list[Proposal]) -> list[Proposed]:
    if not found:
        return []
    answers = {
        answer.proposal_id: answer
        for answer in ProposalAnswer.objects.visible_to(actor)
        .filter(proposal_id__in=[row.pk for row in found if row.sent_at])
        .select_related("referral")
    }
    people = people_of(actor, [row.participant_id for row in found])
    return [Proposed(row, answers.get(row.pk), people.get(row.participant_id)) for row in found]
