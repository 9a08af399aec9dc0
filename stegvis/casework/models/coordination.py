"""This file is where the little is kept that is known here of a programme whose parties write in
systems of their own: where the person is registered, when there was contact, a line a month.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.casework.models.work import KeptQuerySet
from stegvis.core.secrecy import Hers, Secrecy

MOST_IN_LINE = 200


class SystemRegistration(CaseRecord):
    """Somebody has checked that the person is registered in a party's own system, under a
    reference that finds her there. What the system holds is never here."""

    secrecy: ClassVar = Secrecy(participation="participation_id", hers=Hers())

    party = models.SlugField("part", max_length=60)
    system = models.CharField("system", max_length=120)
    reference = models.CharField("referens", max_length=60)
    checked_on = models.DateField("kontrollerat den")

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "registrering i eget system"
        verbose_name_plural = "registreringar i egna system"
        ordering = ["checked_on"]
        indexes = [models.Index(fields=["owner", "party", "reference"], name="registered_as")]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "party"], name="registered_once"
            )
        ]

    def __str__(self) -> str:
        return self.system


class MonthlyLine(CaseRecord):
    """At most one line about a participant in a month: coordination, never a day note."""

    secrecy: ClassVar = Secrecy(participation="participation_id", hers=Hers())

    month = models.DateField("månad")
    text = models.CharField("rad", max_length=MOST_IN_LINE)
    author_name = models.CharField("av", max_length=120)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "månadens rad"
        verbose_name_plural = "månadens rader"
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "month"], name="monthly_line_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_line_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class ContactFact(CaseRecord):
    """That something happened on a day, of one of the kinds that the programme's notes have,
    without a word about what. What never was is struck (makuleras)."""

    secrecy: ClassVar = Secrecy(
        participation="participation_id", hers=Hers(), frozen_by="struck_at"
    )

    kind = models.SlugField("slag", max_length=40)
    # Copied from the kind, as in a note.
    is_contact = models.BooleanField("kontakt med deltagaren", default=False)
    is_attempt = models.BooleanField("kontaktförsök", default=False)
    happened_on = models.DateField("händelsedatum")
    source = models.CharField("uppgiften kommer från", max_length=120)
    struck_at = models.DateTimeField("makulerad", null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = "datum för kontakt"
        verbose_name_plural = "datum för kontakter"
        ordering = ["-happened_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "happened_on", "kind"],
                condition=Q(struck_at__isnull=True),
                name="contact_fact_once",
            )
        ]

    def __str__(self) -> str:
        return self.kind
