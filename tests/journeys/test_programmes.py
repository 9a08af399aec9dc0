"""A programme in its pages: read it, compare two versions, move a participant to the newer one."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import Site, become, beside
from tests.journeys.walking import open_menu

pytestmark = pytest.mark.journey

PUBLISH = """
import sys, django; django.setup()
from pathlib import Path
from tests.versions import publish
from tests.world import World
publish(
    World.load(),
    Path(sys.argv[1]),
    ("deadline = { months = 2 }", "deadline = { months = 3 }"),
    ("target = 70\\n", "target = 75\\n"),
)
"""


@pytest.fixture
def site_of_two_versions(site: Site, tmp_path: Path) -> Site:
    """The world with a second version of its programme."""
    beside("-c", PUBLISH, str(tmp_path))
    return site


def test_read_compare_and_move(site_of_two_versions: Site, context: BrowserContext) -> None:
    page, faults = context.new_page(), []
    become(page, site_of_two_versions, "Samira")
    open_menu(page, "Insatser")
    faults += check_accessibility(page)
    page.get_by_role("link", name="Förrehabiliterande insatser").click()
    expect(page.get_by_role("heading", name="Väg 2: Parallellt")).to_be_visible()
    faults += check_accessibility(page)

    page.get_by_role("link", name="Jämför med en annan version").click()
    expect(page.get_by_text("Ändrat: måltal")).to_be_visible()
    faults += check_accessibility(page)
    page.get_by_role("link", name="Till insatsen").click()

    page.get_by_role("link", name="Flytta deltagare").click()
    page.get_by_label("Alva Exempelsson").check()
    faults += check_accessibility(page)
    page.get_by_role("button", name="Visa vad som ändras").click()
    expect(page.get_by_text("Handlingsplan att fastställa:")).to_be_visible()
    faults += check_accessibility(page)
    page.get_by_role("button", name="Flytta dem som är förkryssade").click()
    expect(page.get_by_text("1 deltagare är flyttad till version 2.")).to_be_visible()

    become(page, site_of_two_versions, "Frida")
    open_menu(page, "Insatser")
    page.get_by_role("link", name="Förrehabiliterande insatser").click()
    expect(page.get_by_role("link", name="Flytta deltagare")).to_have_count(0)
    assert faults == []
