"""This file is where programmes (insatser) are stored as versions, frozen when published, and the
inventories of what there is to take part in.
"""

from functools import lru_cache
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from stegvis.core.dates import today
from stegvis.core.models import Record
from stegvis.core.secrecy import Exempt, Published
from stegvis.organisations.models import Organisation, OwnedRecord
from stegvis.programmes.definition import Definition
from stegvis.programmes.offer_words import DailyActivities
from stegvis.programmes.vocabulary import ActivityKind

_PUBLIC = Exempt(
    "A programme's description is public and holds no participant data.", hers="select"
)


class Programme(Record):
    secrecy: ClassVar = _PUBLIC

    key = models.SlugField("nyckel", max_length=60, unique=True)
    name = models.CharField("namn", max_length=160)
    short_name = models.CharField("kort namn", max_length=60)

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@lru_cache(maxsize=64)
def _parsed(version_id: UUID, revision: int) -> Definition:
    return Definition.model_validate_json(ProgrammeText.objects.get(pk=version_id).content)


def definition_of(version_id: UUID, revision: int) -> Definition:
    """The typed definition of a version that has not been fetched itself."""
    return _parsed(version_id, revision)


class ProgrammeVersion(Record):
    """One version of a definition. Published versions never change; participants stay on theirs."""

    secrecy: ClassVar = _PUBLIC

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="versions", verbose_name="insats"
    )
    number = models.PositiveIntegerField("version")
    published_at = models.DateTimeField("publicerad", null=True, blank=True)
    # Copied out of the definition because access rules need it for many rows at once.
    team_open = models.BooleanField("laget ser alla deltagare", default=False)

    class Meta:
        verbose_name = "version av insats"
        verbose_name_plural = "versioner av insatser"
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.number}"

    @property
    def definition(self) -> Definition:
        """The typed definition, parsed once per process."""
        return _parsed(self.id, self.revision)


class ProgrammeText(models.Model):
    """The definition of one version, in a row of its own.

    A list of cases joins its versions for their names and rules; with the text among the columns
    each row of the list would carry the whole of it from the database.
    """

    secrecy: ClassVar = _PUBLIC

    version = models.OneToOneField(
        ProgrammeVersion,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="text",
        verbose_name="version",
    )
    content = models.TextField("beskrivning")

    class Meta:
        verbose_name = "beskrivning av insats"
        verbose_name_plural = "beskrivningar av insatser"

    def __str__(self) -> str:
        return str(self.version_id)


class Seat(models.TextChoices):
    OPERATOR = "operator", "utförare"
    PARTY = "party", "part"
    ASSOCIATION = "association", "finansiär"


class ProgrammeParty(Record):
    """Which organisation sits in a seat of the definition: operator, party or financing förbund."""

    secrecy: ClassVar = _PUBLIC

    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="parties", verbose_name="version"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisation"
    )
    key = models.SlugField("nyckel i beskrivningen", max_length=60)
    seat = models.CharField("plats", max_length=12, choices=Seat.choices)

    class Meta:
        verbose_name = "part i insats"
        verbose_name_plural = "parter i insatser"
        ordering = ["version", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation", "seat"], name="party_seat_once"
            )
        ]

    def __str__(self) -> str:
        return self.key


class OfferQuerySet(models.QuerySet["Offer"]):
    def with_use(self) -> "OfferQuerySet":
        """Each with how many places are taken and how many people wait, at all authorities."""
        use = OfferUse.objects.filter(offer=OuterRef("pk")).order_by().values("offer")
        return self.annotate(
            taken=Coalesce(Subquery(use.annotate(sum=Sum("taken")).values("sum")), 0),
            waiting=Coalesce(Subquery(use.annotate(sum=Sum("waiting")).values("sum")), 0),
        )


