"""A programme in its pages: read it, compare two versions, move a participant to the newer one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from stegvis.core.roles import RUNTIME
from tests.database import WORLD, cluster
from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import ROOT, Site, become, serve
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
def site_of_two_versions(django_db_setup: None, tmp_path: Path) -> Iterator[Site]:
    """The world with a second version of its programme, published in a process of its own."""
    name = f"journeys_versions_{os.getpid()}"
    cluster.create_database(name, template=WORLD)
    environment = os.environ | {
        "DATABASE_URL": cluster.url(RUNTIME, name),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-c", PUBLISH, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    yield from serve(name)
    cluster.drop_database(name)


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
