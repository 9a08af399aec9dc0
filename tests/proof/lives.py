"""This file is where it is said once more, in plain Python, how what others may read of one person
comes and goes: consent, hand-outs, seats in the case, protection and the end of the programme."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from stegvis.core.dates import today

# What can be handed out of her case here, and the category that consent must cover.
ITEMS = {"note": "planning", "second note": "work", "identity": "contact"}
Cell = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """Something that happens in the life of a case."""

    what: str
    receiver: str = ""
    item: str = ""
    cells: frozenset[Cell] = frozenset()
    days: int = 0


@dataclass
class Given:
    item: str
    receiver: str
    on_consent: bool


@dataclass
class Life:
    """What an authority may read, as long as nobody is shown a protected identity."""

    cells: set[Cell] = field(default_factory=set)
    given: list[Given] = field(default_factory=list)
    seats: list[tuple[str, date, date | None]] = field(default_factory=list)
    is_protected: bool = False

    def readable(self, receiver: str) -> set[str]:
        """What is open to an authority that does not own the case."""
        found = {one.item for one in self.given if one.receiver == receiver}
        if any(self._sits(seat, receiver) for seat in self.seats):
            found.add("case")
        return found - ({"identity"} if self.is_protected else set())

    def shown(self, receiver: str) -> set[str]:
        """What the application shows the receiver's contact of that: she needs a seat in the case
        to be shown more than who it is."""
        found = self.readable(receiver)
        return found if "case" in found else found & {"identity"}

    def readable_to_owner(self) -> set[str]:
        return {"case", *ITEMS} - ({"identity"} if self.is_protected else set())

    def _sits(self, seat: tuple[str, date, date | None], receiver: str) -> bool:
        who, starts, ends = seat
        return who == receiver and starts <= today() and (ends is None or ends >= today())

    def goes_on(self, step: Step) -> bool:
        """What happens by the step; False when it is refused, and then nothing has changed."""
        return bool(getattr(self, f"_{step.what}")(step))

    def _consent(self, step: Step) -> bool:
        self.cells = set(step.cells)
        self._close_uncovered()
        return True

    def _refuse(self, _: Step) -> bool:
        self.cells = set()
        self._close_uncovered()
        return True

    def _widen(self, step: Step) -> bool:
        self.cells |= step.cells
        return True

    def _withdraw(self, step: Step) -> bool:
        """Without a receiver, the whole."""
        left = {cell for cell in self.cells if step.receiver and cell[0] != step.receiver}
        if left == self.cells:
            return False
        self.cells = left
        self._close_uncovered()
        return True

    def _disclose(self, step: Step) -> bool:
        if (step.receiver, ITEMS[step.item]) not in self.cells:
            return False
        return self._give(Given(step.item, step.receiver, on_consent=True))

    def _disclose_without(self, step: Step) -> bool:
        """On a ground other than consent, with a reason."""
        return self._give(Given(step.item, step.receiver, on_consent=False))

    def _introduce(self, step: Step) -> bool:
        """Who she is: never of a protected person, and never without consent to contact."""
        if self.is_protected or (step.receiver, "contact") not in self.cells:
            return False
        return self._give(Given("identity", step.receiver, on_consent=True))

    def _give(self, new: Given) -> bool:
        if not any((one.item, one.receiver) == (new.item, new.receiver) for one in self.given):
            self.given.append(new)
        return True

    def _close(self, step: Step) -> bool:
        left = [one for one in self.given if (one.item, one.receiver) != (step.item, step.receiver)]
        self.given, is_closed = left, len(left) < len(self.given)
        return is_closed

    def _seat(self, step: Step) -> bool:
        """A seat in the case from so many days from now; only who may know how to reach her."""
        if (step.receiver, "contact") not in self.cells:
            return False
        self.seats.append((step.receiver, today() + timedelta(days=step.days), None))
        return True

    def _unseat(self, step: Step) -> bool:
        """The authority's seats end, those that have begun yesterday and the others not at all."""
        yesterday = today() - timedelta(days=1)
        mine = [seat for seat in self.seats if self._sits(seat, step.receiver)]
        begun = [seat for seat in mine if seat[1] <= yesterday]
        self.seats = [(*s[:2], yesterday) if s in begun else s for s in self.seats]
        return bool(begun)

    def _protect(self, _: Step) -> bool:
        if self.is_protected:
            return False
        self.is_protected = True
        self.given = [one for one in self.given if one.item != "identity"]
        return True

    def _lift(self, _: Step) -> bool:
        was, self.is_protected = self.is_protected, False
        return was

    def _end(self, _: Step) -> bool:
        """The programme ended yesterday: consent and all that rested on it; seats that had begun
        by then. What was handed out on another ground stays, and has its own review."""
        yesterday = today() - timedelta(days=1)
        self.cells = set()
        self._close_uncovered()
        self.seats = [
            (who, starts, max(starts, yesterday) if self._sits((who, starts, ends), who) else ends)
            for who, starts, ends in self.seats
        ]
        return True

    def _close_uncovered(self) -> None:
        self.given = [
            one
            for one in self.given
            if not one.on_consent or (one.receiver, ITEMS[one.item]) in self.cells
        ]
