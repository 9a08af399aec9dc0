"""This file is where logging in is narrowed: staff only, by invitation, with a second factor."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

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
