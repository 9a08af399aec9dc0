"""This file is where the three questions are answered: may she, must she, which ones may she.

`may` judges one object by its scope, `reach_q` filters many by the same rule, so a list and a
page cannot disagree. Reading is guarded by fetching, writing by an action's first line.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.roles import ROLES, Reach


class NotVisible(Exception):
    """Nothing the actor may see has this id; the page answers as if it did not exist."""


class Refused(Exception):
    """The actor sees the object but may not do this with it."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission


@dataclass(frozen=True, slots=True)
class Scope:
    """What policy needs to know of an object: whose it is, in which programme, who has it.

    Of something that is not made yet (`is_new`) whoever makes it is responsible, but only in the
    programmes that she works in: what she has already made she keeps wherever it is.
    """

    owner_id: UUID
    programme_id: UUID | None = None
    responsible: frozenset[UUID] = frozenset()
    team_open: bool = False
    is_new: bool = False


def may(actor: Actor, permission: Permission, scope: Scope) -> bool:
    """May this actor do this with an object of this scope? Never outside her own authority."""
    if scope.owner_id != actor.organisation_id:
        return False
    for grant in actor.grants:
        reach = ROLES[grant.role].permissions.get(permission)
        if reach is None:
            continue
        in_programme = grant.programme_id is None or grant.programme_id == scope.programme_id
        if reach is Reach.AUTHORITY:
            return True
        if in_programme and (reach is Reach.PROGRAMME or (reach is Reach.TEAM and scope.team_open)):
            return True
        may_be_hers = in_programme or scope.programme_id is None or not scope.is_new
        if may_be_hers and actor.account_id in scope.responsible:
            return True
    return False


def require(actor: Actor, permission: Permission, scope: Scope) -> None:
    """The first line of every action. Raises Refused."""
    if not may(actor, permission, scope):
        raise Refused(permission)


def require_own(person: Person, participant_id: UUID | None) -> None:
    """The first line of every action on a participant's own pages. Raises NotVisible."""
    if participant_id not in person.participants:
        raise NotVisible


def may_somewhere(actor: Actor, permission: Permission) -> bool:
    """Does any of the actor's roles hold the permission at all? For menus and empty pages."""
    return any(permission in ROLES[grant.role].permissions for grant in actor.grants)


def own_scope(actor: Actor, programme_id: UUID | None = None) -> Scope:
    """The scope of something the actor is about to make in her own authority, in one of the
    programmes that she works in; without a programme, of what belongs to none."""
    return Scope(actor.organisation_id, programme_id, frozenset({actor.account_id}), is_new=True)


def reach_q(
    actor: Actor,
    permission: Permission,
    *,
    programme: str | None,
    responsible: str,
    team_open: str | None = None,
    owner: str = "owner_id",
) -> Q:
    """The filter that answers `may` for many rows at once; paths name the fields of a scope."""
    allowed = Q(pk__in=[])
    for grant in actor.grants:
        reach = ROLES[grant.role].permissions.get(permission)
        if reach is None:
            continue
        if reach is Reach.AUTHORITY:
            return Q(**{owner: actor.organisation_id})
        inside = Q()
        if grant.programme_id is not None and programme is not None:
            inside = Q(**{programme: grant.programme_id})
        if reach is Reach.PROGRAMME:
            allowed |= inside
            if not inside:
                return Q(**{owner: actor.organisation_id})
        elif reach is Reach.TEAM and team_open is not None:
            allowed |= inside & Q(**{team_open: True})
        allowed |= Q(**{responsible: actor.account_id})
    return Q(**{owner: actor.organisation_id}) & allowed
