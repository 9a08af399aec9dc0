"""This file is where somebody who has proved who she is meets her account.

Nobody acts yet: the login itself does this, and what it may do is only this.
"""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from stegvis.organisations.actions.member import normal_employee_id
from stegvis.organisations.models import Account


def employee_account(issuer: str, employee_id: str) -> Account | None:
    """The account that an administrator has written this employee id of this issuer on.

    Never by e-mail or name: those can be alike, and another issuer may say what it likes.
    """
    number = normal_employee_id(employee_id)
    if not number:
        return None
    return Account.objects.filter(
        employee_issuer=issuer, employee_id=number, person_key__isnull=True
    ).first()


@transaction.atomic
def participant_account(person_key: str) -> Account:
    """A participant's account, made the first time she comes. It holds no name, no address and
    no number: only the keyed digest, by which her own rows find her."""
    account, _ = Account.objects.get_or_create(
        person_key=person_key, defaults={"password": make_password(None)}
    )
    return account
