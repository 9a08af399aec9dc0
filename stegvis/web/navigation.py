"""This file is where the menu is made: what the actor's roles have a use for, and no more.

A menu of a few is shown whole. A longer one shows what is opened every day, and the rest under
More, in groups; the section that one is in is always shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission as P
from stegvis.access.policy import may_somewhere
from stegvis.access.roles import RoleKey
from stegvis.web.sections import Held, is_of_use

PEOPLE, SUPPORT, COURSE, AUTHORITY = "Personer", "Stöd", "Uppföljning", "Myndigheten"


STEERING = "/gang/"


@dataclass(frozen=True)
class Item:
    """A section: the permissions of which one is enough to see it, the group that it is in when
    the menu is long, and what else of the pages belongs to it."""

    label: str
    url: str
    permissions: tuple[P, ...]
    group: str
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        return path.startswith((self.url, *self.also))


ITEMS = (
    Item(
        "Att göra",
        "/att-gora/",
        (P.PARTICIPATION_READ, P.REFERRAL_READ, P.INTAKE_READ, P.LOG_CHECK, P.MEMBERS_MANAGE),
        PEOPLE,
    ),
    Item(
        "Inkorg",
        "/inkorg/",
        (P.INTAKE_READ,),
        PEOPLE,
        ("/platser/", "/floden/", "/teammoten/"),
    ),
    Item("Mina deltagare", "/deltagare/", (P.MAPPING_WRITE,), PEOPLE),
    Item("Laget", "/laget/", (P.CASE_ASSIGN,), PEOPLE),
    Item("Mottaget", "/mottaget/", (P.PARTICIPATION_READ,), PEOPLE),
    Item("Aktualiseringar", "/aktualiseringar/", (P.REFERRAL_DRAFT,), PEOPLE, ("/forslag/",)),
    Item("Målgruppen", "/malgruppen/", (P.AREA_READ,), PEOPLE),
    Item("Bevakning", "/bevakning/", (P.MAPPING_WRITE, P.AREA_READ), PEOPLE),
    Item("Frågor", "/fragor/", (P.QUESTION_ANSWER,), PEOPLE, ("/forfragningar/",)),
    Item("Grupper", "/grupper/", (P.GROUP_RUN,), SUPPORT),
    Item("Arbetsplatser", "/arbetsplatser/", (P.EMPLOYER_KEEP,), SUPPORT),
    Item("Utbud", "/utbud/", (P.OFFER_KEEP,), SUPPORT),
    Item("Mål", "/mal/", (P.GOALS_READ,), COURSE),
    Item("Siffror", "/siffror/", (P.FIGURES_READ,), COURSE),
    Item(
        "Insatser",
        "/insatser/",
        (P.PARTICIPATION_READ, P.REFERRAL_READ, P.FIGURES_READ),
        COURSE,
        ("/enkater/",),
    ),
    Item("Styrning", STEERING, (P.CONDUCT_KEEP, P.STEERING_READ, P.SEATS_KEEP), COURSE),
    Item("Loggkontroll", "/loggkontroll/", (P.LOG_CHECK,), AUTHORITY),
    Item("Incidenter", "/incidenter/", (P.LOG_CHECK,), AUTHORITY),
    Item("Gallring", "/gallring/", (P.WEEDING_DECIDE,), AUTHORITY),
    Item("Medarbetare", "/medarbetare/", (P.MEMBERS_MANAGE,), AUTHORITY),
)

# Whoever runs cases finds what was handed out to her in the case itself.
HIDDEN_FROM: dict[str, P] = {"/mottaget/": P.MAPPING_WRITE}

MOST_SHOWN = 7
# Of a longer menu these are shown first, as many as there is room for beside More.
EVERY_DAY = (
    "/att-gora/",
    "/inkorg/",
    "/deltagare/",
    "/aktualiseringar/",
    "/malgruppen/",
    "/laget/",
    "/mal/",
    "/grupper/",
    "/bevakning/",
)
SHOWN_BESIDE_MORE = 5


@dataclass(frozen=True)
class Link:
    item: Item
    is_current: bool

    @property
    def label(self) -> str:
        return self.item.label

    @property
    def url(self) -> str:
        return self.item.url


@dataclass(frozen=True)
class Menu:
    """What is shown, and what is under More: headings with their links."""

    links: tuple[Link, ...]
    more: tuple[tuple[str, tuple[Link, ...]], ...] = ()


def menu_for(actor: Actor, path: str, seats: Iterable[Held]) -> Menu:
    held = tuple(seats)
    links = tuple(Link(one, one.holds(path)) for one in ITEMS if _is_for(one, actor, held))
    if len(links) <= MOST_SHOWN:
        return Menu(links)
    usual = [url for url in EVERY_DAY if any(link.url == url for link in links)]
    beside = frozenset(usual[:SHOWN_BESIDE_MORE])
    # The section that one is in stands last, so that the others never move.
    shown = tuple(
        sorted(
            (link for link in links if link.url in beside or link.is_current),
            key=lambda link: link.url not in beside,
        )
    )
    groups: dict[str, tuple[Link, ...]] = {}
    for link in links:
        if link not in shown:
            groups[link.item.group] = (*groups.get(link.item.group, ()), link)
    return Menu(shown, tuple(groups.items()))


def _is_for(item: Item, actor: Actor, seats: tuple[Held, ...]) -> bool:
    if item.url in HIDDEN_FROM and may_somewhere(actor, HIDDEN_FROM[item.url]):
        return False
    has_right = any(may_somewhere(actor, permission) for permission in item.permissions)
    return has_right and is_of_use(item.url, actor, seats)


def start_page(actor: Actor, seats: Iterable[Held]) -> str:
    """Where the actor lands: her list of things to do, or the first page that she has. Nobody's day
    begins with the steering of a programme, if there is anything else."""
    urls = [link.url for link in menu_for(actor, "", seats).links]
    return next((url for url in urls if url != STEERING), urls[0] if urls else "/uppdrag/")


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: who acts, the menu, and whether this is the demonstration."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": menu_for(actor, request.path, request.seats) if actor else None,
        "is_coordinator": bool(actor and actor.has_role(RoleKey.COORDINATOR)),
        "demo": settings.DEMO,
    }
