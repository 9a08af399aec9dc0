"""This file is where the journeys keep the few steps that every one of them takes."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from stegvis.core.dates import today
from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import Site


def accessible(page: Page) -> None:
    """Nothing for axe to say about the page at three widths, and nothing over the edge."""
    assert check_accessibility(page) == []


def press(page: Page, name: str) -> None:
    """Press the button with that name. The names of the menu's buttons are other ones."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of the page that begins with those words."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def open_menu(page: Page, name: str) -> None:
    """Go to one of the sections of the menu."""
    menu = page.get_by_role("navigation", name="Huvudmeny")
    link = menu.get_by_role("link", name=name, exact=True)
    if not link.is_visible():
        menu.get_by_text("Mer", exact=True).click()
    link.click()


def open_case(page: Page, site: Site, name: str, tab: str = "") -> None:
    """From the list of own participants to the page of one, and on to a tab of it."""
    page.goto(site.url + "/deltagare/")
    page.get_by_role("link", name=name).click()
    if tab:
        open_tab(page, tab)


def open_tab(page: Page, name: str) -> None:
    """One of the parts of the case."""
    page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, question: str, answer: str) -> None:
    """Answer a question that has one button for each answer."""
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def said(page: Page, text: str) -> None:
    """The page says so, where everybody can see it."""
    expect(page.get_by_role("main").get_by_text(text).first).to_be_visible()


def not_said(page: Page, text: str) -> None:
    expect(page.get_by_role("main").get_by_text(text)).to_have_count(0)


def region(page: Page, name: str) -> Locator:
    """The part of the page under that heading."""
    return page.get_by_role("region", name=name)


def day(days: int = 0) -> str:
    """The date that many days from today, as it is typed."""
    return str(date_in(days))


def date_in(days: int) -> date:
    return today() + timedelta(days=days)
