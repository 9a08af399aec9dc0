"""This file is where a person's protected identity is set, changed, lifted, and opened for a while.

From the same second the identity is gone for all but the named readers, in the application and in
the database; and they see it only for some minutes after they have said why. No level, name or
number goes into the log.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Refused, Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import refuse_number_in
from stegvis.participants import queries
from stegvis.participants.actions.participant import Particulars, identity_fields, taken
from stegvis.participants.models import (
    STRENGTH,
    Disclosure,
    Identity,
    NamedReader,
    Participant,
    Protection,
    ProtectionDecision,
)

# How long a named reader sees an identity after having said why.
SHOWN_MINUTES = 15
# For the levels where the address itself may be what endangers her (law: no contact is kept).
_WITHOUT_CONTACT = (Protection.REGISTERED, Protection.ASSUMED)
_CONTACT = ("address", "phone", "email", "contact_wish")
# Tells the receiver nothing: that she is protected is itself a secret.
CLOSED = "Avslutat av den som lämnade ut."


@transaction.atomic
def protect(
    *,
    actor: Actor,
    scope: Scope,
    participant: Participant,
    level: str,
    reason: str,
    readers: Collection[UUID] = (),
    keep_contact: bool = False,
) -> ProtectionDecision:
    """Set protection, or raise its level. The first time names at least one reader.

    Anybody with the permission may set and raise; only a named reader may lower. A lower level
    from somebody else is written down and changes nothing, so that nobody learns the level by
    trying. Contact details are kept for a mark of secrecy, and for the stronger levels only when
    a setter says that they are needed; somebody who may not see them cannot take them away.
    Everything that was handed out about who she is closes at once.
    """
    require(actor, Permission.PROTECTION_SET, scope)
    if level not in STRENGTH or level == Protection.NONE:
        raise RuleBroken("Välj vilket skydd personen har.", "level")
    _refuse_bare(reason)
    locked = Participant.lock(participant)
    is_new, own = not locked.is_protected, _own(actor, locked)
    if is_new:
        _check_readers(actor, readers)
    if is_new or own or STRENGTH[level] > STRENGTH[locked.protection]:
        locked.protection = level
        locked.keep("protection")
    if is_new:
        own = _name_all(actor, locked, readers, reason)
    if own is not None:
        with _opened(own):
            _cover(actor, locked, keep_contact=keep_contact)
        if is_new and own.account_id not in readers:
            own.ended_at = own.created_at
            own.keep("ended_at")
    decision = _decide(actor, locked, level, reason)
    record.change(Event.PROTECTION_SET, locked)
    return decision


@transaction.atomic
def lift(
    *, actor: Actor, scope: Scope, participant: Participant, reason: str
) -> ProtectionDecision:
    """Protection has ended. Only a named reader; what was closed is not opened again."""
    require(actor, Permission.PROTECTION_SET, scope)
    locked = Participant.lock(participant)
    own = _require_reader(actor, locked)
    _refuse_bare(reason)
    locked.protection = Protection.NONE
    locked.keep("protection")
    with _opened(own):
        identity = _identity(actor, locked)
        if identity is not None:
            identity.protection = Protection.NONE
            identity.keep("protection")
    for reader in NamedReader.objects.active().filter(participant=locked).select_for_update():
        reader.ended_at, reader.shown_until = now(), None
        reader.keep("ended_at", "shown_until")
    decision = _decide(actor, locked, Protection.NONE, reason)
    record.change(Event.PROTECTION_LIFTED, locked)
    return decision


@transaction.atomic
def name_reader(
    *, actor: Actor, scope: Scope, participant: Participant, account_id: UUID, reason: str
) -> NamedReader:
    """Let one more see the identity. Only a named reader; or, when none of them works at the
    authority any longer, whoever may set protection, so that no person is locked away."""
    require(actor, Permission.PROTECTION_SET, scope)
    locked = Participant.lock(participant)
    if not locked.is_protected:
        raise RuleBroken("Personuppgifterna är inte skyddade.")
    if _own(actor, locked) is None and not queries.guard_of(actor, locked).is_abandoned:
        raise Refused(Permission.PROTECTION_SET)
    _refuse_bare(reason)
    _check_readers(actor, [account_id])
    active = NamedReader.objects.active().filter(participant=locked, account_id=account_id)
    if active.exists():
        raise RuleBroken("Medarbetaren är redan namngiven.", "account")
    return _name(actor, locked, account_id, reason)


@transaction.atomic
def end_reader(
    *, actor: Actor, scope: Scope, participant: Participant, reader: NamedReader
) -> NamedReader:
    """Somebody shall no longer see the identity. Only a named reader, and never the last one."""
    require(actor, Permission.PROTECTION_SET, scope)
    locked = Participant.lock(participant)
    _require_reader(actor, locked)
    active = NamedReader.objects.active().filter(participant=locked).select_for_update()
    if len(active) < 2:
        raise RuleBroken(
            "Det måste finnas minst en namngiven medarbetare. Lägg till någon annan först."
        )
    found = NamedReader.lock(reader)
    if found.ended_at is None and found.participant_id == locked.pk:
        found.ended_at, found.shown_until = now(), None
        found.keep("ended_at", "shown_until")
        record.change(Event.READER_ENDED, found, account=found.account_id)
    return found


@transaction.atomic
def show(*, actor: Actor, scope: Scope, participant: Participant, reason: str) -> NamedReader:
    """Open the identity to a named reader for some minutes. The reason stands in the log."""
    require(actor, Permission.IDENTITY_UNMASK, scope)
    own = _require_reader(actor, participant)
    _refuse_bare(reason)
    own = NamedReader.lock(own)
    own.shown_until = timezone.now() + timedelta(minutes=SHOWN_MINUTES)
    own.keep("shown_until")
    journal().add(
        Event.PROTECTED_IDENTITY_SHOWN,
        owner_id=own.owner_id,
        item_kind=own.item_kind,
        item_id=own.pk,
        participant_id=participant.pk,
        purpose=reason.strip()[:200],
    )
    return own


@transaction.atomic
def hide(*, actor: Actor, scope: Scope, participant: Participant) -> None:
    """Close it before the minutes have passed."""
    require(actor, Permission.IDENTITY_UNMASK, scope)
    own = NamedReader.lock(_require_reader(actor, participant))
    own.shown_until = None
    own.keep("shown_until")
    record.change(Event.PROTECTED_IDENTITY_CLOSED, own)


@transaction.atomic
def remove_contact(*, actor: Actor, scope: Scope, participant: Participant) -> None:
    """Take away address, telephone and e-mail, which are not to be kept without need."""
    require(actor, Permission.PROTECTION_SET, scope)
    with _opened(_require_reader(actor, participant)):
        identity = _identity(actor, participant)
        if identity is None:
            raise NotVisible
        _drop_contact(identity)
    record.change(Event.PARTICIPANT_CORRECTED, participant, contact="removed")


@transaction.atomic
def write_identity(
    *, actor: Actor, scope: Scope, participant: Participant, particulars: Particulars
) -> Identity:
    """Write down who somebody is that was taken in without identity. Only a named reader."""
    require(actor, Permission.PROTECTION_SET, scope)
    locked = Participant.lock(participant)
    own = _require_reader(actor, locked)
    if not particulars.given_name.strip() or not particulars.family_name.strip():
        raise RuleBroken("Skriv både förnamn och efternamn.", "given_name")
    with _opened(own):
        if _identity(actor, locked) is not None:
            raise RuleBroken("Identiteten är redan inskriven. Ladda om sidan.")
        identity = _create(actor, locked, particulars)
    number = particulars.number
    if number and number.born and number.sex:
        locked.born_on, locked.sex = number.born, number.sex
        locked.keep("born_on", "sex")
    record.change(Event.PARTICIPANT_REGISTERED, locked)
    return identity


@transaction.atomic
def register_nameless(
    *, actor: Actor, permission: Permission, scope: Scope, sex: str, reason: str
) -> Participant:
    """A participant whose identity has not been handed out: guarded from the first second, with
    the actor as her named reader. Her birth date is not known here."""
    require(actor, permission, scope)
    participant = Participant.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        responsible_id=actor.account_id,
        sex=sex,
        protection=Protection.MARKED,
    )
    record.change(Event.PARTICIPANT_REGISTERED, participant)
    _name(actor, participant, actor.account_id, reason)
    _decide(actor, participant, Protection.MARKED, reason)
    record.change(Event.PROTECTION_SET, participant)
    return participant


def _refuse_bare(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("Skriv skälet.", "reason")
    refuse_number_in(reason, "reason")


def _own(actor: Actor, participant: Participant) -> NamedReader | None:
    return (
        NamedReader.objects.active()
        .filter(
            owner_id=actor.organisation_id, account_id=actor.account_id, participant=participant
        )
        .first()
    )


def _require_reader(actor: Actor, participant: Participant) -> NamedReader:
    own = _own(actor, participant)
    if own is None:
        raise Refused(Permission.PROTECTION_SET)
    return own


def _check_readers(actor: Actor, readers: Collection[UUID]) -> None:
    if not readers:
        raise RuleBroken("Välj minst en medarbetare som får se uppgifterna.", "readers")
    if not set(readers) <= {account.pk for account in queries.possible_readers(actor)}:
        raise RuleBroken("Välj bland dem som arbetar med deltagare hos er.", "readers")


def _name_all(
    actor: Actor, participant: Participant, readers: Collection[UUID], reason: str
) -> NamedReader:
    """Name them all, and the setter too for as long as the transaction lasts: the database lets
    nobody change a row that she would no longer see."""
    for account_id in readers:
        if account_id != actor.account_id:
            _name(actor, participant, account_id, reason)
    setter = NamedReader.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        account_id=actor.account_id,
        reason=reason.strip(),
    )
    if actor.account_id in readers:
        record.change(Event.READER_NAMED, setter, account=actor.account_id)
    return setter


def _name(actor: Actor, participant: Participant, account_id: UUID, reason: str) -> NamedReader:
    reader = NamedReader.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        account_id=account_id,
        reason=reason.strip(),
    )
    record.change(Event.READER_NAMED, reader, account=account_id)
    return reader


@contextmanager
def _opened(reader: NamedReader) -> Iterator[None]:
    """The identity open to the actor's own row of readers, within the transaction alone: the
    database lets nobody change a row that she does not see."""
    before = reader.shown_until
    # The database's own clock, also where somebody acts as of another day.
    reader.shown_until = timezone.now() + timedelta(minutes=1)
    reader.keep("shown_until")
    yield
    reader.shown_until = before
    reader.keep("shown_until")


def _identity(actor: Actor, participant: Participant) -> Identity | None:
    return (
        Identity.objects.visible_to(actor)
        .filter(participant=participant, owner_id=actor.organisation_id)
        .select_for_update()
        .first()
    )


def _cover(actor: Actor, participant: Participant, *, keep_contact: bool) -> None:
    identity = _identity(actor, participant)
    if identity is None:
        return  # taken in without one
    _close_disclosures(actor, identity)
    identity.protection = participant.protection
    identity.keep("protection")
    if participant.protection in _WITHOUT_CONTACT and not keep_contact:
        _drop_contact(identity)


def _create(actor: Actor, participant: Participant, particulars: Particulars) -> Identity:
    try:
        with transaction.atomic():
            return Identity.objects.create(
                owner_id=actor.organisation_id,
                created_by_id=actor.account_id,
                participant=participant,
                protection=participant.protection,
                **identity_fields(particulars),
            )
    except IntegrityError:
        # Looking the number up first would miss a protected person, whose row is hidden.
        raise taken() from None


def _drop_contact(identity: Identity) -> None:
    for name in _CONTACT:
        setattr(identity, name, "")
    identity.keep(*_CONTACT)


def _close_disclosures(actor: Actor, identity: Identity) -> None:
    """What was handed out about who she is ends, whoever decided it and on what ground."""
    rows = Disclosure.objects.select_for_update().filter(
        owner_id=identity.owner_id,
        item_id=identity.pk,
        item_kind="identity",
        closed_at__isnull=True,
    )
    for row in rows:
        row.closed_at, row.closed_by_id, row.close_reason = now(), actor.account_id, CLOSED
        row.keep("closed_at", "closed_by", "close_reason")
        record.change(Event.DISCLOSURE_CLOSED, row, receiver=row.receiver_id)


def _decide(actor: Actor, participant: Participant, level: str, reason: str) -> ProtectionDecision:
    return ProtectionDecision.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        level=level,
        reason=reason.strip(),
    )
