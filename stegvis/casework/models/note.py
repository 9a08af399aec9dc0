"""This file is where day notes (daganteckningar) are: quick to write, then locked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.dates import today
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed


class Note(CaseRecord):
    """A saved note is enough. After N days (the definition's) or once it has been disclosed it
    is locked; from then on it is corrected by rättelse: a new note that names the old one."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="note", participation="participation_id", frozen_by="locked_at"
    )

    kind = models.SlugField("slag", max_length=40)
    # Copied from the kind: a contact that happened, or an attempt that nobody answered.
    is_contact = models.BooleanField("kontakt med deltagaren", default=False)
    is_attempt = models.BooleanField("kontaktförsök", default=False)
    happened_on = models.DateField("händelsedatum")
    text = models.TextField("anteckning", blank=True)
    author_name = models.CharField("av", max_length=120)
    unlocked_until = models.DateField("kan ändras till och med")
    locked_at = models.DateTimeField("låst", null=True, blank=True)
    amends = OwnForeignKey(
        "self", null=True, blank=True, related_name="amendments", verbose_name="rättar"
    )
    amendment_reason = models.TextField("skäl till rättelsen", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "anteckning"
        verbose_name_plural = "anteckningar"
        ordering = ["-happened_on", "-created_at"]
        indexes = [
            models.Index(
                fields=["participation", "-happened_on", "-created_at"], name="note_timeline"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(amendment_reason=""),
                name="amendment_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(is_attempt=True), name="note_has_text"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None or today() > self.unlocked_until
