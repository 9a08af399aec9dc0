"""This file is where programmes (insatser) are stored as versions, frozen when published."""

from functools import lru_cache
from typing import ClassVar
from uuid import UUID

from django.db import models

from stegvis.core.models import Record
from stegvis.core.secrecy import Exempt
from stegvis.organisations.models import Organisation
from stegvis.programmes.definition import Definition

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
