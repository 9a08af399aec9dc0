"""This file is where a login that is refused becomes a page that says what to do instead.

The log of the server gets a code, and the authority's own log the account if there is one. What
the provider said about the person is written nowhere.
"""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stegvis.organisations.models import Account
from stegvis.web.login import log_failed_login

logger = logging.getLogger("stegvis.login")

TEXTS: dict[str, tuple[str, str]] = {
    "failed": (
        "Inloggningen gick inte att kontrollera",
        "Du är inte inloggad. Börja om från inloggningssidan. Händer det igen, kontakta supporten.",
    ),
    "away": (
        "Inloggningstjänsten svarar inte",
        "Du är inte inloggad. Försök igen om en stund.",
    ),
    "cancelled": (
        "Inloggningen avbröts",
        "Du är inte inloggad. Börja om när du vill.",
    ),
    "level": (
        "Din e-legitimation räcker inte",
        "Här behövs en e-legitimation på tillitsnivå 3 eller högre. Logga in med en sådan.",
    ),
    "claim": (
        "Det framgick inte vem du är",
        "Inloggningstjänsten lämnade ingen uppgift som går att använda här. "
        "Du är inte inloggad. Kontakta supporten.",
    ),
    "unknown": (
        "Du har inget konto här ännu",
        "Be din myndighets administratör att lägga upp dig med ditt anställnings-id. "
        "Logga sedan in igen.",
    ),
    "changed": (
        "Ditt konto hör till ett annat anställnings-id",
        "Be din myndighets administratör att kontrollera ditt anställnings-id.",
    ),
    "closed": (
        "Ditt konto är stängt",
        "Vänd dig till din myndighets administratör om du behöver komma in.",
    ),
    "other": (
        "Du legitimerade dig som någon annan",
        "Det var inte samma person som är inloggad. Ingenting har lämnats ut eller sparats. "
        "Gå tillbaka och legitimera dig igen.",
    ),
}


class LoginRefused(Exception):
    """Nobody is logged in. `kind` chooses the page, `code` is for the server's log."""

    def __init__(self, kind: str, code: str, account: Account | None = None) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.account = account


def refuse(request: HttpRequest, refused: LoginRefused) -> HttpResponse:
    """The page; the refusal is logged where an authority is known."""
    logger.warning("login refused: %s", refused.code)
    if refused.account is not None:
        log_failed_login(refused.account)
    heading, text = TEXTS[refused.kind]
    return render(
        request, "socialaccount/refused.html", {"heading": heading, "text": text}, status=403
    )
