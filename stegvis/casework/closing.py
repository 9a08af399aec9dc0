"""This file is where it is counted how long a handover lasts and when follow-ups are due."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from stegvis.casework.models import Exit, Participation, Takeover, WorkPeriod
from stegvis.casework.models import FollowUp as FollowUpRow
from stegvis.casework.moments import Moment, due_first, moments_of
from stegvis.core.dates import today
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import FollowUp
from stegvis.programmes.vocabulary import Anchor

# What the authority that takes over may still read, for as long as the definition says.
HANDED_OVER = frozenset({"exit", "plan", "readiness", "identity"})

# The two questions of a follow-up that figures are made from; a definition uses these keys.
OCCUPATION, LIVELIHOOD = "sysselsattning", "forsorjning"


def last_handover_day(definition: Definition, confirmed_on: date) -> date:
    """The last day, inclusive, that a receiver reads what was handed over in Stegvis."""
    return definition.exit.handover_window.after(confirmed_on)


def due_on(moment: FollowUp, ended_on: date | None) -> date | None:
    """When a follow-up that is counted from the exit is (first) due; None while its anchor has
    no day, or has one of another kind."""
    if moment.anchor != Anchor.EXIT or ended_on is None:
        return None
    return due_first(moment, ended_on)


def workplace_found_on(participation_id: UUID, owner_id: UUID) -> date | None:
    """Since when she has the workplace that became hers; the newest one counts. One query."""
    return (
        WorkPeriod.objects.kept()
        .filter(
            participation_id=participation_id,
            owner_id=owner_id,
            is_found_workplace=True,
            starts_on__lte=today(),
        )
        .order_by("-starts_on")
        .values_list("starts_on", flat=True)
        .first()
    )


def moments_now(
    participation: Participation,
    done: Iterable[FollowUpRow],
    found_on: date | None,
    ended_on: date | None = None,
) -> list[Moment]:
    """Every follow-up of the case as of today, with those that are written down counted in.
    `ended_on` is a last day that is planned and not yet confirmed."""
    return moments_of(
        participation.version.definition.follow_up.schedule,
        ended_on=participation.ended_on or ended_on,
        found_on=found_on,
        done={row.moment: row.done_on for row in done},
        day=today(),
    )


def confirmed_on(closing: Exit | None, takeovers: list[Takeover]) -> date | None:
    """When the receiver confirmed: by its own word, or as the case manager wrote it down."""
    days = [row.confirmed_on for row in takeovers]
    if closing is not None and closing.receiver_confirmed_on:
        days.append(closing.receiver_confirmed_on)
    return min(days, default=None)


def follow_up_consents(participation_id: UUID) -> frozenset[str]:
    """Which of the two consents that a follow-up needs are in force: to be contacted after exit,
    and to have the facts registered. They are apart; each can be withdrawn alone."""
    return frozenset(
        Consent.objects.in_force()
        .filter(
            participation_id=participation_id,
            kind__in=[ConsentKind.CONTACT_AFTER_EXIT, ConsentKind.FOLLOW_UP],
        )
        .values_list("kind", flat=True)
    )
