"""This file is where an authority asks for a place for a person: the referrer's own record."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, reach_q
from stegvis.core.dates import in_swedish
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import OwnerOrDisclosed
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants import grounds
from stegvis.participants.models import Disclosure, Ground, Participant
from stegvis.programmes.models import ProgrammeVersion


class ReferralStatus(models.TextChoices):
    DRAFT = "draft", "utkast"
    SENT = "sent", "skickad"
    WITHDRAWN = "withdrawn", "tillbakadragen"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, actor: Actor, day: Combinable | None = None) -> "ReferralQuerySet":
        """The actor's own referrals, and those sent to her programmes and not yet closed. A
        draft is its author's alone, also when she works at the receiving authority. `day`: as in
        Disclosure.open."""
        own = reach_q(actor, Permission.REFERRAL_READ, programme=None, responsible="handler_id")
        sent_here = reach_q(
            actor,
            Permission.INTAKE_READ,
            programme="version__programme_id",
            responsible="pk",
            owner="receiver_id",
        )
        opened = models.Exists(
            Disclosure.objects.open(day).filter(
                item_id=models.OuterRef("pk"),
                item_kind="referral",
                receiver_id=actor.organisation_id,
            )
        )
        self_owned = Q(owner_id=actor.organisation_id, sent_at__isnull=False)
        # What costs least stands first: the database asks for the rest only where it must.
        return self.filter(own | (sent_here & (self_owned | Q(opened))))


class Sending(OwnedRecord):
    """What an authority writes about a person for another one to consider: frozen when sent, and
    sending it is itself a disclosure, with the consent or other ground that it carries."""

    participant = OwnForeignKey(Participant, related_name="%(class)ss", verbose_name="person")
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="mottagare"
    )
    # The key of a route in the definition: a party's key, "outreach" or "self".
    route = models.SlugField("väg in", max_length=40)
    handler = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="handläggare"
    )
    status = models.CharField(
        max_length=12, choices=ReferralStatus.choices, default=ReferralStatus.DRAFT
    )
    reason = models.TextField("varför", blank=True)
    wish = models.TextField("personens egna ord", blank=True)
    # Answers to the definition's questions at referral, by fact key.
    facts = models.JSONField("uppgifter", default=dict, blank=True)
    ground = models.CharField("grund", max_length=12, blank=True)
    ground_reason = models.TextField("motivering", blank=True)
    # The sender's own, made before it is sent; why it may go is the reason above.
    assessment = models.TextField("sekretessprövning", blank=True)
    consent_on = models.DateField("samtycke lämnat den", null=True, blank=True)
    consent_taken_by = models.CharField("samtycke mottaget av", max_length=120, blank=True)
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    withdrawn_at = models.DateTimeField("tillbakadragen", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> Scope:
        return Scope(self.owner_id, self.version.programme_id, frozenset({self.handler_id}))

    @property
    def is_draft(self) -> bool:
        return self.status == ReferralStatus.DRAFT

    @property
    def ground_label(self) -> str:
        return dict(grounds.choices()).get(self.ground, "")

    @property
    def assessed(self) -> str:
        """The secrecy assessment as every disclosure that rests on this row carries it: of a
        consent, what was checked about it. Rows from before it had a field of its own have it in
        the reason."""
        if self.ground == Ground.CONSENT and self.consent_on:
            day = in_swedish(self.consent_on)
            return f"Samtycke lämnat {day}, mottaget av {self.consent_taken_by}."
        return self.assessment or self.ground_reason


def rules_of_sending(prefix: str) -> list[models.BaseConstraint]:
    """What the database holds of everything that is sent."""
    return [
        models.CheckConstraint(
            condition=~Q(status="sent") | Q(sent_at__isnull=False), name=f"{prefix}sent_has_time"
        ),
        models.CheckConstraint(
            condition=Q(sent_at__isnull=True) | ~Q(ground="consent") | Q(consent_on__isnull=False),
            name=f"{prefix}sent_consent_has_date",
        ),
    ]


class Referral(Sending):
    """Written by the referrer; the receiver answers in an Intake.

    Somebody without any authority contact comes through outreach or on her own: then the
    operator owns the referral too.
    """

    secrecy: ClassVar = OwnerOrDisclosed(
        kind="referral",
        frozen_by="sent_at",
        still=("status", "withdrawn_at", "handler_id"),
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "aktualisering"
        verbose_name_plural = "aktualiseringar"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["owner", "handler"], name="referral_handler"),
            models.Index(fields=["receiver", "-sent_at"], name="referral_receiver"),
        ]
        constraints = rules_of_sending("")
