"""This file is where a refusal is told to a participant: in her language, in a few words."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from stegvis.web.own.pages import own_page


def own_refusal(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """`text` is shown for a rule that she broke (422); it is in her language already."""
    if status == 404:
        heading, said = _("Sidan finns inte"), _("Gå till start och försök därifrån.")
    else:
        heading = _("Det gick inte")
        said = _("Ingenting har sparats. Försök igen om en stund, eller ring din kontakt.")
    answer = own_page(
        request,
        "own/message.html",
        {
            "page_title": heading,
            "heading": heading,
            "text": text if status == 422 else said,
        },
    )
    answer.status_code = status
    return answer
