"""This file is where a programme's places are worked out: how many are taken, when they are
expected to be free, who waits for one, and how long the waiting has been at both ends.

Nothing is guessed: where no end is known, that is said. The figures are the operator's own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateField,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from stegvis.access.actor import Actor
from stegvis.casework import inbox
from stegvis.casework.inbox import Arrived
from stegvis.casework.models import (
    Activity,
    ActivityStatus,
    AreaEntry,
    AreaWait,
    Exit,
    Intake,
    IntakeStatus,
    Participation,
    Referral,
    Takeover,
)
from stegvis.programmes.models import ProgrammeVersion

UNKNOWN_REFERRER = "Går inte att läsa längre"
ALL_OF_THEM = "Alla"
OWN_REFERRAL = "Egen myndighet, eller utan remittent"


@dataclass(frozen=True)
class Freed:
    """When one place is expected to be free, and what that is taken from."""

    case: Participation
    on: date | None
    source: str


@dataclass(frozen=True)
class Queued:
    """One who stands in the queue, in its order."""

    place: int
    arrived: Arrived
    since: date
    days: int


@dataclass(frozen=True)
class Waits:
    """Waiting times in days of those who are through, and of those who still wait."""

    who: str
    days: tuple[int, ...]
    still: tuple[int, ...]

    @property
    def n(self) -> int:
        return len(self.days)

    @property
    def median(self) -> float | None:
        return median(self.days) if self.days else None

    @property
    def longest(self) -> int | None:
        return max(self.days, default=None)

    @property
    def n_still(self) -> int:
        return len(self.still)

    @property
    def longest_still(self) -> int | None:
        return max(self.still, default=None)


def expected_free(actor: Actor, version: ProgrammeVersion, day: date) -> list[Freed]:
    """Every ongoing participation and when its place is expected to be free, soonest first and
    those of whom nothing is known last: the last day that is written in the prepared closing,
    else the end of the last planned activity, else the programme's own end. One query."""
    mine = {"owner_id": actor.organisation_id, "participation_id": OuterRef("pk")}
    closing = Exit.objects.filter(**mine, confirmed_at__isnull=True)
    under_way = (
        Activity.objects.filter(**mine, status__in=[ActivityStatus.PLANNED, ActivityStatus.ONGOING])
        .order_by()
        .values("participation_id")
        .annotate(last=Max("ends_on"))
    )
    rows: Any = (
        Participation.objects.visible_to(actor)
        .ongoing()
        .filter(owner_id=actor.organisation_id, version__programme_id=version.programme_id)
        .annotate(
            planned_on=Subquery(closing.values("ended_on")[:1]),
            activity_ends_on=Subquery(under_way.values("last")[:1]),
        )
    )
    end = version.definition.period.end
    found = [_freed(row, end, day) for row in rows]
    return sorted(found, key=lambda one: (one.on is None, one.on or date.max))


def _freed(row: Any, programme_end: date, day: date) -> Freed:
    for on, source in (
        (row.planned_on, "avslutet är förberett"),
        (row.activity_ends_on, "sista planerade aktiviteten slutar"),
        (programme_end, "insatsen upphör"),
    ):
        if on is not None and on >= day:
            return Freed(row, on, source)
    return Freed(row, None, "inget slut är känt")


def queue(actor: Actor, version: ProgrammeVersion, day: date) -> list[Queued]:
    """Those who stand in the queue, in its order. Two queries; every person seen is logged."""
    waiting = [
        (one, one.intake)
        for one in inbox.inbox(actor, queued_in=version.programme_id)
        if one.intake is not None
    ]
    ordered = sorted(waiting, key=lambda pair: pair[1].queued_on or pair[1].received_on)
    found = []
    for place, (one, intake) in enumerate(ordered, start=1):
        since = intake.queued_on or intake.received_on
        found.append(Queued(place, one, since, (day - since).days))
    return found


