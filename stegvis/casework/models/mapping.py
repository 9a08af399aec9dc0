"""This file is where the structured conversation (kartläggning) is kept, saved as it is typed."""

from typing import ClassVar

from django.db import models

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed
from stegvis.organisations.models import OwnedRecord


class Mapping(CaseRecord):
    """One version of the mapping. No section is mandatory; confirming freezes it, and going on
    starts the next version with the same answers."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="mapping",
        few=True,
        participation="participation_id",
        frozen_by="confirmed_at",
        still=("replaced_at",),
    )

    number = models.PositiveIntegerField("version", default=1)
    way = models.SlugField("väg", max_length=40, blank=True)
    way_reason = models.TextField("varför den vägen", blank=True)
    confirmed_at = models.DateTimeField("fastställd", null=True, blank=True)
    replaced_at = models.DateTimeField("ersatt", null=True, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "kartläggning"
        verbose_name_plural = "kartläggningar"
        ordering = ["-number"]
        indexes = [models.Index(fields=["owner", "confirmed_at"], name="mapping_of_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "number"], name="mapping_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"Kartläggning {self.number}"


class MappingAnswer(OwnedRecord):
    """One answer. Rows of their own, so that two people writing in different sections never
    meet; the same question by two people is caught by its revision."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="mapping",
        few=True,
        item="mapping_id",
        frozen_with=("mapping_id", "casework_mapping", "confirmed_at"),
    )

    mapping = OwnForeignKey(Mapping, related_name="answers")
    question = models.SlugField("fråga", max_length=60)
    category = models.SlugField("slag av uppgift", max_length=40)
    value = models.TextField("svar", blank=True)
    is_need = models.BooleanField("behov att arbeta med", default=False)

    class Meta:
        verbose_name = "svar i kartläggning"
        verbose_name_plural = "svar i kartläggning"
        constraints = [
            models.UniqueConstraint(fields=["mapping", "question"], name="answered_once")
        ]

    def __str__(self) -> str:
        return self.question
