"""This file is where weeding is decided: proposed by one, decided by another, and what was removed
written down without a word about whom. A legal hold keeps a person's records from it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stegvis.casework.models.participation import Participation
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Secrecy
from stegvis.organisations.models import Account, OwnedRecord
from stegvis.participants.models import Participant


class WeedingDecision(OwnedRecord):
    """Whose records an authority weeds under which rule. `created_by` proposes; `decided_by` is
    somebody else, or the proposer herself taking it back. Decided, it is frozen with its list."""

    secrecy: ClassVar = Secrecy(frozen_by="decided_at")

    # The rule as it was when the list was made; a later change of the rules does not reach it.
    statute = models.CharField("regel", max_length=200)
    years = models.PositiveSmallIntegerField("år efter sista anteckningen")
    must_go = models.BooleanField("ska tas bort")
    approved = models.BooleanField("godkänt", null=True, blank=True)
    decided_at = models.DateTimeField("beslutat", null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "beslut om gallring"
        verbose_name_plural = "beslut om gallring"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="weeding_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True)
                | Q(approved=False)
                | ~Q(decided_by=F("created_by")),
                name="weeding_needs_two",
            ),
        ]

    def __str__(self) -> str:
        return self.statute


class WeedingRow(OwnedRecord):
    """One person on the list, and why she is there. It goes with her other records."""

    secrecy: ClassVar = Secrecy(
        frozen_with=("decision_id", "casework_weedingdecision", "decided_at")
    )

    decision = OwnForeignKey(WeedingDecision, related_name="rows", verbose_name="beslut")
    participant = OwnForeignKey(Participant, related_name="+", verbose_name="deltagare")
    last_entry_on = models.DateField("sista anteckningen")
    due_on = models.DateField("kan gallras sedan")
    finish_by = models.DateField("ska vara borta senast", null=True, blank=True)

    class Meta:
        verbose_name = "förslag till gallring"
        verbose_name_plural = "förslag till gallring"
        ordering = ["due_on", "participant_id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "participant"], name="weeded_once")
        ]

    def __str__(self) -> str:
        return str(self.due_on)


class WeedingRecord(OwnedRecord):
    """That one person's records were removed: the rule, the days and how many rows of each table.
    Nothing in it tells who she was."""

    secrecy: ClassVar = Secrecy(frozen_by="created_at")

    decision = OwnForeignKey(WeedingDecision, related_name="records", verbose_name="beslut")
    last_entry_on = models.DateField("sista anteckningen")
    due_on = models.DateField("kunde gallras sedan")
    counts = models.JSONField("rader i varje tabell", default=dict)
    archived = models.BooleanField("lämnat till arkiv", default=False)

    class Meta:
        verbose_name = "gallringsbevis"
        verbose_name_plural = "gallringsbevis"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.created_at)


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self) -> "LegalHoldQuerySet":
        return self.filter(lifted_at__isnull=True)


class LegalHold(OwnedRecord):
    """Nothing about this person is weeded while it stands: an appeal, a dispute, an inspection.

    It may be about one case of hers. Records are weeded person by person, so that it keeps all of
    her all the same; but it is said, and lifted, for that case apart.
    """

    secrecy: ClassVar = Secrecy(frozen_by="lifted_at")

    participant = OwnForeignKey(Participant, related_name="+", verbose_name="deltagare")
    participation = OwnForeignKey(
        Participation, related_name="+", null=True, blank=True, verbose_name="ärende"
    )
    reason = models.TextField("skäl")
    lifted_at = models.DateTimeField("hävt", null=True, blank=True)
    lifted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    lift_reason = models.TextField("skäl till att det hävdes", blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "stopp för gallring"
        verbose_name_plural = "stopp för gallring"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "participant"], name="legal_hold_of_person")]

    def __str__(self) -> str:
        return self.reason
