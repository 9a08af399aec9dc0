"""This file is where values of a definition become the words that people read."""

import datetime

from django.db.models import TextChoices
from pydantic import BaseModel

from stegvis.core.dates import in_swedish
from stegvis.programmes.key_names import key_name
from stegvis.programmes.vocabulary import Span

# What a consent form may be read in, by the keys that a definition has for them.
LANGUAGES = {
    "sv": "svenska",
    "en": "engelska",
    "ar": "arabiska",
    "fa": "persiska",
    "so": "somaliska",
    "ti": "tigrinja",
    "uk": "ukrainska",
    "pl": "polska",
    "fi": "finska",
    "ku": "kurdiska",
    "lattlast": "lättläst svenska",
}


def capitalised(text: str) -> str:
    """With a first capital letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def in_words(value: object) -> str:
    """A value of a definition as people write it: ja, 2 månader, 1 mars 2018, andel."""
    if value is None or value == () or value == "":
        return "inget"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, TextChoices):
        return str(value.label)
    if isinstance(value, datetime.date):
        return in_swedish(value)
    if isinstance(value, Span):
        return span_in_words(value)
    if isinstance(value, BaseModel):
        return _table_in_words(value)
    if isinstance(value, tuple):
        return ", ".join(in_words(item) for item in value)
    return " ".join(str(value).split())


def span_in_words(span: Span) -> str:
    """14 dagar, 1 månad."""
    if span.months is not None:
        return f"{span.months} månad" + ("" if span.months == 1 else "er")
    return f"{span.days} dag" + ("" if span.days == 1 else "ar")


def listed(words: list[str], last: str = "och") -> str:
    """a, b och c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# What says most of an entry comes first.
TITLES = (
    *("name", "label", "title", "party", "watch", "what"),
    *("text", "kind", "fact", "key", "language"),
)


def title_of(table: BaseModel) -> str:
    """What people call an entry of a list: its name, else the first thing that it says."""
    for key in TITLES:
        value = getattr(table, key, None)
        if value:
            return in_words(value)
    return ""


def _table_in_words(table: BaseModel) -> str:
    """A small table on one line: its title when it has one, else each key with its value."""
    if {"name", "label", "title"} & set(type(table).model_fields):
        return title_of(table)
    said = [
        f"{key_name(type(table), key)} {in_words(getattr(table, key))}"
        for key, field in type(table).model_fields.items()
        if getattr(table, key) != field.default
    ]
    return ", ".join(said)
