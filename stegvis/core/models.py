"""This file is where every record gets its public id, its maker and its revision."""

import uuid
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models
from psycopg.errors import UniqueViolation

from stegvis.core.compiled import ByKey
from stegvis.core.dates import now
from stegvis.core.errors import Conflict, WrittenMeanwhile


class Record(models.Model):
    """A row with a public id that reveals nothing, a maker and a time.

    `revision` counts changes: a form carries the revision that its author saw, and a write
    on an older one is refused, so that two people never silently overwrite one another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("skapad", default=now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="skapad av",
    )
    revision = models.PositiveIntegerField("ändringsnummer", default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's. Raises WrittenMeanwhile when a row that may stand once only stands there
        already: whoever looked first found none, so somebody else has just written it."""
        try:
            super().save(*args, **kwargs)
        except IntegrityError as error:
            if isinstance(error.__cause__, UniqueViolation):
                raise WrittenMeanwhile(self) from error
            raise

    @classmethod
    def lock(cls, row: Self, revision: int | None = None) -> Self:
        """The row, locked for change. Raises Conflict if its revision is not the one seen."""
        locked: Self = _locked(cls).get(row.pk)
        if revision is not None and locked.revision != revision:
            raise Conflict(locked)
        return locked

    def keep(self, *fields: str) -> None:
        """Save the named fields and count the revision. Called by actions only."""
        self.revision += 1
        self.save(update_fields=[*fields, "revision"])


@cache
def _locked(model: type[Record]) -> ByKey:
    """Nearly every action locks a row or more."""
    return ByKey(model._default_manager.select_for_update(of=("self",)))


class OwnForeignKey(models.ForeignKey):
    """A reference to a row of the same owner, held by a composite key (owner, id) in the database.

    A plain foreign key would accept another owner's invisible row and refuse a missing one, and
    so reveal which ids exist. The constraint itself is asserted by `secure` after migration.
    """

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs["db_constraint"] = False
        super().__init__(to, **kwargs)
