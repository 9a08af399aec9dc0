"""Who may vouch for people, from the environment: logins for staff, and one for participants."""

import os
import re
from collections.abc import Iterable
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
    staff = {
        "ISSUER": os.environ.get("OIDC_STAFF_ISSUER", ""),
        "CLIENT_ID": os.environ.get("OIDC_STAFF_CLIENT_ID", ""),
        "CLIENT_SECRET": os.environ.get("OIDC_STAFF_CLIENT_SECRET", ""),
        "NAME": os.environ.get("OIDC_STAFF_NAME", ""),
        "SCOPE": os.environ.get("OIDC_STAFF_SCOPE", ""),
        "CLAIM": os.environ.get("OIDC_STAFF_CLAIM", ""),
        "ACR": os.environ.get("OIDC_STAFF_ACR", ""),
    }
    person = {
        "ISSUER": os.environ.get("OIDC_PERSON_ISSUER", ""),
        "CLIENT_ID": os.environ.get("OIDC_PERSON_CLIENT_ID", ""),
        "CLIENT_SECRET": os.environ.get("OIDC_PERSON_CLIENT_SECRET", ""),
        "NAME": os.environ.get("OIDC_PERSON_NAME", ""),
        "SCOPE": os.environ.get("OIDC_PERSON_SCOPE", ""),
        "CLAIM": os.environ.get("OIDC_PERSON_CLAIM", ""),
        "ACR": os.environ.get("OIDC_PERSON_ACR", ""),
    }
    further = os.environ.get("OIDC_STAFF_LOGINS", "").lower().split()
    logins = [(STAFF, staff), *((f"{STAFF}-{key}", _further(key, staff)) for key in further)]
    found = [_login(*one, "e-tjänstelegitimation", EMPLOYEE_CLAIM) for one in logins]
    found.append(_login(PARTICIPANT, person, "e-legitimation", PERSON_CLAIM))
    return [login for login in found if login["settings"]["server_url"]]


def _further(key: str, names: Iterable[str]) -> dict[str, str]:
    """What OIDC_STAFF_KEY_… says of a login with a key of its own. Raises ImproperlyConfigured
    for one without an issuer: whoever named it meant it to be there."""
    if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", key):
        raise ImproperlyConfigured(f"OIDC_STAFF_LOGINS: {key!r} is not letters a-z and digits.")
    told = {name: os.environ.get(f"OIDC_STAFF_{key.upper()}_{name}", "") for name in names}
    if not told["ISSUER"]:
        raise ImproperlyConfigured(f"OIDC_STAFF_{key.upper()}_ISSUER is not set.")
    return told


def _login(provider_id: str, told: dict[str, str], name: str, claim: str) -> dict[str, Any]:
    return provider(
        provider_id,
        told["NAME"] or name,
        issuer=told["ISSUER"],
        client=(told["CLIENT_ID"], told["CLIENT_SECRET"]),
        scope=told["SCOPE"] or "openid",
        claim=told["CLAIM"] or claim,
        levels=told["ACR"] or LEVELS,
    )


def local_login(apps: list[dict[str, Any]]) -> bool:
    """Passwords with a second factor: unless told otherwise, only where staff have no other way."""
    wanted = os.environ.get("STEGVIS_LOCAL_LOGIN", "")
    if wanted:
        return wanted == "1"
    return not any(map(is_for_staff, apps))
