"""This file is where every refusal becomes a page in plain Swedish."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from stegvis.core.errors import RuleBroken

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


def conflict(request: HttpRequest) -> HttpResponse:
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
