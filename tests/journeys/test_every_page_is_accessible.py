"""Every page that the people of the house can click their way to, at three widths: accessible,
and with nothing fetched from anywhere else."""

import re
from collections import deque

import pytest
from django.urls import resolve
from playwright.sync_api import BrowserContext, Page

from tests.journeys.accessibility import check_accessibility
from tests.journeys.conftest import (
    Site,
    asked_outside,
    become,
    become_herself,
    prove,
)

pytestmark = pytest.mark.journey

MOST = 300
# Paths that end the session or are no pages.
SKIP = re.compile(r"^/(logga-ut|konto)/|\.pdf$|/pdf/$|/blankett|/kvitto")
# A case from the inside is walked by those who have it, and not once more by the others. The two
# walks may be taken at the same time.
CASE = re.compile(r"^/deltagare/[0-9a-f-]{36}/")
NOTHING = re.compile(r"(?!)")
INSIDE, BESIDE = ("Sara", "Kim"), ("Samira", "Lena", "Adam", "Styrbjörn", "Frida", "Maria")


def kind_of(path: str) -> str:
    """The kind of page: the name of its URL, and what its query asks for."""
    address, _, query = path.partition("?")
    asked = sorted(part.partition("=")[0] for part in query.split("&"))
    return f"{resolve(address).url_name}?{'&'.join(asked)}"


def links(page: Page, site: Site) -> list[str]:
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    paths = [link.removeprefix(site.url).partition("#")[0] for link in found]
    return [path for path in paths if path.startswith("/") and not SKIP.search(path)]


def walk(
    page: Page, site: Site, seen: set[str], faults: list[str], walked: re.Pattern[str] = NOTHING
) -> None:
    """Breadth first from where the person lands; one page of each kind, over all the people."""
    # Others may land on the same kind of page, with other ways on from it.
    waiting = deque([page.url.removeprefix(site.url), *links(page, site)])
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        if kind_of(path) in seen or walked.match(path):
            continue
        seen.add(kind_of(path))
        answer = page.goto(site.url + path)
        if answer is None or answer.status != 200:
            faults.append(f"{path}: {answer.status if answer else 'no answer'}")
            continue
        faults += check_accessibility(page)
        waiting += [link for link in links(page, site) if kind_of(link) not in seen]


@pytest.mark.parametrize(
    ("people", "walked", "least"), [(INSIDE, NOTHING, 40), (BESIDE, CASE, 35)], ids=["in", "beside"]
)
def test_no_page_has_anything_for_axe_to_say_or_reaches_out(
    filled_site: Site,
    context: BrowserContext,
    people: tuple[str, ...],
    walked: re.Pattern[str],
    least: int,
) -> None:
    page = context.new_page()
    seen: set[str] = set()
    faults: list[str] = []
    page.goto(filled_site.url + "/")
    faults += check_accessibility(page)
    become(page, filled_site, people[0])
    page.goto(filled_site.url + "/konto/bekrafta/?next=/att-gora/")
    faults += check_accessibility(page)
    outside = asked_outside(context, filled_site)
    for name in people:
        become(page, filled_site, name)
        prove(page, filled_site)
        walk(page, filled_site, seen, faults, walked)
    if people is BESIDE:
        become_herself(page, filled_site)
        walk(page, filled_site, seen, faults)
    assert faults == []
    assert outside == [], "a page asked for something outside the site"
    # Fewer would mean that the walk has stopped short of what there is.
    assert len(seen) > least, sorted(seen)
