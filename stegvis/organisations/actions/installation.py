"""This file is where an installation gets its first account and each authority its first
administrator: acts of whoever runs the server, from the command line.
"""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from stegvis.access.actor import Actor, system_actor
from stegvis.access.roles import RoleKey
from stegvis.organisations.models import Account, Organisation

SYSTEM_EMAIL = "system@stegvis.invalid"


@transaction.atomic
def system_account() -> Account:
    """The account that jobs and the command line act as; nobody can log in to it."""
    account, _ = Account.objects.get_or_create(
        email=SYSTEM_EMAIL,
        defaults={"name": "Stegvis", "is_system": True, "password": make_password(None)},
    )
    return account


def system(organisation: Organisation, role: RoleKey = RoleKey.ADMINISTRATOR) -> Actor:
    """The system acting for one authority, with one role and no more."""
    return system_actor(system_account().pk, organisation.pk, organisation.name, role)
