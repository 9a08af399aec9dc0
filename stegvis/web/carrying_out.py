"""This file is where what two people have decided to weed is removed: no other code deletes a
record. Run as the role that owns the tables, because the role of requests has no right to it.

A person's records go in one transaction, with what is written down about it. The log stays, and so
do the checks of the log, which know her by a reference alone.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import models, transaction
from django.db.models import ProtectedError

from stegvis.access.actor import system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import Journal
from stegvis.casework import records_in_words, register
from stegvis.casework.gone_over import GoneOver, due
from stegvis.casework.models import (
    LegalHold,
    RegisterExtract,
    WeedingDecision,
    WeedingRecord,
    WeedingRow,
)
from stegvis.core.dates import today
from stegvis.organisations.models import Account
from stegvis.participants.models import Identity, Participant
from stegvis.web.extracts import making
from stegvis.web.models import Draft

OWNER = "owner"
OF_THE_LOG = frozenset({"audit", "oversight"})


class NotDecided(Exception):
    """There is no decision that two people have made; the message says what is missing."""


@dataclass(frozen=True)
class Outcome:
    """What came of one person on the list: rows removed, or why none were."""

    participant_id: UUID
    kept_because: str = ""
    rows: int = 0
    archive: Path | None = None


def decision_of(pk: UUID) -> WeedingDecision:
    """An approved decision. Raises NotDecided."""
    found = WeedingDecision.objects.using(OWNER).select_related("owner").filter(pk=pk).first()
    if found is None:
        raise NotDecided(f"There is no decision {pk}.")
    if not found.approved or found.decided_by_id == found.created_by_id:
        raise NotDecided(f"Decision {pk} has not been approved by a second person.")
    return found


def carry_out(decision: WeedingDecision, folder: Path | None = None) -> Iterator[Outcome]:
    """Remove those that are left on the list, each in a transaction of her own, so that one who
    must be kept does not keep the others."""
    rows = WeedingRow.objects.using(OWNER).filter(decision_id=decision.pk)
    for row in list(rows.order_by("due_on", "participant_id")):
        yield _weed(decision, row.participant_id, folder)


def _weed(decision: WeedingDecision, participant_id: UUID, folder: Path | None) -> Outcome:
    path: Path | None = None
    try:
        with transaction.atomic(using=OWNER):
            # Whoever writes about her meanwhile waits for this, and then finds nobody.
            her = Participant.objects.using(OWNER).select_for_update().get(pk=participant_id)
            found = due(decision.owner_id, decision.owner.kind, today(), only=her.pk, using=OWNER)
            if reason := _why_kept(decision, her, found):
                return Outcome(participant_id, reason)
            cases = register.cases_of(decision.owner_id, her, OWNER)
            gathered = register.gather(tables_to_empty(), her, cases, OWNER)
            if folder is not None:
                path = _archive(decision, her, gathered, folder)
            counts = _remove(decision.owner_id, gathered)
            _write_down(decision, found[0], counts, archived=path is not None)
            return Outcome(participant_id, rows=sum(counts.values()), archive=path)
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise


def _why_kept(decision: WeedingDecision, her: Participant, found: list[GoneOver]) -> str:
    if her.owner_id != decision.owner_id:
        return "another authority's"
    if LegalHold.objects.using(OWNER).standing().filter(participant_id=her.pk).exists():
        return "held"
    return "" if found else "no longer due"


def tables_to_empty() -> dict[type[models.Model], tuple[str, ...]]:
    """Every table that leads to her but the log's own, with the ways there."""
    found = register.tables_of_person(without=())
    return {model: ways for model, ways in found.items() if model._meta.app_label not in OF_THE_LOG}


def children_first(tables: Iterator[type[models.Model]]) -> Iterator[type[models.Model]]:
    """In such an order that no row is removed while another still points at it. Raises
    RuntimeError for tables that point at each other in a ring."""
    left = list(tables)
    while left:
        above = {
            field.related_model
            for model in left
            for field in model._meta.local_concrete_fields
            if field.related_model is not model
        }
        free = [model for model in left if model not in above]
        if not free:
            raise RuntimeError(f"These tables point at each other: {left}")
        yield from free
        left = [model for model in left if model in above]


def _remove(owner_id: UUID, gathered: records_in_words.Gathered) -> dict[str, int]:
    """How many rows of each table went. What somebody was typing on a page about her goes too."""
    counts: dict[str, int] = {}
    ids = [row["id"] for rows in gathered.values() for row in rows]
    keys = [row["person_key"] for row in gathered.get(Identity, []) if row["person_key"]]
    for model in children_first(iter(gathered)):
        mine = [row["id"] for row in gathered[model]]
        rows = model._base_manager.using(OWNER).filter(pk__in=mine)
        # Not through the collector: the database itself refuses what something still points at.
        counts[model._meta.label_lower] = rows._raw_delete(OWNER)
    drafts = Draft.objects.using(OWNER).filter(owner_id=owner_id, place__regex="|".join(ids))
    counts[Draft._meta.label_lower] = drafts._raw_delete(OWNER)
    counts[Account._meta.label_lower] = sum(map(_remove_login, keys))
    return {table: number for table, number in counts.items() if number}


def _remove_login(person_key: str) -> int:
    """Her own login, when no authority knows her any more and nothing else was made by it."""
    if Identity._base_manager.using(OWNER).filter(person_key=person_key).exists():
        return 0
    account = Account.objects.using(OWNER).filter(person_key=person_key).first()
    if account is not None:
        with suppress(ProtectedError):
            account.delete()
            return 1
    return 0


def _write_down(
    decision: WeedingDecision, found: GoneOver, counts: dict[str, int], *, archived: bool
) -> None:
    system = Account.objects.using(OWNER).get(is_system=True)
    made = WeedingRecord(
        owner_id=decision.owner_id,
        created_by=system,
        decision=decision,
        last_entry_on=found.last_entry_on,
        due_on=found.due_on,
        counts=counts,
        archived=archived,
    )
    made.save(using=OWNER)
    actor = system_actor(system.pk, decision.owner_id, system.name, RoleKey.ADMINISTRATOR)
    written = Journal(actor, "gallring")
    written.add(
        Event.PERSON_WEEDED,
        owner_id=decision.owner_id,
        item_kind=made.item_kind,
        item_id=made.pk,
        participant_id=found.participant_id,
        detail={"decision": decision.pk, "rows": sum(counts.values())},
    )
    written.write(changes=True, using=OWNER)


def _archive(
    decision: WeedingDecision, her: Participant, gathered: records_in_words.Gathered, folder: Path
) -> Path:
    """All that is removed, as in a register extract: a document, a file for programs and the
    attachments. Only whoever runs the command can read it. Nothing is written over; it is on the
    disk before anything is removed, and nothing is left of one that could not be written."""
    tables = records_in_words.in_words(gathered, OWNER)
    identity = Identity._base_manager.using(OWNER).filter(participant_id=her.pk).first()
    name = decision.owner.name
    extract = RegisterExtract(owner=decision.owner, participant=her, asked_on=today())
    pdf = making.document(name, extract, identity, tables, 0)
    content = making.archive(name, extract, tables, pdf, OWNER)
    path = folder / f"{her.pk}.zip"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
