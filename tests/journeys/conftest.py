"""This file is where journeys get a running site on a copy of the world, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from stegvis.core.roles import OWNER, RUNTIME
from tests.database import WORLD, cluster
from tests.journeys.accessibility import looked

ROOT = Path(__file__).parents[2]
# Milliseconds, on a machine with much else to do; a page that comes at once is not waited for.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
# The first is the same browser without a window to draw: a quarter of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name leads anywhere but to this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # Processes of their own for pages and drawing are a guard on the open web: a sixth of the time.
    "--in-process-gpu",
    "--renderer-process-limit=1",
    # A page lives too short for its scripts to be optimised to the utmost: a fifth of the time.
    "--js-flags=--max-optimized-bytecode-size=0,--min-semi-space-size=32",
]


def and_arrive(click: Callable[..., None]) -> Callable[..., None]:
    """Playwright returns from a click when the next page begins to come. What is then asked at once
    (how many, how built, which address) would be asked of half a page."""

    def click_and_arrive(self: Locator, **options: object) -> None:
        click(self, **options)
        self.page.wait_for_load_state()

    return click_and_arrive


Locator.click = and_arrive(Locator.click)


@dataclass(frozen=True)
class Site:
    """A running Stegvis with the world's people in it."""

    url: str
    # The account of a participant who uses her own pages, where there is one.
    herself: str = ""


def is_up(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as link:
        try:
            link.request("GET", "/halsa/")
            return link.getresponse().status == 200
        except OSError:
            return False


def serve(database: str) -> Iterator[Site]:
    """The product's own server on loopback, with the runtime role, until the test is over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": cluster.url(RUNTIME, database),
        "STEGVIS_DEMO": "1",
        # Of several connections that were cut the pool finds one at a time, with longer and longer
        # between them.
        "STEGVIS_POOL": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment.pop("DATABASE_OWNER_URL", None)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "warning", "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(1200):
            if process.poll() is not None:
                raise RuntimeError("the site did not start")
            if is_up(port):
                break
            time.sleep(0.1)
        yield Site(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


# The database under the journeys' server.
WALKED = f"journeys_{os.getpid()}"


@pytest.fixture(scope="package")
def server(django_db_setup: None) -> Iterator[Site]:
    """One server for all journeys, since it takes seconds to start. Each gets a new database under
    it, which the server notices as little as that PostgreSQL has been started anew."""
    cluster.create_database(WALKED, template=WORLD)
    yield from serve(WALKED)
    cluster.drop_database(WALKED)


@pytest.fixture
def site(server: Site) -> Site:
    """A site on a fresh copy of the world."""
    return anew(server)


@pytest.fixture(scope="module")
def shared_site(server: Site) -> Site:
    """One for a whole module, where its journeys do not stand in each other's way; none of them
    may ask for one of its own."""
    return anew(server)


def anew(server: Site) -> Site:
    cluster.drop_database(WALKED)
    cluster.create_database(WALKED, template=WORLD)
    return server


def beside(*command: str, database: str = WALKED) -> str:
    """What a Python process of its own has to say, in the database under the server: this process
    keeps to the tests' database. Raises CalledProcessError when it fails."""
    environment = os.environ | {
        "DATABASE_URL": cluster.url(RUNTIME, database),
        "DATABASE_OWNER_URL": cluster.url(OWNER, database),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()


FILL = "import django; django.setup(); from tests.journeys.filling import fill; print(fill())"


@pytest.fixture(scope="module")
def filled_site(server: Site) -> Site:
    """A site where there is something on every page."""
    anew(server)
    return Site(server.url, herself=beside("-c", FILL))


LIVE = "import django; django.setup(); from tests.journeys.lived import live; live()"


@pytest.fixture(scope="package")
def lived_site(django_db_setup: None) -> Iterator[Site]:
    """A site with every programme and the demonstration's people, made as the demonstration is."""
    name = f"journeys_lived_{os.getpid()}"
    cluster.create_database(name)
    beside("-m", "django", "prepare_database", "--verbosity=0", database=name)
    beside("-c", LIVE, database=name)
    yield from serve(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session", autouse=True)
def builds(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keeps which pages were looked at, once for all the processes of the run."""
    own = tmp_path_factory.getbasetemp()
    looked.folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "builds"
    looked.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Started when the database is ready, and stopped when the journeys are left: it keeps an event
    loop running in this process, under which Django refuses to ask the database."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one person, Swedish, at desk width; errors on its pages fail the test."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    made.set_default_timeout(PATIENCE)
    faults: list[str] = []
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    yield made
    made.close()
    assert faults == []


def become(page: Page, site: Site, name: str) -> None:
    """Go to the role chooser and choose one of the world's people by first name."""
    page.goto(site.url + "/")
    leave = page.get_by_role("button", name="Byt person")
    if leave.count():
        leave.click()
    page.get_by_role("button", name=name).first.click()


def become_herself(page: Page, site: Site) -> None:
    """Choose to be a participant of the world's, who is not among the demonstration's own."""
    page.goto(site.url + "/")
    leave = page.get_by_role("button", name="Byt person")
    if leave.count():
        leave.click()
    page.locator("form:has([name=assignment])").first.evaluate(
        """(form, account) => {
        Object.assign(form.elements.assignment, {name: 'participant', value: account});
        form.querySelector('button').click() }""",
        site.herself,
    )
    page.wait_for_url("**/mina-sidor/")


def asked_outside(context: BrowserContext, site: Site) -> list[str]:
    """What its pages ask for outside the site from now on. It gets nowhere: the browser finds no
    other machine."""
    asked: list[str] = []

    def look(request: Request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            asked.append(request.url)

    context.on("request", look)
    return asked


def prove(page: Page, site: Site) -> None:
    """Say once more who one is, for pages that take data out or give rights."""
    page.goto(site.url + "/konto/bekrafta/")
    page.get_by_role("button", name="Det är jag").click()
