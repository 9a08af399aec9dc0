"""Each programme has something that no other one has; here somebody walks through just that.

The people are the demonstration's. Whoever a journey changes is its own, so that the journeys may
be walked in any order.
"""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stegvis.core.dates import today
from stegvis.web.demo.people import somebody
from tests.journeys.conftest import Site, become
from tests.journeys.walking import (
    accessible,
    choose,
    day,
    follow,
    not_said,
    open_menu,
    open_tab,
    press,
    region,
    said,
)

pytestmark = pytest.mark.journey


def number(place: int) -> str:
    """The personal number of somebody of 24, whom the demonstration does not have."""
    return somebody(2000 + place, 24, today()).number


def name_person(page: Page, given: str, family: str, place: int) -> None:
    page.get_by_label("Förnamn").fill(given)
    page.get_by_label("Efternamn").fill(family)
    page.get_by_label("Personnummer eller").fill(number(place))
    page.get_by_label("Telefon").fill("070-174 06 01")
    page.get_by_label("Varför behöver").fill("Vill komma i gång med något.")


def send_with_consent(page: Page) -> None:
    page.get_by_label("Personen har samtyckt").check()
    page.get_by_label("Vilken dag samtyckte personen?").fill(day(-1))
    press(page, "Skicka")


def register(page: Page, given: str, family: str, place: int) -> None:
    """Somebody comes by herself; the questions of the programme are left."""
    open_menu(page, "Inkorg")
    follow(page, "Registrera utan remittent")
    follow(page, "Registrera : hör av sig själv")
    name_person(page, given, family, place)
    page.get_by_label("Vilken ersättning").select_option(label="Aktivitetsersättning")
    choose(page, "Behöver personen tolk?", "Nej")


def judge(page: Page) -> None:
    """Whatever no fact answers speaks for her."""
    unclear = page.get_by_role("button", name=re.compile("^Uppfyllt :"))
    for left in range(unclear.count(), 0, -1):
        unclear.first.click()
        expect(unclear).to_have_count(left - 1)
    said(page, "Inget återstår att bedöma.")


def take_in(page: Page, name: str) -> None:
    """From the inbox to the page where she is enrolled."""
    open_menu(page, "Inkorg")
    follow(page, name)
    press(page, "Börja bedöma")
    judge(page)
    follow(page, "Ta emot")
    press(page, "Ta emot")
    follow(page, "Skriv in")


def admit(page: Page, name: str, case_manager: str) -> None:
    """Taken in and enrolled, with somebody who answers for her."""
    take_in(page, name)
    page.get_by_label(case_manager).check()
    press(page, "Skriv in")
    said(page, "Personen är inskriven")


# VILJA: a municipality proposes, Försäkringskassan assesses and refers.


def propose(page: Page) -> None:
    open_menu(page, "Aktualiseringar")
    follow(page, "Förslag")
    follow(page, "Föreslå någon")
    follow(page, "Föreslå någon : VILJA, Exempelköpings kommun")
    name_person(page, "Vilja", "Vägledsson", 1)
    page.get_by_label("Vilken ersättning").select_option(label="Aktivitetsersättning")
    page.get_by_label("Beslutet om ersättning").fill(day(400))
    choose(page, "Har personen beslut om daglig verksamhet", "Ja")
    choose(page, "Vill personen själv närma sig", "Ja")
    page.get_by_label("I vilken kommun").fill("Exempelköping")
    choose(page, "Behöver personen tolk?", "Nej")
    press(page, "Spara och granska")
    said(page, "får inte veta något förrän Försäkringskassan själv skickar något dit")
    accessible(page)
    send_with_consent(page)
    said(page, "Förslaget är skickat till Försäkringskassan.")
    said(page, "skickat, inte öppnat")


