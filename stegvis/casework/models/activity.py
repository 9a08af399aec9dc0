"""This file is where what the participant does is kept: activities, workplaces, groups,
attendance, and what she has been referred on to.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Organisation, OwnedRecord
from stegvis.participants import grounds
from stegvis.programmes.models import Offer, ProgrammeVersion


class Sector(models.TextChoices):
    MUNICIPAL = "municipal", "kommunal verksamhet"
    SOCIAL = "social", "socialt företag"
    PRIVATE = "private", "privat företag"
    PUBLIC = "public", "annan offentlig arbetsgivare"


class Employer(OwnedRecord):
    """A workplace and its supervisor; holds no participant data. An employer is an outsider."""

    secrecy: ClassVar = Secrecy()

    name = models.CharField("arbetsplats", max_length=120)
    sector = models.CharField("slag", max_length=10, choices=Sector.choices)
    place = models.CharField("ort eller adress", max_length=160, blank=True)
    supervisor = models.CharField("handledare", max_length=120, blank=True)
    contact_way = models.CharField("nås på", max_length=160, blank=True)
    tasks = models.TextField("arbetsuppgifter och krav", blank=True)
    ended_on = models.DateField("samarbetet avslutat", null=True, blank=True)

    class Meta:
        verbose_name = "arbetsplats"
        verbose_name_plural = "arbetsplatser"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Group(OwnedRecord):
    """A course or other activity that several participants attend together."""

    secrecy: ClassVar = Secrecy()

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    catalogue_key = models.SlugField("aktivitet", max_length=60)
    name = models.CharField("namn", max_length=120)
    starts_on = models.DateField("startar")
    ended_on = models.DateField("avslutad", null=True, blank=True)

    class Meta:
        verbose_name = "grupp"
        verbose_name_plural = "grupper"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class GroupSession(OwnedRecord):
    secrecy: ClassVar = Secrecy()

    group = OwnForeignKey(Group, related_name="sessions")
    number = models.PositiveSmallIntegerField("tillfälle")
    held_on = models.DateField("datum")
    theme = models.CharField("innehåll", max_length=160, blank=True)

    class Meta:
        verbose_name = "grupptillfälle"
        verbose_name_plural = "grupptillfällen"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="session_once")]

    def __str__(self) -> str:
        return f"Tillfälle {self.number}"


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", "planerad"
    ONGOING = "ongoing", "pågår"
    COMPLETED = "completed", "genomförd"
    INTERRUPTED = "interrupted", "avbruten"


class Activity(CaseRecord):
    """Something from the programme's catalogue that this participant does.

    Extent in percent of 40 hours a week, computed from what was typed ("2 förmiddagar à 3 h").
    Overlaps and sums over 100 % warn; only impossible dates are refused, since decisions and
    reports arrive late.
    """

    # Handed out as a frozen version: what goes on changing is open to nobody else.
    secrecy: ClassVar = Secrecy(participation="participation_id", hers=Hers())

    catalogue_key = models.SlugField("aktivitet", max_length=60)
    name = models.CharField("benämning", max_length=160)
    employer = OwnForeignKey(
        Employer, null=True, blank=True, related_name="activities", verbose_name="arbetsplats"
    )
    group = OwnForeignKey(
        Group, null=True, blank=True, related_name="activities", verbose_name="grupp"
    )
    # Chosen from an inventory, perhaps another authority's: then it takes one of its places.
    offer = models.ForeignKey(
        Offer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="utbud",
    )
    provider = models.CharField("ges av", max_length=160, blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    extent_text = models.CharField("omfattning", max_length=80, blank=True)
    minutes_per_week = models.PositiveIntegerField("minuter i veckan", null=True, blank=True)
    status = models.CharField(
        "status",
        max_length=12,
        choices=ActivityStatus.choices,
        default=ActivityStatus.PLANNED,
    )
    adaptations = models.TextField("anpassningar", blank=True)
    result = models.TextField("hur det gick", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["owner", "participation"], name="activity_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="activity_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(OwnedRecord):
    """Present, or absent with a reason that tells person, logistics and illness apart."""

    secrecy: ClassVar = Secrecy()

    session = OwnForeignKey(GroupSession, related_name="attendances")
    activity = OwnForeignKey(Activity, related_name="attendances")
    present = models.BooleanField("närvarande")
    absence_reason = models.SlugField("skäl till frånvaro", max_length=40, blank=True)

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        constraints = [
            models.UniqueConstraint(fields=["session", "activity"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(present=False) | Q(absence_reason=""), name="present_has_no_reason"
            ),
        ]

    def __str__(self) -> str:
        return "närvarande" if self.present else "frånvarande"


class EmployerContact(OwnedRecord):
    """A visit or a call to a workplace, about one participant or in general."""

    secrecy: ClassVar = Secrecy()

    employer = OwnForeignKey(Employer, related_name="contacts")
    activity = OwnForeignKey(Activity, null=True, blank=True, related_name="employer_contacts")
    held_on = models.DateField("datum")
    way = models.CharField(
        "sätt",
        max_length=8,
        choices=[("visit", "besök"), ("call", "samtal"), ("mail", "brev eller e-post")],
    )
    text = models.TextField("vad som sades")

    class Meta:
        verbose_name = "kontakt med arbetsplats"
        verbose_name_plural = "kontakter med arbetsplatser"
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return self.way


class CareStatus(models.TextChoices):
    PLANNED = "planned", "förbereds"
    SENT = "sent", "skickad"
    RECEIVED = "received", "mottagen"
    WAITING = "waiting", "i kö"
    STARTED = "started", "kontakt påbörjad"
    ENDED = "ended", "avslutad"
    DECLINED = "declined", "togs inte emot"


class OutgoingReferral(CaseRecord):
    """The participant referred on: primary care, psychiatry, boendestöd, debt advice, others."""

    secrecy: ClassVar = Secrecy(participation="participation_id")

    target_key = models.SlugField("verksamhet", max_length=60)
    target_name = models.CharField("mottagare", max_length=160)
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField("varför")
    status = models.CharField(
        "status", max_length=10, choices=CareStatus.choices, default=CareStatus.PLANNED
    )
    sent_on = models.DateField("skickad", null=True, blank=True)
    # On what it was told, written before it was: also where the receiver is outside the system.
    ground = models.CharField("grund", max_length=12, choices=grounds.choices, blank=True)
    ground_reason = models.TextField("motivering", blank=True)
    assessment = models.TextField("sekretessprövning", blank=True)
    status_on = models.DateField("status sedan")
    reply = models.TextField("svar", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "utgående aktualisering"
        verbose_name_plural = "utgående aktualiseringar"
        ordering = ["-status_on"]

    def __str__(self) -> str:
        return self.target_name
