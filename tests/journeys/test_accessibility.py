"""The look at pages finds what it is there for, also where it saves itself trouble."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.accessibility import check_accessibility, looked

pytestmark = pytest.mark.journey

PAGE = """<!doctype html><html lang="sv"><head><title>Prov</title>
<meta name="viewport" content="width=device-width">
<style>{style}</style></head><body><main><h1>Prov av {word}</h1>{body}</main></body></html>"""


def look(page: Page, body: str, style: str = "", word: str = "sidan") -> list[str]:
    page.set_content(PAGE.format(body=body, style=style, word=word))
    return [fault.removeprefix(f"{page.url} ").partition(";")[0] for fault in check(page)]


def check(page: Page) -> list[str]:
    return [fault.partition(": ")[0] for fault in check_accessibility(page)]


def test_what_is_wrong_is_found_at_the_width_where_it_is(context: BrowserContext) -> None:
    page = context.new_page()
    assert look(page, "<p>En mening.</p>") == []
    # What is built and displayed as at a width where it was found is not said once more.
    image = "<p>En mening.</p><img class='c' src='data:,'>"
    assert look(page, image) == ["1280 px image-alt"]
    shown = "@media (min-width: {}px) {{ .c {{ display: none }} }}"
    assert look(page, f"<div>{image}</div>", shown.format(500)) == ["390 px image-alt"]
    assert look(page, f"<ul><li>{image}</ul>", shown.format(350)) == ["320 px image-alt"]
    pale = "@media (max-width: 400px) { .a { color: #bbb } }"
    assert look(page, "<p class='a'>En mening.</p>", pale) == ["390 px color-contrast"]
    named = "<p>Text <a id='x' aria-labelledby='{}' href='#'></a></p>"
    assert look(page, named.format("x")) != []
    assert look(page, "<p class='b'>Brett</p>", ".b { width: 350px }") == ["320 px"]


def test_only_words_tell_two_pages_apart(
    context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = context.new_page()
    told: list[bool] = []
    seen = []
    is_new = looked.is_new
    monkeypatch.setattr(looked, "is_new", lambda builds: told.append(is_new(builds)) or told[-1])
    for body in (
        "<ul class='tell'><li>Ett</li></ul>",
        "<ul class='tell'><li>Ett annat</li><li>Två</li></ul>",
        "<ul class='tell'><li></li></ul>",
        "<ul class='tell'><li>Ett</li><li><a href='#'>Två</a></li></ul>",
        "<ul class='tell'><li>Ett</li><li><a href='#' aria-label=''>Två</a></li></ul>",
    ):
        told.clear()
        look(page, body)
        seen.append(list(told))
    # At the other widths the new ones are built alike; the known one is not asked about there.
    new = [True, False, False]
    assert seen == [new, [False], new, new, new]
