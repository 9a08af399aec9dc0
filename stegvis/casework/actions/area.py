"""This file is where the target group of an area is kept: who is in it, what the first mapping
led to, what each is to live on next. Nobody in it is a participant before she has agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions.referred_person import known_or_new
from stegvis.casework.mapping_values import read
from stegvis.casework.models import (
    AreaEntry,
    AreaTriage,
    AreaWait,
)
from stegvis.core.dates import in_swedish, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account
from stegvis.participants.actions import benefit
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Participant
from stegvis.programmes.areas import Area
from stegvis.programmes.asking import Question

MOST_CHARACTERS = 5_000
MOST_AT_ONCE = 2_000


@dataclass(frozen=True)
class Newcomer:
    """Somebody to write into the target group; `line` is where she stands in a list."""

    particulars: Particulars
    municipality: str
    entered_on: date
    decision: benefit.Decision | None = None
    line: int = 0


@transaction.atomic
def enter(
    *, actor: Actor, area: Area, newcomer: Newcomer, responsible_id: UUID | None = None
) -> AreaEntry:
    """Write one person into the target group, with her benefit where it is told. She is found in
    the authority's own register by her number, or written into it.

    `responsible_id` is the official who gets a person that is new to the authority; otherwise it
    is the actor. Raises RuleBroken, at the field, for a municipality outside the area, a day
    ahead, and somebody who is in the group already or was on that day.
    """
    scope = own_scope(actor, area.programme_id)
    require(actor, Permission.AREA_KEEP, scope)
    _check_newcomer(area, newcomer)
    person = known_or_new(
        actor=actor,
        permission=Permission.AREA_KEEP,
        scope=scope,
        particulars=newcomer.particulars,
    )
    if AreaEntry.objects.filter(
        owner_id=actor.organisation_id,
        participant=person,
        version__programme_id=area.programme_id,
        left_on__isnull=True,
    ).exists():
        raise RuleBroken("Personen finns redan i målgruppen.", "personal_number")
    _check_after_earlier(actor, area, person, newcomer.entered_on)
    if responsible_id and person.responsible_id == actor.account_id != responsible_id:
        _give(person, responsible_id)
    entry = AreaEntry.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=person,
        version=area.version,
        municipality=newcomer.municipality,
        entered_on=newcomer.entered_on,
    )
    record.change(Event.AREA_ENTERED, entry, on=newcomer.entered_on)
    if newcomer.decision:
        benefit.add(
            actor=actor,
            scope=scope,
            permission=Permission.AREA_KEEP,
            participant=person,
            decision=newcomer.decision,
        )
    return entry


@transaction.atomic
def enter_many(
    *,
    actor: Actor,
    area: Area,
    newcomers: Sequence[Newcomer],
    responsible_id: UUID | None = None,
) -> list[AreaEntry]:
    """Write a whole list into the target group, or nothing of it. Raises RuleBroken with the
    line that could not be written in, and why."""
    require(actor, Permission.AREA_KEEP, own_scope(actor, area.programme_id))
    if len(newcomers) > MOST_AT_ONCE:
        raise RuleBroken(f"Listan har fler än {MOST_AT_ONCE} personer. Dela den.", "text")
    entries = []
    for newcomer in newcomers:
        try:
            entries.append(
                enter(actor=actor, area=area, newcomer=newcomer, responsible_id=responsible_id)
            )
        except RuleBroken as broken:
            raise RuleBroken(f"Rad {newcomer.line}: {broken.message}", "text") from None
    return entries


@transaction.atomic
def map_first(
    *,
    actor: Actor,
    area: Area,
    entry: AreaEntry,
    answers: Mapping[str, str],
    mapped_on: date,
    revision: int | None = None,
) -> AreaEntry:
    """The first mapping (inledande kartläggning), from what the authority already knows and with
    her where it is needed. No question is mandatory; only what the programme asks is kept."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    between(entry, mapped_on, "mapped_on")
    row = lock_present(entry, revision)
    told = {
        question.key: _answer(question, answers.get(question.key, ""))
        for question in area.rules.questions
    }
    row.answers = {key: value for key, value in told.items() if value}
    row.mapped_on = mapped_on
    row.keep("answers", "mapped_on")
    record.change(Event.AREA_MAPPED, row, on=mapped_on, answered=len(row.answers))
    return row


@transaction.atomic
def triage(
    *,
    actor: Actor,
    area: Area,
    entry: AreaEntry,
    result: str,
    decided_on: date,
    text: str = "",
) -> AreaTriage:
    """What the first mapping led to. Each is a row of its own and the newest counts. Raises
    RuleBroken before the mapping is made, and for a result that the programme does not have."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    if area.triage(result) is None:
        raise RuleBroken("Välj vad kartläggningen ledde till.", "result")
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken.", "text")
    row = lock_present(entry, None)
    if row.mapped_on is None:
        raise RuleBroken("Gör den inledande kartläggningen först.", "decided_on")
    between(entry, decided_on, "decided_on")
    if decided_on < row.mapped_on:
        raise RuleBroken("Bedömningen ligger före kartläggningen.", "decided_on")
    made = AreaTriage.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        entry=entry,
        result=result,
        decided_on=decided_on,
        text=text.strip(),
    )
    record.change(Event.AREA_TRIAGED, made, result=result, on=decided_on)
    return made


@transaction.atomic
def name_livelihood(
    *,
    actor: Actor,
    entry: AreaEntry,
    livelihood: str,
    informed_on: date | None,
    revision: int | None = None,
) -> AreaEntry:
    """What she is to live on when what she has now ends, and which day she was told about it:
    never without economic support."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    if informed_on is not None and informed_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "informed_on")
    row = lock_present(entry, revision)
    row.next_livelihood, row.informed_on = livelihood.strip(), informed_on
    row.keep("next_livelihood", "informed_on")
    record.change(Event.AREA_LIVELIHOOD_KEPT, row, informed_on=informed_on)
    return row


