"""This file is where an actor is defined: who acts, for which authority, with what grants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from stegvis.access.roles import ROLES, RoleKey


@dataclass(frozen=True, slots=True)
class Grant:
    """One current assignment, seen as a right. programme_id None means every programme."""

    assignment_id: UUID
    role: RoleKey
    programme_id: UUID | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for one authority. Made from her current assignments, once per request.

    A person with assignments at two authorities chooses; within one authority all her
    assignments count together, so that she has one list for all programmes.
    """

    account_id: UUID
    name: str
    organisation_id: UUID
    organisation_name: str
    grants: tuple[Grant, ...]

    @property
    def role_names(self) -> list[str]:
        return list(dict.fromkeys(ROLES[grant.role].name for grant in self.grants))

    def covering(self, programme_id: UUID | None) -> Grant | None:
        """The assignment on which she acts in a programme, for the log: one that names it, else
        one for all of the authority's programmes, else her first."""
        if len(self.grants) == 1:
            return self.grants[0]
        nearest = (programme_id, None)
        return min(
            self.grants,
            key=lambda g: nearest.index(g.programme_id) if g.programme_id in nearest else 2,
            default=None,
        )

    def has_role(self, *roles: RoleKey) -> bool:
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Person:
    """A participant on her own pages. She acts for nobody but herself.

    `participants` are the ids by which authorities know her, each with its authority; they are
    read under her own database role, once per request.
    """

    account_id: UUID
    key: str
    participants: Mapping[UUID, UUID] = field(default_factory=dict)
    organisation_id: None = None
    assignment_id: None = None
    unit: str = "deltagaren själv"

    def covering(self, programme_id: UUID | None) -> "Person":
        """She needs no assignment: in the log she is where her assignment would be."""
        return self


def system_actor(account_id: UUID, organisation_id: UUID, name: str, role: RoleKey) -> Actor:
    """A job acting in one owner's context, with one role and no more."""
    return Actor(
        account_id=account_id,
        name=name,
        organisation_id=organisation_id,
        organisation_name=name,
        grants=(Grant(assignment_id=account_id, role=role),),
    )
