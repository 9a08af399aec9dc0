"""This file is where it is told how accessible the pages are, what is lacking, and to whom one
complains. Nobody is asked who she is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from stegvis.web.own.language import language_of


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "statement/staff.html",
        {"page_title": "Tillgänglighet i Stegvis", **_who()},
    )


def accessibility_own(request: HttpRequest) -> HttpResponse:
    """In the language that is asked for, or that of her own pages; the choice is not remembered."""
    asked = request.GET.get("sprak", "")
    language = asked if asked in dict(settings.LANGUAGES) else language_of(request)
    here = reverse("accessibility-own")
    with translation.override(language):
        return render(
            request,
            "statement/own.html",
            {
                "page_title": _("Tillgänglighet på Mina sidor"),
                "choices": [
                    {
                        "code": code,
                        "label": label,
                        "url": f"{here}?sprak={code}",
                        "is_current": code == language,
                    }
                    for code, label in settings.LANGUAGES
                ],
                **_who(),
            },
        )


def _who() -> dict[str, Any]:
    """Which organisation stands behind, how it is reached, and who watches over the law."""
    return {
        "operator": settings.OPERATOR,
        "supervisor": settings.ACCESSIBILITY_SUPERVISOR,
        "demo": settings.DEMO,
    }
