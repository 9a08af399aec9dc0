"""The work: mapping as they talk, the plan, and what the other authority may read of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Site, become
from tests.journeys.walking import (
    accessible,
    choose,
    day,
    follow,
    not_said,
    open_case,
    open_menu,
    open_tab,
    press,
    region,
    said,
)

pytestmark = pytest.mark.journey

ALVA = "Alva Exempelsson"
NEED = "Komma upp på morgonen och ha något att gå till."
GOAL = "Jag vill arbeta med djur eller växter."


def map_as_they_talk(page: Page, site: Site) -> None:
    open_menu(page, "Att göra")
    page.get_by_role("link", name=f"Öppna : {ALVA}").first.click()
    press(page, "Börja kartlägga")
    section = region(page, "Behov och motivation")
    section.get_by_label("Vad är viktigast för dig just nu?").fill(NEED)
    expect(section.get_by_text("Sparat.")).to_be_visible()
    # The page is loaded anew below, so what is ticked must have reached the server first.
    with page.expect_response(lambda answer: "behov-" in (answer.request.post_data or "")):
        section.get_by_label("Det här är ett behov att arbeta med").first.check()
    choose(page, "Finns det ett medicinskt underlag?", "Ja")
    page.get_by_label("Från när är det senaste?").press_sequentially("mars 2025")
    expect(region(page, "Medicinskt underlag").get_by_text("gammalt")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.get_by_label("Vad är viktigast för dig just nu?")).to_have_value(NEED)
    expect(page.get_by_label("Det här är ett behov att arbeta med").first).to_be_checked()
    accessible(page)
    follow(page, "Läs")
    said(page, "Inget avsnitt är obligatoriskt.")
    page.get_by_role("button", name="Gör till mål").click()
    said(page, "Behovet är nu ett mål i utkastet till plan.")


def choose_the_way(page: Page) -> None:
    follow(page, "Välj väg")
    accessible(page)
    page.get_by_label("Väg 2, Parallellt").check()
    page.get_by_label("Varför den vägen?").fill("Hon vill börja pröva medan vården pågår.")
    press(page, "Spara vägen")
    said(page, "Väg 2, Parallellt")


def ask_a_party(page: Page, site: Site) -> None:
    """She has not agreed to it, so it cannot be asked; when she has, it can, and is answered."""
    follow(page, "Hur länge gäller ersättningen?")
    said(page, "Frågan kan inte ställas")
    accessible(page)
    open_tab(page, "Samtycke")
    follow(page, "Skriv in svar på blanketten")
    choose(page, "Samtycke till att lämna ut uppgifter", "Ja")
    out = region(page, "Vem som får ta del av vad")
    out.get_by_label("Försäkringskassan: Ekonomi").check()
    press(page, "Spara svaret")
    open_tab(page, "Kartläggning")
    follow(page, "Hur länge gäller ersättningen?")
    press(page, "Ställ frågan")
    said(page, "Inget svar än.")
    become(page, site, "Lena")
    open_menu(page, "Frågor")
    follow(page, "Till vilket datum gäller")
    page.get_by_role("textbox", name="Svar").fill("Till och med juni.")
    press(page, "Skicka svaret")
    become(page, site, "Sara")
    open_case(page, site, ALVA, "Kartläggning")
    said(page, "Till och med juni.")
    follow(page, "Fastställ")
    accessible(page)
    press(page, "Fastställ kartläggningen")
    said(page, "Kartläggningen är fastställd.")


def write_the_plan(page: Page) -> None:
    """The need is there as a goal already; one more in her own words, with a step."""
    open_tab(page, "Plan")
    said(page, NEED)
    follow(page, "Fortsätt skriva")
    page.get_by_label("Mål, med deltagarens egna ord").fill(GOAL)
    press(page, "Lägg till målet")
    follow(page, "Lägg till steg för Jag vill arbeta")
    page.get_by_label("Vad ska göras?").fill("Studiebesök på Återbruket")
    page.get_by_label("Vem ansvarar?").select_option(label="Vi i insatsen")
    page.get_by_label("Klart senast").fill(day(14))
    accessible(page)
    press(page, "Spara")
    follow(page, "Fastställ")
    page.get_by_label("Hur kom ni överens?").fill("Vid möte.")
    press(page, "Fastställ planen")
    expect(page.get_by_label("Planen följs upp den")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Planen följs upp den").fill(day(60))
    accessible(page)
    press(page, "Fastställ planen")
    said(page, "Fastställd i tid")


def anchor_and_hand_out(page: Page, folder: Path) -> None:
    follow(page, "Förankra")
    page.get_by_label("Deltagarens ordinarie myndighet").select_option(label="Försäkringskassan")
    page.get_by_label("Vem talade du med?").fill("Lena Holm")
    page.get_by_label("Hur förankrades den?").fill("telefonsamtal")
    press(page, "Spara")
    said(page, "Försäkringskassan, Lena Holm")
    with page.expect_download() as download:
        follow(page, "Hämta som PDF")
    download.value.save_as(folder / "plan.pdf")
    assert (folder / "plan.pdf").read_bytes().startswith(b"%PDF-")
    press(page, "Försäkringskassan")
    said(page, "är utlämnad till Försäkringskassan.")
    accessible(page)


def read_it_there(page: Page, site: Site) -> None:
    """The contact at the other authority reads the plan, and takes it into her own file."""
    become(page, site, "Lena")
    open_menu(page, "Mottaget")
    follow(page, ALVA)
    said(page, GOAL)
    accessible(page)
    follow(page, "Ta in planen i egen akt")
    said(page, "Studiebesök på Återbruket")
    accessible(page)


def withdraw_and_look_again(page: Page, other: Page, site: Site) -> None:
    """Withdrawn on one screen, gone at the next click on the other."""
    become(other, site, "Sara")
    open_case(other, site, ALVA, "Samtycke")
    follow(other, "Återkalla")
    other.get_by_label("Bara det som gäller Försäkringskassan").check()
    accessible(other)
    press(other, "Återkalla")
    said(other, "Det som vilade på det är stängt.")
    page.reload()
    not_said(page, "Studiebesök på Återbruket")
    page.goto(site.url + "/mottaget/")
    # The name went with the consent.
    follow(page, "Deltagare i Förrehab Uppsala")
    not_said(page, GOAL)
    said(page, "Något togs emot")
    accessible(page)


def test_from_the_first_talk_to_a_plan_that_is_handed_out(
    shared_site: Site, context: BrowserContext, browser: Browser, tmp_path: Path
) -> None:
    page, site = context.new_page(), shared_site
    become(page, site, "Sara")
    map_as_they_talk(page, site)
    choose_the_way(page)
    ask_a_party(page, site)
    write_the_plan(page)
    anchor_and_hand_out(page, tmp_path)
    read_it_there(page, site)
    other = browser.new_context(locale="sv-SE")
    withdraw_and_look_again(page, other.new_page(), site)
    other.close()
