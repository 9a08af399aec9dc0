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

    @property
    def unit(self) -> str:
        return next((grant.unit for grant in self.grants if grant.unit), "")

    @property
    def assignment_id(self) -> UUID | None:
        return self.grants[0].assignment_id if self.grants else None

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


def system_actor(account_id: UUID, organisation_id: UUID, name: str, role: RoleKey) -> Actor:
    """A job acting in one owner's context, with one role and no more."""
    return Actor(
        account_id=account_id,
        name=name,
        organisation_id=organisation_id,
        organisation_name=name,
        grants=(Grant(assignment_id=account_id, role=role),),
    )
