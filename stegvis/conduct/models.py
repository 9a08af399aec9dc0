"""This file is where it is kept how a programme is run: who works in it and who steers it.

Nothing here is about a participant. The rows are therefore readable by every authority in the
database; the application shows them to those with a seat in the programme.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Published
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.programmes.models import Programme


class RunRecord(OwnedRecord):
    """A row about the running of a programme, written by one of its operators."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )

    class Meta:
        abstract = True


class SeatHolding(RunRecord):
    """Who holds a seat of the definition, and with how much of full time; both days inclusive.

    Percent is unknown when left out, and is then shown as missing and never guessed.
    """

    secrecy: ClassVar = Published()

    seat = models.SlugField("plats", max_length=60)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="medarbetare",
    )
    name = models.CharField("namn", max_length=120, blank=True)
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="anställd av"
    )
    percent = models.PositiveSmallIntegerField("procent av heltid", null=True, blank=True)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    class Meta:
        verbose_name = "innehav av plats"
        verbose_name_plural = "innehav av platser"
        ordering = ["seat", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="holding_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                name="holding_at_most_full_time",
            ),
        ]

    def __str__(self) -> str:
        return self.seat

    def is_held_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class SteeringMember(RunRecord):
    """Who sits in the steering group, for which organisation; both days inclusive."""

    secrecy: ClassVar = Published()

    name = models.CharField("namn", max_length=120)
    # The place as the definition says it: post and organisation in the document's words.
    title = models.CharField("befattning", max_length=120)
    place = models.CharField("företräder", max_length=160)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    class Meta:
        verbose_name = "ledamot i styrgruppen"
        verbose_name_plural = "ledamöter i styrgruppen"
        ordering = ["place", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="steering_member_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SteeringMeeting(RunRecord):
    secrecy: ClassVar = Published()

    held_on = models.DateField("datum")
    present = models.TextField("närvarande")
    text = models.TextField("anteckningar", blank=True)

    class Meta:
        verbose_name = "styrgruppsmöte"
        verbose_name_plural = "styrgruppsmöten"
        ordering = ["-held_on", "-created_at"]

    def __str__(self) -> str:
        return str(self.held_on)


class Deviation(RunRecord):
    """A report that something important has changed (avvikelserapport).

    Draft until it is sent; sent, it is frozen but for when it was received. It is decided when
    the steering group has made a decision about it, and nobody writes that in twice.
    """

    secrecy: ClassVar = Published(frozen_by="sent_at", still=("received_on", "received_by"))

    title = models.CharField("vad det gäller", max_length=160)
    changed = models.TextField("vad som har ändrats")
    since_on = models.DateField("sedan")
    why = models.TextField("varför")
    proposed = models.TextField("vad som föreslås")
    # A key of the definition's reports; its receiver in words, as it was when sent.
    report = models.SlugField("rapport", max_length=60, blank=True)
    sent_to = models.CharField("till", max_length=160)
    # Published figures that it rests on; no other numbers belong in a report.
    figures_id = models.UUIDField("publicerade siffror", null=True, blank=True)
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    received_on = models.DateField("mottagen", null=True, blank=True)
    received_by = models.CharField("mottagen av", max_length=120, blank=True)

    class Meta:
        verbose_name = "avvikelserapport"
        verbose_name_plural = "avvikelserapporter"
        ordering = ["-since_on", "-created_at"]

    def __str__(self) -> str:
        return self.title


class SteeringDecision(RunRecord):
    """What a meeting decided, about which goal or deviation, and whether it has been done."""

    secrecy: ClassVar = Published()

    meeting = OwnForeignKey(SteeringMeeting, related_name="decisions", verbose_name="möte")
    text = models.TextField("beslut")
    goal = models.SlugField("mål", max_length=60, blank=True)
    deviation = OwnForeignKey(
        Deviation, null=True, blank=True, related_name="decisions", verbose_name="avvikelse"
    )
    responsible = models.CharField("ansvarig", max_length=120)
    due_on = models.DateField("klart senast", null=True, blank=True)
    done_on = models.DateField("klart", null=True, blank=True)

    class Meta:
        verbose_name = "beslut av styrgruppen"
        verbose_name_plural = "beslut av styrgruppen"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text[:60]

    def is_late(self, day: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < day


class DecisionCorrection(RunRecord):
    """What a decision said before it was corrected (rättelse), and why it was. Kept for good."""

    secrecy: ClassVar = Published(frozen_by="created_at")

    decision = OwnForeignKey(SteeringDecision, related_name="corrections", verbose_name="beslut")
    text = models.TextField("tidigare text")
    responsible = models.CharField("tidigare ansvarig", max_length=120)
    due_on = models.DateField("tidigare sista dag", null=True, blank=True)
    reason = models.CharField("varför det rättas", max_length=300)
    corrected_by = models.CharField("rättat av", max_length=120)

    class Meta:
        verbose_name = "rättelse av beslut"
        verbose_name_plural = "rättelser av beslut"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text[:60]


class PlannedWorkMark(RunRecord):
    """How it went with a line of the definition's activity plan in one of its quarters.

    The line is known by its words, for it has no key and may move between versions.
    """

    secrecy: ClassVar = Published()

    what = models.CharField("rad i planen", max_length=400)
    quarter = models.CharField("kvartal", max_length=7)
    done_on = models.DateField("gjort", null=True, blank=True)
    note = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "rad i planen"
        verbose_name_plural = "rader i planen"
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "programme", "what", "quarter"], name="planned_work_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.what}"
