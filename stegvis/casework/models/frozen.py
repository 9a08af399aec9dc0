"""This file is where a version of something that goes on changing is kept for its receiver."""

from typing import ClassVar

from django.db import models

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.secrecy import Hers, OwnerOrDisclosed


class FrozenVersion(CaseRecord):
    """One version in words, as it was when it was handed out: an activity, a meeting, a
    follow-up, an outgoing referral, or the part of a mapping that a consent covers.

    A disclosure names this row, so what goes on changing at its owner is open to nobody else. A
    change is handed out as a version of its own, which is a new disclosure.
    """

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="frozenversion",
        participation="participation_id",
        frozen_by="created_at",
        hers=Hers(),
    )

    of_kind = models.CharField("slag", max_length=30)
    of_id = models.UUIDField("uppgift")
    # Which change of the item it is a copy of: the item's `revision` at that moment.
    of_revision = models.PositiveIntegerField("ändringsnummer hos uppgiften")
    number = models.PositiveIntegerField("version", default=1)
    # Keys of the definition's categories: what slags of information the words hold.
    categories = models.JSONField("slag av uppgifter", default=list)
    # As `casework.shown.Shown` writes it.
    content = models.JSONField("innehåll")

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "utlämnad version"
        verbose_name_plural = "utlämnade versioner"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["of_id", "number"], name="frozen_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.of_kind} {self.number}"
