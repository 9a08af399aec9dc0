"""This file is where the target group of an area is kept, by the authority that knows the people.

Nobody here is a participant of a programme before she has agreed to be.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Secrecy
from stegvis.organisations.models import OwnedRecord
from stegvis.participants.models import Participant
from stegvis.programmes.models import ProgrammeVersion


class AreaEntry(OwnedRecord):
    """One person in the target group of an area, while she belongs to it (both days inclusive)."""

    secrecy: ClassVar = Secrecy()
    owner_is_authority = True

    participant = OwnForeignKey(Participant, related_name="area_entries", verbose_name="person")
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    municipality = models.CharField("kommun", max_length=60)
    entered_on = models.DateField("i målgruppen från och med")
    left_on = models.DateField("i målgruppen till och med", null=True, blank=True)
    left_reason = models.CharField("varför inte längre", max_length=120, blank=True)
    # Answers to the definition's questions of the first mapping.
    answers = models.JSONField("inledande kartläggning", default=dict, blank=True)
    mapped_on = models.DateField("kartlagd den", null=True, blank=True)
    next_livelihood = models.CharField("försörjning härnäst", max_length=160, blank=True)
    informed_on = models.DateField("informerad den", null=True, blank=True)

    class Meta:
        verbose_name = "person i målgruppen"
        verbose_name_plural = "personer i målgruppen"
        ordering = ["entered_on"]
        indexes = [models.Index(fields=["owner", "version", "left_on"], name="area_entry_stock")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "version"],
                name="in_area_once",
                condition=Q(left_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("entered_on")),
                name="area_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AreaTriage(OwnedRecord):
    """What the first mapping led to, by whom and when; the newest row counts, none is changed."""

    secrecy: ClassVar = Secrecy(frozen_by="created_at")

    entry = OwnForeignKey(AreaEntry, related_name="triages", verbose_name="person i målgruppen")
    result = models.SlugField("bedömning", max_length=60)
    decided_on = models.DateField("bedömd den")
    text = models.TextField("varför", blank=True)

    class Meta:
        verbose_name = "bedömning i målgruppen"
        verbose_name_plural = "bedömningar i målgruppen"
        ordering = ["-decided_on", "-created_at"]

    def __str__(self) -> str:
        return self.result
