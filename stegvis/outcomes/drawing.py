"""This file is where specifications become pictures. Only the job process may import it.

The renderer starts a JavaScript engine with threads of its own (about 120 MB): a web process that
forks after that hangs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import vl_convert

from stegvis.outcomes.plots import content_key

VEGA_LITE = "6.4"
SVG = "http://www.w3.org/2000/svg"

NUMBERS: dict[str, Any] = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0kr"],
    "percent": "\u00a0%",
    "minus": "\u2212",
}
DATES: dict[str, Any] = {
    "dateTime": "%A den %-d %B %Y kl. %H.%M",
    "date": "%Y-%m-%d",
    "time": "%H.%M",
    "periods": ["fm", "em"],
    "days": ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"],
    "shortDays": ["sön", "mån", "tis", "ons", "tors", "fre", "lör"],
    "months": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "shortMonths": [
        "jan",
        "feb",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "aug",
        "sep",
        "okt",
        "nov",
        "dec",
    ],
}


def use_fonts(directory: Path) -> None:
    """Let labels be measured with the house's own font; called once as the job process starts."""
    vl_convert.register_font_directory(str(directory.resolve()))


def draw(spec: Mapping[str, Any]) -> str:
    """The plot as SVG to be put straight into a page under a strict content security policy.

    One picture to assistive technology, with title and description; no style, no script, no
    reference outside itself; ids are its own, so that several plots can share a page. Raises
    ValueError when the specification cannot be drawn.
    """
    drawn = vl_convert.vegalite_to_svg(
        dict(spec),
        vl_version=VEGA_LITE,
        # Plots carry their data; nothing may be fetched.
        allowed_base_urls=[],
        format_locale=NUMBERS,
        time_format_locale=DATES,
    )
    # Our own renderer wrote it, from our own specification: no entities, no outside parties.
    root = ElementTree.fromstring(drawn)
    _make_one_picture(root, spec["usermeta"]["title"], spec["description"])
    _keep_ids_apart(root, content_key(spec)[:12])
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _make_one_picture(root: ElementTree.Element, title: str, description: str) -> None:
    for element in root.iter():
        for name in list(element.attrib):
            if name in ("class", "role") or name.startswith("aria-"):
                del element.attrib[name]
    for number, (tag, text) in enumerate((("title", title), ("desc", description))):
        child = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": tag})
        child.text = text
        root.insert(number, child)
    root.set("role", "img")
    root.set("aria-labelledby", "title")
    root.set("aria-describedby", "desc")


def _keep_ids_apart(root: ElementTree.Element, prefix: str) -> None:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in ("id", "aria-labelledby", "aria-describedby"):
                element.set(name, f"plot-{prefix}-{value}")
            elif "url(#" in value:
                element.set(name, re.sub(r"url\(#", f"url(#plot-{prefix}-", value))
