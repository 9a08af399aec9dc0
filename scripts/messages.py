"""Collect the words of the participant's own pages and compile their translations.

Run by `make messages` after a text has been changed or a language added to LANGUAGES: every text
that is marked for translation is found, the catalogues under stegvis/web/locale are brought in
step (new texts with an empty translation, old ones removed), and each is compiled to what Django
reads. The texts themselves are Swedish. Nothing but Python is needed.
"""

import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from jinja2.ext import babel_extract

from config.settings import LANGUAGE_CODE, LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "stegvis"
LOCALE = CODE / "web" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# So that a catalogue only changes when its texts do.
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def translated_languages() -> list[str]:
    return [code for code, _ in LANGUAGES if code != LANGUAGE_CODE]


def catalogue_of(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[tuple[Path, str | Callable[..., Any]]]:
    """Every module and every page, with how the texts of such a file are found."""
    for path in sorted(CODE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, "python"
    for path in sorted((CODE / "web" / "templates").rglob("*.html")):
        yield path, babel_extract


def collected() -> Catalog:
    """All marked texts and where each is used."""
    catalog = Catalog(project="Stegvis", charset="utf-8", creation_date=WHEN, revision_date=WHEN)
    options = {"encoding": "utf-8"}
    for path, method in sources():
        source = io.BytesIO(path.read_bytes())
        for _line, text, _comments, context in extract(method, source, KEYWORDS, (), options):
            place = (path.relative_to(ROOT).as_posix(), None)
            catalog.add(text, locations=[place], context=context)
    return catalog


def kept(language: str) -> Catalog:
    """The catalogue as it lies in the project; empty for a new language."""
    path, base = catalogue_of(language), language.split("-")[0]
    if not path.exists():
        found = Catalog(locale=base, charset="utf-8")
    else:
        with path.open("rb") as file:
            found = read_po(file, locale=base)
    found.project, found.version, found.fuzzy = "Stegvis", "", False
    found.header_comment = "# Words of the participant's own pages. The Swedish text is the key."
    found.last_translator, found.language_team = "", language
    found.msgid_bugs_address = ""
    found.creation_date = found.revision_date = WHEN
    return found


def written(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, ignore_obsolete=True, include_lineno=False, width=100)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The texts of a catalogue that have no translation, or one that nobody has looked at."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and (message.fuzzy or not all(message.string if message.pluralizable else [message.string]))
    ]


def main() -> int:
    texts = collected()
    missing = 0
    for language in translated_languages():
        catalog = kept(language)
        catalog.update(texts, no_fuzzy_matching=True)
        path = catalogue_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        left = untranslated(catalog)
        missing += len(left)
        print(f"{language}: {len(catalog)} texts, {len(left)} without translation")
        for text in left:
            print(f"  {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
