"""This file is where coordination is written down when each party documents in its own system:
that somebody has checked where she is registered, days of contact, and a line a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import freezing
from stegvis.casework.coordination import (
    kind_of,
    own_system_of,
    systems_of,
    writable_months,
    writes_elsewhere,
)
from stegvis.casework.models import (
    ContactFact,
    FrozenVersion,
    MonthlyLine,
    Participation,
    Party,
    SystemRegistration,
)
from stegvis.casework.models.coordination import MOST_IN_LINE
from stegvis.core.dates import day_of, now, today
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import parse
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Consent, Disclosure, Participant

MOST_AT_ONCE = 500
BY_HAND = "Inskrivet för hand"


@dataclass(frozen=True)
class Contact:
    """A day and a kind in somebody's case, as another system has them."""

    participation: Participation
    happened_on: date
    kind: str


@transaction.atomic
def register_in(
    *,
    actor: Actor,
    participation: Participation,
    party: str,
    reference: str,
    checked_on: date,
    revision: int | None = None,
) -> SystemRegistration:
    """Somebody has seen that the person is registered at the party, under this reference; again
    when it is checked anew. The reference finds her there and must not be her personal number.

    Raises RuleBroken for a party that has no system in the programme, a day ahead and a reference
    that is left out or is a personal number; Conflict when somebody else has checked meanwhile.
    """
    require(actor, Permission.NOTE_WRITE, participation.scope)
    _check_mode(participation)
    system = next((one for one in systems_of(participation) if one.party == party), None)
    if system is None:
        raise RuleBroken("Parten har inget eget system i insatsen.", "party")
    values = {
        "system": system.name,
        "reference": _reference(reference, system.reference_label),
        "checked_on": checked_on,
    }
    if checked_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "checked_on")
    known = SystemRegistration.objects.filter(
        participation=participation, owner_id=actor.organisation_id, party=party
    ).first()
    if known is None:
        row = SystemRegistration(**_new(actor, participation), party=party, **values)
        row.save(force_insert=True)
    else:
        row = SystemRegistration.lock(known, revision if revision is not None else 0)
        for name, value in values.items():
            setattr(row, name, value)
        row.keep(*values)
    record.change(Event.SYSTEM_CHECKED, row, party=party, on=checked_on)
    return row


@transaction.atomic
def register_own(
    *,
    actor: Actor,
    seat: Party,
    participant: Participant,
    reference: str,
    checked_on: date,
    revision: int | None = None,
) -> SystemRegistration:
    """A party's own staff write down under which reference the person is in their system. The
    line is the party's: the operator's check stands beside it and is left as it is.

    Raises RuleBroken for a party that has no system in the programme, a day ahead and a reference
    that is left out or is a personal number; Refused for somebody else's person; Conflict when a
    colleague has written it meanwhile.
    """
    case = seat.participation
    row = SystemRegistration(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        participation=case,
        party=seat.key,
    )
    require(actor, Permission.NOTE_WRITE, row.scope)
    _check_mode(case)
    system = own_system_of(case.version.definition, seat.key)
    if system is None or seat.organisation_id != actor.organisation_id:
        raise RuleBroken("Ni har inget eget system i insatsen.", "reference")
    if checked_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "checked_on")
    values = {
        "system": system.name,
        "reference": _reference(reference, system.reference_label),
        "checked_on": checked_on,
    }
    known = SystemRegistration.objects.filter(
        participation=case, owner_id=actor.organisation_id, party=seat.key
    ).first()
    if known is not None:
        row = SystemRegistration.lock(known, revision if revision is not None else 0)
    for name, value in values.items():
        setattr(row, name, value)
    if known is None:
        row.save(force_insert=True)
    else:
        row.keep(*values)
    record.change(Event.SYSTEM_CHECKED, row, party=seat.key, on=checked_on)
    return row


