"""This file is where what the pages themselves must remember is kept: drafts, parked forms,
and forms that have already been sent once.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from stegvis.core.secrecy import Exempt, Secrecy
from stegvis.organisations.models import Account, Organisation


class Draft(models.Model):
    """What somebody is typing and has not saved: kept by the server, never by the browser."""

    secrecy: ClassVar = Secrecy(may_delete=True)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("formulär", max_length=200)
    content = models.JSONField("text", default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "utkast"
        verbose_name_plural = "utkast"
        constraints = [
            models.UniqueConstraint(fields=["owner", "account", "place"], name="draft_once")
        ]

    def __str__(self) -> str:
        return self.place


class ParkedForm(models.Model):
    """A form whose login expired, encrypted, for 30 minutes and for the same person only."""

    secrecy: ClassVar = Exempt(
        "Written when nobody is logged in; the content is encrypted.", may_delete=True
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    sealed = models.BinaryField()
    parked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "parkerat formulär"
        verbose_name_plural = "parkerade formulär"

    def __str__(self) -> str:
        return self.path


class Submission(models.Model):
    """A form that has been received once; the second time gives the first answer."""

    secrecy: ClassVar = Exempt(
        "Tokens of forms and where they led, no content.",
        may_delete=True,
        hers="select, insert, update",
    )

    token = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "mottaget formulär"
        verbose_name_plural = "mottagna formulär"

    def __str__(self) -> str:
        return str(self.token)
