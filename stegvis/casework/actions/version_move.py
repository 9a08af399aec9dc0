"""This file is where participants are moved to another version of their programme.

A published version never changes and participants stay under theirs, so a move is an act of its
own, decided by the coordinator after having seen what it changes for each. It touches no consent:
what a participant has agreed to stays tied to the version whose text she read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Participation
from stegvis.casework.version_queries import changes_of
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat


@dataclass(frozen=True)
class Move:
    """One participant to move: the row's revision and the digest of what the coordinator saw."""

    participation: Participation
    revision: int
    seen: str


@transaction.atomic
def move(*, actor: Actor, moves: Sequence[Move], version: ProgrammeVersion) -> list[Participation]:
    """Move ongoing participants to another published version of their programme: all or none.

    Raises Conflict when a participation, or anything that the preview told of it, has changed
    since it was seen; RuleBroken for another programme, an unpublished version, a version that
    the authority does not run, an ended participation, or one that uses what the version lacks.
    """
    for one in moves:
        require(actor, Permission.PARTICIPATION_MOVE, one.participation.scope)
    if not moves:
        raise RuleBroken("Välj minst en deltagare.", "chosen")
    _require_open(actor, version)
    # Always in the same order, so that two who move the same people never wait for each other.
    locked = [_locked(one, version) for one in sorted(moves, key=lambda one: one.participation.pk)]
    _require_as_seen(actor, version, moves, locked)
    for participation in locked:
        former = participation.version.number
        participation.version = version
        participation.keep("version")
        record.change(
            Event.PARTICIPATION_MOVED,
            participation,
            from_version=former,
            to_version=version.number,
        )
    return locked


def _require_open(actor: Actor, version: ProgrammeVersion) -> None:
    if version.published_at is None:
        raise RuleBroken("Versionen är inte publicerad.", "version")
    runs_it = ProgrammeParty.objects.filter(
        version=version, organisation_id=actor.organisation_id, seat=Seat.OPERATOR
    ).exists()
    if not runs_it:
        raise RuleBroken(
            f"Er myndighet driver inte insatsen enligt version {version.number}.", "version"
        )


def _locked(one: Move, version: ProgrammeVersion) -> Participation:
    """The participation, locked for change, with what is needed to say what the move changes."""
    Participation.lock(one.participation, one.revision)
    locked = Participation.objects.select_related("participant", "version").get(
        pk=one.participation.pk
    )
    if locked.version.programme_id != version.programme_id:
        raise RuleBroken("Versionen hör till en annan insats.", "version")
    if locked.version_id == version.pk:
        raise RuleBroken("Deltagaren är redan i den versionen.", "chosen")
    if not locked.is_ongoing:
        raise RuleBroken("Deltagandet är avslutat och stannar i sin version.", "chosen")
    return locked


def _require_as_seen(
    actor: Actor, version: ProgrammeVersion, moves: Sequence[Move], locked: list[Participation]
) -> None:
    """What the coordinator decided on is still so, and nothing stands in the way."""
    seen = {one.participation.pk: one.seen for one in moves}
    now = changes_of(actor, version, locked)
    for participation in locked:
        changes = now[participation.pk]
        if changes.digest != seen[participation.pk]:
            raise Conflict(participation)
        if changes.hindrances:
            raise RuleBroken(
                f"{changes.hindrances[0]} Deltagaren kan inte flyttas förrän den finns där.",
                "chosen",
            )