def assess_and_refer(page: Page) -> None:
    """What was proposed follows; the anvisning is Försäkringskassan's own, on a ground of its."""
    open_menu(page, "Aktualiseringar")
    follow(page, "Förslag")
    follow(page, "Vilja Vägledsson")
    said(page, "Vill komma i gång med något.")
    accessible(page)
    press(page, "Börja bedöma")
    press(page, "Anvisa till Exempelköpings kommun")
    said(page, "Ett utkast till anvisning är ifyllt. Granska det och skicka.")
    expect(region(page, "Det här skickas")).to_contain_text("Exempelköping")
    send_with_consent(page)
    said(page, "skickad, inte öppnad")


def test_vilja_from_a_proposal_to_an_anvisning(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Mona")
    propose(page)
    become(page, site, "Bengt")
    open_menu(page, "Inkorg")
    not_said(page, "Vilja Vägledsson")
    become(page, site, "Lena")
    assess_and_refer(page)
    become(page, site, "Bengt")
    open_menu(page, "Inkorg")
    follow(page, "Vilja Vägledsson")
    said(page, "Försäkringskassan, Lena Holm")
    press(page, "Börja bedöma")
    become(page, site, "Mona")
    open_menu(page, "Aktualiseringar")
    follow(page, "Förslag")
    follow(page, "Vilja Vägledsson")
    said(page, "Har lett vidare")
    said(page, "en fråga mellan Försäkringskassan, utföraren och personen själv")
    # Who received her and how far they have come is not the proposer's to know.
    not_said(page, "Bengt Ask")
    accessible(page)


# SVS/7TJUGO: how much somebody works, rung by rung.


def add_work(page: Page, extent: str, benefit: str = "") -> None:
    page.get_by_label("Omfattning").fill(extent)
    page.get_by_label("Ersättning i procent").fill(benefit)
    press(page, "Spara")


def test_svs_arbetsutbud_over_time(lived_site: Site, context: BrowserContext) -> None:
    """From half time in an activity to an employment beside it, and one thing too many."""
    page, site = context.new_page(), lived_site
    become(page, site, "Malin")
    register(page, "Stege", "Trappman", 21)
    page.get_by_label("I vilken kommun").fill("Vara")
    press(page, "Registrera")
    admit(page, "Stege Trappman", "Moa Frid")
    become(page, site, "Moa")
    open_menu(page, "Mina deltagare")
    follow(page, "Stege Trappman")
    open_tab(page, "Arbetsutbud")
    now = region(page, "Arbetsutbud nu")
    said(page, "Inget arbete och ingen aktivitet med omfattning är inskrivet än.")

    follow(page, "Skriv in: Aktivitet på halvtid")
    page.get_by_label("Slag").select_option(label="Aktivitet")
    add_work(page, "dubbelt")
    expect(page.get_by_label("Omfattning")).to_have_value("dubbelt")
    page.get_by_label("Omfattning").fill("halvtid")
    expect(page.locator("#extent")).to_contain_text("50 %")
    add_work(page, "halvtid", "100")
    said(page, "Arbetsutbudet är inskrivet.")
    expect(now).to_contain_text("50 %")
    expect(now.locator("[aria-current=step]")).to_contain_text("Aktivitet på halvtid")

    follow(page, "Skriv in: Utvecklingsanställning")
    expect(page.get_by_label("Omfattning")).to_have_value("50 %")
    expect(page.get_by_label("Ersättning i procent")).to_have_value("50")
    add_work(page, "50 %", "60")
    # A wage and the benefit that is kept share the whole.
    said(page, "Arbete 50 % och ersättning 60 % blir tillsammans 110 %.")
    expect(now).to_contain_text("100 %")
    expect(now.locator("[aria-current=step]").last).to_contain_text("Utvecklingsanställning")

    follow(page, "Skriv in arbetsutbud")
    page.get_by_label("Slag").select_option(label="Arbetsträning")
    add_work(page, "8 h/v")
    said(page, "Arbetsutbudet blir tillsammans 120 % av 40 timmar i veckan")
    expect(now).to_contain_text("Det är mer än heltid.")
    over_time = region(page, "Över tid")
    # In words and as a table; the picture is drawn by a worker that this site does not have.
    expect(over_time.locator("figcaption")).to_contain_text("Ersättningen är 60 %.")
    expect(over_time.locator("tbody tr").first).to_contain_text("120 %")
    accessible(page)


# VIVA: the team meets, and people come over from Vinka IN.


def call_the_team(page: Page) -> None:
    open_menu(page, "Inkorg")
    follow(page, "Teammöten")
    follow(page, "Nytt teammöte")
    page.get_by_label("Insats").select_option(label="VIVA")
    page.get_by_label("Dag").fill(day())
    page.get_by_label("Tid").fill("8.15")
    page.get_by_label("Plats").fill("Stadshuset")
    press(page, "Boka")
    said(page, "Dagordningen är tom")
    follow(page, "Kalla någon")
    page.get_by_label("Vem kallas?").fill("Per Ek, arbetsförmedlare")
    page.get_by_label("För vilken myndighet?").select_option(label="Arbetsförmedlingen")
    press(page, "Lägg till")
    said(page, "Per Ek, arbetsförmedlare är kallad.")


def put_those_who_wait_on_the_agenda(page: Page, names: list[str]) -> None:
    follow(page, "Lägg till ärenden")
    waiting = page.get_by_role("group", name="Väntar på bedömning")
    for name in names:
        waiting.get_by_label(name).check()
    accessible(page)
    press(page, "Lägg till")
    said(page, "Ärendena står på dagordningen.")


def test_viva_the_team_decides_case_by_case(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Cilla")
    call_the_team(page)
    meeting = page.url
    waiting = [somebody(518 + n, 24, today()) for n in range(3)]
    names = [f"{one.given_name} {one.family_name}" for one in waiting]
    put_those_who_wait_on_the_agenda(page, names)
    first = page.locator("#arende-1")
    admitted = first.get_by_role("heading").inner_text().removeprefix("1. ")
    expect(first).to_contain_text("Kvar i rummetIngen av de kallade.")
    expect(first).to_contain_text("Per Ek, arbetsförmedlare, Arbetsförmedlingen: inget samtycke")
    accessible(page)

    # The first: she says yes to his hearing it, and is taken in.
    follow(page, "Samtycke finns för Per Ek, arbetsförmedlare i ärende 1")
    press(page, "Spara")
    expect(first).to_contain_text("Kvar i rummetPer Ek, arbetsförmedlare")
    expect(page.locator("#arende-2")).to_contain_text("Går ut först")
    first.get_by_role("link", name=admitted).click()
    judge(page)
    page.goto(meeting)
    follow(page, "Skriv in beslut i ärende 1")
    page.get_by_label("Tas emot", exact=True).check()
    page.get_by_label("Det som sades och beslutades").fill("Börjar hos Hamid på måndag.")
    accessible(page)
    press(page, "Spara beslutet")
    expect(first).to_contain_text("Börjar hos Hamid på måndag.")

    # The second: refused without a reason first, then with one.
    follow(page, "Skriv in beslut i ärende 2")
    page.get_by_label("Tas inte emot", exact=True).check()
    press(page, "Spara beslutet")
    said(page, "Välj")
    page.get_by_label("Skäl, om personen inte tas emot").select_option(
        label="Är inte redo för insatsen än"
    )
    press(page, "Spara beslutet")
    expect(page.locator("#arende-2")).to_contain_text("tas inte emot")
    follow(page, "Skriv in beslut i ärende 3")
    page.get_by_label("Till ett senare möte").check()
    press(page, "Spara beslutet")
    expect(page.locator("#arende-3")).to_contain_text("till ett senare möte")

    first.get_by_role("link", name=admitted).click()
    follow(page, "Skriv in")
    page.get_by_label("Hamid Ek").check()
    press(page, "Skriv in")
    said(page, "Personen är inskriven")
    # The one who referred sees the decision, and nothing of what was said at the meeting.
    become(page, site, "Lena")
    page.goto(site.url + "/aktualiseringar/?visa=avslutade")
    follow(page, admitted)
    said(page, "tas emot")
    not_said(page, "Börjar hos Hamid på måndag.")


def test_viva_takes_over_from_vinka_in(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Cilla")
    open_menu(page, "Inkorg")
    follow(page, "Ta över från Vinka IN")
    accessible(page)
    press(page, "Ta över")
    said(page, "Kryssa i minst en deltagare.")
    offered = page.get_by_role("group", name="Vilka ska gå över?").get_by_role("checkbox")
    offered.nth(1).check()
    label = page.get_by_role("group", name="Vilka ska gå över?").locator("label").nth(1)
    name = label.inner_text().split(",")[0]
    page.get_by_label("Avslutsanledning i den").select_option(label="Annan insats passar bättre")
    page.get_by_label("Planering efter avslut i den").select_option(label="VIVA")
    press(page, "Ta över")
    said(page, "En deltagare har gått över till VIVA.")
    said(page, "Inget samtycke följer med.")
    # Whole sentences of the document, with its longest words, fit a phone.
    open_menu(page, "Mål")
    accessible(page)
    become(page, site, "Hamid")
    open_menu(page, "Mina deltagare")
    in_viva = page.get_by_role("row").filter(has_text=name).filter(has_text="VIVA")
    in_viva.get_by_role("link").click()
    said(page, "Samtycke saknas")
    page.get_by_role("link", name="en tidigare insats").click()
    expect(page.get_by_text("Vinka IN").first).to_be_visible()
    expect(page.get_by_text("Avslutad").first).to_be_visible()


# Klivet: the target group of an area, and never without a livelihood.


def paste_a_list(page: Page) -> None:
    follow(page, "Skriv in många")
    good = f"{number(41)};Klivia;Kartesson;Högsby;{day(-30)}"
    wrong = f"{number(42)};Kliver;Kartesson;Umeå;{day(-30)}"
    box = page.get_by_label("Klistra in listan")
    box.fill(f"{good}\n{wrong}")
    press(page, "Granska listan")
    said(page, "Rad 2:")
    said(page, "1 av 2 rader behöver rättas. Ingen är inskriven än.")
    box.fill(f"{good}\n{wrong.replace('Umeå', 'Mönsterås')}")
    press(page, "Granska listan")
    press(page, "Skriv in alla")
    said(page, "2 personer är inskrivna i målgruppen.")


def results(page: Page) -> dict[str, int]:
    """Each figure of the results with its number of persons."""
    rows = page.get_by_role("main").locator("tbody tr").all()
    labels = [row.locator("th").inner_text().split("\n")[0] for row in rows]
    numbers = [int(row.locator("td").first.inner_text()) for row in rows]
    return dict(zip(labels, numbers, strict=True))


def results_of_this_year(page: Page) -> None:
    """The programme's own days come first, and they may be over."""
    follow(page, "Resultat")
    follow(page, "I år")


def test_klivet_from_a_list_to_the_results(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Kajsa")
    open_menu(page, "Målgruppen")
    results_of_this_year(page)
    before = results(page)
    open_menu(page, "Målgruppen")
    paste_a_list(page)
    page.get_by_label("Namn börjar på").fill("Klivia")
    page.get_by_role("button", name="Visa").click()
    follow(page, "Klivia Kartesson")
    follow(page, "Gör kartläggningen")
    page.get_by_label("Ingen aktivitet").check()
    press(page, "Spara")
    follow(page, "Ny bedömning")
    page.get_by_label("Erbjuds stöd nu").check()
    press(page, "Spara")
    said(page, "Bedömningen är sparad.")
    open_menu(page, "Målgruppen")
    results_of_this_year(page)
    after = results(page)
    changed = {label: after[label] - before[label] for label in after}
    assert {label for label, more in changed.items() if more} == {
        "I målgruppen",
        "Med inledande kartläggning",
        "Erbjuds stöd nu",
        "Har kommit in i målgruppen",
        "Inledande kartläggning gjord",
    }
    assert changed["I målgruppen"] == 2
    assert changed["Erbjuds stöd nu"] == 1


def test_klivet_never_without_a_livelihood(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Kajsa")
    register(page, "Klimt", "Försörjd", 43)
    choose(page, "Har personen beslut om daglig verksamhet", "Nej")
    page.get_by_label("I vilken kommun").fill("Högsby")
    press(page, "Registrera")
    admit(page, "Klimt Försörjd", "Henrik Ros")
    become(page, site, "Henrik")
    open_menu(page, "Mina deltagare")
    follow(page, "Klimt Försörjd")
    open_tab(page, "Plan")
    press(page, "Börja skriva planen")
    page.get_by_label("Mål, med deltagarens egna ord").fill("Jag vill arbeta med djur.")
    press(page, "Lägg till målet")
    follow(page, "Fastställ")
    page.get_by_label("Hur kom ni överens?").fill("Vid möte.")
    page.get_by_label("Planen följs upp den").fill(day(60))
    press(page, "Fastställ planen")
    said(page, "Ingen ska stå utan försörjning.")
    accessible(page)
    page.get_by_label("Försörjning härnäst").fill("Lön med lönebidrag")
    page.get_by_label("Genomgånget med deltagaren den").fill(day())
    press(page, "Fastställ planen")
    said(page, "Fastställd i tid")
    said(page, "Lön med lönebidrag")

    open_tab(page, "Avslut")
    follow(page, "Förbered avslut")
    lives_on = page.get_by_label("Försörjning från dagen efter")
    # What the plan says stands there already; without it nobody is let go.
    expect(lives_on).to_have_value("Lön med lönebidrag")
    lives_on.fill("")
    page.get_by_label("Sista dag i insatsen").fill(day())
    page.get_by_label("Avslutsanledning").select_option(label="Har börjat arbeta")
    page.get_by_label("Planering efter avslut").select_option(label="Arbete")
    press(page, "Spara och gå vidare till att fastställa")
    said(page, "Försörjning från dagen efter behövs för att avsluta.")
    follow(page, "Fyll i utkastet")
    lives_on.fill("Lön med lönebidrag")
    press(page, "Spara och gå vidare till att fastställa")
    press(page, "Fastställ och avsluta")
    said(page, "Deltagandet är avslutat.")


# ENTER: the flow from referral to exit, and why some were not taken in.


def test_enter_the_flow_and_who_is_behind_it(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Petra")
    open_menu(page, "Inkorg")
    follow(page, "Flödet")
    picture = region(page, "Från aktualisering till avslut")
    expect(picture).to_contain_text("76 mottagna till bedömning")
    expect(picture).to_contain_text("61 inskrivna")
    expect(picture).to_contain_text("15 tas inte emot")
    table = page.get_by_role("table", name="Flödet som tabell")
    drawn = picture.locator(".app-flow__branches ul li").all_inner_texts()
    for told in drawn:
        many, reason = told.split(": ")
        row = table.get_by_role("row").filter(has_text=reason.lower())
        expect(row.locator("td").last).to_have_text(many)
    assert len(drawn) == 5
    accessible(page)

    page.goto(site.url + "/mal/")
    card = page.locator("#mal-ut_i_arbete")
    counted = card.get_by_role("link", name="Räknas som ja")
    expect(counted).to_contain_text("10")
    counted.click()
    said(page, "Visar 1–10 av 10.")
    said(page, "Att du har sett listan loggas.")
    accessible(page)
    page.get_by_role("main").locator("tbody a").first.click()
    expect(page.get_by_text("Avslutad").first).to_be_visible()


# UMiA: measured against people outside it, who are only codes here.


def test_umia_against_the_comparison_group(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Ylva")
    page.goto(site.url + "/mal/")
    card = page.locator("#mal-tilltro")
    expect(card).to_contain_text("Kontrollgrupp")
    expect(card.locator("dt", has_text="Räknade")).to_be_visible()
    follow(page, "Enkäter")
    follow(page, "Visa koder och svar")
    said(page, "Här finns bara koder.")
    follow(page, "Skriv in svar från många")
    for moment, answers in (("vid inskrivningen", "3;3;3"), ("vid avslutet", "6;3;5")):
        page.get_by_label("Vad de har svarat på").select_option(
            label=f"Tilltro, arbetsförmåga och aktivitet, {moment}"
        )
        lines = [f"{code};kvinna;1992;2013-05-06;{answers}" for code in ("Z901", "Z902")]
        page.get_by_label("Klistra in listan").fill("\n".join(lines))
        press(page, "Granska listan")
        press(page, "Spara alla")
        said(page, "Svar från 2 koder är sparade.")
        follow(page, "Skriv in svar från många")
    page.goto(site.url + "/mal/")
    compared = card.locator(".app-meter__head", has_text="Kontrollgrupp")
    expect(compared).to_contain_text(re.compile(r"av \d+ \("))
    # A card without a list behind it: nobody here knows who the codes are.
    expect(compared.get_by_role("link")).to_have_count(0)


# Effektutvärderingen: three methods, and the lot decides.

# Each method with the step that belongs to it alone.
METHODS = {
    "Det förstärkta samarbetet": "Det förstärkta samarbetet",
    "Supported employment": "Arbetsplats först",
    "Case management": "Hela livssituationen",
}


def test_the_lot_decides_which_method(lived_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), lived_site
    become(page, site, "Greta")
    page.goto(site.url + "/aktualiseringar/uppsokande/")
    # Hers is one of the authority's two programmes.
    not_said(page, "Förrehab Uppsala")
    register(page, "Lott", "Lottsdotter", 71)
    choose(page, "Vill personen själv närma sig", "Ja")
    choose(page, "Har personen beslut om daglig verksamhet", "Ja")
    press(page, "Registrera")
    take_in(page, "Lott Lottsdotter")
    said(page, "Varianten lottas när du skriver in personen.")
    expect(page.get_by_role("group", name="Variant")).to_have_count(0)
    page.get_by_label("Viktor Ås").check()
    press(page, "Skriv in")
    said(page, "Personen är inskriven och lottad till")
    drawn = [name for name in METHODS if page.get_by_text(f"lottad till {name}").count()]
    assert len(drawn) == 1
    become(page, site, "Viktor")
    open_menu(page, "Mina deltagare")
    follow(page, "Lott Lottsdotter")
    expect(page.get_by_text("Variant", exact=True).locator("xpath=..")).to_contain_text(drawn[0])
    steps = region(page, "Steg i insatsen")
    for method, step in METHODS.items():
        expect(steps.get_by_text(step)).to_have_count(int(method == drawn[0]))
    expect(steps).to_contain_text("Start och lottning")
    expect(steps).to_contain_text("Ut i arbetslivet")
    accessible(page)
    # Only the coordinator sees how it was decided; a change needs a reason that is kept.
    expect(page.get_by_role("link", name="Hur den bestämdes")).to_have_count(0)
    case = page.url
    become(page, site, "Greta")
    page.goto(case)
    follow(page, "Hur den bestämdes")
    said(page, f"lottad till {drawn[0]}")
    other = next(name for name in METHODS if name != drawn[0])
    page.get_by_label(other, exact=True).check()
    press(page, "Ändra")
    said(page, "Varför ändras varianten?")
    page.goto(case)
    expect(page.get_by_text("Variant", exact=True).locator("xpath=..")).to_contain_text(drawn[0])
