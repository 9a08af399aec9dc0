"""This file is where the target group of an area is kept, by the authority that knows the people.

Nobody here is a participant of a programme before she has agreed to be.
"""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, reach_q
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Secrecy
from stegvis.organisations.models import Organisation, OwnedRecord
from stegvis.participants.models import Participant
from stegvis.programmes.models import ProgrammeVersion


class AreaEntryQuerySet(models.QuerySet["AreaEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that the actor herself is responsible for, or the programme's; never another
        authority's, since an entry is not disclosed to anybody."""
        return self.filter(
            reach_q(
                actor,
                Permission.AREA_READ,
                programme="version__programme_id",
                responsible="participant__responsible_id",
            )
        )

    def on(self, day: date) -> Self:
        """Those who belong to the target group on a day."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), entered_on__lte=day)


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
    # Ready to go on, while the party that is to receive her has no place or no resources.
    waiting_for = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="väntar på",
    )
    waiting_since = models.DateField("väntar sedan", null=True, blank=True)
    # Her yes to taking part, before a referral is begun or she is enrolled.
    agreed_on = models.DateField("sa ja till att delta", null=True, blank=True)
    agreed_with = models.CharField("svaret togs emot av", max_length=120, blank=True)

    objects = AreaEntryQuerySet.as_manager()

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

    @property
    def scope(self) -> Scope:
        """Needs the participant and the version: the official who has her, and the programme."""
        responsible = self.participant.responsible_id
        return Scope(
            self.owner_id,
            self.version.programme_id,
            frozenset({responsible} if responsible else ()),
        )

    @property
    def has_left(self) -> bool:
        return self.left_on is not None


class AreaWait(OwnedRecord):
    """A wait for a receiving party that has come to an end: she was received on the last day."""

    secrecy: ClassVar = Secrecy(frozen_by="created_at")

    entry = OwnForeignKey(AreaEntry, related_name="waits", verbose_name="person i målgruppen")
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="väntade på"
    )
    since = models.DateField("väntade sedan")
    until = models.DateField("togs emot den")

    class Meta:
        verbose_name = "väntan i målgruppen"
        verbose_name_plural = "väntan i målgruppen"
        ordering = ["since", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="area_wait_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.since}–{self.until}"

    @property
    def about_participant_id(self) -> UUID:
        return self.entry.participant_id


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
        indexes = [models.Index(fields=["owner", "entry"], name="triage_of_owner")]

    def __str__(self) -> str:
        return self.result

    @property
    def about_participant_id(self) -> UUID:
        return self.entry.participant_id
