"""The way in: a question without a name, a referral, the intake, and the day she is enrolled."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site, become
from tests.journeys.walking import (
    accessible,
    choose,
    day,
    follow,
    not_said,
    open_menu,
    press,
    region,
    said,
)

pytestmark = pytest.mark.journey

NOVA = "Nova Testsson"
QUESTION = "En ung person vill börja i liten skala. Tar ni emot den som saknar dagliga rutiner?"


def ask_without_a_name(page: Page, site: Site) -> None:
    become(page, site, "Lena")
    open_menu(page, "Aktualiseringar")
    follow(page, "Avidentifierade förfrågningar")
    follow(page, "Ny avidentifierad förfrågan")
    page.get_by_label("Beskriv situationen").fill(QUESTION)
    press(page, "Skicka förfrågan")
    said(page, "väntar på svar")
    become(page, site, "Samira")
    open_menu(page, "Att göra")
    page.get_by_role("link", name="Svara : Ingen namngiven").click()
    page.get_by_role("textbox", name="Svar").fill("Ja. Vi börjar med ett möte i veckan.")
    press(page, "Skicka svaret")
    become(page, site, "Lena")
    page.goto(site.url + "/forfragningar/")
    said(page, "Ja. Vi börjar med ett möte i veckan.")
    accessible(page)


def write_referral(page: Page) -> None:
    open_menu(page, "Aktualiseringar")
    follow(page, "Ny aktualisering")
    page.get_by_label("Förnamn").fill("Nova")
    page.get_by_label("Efternamn").fill("Testsson")
    page.get_by_label("Personnummer eller").fill("20030517-2388")
    page.get_by_label("Telefon").fill("070-174 06 01")
    page.get_by_label("Varför behöver").fill("Har varit hemma länge och vill komma i gång.")
    page.get_by_label("Vilken ersättning").select_option(label="Aktivitetsersättning")
    page.get_by_label("Ersättningens omfattning").fill("100")
    page.get_by_label("Beslutet om ersättning").fill(day(200))
    choose(page, "Har personen en funktionsnedsättning?", "Ja")
    choose(page, "Har personen daglig verksamhet enligt LSS?", "Ja")
    press(page, "Spara och granska")
    # One digit wrong: nothing that was typed is lost.
    said(page, "Personnumret stämmer inte.")
    expect(page.get_by_label("Telefon")).to_have_value("070-174 06 01")
    expect(page.get_by_label("Ersättningens omfattning")).to_have_value("100")
    accessible(page)
    page.get_by_label("Personnummer eller").fill("20030517-2389")
    press(page, "Spara och granska")


def check_and_send(page: Page) -> None:
    said(page, "Det här saknas innan du kan skicka")
    follow(page, "”Pågår vård eller behandling")
    choose(page, "Pågår vård eller behandling", "Vet inte")
    choose(page, "Behöver personen tolk?", "Nej")
    press(page, "Spara och granska")
    not_said(page, "Det här saknas")
    expect(region(page, "Det här skickas")).to_contain_text("Har varit hemma länge")
    accessible(page)
    press(page, "Skicka")
    said(page, "Välj på vilken grund uppgifterna lämnas ut.")
    page.get_by_label("Personen har samtyckt").check()
    page.get_by_label("Vilken dag samtyckte personen?").fill(day(-1))
    press(page, "Skicka")
    said(page, "skickad, inte öppnad")
    accessible(page)


def open_and_meet(page: Page, site: Site) -> None:
    become(page, site, "Samira")
    open_menu(page, "Inkorg")
    follow(page, NOVA)
    press(page, "Börja bedöma")
    for kind, result in (
        ("Informationsmöte", "Vill gå vidare"),
        ("Bedömningssamtal", "Verksamheten passar"),
    ):
        follow(page, "Boka möte")
        page.get_by_label(kind, exact=True).check()
        # Yesterday's, written down today: what has not begun cannot be reported.
        page.get_by_label("Dag").fill(day(-1))
        page.get_by_label("Tid").fill("9.15")
        page.get_by_label("Plats").fill("Stationsgatan 12")
        press(page, "Boka")
        follow(page, f"Skriv in hur det gick : {kind}")
        page.get_by_label("Mötet blev av").check()
        page.get_by_label("Vad ledde det till?").select_option(label=result)
        page.get_by_label("Skriv mer om du vill").fill("Vill börja försiktigt.")
        press(page, "Spara")
    expect(region(page, "Möten").get_by_text("Vill börja försiktigt.")).to_have_count(2)
    accessible(page)


def judge_and_ask(page: Page) -> None:
    """Only the unclear criteria need a click; one is set aside for her, with the reason."""
    said(page, "4 behöver bedömas av dig.")
    for criterion in ("Kan ha förutsättning", "Har i dagsläget inte", "Behöver förrehabiliterande"):
        page.get_by_role("button", name=re.compile(f"^Uppfyllt : {criterion}")).click()
    said(page, "1 behöver bedömas av dig.")
    page.get_by_role("button", name="Inte uppfyllt : Har inte daglig verksamhet").click()
    said(page, "1 kriterium talar emot.")
    follow(page, "Bortse eller ändra : Har inte daglig verksamhet")
    page.get_by_label("Bortse från kriteriet för den här personen").check()
    press(page, "Spara bedömningen")
    accessible(page)
    page.get_by_label("Skäl").fill("Den dagliga verksamheten upphör i nästa månad.")
    press(page, "Spara bedömningen")
    said(page, "Inget återstår att bedöma.")
    follow(page, "Begär komplettering")
    page.get_by_label("Vad behöver ni veta?").fill("När på dagen passar det bäst att ses?")
    press(page, "Skicka frågan")
    said(page, "Inget svar än")
    accessible(page)


def answer_and_follow(page: Page, site: Site) -> None:
    become(page, site, "Lena")
    open_menu(page, "Att göra")
    said(page, "Begäran om komplettering")
    open_menu(page, "Aktualiseringar")
    said(page, "väntar på svar")
    follow(page, NOVA)
    page.get_by_label("Svar").fill("På eftermiddagarna.")
    press(page, "Svara")
    said(page, "På eftermiddagarna.")
    # What the intake writes for itself is not the referrer's to read.
    not_said(page, "Den dagliga verksamheten upphör")
    not_said(page, "Vill börja försiktigt.")
    accessible(page)


def take_in_and_enrol(page: Page, site: Site) -> None:
    become(page, site, "Samira")
    open_menu(page, "Inkorg")
    said(page, "Svar har kommit")
    follow(page, NOVA)
    said(page, "På eftermiddagarna.")
    follow(page, "Ta emot")
    page.get_by_label("Meddelande till remittenten").fill("Hon är välkommen.")
    press(page, "Ta emot")
    follow(page, "Skriv in")
    expect(page.get_by_label("Kim Lund: 1 pågående")).to_be_visible()
    expect(page.get_by_label("Lena Holm, Försäkringskassan, blir part i ärendet")).to_be_checked()
    accessible(page)
    page.get_by_label("Sara Berg: 2 pågående").check()
    press(page, "Skriv in")


def write_down_consent(page: Page) -> None:
    """The form proposes what the programme needs; she says no to one of the cells."""
    choose(page, "Samtycke till att lämna ut uppgifter", "Ja")
    out = region(page, "Vem som får ta del av vad")
    expect(out.get_by_label("Försäkringskassan: Planering")).to_be_checked()
    expect(out.get_by_label("Försäkringskassan: Hälsa")).not_to_be_checked()
    out.get_by_label("Försäkringskassan: Ekonomi").uncheck()
    choose(page, "Samtycke till kontakt efter avslut", "Ja")
    press(page, "Spara svaret")
    said(page, "Svaret är sparat.")
    expect(page.get_by_text("Gäller till och med")).to_be_visible()
    accessible(page)


def test_from_a_question_to_the_day_she_is_enrolled(
    shared_site: Site, context: BrowserContext
) -> None:
    page, site = context.new_page(), shared_site
    ask_without_a_name(page, site)
    write_referral(page)
    check_and_send(page)
    open_and_meet(page, site)
    judge_and_ask(page)
    answer_and_follow(page, site)
    take_in_and_enrol(page, site)
    write_down_consent(page)
    become(page, site, "Lena")
    open_menu(page, "Aktualiseringar")
    follow(page, "Beslutade och tillbakadragna")
    follow(page, NOVA)
    said(page, "Hon är välkommen.")
    said(page, "tas emot")


def refer(page: Page, name: str, number: str) -> None:
    """The shortest referral that can be sent: what has to be known, and that she said yes."""
    open_menu(page, "Aktualiseringar")
    follow(page, "Ny aktualisering")
    page.get_by_label("Förnamn").fill(name)
    page.get_by_label("Efternamn").fill("Provberg")
    page.get_by_label("Personnummer eller").fill(number)
    page.get_by_label("Telefon").fill("070-174 06 02")
    page.get_by_label("Varför behöver").fill("Vill komma i gång.")
    page.get_by_label("Vilken ersättning").select_option(label="Vet inte")
    choose(page, "Har personen en funktionsnedsättning?", "Ja")
    choose(page, "Har personen daglig verksamhet enligt LSS?", "Nej")
    choose(page, "Pågår vård eller behandling", "Vet inte")
    choose(page, "Behöver personen tolk?", "Nej")
    press(page, "Spara och granska")
    page.get_by_label("Personen har samtyckt").check()
    page.get_by_label("Vilken dag samtyckte personen?").fill(day())
    press(page, "Skicka")
    said(page, "skickad, inte öppnad")


def begin(page: Page, name: str) -> None:
    open_menu(page, "Inkorg")
    follow(page, f"{name} Provberg")
    press(page, "Börja bedöma")


def test_the_other_ways_out(shared_site: Site, context: BrowserContext) -> None:
    """In queue, not taken in, not reached; and somebody who comes by herself."""
    page, site = context.new_page(), shared_site
    become(page, site, "Lena")
    for name, number in (
        ("Iris", "20020914-2397"),
        ("Otto", "20040228-2388"),
        ("Ella", "20010611-2394"),
    ):
        refer(page, name, number)
    become(page, site, "Samira")
    begin(page, "Iris")
    follow(page, "Kö")
    page.get_by_label("När väntas en plats?").fill(day(40))
    accessible(page)
    press(page, "Spara i kön")
    said(page, "i kö")
    begin(page, "Otto")
    follow(page, "Tas inte emot")
    press(page, "Spara: tas inte emot")
    accessible(page)
    page.get_by_label("Varför tas personen inte emot?").select_option(index=1)
    page.get_by_label("Förklara närmare").fill("Bor i en annan kommun.")
    press(page, "Spara: tas inte emot")
    begin(page, "Ella")
    follow(page, "Gick inte att nå")
    page.get_by_label("Hur har ni försökt nå personen?").fill("Tre samtal och ett brev.")
    press(page, "Spara: gick inte att nå")
    come_by_herself(page)
    open_menu(page, "Inkorg")
    said(page, "I kö (1)")
    said(page, "Utan remittent")
    expect(region(page, "Platser")).to_contain_text("Gick inte att nå")
    accessible(page)
    follow(page, "Avgjorda i år")
    said(page, "Otto Provberg")
    said(page, "Ella Provberg")
    accessible(page)
    become(page, site, "Lena")
    page.goto(site.url + "/aktualiseringar/?visa=avslutade")
    follow(page, "Otto Provberg")
    said(page, "Bor i en annan kommun.")
    accessible(page)


def come_by_herself(page: Page) -> None:
    open_menu(page, "Inkorg")
    follow(page, "Registrera utan remittent")
    accessible(page)
    follow(page, "Registrera : hör av sig själv")
    page.get_by_label("Förnamn").fill("Juno")
    page.get_by_label("Efternamn").fill("Provberg")
    page.get_by_label("Personnummer eller").fill("20050120-2386")
    page.get_by_label("Telefon").fill("070-174 06 03")
    page.get_by_label("Varför behöver").fill("Har inte studerat eller arbetat efter skolan.")
    page.get_by_label("Vad vill personen själv?").fill("Jag vill träffa folk igen.")
    page.get_by_label("Vilken ersättning").select_option(label="Ingen ersättning")
    choose(page, "Har personen en funktionsnedsättning?", "Vet inte")
    choose(page, "Har personen daglig verksamhet enligt LSS?", "Nej")
    choose(page, "Pågår vård eller behandling", "Vet inte")
    choose(page, "Behöver personen tolk?", "Nej")
    press(page, "Registrera")
    said(page, "Personen är registrerad och finns i inkorgen.")
    open_menu(page, "Inkorg")
    follow(page, "Juno Provberg")
    said(page, "Jag vill träffa folk igen.")
