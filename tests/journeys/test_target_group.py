"""Lena keeps the target group of an area: every page of it, at three widths, without a fault."""

from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.casework.klivet import number
from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import Site, anew, become, beside

pytestmark = pytest.mark.journey
FILL = "import django; django.setup(); from tests.journeys.filling_area import fill; fill()"


@pytest.fixture(scope="module")
def area_site(server: Site) -> Site:
    """A site with a target group."""
    anew(server)
    beside("-c", FILL)
    return server


def fault_free(page: Page) -> None:
    assert check_accessibility(page) == []


def test_from_a_list_of_names_to_somebody_who_says_yes(
    area_site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    become(page, area_site, "Lena")
    page.goto(area_site.url + "/malgruppen/")
    fault_free(page)
    page.get_by_role("link", name="Skriv in många").click()
    fault_free(page)
    born = date(2001, 2, 3)
    lines = [f"{number(born, n)};Rut;Listelund{n};Högsby;2025-01-01" for n in (801, 802)]
    box = page.get_by_label("Klistra in listan")
    box.fill("\n".join([*lines, "elva;Fel;Rad;Umeå;2025-01-01"]))
    page.get_by_role("button", name="Granska listan").click()
    expect(page.get_by_text("Rad 3: Skriv personnumret")).to_be_visible()
    fault_free(page)
    box.fill("\n".join(lines))
    page.get_by_role("button", name="Granska listan").click()
    expect(page.get_by_role("heading", name="2 personer skrivs in")).to_be_visible()
    fault_free(page)
    page.get_by_role("button", name="Skriv in alla").click()
    expect(page.get_by_text("2 personer är inskrivna i målgruppen.")).to_be_visible()
    page.get_by_label("Namn börjar på").fill("Listelund801")
    page.get_by_role("button", name="Visa").click()
    page.get_by_role("link", name="Rut Listelund801").click()
    fault_free(page)
    page.get_by_role("link", name="Gör kartläggningen").click()
    page.get_by_label("Ingen aktivitet").check()
    fault_free(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Ny bedömning").click()
    page.get_by_label("Erbjuds stöd nu").check()
    fault_free(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Erbjud Klivet").click()
    page.get_by_role("button", name="Gå vidare").click()
    expect(page.get_by_text("själv har sagt ja").first).to_be_visible()
    fault_free(page)
    page.get_by_label("Vilken dag sa personen ja").fill("2025-06-01")
    page.get_by_role("button", name="Gå vidare").click()
    expect(page.get_by_label("Förnamn")).to_have_value("Rut")


def test_nobody_s_date_is_missed_on_any_screen(area_site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, area_site, "Lena")
    page.goto(area_site.url + "/bevakning/")
    fault_free(page)
    page.get_by_role("link", name="Kalender").click()
    fault_free(page)
    page.get_by_role("link", name="Nästa månad").click()
    page.get_by_role("link", name="Nästa månad").click()
    first = page.locator(".app-month a").first
    who = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1, name=who)).to_be_visible()
    page.get_by_role("link", name="Inför slutet").first.click()
    fault_free(page)
    page.get_by_label("Ny ansökan skickad den").fill("2025-11-01")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("beslut väntas").first).to_be_visible()
    for label in ("Skriv in försörjning härnäst", "Ändra försörjning härnäst"):
        if page.get_by_role("link", name=label).count():
            page.get_by_role("link", name=label).click()
            break
    fault_free(page)
    page.goto(area_site.url + "/malgruppen/")
    page.get_by_role("link", name="Resultat").click()
    # The programme's own days come first, and they were before anybody here.
    page.get_by_role("link", name="I år", exact=True).click()
    fault_free(page)
    page.get_by_role("link", name="I målgruppen").click()
    fault_free(page)
