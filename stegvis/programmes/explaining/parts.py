"""This file is where the parts of an explanation are: sections, entries, names of what is meant."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from stegvis.programmes.definition import Definition
from stegvis.programmes.key_names import key_name
from stegvis.programmes.wording import capitalised, in_words, listed, title_of

Fact = tuple[str, str]

KNOWN_WORDS = {
    "self": "Personen själv",
    "outreach": "Uppsökande arbete",
    "enrolment": "Inskrivning",
    "exit": "Avslut",
}
"""Keys that mean the same in every programme, and so stand in no list."""


@dataclass(frozen=True)
class Entry:
    """One thing in a section: a criterion, a step, a goal. `quote` is the document's own words;
    `language` is that of the text, and of a title with a tag, when it is not Swedish."""

    title: str
    text: tuple[str, ...] = ()
    tag: str = ""
    quote: str = ""
    facts: tuple[Fact, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    text: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    facts: tuple[Fact, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.entries or self.facts)


def rest(d: Definition, table: BaseModel, *told: str) -> tuple[Fact, ...]:
    """Every key of a table that says something and has not been told yet, by its name."""
    told = (*told, "key", "quote")
    return tuple(
        (capitalised(key_name(type(table), key)), _said(d, key, getattr(table, key)))
        for key, field_ in type(table).model_fields.items()
        if key not in told and getattr(table, key) != field_.default
    )


def told(d: Definition, table: BaseModel, name: str) -> Iterator[Entry]:
    """A table told key by key under the name of its own key, and then the tables inside it."""
    said = vars(table)
    has_name = bool({"name", "label", "title"} & set(said))
    inner = {key: value for key, value in said.items() if _tells_more(value)}
    yield Entry(
        title_of(table) if has_name else name,
        flat(said.get("text")),
        name if has_name else "",
        said.get("quote") or "",
        rest(d, table, "name", "label", "title", "text", *inner),
    )
    for key, items in inner.items():
        for item in items:
            yield from told(d, item, capitalised(key_name(type(table), key)))


def told_all(d: Definition, *keys: str) -> tuple[Entry, ...]:
    """These tables of the definition, each entry told key by key; none where there is none."""
    entries: list[Entry] = []
    for key in keys:
        name, value = capitalised(key_name(Definition, key)), getattr(d, key)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                entries += told(d, item, name)
            elif item:
                entries.append(Entry(in_words(item), (), name))
    return tuple(entries)


def _tells_more(value: object) -> bool:
    """Is it a list of tables with words of their own, more than can stand on a line?"""
    return isinstance(value, tuple) and any(
        isinstance(item, BaseModel) and {"text", "quote"} & set(type(item).model_fields)
        for item in value
    )


def _said(d: Definition, key: str, value: object) -> str:
    """A value in words; what points at another entry of the file is told by that one's name."""
    if isinstance(value, tuple) and any(getattr(one, "party", None) for one in value):
        return "; ".join(f"{name_of(d.parties, one.party)}: {title_of(one)}" for one in value)
    pointed_at = _POINTED_AT.get(key)
    if pointed_at is None:
        return in_words(value)
    keys = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(one, str) for one in keys):
        return in_words(value)
    return names_of(pointed_at(d), [str(one) for one in keys])


_POINTED_AT: Mapping[str, Callable[[Definition], Iterable[BaseModel]]] = {
    "activities": lambda d: d.activities,
    "after": lambda d: d.steps,
    "arms": lambda d: d.arms.alternatives if d.arms else (),
    "category": lambda d: d.consent.categories,
    "given_at": lambda d: d.follow_up.schedule,
    "holder": lambda d: d.parties,
    "instruments": lambda d: d.instruments,
    "kept_by": lambda d: d.parties,
    "party": lambda d: d.parties,
    "provider_party": lambda d: d.parties,
}


def flat(text: str | None) -> tuple[str, ...]:
    return (" ".join(text.split()),) if text else ()


def name_of(items: Iterable[BaseModel], key: str | None) -> str:
    """What people call the entry with a key; the key itself when there is none."""
    found = next((item for item in items if getattr(item, "key", None) == key), None)
    return title_of(found) if found is not None else KNOWN_WORDS.get(key or "", key or "")


def names_of(items: Iterable[BaseModel], keys: Iterable[str]) -> str:
    known = list(items)
    return listed([name_of(known, key) for key in keys])


def organisation_name(definition: Definition, key: str) -> str:
    """The name of an organisation that the file names as owner or operator."""
    parties = (party for party in definition.parties if party.organisation == key)
    return next((party.name for party in parties), key)
