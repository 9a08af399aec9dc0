"""Who may vouch for people, from the environment: logins for staff, and one for participants."""

import os
import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from stegvis.core.logins import PARTICIPANT, STAFF, is_for_staff

# Digg's levels of assurance; 3 is the lowest that health and social services accept.
LEVELS = "http://id.elegnamnden.se/loa/1.0/loa3 http://id.elegnamnden.se/loa/1.0/loa4"
EMPLOYEE_CLAIM = "employeeHsaId"
PERSON_CLAIM = "https://id.oidc.se/claim/personalIdentityNumber"
# Hosts whose name says that they are for trying things out.
REFUSED_HOSTS = (
    os.environ.get("OIDC_REFUSED_HOSTS") or r"(^|[.-])(\w*test\w*|qa|sandbox|demo|mock)\d*([.-]|$)"
)


def provider(
    key: str,
    name: str,
    *,
    issuer: str,
    client: tuple[str, str],
    scope: str,
    claim: str,
    levels: str,
) -> dict[str, Any]:
    """One login as the login library wants it. `key` is a part of its addresses."""
    client_id, secret = client
    return {
        "provider_id": key,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "server_url": issuer,
            "scope": scope.split(),
            "claim": claim,
            "levels": levels.split(),
            "oauth_pkce_enabled": True,
        },
    }


def providers() -> list[dict[str, Any]]:
    """The logins that have an issuer: any number for staff, whose authorities have their own, and
    one for participants, so that one alone may say what a personal number is."""
    keys = ["", *os.environ.get("OIDC_STAFF_LOGINS", "").lower().split()]
    found = [
        _configured("STAFF", key, STAFF, "e-tjänstelegitimation", EMPLOYEE_CLAIM) for key in keys
    ]
    found.append(_configured("PERSON", "", PARTICIPANT, "e-legitimation", PERSON_CLAIM))
    return [login for login in found if login is not None]


def _configured(whose: str, key: str, login: str, name: str, claim: str) -> dict[str, Any] | None:
    """One login from OIDC_STAFF_…, or with a key of its own from OIDC_STAFF_KEY_…. A login with a
    key must have its issuer: whoever named it meant it to be there."""
    prefix = f"OIDC_{whose}_" + (f"{key.upper()}_" if key else "")

    def told(variable: str, default: str = "") -> str:
        return os.environ.get(prefix + variable, default)

    if key and not re.fullmatch(r"[a-z][a-z0-9]{0,19}", key):
        raise ImproperlyConfigured(f"OIDC_STAFF_LOGINS: {key!r} is not letters a-z and digits.")
    if not told("ISSUER"):
        if key:
            raise ImproperlyConfigured(f"{prefix}ISSUER is not set.")
        return None
    return provider(
        f"{login}-{key}" if key else login,
        told("NAME", name),
        issuer=told("ISSUER"),
        client=(told("CLIENT_ID"), told("CLIENT_SECRET")),
        scope=told("SCOPE", "openid"),
        claim=told("CLAIM", claim),
        levels=told("ACR", LEVELS),
    )


def local_login(apps: list[dict[str, Any]]) -> bool:
    """Passwords with a second factor: unless told otherwise, only where staff have no other way."""
    wanted = os.environ.get("STEGVIS_LOCAL_LOGIN", "")
    if wanted:
        return wanted == "1"
    return not any(map(is_for_staff, apps))
