"""This file is where it is worked out who owns what, from numbers, so that nothing is looked up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stegvis.programmes.definition import Definition

CASE_MANAGERS = 20
LOAD = 25

ORGANISATION, ACCOUNT, ASSIGNMENT, PARTICIPANT, IDENTITY = 1, 2, 3, 4, 5
PARTICIPATION, NOTE, DISCLOSURE, PLAN, EXIT, SEAT = 6, 7, 8, 9, 10, 13


@dataclass(frozen=True)
class Sizes:
    organisations: int
    participants: int
    participations: int
    notes: int
    disclosures: int

    @classmethod
    def at(cls, scale: float) -> "Sizes":
        return cls(
            max(20, int(250 * min(1, scale * 4))),
            int(1_000_000 * scale),
            int(1_200_000 * scale),
            int(10_000_000 * scale),
            int(20_000_000 * scale),
        )


@dataclass(frozen=True)
class Run:
    """A programme that is run: the id of its version, and its definition."""

    version: str
    definition: Definition


def uid(kind: int, number: int) -> str:
    """A public id that looks random, as real ones do, so that indexes meet no kind order."""
    mixed = (number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind * 0x2545F4914F6CDD1D) % (1 << 120)
    return f"{(kind << 120) | mixed:032x}"


def organisation(owner: int) -> str:
    return uid(ORGANISATION, owner)


def account(owner: int, number: int) -> str:
    """The coordinator is number 0, the case managers follow."""
    return uid(ACCOUNT, owner * 100 + number)


class World:
    """Which organisation has which participants and runs which programme.

    Each runs one; the largest organisation runs the first programme, the next one the second.
    """

    def __init__(self, sizes: Sizes, runs: Sequence[Run]) -> None:
        self.sizes = sizes
        self.runs = runs
        # Sizes of owners are uneven, as in life; the largest has about 1.4 % of everything.
        weights = [
            ((k + 1) / sizes.organisations) ** (1 / 1.3) - (k / sizes.organisations) ** (1 / 1.3)
            for k in range(sizes.organisations)
        ]
        self.first: list[int] = [0]
        for weight in weights:
            self.first.append(
                min(sizes.participants, self.first[-1] + int(weight * sizes.participants))
            )
        self.first[-1] = sizes.participants

    def run_of(self, owner: int) -> Run:
        return self.runs[owner % len(self.runs)]

    def owner_of(self) -> Iterator[tuple[int, int, int]]:
        """(participant, owner, place within the owner) for every participant."""
        for owner in range(self.sizes.organisations):
            for place, person in enumerate(range(self.first[owner], self.first[owner + 1])):
                yield person, owner, place

    def spells(self) -> Iterator[tuple[int, int, int, int, int]]:
        """(participation, participant, owner, place, size of owner); every fifth has been in
        twice."""
        number = 0
        extra = self.sizes.participations - self.sizes.participants
        for person, owner, place in self.owner_of():
            size = self.first[owner + 1] - self.first[owner]
            yield number, person, owner, place, size
            number += 1
            if person % 5 == 4 and extra > 0:
                extra -= 1
                yield number, person, owner, -1, size
                number += 1
