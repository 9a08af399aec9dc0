"""This file is where the team's meetings are read, and where it is worked out, case by case, who
may stay in the room.

Everybody who comes for another authority than the operator stays only for the cases that the
person has agreed to, or that her own authority has sent; the others are talked about without her.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import inbox
from stegvis.casework.models import (
    Exit,
    Participation,
    Referral,
    TeamAttendee,
    TeamCase,
    TeamMeeting,
)
from stegvis.casework.queries import listed, title_of
from stegvis.casework.windows import is_open_between, is_windowed, party_of
from stegvis.participants.models import (
    Consent,
    ConsentGrant,
    ConsentKind,
    Disclosure,
    Identity,
    Protection,
)
from stegvis.participants.queries import hidden_name
from stegvis.programmes.definition import Definition
from stegvis.programmes.ways_in import assents_of

MOST_ROWS = 200
NO_CONSENT = "inget samtycke finns"


@dataclass(frozen=True)
class Place:
    """One of those called to the meeting, in one case: may she stay, and why or why not."""

    attendee: TeamAttendee
    stays: bool
    why: str
    # What she may not hear about though she stays.
    but_not: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgendaCase:
    """One case of the agenda as the operator's own staff see it."""

    case: TeamCase
    name: str
    referral: Referral | None
    is_hidden: bool
    places: tuple[Place, ...]

    @property
    def stay(self) -> list[Place]:
        return [place for place in self.places if place.stays]

    @property
    def leave(self) -> list[Place]:
        return [place for place in self.places if not place.stays]


@dataclass(frozen=True)
class Agenda:
    meeting: TeamMeeting
    attendees: list[TeamAttendee]
    cases: list[AgendaCase]


def meetings(actor: Actor) -> list[TeamMeeting]:
    """The own authority's team meetings, newest first, with how many cases each has. One query."""
    on_agenda = Count("cases", filter=Q(cases__taken_off_at__isnull=True))
    return list(
        TeamMeeting.objects.visible_to(actor)
        .select_related("version__programme")
        .annotate(n_cases=on_agenda)[:MOST_ROWS]
    )


