"""This file is where meetings are booked and their outcome kept: before and during a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.intake import Intake
from stegvis.casework.models.participation import CaseItemQuerySet, Participation
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Account, OwnedRecord
from stegvis.participants.models import Participant


class MeetingStatus(models.TextChoices):
    BOOKED = "booked", "bokat"
    HELD = "held", "genomfört"
    MISSED = "missed", "uteblev"
    CANCELLED = "cancelled", "inställt"


class Meeting(OwnedRecord):
    """An information meeting, an assessment conversation, a three-party meeting and so on."""

    secrecy: ClassVar = Secrecy(
        participation="participation_id",
        hers=Hers(by=("participation_id", "casework_participation")),
    )

    # A key of the definition's meetings, or three_party, closing, follow_up.
    kind = models.SlugField("slag", max_length=40)
    intake = OwnForeignKey(Intake, null=True, blank=True, related_name="meetings")
    participant = OwnForeignKey(Participant, null=True, blank=True, related_name="+")
    participation = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        db_constraint=False,
    )
    at = models.DateTimeField("tid")
    place = models.CharField("plats", max_length=160, blank=True)
    with_whom = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="med"
    )
    status = models.CharField(
        "status", max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.BOOKED
    )
    outcome = models.TextField("vad mötet ledde till", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(intake__isnull=False) | Q(participation__isnull=False),
                name="meeting_belongs_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.kind
