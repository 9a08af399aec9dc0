"""This file is where answers to instruments are kept: the participants' and those of a
comparison group, whose people have no identity here at all; and the questions that an operator
has from whoever owns the right to them.
"""

from typing import ClassVar

from django.db import models

from stegvis.casework.models.participation import CaseItemQuerySet, CaseRecord
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import ACCOUNT, Hers, OfHerAuthorities, Secrecy
from stegvis.organisations.models import OwnedRecord
from stegvis.participants.models import Sex
from stegvis.programmes.models import Programme, ProgrammeVersion


class InstrumentAnswer(CaseRecord):
    """One participant's answers at one moment, with the score that they make (None: too many
    left out, or no scoring). Made by herself on her own pages, or written in by staff. What has
    been corrected is the row itself; what it said before is an EarlierAnswer."""

    secrecy: ClassVar = Secrecy(
        participation="participation_id",
        hers=Hers(
            adds=True,
            changes=("answers", "score", "subscores"),
            # What staff have written in for her they correct themselves.
            changes_when=f"created_by_id = {ACCOUNT}",
        ),
    )

    instrument = models.SlugField("instrument", max_length=60)
    moment = models.SlugField("tillfälle", max_length=60)
    answered_on = models.DateField("besvarat den")
    answers = models.JSONField("svar", default=dict)
    score = models.DecimalField("poäng", max_digits=7, decimal_places=2, null=True, blank=True)
    subscores = models.JSONField("delpoäng", default=dict, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "svar på instrument"
        verbose_name_plural = "svar på instrument"
        ordering = ["answered_on"]
        indexes = [models.Index(fields=["owner", "instrument"], name="answer_of_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "owner", "instrument", "moment"], name="instrument_once"
            )
        ]

    def __str__(self) -> str:
        return self.instrument


class EarlierAnswer(CaseRecord):
    """What an answer said before it was corrected, and, as its maker, who corrected it. Never
    changed: the answer and these are all its versions."""

    secrecy: ClassVar = Secrecy(
        participation="participation_id", frozen_by="created_at", hers=Hers(adds=True)
    )

    answer = OwnForeignKey(InstrumentAnswer, related_name="earlier", verbose_name="svar")
    number = models.PositiveSmallIntegerField("version")
    answered_on = models.DateField("besvarat den")
    answers = models.JSONField("svar", default=dict)
    score = models.DecimalField("poäng", max_digits=7, decimal_places=2, null=True, blank=True)
    subscores = models.JSONField("delpoäng", default=dict, blank=True)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        verbose_name = "tidigare svar på instrument"
        verbose_name_plural = "tidigare svar på instrument"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="earlier_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.number}"


class ComparisonPerson(OwnedRecord):
    """Somebody in a comparison group: a code that the evaluator keeps the key to, sex and year of
    birth. She is nobody's participant and has no identity here."""

    secrecy: ClassVar = Secrecy()

    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    code = models.SlugField("kod", max_length=40)
    sex = models.CharField("kön", max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField("födelseår", null=True, blank=True)
    entered_on = models.DateField("med från och med")

    class Meta:
        verbose_name = "person i jämförelsegruppen"
        verbose_name_plural = "personer i jämförelsegruppen"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "version", "code"], name="code_once")
        ]

    def __str__(self) -> str:
        return self.code


class ComparisonAnswer(OwnedRecord):
    """The same instrument answered by somebody in the comparison group."""

    secrecy: ClassVar = Secrecy()

    person = OwnForeignKey(ComparisonPerson, related_name="answers")
    instrument = models.SlugField("instrument", max_length=60)
    moment = models.SlugField("tillfälle", max_length=60)
    answered_on = models.DateField("besvarat den")
    answers = models.JSONField("svar", default=dict)
    score = models.DecimalField("poäng", max_digits=7, decimal_places=2, null=True, blank=True)
    subscores = models.JSONField("delpoäng", default=dict, blank=True)

    class Meta:
        verbose_name = "svar i jämförelsegruppen"
        verbose_name_plural = "svar i jämförelsegruppen"
        ordering = ["answered_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "instrument", "moment"], name="comparison_answer_once"
            )
        ]

    def __str__(self) -> str:
        return self.instrument


class InstrumentText(OwnedRecord):
    """What the items of a licensed instrument say, as its licence holder gave them to one
    authority. Never in a definition, and no other authority's to read; those who are asked read
    them on their own pages. The newest counts."""

    secrecy: ClassVar = Secrecy(hers=OfHerAuthorities())

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    instrument = models.SlugField("instrument", max_length=60)
    edition = models.CharField("utgåva", max_length=60)
    items = models.JSONField("frågor", default=list)
    low_label = models.CharField("lägsta svaret betyder", max_length=120)
    high_label = models.CharField("högsta svaret betyder", max_length=120)
    licence = models.CharField("tillstånd", max_length=200)

    class Meta:
        verbose_name = "frågor till instrument"
        verbose_name_plural = "frågor till instrument"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.instrument} {self.edition}"
