"""This file is where the names of those who have looked are asked for, released and withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, own_scope, require, require_own
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import NameDecision, NameRequest, ReleasedName
from stegvis.casework.names import readers_of
from stegvis.casework.register import due_of
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Participant

MOST_CHARACTERS = 4_000
NOT_WEIGHED = "Skriv hur du har vägt skälen mot varandra."
NO_REASON = "Skriv skälet så att deltagaren förstår det."
NOBODY_HAS_READ = (
    "Ingen hos er har läst under perioden. Det finns inga namn att lämna ut eller neka. Svara det."
)
SOMEBODY_HAS_READ = "Medarbetare hos er står i loggen för perioden. Välj om namnen ska lämnas ut."
_EVENTS: dict[str, Event] = {
    NameDecision.RELEASED: Event.NAMES_RELEASED,
    NameDecision.REFUSED: Event.NAMES_REFUSED,
    NameDecision.NOBODY: Event.NAMES_NONE,
}


@dataclass(frozen=True)
class Wish:
    """Which days she asks about, both inclusive, and in her own words why."""

    starts_on: date
    ends_on: date
    why: str = ""


@transaction.atomic
def ask(*, actor: Person, participant_id: UUID, wish: Wish) -> NameRequest:
    """The person asks on her own pages. Raises RuleBroken while an earlier request waits."""
    require_own(actor, participant_id)
    owner = actor.participants[participant_id]
    return _ask(owner, participant_id, actor.account_id, wish, herself=True)


@transaction.atomic
def ask_for(*, actor: Actor, participant: Participant, scope: Scope, wish: Wish) -> NameRequest:
    """Staff write down that she has asked, on paper, by telephone or at a visit."""
    require(actor, Permission.EXTRACT_RELEASE, scope)
    return _ask(participant.owner_id, participant.pk, actor.account_id, wish, herself=False)


def _ask(
    owner_id: UUID, participant_id: UUID, account_id: UUID, wish: Wish, *, herself: bool
) -> NameRequest:
    if wish.ends_on > today():
        raise RuleBroken("Välj dagar som har varit.", "ends_on")
    if wish.ends_on < wish.starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen.", "ends_on")
    if len(wish.why) > MOST_CHARACTERS:
        raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken. Korta den.", "why")
    try:
        with transaction.atomic():
            request = NameRequest.objects.create(
                owner_id=owner_id,
                created_by_id=account_id,
                participant_id=participant_id,
                asked_on=today(),
                by_herself=herself,
                starts_on=wish.starts_on,
                ends_on=wish.ends_on,
                why=wish.why.strip(),
                due_on=due_of(today()),
            )
    except IntegrityError:
        raise RuleBroken("En begäran om namn väntar redan på svar.", "ask") from None
    record.change(
        Event.NAMES_ASKED, request, by_herself=herself, starts=wish.starts_on, ends=wish.ends_on
    )
    return request


@transaction.atomic
def decide(
    *,
    actor: Actor,
    request: NameRequest,
    revision: int,
    decision: str,
    assessment: str,
    reason: str,
    accounts: Collection[UUID] = (),
) -> NameRequest:
    """Release the names of these members of the own staff, or refuse; or answer that none of them
    has looked, which is the answer where it is so. She reads the reason.

    Only who is in the log of the chosen days can be named; the staff of another authority are not
    the decider's to name. Nobody decides who has looked at these records herself. Raises
    RuleBroken for that, for a missing reason or assessment, and Conflict when another was first.
    """
    require(actor, Permission.NAMES_RELEASE, own_scope(actor))
    locked = NameRequest.lock(request, revision)
    if locked.decided_at is not None:
        raise RuleBroken("Begäran är redan besvarad.", "decision")
    readers = {one.account_id: one for one in readers_of(locked)}
    if actor.account_id in readers:
        raise RuleBroken(
            "Du har själv läst om deltagaren under perioden. Be en annan administratör besluta.",
            "decision",
        )
    if decision not in NameDecision.values:
        raise RuleBroken("Välj om namnen ska lämnas ut.", "decision")
    if bool(readers) == (decision == NameDecision.NOBODY):
        raise RuleBroken(SOMEBODY_HAS_READ if readers else NOBODY_HAS_READ, "decision")
    chosen = set(accounts) if decision == NameDecision.RELEASED else set()
    if decision == NameDecision.RELEASED and not chosen:
        raise RuleBroken("Kryssa för minst ett namn, eller välj att inte lämna ut.", "accounts")
    if not chosen <= set(readers):
        raise RuleBroken("Välj bland dem som står i loggen för perioden.", "accounts")
    if readers:
        _check_text(assessment, "assessment", NOT_WEIGHED)
    _check_text(reason, "reason", NO_REASON)
    locked.decision, locked.decided_at, locked.decided_by_id = decision, now(), actor.account_id
    locked.assessment, locked.reason = assessment.strip(), reason.strip()
    locked.keep("decision", "decided_at", "decided_by", "assessment", "reason")
    ReleasedName.objects.bulk_create(
        ReleasedName(
            owner_id=locked.owner_id,
            created_by_id=actor.account_id,
            participant_id=locked.participant_id,
            request=locked,
            account_id=account_id,
            name=readers[account_id].name,
        )
        for account_id in sorted(chosen)
    )
    record.change(_EVENTS[decision], locked, names=len(chosen), readers=len(readers))
    return locked


@transaction.atomic
def withdraw(*, actor: Actor, request: NameRequest, revision: int, reason: str) -> NameRequest:
    """Stop showing the names from her next click. What she has read or been handed stays hers."""
    require(actor, Permission.NAMES_RELEASE, own_scope(actor))
    locked = NameRequest.lock(request, revision)
    if not locked.is_shown:
        raise RuleBroken("Inga namn visas på det beslutet.", "reason")
    _check_text(reason, "reason", "Skriv varför namnen inte längre ska visas.")
    locked.withdrawn_at, locked.withdrawn_by_id = now(), actor.account_id
    locked.withdrawal_reason = reason.strip()
    locked.keep("withdrawn_at", "withdrawn_by", "withdrawal_reason")
    for name in ReleasedName.objects.filter(owner_id=locked.owner_id, request=locked):
        name.withdrawn_at = locked.withdrawn_at
        name.keep("withdrawn_at")
    record.change(Event.NAMES_WITHDRAWN, locked)
    return locked


def _check_text(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise RuleBroken(message, field)
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken. Korta den.", field)
