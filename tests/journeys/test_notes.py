"""A case manager's first minute: finds her participant, writes a note, tries to reach her."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Site, become, check_accessibility

pytestmark = pytest.mark.journey


def test_a_note_and_a_call_that_nobody_answers(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, site, "Sara")
    page.goto(site.url + "/deltagare/")
    page.get_by_role("link", name="Alva Exempelsson").click()
    assert check_accessibility(page) == []
    page.get_by_role("link", name="Ny anteckning").first.click()
    page.get_by_label("Slag").select_option(label="Telefonsamtal")
    page.get_by_label("Anteckning").fill("Ringde och bestämde tid för studiebesöket.")
    assert check_accessibility(page) == []
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Ringde och bestämde tid")).to_be_visible()