class Offer(OwnedRecord):
    """Something that there is to take part in, in the inventory that its owner keeps.

    Holds no participant data: whoever is logged in at an authority reads it, the owner writes.
    Anybody may provide it. What is not known is left empty, and is then something to ask about:
    demands and adaptations are whole lists only since `surveyed_on`.
    """

    secrecy: ClassVar = Published()

    name = models.CharField("namn", max_length=160)
    provider = models.CharField("ges av", max_length=160)
    kind = models.CharField("slag", max_length=16, choices=ActivityKind.choices)
    text = models.TextField("beskrivning", blank=True)
    target = models.CharField("till för", max_length=200, blank=True)
    daily_activities = models.CharField(
        "daglig verksamhet", max_length=8, choices=DailyActivities.choices, blank=True
    )
    # Keys of inventory.needs, of whichever programmes have them.
    needs = models.JSONField("behov", default=list)
    demands = models.JSONField("krav", default=list)
    adaptations = models.JSONField("anpassningar", default=list)
    languages = models.JSONField("språk", default=list)
    surveyed_on = models.DateField("inventerad", null=True, blank=True)
    min_percent = models.PositiveSmallIntegerField("minst", null=True, blank=True)
    max_percent = models.PositiveSmallIntegerField("högst", null=True, blank=True)
    municipality = models.CharField("kommun", max_length=60, blank=True)
    place = models.CharField("plats", max_length=160, blank=True)
    places_total = models.PositiveSmallIntegerField("platser", null=True, blank=True)
    # How many participants there is room for in all: what was free when somebody counted, and
    # what was taken then. What is left is worked out from those who take part (OfferUse).
    places_given = models.PositiveSmallIntegerField("för deltagare", null=True, blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    contact_way = models.CharField("kontakt", max_length=200, blank=True)
    ended_on = models.DateField("borttaget ur utbudet", null=True, blank=True)

    # Only where it was fetched `with_use`, or as it was on a day.
    taken: int
    waiting: int

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "utbud"
        verbose_name_plural = "utbud"
        ordering = ["name"]
        indexes = [models.Index(fields=["owner", "ended_on"], name="offer_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="offer_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(places_given__isnull=True)
                | Q(places_total__isnull=True)
                | Q(places_given__lte=F("places_total")),
                name="offer_places_given_are_of_all",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def places_left(self) -> int | None:
        """How many are free, never less than none; None where nobody has counted."""
        if self.places_given is None:
            return None
        return max(0, self.places_given - self.taken)

    @property
    def is_full(self) -> bool:
        return self.places_left == 0

    @property
    def places_beyond(self) -> int:
        """How many take part beyond what there is room for, where people have agreed on it."""
        return max(0, self.taken - self.places_given) if self.places_given is not None else 0


class OfferUse(OwnedRecord):
    """How many of one authority's participants have a place in an offer, and how many wait for
    one. Two numbers, counted anew from the activities and the needs whenever one of them changes.

    Whoever looks for a place anywhere must know whether there is one, so that everybody may read
    it. It says nothing of whom, and nothing leads from it to a case.
    """

    secrecy: ClassVar = Published()

    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, related_name="uses", verbose_name="utbud"
    )
    taken = models.PositiveSmallIntegerField("platser som är tagna", default=0)
    waiting = models.PositiveSmallIntegerField("väntar på plats", default=0)

    class Meta:
        verbose_name = "använda platser"
        verbose_name_plural = "använda platser"
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["offer", "owner"], name="use_of_offer_once")]

    def __str__(self) -> str:
        return f"{self.taken} + {self.waiting}"


class OfferHistory(OwnedRecord):
    """What was known of an offer from a day on, so that a figure of an earlier day can be counted
    as it was then: what its keeper had written, and how many of one authority's participants had
    a place. One row for each authority and day on which something became different.
    """

    secrecy: ClassVar = Published()

    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, related_name="history", verbose_name="utbud"
    )
    since = models.DateField("från och med")
    # The offer's own fields by name; None in a row that only tells of places taken.
    told = models.JSONField("uppgifter", null=True, blank=True)
    taken = models.PositiveSmallIntegerField("platser som är tagna", null=True, blank=True)

    class Meta:
        verbose_name = "tidigare uppgifter om utbud"
        verbose_name_plural = "tidigare uppgifter om utbud"
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "owner", "since"], name="history_of_offer_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.since)


class ProgrammeClosing(OwnedRecord):
    """An operator's decision to end a whole programme: the last day for new referrals, and the
    last day of all. Completed when nobody is left without a receiver.

    Whoever refers must be able to read it, so that everybody may; it holds no participant data.
    """

    secrecy: ClassVar = Published(
        frozen_by="completed_at", still=("implementation", "implemented_on")
    )

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    decided_on = models.DateField("beslutat")
    last_intake_on = models.DateField("sista dag för aktualiseringar")
    ends_on = models.DateField("sista dag")
    reason = models.TextField("skäl")
    contact = models.CharField("kontakt", max_length=200)
    withdrawn_on = models.DateField("beslutet upphävt", null=True, blank=True)
    completed_at = models.DateTimeField("avslutad", null=True, blank=True)
    # What lives on in ordinary operations, and since when it has been written down.
    implementation = models.TextField("vad som lever vidare", blank=True)
    implemented_on = models.DateField("infört", null=True, blank=True)

    class Meta:
        verbose_name = "avslut av insats"
        verbose_name_plural = "avslut av insatser"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "programme"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_closing_of_programme",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("last_intake_on")), name="closing_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.ends_on)

    @property
    def is_closed(self) -> bool:
        """Whether nobody new comes in any longer; the last day itself is included."""
        return today() > self.last_intake_on
