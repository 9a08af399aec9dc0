"""This file is where the forms about members get their roles, programmes and units."""

from stegvis.access.roles import ROLES, RoleKey
from stegvis.organisations.models import Organisation, OrganisationKind, Unit
from stegvis.programmes.models import Programme

# The förbund has no handläggare, and an authority has no förbundskansli.
_ASSOCIATION_ROLES = (RoleKey.ASSOCIATION, RoleKey.ADMINISTRATOR)
ALL_PROGRAMMES = "Alla insatser"

Choices = list[tuple[str, str]]


def roles(organisation: Organisation) -> Choices:
    """The roles that somebody may have at this kind of organisation, each with what it does."""
    is_association = organisation.kind == OrganisationKind.ASSOCIATION
    return [
        (key.value, f"{role.name.capitalize()}: {role.description}")
        for key, role in ROLES.items()
        if (key in _ASSOCIATION_ROLES) or not is_association
        if not (key is RoleKey.ASSOCIATION and not is_association)
    ]


def programmes() -> Choices:
    return [("", ALL_PROGRAMMES), *((str(p.pk), p.name) for p in Programme.objects.all())]


def units(organisation: Organisation, none: str) -> Choices:
    found = Unit.objects.filter(organisation=organisation)
    return [("", none), *((str(unit.pk), unit.name) for unit in found)]
