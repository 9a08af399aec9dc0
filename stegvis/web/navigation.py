"""This file is where the menu is made: what the actor's roles have a use for, and no more."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission as P
from stegvis.access.policy import may_somewhere
from stegvis.access.roles import RoleKey

# Label, path, and the permissions of which one is enough to see the item.
ITEMS: tuple[tuple[str, str, tuple[P, ...]], ...] = (
    ("Att göra", "/att-gora/", (P.PARTICIPATION_READ, P.REFERRAL_READ, P.INTAKE_READ)),
    ("Inkorg", "/inkorg/", (P.INTAKE_READ,)),
    ("Mina deltagare", "/deltagare/", (P.MAPPING_WRITE,)),
    ("Laget", "/laget/", (P.CASE_ASSIGN,)),
    ("Mottaget", "/mottaget/", (P.PARTICIPATION_READ,)),
    ("Aktualiseringar", "/aktualiseringar/", (P.REFERRAL_DRAFT,)),
    ("Målgruppen", "/malgruppen/", (P.AREA_READ,)),
    ("Bevakning", "/bevakning/", (P.MAPPING_WRITE, P.AREA_READ)),
    ("Frågor", "/fragor/", (P.QUESTION_ANSWER,)),
    ("Grupper", "/grupper/", (P.GROUP_RUN,)),
    ("Arbetsplatser", "/arbetsplatser/", (P.EMPLOYER_KEEP,)),
    ("Utbud", "/utbud/", (P.OFFER_KEEP,)),
    ("Mål", "/mal/", (P.GOALS_READ,)),
    ("Siffror", "/siffror/", (P.FIGURES_READ,)),
    ("Insatser", "/insatser/", (P.PARTICIPATION_READ, P.REFERRAL_READ, P.FIGURES_READ)),
    ("Styrning", "/gang/", (P.CONDUCT_KEEP, P.STEERING_READ)),
    ("Loggkontroll", "/loggkontroll/", (P.LOG_CHECK,)),
    ("Medarbetare", "/medarbetare/", (P.MEMBERS_MANAGE,)),
)

# Whoever runs cases finds what was handed out to her in the case itself.
HIDDEN_FROM: dict[str, P] = {"/mottaget/": P.MAPPING_WRITE}


def menu_for(actor: Actor, path: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url, "is_current": path.startswith(url)}
        for label, url, permissions in ITEMS
        if any(may_somewhere(actor, permission) for permission in permissions)
        and not (url in HIDDEN_FROM and may_somewhere(actor, HIDDEN_FROM[url]))
    ]


def start_page(actor: Actor) -> str:
    """Where the actor lands: her list of things to do, or the first page that she has."""
    menu = menu_for(actor, "")
    return str(menu[0]["url"]) if menu else "/uppdrag/"


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: who acts, the menu, and whether this is the demonstration."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": menu_for(actor, request.path) if actor else [],
        "is_coordinator": bool(actor and actor.has_role(RoleKey.COORDINATOR)),
        "demo": settings.DEMO,
    }
