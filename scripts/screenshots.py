"""Take the pictures of the user's guide: walk the demonstration as its people do, in Chromium.

    make shots                            a fresh demonstration of its own (some minutes)
    python scripts/screenshots.py --url http://127.0.0.1:8000   one that runs already
    python scripts/screenshots.py --url … inkorg laget          only pictures with these names

Writes docs/pictures/*.png, each at most 200 kB. Fails when a page lacks what its picture shows.
Changes nothing in the demonstration but that one plan is handed out.
"""

import argparse
import base64
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
MOST_BYTES = 200_000
DESK, PHONE = 1280, 390
# As much of a long page as a reader of the guide wants to see.
MOST_HEIGHT = {DESK: 1150, PHONE: 1250}
DEMO_SECONDS = 900
# The browser reads its own picture, and finds the colours that serve it best.
TO_PALETTE = """async picture => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + picture;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, image.width, image.height).data;
  const counts = new Map();
  for (let i = 0; i < data.length; i += 4) {
    const colour = data[i] << 16 | data[i + 1] << 8 | data[i + 2];
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  const parts = colour => [colour >> 16, colour >> 8 & 255, colour & 255];
  const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const ranked = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).map(parts);
  const palette = [];
  for (const apart of [300, 40, 0]) for (const colour of ranked) {
    const isNew = palette.every(kept => far(kept, colour) > apart);
    if (palette.length < 128 && isNew) palette.push(colour);
  }
  const nearest = new Map();
  for (const colour of counts.keys()) {
    const wanted = parts(colour);
    let best = 0;
    palette.forEach((kept, i) => { if (far(kept, wanted) < far(palette[best], wanted)) best = i; });
    nearest.set(colour, best);
  }
  const pixels = new Uint8Array(data.length / 4);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = nearest.get(data[4 * i] << 16 | data[4 * i + 1] << 8 | data[4 * i + 2]);
  let text = '';
  for (let i = 0; i < pixels.length; i += 32768)
    text += String.fromCharCode(...pixels.subarray(i, i + 32768));
  return {width: image.width, height: image.height, palette: palette.flat(), pixels: btoa(text)};
}"""

