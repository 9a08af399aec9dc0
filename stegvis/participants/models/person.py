"""This file is where the person is, as one authority knows her: a participant without identity."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Index

from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Account, OwnedRecord


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
