"""This file is where it is kept who may see a protected person, and who is exposed to curiosity."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable

from stegvis.access.actor import Actor
from stegvis.core.dates import now
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Secrecy
from stegvis.organisations.models import Account, OwnedRecord
from stegvis.participants.models.person import Participant, Protection


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def active(self) -> "NamedReaderQuerySet":
        return self.filter(ended_at__isnull=True)

    def showing(self, actor: Actor, at: Combinable | None = None) -> "NamedReaderQuerySet":
        """The actor's own, where she has said why she needs to see the identity just now; `at` is
        a place for the moment in a query that is written once."""
        return self.active().filter(
            owner_id=actor.organisation_id,
            account_id=actor.account_id,
            shown_until__gt=at or now(),
        )


class NamedReader(OwnedRecord):
    """A member of staff who may see a protected person's identity; set with a reason.

    Even she sees it only until `shown_until`, which she sets herself by saying why (logged).
    """

    secrecy: ClassVar = Secrecy()

    participant = OwnForeignKey(Participant, related_name="named_readers")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("skäl")
    shown_until = models.DateTimeField("visas till", null=True, blank=True)
    ended_at = models.DateTimeField("upphörde", null=True, blank=True)

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        verbose_name = "namngiven läsare"
        verbose_name_plural = "namngivna läsare"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "account"],
                name="reader_named_once",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.account_id)


class ProtectionDecision(OwnedRecord):
    """Protection set, changed or lifted: by whom, when, to which level and why. Never changed.

    The level and the reason are shown to named readers alone; to everybody else all levels look
    the same, because an assumed identity must not be known as one.
    """

    secrecy: ClassVar = Secrecy(frozen_by="created_at")

    participant = OwnForeignKey(Participant, related_name="protection_decisions")
    level = models.CharField("skydd", max_length=12, choices=Protection.choices)
    reason = models.TextField("skäl")

    class Meta:
        verbose_name = "beslut om skydd"
        verbose_name_plural = "beslut om skydd"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.get_level_display()


class CuriosityMarkQuerySet(models.QuerySet["CuriosityMark"]):
    def active(self) -> "CuriosityMarkQuerySet":
        return self.filter(ended_at__isnull=True)


class CuriosityMark(OwnedRecord):
    """Somebody whom people may look up out of curiosity: known to many, or close to a member of
    staff. Every reading of her record carries a sign of risk when the log is checked.

    Set and ended by staff who work with her, with a reason; on no list, in no search and no
    figure. It hides nothing: that is what protected identity is for.
    """

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at", still=("ended_at", "ended_by_id", "end_reason")
    )

    participant = OwnForeignKey(
        Participant, related_name="curiosity_marks", verbose_name="deltagare"
    )
    reason = models.TextField("skäl")
    ended_at = models.DateTimeField("borttagen", null=True, blank=True)
    ended_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    end_reason = models.TextField("skäl till att den togs bort", blank=True)

    objects = CuriosityMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "märkning som särskilt utsatt för nyfikenhet"
        verbose_name_plural = "märkningar som särskilt utsatt för nyfikenhet"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                name="one_curiosity_mark",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
                name="curiosity_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.created_at)
