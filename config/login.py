"""Who may vouch for people, from the environment: one login for staff, one for participants."""

import os
from typing import Any

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
    """The logins that have an issuer."""
    found = []
    if issuer := os.environ.get("OIDC_STAFF_ISSUER", ""):
        found.append(
            provider(
                "medarbetare",
                os.environ.get("OIDC_STAFF_NAME", "e-tjänstelegitimation"),
                issuer=issuer,
                client=(
                    os.environ.get("OIDC_STAFF_CLIENT_ID", ""),
                    os.environ.get("OIDC_STAFF_CLIENT_SECRET", ""),
                ),
                scope=os.environ.get("OIDC_STAFF_SCOPE", "openid"),
                claim=os.environ.get("OIDC_STAFF_CLAIM", EMPLOYEE_CLAIM),
                levels=os.environ.get("OIDC_STAFF_ACR", LEVELS),
            )
        )
    if issuer := os.environ.get("OIDC_PERSON_ISSUER", ""):
        found.append(
            provider(
                "deltagare",
                os.environ.get("OIDC_PERSON_NAME", "e-legitimation"),
                issuer=issuer,
                client=(
                    os.environ.get("OIDC_PERSON_CLIENT_ID", ""),
                    os.environ.get("OIDC_PERSON_CLIENT_SECRET", ""),
                ),
                scope=os.environ.get("OIDC_PERSON_SCOPE", "openid"),
                claim=os.environ.get("OIDC_PERSON_CLAIM", PERSON_CLAIM),
                levels=os.environ.get("OIDC_PERSON_ACR", LEVELS),
            )
        )
    return found


def local_login(apps: list[dict[str, Any]]) -> bool:
    """Passwords with a second factor: unless told otherwise, only where staff have no other way."""
    wanted = os.environ.get("STEGVIS_LOCAL_LOGIN", "")
    if wanted:
        return wanted == "1"
    return not any(app["provider_id"] == "medarbetare" for app in apps)
