"""This file is where it stands which of the login library's pages exist here, and for whom.

The library brings more ways in than a house of secrets can have. What is not named here is
answered as if it did not exist, so a new version of the library opens no door by itself.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.socialaccount.templatetags.socialaccount import get_providers, provider_login_url
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from stegvis.web import errors
from stegvis.web.sessions import is_expired

PREFIX = "/konto/"
ALWAYS = frozenset(
    {
        "account_login",
        "account_logout",
        "openid_connect_login",
        "openid_connect_callback",
        "confirm-identity",
    }
)
# Passwords with a second factor, for staff who have no other login.
LOCAL = frozenset(
    {
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn",
    }
)


def login_ways(request: HttpRequest) -> list[dict[str, Any]]:
    """The electronic identifications that one can log in with, by name."""
    return [
        {
            "name": each.name,
            "url": provider_login_url({"request": request}, each),
            "is_for_participants": each.is_for_participants,
        }
        for each in get_providers({"request": request})
    ]


class LoginDoors:
    """Closes every page of the login library that is not in use here, and rested sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIX):
            if is_expired(request.session):
                logout(request)
            if not self._is_open(request):
                return errors.not_found(request)
            # For the login page.
            request.local_login = settings.LOCAL_LOGIN
            request.login_ways = partial(login_ways, request)
        return self.get_response(request)

    def _is_open(self, request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).url_name or ""
        except Resolver404:
            return False
        if name == "account_login" and request.method == "POST":
            return bool(settings.LOCAL_LOGIN)
        if name in ALWAYS:
            return True
        if name not in LOCAL or not settings.LOCAL_LOGIN:
            return False
        return not getattr(request.user, "is_participant", False)
