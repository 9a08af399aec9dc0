"""On a phone in the corridor, and without a mouse at the desk."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stegvis.core.dates import today
from tests.journeys.conftest import Site, become
from tests.journeys.walking import follow, open_case, open_menu, press, said

pytestmark = pytest.mark.journey

ALVA = "Alva Exempelsson"
SMALLEST = 24  # CSS pixels, WCAG 2.2 criterion 2.5.8
# Targets that are smaller than they may be. A link in running text is let off by the criterion,
# as is what is shown to nobody before it has the focus.
SMALL = """(least) => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.closest('.app-hidden, [type=hidden], p, li, dd'))
  .map(e => [e.labels?.length ? e.labels[0] : e, e])
  .map(([seen, e]) => [Math.max(seen.getBoundingClientRect().height,
                               e.getBoundingClientRect().height), e.outerHTML.slice(0, 90)])
  .filter(([height]) => height > 1 && height < least)"""
FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return e === document.body || s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"""


def fits(page: Page) -> None:
    """Nothing to scroll sideways for, and nothing too small for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
    assert page.evaluate(SMALL, SMALLEST) == [], page.url


def test_a_day_on_the_phone(shared_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), shared_site
    page.set_viewport_size({"width": 390, "height": 844})
    become(page, site, "Sara")
    expect(page.get_by_role("heading", level=1)).to_have_text("Att göra")
    fits(page)
    follow(page, f"Öppna : {ALVA}")
    fits(page)
    open_case(page, site, ALVA)
    fits(page)
    press(page, "Ringt, inget svar")
    said(page, "Kontaktförsöket är sparat.")
    follow(page, "Ny anteckning")
    fits(page)
    page.get_by_label("Anteckning", exact=True).fill("Mötte henne i korridoren.")
    press(page, "Spara")
    said(page, "Mötte henne i korridoren.")
    fits(page)
    open_menu(page, "Grupper")
    follow(page, "Starta en grupp")
    page.get_by_label("Välj din framtid", exact=True).check()
    page.get_by_label("Första tillfället").fill(str(today() - timedelta(days=7)))
    fits(page)
    press(page, "Starta gruppen")
    page.get_by_label(ALVA).check()
    press(page, "Lägg till")
    follow(page, "Ta närvaro, tillfälle 1")
    fits(page)
    page.get_by_role("group", name=ALVA).get_by_text("Närvarande").click()
    press(page, "Spara närvaron")
    said(page, "Närvarande 1 av 1 gånger")
    fits(page)


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the thing has the focus; the focus is seen at every stop."""
    wanted = page.get_by_role("main").get_by_role(role, name=name).first
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED), f"no visible focus on the way to {name}"
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def enter(page: Page) -> None:
    """Press Enter on the link or the button that has the focus, and be at the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_without_a_mouse(shared_site: Site, context: BrowserContext) -> None:
    page, site = context.new_page(), shared_site
    become(page, site, "Sara")
    page.goto(site.url + "/deltagare/")
    tab_to(page, "link", ALVA)
    enter(page)
    tab_to(page, "link", "Ny anteckning")
    enter(page)
    tab_to(page, "textbox", "Anteckning")
    page.keyboard.type("Skriven utan mus.")
    tab_to(page, "button", "Spara")
    enter(page)
    said(page, "Skriven utan mus.")
    tab_to(page, "link", "Aktiviteter")
    enter(page)
    tab_to(page, "link", "Aktualisera vidare")
    enter(page)
    tab_to(page, "radio", "Primärvården")
    page.keyboard.press("Space")
    tab_to(page, "textbox", "Vad behöver deltagaren och varför?")
    page.keyboard.type("Hjälp med sömnen.")
    tab_to(page, "button", "Spara och gå vidare")
    enter(page)
    tab_to(page, "radio", "Samtycke")
    page.keyboard.press("Space")
    tab_to(page, "button", "Skicka")
    enter(page)
    said(page, "Skickad sedan")
