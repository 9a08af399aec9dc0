"""This file is where it is kept that somebody has checked the log, and what it came to."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Secrecy
from stegvis.organisations.models import Account, OwnedRecord, Unit


class CheckKind(models.TextChoices):
    SAMPLE = "sample", "stickprov"
    SUSPICION = "suspicion", "misstankekontroll"


class Reason(models.TextChoices):
    """Why a row was drawn. All but the first are signs of risk, the most telling first."""

    SAME_SURNAME = "same_surname", "samma efternamn"
    SAME_CONTACT = "same_contact", "samma telefon eller e-post"
    COLLEAGUE = "colleague", "deltagaren arbetar själv hos er"
    NO_ASSIGNMENT = "no_active_assignment", "inget uppdrag eller ansvar i ärendet"
    PROTECTED = "protected", "skyddade personuppgifter"
    CURIOSITY = "curiosity", "särskilt utsatt för nyfikenhet"
    NIGHT = "night", "natt (22–06)"
    WEEKEND = "weekend", "lördag eller söndag"
    RANDOM = "random", "slumpen"


class Judgement(models.TextChoices):
    IN_ORDER = "in_order", "i ordning"
    ASKED = "asked", "medarbetaren är tillfrågad"
    NOT_IN_ORDER = "not_in_order", "inte i ordning"


class LogCheck(OwnedRecord):
    """One check of the owner's own chain: a sample of a period, or a check on suspicion.

    It can be drawn anew from the same log with the same seed, so that nobody need take the
    checker's word for the rows being the ones that fell out. Closed, it is frozen.
    """

    secrecy: ClassVar = Secrecy(frozen_by="closed_at")

    kind = models.CharField("slag", max_length=12, choices=CheckKind.choices)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="enhet",
    )
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    seed = models.CharField("frö", max_length=64, blank=True)
    # The end of the chain when the check was made: what is logged later is not part of it.
    last_number = models.BigIntegerField("sista raden")
    size = models.PositiveSmallIntegerField("antal rader", default=0)
    share = models.PositiveSmallIntegerField("procent som slumpen väljer", default=0)
    readings = models.PositiveIntegerField("läsningar att välja bland", default=0)
    # On suspicion: why, and whose reading or the reading of whom.
    cause = models.TextField("skäl", blank=True)
    participant_id = models.UUIDField("deltagare", null=True, blank=True)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="medarbetare",
    )
    due_on = models.DateField("klar senast")
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField("utfall", blank=True)

    class Meta:
        verbose_name = "loggkontroll"
        verbose_name_plural = "loggkontroller"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "closed_at", "due_on"], name="logcheck_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"

    def is_overdue(self, day: date) -> bool:
        return self.closed_at is None and self.due_on < day


class LogCheckRow(OwnedRecord):
    """One row of the log that was drawn, by its number in the owner's chain, and the judgement."""

    secrecy: ClassVar = Secrecy(frozen_with=("log_check_id", "oversight_logcheck", "closed_at"))

    log_check = OwnForeignKey(LogCheck, related_name="rows", verbose_name="loggkontroll")
    number = models.BigIntegerField("nummer i kedjan")
    reason = models.CharField("draget som", max_length=20, choices=Reason.choices)
    signs = models.JSONField("tecken", default=list)
    times = models.PositiveIntegerField("läsningar samma dag", default=1)
    judgement = models.CharField("bedömning", max_length=12, choices=Judgement.choices, blank=True)
    comment = models.TextField("kommentar", blank=True)
    judged_at = models.DateTimeField("bedömd", null=True, blank=True)
    judged_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "rad i loggkontroll"
        verbose_name_plural = "rader i loggkontroll"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["log_check", "number"], name="row_once_in_check"),
            models.CheckConstraint(
                condition=Q(judgement="") | Q(judged_at__isnull=False), name="judged_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class AlarmKind(models.TextChoices):
    MANY_PERSONS = "many_persons", "har öppnat ovanligt många personer på en timme"
    READS_STOPPED = "reads_stopped", "har stoppats vid gränsen för personer på en timme"
    EXPORTS_STOPPED = "exports_stopped", "har stoppats vid gränsen för uttag på ett dygn"
    PROTECTED_SHOWN = "protected_shown", "har visat skyddade personuppgifter"


class Alarm(OwnedRecord):
    """Reading by one account that somebody must look into, kept at the authority it acted for.

    Unusual much: once a day and kind. That a protected identity was shown: each time, counted in
    one alarm a day and person for as long as nobody has dealt with it.
    """

    secrecy: ClassVar = Secrecy(frozen_by="handled_at")

    kind = models.CharField("slag", max_length=20, choices=AlarmKind.choices)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="medarbetare"
    )
    on = models.DateField("dag")
    count = models.PositiveIntegerField("antal")
    limit = models.PositiveIntegerField("gräns")
    # Whose identity was shown; the checker sees a reference and never who it is.
    subject_id = models.UUIDField("vems uppgifter", null=True, blank=True)
    handled_at = models.DateTimeField("hanterat", null=True, blank=True)
    handled_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField("utfall", blank=True)

    class Meta:
        verbose_name = "larm"
        verbose_name_plural = "larm"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "account", "kind", "on"],
                name="one_alarm_a_day_and_kind",
                condition=Q(subject_id__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["owner", "account", "kind", "on", "subject_id"],
                name="one_open_alarm_a_day_and_person",
                condition=Q(subject_id__isnull=False, handled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Risk(models.TextChoices):
    """For the persons concerned (GDPR articles 33-34)."""

    UNLIKELY = "unlikely", "osannolikt att någon drabbas"
    LIKELY = "likely", "risk för de berörda"
    HIGH = "high", "hög risk för de berörda"


class DataKind(models.TextChoices):
    IDENTITY = "identity", "namn och nummer"
    CONTACT = "contact", "kontaktuppgifter"
    PROTECTED = "protected", "skyddade personuppgifter"
    HEALTH = "health", "hälsa"
    ECONOMY = "economy", "ekonomi och ersättning"
    SOCIAL = "social", "stöd, behov och sociala förhållanden"
    WORK = "work", "arbete och studier"
    STAFF = "staff", "medarbetares uppgifter"


class Incident(OwnedRecord):
    """Something that went wrong with the data of one controller: the owner, who alone reads it.

    It holds counts of persons, never who they are: those are found in the log. Closed, it is
    frozen (GDPR article 33.5: the controller documents every breach).
    """

    secrecy: ClassVar = Secrecy(frozen_by="closed_at")

    title = models.CharField("kort om vad som har hänt", max_length=120)
    what = models.TextField("vad som har hänt")
    noticed_at = models.DateTimeField("upptäckt")
    noticed_by = models.CharField("upptäckt av", max_length=120)
    leaked_from = models.DateTimeField("läckan började", null=True, blank=True)
    leaked_to = models.DateTimeField("läckan slutade", null=True, blank=True)
    # Where one account alone leaked.
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="konto",
    )
    kinds = models.JSONField("slag av uppgifter", default=list)
    # Ids of other authorities whose data are concerned, each of which keeps a register of its own.
    others = models.JSONField("andra ansvariga", default=list)
    is_breach = models.BooleanField("personuppgiftsincident", default=True)
    is_significant = models.BooleanField("betydande incident", default=False)
    risk = models.CharField("risk", max_length=10, choices=Risk.choices, blank=True)
    risk_reason = models.TextField("bedömning av risken", blank=True)
    persons = models.PositiveIntegerField("berörda personer", null=True, blank=True)
    protected = models.PositiveIntegerField("med skyddade uppgifter", null=True, blank=True)
    counted_at = models.DateTimeField("räknade", null=True, blank=True)
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField("utfall", blank=True)

    class Meta:
        verbose_name = "incident"
        verbose_name_plural = "incidenter"
        ordering = ["-noticed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(leaked_from__isnull=True, leaked_to__isnull=True)
                | Q(leaked_from__lt=models.F("leaked_to")),
                name="leak_window_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title


class StepOutcome(models.TextChoices):
    DONE = "done", "gjort"
    NOT_NEEDED = "not_needed", "behövs inte"


class IncidentStep(OwnedRecord):
    """That something an incident asks for was done, or why it is not needed. Added, never
    changed: the newest of a step counts."""

    secrecy: ClassVar = Secrecy(frozen_with=("incident_id", "oversight_incident", "closed_at"))

    incident = OwnForeignKey(Incident, related_name="steps", verbose_name="incident")
    step = models.CharField("steg", max_length=20)
    outcome = models.CharField("utfall", max_length=12, choices=StepOutcome.choices)
    at = models.DateTimeField("när")
    reference = models.CharField("diarienummer", max_length=120, blank=True)
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "steg i incident"
        verbose_name_plural = "steg i incident"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.step
