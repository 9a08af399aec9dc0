"""This file is where a new definition file is begun from the commented template."""

import json
import re
from pathlib import Path

from stegvis.programmes.references import LONGEST

PATTERN = re.compile(r"[a-z][a-z0-9_-]{0,59}")
TEMPLATE_KEY, TEMPLATE_NAME, TEMPLATE_SHORT = "min-insats", "Min insats", "Min insats"


class NotWritten(Exception):
    """The file was not written; the message says why and what to do, in Swedish."""


def template() -> Path:
    """The commented template, a definition that passes the check as it stands."""
    return Path(__file__).parent / "mall.toml"


def write_new(key: str, name: str, path: Path) -> None:
    """Write a copy of the template with this key and name. Raises NotWritten for a key that is
    none, and for a file that is there already: nothing is ever written over."""
    if not PATTERN.fullmatch(key):
        raise NotWritten(
            f"”{key}” kan inte vara nyckel. Använd små bokstäver a–z, siffror, - och _, "
            "högst 60 tecken, och börja med en bokstav. Det läsbara namnet anges med --name."
        )
    if not name.strip():
        raise NotWritten("Namnet är tomt. Skriv till exempel --name ”Steget mot arbete”.")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(filled_in(key, " ".join(name.split())))
    except FileExistsError:
        raise NotWritten(
            f"{path} finns redan och skrivs inte över. Välj ett annat filnamn."
        ) from None
    except OSError as error:
        raise NotWritten(f"{path} går inte att skriva ({error.strerror}).") from error


def filled_in(key: str, name: str) -> str:
    """The template's text with this key and name in place of its own."""
    text = template().read_text(encoding="utf-8")
    for label, old, new in (
        ("key", TEMPLATE_KEY, key),
        ("name", TEMPLATE_NAME, name),
        ("short_name", TEMPLATE_SHORT, name if len(name) <= LONGEST["short_name"] else key),
    ):
        text = text.replace(f'\n{label} = "{old}"\n', f"\n{label} = {_quoted(new)}\n", 1)
    return text


def _quoted(text: str) -> str:
    """A TOML string: JSON's rules for quotes and backslashes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)
