"""Whose data it is: one authority hands out, another reads, and the participant takes it back.

Försäkringskassan writes a note and hands it to the team; the team hands the plan to
Försäkringskassan; Alva takes her consent back on her phone. The page that is open at
Försäkringskassan loses the plan at the next click, Alva sees who has read, and the log's chains
still hold.
"""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.casework.models import Party
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars, register
from tests.journeys.conftest import Site, become, beside
from tests.journeys.walking import (
    accessible,
    day,
    follow,
    not_said,
    open_case,
    open_menu,
    open_tab,
    press,
    said,
)
from tests.web.casework import scene
from tests.world import CASES, World

pytestmark = pytest.mark.journey

ALVA = "Alva Exempelsson"
GOAL = "Komma upp i aktivitet"
NOTE = "Hon har ringt och frågat om praktik."
PREPARE = "import django; django.setup(); from tests.journeys.test_whose_data import prepare; "


def prepare() -> UUID:
    """Alva is in the middle of her plan, and Försäkringskassan knows her from its own register.
    Gives the account by which she proves who she is."""
    world = World.load()
    scene.fill(world)
    lena = world.actor("Lena")
    family, number, _ = CASES["Alva"]
    with acting(lena):
        known = register(
            actor=lena,
            permission=Permission.REFERRAL_DRAFT,
            scope=Scope(lena.organisation_id, world.version.programme_id),
            particulars=Particulars("Alva", family, parse(number)),
        )
    with acting(world.actor("Sara")):
        seat = Party.objects.filter(organisation_id=lena.organisation_id)
        seat.update(organisation_participant_id=known.pk)
    return world.participant_account("Alva").pk


@pytest.fixture
def place(site: Site) -> tuple[Site, str]:
    """A site of its own, and Alva's account."""
    return site, beside("-c", PREPARE + "print(prepare())")


def write_and_hand_out(page: Page, site: Site) -> None:
    """Lena's note is Försäkringskassan's own until she hands it to the team."""
    become(page, site, "Lena")
    open_menu(page, "Mottaget")
    follow(page, ALVA)
    follow(page, "Ny anteckning")
    page.get_by_label("Anteckning", exact=True).fill(NOTE)
    accessible(page)
    press(page, "Spara")
    page.get_by_label("Vad handlar anteckningen om?").select_option(label="Planering")
    page.get_by_label("Deltagarens samtycke", exact=True).check()
    page.get_by_label("Om samtycke: datum då det lämnades").fill("2026-01-15")
    accessible(page)
    press(page, "Lämna ut")
    said(page, "Anteckningen är utlämnad")


def read_it_and_hand_out_the_plan(page: Page, site: Site) -> None:
    become(page, site, "Sara")
    open_case(page, site, ALVA, "Anteckningar")
    said(page, NOTE)
    open_tab(page, "Plan")
    follow(page, "Fastställ")
    page.get_by_label("Hur kom ni överens?").fill("Vid möte.")
    page.get_by_label("Planen följs upp den").fill(day(60))
    press(page, "Fastställ planen")
    press(page, "Försäkringskassan")
    said(page, "är utlämnad till Försäkringskassan.")


def read_the_plan(page: Page, site: Site) -> None:
    """Lena opens the plan, and leaves the page open on her screen."""
    become(page, site, "Lena")
    open_menu(page, "Mottaget")
    follow(page, ALVA)
    said(page, GOAL)


def become_alva(phone: Page, site: Site, account: str) -> None:
    """The demonstration's role page lists its own participants; Alva is the tests'."""
    phone.goto(site.url + "/")
    phone.evaluate(
        """account => { const form = document.querySelector('form:has([name=assignment])');
        Object.assign(form.elements.assignment, {name: 'participant', value: account});
        form.querySelector('button').click() }""",
        account,
    )
    phone.wait_for_url("**/mina-sidor/")


def take_back(phone: Page) -> None:
    """On her phone, for one receiver; the page says what it does and what it does not do."""
    phone.get_by_role("link", name="Samtycken", exact=True).click()
    accessible(phone)
    phone.get_by_role("link", name="Ta tillbaka").first.click()
    said(phone, "Det här händer inte")
    said(phone, "Det som mottagaren redan har sparat i sin egen akt tas inte bort.")
    phone.get_by_label("Försäkringskassan").check()
    accessible(phone)
    press(phone, "Ta tillbaka")
    said(phone, "Du har tagit tillbaka ditt ja.")


def see_who_has_read(phone: Page, site: Site) -> None:
    phone.goto(site.url + "/mina-sidor/vem-har-last/")
    phone.get_by_label("Visa bara").select_option(label="Försäkringskassan")
    press(phone, "Visa")
    line = phone.get_by_role("listitem").filter(has_text="Läste om dig").first
    expect(line).to_contain_text("Försäkringskassan")
    expect(line).to_contain_text("Varför")
    not_said(phone, "Lena Holm")
    accessible(phone)


def the_chains_hold() -> None:
    assert "forsakringskassan" in beside("-m", "django", "audit", "verify")


def test_she_takes_back_what_was_handed_out(
    place: tuple[Site, str], context: BrowserContext, browser: Browser
) -> None:
    site, account = place
    page = context.new_page()
    write_and_hand_out(page, site)
    read_it_and_hand_out_the_plan(page, site)
    read_the_plan(page, site)
    mobile = browser.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE")
    phone = mobile.new_page()
    become_alva(phone, site, account)
    accessible(phone)
    take_back(phone)
    page.reload()
    not_said(page, GOAL)
    page.goto(site.url + "/mottaget/")
    follow(page, ALVA)
    not_said(page, GOAL)
    said(page, "Något togs emot")
    expect(page.get_by_text("Komma upp")).to_have_count(0)
    see_who_has_read(phone, site)
    mobile.close()
    the_chains_hold()
