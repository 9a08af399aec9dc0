"""This file is where two versions of a definition are compared, key by key, in Swedish.

Lists are matched by what their entries are called in the file, so that an entry put first does
not look like a change of all the others. What is the same is never mentioned.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from pydantic import BaseModel

from stegvis.programmes.definition import Definition
from stegvis.programmes.key_names import key_name
from stegvis.programmes.vocabulary import Span
from stegvis.programmes.wording import capitalised, in_words, title_of

WHOLE = "Insatsen"
"""Where the keys belong that stand first in the file, outside all tables."""

UNSAID = frozenset({"language", "version"})
"""What differs between versions by being versions."""

LONGEST_TITLE = 70

IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "ConsentText": ("kind",),
    "ConsentTranslation": ("language",),
    "Deadline": ("watch",),
    "Exchange": ("party",),
    "OwnSystem": ("party",),
    "PlannedWork": ("what",),
    "Predecessor": ("name",),
    "Route": ("source", "word"),
    "Shift": ("after",),
    "Staffing": ("seat", "party", "financing", "start"),
    "SteeringSeat": ("title", "organisation"),
    "TeamSeat": ("title", "organisation"),
    "TranslatedText": ("kind",),
}
"""What tells entries apart in lists whose entries have no key of their own."""


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """One thing that differs. `entry` is the entry of a list that it concerns, '' for none;
    `label` is what the guide calls the key. Before and after are in words; '' when there is none.
    """

    section: str
    entry: str
    what: What
    label: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.what == What.CHANGED:
            return f"{self.label}: från {self.before} till {self.after}"
        if self.what == What.MOVED:
            return f"{self.label}: ordningen är ändrad"
        verb = "tillkommer" if self.what == What.ADDED else "tas bort"
        said = self.after if self.what == What.ADDED else self.before
        return f"{self.label}: {verb} {said}" if self.label else f"{verb}: {said}"


def compare(old: Definition, new: Definition) -> list[Difference]:
    """Everything that differs, in the order of the file."""
    return list(_tables(old, new, "", ()))


def in_text(differences: Sequence[Difference]) -> str:
    """The differences as lines of text under headings; what to print in a terminal."""
    lines: list[str] = []
    for section, found in groupby(differences, key=lambda one: one.section):
        lines += ["", section] if lines else [section]
        for entry, inside in groupby(found, key=lambda one: one.entry):
            if entry:
                lines.append(f"  {entry}")
            lines += [f"    {capitalised(str(one))}" for one in inside]
    return "\n".join(lines)


def _tables(
    old: BaseModel, new: BaseModel, section: str, trail: tuple[str, ...]
) -> Iterator[Difference]:
    table = type(new)
    for key in table.model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if before == after or (not section and key in UNSAID):
            continue
        name = key_name(table, key)
        here = section or (capitalised(name) if _holds_tables(before, after) else WHOLE)
        below = (*trail, name) if section else trail
        if isinstance(before, BaseModel) and isinstance(after, BaseModel) and _is_deep(after):
            yield from _tables(before, after, here, below)
        elif isinstance(after, tuple) and isinstance(before, tuple):
            yield from _lists(before, after, here, below, name)
        else:
            yield _change(here, _entry(trail), name, before, after)


def _holds_tables(*values: object) -> bool:
    return any(
        (isinstance(value, BaseModel) and _is_deep(value))
        or (isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value))
        for value in values
    )


def _is_deep(value: BaseModel) -> bool:
    return not isinstance(value, Span)


def _change(section: str, entry: str, name: str, before: object, after: object) -> Difference:
    if before is None:
        return Difference(section, entry, What.ADDED, name, after=_quoted(after))
    if after is None:
        return Difference(section, entry, What.REMOVED, name, before=_quoted(before))
    return Difference(section, entry, What.CHANGED, name, _quoted(before), _quoted(after))


def _quoted(value: object) -> str:
    words = in_words(value)
    return f"”{words}”" if type(value) is str else words


def _lists(
    old: tuple[object, ...],
    new: tuple[object, ...],
    section: str,
    trail: tuple[str, ...],
    name: str,
) -> Iterator[Difference]:
    before, after = _by_identity(old), _by_identity(new)
    entry = _entry(trail[:-1]) if trail else ""
    kept = [identity for identity in after if identity in before]
    if kept != [identity for identity in before if identity in after]:
        yield Difference(section, entry, What.MOVED, name)
    for identity, item in before.items():
        if identity not in after:
            yield Difference(section, entry, What.REMOVED, _label(name, trail), _shown(item))
    for identity, item in after.items():
        if identity not in before:
            yield Difference(section, entry, What.ADDED, _label(name, trail), "", _shown(item))
        elif isinstance(item, BaseModel) and item != before[identity]:
            former = before[identity]
            if isinstance(former, BaseModel):
                yield from _tables(former, item, section, (*trail, _shown(item)))


def _label(name: str, trail: tuple[str, ...]) -> str:
    """A whole section's list needs no label: the heading says what is in it."""
    return name if trail else ""


def _by_identity(items: tuple[object, ...]) -> dict[Hashable, object]:
    """Entries by what tells them apart; entries that nothing tells apart by their place."""
    found: dict[Hashable, object] = {}
    for item in items:
        identity = _identity(item)
        count = 0
        while (identity, count) in found:
            count += 1
        found[identity, count] = item
    return found


def _identity(item: object) -> Hashable:
    if not isinstance(item, BaseModel):
        return str(item)
    fields = type(item).model_fields
    keys = IDENTITIES.get(type(item).__name__) or (("key",) if "key" in fields else tuple(fields))
    return tuple(str(getattr(item, key)) for key in keys)


def _entry(trail: tuple[str, ...]) -> str:
    return capitalised(" › ".join(trail))


def _shown(item: object) -> str:
    if not isinstance(item, BaseModel):
        return in_words(item)
    if not (title := title_of(item)):
        return in_words(item)
    if len(title) > LONGEST_TITLE:
        title = title[: LONGEST_TITLE - 1].rstrip() + "…"
    key = getattr(item, "key", None)
    return f"”{title}” ({key})" if key else f"”{title}”"
