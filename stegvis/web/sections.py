"""This file is where it is found which sections the actor's authority has any use for.

The seats that an authority has in programmes come with the assignments, which every request
reads, so that the menu costs no query of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, may, may_somewhere
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat

SEATS = ArraySubquery(
    ProgrammeParty.objects.filter(
        organisation_id=OuterRef("organisation_id"), version__published_at__isnull=False
    )
    .order_by("version__number", "pk")
    .values(
        told=JSONObject(
            programme="version__programme_id",
            version="version_id",
            revision="version__revision",
            seat="seat",
            key="key",
        )
    )
)


@dataclass(frozen=True)
class Held:
    """A seat of the authority in the newest published version of a programme."""

    version: ProgrammeVersion
    seat: str
    key: str

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def keeps_area(self) -> bool:
        rules = self.definition.area
        return bool(rules and self.seat == Seat.PARTY and rules.holder == self.key)


def held(told: Iterable[dict[str, Any]]) -> tuple[Held, ...]:
    """The seats as `SEATS` tells them, those of older versions left out."""
    rows = [
        Held(
            ProgrammeVersion(
                id=UUID(one["version"]),
                programme_id=UUID(one["programme"]),
                revision=one["revision"],
            ),
            one["seat"],
            one["key"],
        )
        for one in told
    ]
    newest = {row.version.programme_id: row.version.id for row in rows}
    return tuple(row for row in rows if newest[row.version.programme_id] == row.version.id)


def is_of_use(url: str, actor: Actor, seats: Iterable[Held]) -> bool:
    """Has the actor any use for the section, with the seats that her authority has? Only the
    sections that a programme must ask for are in question; all others are of use."""
    asked = _ASKED.get(url)
    return asked is None or asked(actor, tuple(seats))


def _keeps_area(actor: Actor, seats: Iterable[Held]) -> bool:
    """An official sees her own in any of the areas, a coordinator those of her programmes."""
    scopes = (
        Scope(actor.organisation_id, one.version.programme_id, frozenset({actor.account_id}))
        for one in seats
        if one.keeps_area
    )
    return any(may(actor, Permission.AREA_READ, scope) for scope in scopes)


def _watches(actor: Actor, seats: Iterable[Held]) -> bool:
    return may_somewhere(actor, Permission.MAPPING_WRITE) or _keeps_area(actor, seats)


def _has_inventory(actor: Actor, seats: Iterable[Held]) -> bool:
    return any(one.definition.inventory for one in seats)


def _is_steered(actor: Actor, seats: Iterable[Held]) -> bool:
    """As the pages about how programmes run: those in which the authority has a seat, to read
    about or to write down who of its own holds one."""
    scopes = [Scope(actor.organisation_id, one.version.programme_id) for one in seats]
    rights = (Permission.STEERING_READ, Permission.SEATS_KEEP)
    return any(may(actor, right, scope) for right in rights for scope in scopes)


_ASKED = {
    "/malgruppen/": _keeps_area,
    "/bevakning/": _watches,
    "/utbud/": _has_inventory,
    "/gang/": _is_steered,
}
