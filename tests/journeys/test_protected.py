"""A protected participant is invisible to every role but the named one, from the same second."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site, become, prove
from tests.journeys.walking import accessible, follow, not_said, open_case, press, said

pytestmark = pytest.mark.journey

ALVA, HIDDEN = "Alva Exempelsson", "Deltagare med skyddade personuppgifter"
OTHERS = ("Kim", "Samira", "Lena", "Adam", "Frida", "Styrbjörn")
LISTS = (
    "/att-gora/",
    "/deltagare/?visa=alla",
    "/deltagare/?visa=alla&namn=Exem",
    "/mottaget/",
    "/grupper/",
    "/inkorg/",
    "/inkorg/laget/",
    "/siffror/",
    "/medarbetare/",
)


def protect(page: Page, site: Site) -> str:
    """As her case manager; returns the address of the case."""
    open_case(page, site, ALVA)
    case = page.url
    page.goto(f"{case}person/")
    follow(page, "Skydda personuppgifter")
    accessible(page)
    page.get_by_role("link", name="Skydda personuppgifter", exact=True).click()
    page.get_by_label("Sekretessmarkering").check()
    accessible(page)
    press(page, "Spara")
    said(page, "Det här behöver rättas")
    page.get_by_label("Hur vet du det?").fill("Deltagaren visade beslutet i dag.")
    expect(page.get_by_label("Sara Berg")).to_be_checked()
    press(page, "Spara")
    said(page, "Bara de här kan visa identiteten.")
    accessible(page)
    return case


def is_nowhere(page: Page, site: Site, case: str) -> None:
    """Nothing of her in any list, in her own pages or in the browser's title."""
    for url in (*(site.url + path for path in LISTS), case, f"{case}person/", f"{case}plan/"):
        page.goto(url)
        assert not re.search("Exempelsson|20030214", page.content()), url
        assert "Alva" not in page.title(), url


def test_invisible_to_every_role_but_the_named(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, site, "Sara")
    case = protect(page, site)
    is_nowhere(page, site, case)
    for name in OTHERS:
        become(page, site, name)
        is_nowhere(page, site, case)
    become(page, site, "Samira")
    page.goto(case)
    expect(page.get_by_role("heading", level=1)).to_contain_text(HIDDEN)
    follow(page, "Visa identitet")
    said(page, "Du är inte namngiven")
    said(page, "Sara Berg")
    accessible(page)
    become(page, site, "Sara")
    prove(page, site)
    page.goto(case)
    follow(page, "Visa identitet")
    page.get_by_label("Ska ta kontakt med deltagaren").check()
    accessible(page)
    press(page, "Visa identitet")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ALVA)
    assert HIDDEN in page.title()
    accessible(page)
    press(page, "Dölj identiteten")
    not_said(page, ALVA)
