"""This file is where every refusal becomes a page in plain Swedish."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from stegvis.core.errors import Conflict, RuleBroken, WrittenMeanwhile
from stegvis.web.own.refusals import own_refusal

logger = logging.getLogger("stegvis")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _plain(
            413,
            "Det du skickade är för stort",
            "Ingenting har sparats. En fil får vara högst 10 MB. Gå tillbaka och försök igen.",
        )
    return _plain(
        400,
        "Vi förstod inte frågan",
        "Ingenting har sparats. Gå tillbaka till startsidan och försök därifrån.",
    )


def _plain(status: int, heading: str, text: str) -> HttpResponse:
    """A page that asks nothing of session or database: it must come up when they do not."""
    context = {"heading": heading, "text": text, "demo": settings.DEMO}
    return HttpResponse(render_to_string("errors/message.html", context), status=status)


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    if getattr(request, "person", None) is not None:
        return own_refusal(request, status, text)
    return render(request, "errors/message.html", {"heading": heading, "text": text}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        "Sidan finns inte",
        "Kontrollera adressen, eller gå tillbaka till Att göra och försök därifrån.",
    )


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        "Du får inte göra det här",
        "Ditt uppdrag ger dig inte rätt till det. Ingenting har sparats. "
        "Om du behöver kunna göra det, vänd dig till din myndighets administratör.",
    )


def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    if isinstance(error, WrittenMeanwhile):
        return _page(
            request,
            409,
            "Någon annan hann före",
            "Samma uppgift skrevs in av någon annan i samma stund. Det du skrev har inte sparats, "
            "för att inte skriva över det. Gå tillbaka, ladda om sidan och läs det som står där.",
        )
    return _page(
        request,
        409,
        "Någon annan har ändrat under tiden",
        "Det du skrev har inte sparats, för att inte skriva över den andras ändring. "
        "Gå tillbaka, läs det nya och spara igen.",
    )


def rule_broken(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    return _page(request, 422, "Det gick inte", error.message)


def unavailable(request: HttpRequest) -> HttpResponse:
    return _plain(
        503,
        "Sidan kan inte visas just nu",
        "Uppgifter lämnas bara ut när läsningen kan loggas, och det gick inte nyss. "
        "Ingenting har sparats. Försök igen om en stund.",
    )


def too_many_persons(request: HttpRequest, most: int) -> HttpResponse:
    return _page(
        request,
        429,
        "Du har öppnat ovanligt många",
        f"På en timme kan du se uppgifter om högst {most} personer, och där är du nu. "
        "De som du redan har sett kan du läsa om igen. Vänta en stund innan du öppnar fler. "
        "Den som gör loggkontroller hos er får veta att gränsen är nådd. Behöver du se fler för "
        "ditt arbete, vänd dig till din myndighets administratör.",
    )


def too_many_exports(request: HttpRequest, most: int) -> HttpResponse:
    return _page(
        request,
        429,
        "Du har tagit ut ovanligt mycket",
        f"På ett dygn kan du ta ut högst {most} dokument och kopior, och där är du nu. "
        "Det som redan är utlämnat finns kvar att läsa på sidorna. Den som gör loggkontroller hos "
        "er får veta att gränsen är nådd. Behöver du ta ut mer för ditt arbete, vänd dig till din "
        "myndighets administratör.",
    )


def too_fast(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        429,
        "Det gick för fort",
        "Det kom fler klick från ditt konto än vad en människa brukar hinna. Ingenting har "
        "sparats. Vänta en minut och försök igen.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(
        500,
        "Något gick fel hos oss",
        "Ingenting har sparats. Försök igen. Om felet återkommer, kontakta supporten.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        "Formuläret har blivit för gammalt",
        "Gå tillbaka, ladda om sidan och skicka formuläret igen.",
    )