@transaction.atomic
def hand_out_reference(
    *,
    actor: Actor,
    seat: Party,
    row: SystemRegistration,
    category: str,
    ground: str,
    reason: str = "",
    assessment: str = "",
    consent: Consent | None = None,
) -> Disclosure:
    """Hand out the own reference, as it stands, to the case's owner, so that both find her under
    it. An earlier version that is open there is closed. Raises RuleBroken as `disclosure.make`."""
    require(actor, Permission.DISCLOSURE_MAKE, row.scope)
    frozen = freezing.freeze(
        actor=actor,
        participation=seat.participation,
        item=row,
        categories=[category],
        scope=row.scope,
    )
    earlier = FrozenVersion.objects.filter(owner_id=actor.organisation_id, of_id=row.pk)
    resting = Disclosure.objects.open().filter(
        owner_id=actor.organisation_id,
        receiver_id=seat.owner_id,
        item_id__in=earlier.exclude(pk=frozen.pk).values("pk"),
    )
    for given in resting:
        disclosure.close(
            actor=actor, scope=row.scope, disclosure=given, reason="Ersatt av en nyare referens."
        )
    return disclosure.make(
        actor=actor,
        scope=row.scope,
        item=frozen,
        title="Referens i eget system",
        receiver_id=seat.owner_id,
        category=category,
        ground=ground,
        reason=reason,
        assessment=assessment,
        consent=consent,
        participation_id=seat.participation_id,
        version=frozen.number,
    )


@transaction.atomic
def write_line(
    *,
    actor: Actor,
    participation: Participation,
    month: date,
    text: str,
    revision: int | None = None,
) -> MonthlyLine:
    """Write the month's only line, or correct it in the calendar month when it was written.

    Raises RuleBroken for a month that is neither this nor the last, one from before she was
    enrolled, an empty or too long line, and a line that can no longer be corrected; Conflict.
    """
    require(actor, Permission.NOTE_WRITE, participation.scope)
    _check_mode(participation)
    line = _line(text)
    if month not in writable_months(today()):
        raise RuleBroken("Det går bara att skriva för den här månaden och den förra.", "month")
    if month < participation.enrolled_on.replace(day=1):
        raise RuleBroken("Månaden ligger före inskrivningen.", "month")
    known = MonthlyLine.objects.filter(
        participation=participation, owner_id=actor.organisation_id, month=month
    ).first()
    if known is None:
        row = MonthlyLine(
            **_new(actor, participation), month=month, text=line, author_name=actor.name
        )
        row.save(force_insert=True)
    else:
        row = MonthlyLine.lock(known, revision if revision is not None else 0)
        if not may_correct(row):
            raise RuleBroken(
                "Månadens rad är redan skriven och kan inte ändras längre. Det som mer behöver "
                "sägas skrivs i det egna systemet.",
                "text",
            )
        row.text, row.author_name = line, actor.name
        row.keep("text", "author_name")
    record.change(Event.MONTH_LINE_WRITTEN, row, on=month)
    return row


def may_correct(line: MonthlyLine) -> bool:
    return day_of(line.created_at).replace(day=1) == today().replace(day=1)


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    participation: Participation,
    kind: str,
    happened_on: date,
    source: str = BY_HAND,
) -> ContactFact:
    """Write down that something of this kind happened on a day, and nothing more.

    Raises RuleBroken for a kind that the programme does not have, a day ahead, and a day and
    kind that are written down already.
    """
    contact = Contact(participation, happened_on, kind)
    _check_contact(actor, contact)
    if _known_days([participation], actor.organisation_id, kept=True) & {_key(contact)}:
        raise RuleBroken("Den kontakten är redan inskriven.", "happened_on")
    return _keep(actor, contact, source)


@transaction.atomic
def attempt_contact(*, actor: Actor, participation: Participation) -> ContactFact | None:
    """One tap for "Ringt, inget svar". A day with two of them is one day; None the second time."""
    kinds = participation.version.definition.notes.kinds
    attempt = next((kind for kind in kinds if kind.is_attempt), None)
    if attempt is None:
        raise RuleBroken("Insatsen har inget slag för försök till kontakt.")
    contact = Contact(participation, today(), attempt.key)
    _check_contact(actor, contact)
    if _key(contact) in _known_days([participation], actor.organisation_id, kept=True):
        return None
    return _keep(actor, contact, BY_HAND)


