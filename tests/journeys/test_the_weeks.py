"""The weeks: what she does and how much of a week it is, what is noted, what the goals say."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site, become
from tests.journeys.walking import (
    accessible,
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
WRITTEN = "Hon vill börja med två förmiddagar."
AMENDED = "Hon vill börja med tre förmiddagar."


def plan_and_begin(page: Page) -> None:
    """Typed as it is said; the share of a full week is computed at once."""
    open_tab(page, "Aktiviteter")
    follow(page, "Planera aktivitet")
    follow(page, "Arbetsträning: återbruk")
    page.get_by_label("Från och med").fill(day())
    page.get_by_label("Omfattning").press_sequentially("2 förmiddagar à 3 h")
    said(page, "6 h i veckan = 15 %")
    page.get_by_label("Anpassningar").fill("En lugn plats att börja på.")
    press(page, "Spara")
    expect(region(page, "Veckan nu")).to_contain_text("15 % av 40 timmar")
    accessible(page)
    follow(page, "Avsluta Arbetsträning: återbruk")
    accessible(page)


def note_in_passing(page: Page, site: Site) -> None:
    """One tap for a call that nobody answers; a note is written, and changed while it may be."""
    open_case(page, site, ALVA)
    press(page, "Ringt, inget svar")
    said(page, "Kontaktförsöket är sparat.")
    follow(page, "Ny anteckning")
    page.get_by_label("Slag").select_option(label="Telefonsamtal")
    press(page, "Spara")
    expect(page.get_by_label("Anteckning", exact=True)).to_have_attribute("aria-invalid", "true")
    accessible(page)
    page.get_by_label("Anteckning", exact=True).fill(WRITTEN)
    press(page, "Spara")
    said(page, WRITTEN)
    follow(page, "Visa Telefonsamtal")
    said(page, "Kan ändras till och med")


def hand_out_and_amend(page: Page) -> None:
    """Nobody receives a note unless its author says so; then it is locked, and only amended."""
    follow(page, "Lämna ut till")
    page.get_by_label("Vad handlar anteckningen om?").select_option(label="Planering")
    press(page, "Visa mottagare")
    press(page, "Försäkringskassan")
    said(page, "är utlämnad till Försäkringskassan.")
    open_tab(page, "Anteckningar")
    follow(page, "Visa Telefonsamtal")
    said(page, "Anteckningen är låst.")
    accessible(page)
    follow(page, "Skriv rättelse")
    page.get_by_label("Rättad text").fill(AMENDED)
    page.get_by_label("Varför rättas anteckningen?").fill("Jag skrev fel antal.")
    accessible(page)
    press(page, "Spara rättelsen")
    said(page, AMENDED)
    said(page, WRITTEN)


def copy_to_the_journal(page: Page, site: Site) -> None:
    become(page, site, "Lena")
    open_menu(page, "Mottaget")
    follow(page, ALVA)
    said(page, WRITTEN)
    # The amendment is a note of its own, which nobody has handed out.
    not_said(page, AMENDED)
    follow(page, "Visa")
    follow(page, "Ta in i egen akt")
    expect(page.get_by_label("Text att kopiera")).to_contain_text(WRITTEN)
    accessible(page)


def look_at_the_goals(page: Page, site: Site) -> None:
    become(page, site, "Samira")
    open_menu(page, "Mål")
    ongoing = page.get_by_role("article", name="Att löpande arbeta med 50 deltagare.")
    ongoing.get_by_role("link", name="3 deltagare: Pågående").click()
    said(page, ALVA)
    accessible(page)
    follow(page, ALVA)
    expect(page.get_by_role("heading", level=1)).to_have_text(ALVA)


def test_a_few_weeks(shared_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), shared_site
    become(page, site, "Sara")
    open_case(page, site, ALVA)
    plan_and_begin(page)
    note_in_passing(page, site)
    hand_out_and_amend(page)
    copy_to_the_journal(page, site)
    look_at_the_goals(page, site)
