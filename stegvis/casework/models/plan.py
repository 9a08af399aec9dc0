"""This file is where the plan (handlingsplan) is made together with the participant."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, OwnerOrDisclosed
from stegvis.organisations.models import Account, Organisation, OwnedRecord


class Plan(CaseRecord):
    """One version. Fastställande needs a goal and freezes it; anchoring with the ordinary
    authority may be recorded later, after a phone call."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="plan",
        participation="participation_id",
        frozen_by="confirmed_at",
        still=("replaced_at", "anchored_on", "anchored_with_id", "anchored_how", "anchored_person"),
        hers=Hers(when="confirmed_at is not null"),
    )

    number = models.PositiveIntegerField("version", default=1)
    agreed_on = models.DateField("överenskommen med deltagaren", null=True, blank=True)
    agreed_how = models.CharField("hur", max_length=120, blank=True)
    review_on = models.DateField("följs upp den", null=True, blank=True)
    # What she is to live on when what she has now ends, and when it was gone through with her.
    next_livelihood = models.CharField("försörjning härnäst", max_length=160, blank=True)
    livelihood_informed_on = models.DateField("informerad om försörjning", null=True, blank=True)
    anchored_on = models.DateField("förankrad den", null=True, blank=True)
    anchored_with = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="förankrad hos",
    )
    anchored_person = models.CharField("person hos myndigheten", max_length=120, blank=True)
    anchored_how = models.CharField("hur den förankrades", max_length=120, blank=True)
    confirmed_at = models.DateTimeField("fastställd", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    replaced_at = models.DateTimeField("ersatt", null=True, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "handlingsplan"
        verbose_name_plural = "handlingsplaner"
        ordering = ["-number"]
        # With what goals read of every plan. To ask which day it was in Sweden takes longer than
        # all else that is read of a plan, so the day itself stands here.
        indexes = [
            models.Index(
                F("owner"),
                TruncDate("confirmed_at"),
                include=["id", "participation", "confirmed_at", "anchored_on"],
                condition=Q(confirmed_at__isnull=False),
                name="plan_goals",
            ),
            models.Index(
                F("owner"),
                TruncDate("confirmed_at"),
                include=["id", "participation", "confirmed_at", "livelihood_informed_on"],
                condition=Q(confirmed_at__isnull=False, livelihood_informed_on__isnull=False)
                & ~Q(next_livelihood=""),
                name="plan_livelihood",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "number"], name="plan_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"Handlingsplan {self.number}"


class GoalStatus(models.TextChoices):
    NOT_STARTED = "not_started", "inte påbörjat"
    ONGOING = "ongoing", "pågår"
    REACHED = "reached", "uppnått"
    DROPPED = "dropped", "inte längre aktuellt"


class PlanGoal(OwnedRecord):
    """A goal in the participant's own words. Its status follows life, also after confirmation."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="plan",
        item="plan_id",
        few=True,
        still=("status",),
        hers=Hers(by=("plan_id", "casework_plan")),
        frozen_with=("plan_id", "casework_plan", "confirmed_at"),
    )

    plan = OwnForeignKey(Plan, related_name="goals")
    place = models.PositiveSmallIntegerField("ordning", default=1)
    text = models.TextField("mål")
    status = models.CharField(
        "status", max_length=12, choices=GoalStatus.choices, default=GoalStatus.NOT_STARTED
    )
    # The need in the mapping that it comes from, so that nothing is asked for twice.
    from_question = models.SlugField("från kartläggningen", max_length=60, blank=True)

    class Meta:
        verbose_name = "mål i plan"
        verbose_name_plural = "mål i plan"
        ordering = ["place", "created_at"]

    def __str__(self) -> str:
        return self.text[:60]


class PlanAction(OwnedRecord):
    """Who does what, by when. That it is done may be written down after confirmation."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="plan",
        item="plan_id",
        few=True,
        still=("done_on",),
        hers=Hers(by=("plan_id", "casework_plan")),
        frozen_with=("plan_id", "casework_plan", "confirmed_at"),
    )

    plan = OwnForeignKey(Plan, related_name="actions")
    goal = OwnForeignKey(PlanGoal, related_name="actions")
    text = models.TextField("vad")
    # "participant" or a party key of the definition, or "operator".
    responsible = models.SlugField("ansvarig", max_length=40)
    responsible_name = models.CharField("namn", max_length=120, blank=True)
    due_on = models.DateField("senast", null=True, blank=True)
    done_on = models.DateField("klart", null=True, blank=True)

    class Meta:
        verbose_name = "steg i plan"
        verbose_name_plural = "steg i plan"
        ordering = ["due_on", "created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(responsible=""), name="action_has_responsible")
        ]

    def __str__(self) -> str:
        return self.text[:60]
