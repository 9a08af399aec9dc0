"""This file is where a provider's word about a person is checked before anything believes it.

The login library leaves the signature of a token that it fetched itself unchecked, and knows
neither nonce nor level. Here everything is checked each time, from a list of what must hold.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import jwt

# Signatures with a private key alone: a shared secret or no signature at all proves nothing.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# Seconds by which two honest clocks may differ.
LEEWAY = 60
# A token is used the moment it has been fetched; an older one has been lying somewhere.
OLDEST_SECONDS = 600


class TokenRefused(Exception):
    """The token does not prove anything. `reason` is a code for the log, never a claim."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Expected:
    """What must hold for one login."""

    issuer: str
    client_id: str
    nonce: str
    levels: Collection[str]
    # Not before this second may the person have proved who she is; 0 when it was not asked for.
    proved_after: int = 0
    # How long ago she may have done it, where the provider says when.
    oldest_proof: int = 12 * 3600


def verified(token: str, keys: dict[str, Any], expected: Expected) -> dict[str, Any]:
    """The claims of a token that is signed, fresh, for us, for this login, and high enough.

    `keys` is the issuer's published set. Raises TokenRefused.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=list(ALGORITHMS),
            issuer=expected.issuer,
            audience=expected.client_id,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.PyJWTError as error:
        raise TokenRefused(type(error).__name__) from None
    _check_receiver(claims, expected)
    _check_times(claims, expected)
    if claims.get("acr") not in expected.levels:
        raise TokenRefused("level")
    return claims


def _key(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The published key that the token says it is signed with; the only one, if it names none."""
    named = jwt.get_unverified_header(token).get("kid")
    usable = [
        key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")
    ]
    fitting = [key for key in usable if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise TokenRefused("key")
    return fitting[0]


def _check_receiver(claims: dict[str, Any], expected: Expected) -> None:
    receivers = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise TokenRefused("azp")
    if len(receivers) > 1 and "azp" not in claims:
        raise TokenRefused("azp")
    nonce = str(claims["nonce"])
    if not expected.nonce or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise TokenRefused("nonce")


def _check_times(claims: dict[str, Any], expected: Expected) -> None:
    now = time.time()
    if claims["iat"] < now - OLDEST_SECONDS:
        raise TokenRefused("iat")
    proved = claims.get("auth_time")
    if proved is None:
        if expected.proved_after:
            raise TokenRefused("auth_time")
        return
    if not isinstance(proved, int | float) or isinstance(proved, bool):
        raise TokenRefused("auth_time")
    if proved > now + LEEWAY or proved < now - expected.oldest_proof - LEEWAY:
        raise TokenRefused("auth_time")
    if proved < expected.proved_after - LEEWAY:
        raise TokenRefused("auth_time")
