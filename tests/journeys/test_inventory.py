"""Ida matches her municipality's inventory with those who need something, on every screen."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stegvis.core.roles import RUNTIME
from tests.database import WORLD, cluster
from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import ROOT, Site, become, serve
from tests.journeys.walking import open_menu

pytestmark = pytest.mark.journey
FILL = "import django; django.setup(); from tests.journeys.filling_offers import fill; fill()"


@pytest.fixture(scope="module")
def offers_site(django_db_setup: None) -> Iterator[Site]:
    """A site with VILJA in two municipalities; filled in a process of its own."""
    name = f"journeys_offers_{os.getpid()}"
    cluster.create_database(name, template=WORLD)
    environment = os.environ | {
        "DATABASE_URL": cluster.url(RUNTIME, name),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environment, check=True)
    yield from serve(name)
    cluster.drop_database(name)


def fault_free(page: Page, name: str = "") -> None:
    if folder := os.environ.get("OFFERS_LOOK"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert check_accessibility(page) == []


def test_from_an_offer_to_a_planned_activity(offers_site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, offers_site, "Ida")
    open_menu(page, "Utbud")
    fault_free(page, "list")
    page.get_by_label("Möter behovet").select_option(label="Träffa andra")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("link", name="Tisdagsgruppen")).to_be_visible()
    page.get_by_role("link", name="Lägg till").click()
    page.get_by_label("Namn").fill("Studiecirkeln")
    page.get_by_role("button", name="Spara").click()
    fault_free(page, "form")
    page.get_by_label("Ges av").fill("Folkbildarna")
    page.get_by_label("Slag").select_option(label="Kurs")
    page.get_by_label("Studier").check()
    page.get_by_label("Lediga platser").fill("3")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Det finns nu i utbudet.")).to_be_visible()
    fault_free(page, "show")

    page.goto(offers_site.url + "/utbud/luckor/")
    fault_free(page, "gaps")
    page.goto(offers_site.url + "/deltagare/")
    for number in range(6):
        page.goto(offers_site.url + "/deltagare/")
        page.locator("tbody a").nth(number).click()
        page.get_by_role("link", name="Förslag", exact=True).click()
        if page.get_by_role("heading", name="Studier", exact=True).count():
            break
    expect(page.get_by_text("Behöver frågas om").first).to_be_visible()
    fault_free(page, "suggestions")
    page.get_by_role("link", name="Notera ett behov").click()
    fault_free(page, "need")
    page.go_back()
    page.get_by_role("button", name="Planera Studiecirkeln").click()
    expect(page.get_by_text("Studiecirkeln är planerat")).to_be_visible()
    page.get_by_role("link", name="Förslag", exact=True).click()
    expect(page.get_by_role("heading", name="Mötta behov")).to_be_visible()
    fault_free(page, "met")
    page.goto(offers_site.url + "/utbud/")
    page.get_by_role("link", name="Studiecirkeln").click()
    expect(page.get_by_text("2 lediga")).to_be_visible()
