"""This file is where it is counted how long a handover lasts and when follow-ups are due."""

from datetime import date, timedelta
from uuid import UUID

from stegvis.casework.models import Exit, Takeover
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.journey import FollowUp
from stegvis.programmes.vocabulary import Anchor

# What the authority that takes over may still read, and for how many days from confirmation.
HANDOVER_DAYS = 30
HANDED_OVER = frozenset({"exit", "plan", "readiness", "identity"})

# The two questions of a follow-up that figures are made from; a definition uses these keys.
OCCUPATION, LIVELIHOOD = "sysselsattning", "forsorjning"


def last_handover_day(confirmed_on: date) -> date:
    """The last day, inclusive, that a receiver reads what was handed over in Stegvis."""
    return confirmed_on + timedelta(days=HANDOVER_DAYS)


def due_on(moment: FollowUp, ended_on: date | None) -> date | None:
    """When the follow-up is due; None while its anchor has no day (the end of something that
    another authority runs)."""
    if moment.anchor != Anchor.EXIT or ended_on is None:
        return None
    return moment.after.after(ended_on) if moment.after else ended_on


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
