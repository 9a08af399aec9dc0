"""This file is where it stands what logins are called in their addresses, and whose they are."""

from typing import Any

# Further logins of staff add a key of their own: medarbetare-fk.
STAFF, PARTICIPANT = "medarbetare", "deltagare"


def is_for_staff(app: dict[str, Any]) -> bool:
    """Is this configured login that of somebody's employer?"""
    return str(app["provider_id"]) != PARTICIPANT