@transaction.atomic
def import_contacts(
    *, actor: Actor, contacts: Sequence[Contact], source: str
) -> tuple[list[ContactFact], int]:
    """Take in days and kinds from another system: what is new, and how many were known already.

    The same list may come again and again; what has been struck here stays struck. Raises
    RuleBroken, and then takes nothing in, when one of them is wrong.
    """
    if len(contacts) > MOST_AT_ONCE:
        raise RuleBroken(f"Listan har fler än {MOST_AT_ONCE} rader. Dela den.", "text")
    if not source.strip():
        raise RuleBroken("Skriv vilket system listan kommer från.", "source")
    for contact in contacts:
        _check_contact(actor, contact)
    cases = {contact.participation.pk: contact.participation for contact in contacts}
    known = _known_days(list(cases.values()), actor.organisation_id, kept=False)
    made = []
    for contact in contacts:
        if _key(contact) not in known:
            known.add(_key(contact))
            made.append(_keep(actor, contact, source.strip()))
    return made, len(contacts) - len(made)


@transaction.atomic
def strike_contact(*, actor: Actor, contact: ContactFact, revision: int) -> ContactFact:
    """Strike (makulera) a contact that never was: it counts nowhere, and stays to be seen."""
    require(actor, Permission.NOTE_WRITE, contact.scope)
    locked = ContactFact.lock(contact, revision)
    if locked.struck_at is not None:
        raise RuleBroken("Kontakten är redan makulerad.")
    locked.struck_at = now()
    locked.keep("struck_at")
    record.change(Event.CONTACT_STRUCK, locked, kind=locked.kind, on=locked.happened_on)
    return locked


_DayOfCase = tuple[UUID, date, str]


def _key(contact: Contact) -> _DayOfCase:
    return (contact.participation.pk, contact.happened_on, contact.kind)


def _known_days(cases: Sequence[Participation], owner_id: UUID, *, kept: bool) -> set[_DayOfCase]:
    rows = ContactFact.objects.filter(owner_id=owner_id, participation__in=cases)
    rows = rows.kept() if kept else rows
    return set(rows.values_list("participation_id", "happened_on", "kind"))


def _check_contact(actor: Actor, contact: Contact) -> None:
    require(actor, Permission.NOTE_WRITE, contact.participation.scope)
    _check_mode(contact.participation)
    kind_of(contact.participation.version.definition, contact.kind)
    if contact.happened_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "happened_on")
    born_on = contact.participation.participant.born_on
    if born_on is not None and contact.happened_on < born_on:
        raise RuleBroken("Dagen ligger före deltagarens födelse.", "happened_on")


def _keep(actor: Actor, contact: Contact, source: str) -> ContactFact:
    kind = kind_of(contact.participation.version.definition, contact.kind)
    row = ContactFact(
        **_new(actor, contact.participation),
        kind=kind.key,
        is_contact=kind.is_contact,
        is_attempt=kind.is_attempt,
        happened_on=contact.happened_on,
        source=source,
    )
    row.save(force_insert=True)
    record.change(Event.CONTACT_KEPT, row, kind=kind.key, on=contact.happened_on)
    return row


def _new(actor: Actor, participation: Participation) -> dict[str, object]:
    return {
        "owner_id": actor.organisation_id,
        "created_by_id": actor.account_id,
        "participant_id": participation.participant_id,
        "participation": participation,
    }


def _check_mode(participation: Participation) -> None:
    if not writes_elsewhere(participation.version.definition):
        raise RuleBroken("I den här insatsen skrivs anteckningar här, inte i egna system.")


def _line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise RuleBroken("Skriv något på raden.", "text")
    if len(line) > MOST_IN_LINE:
        raise RuleBroken(
            f"Raden har {len(line)} tecken. Den får ha högst {MOST_IN_LINE}; "
            "resten skrivs i det egna systemet.",
            "text",
        )
    return line


def _reference(text: str, label: str) -> str:
    reference = text.strip()
    if not reference:
        raise RuleBroken(f"Skriv {label[0].lower()}{label[1:]}.", "reference")
    if is_personal_number(reference):
        raise RuleBroken("Skriv en referens som inte är ett personnummer.", "reference")
    return reference


def is_personal_number(text: str) -> bool:
    try:
        parse(text)
    except RuleBroken:
        return False
    return True