def waits_by_referrer(
    actor: Actor, version: ProgrammeVersion, day: date
) -> tuple[list[Waits], list[Waits]]:
    """From referral to decision and from referral to enrolment, by who referred, as it stood at
    the end of a day. One query.

    Those withdrawn and those whom nobody reached are in neither: nobody waits for them.
    """
    referrals = Referral.objects.filter(pk=OuterRef("referral_id"))
    cases = Participation.objects.filter(intake_id=OuterRef("pk"), owner_id=actor.organisation_id)
    rows: Any = list(
        Intake.objects.visible_to(actor)
        .filter(
            owner_id=actor.organisation_id,
            version__programme_id=version.programme_id,
            received_on__lte=day,
        )
        .exclude(status__in=[IntakeStatus.WITHDRAWN, IntakeStatus.NOT_REACHED], decided_on__lte=day)
        .annotate(
            referrer_id=Subquery(referrals.values("owner_id")[:1]),
            referrer=Subquery(referrals.values("owner__short_name")[:1]),
            enrolled_on=Subquery(cases.values("enrolled_on")[:1]),
        )
    )

    def who(row: Any) -> str:
        if row.referrer_id == actor.organisation_id:
            return OWN_REFERRAL
        return row.referrer or UNKNOWN_REFERRER

    def is_refused(row: Any) -> bool:
        return bool(row.status == IntakeStatus.NOT_ADMITTED and row.decided_on <= day)

    admitted = [row for row in rows if not is_refused(row)]
    return (
        _waits(rows, who, lambda row: (row.received_on, row.decided_on), day),
        _waits(admitted, who, lambda row: (row.received_on, row.enrolled_on), day),
    )


def waits_by_receiver(
    actor: Actor, version: ProgrammeVersion, day: date
) -> tuple[list[Waits], list[Waits]]:
    """From exit until the receiving party confirmed, and until she started there, by receiver,
    as it stood at the end of a day. One query. What the receiver itself has told goes before what
    was written down here. Those in the area's target group who are ready, while the receiver has
    no place for them, wait to start there too."""
    taken = (
        Takeover.objects.visible_to(actor)
        .filter(participation_id=OuterRef("participation_id"))
        .exclude(owner_id=actor.organisation_id)
    )
    rows: Any = _exits(actor, version, day).values_list(
        Value("exit", CharField()),
        "receiver__short_name",
        "ended_on",
        Coalesce(Subquery(taken.values("confirmed_on")[:1]), "receiver_confirmed_on"),
        Coalesce(Subquery(taken.values("starts_on")[:1]), "started_on"),
    )
    if version.definition.area is not None:
        rows = rows.union(*_ready_in_area(actor, version, day), all=True)
    found = [Received(*row) for row in rows]

    def started(row: Received) -> tuple[date, date | None]:
        return row.since, row.started_on

    def confirmed(row: Received) -> tuple[date, date | None]:
        return row.since, row.confirmed_on

    exits = [row for row in found if row.source == "exit"]
    return _waits(exits, _receiver, confirmed, day), _waits(found, _receiver, started, day)


class Received(NamedTuple):
    """Somebody whom a receiving party has to take over: from when she waits, and until when."""

    source: str
    receiver: str
    since: date
    confirmed_on: date | None
    started_on: date | None


def _receiver(row: Received) -> str:
    return row.receiver


def _ready_in_area(actor: Actor, version: ProgrammeVersion, day: date) -> Iterator[Any]:
    """Waits in the area's target group that go on, and those that are over."""
    here = AreaEntry.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id, version__programme_id=version.programme_id
    )
    source, unknown = Value("area", CharField()), Cast(Value(None), DateField())
    yield (
        here.filter(waiting_since__lte=day, left_on__isnull=True)
        .order_by()
        .values_list(source, "waiting_for__short_name", "waiting_since", unknown, unknown)
    )
    yield (
        AreaWait.objects.filter(
            owner_id=actor.organisation_id, entry__in=here.values("pk"), since__lte=day
        )
        .order_by()
        .values_list(source, "receiver__short_name", "since", unknown, "until")
    )


def _exits(actor: Actor, version: ProgrammeVersion, day: date) -> "QuerySet[Exit]":
    seen = Participation.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id, version__programme_id=version.programme_id
    )
    return Exit.objects.filter(
        Q(confirmed_at__isnull=False, receiver__isnull=False, ended_on__lte=day),
        Exists(seen.filter(pk=OuterRef("participation_id"))),
        owner_id=actor.organisation_id,
    )


def _waits(
    rows: Iterable[Any],
    who: Callable[[Any], str],
    between: Callable[[Any], tuple[date, date | None]],
    day: date,
) -> list[Waits]:
    """By name, with the one of all last when there are several. What came to an end after the day
    had not ended on it."""
    through: dict[str, list[int]] = {}
    still: dict[str, list[int]] = {}
    for row in rows:
        begun, on = between(row)
        ended = on if on and on <= day else None
        days = ((ended or day) - begun).days
        (through if ended else still).setdefault(who(row), []).append(max(days, 0))
    names = sorted({*through, *still})
    found = [Waits(n, tuple(through.get(n, ())), tuple(still.get(n, ()))) for n in names]
    if len(found) > 1:
        found.append(
            Waits(
                ALL_OF_THEM,
                tuple(days for one in found for days in one.days),
                tuple(days for one in found for days in one.still),
            )
        )
    return found
