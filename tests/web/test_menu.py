"""The menu: short, only what the authority has a use for, and always saying where one is."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from stegvis.audit.journal import acting
from tests.casework.klivet import coordinator, publish
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


def parts(client: Client, url: str = "/att-gora/") -> tuple[list[str], list[str], list[str]]:
    """What is shown, what is under Mer, and what is marked as current."""
    nav = unescape(client.get(url).content.decode()).split('aria-label="Huvudmeny"')[1]
    shown, _, more = nav.split("</nav>")[0].partition("<details")
    links = [re.findall(r"<a [^>]*>([^<]+)</a>", part) for part in (shown, more)]
    return links[0], links[1], re.findall(r'aria-current="page">([^<]+)<', nav.split("</nav>")[0])


def test_a_long_menu_is_short_and_shows_where_one_is(world: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    shown, more, current = parts(client)
    assert shown == ["Att göra", "Inkorg", "Mina deltagare", "Laget", "Mål"]
    assert more[:2] == ["Bevakning", "Frågor"] and "Styrning" in more and "Utbud" in more
    assert current == ["Att göra"]
    page = client.get("/att-gora/").content.decode()
    assert [page.index(f">{one}</p>") for one in ("Personer", "Stöd", "Uppföljning")]
    shown, more, current = parts(client, "/grupper/")
    assert shown[-1] == "Grupper" and "Grupper" not in more and current == ["Grupper"]
    for url in ("/platser/", "/floden/", "/teammoten/"):
        assert parts(client, url)[2] == ["Inkorg"], url


def test_a_few_are_shown_whole_and_lead_where_they_say(world: World, as_person: AsPerson) -> None:
    lena = as_person("Lena")
    shown, more, _ = parts(lena)
    assert shown == ["Att göra", "Mottaget", "Aktualiseringar", "Frågor", "Insatser"]
    assert not more and parts(lena, "/forslag/")[2] == ["Aktualiseringar"]


def test_only_who_keeps_an_area_or_an_inventory_finds_it(world: World, as_person: AsPerson) -> None:
    assert "Målgruppen" not in str(parts(as_person("Samira")))
    assert "Utbud" not in str(parts(as_person("Stina")))
    publish()
    kaj = coordinator(world)
    with acting(kaj):
        client = as_person("Kaj")
    shown, more, _ = parts(client)
    assert "Målgruppen" in shown and "Bevakning" in more
    assert "Målgruppen" in parts(as_person("Lena"))[0]
    assert "Målgruppen" not in str(parts(as_person("Per")))


def test_the_menu_asks_the_database_nothing(world: World, as_person: AsPerson) -> None:
    client = as_person("Frida")
    client.get("/insatser/")
    assert queries(client, "/kontaktvagar/") <= 5
