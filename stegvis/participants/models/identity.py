"""This file is where it is kept who the person is: name, number and contact."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, Index, OuterRef, Q
from django.db.models.expressions import Combinable

from stegvis.access.actor import Actor
from stegvis.core.models import OwnForeignKey
from stegvis.core.personal_number import KINDS, LEVELS, PersonalNumber, cautions, mask, stored
from stegvis.core.secrecy import HerIdentity, WithIdentity
from stegvis.core.secrecy import Identity as IdentitySecrecy
from stegvis.organisations.models import OwnedRecord
from stegvis.participants.models.disclosure import Disclosure
from stegvis.participants.models.person import Participant, Protection
from stegvis.participants.models.protection import NamedReader


class Numbered(models.Model):
    """The number that says who somebody is, with what is known of how sure that is."""

    number = models.CharField("personnummer", max_length=12, blank=True)
    number_kind = models.CharField("slag av nummer", max_length=16, blank=True)
    # Only of a coordination number; empty when nobody has said.
    number_level = models.CharField(
        "identitetsnivå", max_length=12, choices=list(LEVELS.items()), blank=True
    )
    number_dormant = models.BooleanField("vilande", default=False)

    class Meta:
        abstract = True

    @property
    def identifier(self) -> PersonalNumber | None:
        return stored(self.number, self.number_kind, self.number_level, self.number_dormant)

    @property
    def masked_number(self) -> str:
        return mask(self.number)

    @property
    def number_label(self) -> str:
        """What stands before the number on a page."""
        kind = KINDS.get(self.number_kind, "personnummer")
        return kind[:1].upper() + kind[1:]

    @property
    def cautions(self) -> list[str]:
        return cautions(self.number, self.number_kind, self.number_level, self.number_dormant)

    @property
    def caution(self) -> str:
        """A warning to whoever works with her, or nothing."""
        return " ".join(self.cautions)


class IdentityQuerySet(models.QuerySet["Identity"]):
    def visible_to(
        self, actor: Actor, at: Combinable | None = None, day: Combinable | None = None
    ) -> "IdentityQuerySet":
        """Own ones and those handed out and still open; a protected person's only to a named
        reader of her own authority, in the minutes after she has said why.

        The one way in which the application reads identities: it says what the database's policy
        says, so that either of them is enough. `at`: as in NamedReader.showing; `day`: as in
        Disclosure.open.
        """
        handed_out = Disclosure.objects.open(day).filter(
            item_id=OuterRef("pk"), item_kind="identity", receiver_id=actor.organisation_id
        )
        reader = NamedReader.objects.showing(actor, at).filter(
            participant_id=OuterRef("participant_id")
        )
        return self.filter(
            Q(owner_id=actor.organisation_id) | Exists(handed_out),
            Q(protection=Protection.NONE) | Exists(reader),
        )


class Identity(Numbered, OwnedRecord):
    """Name, number and contact of one participant."""

    secrecy: ClassVar = IdentitySecrecy(
        kind="identity",
        points=(("participant_id", "participants_participant"),),
        hers=HerIdentity(),
    )

    participant = models.OneToOneField(
        Participant,
        on_delete=models.PROTECT,
        related_name="identity",
        verbose_name="deltagare",
    )
    protection = models.CharField(max_length=12, default=Protection.NONE)
    # A keyed digest of the number: what her electronic identification is matched with, so that
    # whoever proves who she is reaches her own pages and nothing keeps a number in the clear.
    person_key = models.CharField(max_length=64, blank=True, editable=False)
    # An authority may close her pages, when somebody else has power over her identification.
    pages_closed_at = models.DateTimeField("egna sidor stängda", null=True, blank=True)
    pages_closed_reason = models.TextField("skäl till att de egna sidorna är stängda", blank=True)
    given_name = models.CharField("förnamn", max_length=80)
    family_name = models.CharField("efternamn", max_length=80)
    # Normalised in C order, because a search that calls a function cannot use an index under
    # row-level security: functions such as upper() may leak what they see.
    name_key = models.CharField(max_length=170, db_collation="C", editable=False)
    family_key = models.CharField(max_length=170, db_collation="C", editable=False)
    address = models.TextField("adress", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    contact_wish = models.CharField("når mig bäst", max_length=200, blank=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "identitet"
        verbose_name_plural = "identiteter"
        indexes = [
            Index(fields=["owner", "name_key"], name="identity_name"),
            Index(fields=["owner", "family_key"], name="identity_family"),
            Index(fields=["owner", "number"], name="identity_number"),
            Index(fields=["person_key"], name="identity_herself", condition=~Q(person_key="")),
        ]
        constraints = [
            # Within one owner only: another owner's register must never be revealed.
            models.UniqueConstraint(
                fields=["owner", "number"], name="number_once_per_owner", condition=~Q(number="")
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class FormerNumberQuerySet(models.QuerySet["FormerNumber"]):
    def visible_to(self, actor: Actor, at: Combinable | None = None) -> "FormerNumberQuerySet":
        """The own authority's; a protected person's only to a named reader who has said why.
        `at`: as in NamedReader.showing."""
        reader = NamedReader.objects.showing(actor, at).filter(
            participant_id=OuterRef("participant_id")
        )
        return self.filter(
            Q(participant__protection=Protection.NONE) | Exists(reader),
            owner_id=actor.organisation_id,
        )


class FormerNumber(Numbered, OwnedRecord):
    """A number that a person had before, as it stood until `created_at`. Never changed.

    Somebody with a samordningsnummer who gets a personnummer is the same person: both numbers
    lead to her, within the authority that knew her by the first one.
    """

    secrecy: ClassVar = WithIdentity(frozen_by="created_at")

    participant = OwnForeignKey(Participant, related_name="former_numbers")
    reason = models.TextField("skäl till bytet")

    objects = FormerNumberQuerySet.as_manager()

    class Meta:
        verbose_name = "tidigare nummer"
        verbose_name_plural = "tidigare nummer"
        ordering = ["-created_at"]
        indexes = [Index(fields=["owner", "number"], name="former_number")]

    def __str__(self) -> str:
        return self.masked_number
