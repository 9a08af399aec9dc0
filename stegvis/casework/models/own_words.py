"""This file is where the participant's own words are kept: comments, ticks, answers to questions.

She writes them on her own pages, under her own database role. Nobody changes what she has
written; staff mark that they have seen it.
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from stegvis.access.policy import Scope
from stegvis.casework.models.need import Need
from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.casework.models.plan import Plan, PlanAction, PlanGoal
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Account, OwnedRecord

_SEEN = ("seen_at", "seen_by_id")


class Seen(models.Model):
    """When somebody at the owner took in what she wrote; empty means that it is still news."""

    seen_at = models.DateTimeField("läst", null=True, blank=True)
    seen_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class About(models.TextChoices):
    PLAN = "plan", "planen"
    GOAL = "goal", "ett mål"
    NEED = "need", "ett behov"
    PARTICULARS = "particulars", "uppgifterna om mig"


class OwnComment(Seen, CaseRecord):
    """Her comment on a plan, a goal or a need, or her word that something written about her is
    wrong."""

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at",
        still=_SEEN,
        points=(("participation_id", "casework_participation"),),
        hers=Hers(adds=True),
    )

    about = models.CharField("om", max_length=12, choices=About.choices)
    plan = OwnForeignKey(Plan, null=True, blank=True, related_name="comments")
    goal = OwnForeignKey(PlanGoal, null=True, blank=True, related_name="comments")
    need = OwnForeignKey(Need, null=True, blank=True, related_name="comments")
    text = models.TextField("kommentar")

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagarens kommentar"
        verbose_name_plural = "deltagarens kommentarer"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["participation", "-created_at"], name="own_comment_case")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(about="plan") | Q(plan__isnull=False), name="comment_names_plan"
            ),
            models.CheckConstraint(
                condition=~Q(about="goal") | Q(goal__isnull=False), name="comment_names_goal"
            ),
            models.CheckConstraint(
                condition=~Q(about="need") | Q(need__isnull=False), name="comment_names_need"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class OwnTick(Seen, CaseRecord):
    """Her word that a step is done, or not done after all. The newest counts; it never writes in
    the plan itself, which staff follow up."""

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at",
        still=_SEEN,
        points=(("participation_id", "casework_participation"),),
        hers=Hers(adds=True),
    )

    action = OwnForeignKey(PlanAction, related_name="ticks")
    is_done = models.BooleanField("klart")

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagarens markering"
        verbose_name_plural = "deltagarens markeringar"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["participation", "-created_at"], name="own_tick_case")]

    def __str__(self) -> str:
        return "klart" if self.is_done else "inte klart"


class AnswerKind(models.TextChoices):
    TEXT = "text", "eget svar"
    YES_NO = "yes_no", "ja eller nej"
    CHOICE = "choice", "ett av flera svar"


class PersonQuestion(CaseRecord):
    """A question to the participant herself. Frozen when asked; it can be taken back."""

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at",
        still=("withdrawn_at",),
        points=(("participation_id", "casework_participation"),),
        hers=Hers(),
    )

    text = models.TextField("fråga")
    kind = models.CharField("svaret är", max_length=8, choices=AnswerKind.choices)
    choices = models.JSONField("svar att välja på", default=list, blank=True)
    answer_by = models.DateField("svara senast", null=True, blank=True)
    withdrawn_at = models.DateTimeField("tillbakadragen", null=True, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga till deltagaren"
        verbose_name_plural = "frågor till deltagaren"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["participation", "-created_at"], name="person_question")]

    def __str__(self) -> str:
        return self.text[:60]


class AnswerWay(models.TextChoices):
    OWN_PAGES = "own_pages", "på egna sidor"
    PHONE = "phone", "på telefon"
    MEETING = "meeting", "vid ett möte"
    LETTER = "letter", "i brev"


class PersonAnswer(Seen, OwnedRecord):
    """Her answer, or what she answered by phone, written in by staff. The newest counts; she may
    answer anew until somebody has seen the answer."""

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at",
        still=_SEEN,
        hers=Hers(by=("question_id", "casework_personquestion"), adds=True),
    )

    question = OwnForeignKey(PersonQuestion, related_name="answers")
    text = models.TextField("svar")
    way = models.CharField(
        "svarade", max_length=10, choices=AnswerWay.choices, default=AnswerWay.OWN_PAGES
    )

    class Meta:
        verbose_name = "deltagarens svar"
        verbose_name_plural = "deltagarens svar"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def about_participant_id(self) -> UUID:
        return self.question.participant_id

    @property
    def scope(self) -> Scope:
        return self.question.scope