def meeting(actor: Actor, pk: UUID) -> TeamMeeting:
    """One of them. Raises NotVisible."""
    found = (
        TeamMeeting.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("version__programme", "owner")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def team_case(actor: Actor, held: TeamMeeting, pk: UUID) -> TeamCase:
    """One case of a meeting that has been fetched. Raises NotVisible; logs the look."""
    found = (
        TeamCase.objects.filter(
            pk=pk, meeting=held, owner_id=actor.organisation_id, taken_off_at__isnull=True
        )
        .select_related("intake__version", "participation__version", "participation__participant")
        .first()
    )
    if found is None:
        raise NotVisible
    found.meeting = held
    about = found.intake or found.participation
    if about is not None:
        record.look(Event.PERSON_READ, about)
    return found


def agenda(actor: Actor, pk: UUID, *, case: UUID | None = None) -> Agenda:
    """A meeting with its cases in order, and for each who may stay. Five queries, however many
    cases; every person seen is logged. Raises NotVisible."""
    held = meeting(actor, pk)
    attendees = list(
        TeamAttendee.objects.filter(
            meeting=held, owner_id=actor.organisation_id, is_called_off=False
        ).select_related("organisation")
    )
    rows = list(_cases(actor, held).filter(**({"pk": case} if case else {})))
    wanted = [row.intake.referral_id for row in rows if row.intake]
    referrals = {row.pk: row for row in inbox.sent_here(actor, wanted)} if wanted else {}
    people = inbox.identities(actor, referrals.values()) if referrals else {}
    listed(referrals.values())
    listed(row.participation for row in rows if row.participation)
    definition, day = held.version.definition, timezone.localdate(held.at)
    return Agenda(
        held,
        attendees,
        [_agenda_case(row, referrals, people, attendees, definition, day) for row in rows],
    )


def candidates(actor: Actor, held: TeamMeeting) -> tuple[list[inbox.Arrived], list[Participation]]:
    """Who may be put on the agenda: those who wait for a decision, longest first, and ongoing
    participants of the programme. Four queries; every person seen is logged."""
    on_agenda = list(
        TeamCase.objects.filter(meeting=held, taken_off_at__isnull=True).values_list(
            "intake__referral_id", "participation_id"
        )
    )
    waiting = [
        one
        for one in inbox.inbox(actor)
        if one.referral.version.programme_id == held.version.programme_id
        and one.referral.pk not in {referral for referral, _ in on_agenda}
    ]
    ongoing = list(
        Participation.objects.visible_to(actor)
        .ongoing()
        .filter(owner_id=actor.organisation_id, version__programme_id=held.version.programme_id)
        .exclude(pk__in=[case for _, case in on_agenda if case])
        .select_related("participant__identity", "version", "case_manager")
        .order_by("enrolled_on")[:MOST_ROWS]
    )
    listed(ongoing)
    return waiting, ongoing


def _cases(actor: Actor, held: TeamMeeting) -> "QuerySet[TeamCase]":
    """With everything that decides who may stay, as sub-selects of the same query."""
    mine = {"owner_id": actor.organisation_id}
    open_ones = Disclosure.objects.open().filter(**mine)
    live = Consent.objects.in_force().filter(
        **mine,
        participation_id=OuterRef(OuterRef("participation_id")),
        kind=ConsentKind.SECRECY,
    )
    cells = ConsentGrant.objects.filter(
        **mine,
        giver_id=actor.organisation_id,
        withdrawn_at__isnull=True,
        consent__in=live.values("pk"),
    )
    closing = Exit.objects.filter(**mine, participation_id=OuterRef("participation_id"))
    return (
        TeamCase.objects.filter(meeting=held, taken_off_at__isnull=True, **mine)
        .select_related("intake", "participation__participant__identity", "participation__version")
        .annotate(
            told_to=ArraySubquery(
                open_ones.filter(item_kind="intake", item_id=OuterRef("intake_id")).values(
                    "receiver_id"
                )
            ),
            granted=ArraySubquery(
                cells.annotate(cell=_cell("receiver_id", "category")).values("cell")
            ),
            is_closing=Exists(closing),
            closed_at=Subquery(closing.values("confirmed_at")[:1]),
        )
        .order_by("place", "created_at")
    )


def _cell(receiver: str, category: str) -> Concat:
    return Concat(
        Cast(receiver, CharField()),
        Value(" "),
        Cast(category, CharField()),
        output_field=CharField(),
    )


def _agenda_case(
    row: Any,
    referrals: dict[UUID, Referral],
    people: dict[UUID, Identity],
    attendees: Iterable[TeamAttendee],
    definition: Definition,
    day: date,
) -> AgendaCase:
    if row.participation is not None:
        person = row.participation.participant
        # The agenda is read aloud, printed and seen by others: never a protected person's name.
        name = title_of(person)
        places = [_place_in_case(row, one, definition, day) for one in attendees]
        return AgendaCase(row, name, None, person.is_protected, tuple(places))
    referral = referrals.get(row.intake.referral_id)
    identity = people.get(referral.participant_id) if referral else None
    is_hidden = identity is None or identity.protection != Protection.NONE
    name = identity.full_name if identity else "Tillbakadragen"
    if referral and is_hidden:
        name = hidden_name(referral.participant_id)
    places = [_place_at_intake(row, referral, one, definition) for one in attendees]
    return AgendaCase(row, name, referral, is_hidden, tuple(places))


def _place_in_case(row: Any, one: TeamAttendee, definition: Definition, day: date) -> Place:
    """An ongoing case: her consent must cover what a plan holds, since what is handed out on
    another ground is that item alone; a party that takes part at both ends only stays within its
    window."""
    organisation = one.organisation
    if one.organisation_id == row.owner_id:
        return Place(one, True, "egen personal")
    party = party_of(definition, organisation)
    if (
        party is not None
        and is_windowed(party)
        and not is_open_between(
            definition,
            party,
            row.participation.enrolled_on,
            is_closing=row.is_closing,
            closed_at=row.closed_at,
            day=day,
        )
    ):
        return Place(
            one, False, f"{organisation.short_name} deltar bara vid inskrivning och avslut"
        )
    covered = {
        cell.split(" ", 1)[1] for cell in row.granted if cell.startswith(str(one.organisation_id))
    }
    if definition.plan.category not in covered:
        return Place(one, False, NO_CONSENT)
    missing = tuple(
        category.label for category in definition.consent.categories if category.key not in covered
    )
    return Place(one, True, "deltagaren har samtyckt", missing)


def _place_at_intake(
    row: Any, referral: Referral | None, one: TeamAttendee, definition: Definition
) -> Place:
    """Somebody who waits for a decision: her referrer, those who decided with it, and authorities
    that she has agreed to hear the case."""
    organisation = one.organisation
    if referral is None:
        return Place(one, False, "aktualiseringen är tillbakadragen")
    if one.organisation_id == row.owner_id:
        return Place(one, True, "egen personal")
    if one.organisation_id == referral.owner_id:
        return Place(one, True, "har skickat hit personen")
    party = party_of(definition, organisation)
    if party and party.key in assents_of(referral.facts):
        return Place(one, True, "har beslutat tillsammans med den som skickade")
    if one.organisation_id in row.told_to:
        return Place(one, True, "personen har samtyckt till att ärendet tas upp")
    return Place(one, False, NO_CONSENT)
