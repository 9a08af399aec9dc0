"""This file is where a participation ends well: readiness, closing, takeover, follow-up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord, Participation
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed, Secrecy
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants.models import Participant


class Readiness(CaseRecord):
    """A judgement by the parties' agreed checklist that she is ready (or not yet). Each
    judgement is a row; the newest counts."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="readiness", participation="participation_id", frozen_by="created_at"
    )

    judged_on = models.DateField("bedömd den")
    judged_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="bedömd av"
    )
    with_whom = models.CharField("tillsammans med", max_length=200, blank=True)
    # Checklist key -> yes | no | unclear.
    items = models.JSONField("checklista", default=dict)
    is_ready = models.BooleanField("redo")
    comment = models.TextField("kommentar", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "bedömning av om personen är redo"
        verbose_name_plural = "bedömningar av om personen är redo"
        ordering = ["-judged_on", "-created_at"]
        indexes = [models.Index(fields=["owner", "participation"], name="readiness_of_owner")]

    def __str__(self) -> str:
        return "redo" if self.is_ready else "inte redo än"


class Exit(CaseRecord):
    """The closing: conversation, destination, plan known and anchored, summary. Confirming it
    ends the participation; the receiver's answer and the actual start may come later."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="exit",
        participation="participation_id",
        frozen_by="confirmed_at",
        still=("receiver_confirmed_on", "receiver_confirmed_how", "started_on"),
    )

    conversation_on = models.DateField("avslutningssamtal", null=True, blank=True)
    ended_on = models.DateField("sista dag", null=True, blank=True)
    reason = models.SlugField("avslutsanledning", max_length=40, blank=True)
    destination = models.SlugField("planering efter avslut", max_length=40, blank=True)
    next_livelihood = models.CharField("försörjning härnäst", max_length=160, blank=True)
    receiver = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tas över av",
    )
    receiver_contact = models.CharField("kontakt hos mottagaren", max_length=160, blank=True)
    next_step = models.TextField("nästa steg", blank=True)
    # None is "not recorded" and counts as missing; never guessed.
    plan_known = models.BooleanField("planeringen är känd för deltagaren", null=True, blank=True)
    plan_anchored = models.BooleanField(
        "planeringen är förankrad hos ordinarie myndighet", null=True, blank=True
    )
    summary = models.TextField("slutdokumentation", blank=True)
    own_words = models.TextField("deltagarens egna ord", blank=True)
    confirmed_at = models.DateTimeField("fastställt", null=True, blank=True)
    receiver_confirmed_on = models.DateField("mottagaren bekräftade", null=True, blank=True)
    receiver_confirmed_how = models.CharField("hur", max_length=120, blank=True)
    started_on = models.DateField("började hos mottagaren", null=True, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "avslut"
        verbose_name_plural = "avslut"
        # Without it a count of one owner's exits looks each of them up by its participation.
        indexes = [
            models.Index(
                fields=["owner", "confirmed_at"],
                include=[
                    "id",
                    "participation",
                    "destination",
                    "plan_known",
                    "plan_anchored",
                    "started_on",
                    "conversation_on",
                ],
                name="exit_goals",
            ),
            models.Index(
                fields=["owner"],
                include=["id", "participation", "ended_on", "conversation_on", "plan_known"],
                condition=Q(confirmed_at__isnull=False) & ~Q(next_livelihood=""),
                name="exit_livelihood",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["participation", "owner"], name="exit_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | (Q(ended_on__isnull=False) & ~Q(destination="") & ~Q(reason="")),
                name="confirmed_exit_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.destination


class Takeover(OwnedRecord):
    """The receiving authority's own word that it takes over, and when she actually starts."""

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="takeover", few=True, participation="participation_id"
    )

    participant = OwnForeignKey(Participant, null=True, blank=True, related_name="+")
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="takeovers", db_constraint=False
    )
    confirmed_on = models.DateField("bekräftat")
    starts_on = models.DateField("börjar", null=True, blank=True)
    contact = models.CharField("kontakt", max_length=160, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "övertagande"
        verbose_name_plural = "övertaganden"
        ordering = ["-confirmed_on"]
        indexes = [models.Index(fields=["owner", "participation"], name="takeover_of_owner")]

    def __str__(self) -> str:
        return str(self.confirmed_on)


class FollowUp(CaseRecord):
    """How it went after exit: at 3, 6 and 12 months and when the enhanced cooperation ends;
    also that she could not be reached."""

    secrecy: ClassVar = Secrecy(participation="participation_id")

    # A key of the definition's follow-up schedule.
    moment = models.SlugField("tillfälle", max_length=40)
    done_on = models.DateField("gjord den")
    reached = models.BooleanField("nådde personen")
    attempts = models.PositiveSmallIntegerField("antal försök", default=1)
    occupation = models.SlugField("sysselsättning", max_length=40, blank=True)
    livelihood = models.SlugField("försörjning", max_length=40, blank=True)
    extent_percent = models.PositiveSmallIntegerField("omfattning i procent", null=True, blank=True)
    # Answers to the definition's questions at follow-up.
    answers = models.JSONField("svar", default=dict, blank=True)
    text = models.TextField("kommentar", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljning"
        verbose_name_plural = "uppföljningar"
        ordering = ["done_on"]
        indexes = [models.Index(fields=["owner", "participation"], name="follow_up_of_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "moment"], name="followup_once"
            )
        ]

    def __str__(self) -> str:
        return self.moment
