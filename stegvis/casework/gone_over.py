"""This file is where it is found whose records an authority has kept for as long as its rule says.

It is a list for people to decide about: what is due, since when, and by when it must go. Two of
them decide (actions/weeding.py), and what they have decided is carried out by carrying_out.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, Max, OuterRef, QuerySet

from stegvis.access.actor import Actor
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.journal import EXPORTS
from stegvis.audit.models import Entry
from stegvis.casework.models import Participation, Referral, ReferralStatus
from stegvis.core.dates import day_of
from stegvis.participants import retention
from stegvis.participants.models import Participant

# To look, to be refused, to hand out a copy and to weigh what is to go is to write nothing.
_NO_ENTRY = (
    *(Event.PERSON_READ, Event.PERSON_LISTED, Event.CASES_LISTED, Event.LOG_READ),
    *(Event.IDENTITY_UNMASKED, Event.PROTECTED_IDENTITY_SHOWN, Event.ACCESS_REFUSED),
    *(Event.WEEDING_PROPOSED, Event.WEEDING_DECIDED, Event.HOLD_SET, Event.HOLD_LIFTED),
    *EXPORTS,
)


@dataclass(frozen=True)
class GoneOver:
    """One person whose time has passed; `finish_by` where the rule says that it must go."""

    participant: Participant
    last_entry_on: date
    due_on: date
    finish_by: date | None
    day: date

    @property
    def participant_id(self) -> UUID:
        return self.participant.pk

    @property
    def is_late(self) -> bool:
        return self.finish_by is not None and self.finish_by < self.day


def gone_over(
    actor: Actor,
    owner_kind: str,
    day: date,
    but: Collection[UUID] = (),
    most: int | None = None,
) -> list[GoneOver]:
    """Of the acting authority's own persons those whose time has passed on a day, the longest ago
    first, without some and no more than `most`. Each is logged as listed. Two queries."""
    found = due(actor.organisation_id, owner_kind, day)
    found = [row for row in found if row.participant_id not in but][:most]
    for row in found:
        record.look(Event.PERSON_LISTED, row.participant, purpose="gallring")
    return found


def due(
    owner_id: UUID,
    owner_kind: str,
    day: date,
    only: UUID | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> list[GoneOver]:
    """Whose time has passed, among all of an authority's persons or of one alone. Nobody with an
    ongoing case or a referral in the writing.

    The last entry is what the log says was last written; without a log of it, the day when she
    was registered.
    """
    rule = retention.rule_of(owner_kind, day)
    if rule is None or rule.years is None:
        return []
    persons = _at_rest(owner_id, using)
    written = (
        Entry.objects.using(using)
        .filter(owner_id=owner_id, participant_id__isnull=False)
        .exclude(event__in=[event.value for event in _NO_ENTRY])
    )
    if only is not None:
        persons, written = persons.filter(pk=only), written.filter(participant_id=only)
    last_at = dict(written.order_by().values_list("participant_id").annotate(Max("at")))
    found = []
    for her in persons:
        last = day_of(last_at.get(her.pk) or her.created_at)
        since = rule.due_on(last, her.born_on)
        if since is not None and since <= day:
            ends = retention.finish_by(since) if rule.must_go else None
            found.append(GoneOver(her, last, since, ends, day))
    return sorted(found, key=lambda row: (row.due_on, str(row.participant_id)))


def _at_rest(owner_id: UUID, using: str) -> QuerySet[Participant]:
    mine = {"owner_id": owner_id, "participant_id": OuterRef("pk")}
    ongoing = Participation.objects.using(using).filter(**mine, ended_on__isnull=True)
    in_writing = Referral.objects.using(using).filter(**mine, status=ReferralStatus.DRAFT)
    return Participant.objects.using(using).filter(
        ~Exists(ongoing), ~Exists(in_writing), owner_id=owner_id
    )
