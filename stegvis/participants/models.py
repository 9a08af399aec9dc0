"""This file is where the person is, and what she has agreed to: participant, identity, consent
and disclosure. Identity is a table of its own; the rest works with a participant that has none.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Exists, Index, OuterRef, Q

from stegvis.access.actor import Actor
from stegvis.core.dates import now, today
from stegvis.core.models import OwnForeignKey
from stegvis.core.personal_number import (
    KINDS,
    LEVELS,
    PersonalNumber,
    cautions,
    mask,
    stored,
)
from stegvis.core.secrecy import HerIdentity, Hers, OwnerOrReceiver, Secrecy, WithIdentity
from stegvis.core.secrecy import Identity as IdentitySecrecy
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants import grounds
from stegvis.programmes.models import ProgrammeVersion


class Sex(models.TextChoices):
    """As in the personal number, for figures that must be split by sex."""

    WOMAN = "woman", "kvinna"
    MAN = "man", "man"
    UNKNOWN = "unknown", "uppgift saknas"


class Protection(models.TextChoices):
    """Levels of protected identity (Skatteverket): a mark of secrecy, protected registration,
    and assumed identity, which never shows that it is one."""

    NONE = "none", "inget skydd"
    MARKED = "marked", "sekretessmarkering"
    REGISTERED = "registered", "skyddad folkbokföring"
    ASSUMED = "assumed", "fingerade personuppgifter"


# From no protection to the strongest; a level is raised by many and lowered by few.
STRENGTH = {level: place for place, level in enumerate(Protection.values)}


class Participant(OwnedRecord):
    """A human as one authority knows her; another authority has its own row, unknown to this one.

    The birth date stays here because deadlines and target groups are counted from it.
    """

    secrecy: ClassVar = Secrecy(hers=Hers(by="id"), by_id=True)
    owner_is_authority = True

    sex = models.CharField("kön", max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    born_on = models.DateField("födelsedatum", null=True, blank=True)
    protection = models.CharField(
        "skyddade personuppgifter",
        max_length=12,
        choices=Protection.choices,
        default=Protection.NONE,
    )
    # The official who has the person as her case at an authority that is not the operator.
    responsible = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ansvarig handläggare",
    )
    language = models.CharField("språk", max_length=40, blank=True)
    needs_interpreter = models.BooleanField("behöver tolk", default=False)

    class Meta:
        verbose_name = "deltagare"
        verbose_name_plural = "deltagare"
        # What figures need to know of everybody, told by the index alone.
        indexes = [Index(fields=["owner"], include=["id", "sex"], name="participant_sex")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about_participant_id(self) -> uuid.UUID:
        return self.id

    @property
    def is_protected(self) -> bool:
        return self.protection != Protection.NONE


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
    def visible_to(self, actor: Actor) -> "IdentityQuerySet":
        """Own ones and those handed out and still open; a protected person's only to a named
        reader of her own authority, in the minutes after she has said why.

        The one way in which the application reads identities: it says what the database's policy
        says, so that either of them is enough.
        """
        handed_out = Disclosure.objects.open().filter(
            item_id=OuterRef("pk"), item_kind="identity", receiver_id=actor.organisation_id
        )
        reader = NamedReader.objects.showing(actor).filter(
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
    def visible_to(self, actor: Actor) -> "FormerNumberQuerySet":
        """The own authority's; a protected person's only to a named reader who has said why."""
        reader = NamedReader.objects.showing(actor).filter(
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


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def active(self) -> "NamedReaderQuerySet":
        return self.filter(ended_at__isnull=True)

    def showing(self, actor: Actor) -> "NamedReaderQuerySet":
        """The actor's own, where she has said why she needs to see the identity just now."""
        return self.active().filter(
            owner_id=actor.organisation_id, account_id=actor.account_id, shown_until__gt=now()
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
    def open(self) -> "DisclosureQuerySet":
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today()), closed_at__isnull=True
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


class BenefitOutcome(models.TextChoices):
    """What came of the application for a further period."""

    GRANTED = "granted", "beviljad"
    REFUSED = "refused", "avslag"


class Benefit(OwnedRecord):
    """A decision on the person's livelihood: kind, extent and period, both days inclusive."""

    secrecy: ClassVar = Secrecy(hers=Hers())

    participant = OwnForeignKey(Participant, related_name="benefits", verbose_name="deltagare")
    kind = models.SlugField("ersättning", max_length=40)
    extent_percent = models.PositiveSmallIntegerField("omfattning i procent", null=True, blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    dormant_from = models.DateField("vilande från och med", null=True, blank=True)
    # Written in when it is over: paid again, or no longer a decision that can be taken up.
    dormant_until = models.DateField("vilande till och med", null=True, blank=True)
    schooling_ends_on = models.DateField("skolgången slutar", null=True, blank=True)
    # What has been done about the time after it: so that nobody thinks it is forgotten.
    applied_on = models.DateField("ny ansökan skickad", null=True, blank=True)
    decided_on = models.DateField("besked på ansökan", null=True, blank=True)
    outcome = models.CharField(
        "utfall av ansökan", max_length=8, choices=BenefitOutcome.choices, blank=True
    )
    # When another livelihood than a new decision has been arranged, and which.
    settled_on = models.DateField("ordnat den", null=True, blank=True)
    next_livelihood = models.CharField("försörjning härnäst", max_length=160, blank=True)
    source = models.CharField("uppgiften kommer från", max_length=120, blank=True)

    class Meta:
        verbose_name = "ersättning"
        verbose_name_plural = "ersättningar"
        ordering = ["-starts_on"]
        indexes = [Index(fields=["owner", "participant"], name="benefit_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="benefit_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.kind
