"""This file is where day notes are written, changed while they may be, and amended after that."""

from datetime import date, timedelta

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.coordination import writes_elsewhere
from stegvis.casework.models import Note, Participation
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Participant
from stegvis.programmes.journey import Notes

MOST_CHARACTERS = 20_000


@transaction.atomic
def write(
    *,
    actor: Actor,
    participation: Participation,
    kind: str,
    text: str,
    happened_on: date,
    participant: Participant | None = None,
    once: bool = False,
) -> Note:
    """Write a day note. A saved note is enough, nobody signs it; nobody at another authority
    receives it unless the author hands it out. It may be changed until it locks.

    `participant` is the writer's own authority's; left out, it is the case owner's own. `once`
    refuses what the writer saved word for word within the hour: the back button brings a form up
    again with its text, under a new token. Raises RuleBroken for that, for an empty or too long
    text, for a day ahead, and in a programme where each party writes in a system of its own.
    """
    if writes_elsewhere(participation.version.definition):
        raise RuleBroken(
            "I den här insatsen skriver varje part sina anteckningar i sitt eget system. "
            "Skriv in dagen och slaget av kontakt här, eller månadens rad."
        )
    about = participant or participation.participant
    rules = participation.version.definition.notes
    note = Note(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=about,
        participation=participation,
        text=text.strip(),
        happened_on=happened_on,
        author_name=actor.name,
        unlocked_until=rules.lock_after.after(today()),
    )
    _set_kind(note, rules, kind)
    require(actor, Permission.NOTE_WRITE, note.scope)
    _check(note)
    if once:
        _refuse_again(note)
    note.save(force_insert=True)
    record.change(Event.NOTE_WRITTEN, note, kind=kind, on=happened_on)
    return note


def _refuse_again(note: Note) -> None:
    same = ("owner_id", "created_by_id", "participation_id", "kind", "happened_on", "text")
    earlier = Note.objects.filter(
        created_at__gte=now() - timedelta(hours=1), **{name: getattr(note, name) for name in same}
    )
    if earlier.exists():
        raise RuleBroken(
            "Den här anteckningen är redan sparad. Ändra texten om det är en ny.", "text"
        )


@transaction.atomic
def change(
    *, actor: Actor, note: Note, kind: str, text: str, happened_on: date, revision: int
) -> Note:
    """Change a note that is not locked yet. Raises RuleBroken when it is; Conflict when somebody
    else changed it meanwhile."""
    require(actor, Permission.NOTE_WRITE, note.scope)
    locked = Note.lock(note, revision)
    if locked.is_locked:
        raise RuleBroken("Anteckningen är låst. Skriv en rättelse i stället.", "text")
    locked.text, locked.happened_on = text.strip(), happened_on
    _set_kind(locked, _rules(note), kind)
    _check(locked)
    locked.keep("kind", "is_contact", "is_attempt", "text", "happened_on")
    record.change(Event.NOTE_CHANGED, locked)
    return locked


@transaction.atomic
def amend(*, actor: Actor, note: Note, text: str, reason: str) -> Note:
    """Correct a locked note (rättelse): the first text stays, the new one says why and who.

    Raises NotVisible for what another authority has handed out: it is corrected there.
    """
    require(actor, Permission.NOTE_WRITE, note.scope)
    if note.owner_id != actor.organisation_id:
        raise NotVisible
    if not reason.strip():
        raise RuleBroken("Skriv varför anteckningen rättas.", "reason")
    amendment = Note(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=note.participant_id,
        participation_id=note.participation_id,
        kind=note.kind,
        is_contact=note.is_contact,
        is_attempt=note.is_attempt,
        text=text.strip(),
        happened_on=note.happened_on,
        author_name=actor.name,
        unlocked_until=today(),
        locked_at=now(),
        amends=note,
        amendment_reason=reason.strip(),
    )
    _check(amendment)
    amendment.save(force_insert=True)
    record.change(Event.NOTE_AMENDED, amendment, amends=note.pk)
    return amendment


@transaction.atomic
def attempt_contact(*, actor: Actor, participation: Participation) -> Note:
    """One tap for "Ringt, inget svar". A contact attempt today, without text."""
    rules = participation.version.definition.notes
    attempt = next(kind for kind in rules.kinds if kind.is_attempt)
    return write(
        actor=actor,
        participation=participation,
        kind=attempt.key,
        text="",
        happened_on=today(),
    )


@transaction.atomic
def lock(*, actor: Actor, note: Note) -> Note:
    """Lock a note at once, because it is about to be handed out and must stay as it is."""
    require(actor, Permission.DISCLOSURE_MAKE, note.scope)
    locked = Note.lock(note)
    if locked.locked_at is None:
        locked.locked_at = now()
        locked.keep("locked_at")
        record.change(Event.NOTE_CHANGED, locked, locked=True)
    return locked


def _rules(note: Note) -> Notes:
    if note.participation is None:
        raise RuleBroken("Anteckningen hör inte till något deltagande.")
    return note.participation.version.definition.notes


def _set_kind(note: Note, rules: Notes, key: str) -> None:
    kind = next((kind for kind in rules.kinds if kind.key == key), None)
    if kind is None:
        raise RuleBroken("Välj ett slag av anteckning.", "kind")
    note.kind, note.is_contact, note.is_attempt = kind.key, kind.is_contact, kind.is_attempt


def _check(note: Note) -> None:
    if not note.text and not note.is_attempt:
        raise RuleBroken("Skriv något i anteckningen.", "text")
    if len(note.text) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Anteckningen har {len(note.text)} tecken. Den får ha högst {MOST_CHARACTERS}; "
            "dela upp den i två.",
            "text",
        )
    if note.happened_on > today():
        raise RuleBroken("Händelsedatumet ligger framåt i tiden.", "happened_on")
