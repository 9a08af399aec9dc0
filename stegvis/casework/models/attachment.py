"""This file is where papers are: a signed consent, a certificate, a decision, as a file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed
from stegvis.organisations.models import Account
from stegvis.participants.models import Consent

MOST_BYTES = 10 * 1024 * 1024


class AttachmentKind(models.TextChoices):
    """What the paper is. Stands in the receiver's list, so it says what and never what about."""

    CONSENT = "consent", "underskrivet samtycke"
    CERTIFICATE = "certificate", "intyg eller utlåtande"
    DECISION = "decision", "beslut från myndighet"
    AGREEMENT = "agreement", "överenskommelse eller avtal"
    OTHER = "other", "annan handling"


class MediaType(models.TextChoices):
    """The few types that are taken in; decided by the content, never by what the sender says."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG-bild"
    JPEG = "image/jpeg", "JPEG-bild"
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word-dokument",
    )
    TEXT = "text/plain", "ren text"

    @property
    def ending(self) -> str:
        return {"PDF": ".pdf", "PNG": ".png", "JPEG": ".jpg", "DOCX": ".docx", "TEXT": ".txt"}[
            self.name
        ]


class AttachmentManager(models.Manager.from_queryset(CaseItemQuerySet)):  # type: ignore[misc]
    """Never brings the bytes along unasked: a list of ten papers would be a hundred megabytes."""

    def get_queryset(self) -> models.QuerySet["Attachment"]:
        return super().get_queryset().defer("content")  # type: ignore[no-any-return]


class Attachment(CaseRecord):
    """A file in a case, kept in the database under the same locks as every other item.

    Never changed once it is in. One that came to the wrong person is struck (makuleras) with a
    reason: nobody can open it again, and that it was there stays to be seen.
    """

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="attachment",
        participation="participation_id",
        frozen_by="created_at",
        still=("struck_at", "struck_by_id", "struck_reason"),
    )

    kind = models.CharField("slag", max_length=12, choices=AttachmentKind.choices)
    title = models.CharField("rubrik", max_length=120)
    category = models.SlugField("slag av uppgift", max_length=40)
    happened_on = models.DateField("handlingens datum")
    consent = OwnForeignKey(
        Consent, null=True, blank=True, related_name="attachments", verbose_name="hör till samtycke"
    )
    file_name = models.CharField("filens namn", max_length=120)
    media_type = models.CharField("filtyp", max_length=80, choices=MediaType.choices)
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll")
    author_name = models.CharField("av", max_length=120)
    struck_at = models.DateTimeField("makulerad", null=True, blank=True)
    struck_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    struck_reason = models.CharField("skäl till makuleringen", max_length=200, blank=True)

    objects = AttachmentManager()

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["-happened_on", "-created_at"]
        indexes = [
            models.Index(fields=["participation", "-happened_on"], name="attachment_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES), name="attachment_size"
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | ~Q(struck_reason=""),
                name="struck_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def download_name(self) -> str:
        """Kind and day: a name on somebody's disk never tells whom it is about."""
        return (
            f"bilaga-{self.kind}-{self.happened_on.isoformat()}{MediaType(self.media_type).ending}"
        )
