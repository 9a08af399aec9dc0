"""This file is where it is worked out what another version of the programme means for one case.

Pure: from what is known of the case and the two definitions. A move is refused only where it
would hide or disable something that is in use; everything else is shown before it is decided.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256

from pydantic import BaseModel

from stegvis.casework.deadline import Deadline
from stegvis.casework.deadlines import deadlines_of
from stegvis.casework.known import Known, What
from stegvis.casework.progress import StepStatus, steps_of
from stegvis.core.dates import in_swedish
from stegvis.programmes.definition import Definition
from stegvis.programmes.wording import title_of

Used = Mapping[str, frozenset[str]]
"""What of a definition a case uses: for each kind in KINDS, the keys."""

AGREED_WITH = "agreed with"
"""The kind in what is used that holds organisations, by key: those at the ends of a consent."""

STATES = {"done": "klart", "current": "pågår", "todo": "att göra"}


@dataclass(frozen=True)
class Changes:
    """What a move changes for one participant, each in a sentence. With hindrances it is refused.

    `consents` are those that need a new answer; what she has answered stays as she answered it.
    """

    hindrances: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Tells whether what is true now is what the coordinator saw when she decided."""
        said = "\n".join("\t".join(getattr(self, field.name)) for field in fields(self))
        return sha256(said.encode()).hexdigest()

    @property
    def is_none(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))


def changes_for(known: Known, used: Used, old: Definition, new: Definition, day: date) -> Changes:
    """What changes for one case when it goes from the old definition to the new one."""
    return Changes(
        tuple(_hindrances(known, used, old, new)),
        tuple(_access(used, old, new)),
        tuple(_steps(steps_of(known, old, day), steps_of(known, new, day))),
        tuple(_deadlines(deadlines_of(known, old, day), deadlines_of(known, new, day))),
        tuple(_consents(known, old, new)),
    )


Entries = Callable[[Definition], Iterable[BaseModel]]

KINDS: Mapping[str, tuple[str, Entries]] = {
    "activity": ("Aktiviteten", lambda d: d.activities),
    "arm": ("Varianten", lambda d: d.arms.alternatives if d.arms else ()),
    "category": ("Uppgiftsslaget", lambda d: d.consent.categories),
    "destination": ("Vägen ut", lambda d: d.exit.destinations),
    "instrument": ("Instrumentet", lambda d: d.instruments),
    "milestone": ("Hållpunkten", lambda d: d.milestones),
    "monthly": ("Månadsuppgiften", lambda d: d.monthly),
    "note": ("Slaget av anteckning", lambda d: d.notes.kinds),
    "outgoing": ("Verksamheten", lambda d: d.outgoing),
    "party": ("Parten", lambda d: d.parties),
    "question": (
        "Frågan",
        lambda d: (question for section in d.mapping.sections for question in section.questions),
    ),
    "readiness": ("Punkten", lambda d: d.readiness.items if d.readiness else ()),
    "reason": ("Skälet till avslut", lambda d: d.exit.reasons),
    "way": ("Vägen", lambda d: d.ways.alternatives if d.ways else ()),
}
"""What a case can use of its definition, the Swedish word for it, and where it is written."""


def _hindrances(known: Known, used: Used, old: Definition, new: Definition) -> Iterator[str]:
    in_use = dict(used)
    if known.way:
        in_use["way"] = frozenset({known.way})
    if known.arm:
        in_use["arm"] = frozenset({known.arm})
    if old.readiness and known.of(What.READINESS):
        in_use["readiness"] = frozenset(item.key for item in old.readiness.items)
    for kind, (noun, entries) in KINDS.items():
        names = {_key(entry): title_of(entry) for entry in entries(old)}
        there = {_key(entry) for entry in entries(new)}
        for key in sorted(in_use.get(kind, frozenset()) & set(names) - there):
            yield f"{noun} ”{names[key]}” används men finns inte i version {new.version}."

    yield from _consents_in_the_way(known, used, old, new)


