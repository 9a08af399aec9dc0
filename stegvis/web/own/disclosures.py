"""This file is where the participant sees all that has been handed out about her, and why."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from stegvis.casework import own_queries as mine
from stegvis.core.dates import today
from stegvis.participants.models import ConsentKind, Disclosure, Ground
from stegvis.web.own.pages import OwnRequest, own_page
from stegvis.web.own.words import GROUNDS, closing_words


def own_disclosures(request: OwnRequest) -> HttpResponse:
    """What, from whom, to whom, why, when, and whether it is still open."""
    rows = [_row(disclosure) for disclosure in mine.disclosures(request.person)]
    return own_page(
        request,
        "own/disclosures.html",
        {
            "page_title": _("Vad har lämnats ut om mig?"),
            "open": [row for row in rows if row["is_open"]],
            "closed": [row for row in rows if not row["is_open"]],
        },
    )


def _row(disclosure: Disclosure) -> dict[str, Any]:
    has_ended = disclosure.valid_to is not None and disclosure.valid_to < today()
    is_open = disclosure.closed_at is None and not has_ended
    consent = disclosure.consent
    rests_on_hers = (
        is_open
        and disclosure.ground == Ground.CONSENT
        and consent is not None
        and consent.kind == ConsentKind.SECRECY
        and consent.participation_id is not None
    )
    return {
        "disclosure": disclosure,
        "why": GROUNDS.get(disclosure.ground, disclosure.get_ground_display()),
        "reason": disclosure.reason if disclosure.ground != Ground.CONSENT else "",
        "is_open": is_open,
        "closing": closing_words(disclosure.close_reason),
        "url": reverse("own-consent-withdraw", args=[consent.participation_id, ConsentKind.SECRECY])
        if rests_on_hers and consent
        else "",
    }
