"""This file is where the results of an area are counted from facts: stocks on a day, flows over a
period. Nothing is typed in; each figure says of how many, how many are missing, and from when.

Somebody may leave the group and come back: each time is an entry (a spell) of its own, with its
own mapping and triage. A stock counts persons, each by the spell that she is in on the day. What
happens to a spell (coming in, leaving, being mapped) is a flow of spells, so that whoever came in
twice counts twice. What happens to a person (beginning, a milestone) is a flow of persons, each
once however often it happened: the documents say "35 personer har varit inskrivna". Milestones
are of participants only; see `[area]` in docs/skriv-en-insats.md.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from stegvis.access.actor import Actor
from stegvis.casework.area import entries
from stegvis.casework.models import AreaEntry, AreaTriage, AreaWait, Milestone, Participation
from stegvis.core.errors import RuleBroken
from stegvis.programmes.areas import Area
from stegvis.programmes.vocabulary import MilestoneKind

_EACH_TIME = "Varje gång räknas: den som har kommit tillbaka räknas två gånger"


@dataclass(frozen=True)
class Moment:
    """Stocks are of the last day, flows of the days from the first to the last, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise RuleBroken("Sista dagen ligger före första dagen. Byt plats på dem.", "last")


@dataclass(frozen=True)
class Figure:
    """`people` are the entries counted; `of` how many there were to count among, `missing` those
    of them of whom it is not known. `of_spells`: one counts for each time that somebody has been
    in the group, otherwise one for each person."""

    key: str
    label: str
    people: tuple[UUID, ...]
    of: int
    missing: int
    note: str = ""
    of_spells: bool = False

    @property
    def count(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Results:
    moment: Moment
    stock: tuple[Figure, ...]
    flows: tuple[Figure, ...]

    def figure(self, key: str) -> Figure | None:
        return next((one for one in (*self.stock, *self.flows) if one.key == key), None)


@dataclass(frozen=True)
class _Facts:
    """Every spell in the group, oldest first, and what is dated of each: triages by spell,
    milestones and cases by person."""

    rows: tuple[AreaEntry, ...]
    triages: dict[UUID, list[tuple[date, str]]]
    milestones: dict[str, list[tuple[UUID, date, date | None]]]
    cases: dict[UUID, list[tuple[date, date | None]]]


def results(actor: Actor, area: Area, moment: Moment) -> Results:
    """Every figure of the area, for those whom the actor may see. Four queries."""
    facts = _facts(actor, area)
    here = _persons(row for row in facts.rows if _is_in(row, moment.last))
    spells = [row for row in facts.rows if _was_in(row, moment)]
    return Results(
        moment,
        tuple(_stock(area, facts, here, moment)),
        (
            *_flows_of_spells(spells, moment),
            *_flows_of_persons(area, facts, _persons(spells), moment),
        ),
    )


def _persons(spells: Iterable[AreaEntry]) -> list[AreaEntry]:
    """One spell of each person, the newest of hers."""
    return list({row.participant_id: row for row in spells}.values())


def _stock(area: Area, facts: _Facts, here: list[AreaEntry], moment: Moment) -> Iterable[Figure]:
    day, size = moment.last, len(here)
    newest = {row.pk: _newest(facts.triages[row.pk], day) for row in here}
    mapped = [row for row in here if row.mapped_on and row.mapped_on <= day]
    unknown = sum(not newest[row.pk] for row in here)
    yield _figure("i-malgruppen", "I målgruppen", here, size)
    yield _figure(
        "kartlagda", "Med inledande kartläggning", mapped, size, note="Kartlagda till och med dagen"
    )
    for result in area.rules.triage:
        chosen = [row for row in here if newest[row.pk] == result.key]
        yield _figure(
            f"bedomning-{result.key}", result.label, chosen, size, unknown, result.text or ""
        )
    yield _figure(
        "deltar",
        "Deltar i insatsen",
        [row for row in here if _overlaps(facts.cases[row.participant_id], day, day)],
        size,
    )
    for milestone in area.definition.milestones:
        if milestone.kind == MilestoneKind.STATE:
            now = _in_state(facts, milestone.key, day, day)
            yield _figure(
                f"lage-{milestone.key}",
                milestone.name,
                [row for row in here if row.participant_id in now],
                size,
                note=milestone.text or "",
            )
    waiting = [row for row in here if _waited(row, day)]
    yield _figure("vantar", "Väntar på en mottagande part", waiting, size)
    told = [row for row in here if row.next_livelihood]
    yield _figure(
        "vet-forsorjning",
        "Med försörjning härnäst antecknad",
        told,
        size,
        size - len(told),
        "Som det är antecknat nu",
    )


def _flows_of_spells(spells: list[AreaEntry], moment: Moment) -> Iterable[Figure]:
    unmapped = sum(row.mapped_on is None for row in spells)
    for key, label, field, missing in (
        ("kommit-in", "Har kommit in i målgruppen", "entered_on", 0),
        ("lamnat", "Har lämnat målgruppen", "left_on", 0),
        ("har-kartlagts", "Inledande kartläggning gjord", "mapped_on", unmapped),
    ):
        counted = tuple(row.pk for row in spells if _within(getattr(row, field), moment))
        yield Figure(key, label, counted, len(spells), missing, _EACH_TIME, of_spells=True)


def _flows_of_persons(
    area: Area, facts: _Facts, ever: list[AreaEntry], moment: Moment
) -> Iterable[Figure]:
    size = len(ever)
    first, last = moment.first, moment.last
    begun = [
        row
        for row in ever
        if any(_within(start, moment) for start, _ in facts.cases[row.participant_id])
    ]
    yield _figure("har-borjat", "Har börjat i insatsen", begun, size)
    for milestone in area.definition.milestones:
        if milestone.kind == MilestoneKind.STATE:
            reached = _in_state(facts, milestone.key, first, last)
            note = "Någon gång under perioden"
        else:
            happened = facts.milestones.get(milestone.key, [])
            reached = {who for who, start, _ in happened if _within(start, moment)}
            note = milestone.text or ""
        yield _figure(
            f"under-{milestone.key}",
            milestone.name,
            [row for row in ever if row.participant_id in reached],
            size,
            note=note,
        )


def _figure(
    key: str,
    label: str,
    rows: Iterable[AreaEntry],
    of: int,
    missing: int = 0,
    note: str = "",
) -> Figure:
    return Figure(key, label, tuple(row.pk for row in rows), of, missing, note)


def _facts(actor: Actor, area: Area) -> _Facts:
    """Four queries, however many they are."""
    waits = AreaWait.objects.filter(entry_id=OuterRef("pk"), owner_id=actor.organisation_id)
    told = ArraySubquery(waits.values(told=JSONObject(since="since", until="until")))
    found = entries(actor, area).annotate(waited=told)
    rows = tuple(found.order_by("entered_on", "created_at"))
    people = {row.participant_id for row in rows}
    own = {"owner_id": actor.organisation_id}
    triages = _by(
        AreaTriage.objects.filter(entry__in=[row.pk for row in rows], **own)
        .order_by("decided_on", "created_at")
        .values_list("entry_id", "decided_on", "result"),
        lambda row: (row[0], (row[1], row[2])),
    )
    keys = [milestone.key for milestone in area.definition.milestones]
    here = Participation.objects.filter(version__programme_id=area.programme_id, **own)
    milestones = _by(
        Milestone.objects.kept()
        .filter(participant_id__in=people, key__in=keys, **own)
        .filter(participation__in=here)
        .values_list("key", "participant_id", "starts_on", "ends_on"),
        lambda row: (row[0], row[1:]),
    )
    cases = _by(
        here.filter(participant_id__in=people).values_list(
            "participant_id", "enrolled_on", "ended_on"
        ),
        lambda row: (row[0], row[1:]),
    )
    return _Facts(rows, triages, milestones, cases)


def _by(rows: Iterable[Any], pair: Callable[[Any], tuple[Any, Any]]) -> Any:
    found: Any = defaultdict(list)
    for row in rows:
        key, value = pair(row)
        found[key].append(value)
    return found


def _waited(row: Any, day: date) -> bool:
    """Did she wait for a receiving party on the day? She was received on a wait's last day."""
    if row.waiting_since and row.waiting_since <= day:
        return True
    return any(one["since"] <= str(day) < one["until"] for one in row.waited)


def _within(day: date | None, moment: Moment) -> bool:
    return day is not None and moment.first <= day <= moment.last


def _newest(triages: list[tuple[date, str]], day: date) -> str:
    return next((result for on, result in reversed(triages) if on <= day), "")


def _is_in(row: AreaEntry, day: date) -> bool:
    return row.entered_on <= day and (row.left_on is None or row.left_on >= day)


def _was_in(row: AreaEntry, moment: Moment) -> bool:
    return row.entered_on <= moment.last and (row.left_on is None or row.left_on >= moment.first)


def _in_state(facts: _Facts, key: str, first: date, last: date) -> set[UUID]:
    return {
        who
        for who, start, end in facts.milestones.get(key, [])
        if start <= last and (end is None or end >= first)
    }


def _overlaps(spells: list[tuple[date, date | None]], first: date, last: date) -> bool:
    return any(start <= last and (end is None or end >= first) for start, end in spells)
