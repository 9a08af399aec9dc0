"""This file is where one authority asks another, about a case, a referral or nobody by name."""

from typing import ClassVar

from django.db import models

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, may_somewhere
from stegvis.casework.models.participation import Participation
from stegvis.casework.models.referral import Referral
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed, OwnerOrReceiver
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants.models import Disclosure, Participant
from stegvis.programmes.models import ProgrammeVersion


class QuestionKind(models.TextChoices):
    INQUIRY = "inquiry", "avidentifierad förfrågan"
    COMPLETION = "completion", "begäran om komplettering"
    TO_PARTY = "to_party", "fråga till part"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, actor: Actor) -> "QuestionQuerySet":
        """Own questions: the asker's, or those in cases that she sees. Received ones: those put
        to the actor herself, or to nobody in particular at her authority if it is her work to
        answer."""
        cases = Participation.objects.visible_to(actor).values("pk")
        own = models.Q(owner_id=actor.organisation_id) & (
            models.Q(created_by_id=actor.account_id) | models.Q(participation__in=cases)
        )
        opened = models.Exists(
            Disclosure.objects.open().filter(
                item_id=models.OuterRef("pk"),
                item_kind="question",
                receiver_id=actor.organisation_id,
            )
        )
        to_me = models.Q(addressee_id=actor.account_id)
        if may_somewhere(actor, Permission.QUESTION_ANSWER):
            to_me |= models.Q(addressee__isnull=True)
        received = models.Q(receiver_id=actor.organisation_id) & to_me & models.Q(opened)
        return self.filter(own | received)

    def unanswered(self) -> "QuestionQuerySet":
        return self.filter(answers__isnull=True)


class Question(OwnedRecord):
    """Is treatment under way? Can vården judge? Would this person fit? Never a demand for a new
    certificate. Asking about a named person is a disclosure and needs its ground."""

    owner_is_authority = True
    secrecy: ClassVar = OwnerOrDisclosed(
        kind="question",
        few=True,
        frozen_by="created_at",
        points=(
            ("participation_id", "casework_participation"),
            ("referral_id", "casework_referral"),
        ),
    )

    kind = models.CharField("slag", max_length=12, choices=QuestionKind.choices)
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="till"
    )
    addressee = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="till person",
    )
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    participant = OwnForeignKey(Participant, null=True, blank=True, related_name="questions")
    participation = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        db_constraint=False,
    )
    referral = models.ForeignKey(
        Referral,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        db_constraint=False,
    )
    text = models.TextField("fråga")
    asked_on = models.DateField("ställd")
    answer_by = models.DateField("svar önskas senast", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ["-asked_on"]
        indexes = [models.Index(fields=["receiver", "-asked_on"], name="question_received")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def scope(self) -> Scope:
        return Scope(self.owner_id, self.version.programme_id, frozenset({self.created_by_id}))


class Answer(OwnedRecord):
    """The asked authority's own record: nobody writes in another's row."""

    secrecy: ClassVar = OwnerOrReceiver(
        frozen_by="created_at", points=(("question_id", "casework_question"),)
    )

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers", db_constraint=False
    )
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="till"
    )
    text = models.TextField("svar")
    answered_on = models.DateField("besvarad")

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering = ["answered_on"]

    def __str__(self) -> str:
        return str(self.id)
