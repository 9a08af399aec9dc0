"""This file is where a definition becomes a page of its own, to look at without a server."""

from pathlib import Path

from django.conf import settings
from jinja2 import FileSystemLoader

from stegvis.programmes.definition import Definition
from stegvis.programmes.explaining.picture import picture_of
from stegvis.programmes.explaining.whole import explain
from stegvis.web.jinja import environment

WEB = Path(__file__).resolve().parent.parent
STYLES = (
    "vendor/designsystemet-theme-1.15.0/stegvis.css",
    "stegvis/stegvis.css",
    "stegvis/programmes.css",
)


def whole_page(definition: Definition) -> str:
    """The explanation as one HTML file with its style in it: no server, no database, no fetch."""
    if not settings.configured:
        settings.configure(USE_I18N=False)  # what templates ask for; all texts here are Swedish
    pages = environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
    page = pages.get_template("programmes/paper.html").render(
        definition=definition,
        version=str(definition.version),
        sections=explain(definition),
        picture=picture_of(definition),
        style=_style(),
    )
    return f"{page}\n"


def _style() -> str:
    """Our own style sheets, without the fonts that lie beside them on a server."""
    lines = [
        line
        for name in STYLES
        for line in (WEB / "static" / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("@font-face")
    ]
    return "\n".join(lines)
