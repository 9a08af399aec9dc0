"""This file is where register extracts are: asked for, reviewed for secrecy, handed over."""

from typing import ClassVar

from django.db import models

from stegvis.access.actor import Actor
from stegvis.access.policy import Scope
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Account, OwnedRecord
from stegvis.participants.models import Participant


class RegisterExtractQuerySet(models.QuerySet["RegisterExtract"]):
    def visible_to(self, actor: Actor) -> "RegisterExtractQuerySet":
        return self.filter(owner_id=actor.organisation_id)

    def waiting(self) -> "RegisterExtractQuerySet":
        return self.filter(released_at__isnull=True)


class RegisterExtract(OwnedRecord):
    """A person's request for everything that one authority keeps about her (article 15 of the
    General Data Protection Regulation), answered within one month of `asked_on`.

    Before it is handed over somebody weighs whether anything in it is secret towards the person
    herself or tells of somebody else (OSL 12 kap. 1 §, 25 kap. 6 §); `review` is that assessment.
    """

    secrecy: ClassVar = Secrecy(frozen_by="released_at", hers=Hers(adds=True))

    participant = OwnForeignKey(Participant, related_name="extracts", verbose_name="deltagare")
    asked_on = models.DateField("begärt")
    by_herself = models.BooleanField("begärt på egna sidor", default=False)
    due_on = models.DateField("lämnas senast")
    review = models.TextField("sekretessprövning", blank=True)
    reviewed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField("lämnat", null=True, blank=True)

    objects = RegisterExtractQuerySet.as_manager()

    class Meta:
        verbose_name = "registerutdrag"
        verbose_name_plural = "registerutdrag"
        ordering = ["-asked_on", "-created_at"]
        indexes = [models.Index(fields=["owner", "released_at"], name="extract_waiting")]
        constraints = [
            # Two requests at the same moment are one.
            models.UniqueConstraint(
                fields=["participant"],
                name="one_extract_waits",
                condition=models.Q(released_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.asked_on)

    @property
    def scope(self) -> Scope:
        """That of the official who has the person as her case."""
        responsible = self.participant.responsible_id
        return Scope(self.owner_id, None, frozenset({responsible} if responsible else ()))


class Withheld(OwnedRecord):
    """One record that the secrecy review keeps back from an extract, and on what ground."""

    secrecy: ClassVar = Secrecy(
        frozen_with=("extract_id", "casework_registerextract", "released_at")
    )

    extract = OwnForeignKey(RegisterExtract, related_name="withheld")
    kind = models.CharField("slag", max_length=40)
    item_id = models.UUIDField("uppgift")
    reason = models.TextField("skäl och lagrum")

    class Meta:
        verbose_name = "undantagen uppgift"
        verbose_name_plural = "undantagna uppgifter"
        constraints = [
            models.UniqueConstraint(fields=["extract", "kind", "item_id"], name="withheld_once")
        ]

    def __str__(self) -> str:
        return self.kind


class ExtractContent(OwnedRecord):
    """What was handed over, as it was: a document to read, and a file for other programs."""

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at", hers=Hers(by=("extract_id", "casework_registerextract"))
    )

    extract = OwnForeignKey(RegisterExtract, related_name="contents")
    document = models.BinaryField("utdraget som PDF")
    archive = models.BinaryField("alla uppgifter och bilagor som ZIP")

    class Meta:
        verbose_name = "lämnat registerutdrag"
        verbose_name_plural = "lämnade registerutdrag"
        constraints = [models.UniqueConstraint(fields=["extract"], name="extract_handed_over_once")]

    def __str__(self) -> str:
        return str(self.extract_id)
