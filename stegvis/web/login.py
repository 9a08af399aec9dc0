"""This file is where logging in is narrowed: staff only, by invitation, with a second factor."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from stegvis.organisations.models import Account

SECOND_FACTOR = "mfa"
METHODS_KEY = "account_authentication_methods"


class StaffOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up by herself: an administrator of the own authority adds every account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def has_second_factor(request: HttpRequest) -> bool:
    """True when this session was opened with a one-time code or a passkey.

    A password alone reaches no case. The demonstration has no passwords and needs none.
    """
    if settings.DEMO:
        return True
    methods: list[dict[str, Any]] = request.session.get(METHODS_KEY, [])
    return any(method.get("method") == SECOND_FACTOR for method in methods)


def invitation_path(account: Account) -> str:
    """Where a person chooses the password of her account; good for three days and for once."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(account),
            "key": default_token_generator.make_token(account),
        },
    )
