"""This file is where it is kept what the person lives on, and until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q

from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import OwnedRecord
from stegvis.participants.models.person import Participant


class BenefitOutcome(models.TextChoices):
    """What came of the application for a further period."""

    GRANTED = "granted", "beviljad"
    REFUSED = "refused", "avslag"


class Benefit(OwnedRecord):
    """A decision on the person's livelihood: kind, extent and period, both days inclusive."""

    secrecy: ClassVar = Secrecy(hers=Hers())

    participant = OwnForeignKey(Participant, related_name="benefits", verbose_name="deltagare")
    kind = models.SlugField("ersättning", max_length=40)
    extent_percent = models.PositiveSmallIntegerField("omfattning i procent", null=True, blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    dormant_from = models.DateField("vilande från och med", null=True, blank=True)
    # Written in when it is over: paid again, or no longer a decision that can be taken up.
    dormant_until = models.DateField("vilande till och med", null=True, blank=True)
    schooling_ends_on = models.DateField("skolgången slutar", null=True, blank=True)
    # What has been done about the time after it: so that nobody thinks it is forgotten.
    applied_on = models.DateField("ny ansökan skickad", null=True, blank=True)
    decided_on = models.DateField("besked på ansökan", null=True, blank=True)
    outcome = models.CharField(
        "utfall av ansökan", max_length=8, choices=BenefitOutcome.choices, blank=True
    )
    # When another livelihood than a new decision has been arranged, and which.
    settled_on = models.DateField("ordnat den", null=True, blank=True)
    next_livelihood = models.CharField("försörjning härnäst", max_length=160, blank=True)
    source = models.CharField("uppgiften kommer från", max_length=120, blank=True)

    class Meta:
        verbose_name = "ersättning"
        verbose_name_plural = "ersättningar"
        ordering = ["-starts_on"]
        indexes = [Index(fields=["owner", "participant"], name="benefit_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="benefit_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.kind
