"""This file is where it is kept what a participant needs and can, to be held against what there
is to take part in.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.activity import Activity
from stegvis.casework.models.participation import CaseRecord
from stegvis.casework.models.work import KeptQuerySet
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.programmes.models import Offer


class NeedQuerySet(KeptQuerySet):
    def open(self) -> "NeedQuerySet":
        """Neither met nor struck."""
        return self.kept().filter(met_on__isnull=True)


class Need(CaseRecord):
    """One thing that she needs, in the programme's words, and what it takes for her to take part.

    Owner-only: nobody but the authority that wrote it down, and she herself, reads it. It is met
    by an activity, found in the inventory or elsewhere; one that was never hers is struck
    (makulerad), and then not hers to read either.
    """

    secrecy: ClassVar = Secrecy(
        participation="participation_id",
        frozen_by="struck_at",
        hers=Hers(when="struck_at is null"),
    )

    key = models.SlugField("behov", max_length=60)
    # The mapping's question in which it was told.
    question = models.SlugField("fråga i kartläggningen", max_length=60, blank=True)
    wished_percent = models.PositiveSmallIntegerField(
        "önskad omfattning i procent", null=True, blank=True
    )
    adaptations = models.JSONField("anpassningar som behövs", default=list)
    cannot_meet = models.JSONField("krav som är för svåra nu", default=list)
    language = models.CharField("språk", max_length=40, blank=True)
    place = models.CharField("kommun", max_length=60, blank=True)
    # None while nobody knows whether she has daglig verksamhet.
    has_daily_activities = models.BooleanField("har daglig verksamhet", null=True, blank=True)
    noted_on = models.DateField("noterat")
    met_on = models.DateField("mött", null=True, blank=True)
    activity = OwnForeignKey(
        Activity, null=True, blank=True, related_name="needs", verbose_name="mött genom"
    )
    offer = models.ForeignKey(
        Offer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="utbud",
    )
    # Since when she waits for a place in that offer; the need is still open then.
    queued_on = models.DateField("i kö sedan", null=True, blank=True)
    struck_at = models.DateTimeField("makulerat", null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "behov"
        verbose_name_plural = "behov"
        ordering = ["noted_on", "created_at"]
        indexes = [models.Index(fields=["participation"], name="need_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(met_on__gte=models.F("noted_on")),
                name="need_met_after_noted",
            ),
            models.CheckConstraint(
                condition=Q(wished_percent__isnull=True)
                | Q(wished_percent__gte=1, wished_percent__lte=100),
                name="need_percent_is_a_part",
            ),
            models.CheckConstraint(
                condition=Q(queued_on__isnull=True)
                | Q(offer__isnull=False, met_on__isnull=True, struck_at__isnull=True),
                name="need_in_queue_is_open",
            ),
        ]

    def __str__(self) -> str:
        return self.key
