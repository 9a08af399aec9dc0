"""This file is where it is found whose records an authority has kept for as long as its rule says.

It is a list for people to decide about: what is due, since when, and by when it must be gone. What
is removed, and what is delivered to an archive, is the authority's own decision.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from stegvis.access.actor import Actor
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.journal import EXPORTS
from stegvis.audit.models import Entry
from stegvis.casework.models import Participation, Referral, ReferralStatus
from stegvis.core.dates import day_of
from stegvis.participants import retention
from stegvis.participants.models import Participant

# To look, to be refused and to hand out a copy is to write nothing.
_NO_ENTRY = (
    *(Event.PERSON_READ, Event.PERSON_LISTED, Event.CASES_LISTED, Event.LOG_READ),
    *(Event.IDENTITY_UNMASKED, Event.PROTECTED_IDENTITY_SHOWN, Event.ACCESS_REFUSED),
    *EXPORTS,
)


@dataclass(frozen=True)
class GoneOver:
    """One person whose time has passed; `finish_by` where the rule says that it must go."""

    participant_id: UUID
    last_entry_on: date
    due_on: date
    finish_by: date | None
    day: date

    @property
    def is_late(self) -> bool:
        return self.finish_by is not None and self.finish_by < self.day


def gone_over(actor: Actor, owner_kind: str, day: date) -> list[GoneOver]:
    """Of the acting authority's own persons those whose time has passed on a day, the longest ago
    first. Nobody with an ongoing case or a referral in the writing. Each is logged as listed.

    The last entry is what the log says was last written; without a log of it, the day when she
    was registered. Two queries.
    """
    rule = retention.rule_of(owner_kind, day)
    if rule is None or rule.years is None:
        return []
    mine = {"owner_id": actor.organisation_id}
    ongoing = Participation.objects.ongoing().filter(**mine, participant_id=OuterRef("pk"))
    in_writing = Referral.objects.filter(
        **mine, participant_id=OuterRef("pk"), status=ReferralStatus.DRAFT
    )
    written = dict(
        Entry.objects.filter(**mine, participant_id__isnull=False)
        .exclude(event__in=[event.value for event in _NO_ENTRY])
        .order_by()
        .values_list("participant_id")
        .annotate(Max("at"))
    )
    found = []
    for her in Participant.objects.filter(~Exists(ongoing), ~Exists(in_writing), **mine):
        last = day_of(written.get(her.pk) or her.created_at)
        due = rule.due_on(last, her.born_on)
        if due is not None and due <= day:
            record.look(Event.PERSON_LISTED, her, purpose="gallring")
            ends = retention.finish_by(due) if rule.must_go else None
            found.append(GoneOver(her.pk, last, due, ends, day))
    return sorted(found, key=lambda row: (row.due_on, str(row.participant_id)))
