"""This file is where it is kept what a participant needs and can, to be held against what there
is to take part in.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, Func, Q, When

from stegvis.casework.models.activity import Activity
from stegvis.casework.models.participation import CaseRecord
from stegvis.casework.models.work import KeptQuerySet
from stegvis.core.dates import day_of
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.programmes.models import Offer


@dataclass(frozen=True, slots=True)
class InQueue:
    """Where she stands among all who wait for a place in an offer, at any authority: `place` 1 is
    next. `offer` is its name."""

    place: int
    of: int
    offer: str
    is_gone: bool

    @property
    def ahead(self) -> int:
        return self.place - 1


class NeedQuerySet(KeptQuerySet):
    def open(self) -> "NeedQuerySet":
        """Neither met nor struck."""
        return self.kept().filter(met_on__isnull=True)

    def with_place(self) -> "NeedQuerySet":
        """Each with its place in the queue, told by the database alone (see queue_sql.py)."""
        told = Func(F("pk"), function="queue_place", output_field=models.JSONField())
        rows: NeedQuerySet = self.annotate(stands=Case(When(queued_at__isnull=False, then=told)))
        return rows


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
    # Since when she waits for a place in that offer; the need is still open then. The moment, for
    # it is her place in the queue.
    queued_at = models.DateTimeField("i kö sedan", null=True, blank=True)
    struck_at = models.DateTimeField("makulerat", null=True, blank=True)

    # Only where it was fetched `with_place`.
    stands: dict[str, Any] | None = None

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
                condition=Q(queued_at__isnull=True)
                | Q(offer__isnull=False, met_on__isnull=True, struck_at__isnull=True),
                name="need_in_queue_is_open",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def queued_on(self) -> date | None:
        """The day since when she waits."""
        return day_of(self.queued_at) if self.queued_at else None

    @property
    def in_queue(self) -> InQueue | None:
        """None where it does not wait, and where it was not fetched `with_place`."""
        return InQueue(**self.stands) if self.stands else None
