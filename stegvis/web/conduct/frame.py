"""This file is where the pages of a programme's running get their tabs, and are first opened."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from stegvis.access.permissions import Permission
from stegvis.conduct.queries import Place, places, places_with_seats
from stegvis.web.shared.pages import StaffRequest, only_for, page

# Name of the page, its tab, and whether it is for those alone who write.
TABS = (
    ("staffing", "Bemanning", True),
    ("steering", "Styrgrupp", False),
    ("deviation-list", "Avvikelser", False),
    ("planned-work", "Plan", True),
    ("programme-end", "Avslut", True),
)
NO_PERSON = "Skriv om arbetet, aldrig om en enskild deltagare."


@require_GET
def conduct(request: StaffRequest) -> HttpResponse:
    """The first programme's first tab; the others are named there. Whoever only writes down who
    of the own staff holds a seat comes to that page."""
    only_for(request.actor, Permission.STEERING_READ, Permission.SEATS_KEEP)
    found = places(request.actor)
    seated = [] if found else places_with_seats(request.actor)
    if seated:
        return redirect("seat-list", programme=seated[0].programme.key)
    if not found:
        return page(request, "conduct/none.html", {"page_title": "Insatsens gång"})
    first = "staffing" if found[0].keeps else "steering"
    return redirect(first, programme=found[0].programme.key)


def frame(place: Place, current: str) -> dict[str, Any]:
    """What every tab needs."""
    key = place.programme.key
    return {
        "page_title": f"{place.programme.short_name}: insatsens gång",
        "programme": place.programme,
        "definition": place.definition,
        "keeps": place.keeps,
        "tabs": [
            {"label": label, "url": reverse(name, args=[key]), "is_current": name == current}
            for name, label, writers_only in TABS
            if place.keeps or not writers_only
        ],
        "others": [
            {"name": other.short_name, "url": reverse("steering", args=[other.key])}
            for other in place.others
        ],
    }


def narrow(place: Place, title: str, back: str, *args: object) -> dict[str, Any]:
    """What a page with one form needs; `back` names the page that it goes back to."""
    key = place.programme.key
    return {
        "page_title": title,
        "programme": place.programme,
        "back": reverse(back, args=[key, *args]),
    }
