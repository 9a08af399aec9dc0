"""Random lives of one case, through the real actions, against a short reference in plain Python.

After each step it is asked what every authority can read: by plain SQL as the role of requests,
which the database alone decides, and by the application's own queries on a connection that
row-level security does not bind, which the application alone decides. Both must say what the
reference says: nothing more and nothing less.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import introduction, note, party
from stegvis.casework.models import Note, Participation, Party
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.core.roles import RUNTIME
from stegvis.participants.actions import consent, disclosure, protection
from stegvis.participants.models import Consent, Disclosure, Identity, Participant
from tests.database import DATABASE
from tests.elsewhere import in_database
from tests.proof.lives import ITEMS, Cell, Life, Step
from tests.world import AF, FK, REGION, World

RECEIVERS = {FK: "Lena", AF: "Per", REGION: "Maria"}
TABLES = {
    "note": "casework_note",
    "second note": "casework_note",
    "identity": "participants_identity",
    "case": "casework_participation",
}
LIVES, MOST_STEPS = 18, 8

_receivers = st.sampled_from(sorted(RECEIVERS))
_cells = st.tuples(_receivers, st.sampled_from(sorted(ITEMS.values())))
_notes = st.sampled_from(["note", "second note"])
_steps = st.one_of(
    st.builds(Step, st.just("consent"), cells=st.frozensets(_cells, min_size=1, max_size=6)),
    st.builds(Step, st.just("widen"), cells=st.frozensets(_cells, min_size=1, max_size=1)),
    st.builds(Step, st.just("withdraw"), _receivers | st.just("")),
    st.builds(Step, st.sampled_from(["disclose", "disclose_without"]), _receivers, _notes),
    st.builds(Step, st.just("introduce"), _receivers),
    st.builds(Step, st.just("close"), _receivers, st.sampled_from(sorted(ITEMS))),
    st.builds(Step, st.just("seat"), _receivers, days=st.sampled_from([-10, 0, 2])),
    st.builds(Step, st.just("unseat"), _receivers),
    st.builds(Step, st.sampled_from(["refuse", "protect", "lift"])),
)
# The programme ends once, and last.
_lives = st.builds(
    lambda steps, ends: [*steps, *([Step("end")] if ends else [])],
    st.lists(_steps, min_size=3, max_size=MOST_STEPS),
    st.booleans(),
)
# One life in which each thing happens, whatever chance brings.
A_WHOLE_LIFE = [
    Step("widen", cells=frozenset({(AF, "contact")})),
    Step("widen", cells=frozenset({(AF, "work")})),
    Step("seat", AF, days=-10),
    Step("disclose", AF, "second note"),
    Step("disclose", FK, "note"),
    Step("disclose_without", REGION, "note"),
    Step("introduce", AF),
    Step("introduce", FK),
    Step("close", FK, "identity"),
    Step("protect"),
    Step("introduce", FK),
    Step("lift"),
    Step("withdraw", FK),
    Step("unseat", FK),
    Step("end"),
]


class Case:
    """Alva's case, with two notes; each step is the action that staff take."""

    def __init__(self, world: World) -> None:
        self.sara = world.actor("Sara")
        self.ids = {key: world.organisation(key).pk for key in RECEIVERS}
        self.contacts = {key: world.account(name).pk for key, name in RECEIVERS.items()}
        with bound(self.sara):
            self.row = world.case("Alva")
            first = world.note("Alva")
            second = note.write(
                actor=self.sara,
                participation=self.row,
                kind="samtal",
                text="Ännu en anteckning.",
                happened_on=today(),
            )
            identity = self.row.participant.identity
        self.notes = {"note": first, "second note": second}
        self.items: dict[str, UUID] = {
            "note": first.pk,
            "second note": second.pk,
            "identity": identity.pk,
            "case": self.row.pk,
        }
        # As the world's coordinator left it.
        self.life = Life(
            cells={(FK, "planning"), (FK, "contact")},
            seats=[(FK, self.row.enrolled_on, None)],
        )

    @property
    def whose(self) -> dict[str, Any]:
        return {"actor": self.sara, "scope": self.row.scope}

    def goes_on(self, step: Step) -> bool:
        """Take the step; False when it was refused."""
        try:
            with bound(self.sara):
                return getattr(self, f"_{step.what}")(step) is not False
        except (RuleBroken, Refused):
            return False

    def _written(self, cells: frozenset[Cell], refused: bool = False) -> None:
        consent.write_down(
            **self.whose,
            participant=self.row.participant,
            participation_id=self.row.pk,
            programme=self.row.version,
            form=_form(refused),
            cells=[self._cell(cell) for cell in sorted(cells)],
        )

    def _cell(self, cell: Cell) -> consent.Cell:
        receiver, category = cell
        return consent.Cell(self.row.owner_id, self.ids[receiver], category)

    def _consent(self, step: Step) -> None:
        self._written(step.cells)

    def _refuse(self, _: Step) -> None:
        self._written(frozenset(), refused=True)

    def _widen(self, step: Step) -> None:
        (cell,) = step.cells
        consent.widen(
            **self.whose,
            participant=self.row.participant,
            participation_id=self.row.pk,
            programme=self.row.version,
            form=_form(),
            cell=self._cell(cell),
        )

    def _in_force(self) -> Consent | None:
        return Consent.objects.in_force().filter(participation_id=self.row.pk).first()

    def _withdraw(self, step: Step) -> bool:
        found = self._in_force()
        if found is None:
            return False
        receiver = self.ids[step.receiver] if step.receiver else None
        consent.withdraw(**self.whose, consent=found, receiver_id=receiver)
        return True

    def _disclose(self, step: Step) -> None:
        self._made(step, "consent", self._in_force())

    def _disclose_without(self, step: Step) -> None:
        self._made(step, "osl_10_27", None)

    def _made(self, step: Step, ground: str, rests_on: Consent | None) -> None:
        disclosure.make(
            **self.whose,
            item=self.notes[step.item],
            title="Anteckning",
            receiver_id=self.ids[step.receiver],
            category=ITEMS[step.item],
            ground=ground,
            consent=rests_on,
            reason="Vårdplanering i dag.",
            assessment="Bara det som vården behöver i dag.",
            participation_id=self.row.pk,
        )

    def _introduce(self, step: Step) -> bool:
        made = introduction.introduce(
            actor=self.sara, participation=self.row, receiver_id=self.ids[step.receiver]
        )
        return made is not None

    def _close(self, step: Step) -> bool:
        found = Disclosure.objects.open().filter(
            item_id=self.items[step.item], receiver_id=self.ids[step.receiver]
        )
        given = list(found)
        for row in given:
            disclosure.close(**self.whose, disclosure=row, reason="Behövs inte.")
        return bool(given)

    def _seat(self, step: Step) -> None:
        party.add(
            actor=self.sara,
            participation=self.row,
            organisation_id=self.ids[step.receiver],
            seat="handläggare",
            starts_on=today() + timedelta(days=step.days),
            contact_id=self.contacts[step.receiver],
        )

    def _unseat(self, step: Step) -> bool:
        yesterday = today() - timedelta(days=1)
        seats = Party.objects.now().filter(
            participation=self.row, organisation_id=self.ids[step.receiver]
        )
        begun = list(seats.filter(starts_on__lte=yesterday))
        for row in begun:
            party.end(actor=self.sara, participation=self.row, party=row, ends_on=yesterday)
        return bool(begun)

    def _protect(self, _: Step) -> bool:
        person = Participant.objects.get(pk=self.row.participant_id)
        if person.is_protected:
            return False
        protection.protect(
            **self.whose,
            participant=person,
            level="marked",
            reason="Sekretessmarkering.",
            readers=[self.sara.account_id],
        )
        return True

    def _lift(self, _: Step) -> None:
        person = Participant.objects.get(pk=self.row.participant_id)
        protection.lift(**self.whose, participant=person, reason="Skyddet har upphört.")

    def _end(self, _: Step) -> None:
        row = Participation.objects.get(pk=self.row.pk)
        last = closing.Closing(
            ended_on=today() - timedelta(days=1),
            reason="fullfoljt",
            destination="forstarkt_samarbete",
        )
        closing.prepare(actor=self.sara, participation=row, closing=last)
        closing.confirm(actor=self.sara, participation=row)


