"""This file is where a definition says how a programme is run: staff and steering."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from stegvis.programmes.vocabulary import (
    Fault,
    Financing,
    Frozen,
    Key,
    Percent,
    Period,
    SeatRole,
    Several,
    Text,
)


class Shift(Frozen):
    """When the holder of a seat gets another part to play in a case, and what it is then called.

    `after` is a step of the way: the part changes when that step is done.
    """

    after: Key
    name: Text
    text: Text
    quote: Text | None = None


class Seat(Frozen):
    """A place in the programme. `tasks` are what its holder has to do, as the document says."""

    key: Key
    name: Text
    role: SeatRole
    text: Text | None = None
    tasks: tuple[Text, ...] = ()
    shifts: tuple[Shift, ...] = ()


class Staffing(Period):
    """A share of full time in a seat. Overlaps are lawful: several people may hold one seat.

    With `people` the percent is what they have together ("100 % fördelas på 2")."""

    seat: Key
    percent: Percent
    people: Several | None = None
    party: Key
    financing: Financing
    source: Text


class SteeringSeat(Frozen):
    """One member's place in the steering group, held by whoever has the post."""

    title: Text
    organisation: Text
    party: Key | None = None


class Steering(Frozen):
    """The group that follows goals and decides on deviations. It never sees a person."""

    name: Text
    appointed_by: Text | None = None
    meets: Text | None = None
    seats: Annotated[tuple[SteeringSeat, ...], Field(min_length=1)]
    text: Text | None = None
    quote: Text | None = None


class TeamSeat(Frozen):
    """One place in the working team; `only_at` tells the moments of a party that is not there
    all the time."""

    title: Text
    organisation: Text
    party: Key | None = None
    only_at: Text | None = None


class PlannedWork(Frozen):
    """A line of the document's own activity plan: what, by whom, who answers for it, when.

    `when` are quarters such as 2019-Q3."""

    what: Text
    who: Text
    responsible: Text
    when: Annotated[tuple[Text, ...], Field(min_length=1)]

    def faults(self) -> Iterator[Fault]:
        for n, quarter in enumerate(self.when):
            year, _, part = quarter.partition("-Q")
            if not (year.isdigit() and len(year) == 4 and part in ("1", "2", "3", "4")):
                yield Fault(
                    ("when", n),
                    f"”{quarter}” är inget kvartal.",
                    "Skriv till exempel ”2019-Q3”.",
                )


class OwnSystem(Frozen):
    """Where one party keeps its records when each party documents in its own system."""

    party: Key
    name: Text
    reference_label: Text


class OwnSystems(Frozen):
    """What is kept here when every party documents in its own system: coordination facts, a
    check that the person is registered there, and at most one line a person and month."""

    text: Text
    systems: Annotated[tuple[OwnSystem, ...], Field(min_length=1)]
    quote: Text | None = None


class Report(Frozen):
    key: Key
    name: Text
    to: Text
    when: Text
    text: Text | None = None
    quote: Text | None = None
