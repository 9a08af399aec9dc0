"""This file is where the tests are put in the order in which two processes are done soonest.

Each process is given one half of the list, and whoever is done first takes over from the end of
the other's. So what takes long and is made once for many stands first in each half: the journeys
in one, the crawls over every address in the other, what reads one and the same crawl side by side.
Thousands of short tests are left to share.
"""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from tests.house.crawl import GROUPS

# Sites that take long to fill, each made once in a process. Their journeys come first of all, so
# that no other process takes one over and has to fill the site anew.
FILLED = ("lived_site", "filled_site")
JOURNEYS = {"journeys"}
CRAWLS = {"proof", "house", "audit"}


def in_order(items: Iterable[Any]) -> list[Any]:
    """All of them; those of one file stay together, in the order that they had."""
    by_file: dict[PurePath, list[Any]] = {}
    for item in items:
        by_file.setdefault(item.path, []).append(item)
    journeys = [file for file in by_file if JOURNEYS & set(file.parts)]
    journeys.sort(key=lambda file: min(_filled(item) for item in by_file[file]))
    crawls = [file for file in by_file if CRAWLS & set(file.parts)]
    rest = [file for file in by_file if file not in {*journeys, *crawls}]
    first, second, others = (
        [item for file in files for item in by_file[file]] for files in (journeys, crawls, rest)
    )
    second.sort(key=_walked)
    half = (len(first) + len(second) + len(others)) // 2
    room = max(0, half - len(first))
    return [*first, *others[:room], *second, *others[room:]]


def _filled(item: Any) -> int:
    """Which of the filled sites the test asks for, if any."""
    asked = [place for place, site in enumerate(FILLED) if site in item.fixturenames]
    return min(asked, default=len(FILLED))


def _walked(item: Any) -> int:
    """Which of the walks the test reads: those of one walk first, then those of the next."""
    people = getattr(item, "callspec", None) and item.callspec.params.get("walked")
    return GROUPS.index(people) if people else len(GROUPS)
