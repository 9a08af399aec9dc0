"""What a participant does, in a browser: a group on a phone, a placement, a referral onwards."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stegvis.core.dates import today
from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import Site, become

pytestmark = pytest.mark.journey


def accessible(page: Page) -> None:
    assert check_accessibility(page) == []


def add_workplace(page: Page, site: Site) -> None:
    page.goto(site.url + "/arbetsplatser/")
    accessible(page)
    page.get_by_role("link", name="Lägg till arbetsplats").first.click()
    page.get_by_label("Arbetsplats", exact=True).fill("Kafé Prov")
    page.get_by_label("Privat företag").check()
    page.get_by_label("Ort eller adress").fill("Uppsala")
    page.get_by_label("Handledare").fill("Anna Prov")
    accessible(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Ny kontakt").click()
    page.get_by_label("Besök").check()
    page.get_by_label("Vad talade ni om?").fill("Kan ta emot en person på förmiddagar.")
    accessible(page)
    page.get_by_role("button", name="Spara kontakten").click()


def test_placement_and_referral_onwards(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, site, "Sara")
    add_workplace(page, site)
    page.goto(site.url + "/deltagare/")
    page.get_by_role("link", name="Alva Exempelsson").click()
    page.get_by_role("link", name="Aktiviteter", exact=True).click()
    accessible(page)
    page.get_by_role("link", name="Planera aktivitet").first.click()
    accessible(page)
    page.get_by_role("link", name="Arbetsplatsförlagd praktik: privat arbetsgivare").click()
    page.get_by_label("Arbetsplats", exact=True).select_option(label="Kafé Prov")
    page.get_by_label("Från och med").fill(str(today()))
    page.get_by_label("Omfattning").press_sequentially("2 förmiddagar à 3 h")
    expect(page.locator("#extent")).to_contain_text("6 h i veckan = 15 %")
    accessible(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("meter")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Aktualisera vidare").click()
    page.get_by_label("Psykiatrin").check()
    page.get_by_label("Vad behöver deltagaren och varför?").fill("Samtalsstöd.")
    accessible(page)
    page.get_by_role("button", name="Spara och gå vidare").click()
    accessible(page)
    page.get_by_label("Samtycke", exact=True).check()
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Skickad sedan")).to_be_visible()
    page.get_by_role("link", name="Kafé Prov").click()
    expect(page.get_by_role("link", name="Alva Exempelsson")).to_be_visible()
    accessible(page)


def test_attendance_of_a_group_on_a_phone(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    become(page, site, "Sara")
    page.goto(site.url + "/grupper/")
    page.get_by_role("link", name="Starta en grupp").first.click()
    page.get_by_label("Välj din framtid", exact=True).check()
    page.get_by_label("Första tillfället").fill(str(today() - timedelta(days=7)))
    accessible(page)
    page.get_by_role("button", name="Starta gruppen").click()
    for name in ("Alva Exempelsson", "Bo Provdal"):
        page.get_by_label(name).check()
    accessible(page)
    page.get_by_role("button", name="Lägg till").click()
    page.get_by_role("link", name="Ta närvaro, tillfälle 1").click()
    alva = page.get_by_role("group", name="Alva Exempelsson")
    alva.get_by_text("Närvarande").click()
    bo = page.get_by_role("group", name="Bo Provdal")
    bo.get_by_text("Frånvarande").click()
    page.get_by_role("button", name="Spara närvaron").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Välj ett skäl till frånvaron.")
    accessible(page)
    page.get_by_label("Skäl till frånvaro för Bo Provdal").select_option(
        label="Resan fungerade inte"
    )
    page.get_by_role("button", name="Spara närvaron").click()
    expect(page.get_by_text("Närvarande 1 av 2 gånger")).to_be_visible()
    accessible(page)
    page.goto(site.url + "/grupper/")
    accessible(page)
