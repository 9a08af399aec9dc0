"""This file is where a pasted or uploaded list of people is read, line by line, nothing saved.

What is wrong is told for every line at once, so that the list can be mended in one go.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stegvis.casework.actions.area import MOST_AT_ONCE, Newcomer
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import (
    KINDS,
    LEVELS,
    LMA,
    RESERVE,
    PersonalNumber,
    parse_as,
)
from stegvis.core.sorting import sort_key
from stegvis.participants.actions.benefit import Decision
from stegvis.participants.actions.participant import Particulars
from stegvis.programmes.facts import BENEFITS
from stegvis.web.shared.forms import parse_swedish_date

# The columns in their order, each with the headings that are understood.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("personnummer", "nummer", "samordningsnummer"),
    "given": ("fornamn", "förnamn"),
    "family": ("efternamn",),
    "place": ("kommun", "hemkommun"),
    "since": ("fran", "från", "i målgruppen från", "datum"),
    "kind": ("ersättning", "ersattning"),
    "extent": ("omfattning", "procent"),
    "until": ("till", "till och med", "beslut till"),
    "sort": ("slag av nummer", "nummerslag"),
    "born": ("född", "födelsedatum"),
    "level": ("identitetsnivå", "nivå"),
    "dormant": ("vilande",),
}
HEADINGS = ("personnummer", "förnamn", "efternamn", "kommun", "från")
HEADINGS_MORE = (
    *("ersättning", "omfattning", "till"),
    *("slag av nummer", "född", "identitetsnivå", "vilande"),
)
_KNOWN = {sort_key(word): name for name, words in COLUMNS.items() for word in words}


@dataclass(frozen=True)
class BadLine:
    """What is wrong on a line. The text itself is not repeated: it holds a personal number."""

    line: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ReadList:
    newcomers: tuple[Newcomer, ...]
    bad: tuple[BadLine, ...]


def read_list(text: str, municipalities: Sequence[str], day: date) -> ReadList:
    """Every line as a person, or what is wrong with it. A first line of headings may say in which
    order the columns come; lines that are empty are left out but counted.

    Raises RuleBroken when there is nothing to read, too much, or headings that lack a column.
    """
    rows = [(n, row) for n, row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows:
        raise RuleBroken("Listan är tom. Klistra in minst en rad, eller välj en fil.", "text")
    order = _headings(rows[0][1])
    if order:
        rows = rows[1:]
        missing = [word for word in HEADINGS if _KNOWN[sort_key(word)] not in order]
        if missing:
            raise RuleBroken(f"Kolumner saknas i rubrikraden: {', '.join(missing)}.", "text")
        if not rows:
            raise RuleBroken("Listan har bara en rubrikrad. Lägg till personerna.", "text")
    if len(rows) > MOST_AT_ONCE:
        raise RuleBroken(f"Listan har fler än {MOST_AT_ONCE} rader. Dela den.", "text")
    places = {sort_key(place): place for place in municipalities}
    good: list[Newcomer] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        told = dict(zip(order or COLUMNS, (cell.strip() for cell in cells), strict=False))
        faults: list[str] = []
        newcomer = _newcomer(line, told, places, day, faults)
        digits = newcomer.particulars.number.digits if newcomer.particulars.number else ""
        if digits and digits in seen:
            faults.append(f"Samma nummer som på rad {seen[digits]}.")
        seen.setdefault(digits, line)
        if len(cells) > len(order or COLUMNS):
            faults.append("Raden har för många kolumner.")
        if faults:
            bad.append(BadLine(line, tuple(faults)))
        else:
            good.append(newcomer)
    return ReadList(tuple(good), tuple(bad))


def decoded(data: bytes) -> str:
    """A file as text: UTF-8, or what a Swedish spreadsheet writes when it does not say."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise RuleBroken(
            f"Rad {reader.line_num} går inte att läsa som en lista med kolumner.", "text"
        ) from None


def _headings(cells: list[str]) -> list[str]:
    """The columns that the line names, in its order; nothing when it is a person's line."""
    names = [_KNOWN.get(sort_key(cell), "") for cell in cells]
    if "number" not in names and "given" not in names:
        return []
    return [name or f"unknown{place}" for place, name in enumerate(names)]


