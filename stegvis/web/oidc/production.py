"""This file is where a login that anybody could fake is refused in production.

A test provider of the Swedish e-legitimations lets its user say which personal number she has.
One that answers without encryption, or on the server itself, can be played by somebody else.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from stegvis.core.logins import is_for_staff


def faults(apps: Iterable[dict[str, Any]], refused_hosts: str) -> list[str]:
    """One sentence for each thing that is wrong; `refused_hosts` is a regular expression."""
    found, seen = [], set[str]()
    for app in apps:
        issuer = str(app["settings"]["server_url"])
        if reason := _fault(issuer, refused_hosts):
            found.append(f"The login {app['provider_id']!r} has the issuer {issuer!r}: {reason}.")
        # Two logins of one issuer would give one employee two names.
        if is_for_staff(app) and issuer in seen:
            found.append(f"The login {app['provider_id']!r} has another staff login's issuer.")
        seen |= {issuer} if is_for_staff(app) else set()
        if not app.get("client_id"):
            found.append(f"The login {app['provider_id']!r} has no client id.")
    return found


def _fault(issuer: str, refused_hosts: str) -> str:
    parts = urlsplit(issuer)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https":
        return "it does not begin with https://"
    if not host or parts.query or parts.fragment or parts.username:
        return "it is not the address of an issuer"
    if _is_local(host):
        return "it is on this machine or a private network"
    if re.search(refused_hosts, host):
        return (
            "its name is that of a test provider, which lets anybody be anyone. "
            "If it is not, change OIDC_REFUSED_HOSTS"
        )
    return ""


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not address.is_global
