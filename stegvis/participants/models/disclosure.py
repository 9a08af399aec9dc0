"""This file is where it is kept what has been handed out, to whom and on what ground."""

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q
from django.db.models.expressions import Combinable

from stegvis.core.dates import today
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, OwnerOrReceiver
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants import grounds
from stegvis.participants.models.consent import Consent
from stegvis.participants.models.person import Participant


class Ground(models.TextChoices):
    """Why a secret may pass (OSL). Anything but consent needs a reason and a later review.

    The codes that the house itself writes; `grounds.toml` says what each is and when it is law.
    """

    CONSENT = "consent", "samtycke"
    NECESSARY = "osl_10_2", "nödvändigt för den egna verksamheten (OSL 10 kap. 2 §)"
    GENERAL_CLAUSE = "osl_10_27", "generalklausulen (OSL 10 kap. 27 §)"
    DUTY = "osl_10_28", "uppgiftsskyldighet (OSL 10 kap. 28 §)"
    OTHER = "other", "annan grund, med lagrum i motiveringen"
    NO_PERSON = "no_person", "ingen person är namngiven"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def open(self, day: Combinable | None = None) -> "DisclosureQuerySet":
        """Today; `day` is a place for the day in a query that is written once."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day or today()), closed_at__isnull=True
        )


class Disclosure(OwnedRecord):
    """One frozen version of one item, given to one receiver on one ground (utlämnande).

    It is what opens a row to another authority: consent alone opens nothing. Closing it works
    from the receiver's next request; the receiver then sees only that, and when, something
    was received.
    """

    secrecy: ClassVar = OwnerOrReceiver(
        frozen_by="created_at",
        still=(
            "closed_at",
            "closed_by_id",
            "close_reason",
            "review_due_on",
            "reviewed_at",
            "reviewed_by_id",
            "review_outcome",
            "first_read_at",
        ),
        hers=Hers(changes=("closed_at", "closed_by_id", "close_reason")),
    )

    participant = OwnForeignKey(
        Participant,
        related_name="disclosures",
        null=True,
        blank=True,
        verbose_name="deltagare",
    )
    participation_id = models.UUIDField("deltagande", null=True, blank=True, db_index=True)
    item_kind = models.CharField("slag", max_length=30)
    item_id = models.UUIDField("uppgift")
    item_version = models.PositiveIntegerField("version", default=1)
    title = models.CharField("vad", max_length=160)
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="mottagare"
    )
    category = models.SlugField("slag av uppgift", max_length=40)
    ground = models.CharField("grund", max_length=12, choices=grounds.choices)
    reason = models.TextField("motivering", blank=True)
    # The secrecy assessment of whoever hands out, made before anything leaves.
    assessment = models.TextField("sekretessprövning", blank=True)
    consent = OwnForeignKey(
        Consent,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name="samtycke",
    )
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    closed_at = models.DateTimeField("avslutat", null=True, blank=True)
    closed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    close_reason = models.CharField("skäl till avslut", max_length=200, blank=True)
    review_due_on = models.DateField("granskas senast", null=True, blank=True)
    reviewed_at = models.DateTimeField("granskat", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    review_outcome = models.TextField("utfall av granskningen", blank=True)
    first_read_at = models.DateTimeField("först läst", null=True, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = "utlämnande"
        verbose_name_plural = "utlämnanden"
        ordering = ["-created_at"]
        indexes = [
            # The index that every policy uses: item first, then receiver.
            Index(fields=["item_id", "receiver"], name="disclosure_item"),
            Index(fields=["receiver", "-created_at"], name="disclosure_received"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="disclosure_has_ground"),
            models.CheckConstraint(
                condition=Q(ground__in=["consent", "no_person"]) | ~Q(reason=""),
                name="other_ground_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(ground="consent")
                | Q(consent__isnull=False)
                | Q(item_kind="referral")
                | Q(item_kind="identity")
                | Q(item_kind="intake")
                | Q(item_kind="proposal")
                | Q(item_kind="proposalanswer")
                # Its consent is the case owner's own record, which the answering party cannot name.
                | Q(item_kind="takeover")
                # Asked back to the authority that referred, it rests on the referral's consent.
                | Q(item_kind="question"),
                name="consent_ground_names_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.title
