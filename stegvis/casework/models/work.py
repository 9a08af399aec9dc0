"""This file is where steps towards work are kept as dates and numbers: work periods with the
share of benefit beside, milestones that the programme counts, and figures for each month.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from stegvis.casework.models.activity import Employer
from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.programmes.vocabulary import EMPLOYED, WorkKind


class KeptQuerySet(CaseItemQuerySet):
    def kept(self) -> Self:
        """All but what has been struck: only this counts."""
        return self.filter(struck_at__isnull=True)


class WorkPeriod(CaseRecord):
    """Activity, employment or studies from a day to a day, both inclusive (arbetsutbud).

    `percent` is of 40 hours a week; `benefit_percent` is the share of benefit kept at the same
    time, None while nobody knows. Periods may overlap; sums over 100 percent warn, and only
    impossible dates are refused, since decisions arrive late.
    """

    secrecy: ClassVar = Secrecy(
        participation="participation_id", hers=Hers(), frozen_by="struck_at"
    )

    kind = models.CharField("slag", max_length=24, choices=WorkKind.choices)
    percent = models.PositiveSmallIntegerField("arbetsutbud i procent")
    benefit_percent = models.PositiveSmallIntegerField(
        "ersättning i procent", null=True, blank=True
    )
    employer = OwnForeignKey(
        Employer, null=True, blank=True, related_name="work_periods", verbose_name="arbetsplats"
    )
    name = models.CharField("benämning", max_length=160, blank=True)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    # The workplace that became hers: promised contact is counted from its first day.
    is_found_workplace = models.BooleanField("har funnit sin arbetsplats", default=False)
    source = models.CharField("uppgiften kommer från", max_length=120, blank=True)
    struck_at = models.DateTimeField("makulerad", null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = "arbetsutbud"
        verbose_name_plural = "arbetsutbud"
        ordering = ["starts_on", "created_at"]
        indexes = [models.Index(fields=["owner", "kind"], name="work_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="work_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="work_percent_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(benefit_percent__isnull=True) | Q(benefit_percent__lte=100),
                name="work_benefit_is_a_part",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    @property
    def is_employment(self) -> bool:
        return self.kind in EMPLOYED


class Milestone(CaseRecord):
    """A dated fact that the programme's definition names: an event on a day, or a state that
    lasts from a day to a day, both inclusive. One that never was is struck (makuleras)."""

    secrecy: ClassVar = Secrecy(
        participation="participation_id", hers=Hers(), frozen_by="struck_at"
    )

    key = models.SlugField("hållpunkt", max_length=60)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    text = models.CharField("kommentar", max_length=200, blank=True)
    struck_at = models.DateTimeField("makulerad", null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = "hållpunkt"
        verbose_name_plural = "hållpunkter"
        ordering = ["starts_on", "created_at"]
        indexes = [models.Index(fields=["owner", "key"], name="milestone_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="milestone_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.key


class MonthlyFigure(CaseRecord):
    """A number for one month, such as care contacts or SEK of försörjningsstöd; none where what
    was written has been taken back."""

    secrecy: ClassVar = Secrecy(participation="participation_id", hers=Hers())

    key = models.SlugField("uppgift", max_length=60)
    month = models.DateField("månad")
    value = models.PositiveIntegerField("värde", null=True, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "månadsuppgift"
        verbose_name_plural = "månadsuppgifter"
        ordering = ["month", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "key", "month"], name="monthly_figure_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_figure_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return self.key


# No instrument has this key: theirs begin with a letter.
ARBETSUTBUD = "0-arbetsutbud"


class WorkPlot(CaseRecord):
    """A picture of something in one case over time, drawn by the job process: her arbetsutbud, or
    her scores in one of the instruments, whose key is then what it is `about`.

    Made of what stands in the other tables, and as secret as they are: unlike the pictures of
    goals, which hold sums alone. `key` is the digest of the specification that is asked for.
    """

    secrecy: ClassVar = Secrecy(participation="participation_id")

    about = models.SlugField("om", max_length=60, default=ARBETSUTBUD)
    key = models.CharField("nyckel", max_length=64)
    spec = models.JSONField("beskrivning")
    svg = models.TextField("bild", blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "diagram över arbetsutbud"
        verbose_name_plural = "diagram över arbetsutbud"
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "about"], name="work_plot_once"
            )
        ]

    def __str__(self) -> str:
        return self.key
