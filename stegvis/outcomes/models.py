"""This file is where what figures lead to is kept: analyses, evidence, published figures."""

from typing import ClassVar

from django.db import models

from stegvis.core.models import Record
from stegvis.core.secrecy import Exempt, Published, Secrecy
from stegvis.organisations.models import OwnedRecord
from stegvis.programmes.models import Programme, ProgrammeVersion
from stegvis.programmes.vocabulary import EvidenceKind


class Analysis(OwnedRecord):
    """Why a figure is uneven between women and men, and the directed measure that follows."""

    secrecy: ClassVar = Secrecy()

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    goal = models.SlugField("mål", max_length=60)
    as_of = models.DateField("siffran gällde den")
    analysis = models.TextField("tänkbar orsak")
    measure = models.TextField("riktad insats", blank=True)
    follow_up_on = models.DateField("följs upp den", null=True, blank=True)

    class Meta:
        verbose_name = "analys"
        verbose_name_plural = "analyser"
        ordering = ["-as_of", "-created_at"]

    def __str__(self) -> str:
        return self.goal


class Evidence(OwnedRecord):
    """Evidence for a goal that is not a number: a routine agreed, an agreement signed."""

    secrecy: ClassVar = Secrecy()

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    goal = models.SlugField("mål", max_length=60)
    dated_on = models.DateField("datum")
    # What has been built between the parties, where the goal is about that.
    kind = models.CharField(
        "slag", max_length=12, choices=EvidenceKind.choices, default=EvidenceKind.OTHER
    )
    text = models.TextField("vad som har gjorts")
    is_reached = models.BooleanField("målet är nått", default=False)

    class Meta:
        verbose_name = "underlag för mål"
        verbose_name_plural = "underlag för mål"
        ordering = ["-dated_on"]

    def __str__(self) -> str:
        return self.goal


class PublishedFigures(OwnedRecord):
    """One programme's goals as published by an operator after disclosure control: no cell under
    five, none by subtraction. The förbund and the steering group read nothing else."""

    secrecy: ClassVar = Published(frozen_by="created_at")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField("siffrorna gäller den")
    content = models.JSONField("siffror")

    class Meta:
        verbose_name = "publicerade siffror"
        verbose_name_plural = "publicerade siffror"
        ordering = ["-as_of", "-created_at"]

    def __str__(self) -> str:
        return str(self.as_of)


class Plot(Record):
    """A picture drawn by the job process, stored by the content of its specification."""

    secrecy: ClassVar = Exempt("Aggregates only, found by the digest of their own figures.")

    key = models.CharField("nyckel", max_length=64, unique=True)
    spec = models.JSONField("beskrivning")
    svg = models.TextField("bild", blank=True)

    class Meta:
        verbose_name = "diagram"
        verbose_name_plural = "diagram"

    def __str__(self) -> str:
        return self.key
