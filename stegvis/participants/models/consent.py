"""This file is where it is kept what the person has agreed to, and what she has said no to."""

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q

from stegvis.core.dates import today
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants.models.person import Participant
from stegvis.programmes.models import ProgrammeVersion


class ConsentKind(models.TextChoices):
    """Kept apart, so that one can be withdrawn without touching the others."""

    SECRECY = "secrecy", "samtycke till att uppgifter lämnas mellan myndigheterna"
    FOLLOW_UP = "follow_up_registration", "samtycke till registrering för uppföljning"
    QUESTIONNAIRES = "questionnaires", "samtycke till enkäter"
    CONTACT_AFTER_EXIT = "contact_after_exit", "samtycke till kontakt efter avslut"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        """Given, not withdrawn and not past its last day (inclusive)."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today()),
            refused=False,
            withdrawn_at__isnull=True,
        )


class Consent(OwnedRecord):
    """What the person has agreed to, in writing: form version, language, who took it, when.

    Secrecy consent ends with the programme and a re-entry needs a new one; contact after exit
    lives as long as it says. A refusal is recorded too, so that nobody asks again in vain.
    """

    secrecy: ClassVar = Secrecy(hers=Hers(adds=True, changes=("withdrawn_at",)))

    participant = OwnForeignKey(Participant, related_name="consents", verbose_name="deltagare")
    # A bare id: participations are a floor above.
    participation_id = models.UUIDField("deltagande", null=True, blank=True, db_index=True)
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    kind = models.CharField("slag", max_length=24, choices=ConsentKind.choices)
    purpose = models.TextField("ändamål")
    form_version = models.CharField("blankettversion", max_length=40)
    form_language = models.CharField("språk på blanketten", max_length=40, default="svenska")
    given_on = models.DateField("lämnat den")
    taken_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="mottaget av"
    )
    on_paper = models.BooleanField("på papper", default=True)
    refused = models.BooleanField("har sagt nej", default=False)
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    withdrawn_at = models.DateTimeField("återkallat", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "samtycke"
        verbose_name_plural = "samtycken"
        ordering = ["-given_on", "-created_at"]
        indexes = [Index(fields=["owner", "kind"], name="consent_of_owner")]

    def __str__(self) -> str:
        return self.get_kind_display()


class ConsentGrant(OwnedRecord):
    """One cell of the matrix: this category may go from the giver to the receiver."""

    secrecy: ClassVar = Secrecy(
        hers=Hers(by=("consent_id", "participants_consent"), adds=True, changes=("withdrawn_at",))
    )

    consent = OwnForeignKey(Consent, related_name="grants")
    giver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="lämnas av"
    )
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="lämnas till"
    )
    category = models.SlugField("slag av uppgift", max_length=40)
    withdrawn_at = models.DateTimeField("återkallat", null=True, blank=True)

    class Meta:
        verbose_name = "del av samtycke"
        verbose_name_plural = "delar av samtycken"
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "giver", "receiver", "category"], name="grant_once"
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("receiver")), name="owner_is_no_receiver"
            ),
        ]

    def __str__(self) -> str:
        return self.category