@transaction.atomic
def wait_for(
    *,
    actor: Actor,
    entry: AreaEntry,
    organisation_id: UUID | None,
    since: date | None,
    until: date | None = None,
    revision: int | None = None,
) -> AreaEntry:
    """She is ready, but the party that is to receive her has no place or no resources. With
    `until` she has been received that day, and the wait counts among those that are over; without
    an organisation it is not to be counted at all."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    if (organisation_id is None) != (since is None):
        raise RuleBroken(
            "Skriv både vem personen väntar på och sedan när.",
            "since" if organisation_id else "organisation",
        )
    if organisation_id == entry.owner_id:
        raise RuleBroken("Välj en annan myndighet än den egna.", "organisation")
    if since is not None:
        between(entry, since, "since")
    row = lock_present(entry, revision)
    if until is not None:
        _received(actor, row, organisation_id, since, until)
    row.waiting_for_id, row.waiting_since = (None, None) if until else (organisation_id, since)
    row.keep("waiting_for", "waiting_since")
    record.change(Event.AREA_WAITING_KEPT, row, receiver=organisation_id, since=since, until=until)
    return row


def _received(
    actor: Actor, row: AreaEntry, receiver_id: UUID | None, since: date | None, until: date
) -> None:
    if receiver_id is None or since is None:
        raise RuleBroken("Skriv vem personen väntade på.", "organisation")
    between(row, until, "until")
    if until < since:
        raise RuleBroken("Dagen ligger före den dag då väntan började.", "until")
    AreaWait.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        entry=row,
        receiver_id=receiver_id,
        since=since,
        until=until,
    )


@transaction.atomic
def hand_over(*, actor: Actor, entry: AreaEntry, account: Account) -> AreaEntry:
    """Let another official of the authority have the person as her case."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    _give(entry.participant, account.pk)
    record.change(Event.AREA_HANDED_OVER, entry, to=account.pk)
    return entry


@transaction.atomic
def leave(
    *,
    actor: Actor,
    entry: AreaEntry,
    left_on: date,
    reason: str,
    revision: int | None = None,
) -> AreaEntry:
    """She no longer belongs to the target group: she has moved, turned 30 or supports herself.
    From the day after nobody watches her dates here. Raises RuleBroken without a reason."""
    require(actor, Permission.AREA_KEEP, entry.scope)
    if not reason.strip():
        raise RuleBroken("Skriv varför personen inte längre hör till målgruppen.", "reason")
    between(entry, left_on, "left_on")
    row = lock_present(entry, revision)
    row.left_on, row.left_reason = left_on, reason.strip()
    row.keep("left_on", "left_reason")
    record.change(Event.AREA_LEFT, row, on=left_on)
    return row


def _check_newcomer(area: Area, newcomer: Newcomer) -> None:
    if newcomer.municipality not in area.rules.municipalities:
        places = ", ".join(area.rules.municipalities)
        raise RuleBroken(f"Kommunen hör inte till området. Välj {places}.", "municipality")
    if newcomer.entered_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "entered_on")
    particulars = newcomer.particulars
    number = particulars.number
    if (number is None or number.born is None) and particulars.born_on is None:
        raise RuleBroken(
            "Skriv personnummer eller födelsedatum: åldersgränsen räknas därifrån.",
            "personal_number",
        )


def _check_after_earlier(actor: Actor, area: Area, person: Participant, entered_on: date) -> None:
    """Whoever comes back does so after she left: one is in the group once on a day."""
    left_on = (
        AreaEntry.objects.filter(
            owner_id=actor.organisation_id,
            participant=person,
            version__programme_id=area.programme_id,
            left_on__gt=entered_on,
        )
        .order_by("-left_on")
        .values_list("left_on", flat=True)
        .first()
    )
    if left_on is not None:
        raise RuleBroken(
            f"Personen hörde till målgruppen till och med {in_swedish(left_on)}. Skriv den dag då "
            "personen kom tillbaka.",
            "entered_on",
        )


def _answer(question: Question, value: str) -> str:
    """The answer as it is stored. Raises RuleBroken, at its question, for one not offered."""
    try:
        return read(question, value)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, question.key) from None


def between(entry: AreaEntry, day: date, field: str) -> None:
    if day > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", field)
    if day < entry.entered_on:
        raise RuleBroken("Dagen ligger före den dag då personen kom in i målgruppen.", field)


def lock_present(entry: AreaEntry, revision: int | None) -> AreaEntry:
    row = AreaEntry.lock(entry, revision)
    if row.left_on is not None:
        raise RuleBroken("Personen hör inte längre till målgruppen.")
    return row


def _give(person: Participant, account_id: UUID) -> None:
    locked = Participant.lock(person)
    locked.responsible_id = account_id
    locked.keep("responsible")
    person.responsible_id = account_id
