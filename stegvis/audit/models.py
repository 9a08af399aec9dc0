"""This file is where the log's rows are described; only a database function writes them."""

from typing import ClassVar

from django.db import models

from stegvis.core.secrecy import Exempt, Hers, LogRows


class Entry(models.Model):
    """One row of an owner's chain, append-only by grants and by trigger.

    No foreign keys out: the log must survive its subjects. It holds ids and codes, never case
    text. The digest covers the previous digest and every column (see audit/sql.py).
    """

    secrecy: ClassVar = LogRows(hers=Hers())

    pk = models.CompositePrimaryKey("owner_id", "number")
    owner_id = models.UUIDField("ägare")
    number = models.BigIntegerField("nummer i kedjan")
    at = models.DateTimeField("tid")
    event = models.TextField("händelse")
    item_kind = models.TextField("slag")
    item_id = models.UUIDField("uppgift", null=True)
    participant_id = models.UUIDField("person", null=True)
    account_id = models.UUIDField("användare", null=True)
    organisation_id = models.UUIDField("för myndighet", null=True)
    unit = models.TextField("enhet")
    assignment_id = models.UUIDField("uppdrag", null=True)
    purpose = models.TextField("ändamål")
    request_id = models.UUIDField("begäran")
    detail = models.JSONField("förändring")
    previous = models.BinaryField("föregående summa")
    digest = models.BinaryField("summa")

    class Meta:
        verbose_name = "loggrad"
        verbose_name_plural = "loggrader"
        indexes = [
            models.Index(fields=["participant_id", "-at"], name="audit_entry_person"),
            models.Index(fields=["account_id", "-at"], name="audit_entry_account"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


class ChainHead(models.Model):
    """The last number and digest of each owner's chain; locked while a row is added."""

    secrecy: ClassVar = Exempt("Numbers and digests of the log.", closed=True)

    owner_id = models.UUIDField("ägare", primary_key=True)
    number = models.BigIntegerField("sista nummer", default=0)
    digest = models.BinaryField("sista summa")

    class Meta:
        verbose_name = "kedjans slut"
        verbose_name_plural = "kedjornas slut"

    def __str__(self) -> str:
        return str(self.number)
