"""Ida matches her municipality's inventory with those who need something, on every screen."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import Site, anew, become, beside
from tests.journeys.walking import open_menu

pytestmark = pytest.mark.journey
FILL = "import django; django.setup(); from tests.journeys.filling_offers import fill; fill()"


@pytest.fixture(scope="module")
def offers_site(server: Site) -> Site:
    """A site with VILJA in two municipalities."""
    anew(server)
    beside("-c", FILL)
    return server


def fault_free(page: Page) -> None:
    assert check_accessibility(page) == []


def test_from_an_offer_to_a_planned_activity(offers_site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, offers_site, "Ida")
    open_menu(page, "Utbud")
    fault_free(page)
    page.get_by_label("Möter behovet").select_option(label="Träffa andra")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("link", name="Tisdagsgruppen")).to_be_visible()
    page.get_by_role("link", name="Lägg till").click()
    page.get_by_label("Namn").fill("Studiecirkeln")
    page.get_by_role("button", name="Spara").click()
    fault_free(page)
    page.get_by_label("Ges av").fill("Folkbildarna")
    page.get_by_label("Slag").select_option(label="Kurs")
    page.get_by_label("Studier").check()
    page.get_by_label("Lediga platser").fill("3")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Det finns nu i utbudet.")).to_be_visible()
    fault_free(page)

    page.goto(offers_site.url + "/utbud/luckor/")
    fault_free(page)
    page.goto(offers_site.url + "/deltagare/")
    for number in range(6):
        page.goto(offers_site.url + "/deltagare/")
        page.locator("tbody a").nth(number).click()
        page.get_by_role("link", name="Förslag", exact=True).click()
        if page.get_by_role("heading", name="Studier", exact=True).count():
            break
    expect(page.get_by_text("Behöver frågas om").first).to_be_visible()
    fault_free(page)
    page.get_by_role("link", name="Notera ett behov").click()
    fault_free(page)
    page.go_back()
    page.get_by_role("button", name="Planera Studiecirkeln").click()
    expect(page.get_by_text("Studiecirkeln är planerat")).to_be_visible()
    page.get_by_role("link", name="Förslag", exact=True).click()
    expect(page.get_by_role("heading", name="Mötta behov")).to_be_visible()
    fault_free(page)
    page.goto(offers_site.url + "/utbud/")
    page.get_by_role("link", name="Studiecirkeln").click()
    expect(page.get_by_text("2 lediga")).to_be_visible()