def _consents_in_the_way(
    known: Known, used: Used, old: Definition, new: Definition
) -> Iterator[str]:
    """An answer that the version has no place for could no longer be seen, nor taken back."""
    kept = {text.kind for text in new.consent.consents}
    for text in old.consent.consents:
        if text.kind not in kept and known.consent(text.kind.value):
            yield f"”{text.title}” är besvarat men finns inte i version {new.version}."
    there = {party.organisation for party in new.parties}
    for party in old.parties:
        reached = party.organisation in used.get(AGREED_WITH, frozenset())
        if reached and party.organisation not in there:
            yield (
                f"Deltagaren har samtyckt till utbyte med {party.name}, som inte är part i "
                f"version {new.version}."
            )


def _key(entry: BaseModel) -> str:
    return str(getattr(entry, "key", ""))


def _access(used: Used, old: Definition, new: Definition) -> Iterator[str]:
    """Who sees her, and what counts as which kind of information."""
    if new.team.sees_all_cases and not old.team.sees_all_cases:
        yield "Hela laget kommer att se deltagaren."
    if old.team.sees_all_cases and not new.team.sees_all_cases:
        yield "Bara den som följer deltagaren och samordnaren kommer att se deltagaren."
    labels = {category.key: category.label for category in new.consent.categories}
    for kind in ("activity", "outgoing", "milestone", "monthly"):
        noun, entries = KINDS[kind]
        before = {_key(entry): getattr(entry, "category", "") for entry in entries(old)}
        for entry in entries(new):
            key, category = _key(entry), getattr(entry, "category", "")
            if key in used.get(kind, frozenset()) and before.get(key, category) != category:
                yield f"{noun} ”{title_of(entry)}” räknas till {labels.get(category, category)}."
    if old.documentation_mode != new.documentation_mode:
        yield f"Dokumentation: {new.documentation_mode.label}."


def _steps(old: list[StepStatus], new: list[StepStatus]) -> Iterator[str]:
    before, after = {step.key: step for step in old}, {step.key: step for step in new}
    for key, step in after.items():
        state = STATES[step.state]
        if key not in before:
            yield f"Steget ”{step.label}” tillkommer ({state})."
        elif before[key].state != step.state:
            yield f"Steget ”{step.label}”: {STATES[before[key].state]} blir {state}."
    for key, step in before.items():
        if key not in after:
            yield f"Steget ”{step.label}” försvinner ({STATES[step.state]})."


def _deadlines(old: list[Deadline], new: list[Deadline]) -> Iterator[str]:
    before, after = _by_what(old), _by_what(new)
    for what, one in after.items():
        former = before.get(what)
        if former is None:
            yield f"{one.title}, {in_swedish(one.due_on)}: tillkommer."
        elif former.due_on != one.due_on:
            yield f"{one.title}: {in_swedish(former.due_on)} blir {in_swedish(one.due_on)}."
        elif former.shown_from != one.shown_from:
            shown = in_swedish(one.shown_from)
            yield f"{one.title}, {in_swedish(one.due_on)}: visas från {shown}."
    for what, one in before.items():
        if what not in after:
            yield f"{one.title}, {in_swedish(one.due_on)}: försvinner."


def _by_what(deadlines: Iterable[Deadline]) -> dict[tuple[str, str, str], Deadline]:
    """By what each is about; the nearest of two about the same."""
    found: dict[tuple[str, str, str], Deadline] = {}
    for one in deadlines:
        found.setdefault((one.watch, str(one.ref or ""), one.key), one)
    return found


def _consents(known: Known, old: Definition, new: Definition) -> Iterator[str]:
    """What she must be asked anew. What she has answered stays tied to the text that she read."""
    texts = {text.kind: " ".join(text.text.split()) for text in old.consent.consents}
    for text in new.consent.consents:
        if text.kind not in texts:
            yield f"{text.title}: nytt, behöver ett svar."
        elif texts[text.kind] != " ".join(text.text.split()) and known.consent(text.kind.value):
            yield (
                f"{text.title}: texten är ny. Det tidigare svaret gäller som det är; "
                "fråga igen om den nya texten ska gälla."
            )
    before = {category.key for category in old.consent.categories}
    for category in new.consent.categories:
        if category.key not in before:
            yield f"{category.label}: nytt slag av uppgift, stängt tills deltagaren har svarat."
    receivers = {row.party for row in old.consent.matrix}
    for row in new.consent.matrix:
        if row.party not in receivers:
            name = next((party.name for party in new.parties if party.key == row.party), row.party)
            yield f"{name}: ny mottagare, får inget förrän deltagaren har svarat."
