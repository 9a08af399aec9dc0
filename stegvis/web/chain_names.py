"""This file is where the owner of a chain is given the name that a command line uses."""

from uuid import UUID

from stegvis.organisations.actions.installation import SYSTEM_EMAIL
from stegvis.organisations.models import Account, Organisation

# Loading a programme belongs to no authority and is logged in a chain of the installation's own.
INSTALLATION = "installation"


class UnknownOwner(Exception):
    """No authority has that key; the message lists those that there are."""


def name_of_owners() -> dict[UUID, str]:
    """The key of each authority, read as the role that owns the tables."""
    names = dict(Organisation.objects.using("owner").values_list("pk", "key"))
    system = Account.objects.using("owner").filter(email=SYSTEM_EMAIL)
    return names | {pk: INSTALLATION for pk in system.values_list("pk", flat=True)}


def owner_named(key: str) -> UUID:
    """The owner with this key or id. Raises UnknownOwner."""
    owners = {name: pk for pk, name in name_of_owners().items()}
    if key in owners:
        return owners[key]
    try:
        return UUID(key)
    except ValueError:
        known = ", ".join(sorted(owners)) or "none yet"
        raise UnknownOwner(f"There is no organisation {key!r}. Known: {known}.") from None
