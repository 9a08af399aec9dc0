"""This file is where a pasted list is split into lines and columns, whatever it was copied from."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from stegvis.core.errors import RuleBroken


@dataclass(frozen=True)
class BadLine:
    """What is wrong on a line, in Swedish; the line itself is not repeated."""

    line: int
    faults: tuple[str, ...]


def lines_of(text: str, most: int, heading: str) -> list[tuple[int, list[str]]]:
    """Each line that is not empty, with its number: columns parted by semicolon, tab or comma.
    A first line that begins with the heading's word is left out.

    Raises RuleBroken (field text) when there is nothing, too much, or what is no list.
    """
    found = [(n, [cell.strip() for cell in row]) for n, row in _rows(text)]
    found = [(n, cells) for n, cells in found if any(cells)]
    if found and found[0][1][0].casefold() == heading:
        found = found[1:]
    if not found:
        raise RuleBroken("Listan är tom. Klistra in minst en rad.", "text")
    if len(found) > most:
        raise RuleBroken(f"Listan har fler än {most} rader. Dela den.", "text")
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=max(";\t,", key=first.count))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise RuleBroken(
            f"Rad {reader.line_num} går inte att läsa som en lista med kolumner.", "text"
        ) from None