def _form(refused: bool = False) -> consent.Form:
    return consent.Form("secrecy", "samordning", "1", "sv", today(), refused=refused)


@contextmanager
def bound(actor: Actor) -> Iterator[None]:
    """As in a request: by the role that row-level security binds."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"set local role {RUNTIME}")
        yield


def by_sql(actor: Actor, items: dict[str, UUID]) -> set[str]:
    """What the database shows, with no filter of ours."""
    with bound(actor), connection.cursor() as cursor:
        cursor.execute(
            " union all ".join(f"select %s from {TABLES[what]} where id = %s" for what in items),
            [value for pair in items.items() for value in pair],
        )
        return {what for (what,) in cursor.fetchall()}


def by_the_application(actor: Actor, items: dict[str, UUID]) -> set[str]:
    """What our queries show where row-level security does not bind."""
    with acting(actor):
        assert Identity.objects.filter(pk=items["identity"]).exists(), "the database is open"
        queries = (Note.objects, Identity.objects, Participation.objects)
        pks = {pk for q in queries for pk in q.visible_to(actor).values_list("pk", flat=True)}
        return {what for what, pk in items.items() if pk in pks}


def differences(case: Case, readers: dict[str, Actor]) -> Iterator[str]:
    for name, actor in readers.items():
        key = next((key for key, who in RECEIVERS.items() if who == name), "")
        is_own = actor.organisation_id == case.row.owner_id
        life = case.life
        open_to = life.readable_to_owner() if is_own else life.readable(key)
        shown_to = open_to if is_own else life.shown(key)
        for way, due in ((by_sql, open_to), (by_the_application, shown_to)):
            found = way(actor, case.items)
            if found != due:
                yield f"{name} {way.__name__}: {sorted(found)}, not {sorted(due)}"


@pytest.fixture
def unbound(world: World) -> Iterator[World]:
    """A connection as the owner of the tables, whom a policy of its own lets see every row; it
    steps down to the role of requests for all but the application's own queries."""
    with in_database(DATABASE, alias="owner"):
        yield World.load()


def test_random_lives_give_what_the_reference_says(
    unbound: World, record_property: Callable[[str, object], None]
) -> None:
    readers = {name: unbound.actor(name) for name in ("Kim", "Stina", *RECEIVERS.values())}
    lived: set[tuple[Step, ...]] = set()
    happened: set[tuple[str, bool]] = set()

    @settings(
        max_examples=LIVES,
        deadline=None,
        database=None,
        derandomize=True,
        # A life that differs is told as it is: to look for a shorter one takes minutes.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(_lives)
    @example(A_WHOLE_LIFE)
    def live(steps: list[Step]) -> None:
        with transaction.atomic():
            case = Case(unbound)
            for step in steps:
                was_taken = case.goes_on(step)
                assert was_taken == case.life.goes_on(step), step
                assert list(differences(case, readers)) == [], step
                happened.add((step.what, was_taken))
            transaction.set_rollback(True)
        lived.add(tuple(steps))

    live()
    # The lives are worth something only if each thing happens in some of them.
    taken = {what for what, was_taken in happened if was_taken}
    assert {step.what for step in A_WHOLE_LIFE} | {"consent", "refuse"} <= taken
    record_property("random lives", len(lived))
