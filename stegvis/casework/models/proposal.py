"""This file is where somebody who may only propose does so, and where the assessor's answer is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, reach_q
from stegvis.casework.models.referral import Referral, Sending, rules_of_sending
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants.models import Disclosure, Participant


def _handed_out(actor: Actor, kind: str) -> models.Exists:
    return models.Exists(
        Disclosure.objects.open().filter(
            item_id=models.OuterRef("pk"), item_kind=kind, receiver_id=actor.organisation_id
        )
    )


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, actor: Actor) -> "ProposalQuerySet":
        """The actor's own proposals, and those sent to her authority to assess."""
        own = reach_q(actor, Permission.REFERRAL_READ, programme=None, responsible="handler_id")
        sent_here = reach_q(
            actor,
            Permission.PROPOSAL_ASSESS,
            programme="version__programme_id",
            responsible="pk",
            owner="receiver_id",
        )
        opened = _handed_out(actor, "proposal")
        return self.filter(own | (sent_here & Q(opened)))


class Proposal(Sending):
    """A person whom one authority finds right for a programme and another must assess. The
    receiver is the assessor, who answers in a row of its own and refers in its own name."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="proposal",
        frozen_by="sent_at",
        still=("status", "withdrawn_at", "handler_id"),
    )

    # Which of the programme's operators is thought of.
    operator = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="tänkt utförare"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag"
        verbose_name_plural = "förslag"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["owner", "handler"], name="proposal_handler"),
            models.Index(fields=["receiver", "-sent_at"], name="proposal_receiver"),
        ]
        constraints = rules_of_sending("proposal_")


class ProposalStatus(models.TextChoices):
    ASSESSING = "assessing", "bedöms"
    REFERRED = "referred", "har lett vidare"
    DECLINED = "declined", "ledde inte vidare"
    TAKEN_BACK = "taken_back", "tillbakadraget av den som föreslog"


class ProposalAnswerQuerySet(models.QuerySet["ProposalAnswer"]):
    def visible_to(self, actor: Actor) -> "ProposalAnswerQuerySet":
        """The assessing authority's own answers, and those to the actor's own proposals."""
        here = reach_q(
            actor,
            Permission.PROPOSAL_ASSESS,
            programme="proposal__version__programme_id",
            responsible="created_by_id",
        )
        mine = models.Exists(
            Proposal.objects.filter(
                pk=models.OuterRef("proposal_id"),
                owner_id=actor.organisation_id,
                handler_id=actor.account_id,
            )
        )
        return self.filter(here | (Q(_handed_out(actor, "proposalanswer")) & Q(mine)))


class ProposalAnswer(OwnedRecord):
    """The assessor's own row, handed back to the proposer from the first day: so it holds only
    the status and what the proposer may read, and never what the operator decides later."""

    owner_is_authority = True
    secrecy: ClassVar = OwnerOrDisclosed(
        kind="proposalanswer", points=(("proposal_id", "casework_proposal"),)
    )

    proposal = models.OneToOneField(
        Proposal,
        on_delete=models.PROTECT,
        related_name="answer",
        verbose_name="förslag",
        db_constraint=False,
    )
    # The assessor's own referral, made from the proposal, and with it her own participant.
    referral = OwnForeignKey(
        Referral, null=True, blank=True, related_name="proposal_answers", verbose_name="anvisning"
    )
    participant = OwnForeignKey(
        Participant, null=True, blank=True, related_name="+", verbose_name="person"
    )
    status = models.CharField(
        "status", max_length=12, choices=ProposalStatus.choices, default=ProposalStatus.ASSESSING
    )
    received_on = models.DateField("inkom")
    message = models.TextField("meddelande till den som föreslog", blank=True)
    decided_on = models.DateField("beslutad", null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ProposalAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "svar på förslag"
        verbose_name_plural = "svar på förslag"
        ordering = ["received_on"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(message=""), name="declined_has_message"
            )
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def is_open(self) -> bool:
        return self.status == ProposalStatus.ASSESSING

    @property
    def scope(self) -> Scope:
        """Of the assessing authority, in the proposal's programme."""
        return Scope(self.owner_id, self.proposal.version.programme_id)