SARA = "Sara Berg, case manager"
SAMIRA = "Samira Nordin, projektledare"
LENA = "Lena Holm, personlig handläggare"
SIV = "Siv Lind, SIUS-konsulent"
ADAM = "Adam Ek, verksamhetsutvecklare"
BERIT = "Berit Dahl, avdelningschef"


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks, how she gets there, and how wide her screen is."""

    name: str
    person: str
    walk: Callable[[Page], None]
    width: int = DESK

    @property
    def path(self) -> Path:
        return PICTURES / f"{self.name}-{self.width}.png"


def menu(label: str) -> Callable[[Page], None]:
    """Go to a section, which may stand under More."""

    def go(page: Page) -> None:
        sections = page.get_by_role("navigation", name="Huvudmeny")
        link = sections.get_by_role("link", name=label, exact=True)
        if not link.is_visible():
            sections.get_by_text("Mer", exact=True).click()
        link.click()

    return go


def then(*steps: Callable[[Page], None]) -> Callable[[Page], None]:
    def walk(page: Page) -> None:
        for step in steps:
            step(page)

    return walk


def link(label: str) -> Callable[[Page], None]:
    return lambda page: page.locator("main").get_by_role("link", name=label).first.click()


def first_row(page: Page) -> None:
    page.locator("main th[scope=row] a").first.click()


def first_where(tab: str, *needed: str, wished: tuple[str, ...] = ()) -> Callable[[Page], None]:
    """Of the people listed, one whose page under a tab shows all that is needed, and of those the
    first that shows most of what is wished. Looked for once, then known."""
    known: list[str] = []

    def walk(page: Page) -> None:
        if known:
            page.goto(known[0])
            return
        rows = page.locator("main th[scope=row] a")
        best, most = "", -1
        for address in [row.get_attribute("href") or "" for row in rows.all()]:
            page.goto(address)
            if tab:
                open_tab(page, tab)
            if not all(page.locator(selector).count() for selector in needed):
                continue
            found = sum(bool(page.locator(selector).count()) for selector in wished)
            if found > most:
                best, most = page.url, found
            if found == len(wished):
                break
        if not best:
            raise LookupError(f"nobody in the list has {needed} under {tab or 'the first page'}")
        known.append(best)
        page.goto(best)

    return walk


def open_tab(page: Page, label: str) -> None:
    tabs = page.get_by_role("navigation", name="Sidor om deltagaren")
    tabs.get_by_role("link", name=label).click()


def tab(label: str) -> Callable[[Page], None]:
    return lambda page: open_tab(page, label)


def at(selector: str) -> Callable[[Page], None]:
    """Begin the picture at a part of the page."""
    return lambda page: page.locator(selector).first.evaluate(
        "part => part.setAttribute('data-picture', '')"
    )


def hand_out(page: Page) -> None:
    """One plan goes to Försäkringskassan, unless it has gone there before."""
    buttons = page.locator("[aria-labelledby=h-handout] button", has_text="Försäkringskassan")
    if buttons.count():
        buttons.first.click()


def drawn(page: Page) -> None:
    """The job process draws the plots; they arrive by themselves."""
    page.locator(".app-plot svg").first.wait_for(timeout=30_000)


def goals(page: Page) -> None:
    """The goals of the programme that the guide tells of, which may not come first."""
    page.goto(urljoin(page.url, "/mal/?insats=forrehab-uppsala"))


def goal_list(goal: str) -> Callable[[Page], None]:
    """The first list behind a figure: the way to people whose participation has ended."""
    return then(goals, lambda page: page.locator(f"#mal-{goal} .app-facts a").first.click())


MINE = menu("Mina deltagare")
STEP_TWO = ".app-ways > li:nth-child(2)[data-state=current]"
WORKS = "section[aria-labelledby=h-supply] ul"
SEVERAL_GOALS = "section[aria-labelledby=h-plan] .app-goals > li + li"
TIMELINE = ".app-timeline > li + li"
CONSENT = "section[aria-labelledby=h-consent] .app-consent"
LENAS = "section[aria-labelledby=h-contacts] strong:text('Lena Holm')"
CALM = "main:not(:has([aria-labelledby=h-dates] [data-color=danger]))"
WAY_TWO = "#h-steps small:text('Väg 2')"
ON_THE_MOVE = ".app-goals .ds-tag:text('Pågår')"
A_CASE = then(
    MINE,
    first_where(
        "",
        STEP_TWO,
        WORKS,
        SEVERAL_GOALS,
        TIMELINE,
        CONSENT,
        LENAS,
        wished=(CALM, WAY_TWO, ON_THE_MOVE, f"{WORKS} > li + li"),
    ),
)
ENDED = then(
    goal_list("kand_planering"),
    first_where("Avslut", "#h-follow", "#h-takeover", wished=("#h-follow ~ table .ds-tag",)),
)
A_MAPPING = then(MINE, first_where("Kartläggning", "a:text('Fortsätt kartlägga')"))
A_GROUP = then(menu("Grupper"), first_where("", ".app-there", wished=("a:text('Ta närvaro')",)))

SHOTS = (
    Shot("att-gora", SARA, menu("Att göra")),
    Shot("att-gora", SARA, menu("Att göra"), PHONE),
    Shot("mina-deltagare", SARA, MINE),
    Shot("deltagare", SARA, A_CASE),
    Shot("deltagare", SARA, A_CASE, PHONE),
    Shot("anteckning", SARA, then(A_CASE, link("Ny anteckning"), at("main section")), PHONE),
    Shot("anteckningar", SARA, then(A_CASE, tab("Anteckningar"))),
    Shot("kartlaggning", SARA, A_MAPPING),
    Shot("kartlaggning-skriv", SARA, then(A_MAPPING, link("Fortsätt kartlägga"))),
    Shot("samtycke", SARA, then(A_CASE, tab("Samtycke"))),
    Shot("samtycke-skriv", SARA, then(A_CASE, tab("Samtycke"), link("Skriv in svar"))),
    Shot("plan", SARA, then(A_CASE, tab("Plan"))),
    Shot("lamna-ut", SARA, then(A_CASE, tab("Plan"), link("Annan mottagare"))),
    Shot("utlamnat", SARA, then(A_CASE, tab("Plan"), hand_out, tab("Utlämnat"))),
    Shot("aktiviteter", SARA, then(A_CASE, tab("Aktiviteter"))),
    Shot("valj-aktivitet", SARA, then(A_CASE, tab("Aktiviteter"), link("Planera aktivitet"))),
    Shot("person", SARA, then(A_CASE, tab("Person"))),
    Shot("underlag", SARA, then(A_CASE, link("Underlag"))),
    Shot("grupp", SARA, A_GROUP),
    Shot("narvaro", SARA, then(A_GROUP, link("närvaro"), at("#h-who")), PHONE),
    Shot("arbetsplats", SARA, then(menu("Arbetsplatser"), first_row)),
    Shot("redo", SARA, then(A_CASE, tab("Avslut"), link("bedömning"))),
    Shot("avslut", SAMIRA, ENDED),
    Shot("mal", SARA, then(goals, drawn, at("article:has(.app-plot svg)"))),
    Shot("inkorg", SAMIRA, menu("Inkorg")),
    Shot(
        "mottagande",
        SAMIRA,
        then(
            menu("Inkorg"),
            first_where(
                "", "a:text('Ta emot')", wished=("button[name=outcome]", "#h-meetings ~ ul")
            ),
        ),
    ),
    Shot("laget", SAMIRA, menu("Laget")),
    Shot("siffror", BERIT, menu("Siffror")),
    Shot("aktualiseringar", LENA, menu("Aktualiseringar")),
    Shot("aktualisera", LENA, then(menu("Aktualiseringar"), link("Ny aktualisering"))),
    Shot("foljer", LENA, then(menu("Aktualiseringar"), first_where("", ".app-steps"))),
    Shot("forfragan", LENA, then(menu("Frågor"), link("Ny avidentifierad förfrågan"))),
    Shot(
        "mottaget",
        LENA,
        then(
            menu("Mottaget"), first_where("", wished=("#h-plan", "#h-items ~ ul", ".app-timeline"))
        ),
    ),
    Shot("medarbetare", ADAM, menu("Medarbetare")),
)


def become(page: Page, url: str, person: str) -> None:
    page.goto(url)
    leave = page.get_by_role("button", name="Byt person")
    if leave.count():
        leave.click()
    page.get_by_role("button", name=person).click()


def take(page: Page, shot: Shot) -> bytes:
    """The main part of the page without the menu; on a phone the page from its top."""
    page.set_viewport_size({"width": shot.width, "height": 900})
    shot.walk(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    box = page.evaluate(
        """() => {
          const main = document.querySelector('main').getBoundingClientRect();
          const part = document.querySelector('[data-picture]');
          const top = part ? part.getBoundingClientRect().top - 16 : main.top;
          return {chosen: !!part, top: top + scrollY, height: main.bottom - top};
        }"""
    )
    top = 0 if shot.width == PHONE and not box["chosen"] else box["top"]
    height = min(MOST_HEIGHT[shot.width], box["height"] + box["top"] - top)
    clip = {"x": 0, "y": top, "width": shot.width, "height": height}
    return page.screenshot(clip=clip, full_page=True, animations="disabled")


def keep(path: Path, picture: bytes) -> None:
    if len(picture) > MOST_BYTES:
        raise ValueError(f"{path.name} is {len(picture) // 1000} kB; show less of the page")
    path.write_bytes(picture)
    print(f"{path.name}  {len(picture) // 1000} kB", flush=True)


def with_palette(desk: Page, picture: bytes) -> bytes:
    """The same picture in at most 128 colours: a third of the size, and no eye sees it."""
    told = desk.evaluate(TO_PALETTE, base64.b64encode(picture).decode())
    pixels = base64.b64decode(told["pixels"])
    width, height = told["width"], told["height"]
    rows = (b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(told["palette"])),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def photograph(browser: Browser, url: str, shots: list[Shot]) -> None:
    with closing(browser.new_context(locale="sv-SE", base_url=url)) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        desk = browser.new_page()
        person = ""
        people = list(dict.fromkeys(shot.person for shot in SHOTS))
        for shot in sorted(shots, key=lambda each: people.index(each.person)):
            if shot.person != person:
                become(page, url, shot.person)
                person = shot.person
            keep(shot.path, with_palette(desk, take(page, shot)))


@contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration of its own in a folder that goes away with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "stegvis.cli", "demo", "--port", str(port)]
        process = subprocess.Popen([*command, "--data", f"{data}/demo"], cwd=ROOT)
        try:
            wait_until_up(port, process)
            wait_until_filled(Path(data) / "demo" / "demo_state", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def wait_until_up(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + DEMO_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/halsa/")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.5)
    raise RuntimeError("the demonstration did not start; the lines above say why")


def wait_until_filled(state: Path, process: "subprocess.Popen[bytes]") -> None:
    """The pictures show everybody; most people come in after the first page is there."""
    deadline = time.monotonic() + DEMO_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if state.read_text() == "ready":
            return
        time.sleep(0.5)
    raise RuntimeError("the people did not come in; the lines above say why")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url", help="of a demonstration that runs already")
    options.add_argument("names", nargs="*", help="only these pictures")
    chosen = options.parse_args()
    shots = [shot for shot in SHOTS if not chosen.names or shot.name in chosen.names]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is needed: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        if chosen.url:
            photograph(browser, chosen.url, shots)
        else:
            with demonstration() as url:
                photograph(browser, url, shots)
        browser.close()


if __name__ == "__main__":
    main()
