"""This file is where the receiver considers a referral: criteria, meetings, decision, queue."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, reach_q
from stegvis.casework.models.referral import Referral
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed, Secrecy
from stegvis.organisations.models import Account, OwnedRecord
from stegvis.participants.models import Disclosure, Participant
from stegvis.programmes.models import ProgrammeVersion


class IntakeStatus(models.TextChoices):
    RECEIVED = "received", "inkommen"
    ASSESSING = "assessing", "bedöms"
    ASKED = "asked", "väntar på svar"
    QUEUED = "queued", "i kö"
    ADMITTED = "admitted", "tas emot"
    NOT_ADMITTED = "not_admitted", "tas inte emot"
    NOT_REACHED = "not_reached", "gick inte att nå"
    WITHDRAWN = "withdrawn", "tillbakadragen"


OPEN_STATUSES = (
    IntakeStatus.RECEIVED,
    IntakeStatus.ASSESSING,
    IntakeStatus.ASKED,
    IntakeStatus.QUEUED,
)

# From which status one may come to which; decided ones may be reopened only by a new referral.
MOVES: dict[str, frozenset[str]] = {
    status: frozenset(IntakeStatus.values) - {status, IntakeStatus.RECEIVED}
    for status in OPEN_STATUSES
}


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, actor: Actor) -> "IntakeQuerySet":
        """The programme's intakes to its coordinator, and its answer to the referrer."""
        here = reach_q(
            actor,
            Permission.INTAKE_READ,
            programme="version__programme_id",
            responsible="created_by_id",
        )
        answered = models.Exists(
            Disclosure.objects.open().filter(
                item_id=models.OuterRef("pk"),
                item_kind="intake",
                receiver_id=actor.organisation_id,
            )
        )
        mine = models.Exists(
            Referral.objects.filter(
                pk=models.OuterRef("referral_id"),
                owner_id=actor.organisation_id,
                handler_id=actor.account_id,
            )
        )
        return self.filter(here | (Q(answered) & Q(mine)))

    def undecided(self) -> "IntakeQuerySet":
        return self.filter(status__in=OPEN_STATUSES)


class Intake(OwnedRecord):
    """The receiver's answer to a referral, disclosed back to the referrer from the first day.

    So it holds only what the referrer may read: status, message, decision and its reason. How
    criteria were judged and what was said at meetings are rows of their own and stay here.
    """

    owner_is_authority = True
    secrecy: ClassVar = OwnerOrDisclosed(
        kind="intake", points=(("referral_id", "casework_referral"),)
    )

    referral = models.OneToOneField(
        Referral,
        on_delete=models.PROTECT,
        related_name="intake",
        verbose_name="aktualisering",
        db_constraint=False,
    )
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    # The receiver's own participant, made when the person is taken in.
    participant = OwnForeignKey(
        Participant, null=True, blank=True, related_name="intakes", verbose_name="deltagare"
    )
    status = models.CharField(
        "status", max_length=12, choices=IntakeStatus.choices, default=IntakeStatus.RECEIVED
    )
    received_on = models.DateField("inkom")
    message = models.TextField("meddelande till remittenten", blank=True)
    queued_on = models.DateField("i kö sedan", null=True, blank=True)
    expected_on = models.DateField("plats väntas", null=True, blank=True)
    decided_on = models.DateField("beslutad", null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decision_reason = models.TextField("skäl", blank=True)
    # The key of one of the definition's reasons for not taking somebody in.
    refusal = models.SlugField("skäl, nyckel", max_length=60, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "mottagande"
        verbose_name_plural = "mottaganden"
        ordering = ["received_on"]
        indexes = [
            models.Index(fields=["owner", "status", "received_on"], name="intake_inbox"),
            # With what is read to count how many have come to each status.
            models.Index(
                fields=["owner", "version", "status"],
                include=["id", "referral"],
                name="intake_statuses",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["not_admitted", "not_reached"]) | ~Q(decision_reason=""),
                name="refusal_has_reason",
            )
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def scope(self) -> Scope:
        return Scope(self.owner_id, self.version.programme_id)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class Judged(models.TextChoices):
    MET = "met", "uppfyllt"
    NOT_MET = "not_met", "inte uppfyllt"
    UNCLEAR = "unclear", "behöver bedömas"


class CriterionJudgement(OwnedRecord):
    """A criterion that somebody has judged, or set aside with a reason; others are derived."""

    secrecy: ClassVar = Secrecy()

    intake = OwnForeignKey(Intake, related_name="judgements", verbose_name="mottagande")
    criterion = models.SlugField("kriterium", max_length=60)
    outcome = models.CharField("bedömning", max_length=8, choices=Judged.choices)
    set_aside = models.BooleanField("bortses från", default=False)
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "bedömt kriterium"
        verbose_name_plural = "bedömda kriterier"
        constraints = [
            models.UniqueConstraint(fields=["intake", "criterion"], name="judged_once"),
            models.CheckConstraint(
                condition=Q(set_aside=False) | ~Q(reason=""), name="set_aside_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.criterion
