"""The end: ready, closed with a receiver who takes over, followed up, and counted."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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
    said,
)

pytestmark = pytest.mark.journey

ALVA = "Alva Exempelsson"
NEXT = "Trepartssamtal hos Försäkringskassan i nästa vecka."


def agree_to_be_followed_up(page: Page) -> None:
    open_tab(page, "Samtycke")
    follow(page, "Skriv in svar på blanketten")
    choose(page, "Samtycke till kontakt efter avslut", "Ja")
    choose(page, "Samtycke till registrering för uppföljning", "Ja")
    press(page, "Spara svaret")


def print_the_basis(page: Page, folder: Path) -> None:
    open_tab(page, "Översikt")
    follow(page, "Underlag")
    said(page, "Det här fungerar")
    accessible(page)
    with page.expect_download() as download:
        follow(page, "Skriv ut på en sida (PDF)")
    download.value.save_as(folder / "underlag.pdf")
    assert (folder / "underlag.pdf").read_bytes().startswith(b"%PDF-")


def judge_ready(page: Page) -> None:
    """The list does not count for her: one point is left open, and she says why."""
    open_tab(page, "Avslut")
    follow(page, "Gör en bedömning")
    page.get_by_label("Tillsammans med").fill("Alva och Lena Holm")
    choose(page, "Vill själv gå vidare", "Ja")
    choose(page, "Kommer hemifrån", "Oklart")
    page.get_by_label("Redo", exact=True).check()
    press(page, "Spara bedömningen")
    accessible(page)
    page.get_by_label("Kommentar").fill("Kommer tre dagar av fyra, och det räcker att börja med.")
    press(page, "Spara bedömningen")
    said(page, "Bedömningen är sparad.")
    accessible(page)


def close_with_a_receiver(page: Page) -> None:
    follow(page, "Förbered avslut")
    page.get_by_label("Sista dag i insatsen").fill(day(-60))
    page.get_by_label("Avslutsanledning").select_option(label="Har fullföljt insatsen")
    page.get_by_label("Planering efter avslut").select_option(label="Det förstärkta samarbetet")
    page.get_by_label("Nästa steg").fill(NEXT)
    page.get_by_label("Tas över av").select_option(label="Försäkringskassan")
    choose(page, "Är planeringen känd för deltagaren?", "Ja")
    choose(page, "Är planeringen förankrad", "Ja")
    page.get_by_label("Slutdokumentation").fill("Trivs med sortering på förmiddagar.")
    press(page, "Spara och gå vidare till att fastställa")
    # A last day before the first: told beside the field, and the rest is kept.
    said(page, "Sista dagen ligger före inskrivningen")
    expect(page.get_by_label("Nästa steg")).to_have_value(NEXT)
    accessible(page)
    page.get_by_label("Sista dag i insatsen").fill(day())
    press(page, "Spara och gå vidare till att fastställa")
    expect(page.get_by_label("Försäkringskassan")).to_be_checked()
    accessible(page)
    press(page, "Fastställ och avsluta")
    said(page, "Deltagandet är avslutat.")
    said(page, "Inte bekräftat än")
    accessible(page)


def take_over(page: Page, site: Site) -> None:
    become(page, site, "Lena")
    said(page, "Bekräfta att ni tar över")
    open_menu(page, "Mottaget")
    follow(page, ALVA)
    accessible(page)
    follow(page, "Bekräfta att ni tar över")
    said(page, NEXT)
    page.get_by_label("Börjar hos oss den").fill(day(7))
    accessible(page)
    press(page, "Bekräfta")
    said(page, "Bekräftelsen är lämnad till den som överlämnar.")


def follow_up(page: Page, site: Site) -> None:
    """Not reached is an answer too."""
    become(page, site, "Sara")
    page.goto(site.url + "/deltagare/")
    follow(page, "Avslutade")
    follow(page, ALVA)
    open_tab(page, "Avslut")
    said(page, "Försäkringskassan bekräftade själv")
    follow(page, "Skriv in 3 månader efter avslut")
    accessible(page)
    page.get_by_label("Antal försök").fill("3")
    choose(page, "Nådde du personen?", "Nej")
    page.get_by_label("Varför personen inte nåddes").select_option(label="Svarar inte")
    press(page, "Spara uppföljningen")
    said(page, "Bortfall: svarar inte")
    accessible(page)


def look_at_the_goals(page: Page, site: Site) -> None:
    """The figures have changed; the case list stands behind; the analysis is kept."""
    become(page, site, "Samira")
    open_menu(page, "Mål")
    ready = page.get_by_role("article", name="70 % av deltagarna")
    expect(ready).to_contain_text("1 av 1")
    ready.get_by_role("link", name="deltagare: Räknade").click()
    said(page, ALVA)
    accessible(page)
    follow(page, "Tillbaka till målen")
    ready.get_by_role("link", name="Skriv en analys").click()
    page.get_by_label("Tänkbar orsak").fill("Bara en har hunnit bli klar.")
    accessible(page)
    press(page, "Spara analysen")
    ready.get_by_text("Analyser (1)").click()
    said(page, "Bara en har hunnit bli klar.")
    open_menu(page, "Siffror")
    follow(page, "Publicera")
    accessible(page)
    press(page, "Publicera")
    said(page, "publicerades")


def read_what_is_published(page: Page, site: Site) -> None:
    become(page, site, "Frida")
    said(page, "Här finns bara siffror")
    not_said(page, ALVA)
    # Figures, what the programmes are, and how they are steered: nothing about anybody.
    links = page.get_by_role("navigation", name="Huvudmeny").get_by_role("link")
    expect(links).to_have_text(["Siffror", "Insatser", "Styrning"])
    accessible(page)
    page.goto(site.url + "/mal/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("finns inte")


def test_from_ready_to_what_the_association_reads(
    shared_site: Site, context: BrowserContext, tmp_path: Path
) -> None:
    page, site = context.new_page(), shared_site
    become(page, site, "Sara")
    open_case(page, site, ALVA)
    print_the_basis(page, tmp_path)
    agree_to_be_followed_up(page)
    judge_ready(page)
    close_with_a_receiver(page)
    take_over(page, site)
    follow_up(page, site)
    look_at_the_goals(page, site)
    read_what_is_published(page, site)
