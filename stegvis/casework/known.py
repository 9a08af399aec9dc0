"""This file is where what is known of one case is put in plain values: dated facts, no database.

Progress and deadlines are derived from these and never stored. `happenings` fetches them, for
one case or for many, in one query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import cached_property

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class What(StrEnum):
    """The kinds of dated facts, and what their columns hold."""

    CONSENT = "consent"  # key kind; on given; until last day; third withdrawn; state refused;
    # at written, which tells two of one day apart
    BENEFIT = "benefit"  # key kind; on first day; until last day; third dormant from;
    # fourth dormant until
    MAPPING = "mapping"  # on begun; until confirmed; key way
    PLAN = "plan"  # on begun; until confirmed; third anchored; fourth review; state replaced
    ACTION = "action"  # text what; on latest day
    ACTIVITY = "activity"  # key in catalogue; on, until; state; number minutes a week
    BENEFIT_COURSE = "benefit_course"  # of a benefit: on applied; until answered; state outcome;
    # third end of schooling; fourth when another livelihood was arranged; only if anything is
    WORK = "work"  # key kind; number percent; on, until; state found; text what and where
    MILESTONE = "milestone"  # key in definition; on, until; text comment
    CONTACT = "contact"  # on the latest contact that happened
    MEETING = "meeting"  # key kind; at; state; text place
    QUESTION = "question"  # text receiver; on asked; until wished; third answered
    READINESS = "readiness"  # on judged; state ready
    EXIT = "exit"  # key destination; text receiver; on closing conversation; until last day;
    # third receiver's word; fourth start at the receiver; state confirmed
    TAKEOVER = "takeover"  # on confirmed; until start
    FOLLOW_UP = "follow_up"  # key moment; on done
    REVIEW = "review"  # text what was handed out; on review due
    OWN_WORDS = "own_words"  # key comment, tick or answer; on written; only if nobody has seen it
    EXTRACT = "extract"  # on asked for; until latest day; state herself; only if it waits
    REGISTERED = "registered"  # key party in whose system; on checked
    MEASURED = "measured"  # key instrument; state moment; on answered
    TEAM_MEETING = "team_meeting"  # at; state place; text who is called; only if it is ahead
    QUEUED = (
        "queued"  # text the offer; on in queue since; only if it is her turn and there is a place
    )
    CARE = "care"  # text target; on status since; state
    GRANT = "grant"  # key category; state receiver's key; text receiver; on given; only if asked


class Happening(NamedTuple):
    """One dated fact. Dates are days in Sweden, both ends of a period inclusive. A page has
    hundreds, and a tuple is made in a tenth of the time."""

    kind: str
    ref: UUID | None = None
    key: str = ""
    state: str = ""
    text: str = ""
    number: int | None = None
    on: date | None = None
    until: date | None = None
    third: date | None = None
    fourth: date | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """One case: its own dates, and everything that has happened in it."""

    case_id: UUID
    enrolled_on: date
    ended_on: date | None = None
    way: str = ""
    arm: str = ""
    born_on: date | None = None
    has_case_manager: bool = True
    # The owner's key, where whoever fetched the case had it at hand.
    owner_key: str = ""
    happenings: tuple[Happening, ...] = field(default=())

    @cached_property
    def _by_kind(self) -> dict[str, list[Happening]]:
        # Asked some fifty times a case, and a list has fifty cases.
        found: dict[str, list[Happening]] = {}
        for item in self.happenings:
            found.setdefault(item.kind, []).append(item)
        return found

    def of(self, kind: What) -> Sequence[Happening]:
        return self._by_kind.get(kind, ())

    def first(self, kind: What) -> Happening | None:
        return next(iter(self._by_kind.get(kind, ())), None)

    # Each is asked by several rules.
    @cached_property
    def mapping_started_on(self) -> date | None:
        return earliest(item.on for item in self.of(What.MAPPING))

    @cached_property
    def mapping_confirmed_on(self) -> date | None:
        return earliest(item.until for item in self.of(What.MAPPING))

    @cached_property
    def plan_confirmed_on(self) -> date | None:
        """When the first version was confirmed (fastställd): that is what the time limit is for."""
        return earliest(item.until for item in self.of(What.PLAN))

    @cached_property
    def plan_anchored_on(self) -> date | None:
        return earliest(item.third for item in self.of(What.PLAN))

    @cached_property
    def last_contact_on(self) -> date | None:
        """The latest contact with the participant: a note of such a kind, or a meeting held."""
        meetings = (meeting_day(item) for item in self.of(What.MEETING) if item.state == "held")
        return latest([*(item.on for item in self.of(What.CONTACT)), *meetings])

    @cached_property
    def ready_on(self) -> date | None:
        """When she was judged ready; the newest judgement counts."""
        newest = max(
            self.of(What.READINESS), key=lambda item: item.on or self.enrolled_on, default=None
        )
        return newest.on if newest and newest.state == "ready" else None

    @cached_property
    def receiver_confirmed_on(self) -> date | None:
        own = (item.third for item in self.of(What.EXIT))
        return earliest([*own, *(item.on for item in self.of(What.TAKEOVER))])

    @cached_property
    def receiver_started_on(self) -> date | None:
        own = (item.fourth for item in self.of(What.EXIT))
        return earliest([*own, *(item.until for item in self.of(What.TAKEOVER))])

    @cached_property
    def closing_held_on(self) -> date | None:
        return earliest(item.on for item in self.of(What.EXIT))

    def workplace_found_on(self, day: date) -> date | None:
        """Since when she has the workplace that became hers; the newest one by the day counts,
        since the promise of contact begins anew with it."""
        found = (item.on for item in self.of(What.WORK) if item.state == "found" and item.on)
        return latest(on for on in found if on and on <= day)

    def consent(self, kind: str) -> Happening | None:
        """The newest consent of a kind, given or refused, that has not been withdrawn; of two on
        one day, the one that was written last."""
        found = [item for item in self.of(What.CONSENT) if item.key == kind and not item.third]
        return max(
            found,
            key=lambda item: (item.on or self.enrolled_on, item.at or _LONG_AGO),
            default=None,
        )

    def consents_to(self, kind: str, day: date) -> bool:
        found = self.consent(kind)
        if found is None or found.state == "refused":
            return False
        return found.until is None or found.until >= day


def meeting_day(meeting: Happening) -> date | None:
    return meeting.at.date() if meeting.at else None


def earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)
