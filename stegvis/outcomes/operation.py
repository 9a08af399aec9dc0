"""This file is where it is made fit to leave the authority how the programme runs: the flow, the
waiting times, and what participants need and nobody offers.

The rules of `publication` hold here too. Each stage of the flow, and each need, is a line of its
own with its size known: small counts are put together with others until they are five or more, or,
where there are but two, both hidden. A line whose size is not printed is not printed at all, and
one that has changed by less than five waits. Waiting times are given for five or more, and their
number only within limits: so exact a number as the flow's would give away, set beside it, what the
flow keeps together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from stegvis.access.actor import Actor
from stegvis.casework import capacity, need_queries
from stegvis.casework import flow as flows
from stegvis.casework.capacity import Waits
from stegvis.casework.flow import Flow, Stage
from stegvis.casework.matching import HINDRANCES, Gap
from stegvis.outcomes.publication import FEWEST_TO_PRINT, Heads, may_follow
from stegvis.outcomes.suppression import suppress_line
from stegvis.outcomes.tally import ALL
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeVersion

OTHERS = "Övriga"
#: The lower limits of what a number is told to be within.
LIMITS = (5, 10, 20, 50, 100, 200, 500)
WAITS = (
    ("besked", "Från aktualisering till besked", "Remittent"),
    ("inskrivning", "Från aktualisering till inskrivning", "Remittent"),
    ("bekraftat", "Från avslut tills mottagaren har bekräftat", "Mottagare"),
    (
        "borjat",
        "Från avslut, eller från att personen var redo, tills personen har börjat",
        "Mottagare",
    ),
)

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """Counts that together make a known number, each under its own name. Where nobody is is left
    out. With `others` small counts are put together under that name instead of being hidden, so
    that not even which reasons there have been is told."""

    key: str
    title: str
    counts: tuple[tuple[str, int], ...]
    others: str = ""

    @property
    def total(self) -> int:
        return sum(number for _, number in self.counts)


def printed(line: Line) -> dict[str, int | None]:
    """The line with small counts hidden, and no hidden one to be worked out; empty when all of
    them are few together."""
    if line.total < FEWEST_TO_PRINT:
        return {}
    counts = [pair for pair in line.counts if pair[1]]
    if line.others:
        return {**_put_together(counts, line.others), "total": line.total}
    if len(counts) == 1:
        return {counts[0][0]: line.total, "total": line.total}
    safe = suppress_line([number for _, number in counts], FEWEST_TO_PRINT)
    shown = dict(zip((name for name, _ in counts), safe.cells, strict=True))
    return {**shown, "total": line.total}


def _put_together(counts: Sequence[tuple[str, int]], others: str) -> dict[str, int | None]:
    """Those of five or more, and all others in one that is five or more too."""
    many = sorted((pair for pair in counts if pair[1] >= FEWEST_TO_PRINT), key=lambda one: -one[1])
    rest = sum(number for _, number in counts if number < FEWEST_TO_PRINT)
    while many and 0 < rest < FEWEST_TO_PRINT:
        rest += many.pop()[1]
    return {**dict(many), **({others: rest} if rest else {})}


def table(line: Line, as_of: date, earlier: Iterable[Mapping[str, Any]]) -> Content:
    """The line as published, or as it stood when too few have been added since."""
    former = [one for one in earlier if one["key"] == line.key and one["rows"]]
    row = printed(line)
    if former and not all(may_follow({ALL: row}, one["rows"]) for one in former):
        return {"key": line.key, "title": line.title} | {
            name: former[0][name] for name in ("rows", "names", "as_of")
        }
    return {
        "key": line.key,
        "title": line.title,
        "rows": {ALL: row} if row else {},
        # The database does not keep the order of names in a row.
        "names": [name for name in row if name != "total"],
        "as_of": as_of.isoformat(),
    }


def flow_lines(
    found: Flow, definition: Definition, known: Heads, *, may_tell_enrolled: bool = True
) -> Iterator[Line]:
    """The stages in turn: how many went on, where the others are, and why they were not taken in
    or have ended. What follows on a number that is hidden is left out, and so is how many were
    enrolled where a goal that counts them hides it."""
    came = found.stage("referred")
    first = _came(found)
    yield first
    if _shows(first, 1):
        yield _branches("fore-bedomning", first.counts[1][0], came, _BEFORE)
    if may_tell_enrolled:
        yield from _assessed(found, definition)
    ended = found.stage("ended")
    if known.rows.get(ALL, {}).get("exited") == ended.number:
        reasons = [reason.label for reason in definition.exit.reasons]
        counted = {branch.label: branch.number for branch in ended.branches}
        yield _named("avslut", "Avslutade, efter anledning", reasons, counted, _OTHER_REASONS)


def _came(found: Flow) -> Line:
    came, assessed = found.stage("referred").number, found.stage("assessed").number
    counts = (("Mottagna till bedömning", assessed), (_NOT_ASSESSED, came - assessed))
    return Line("bedomda", "Aktualiserade", counts)


def _assessed(found: Flow, definition: Definition) -> Iterator[Line]:
    assessed = found.stage("assessed")
    others = sum(branch.number for branch in assessed.branches)
    counts = (("Inskrivna", assessed.number - others), (_NOT_ENROLLED, others))
    line = Line("inskrivna", "Mottagna till bedömning", counts)
    yield line
    if not _shows(line, 1):
        return
    after = _branches("efter-bedomning", _NOT_ENROLLED, assessed, _AFTER)
    yield after
    if printed(after).get(flows.REFUSED):
        reasons = [reason.label for reason in definition.intake.refusal_reasons]
        refused = next(one for one in assessed.branches if one.label == flows.REFUSED)
        told = dict(refused.reasons)
        yield _named("skal", "Tas inte emot, efter skäl", reasons, told, _OTHER_REASONS)


_OTHER_REASONS = "Andra skäl"
_NOT_ASSESSED, _NOT_ENROLLED = "Inte mottagna till bedömning", "Bedömda men inte inskrivna"
_BEFORE, _AFTER = flows.BEFORE_ASSESSMENT, flows.AFTER_ASSESSMENT


def _shows(line: Line, place: int) -> bool:
    """Whether the count at a place is printed, and there is anybody in it."""
    return bool(printed(line).get(line.counts[place][0]))


def _branches(key: str, title: str, stage: Stage, labels: Sequence[str]) -> Line:
    counted = {branch.label: branch.number for branch in stage.branches}
    return _named(key, title, labels, counted, "Annat")


def _named(
    key: str, title: str, labels: Sequence[str], counted: Mapping[str, int], others: str
) -> Line:
    """Every name that there is to choose, and those that have been used though they are not."""
    names = dict.fromkeys([*labels, *counted])
    return Line(key, title, tuple((name, counted.get(name, 0)) for name in names), others)


def banded(number: int) -> str:
    """Within which limits a number is: 20–49."""
    if number < LIMITS[0]:
        return ""
    place = max(n for n, limit in enumerate(LIMITS) if limit <= number)
    if place + 1 == len(LIMITS):
        return f"{LIMITS[place]} eller fler"
    return f"{LIMITS[place]}–{LIMITS[place + 1] - 1}"


def wait_rows(waits: Sequence[Waits]) -> list[Content]:
    """By party, those with few put together until they are many enough, and all of them last."""
    parties = [one for one in waits if one.who != capacity.ALL_OF_THEM]
    many = sorted((one for one in parties if one.n), key=lambda one: -one.n)
    few: list[Waits] = []
    while many and many[-1].n < FEWEST_TO_PRINT:
        few.append(many.pop())
    while few and many and sum(one.n for one in few) < FEWEST_TO_PRINT:
        few.append(many.pop())
    rows = [_wait(one.who, one.days) for one in sorted(many, key=lambda one: one.who)]
    rest = tuple(days for one in few for days in one.days)
    if len(rest) >= FEWEST_TO_PRINT and rows:
        rows.append(_wait(OTHERS, rest))
    whole = tuple(days for one in parties for days in one.days)
    if len(whole) >= FEWEST_TO_PRINT and (len(rows) != 1 or few):
        rows.append(_wait("Alla", whole))
    return rows


def _wait(who: str, days: Sequence[int]) -> Content:
    return {"who": who, "counted": banded(len(days)), "median": round(median(days))}


def waits_content(found: Sequence[Sequence[Waits]], as_of: date) -> list[Content]:
    """The four waiting times; `still` is how many have waited until the day and wait on."""
    tables = []
    for (key, title, who), waits in zip(WAITS, found, strict=True):
        still = sum(one.n_still for one in waits if one.who != capacity.ALL_OF_THEM)
        tables.append(
            {
                "key": key,
                "title": title,
                "who": who,
                "rows": wait_rows(waits),
                "still": banded(still),
                "as_of": as_of.isoformat(),
            }
        )
    return tables


def noted_line(found: need_queries.Lacking) -> Line:
    """Of how many of those ongoing a need has been noted."""
    noted = (("Med antecknat behov", found.noted), ("Utan antecknat behov", found.without))
    return Line("antecknade", "Pågående deltagare", noted)


def gap_line(gap: Gap) -> Line:
    """For how many of those who have a need nothing offered fits."""
    counts = ((_NOTHING_FITS, gap.lacking), ("Något finns", gap.noted - gap.lacking))
    return Line(f"behov-{gap.key}", gap.label, counts)


def hindrance_line(gap: Gap) -> Line:
    """What stood in the way of those for whom nothing fits, each of them under one thing."""
    counts = tuple((label, gap.hindrances.get(key, 0)) for key, label in HINDRANCES.items())
    title = f"{gap.label}: vad som stod i vägen"
    return Line(f"hinder-{gap.key}", title, counts, _OTHER_HINDRANCES)


_NOTHING_FITS, _OTHER_HINDRANCES = "Inget som passar", "Annat"


def gap_tables(
    found: need_queries.Lacking, as_of: date, earlier: Sequence[Mapping[str, Any]]
) -> list[Content]:
    """The needs as published, and after each what stood in the way. That is told only of those
    whose number is printed as it is today; else what was told of them before still stands."""
    tables = [table(noted_line(found), as_of, earlier)]
    for gap in found.rows:
        shown = table(gap_line(gap), as_of, earlier)
        tables.append(shown)
        line = hindrance_line(gap)
        printed_now = shown["rows"].get(ALL, {}).get(_NOTHING_FITS)
        if gap.lacking and printed_now == gap.lacking:
            tables.append(table(line, as_of, earlier))
        elif former := next((one for one in earlier if one["key"] == line.key), None):
            tables.append(dict(former))
    return tables


def content(
    actor: Actor,
    version: ProgrammeVersion,
    as_of: date,
    known: Heads,
    earlier: Sequence[Mapping[str, Any]],
    *,
    may_tell_enrolled: bool,
) -> Content:
    """What is published of how the programme runs at the actor's authority. `earlier` is the
    content of every former publication, newest first. Some ten queries."""
    way = flow_lines(
        flows.flow(actor, version, as_of),
        version.definition,
        known,
        may_tell_enrolled=may_tell_enrolled,
    )
    waits = (
        *capacity.waits_by_referrer(actor, version, as_of),
        *capacity.waits_by_receiver(actor, version, as_of),
    )
    return {
        "flow": [table(line, as_of, _former(earlier, "flow")) for line in way],
        "waits": waits_content(waits, as_of),
        "gaps": [
            each
            for found in _lacking(actor, version, as_of)
            for each in gap_tables(found, as_of, _former(earlier, "gaps"))
        ],
    }


def _lacking(actor: Actor, version: ProgrammeVersion, as_of: date) -> list[need_queries.Lacking]:
    if version.definition.inventory is None:
        return []
    rows = need_queries.lacking(actor, as_of)
    return [one for one in rows if one.version.programme_id == version.programme_id]


def _former(earlier: Iterable[Mapping[str, Any]], part: str) -> list[Mapping[str, Any]]:
    return [one for publication in earlier for one in publication.get(part, ())]
