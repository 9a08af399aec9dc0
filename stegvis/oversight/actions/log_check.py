"""This file is where the log is checked: a sample is drawn, each row judged, the check closed."""

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.models import Entry
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account, Unit
from stegvis.oversight.models import CheckKind, Judgement, LogCheck, LogCheckRow
from stegvis.oversight.readings import readings
from stegvis.oversight.sampling import draw as draw_rows

DAYS_TO_CHECK = 30
MOST_ROWS = 100
MOST_CHARACTERS = 5_000


@transaction.atomic
def draw(
    *,
    actor: Actor,
    starts_on: date,
    ends_on: date,
    size: int,
    share: int,
    unit: Unit | None = None,
    due_on: date | None = None,
    seed: str = "",
) -> LogCheck:
    """Draw a sample of what was opened in the own authority's records. `share` is the percent left
    to chance; the rest is drawn by risk. A seed is made up unless one is given.

    Raises RuleBroken for a period, size or day that cannot be, and when nothing was opened.
    """
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    due_on = due_on or today() + timedelta(days=DAYS_TO_CHECK)
    _check_period(starts_on, ends_on)
    if not 1 <= size <= MOST_ROWS:
        raise RuleBroken(f"Välj mellan 1 och {MOST_ROWS} rader.", "size")
    if not 0 <= share <= 100:
        raise RuleBroken("Andelen är mellan 0 och 100 procent.", "share")
    if due_on < today():
        raise RuleBroken("Kontrollen ska bli klar en kommande dag.", "due_on")
    if unit is not None and unit.organisation_id != actor.organisation_id:
        raise RuleBroken("Enheten hör till en annan myndighet.", "unit")
    seed = seed or secrets.token_hex(8)
    last = last_number(actor.organisation_id)
    found = readings(
        actor.organisation_id, starts_on, ends_on, unit=unit.name if unit else "", last=last
    )
    if not found:
        raise RuleBroken(
            "Inget har lästs under perioden, så det finns inget att kontrollera.", "month"
        )
    check = LogCheck.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        kind=CheckKind.SAMPLE,
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        seed=seed,
        last_number=last,
        size=size,
        share=share,
        readings=len(found),
        due_on=due_on,
    )
    LogCheckRow.objects.bulk_create(
        LogCheckRow(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            log_check=check,
            number=row.reading.number,
            times=row.reading.times,
            reason=row.reason,
            signs=sorted(row.reading.signs),
        )
        for row in draw_rows(found, seed=seed, size=size, share=share)
    )
    record.change(Event.LOG_CHECK_DRAWN, check, seed=seed, size=size, share=share, last=last)
    return check


@transaction.atomic
def suspect(
    *,
    actor: Actor,
    cause: str,
    starts_on: date,
    ends_on: date,
    account: Account | None = None,
    participant_id: UUID | None = None,
) -> LogCheck:
    """Open a check of all that one member of staff has done, or all that was done about one
    participant. The cause is mandatory, and it is part of the log that the check was made."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    _check_period(starts_on, ends_on)
    _check_text(cause, "cause", "Skriv varför du gör kontrollen.")
    if account is None and participant_id is None:
        raise RuleBroken("Ange en medarbetare eller en deltagares referens.")
    if account is not None and account.pk == actor.account_id:
        raise RuleBroken("Du kan inte kontrollera dig själv. Be en annan administratör.")
    check = LogCheck.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        kind=CheckKind.SUSPICION,
        starts_on=starts_on,
        ends_on=ends_on,
        last_number=last_number(actor.organisation_id),
        cause=cause.strip(),
        account=account,
        participant_id=participant_id,
        due_on=today() + timedelta(days=DAYS_TO_CHECK),
    )
    record.change(Event.SUSPICION_CHECKED, check)
    return check


@transaction.atomic
def judge(
    *,
    actor: Actor,
    row: LogCheckRow,
    revision: int,
    judgement: Judgement,
    comment: str = "",
) -> LogCheckRow:
    """Judge one row. Nobody judges her own reading; a doubt needs a comment."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    check = _open(actor, row.log_check_id)
    locked = LogCheckRow.lock(row, revision)
    entry = Entry.objects.get(owner_id=check.owner_id, number=locked.number)
    if entry.account_id == actor.account_id:
        raise RuleBroken(
            "Det är din egen läsning. Den bedöms av någon annan: be en annan administratör."
        )
    if judgement is not Judgement.IN_ORDER:
        _check_text(comment, "comment", "Skriv vad du har frågat om eller vad som inte stämmer.")
    locked.judgement, locked.comment = judgement, comment.strip()
    locked.judged_at, locked.judged_by_id = now(), actor.account_id
    locked.keep("judgement", "comment", "judged_at", "judged_by")
    record.change(Event.LOG_ROW_JUDGED, check, number=locked.number, judgement=judgement.value)
    return locked


@transaction.atomic
def close(*, actor: Actor, log_check: LogCheck, revision: int, outcome: str) -> LogCheck:
    """Close a check with its outcome in words. Every row must be judged, and nobody may still be
    waiting for an answer; after this nothing in it can be changed."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    _open(actor, log_check.pk)
    locked = LogCheck.lock(log_check, revision)
    left = locked.rows.filter(judgement__in=["", Judgement.ASKED]).count()
    if left:
        rows = "1 rad är" if left == 1 else f"{left} rader är"
        raise RuleBroken(
            f"{rows} inte färdigbedömda. Bedöm dem som i ordning eller inte i ordning först."
        )
    _check_text(outcome, "outcome", "Skriv vad kontrollen visade och vad ni gör åt det.")
    locked.outcome = outcome.strip()
    locked.closed_at, locked.closed_by_id = now(), actor.account_id
    locked.keep("outcome", "closed_at", "closed_by")
    record.change(Event.LOG_CHECK_CLOSED, locked)
    return locked


def last_number(owner_id: UUID) -> int:
    """The number of the last row of the owner's chain."""
    found = Entry.objects.filter(owner_id=owner_id).aggregate(last=Max("number"))["last"]
    return int(found or 0)


def _open(actor: Actor, pk: UUID) -> LogCheck:
    check = LogCheck.objects.get(pk=pk, owner_id=actor.organisation_id)
    if check.closed_at:
        raise RuleBroken("Kontrollen är avslutad och kan inte ändras.")
    return check


def _check_period(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen.", "ends_on")
    if starts_on > today():
        raise RuleBroken("Perioden har inte börjat än.", "starts_on")


def _check_text(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise RuleBroken(message, field)
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Texten har {len(text)} tecken. Den får ha högst {MOST_CHARACTERS}.", field
        )
