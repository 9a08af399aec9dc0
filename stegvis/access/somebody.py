"""This file is where an actor without ids is: for a query that is turned into SQL once for all
who have the same roles, and then run with each one's own ids."""

from collections.abc import Mapping
from uuid import UUID

from stegvis.access.actor import Actor, Grant
from stegvis.access.roles import RoleKey
from stegvis.core.compiled import blank

# Of each grant: which role, and whether it is for one programme. All that the form of a query
# depends on; the ids are its values.
Shape = tuple[tuple[RoleKey, bool], ...]


def shape_of(actor: Actor) -> Shape:
    return tuple((grant.role, grant.programme_id is not None) for grant in actor.grants)


class Somebody:
    """An actor of this shape, with a blank for each id."""

    def __init__(self, shape: Shape) -> None:
        self.actor = Actor(
            account_id=blank(),
            name="",
            organisation_id=blank(),
            organisation_name="",
            grants=tuple(
                Grant(blank(), role, blank() if in_programme else None)
                for role, in_programme in shape
            ),
        )

    def ids_of(self, actor: Actor) -> Mapping[UUID, UUID]:
        """What stands in the blanks when this actor asks; her shape is this one's."""
        ids = {
            self.actor.account_id: actor.account_id,
            self.actor.organisation_id: actor.organisation_id,
        }
        for place, grant in zip(self.actor.grants, actor.grants, strict=True):
            if place.programme_id is not None and grant.programme_id is not None:
                ids[place.programme_id] = grant.programme_id
        return ids
