"""This file is where it is kept which variant of a programme a participant is in, and why."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.secrecy import Secrecy


class ArmPlacing(CaseRecord):
    """One placing in a variant: drawn by lot or chosen at enrolment, or changed with a reason.

    Never changed itself; the newest counts and stands on the participation too.
    """

    secrecy: ClassVar = Secrecy(participation="participation_id", frozen_by="created_at")

    arm = models.SlugField("variant", max_length=60)
    by_lot = models.BooleanField("lottad", default=False)
    reason = models.TextField("skäl", blank=True)
    placed_on = models.DateField("placerad den")
    is_change = models.BooleanField("ändring", default=False)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "placering i variant"
        verbose_name_plural = "placeringar i varianter"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_change=False) | ~Q(reason=""), name="arm_change_has_reason"
            )
        ]

    def __str__(self) -> str:
        return self.arm
