"""This file is where the language of a participant's own pages is chosen: hers, and only there.

Staff's pages are Swedish. A language is a catalogue under web/locale; docs/lagg-till-sprak.md says
how one is added.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

OWN_PAGES = "/mina-sidor/"
COOKIE = "sprak"
A_YEAR = 365 * 24 * 3600
# What a browser may choose by itself; easy Swedish is for her to choose.
FROM_BROWSER = ("sv", "en")
# What a consent form's language is called in a definition.
FORM_LANGUAGES = {"sv": "sv", "en": "en", "sv-x-lattlast": "lattlast"}


def language_of(request: HttpRequest) -> str:
    """Her own choice, or the first of the browser's that is Swedish or English."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.partition("-")[0] in FROM_BROWSER:
            return code.partition("-")[0]
    return settings.LANGUAGE_CODE


class OwnLanguage:
    """Her language while her own pages are answered, errors included; Swedish everywhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OWN_PAGES):
            return self.get_response(request)
        with translation.override(language_of(request)):
            return self.get_response(request)


@require_POST
def own_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie of its own, also after she has logged out."""
    wanted = request.POST.get("next", "")
    is_hers = wanted.startswith(OWN_PAGES) and url_has_allowed_host_and_scheme(wanted, None)
    answer = redirect(wanted if is_hers else "own-start")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SECURE
        )
    return answer