def _newcomer(
    line: int, told: Mapping[str, str], places: Mapping[str, str], day: date, faults: list[str]
) -> Newcomer:
    """The person of a line; what could not be read is put among the faults."""
    number = _number(told, faults)
    born_on = _day(told.get("born", ""), "Födelsedatumet", faults)
    if number is not None and number.born is None and born_on is None and not told.get("born"):
        faults.append(f"Födelsedatum behövs, för det står inte i ett {KINDS[number.kind]}.")
    if born_on and born_on > day:
        faults.append("Födelsedatumet ligger framåt i tiden.")
    for name, label in (("given", "Förnamnet"), ("family", "Efternamnet")):
        written = told.get(name, "")
        if not written:
            faults.append(f"{label} saknas.")
        elif len(written) > 80:
            faults.append(f"{label} är längre än 80 tecken.")
    place = places.get(sort_key(told.get("place", "")))
    if place is None:
        faults.append(f"Kommunen ska vara {', '.join(places.values())}.")
    since = _day(told.get("since", ""), "Från-datumet", faults)
    if since is None and not told.get("since"):
        faults.append("Från-datumet saknas. Skriv det så här: 2026-12-03.")
    if since and since > day:
        faults.append("Från-datumet ligger framåt i tiden.")
    return Newcomer(
        Particulars(told.get("given", ""), told.get("family", ""), number, born_on=born_on),
        place or "",
        since or day,
        _decision(told, faults),
        line,
    )


def _number(told: Mapping[str, str], faults: list[str]) -> PersonalNumber | None:
    """The number, of the kind that the line says: without one a personal or coordination number,
    because nothing tells an LMA number from one that is mistyped."""
    kind = _one_of(told.get("sort", ""), _SORTS)
    level = _one_of(told.get("level", ""), _LEVELS)
    dormant = _one_of(told.get("dormant", ""), _YES_NO)
    if kind is None:
        faults.append(f"Slaget av nummer ska vara {', '.join(KINDS.values())}.")
    if level is None:
        faults.append(f"Identitetsnivån ska vara {', '.join(LEVELS.values())}.")
    if dormant is None:
        faults.append("Skriv ja eller nej om numret är vilande.")
    try:
        number = parse_as(told.get("number", ""), kind or "")
    except RuleBroken as broken:
        faults.append(broken.message)
        return None
    if number.kind != "coordination":
        if level or dormant:
            faults.append(
                "Bara ett samordningsnummer har en identitetsnivå eller kan vara vilande."
            )
        return number
    return replace(number, level=level or "", dormant=dormant == "yes")


# How a kind, a level and a yes are written, as sorted words.
_SORTS = {sort_key(name): key for key, name in KINDS.items()} | {
    sort_key("reservnummer"): RESERVE,
    sort_key("LMA"): LMA,
}
_LEVELS = {sort_key(name): key for key, name in LEVELS.items()}
_YES_NO = {sort_key("ja"): "yes", sort_key("nej"): ""}


def _one_of(text: str, known: Mapping[str, str]) -> str | None:
    """The key of what is written; empty for nothing, None for what is not known."""
    return known.get(sort_key(text)) if text else ""


def _decision(told: Mapping[str, str], faults: list[str]) -> Decision | None:
    kind, extent, until = (told.get(name, "") for name in ("kind", "extent", "until"))
    if not (kind or extent or until):
        return None
    key = _benefit(kind)
    if key is None:
        faults.append("Ersättningen känns inte igen. Skriv till exempel aktivitetsersättning.")
    percent = None
    if extent:
        digits = extent.removesuffix("%").strip()
        percent = int(digits) if digits.isdecimal() and len(digits) < 4 else 0
        if not 0 < percent <= 100:
            faults.append("Omfattningen är ett helt tal mellan 1 och 100 procent.")
    return Decision(
        kind=key or "",
        extent_percent=percent,
        ends_on=_day(until, "Till-datumet", faults),
        source="Listan över målgruppen",
    )


def _benefit(text: str) -> str | None:
    """A benefit's key, written as itself or in words; aktivitetsersättning when only dates are."""
    if not text:
        return "activity_compensation"
    if text in BENEFITS:
        return text
    wanted = sort_key(text)
    return next((key for key, label in BENEFITS.items() if sort_key(label) == wanted), None)


def _day(text: str, what: str, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        return parse_swedish_date(text)
    except ValueError:
        faults.append(f"{what} går inte att läsa. Skriv det så här: 2026-12-03.")
        return None
