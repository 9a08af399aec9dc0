"""This file is where the shape of a programme is: every table that a definition file may hold.

A programme officer writes the file; `reading` turns it into a `Definition`. Lists are kept in the
order they are written, since that is the order people see. The tables about the participant's way
are in `admission` and `journey`; what one table says of another is checked in `references`.
`Definition.model_dump(mode="json")` is what a version stores.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from stegvis.programmes.admission import (
    Capacity,
    Consent,
    Intake,
    ReferralFact,
    Route,
    TargetGroup,
)
from stegvis.programmes.facts import KnownFact
from stegvis.programmes.journey import (
    AbsenceReason,
    Activity,
    Destination,
    Exit,
    FollowUps,
    MappingRules,
    Notes,
    Outgoing,
    PlanRules,
    Readiness,
    Rung,
    Step,
    Teamwork,
    Ways,
)
from stegvis.programmes.measurable import goal_faults
from stegvis.programmes.references import faults_in, vocabulary_of
from stegvis.programmes.vocabulary import (
    Demand,
    DocumentationMode,
    Fault,
    Financing,
    Flag,
    Frozen,
    GoalFact,
    GoalKind,
    GoalLevel,
    GoalUnit,
    Key,
    OrganisationKind,
    Percent,
    Population,
    SeatRole,
    Several,
    Span,
    Text,
    Watched,
    Window,
    date_order,
    find,
)


class Document(Frozen):
    """The paper that the definition follows, so that a reader can go back to it."""

    title: Text
    note: Text | None = None


class Organiser(Frozen):
    """The association that pays. It never sees a person."""

    name: Text
    organisation: Key | None = None


class Period(Frozen):
    start: datetime.date
    end: datetime.date

    def faults(self) -> Iterator[Fault]:
        yield from date_order(self.start, self.end)


class Phase(Period):
    key: Key
    name: Text
    text: Text
    quote: Text | None = None


class Words(Frozen):
    """What people in this programme call things; pages build their sentences from these."""

    referral: Text
    referral_definite: Text
    referrals: Text
    referrals_definite: Text
    refer: Text
    refers: Text
    referred: Text
    referred_person: Text
    referrer: Text
    referrer_definite: Text
    case_manager: Text
    case_manager_definite: Text
    case_managers: Text
    coordinator: Text
    coordinator_definite: Text
    team: Text
    team_definite: Text
    next_stage: Text
    next_stage_definite: Text


class Seat(Frozen):
    key: Key
    name: Text
    role: SeatRole
    text: Text | None = None


class Party(Frozen):
    """An authority in the programme. `key` is what the rest of the file calls it.

    `organisation` names an authority in the register; without it any authority of the kind that
    takes part can fill the place. An owner or operator is a party too, but never a receiver.
    """

    key: Key
    kind: OrganisationKind
    name: Text
    organisation: Key | None = None
    seats: tuple[Key, ...] = ()
    window: Window = Window.ALWAYS
    text: Text | None = None


class Staffing(Period):
    """A share of full time in a seat. Overlaps are lawful: several people may hold one seat."""

    seat: Key
    percent: Percent
    party: Key
    financing: Financing
    source: Text


class Instrument(Frozen):
    """A scored questionnaire; item texts come from the licence holder, never from this file."""

    key: Key
    name: Text
    given_at: Annotated[tuple[Text, ...], Field(min_length=1)]
    text: Text | None = None


class Goal(Frozen):
    """A goal of the document and how it is measured.

    `text` is verbatim, `reading` says in Swedish how it is counted. `also` are facts that must
    hold as well. A `balance` goal is met between `low` and `high` percent women and men; a
    `difference` goal compares the sexes and warns from `low` percentage points. `when_uneven` is
    what the document then demands.
    """

    key: Key
    level: GoalLevel
    kind: GoalKind
    text: Text
    reading: Text
    population: Population | None = None
    fact: GoalFact | None = None
    also: tuple[GoalFact, ...] = ()
    target: Several | None = None
    unit: GoalUnit | None = None
    low: Percent | None = None
    high: Percent | None = None
    percent: Percent | None = None
    window: Span | None = None
    period: Period | None = None
    split_by_sex: Flag = False
    when_uneven: tuple[Demand, ...] = ()
    evidence: Text | None = None

    def faults(self) -> Iterator[Fault]:
        for name in _GOAL_NEEDS[self.kind]:
            if getattr(self, name) in (None, ()):
                yield Fault(
                    (),
                    f"Ett mål av slaget {self.kind} behöver nyckeln {name}.",
                    f"Lägg till {name} = … under målet.",
                )
        if self.unit == GoalUnit.PERCENT and self.target is not None and self.target > 100:
            yield Fault(
                ("target",),
                f"Målet {self.target} procent är mer än alla.",
                "Skriv ett tal mellan 1 och 100, eller unit = ”persons”.",
            )
        if self.fact == GoalFact.EMPLOYED_AT_LEAST and self.percent is None:
            yield Fault(
                (),
                "Målet räknar anställda i en viss omfattning men säger inte vilken.",
                "Lägg till percent = 50 eller den omfattning som gäller.",
            )
        facts = [fact for fact in (self.fact, *self.also) if fact is not None]
        yield from goal_faults(self.kind, self.population, facts, self.unit)


_GOAL_NEEDS: Mapping[GoalKind, tuple[str, ...]] = {
    GoalKind.COUNT: ("population", "target", "unit"),
    GoalKind.SHARE: ("population", "fact", "target", "unit"),
    GoalKind.ONGOING: ("target", "unit"),
    GoalKind.WITHIN: ("population", "fact", "target", "unit", "window"),
    GoalKind.BALANCE: ("population", "low", "high", "when_uneven"),
    GoalKind.DIFFERENCE: ("population", "fact", "low", "when_uneven"),
    GoalKind.QUALITATIVE: ("evidence",),
}


class Report(Frozen):
    key: Key
    name: Text
    to: Text
    when: Text
    text: Text | None = None
    quote: Text | None = None


class Evaluation(Frozen):
    text: Text
    decided_by: Text
    quote: Text | None = None


class Deadline(Frozen):
    """When a coming date is first shown, and again: each lead is time before the date.

    `after` is used where the date counts from something that happened (no contact, waiting).
    """

    watch: Watched
    leads: tuple[Span, ...] = ()
    after: Span | None = None
    shown_to: Annotated[tuple[SeatRole, ...], Field(min_length=1)]
    text: Text

    def faults(self) -> Iterator[Fault]:
        if not self.leads and self.after is None:
            yield Fault(
                (),
                "Bevakningen säger inte när den ska visas.",
                "Lägg till leads = [{ days = 30 }] (före) eller after = { days = 14 } (efter).",
            )


class Definition(Frozen):
    """A whole programme, as its document says it. `language` is the version of this schema."""

    language: Literal[1] = 1
    key: Key
    name: Text
    short_name: Text
    version: Several
    purpose: Text
    method: Text
    document: Document
    owner: Key
    operators: Annotated[tuple[Key, ...], Field(min_length=1)]
    association: Organiser
    period: Period
    phases: tuple[Phase, ...] = ()
    words: Words
    seats: Annotated[tuple[Seat, ...], Field(min_length=1)]
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    staffing: tuple[Staffing, ...] = ()
    target_group: TargetGroup
    facts: tuple[ReferralFact, ...] = ()
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    intake: Intake
    capacity: Capacity
    consent: Consent
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    ways: Ways | None = None
    mapping: MappingRules
    plan: PlanRules
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]
    outgoing: tuple[Outgoing, ...] = ()
    ladder: tuple[Rung, ...] = ()
    team: Teamwork
    notes: Notes
    absence_reasons: Annotated[tuple[AbsenceReason, ...], Field(min_length=1)]
    readiness: Readiness | None = None
    exit: Exit
    follow_up: FollowUps
    instruments: tuple[Instrument, ...] = ()
    goals: Annotated[tuple[Goal, ...], Field(min_length=1)]
    documentation_mode: DocumentationMode
    reports: tuple[Report, ...] = ()
    evaluation: Evaluation | None = None
    deadlines: tuple[Deadline, ...] = ()

    def faults(self) -> Iterator[Fault]:
        yield from faults_in(self.model_dump(mode="json"))

    @property
    def vocabulary(self) -> dict[str, KnownFact]:
        """Every fact that this programme can ask about: the house's own and the programme's."""
        return vocabulary_of(self.model_dump(mode="json"))

    def party(self, key: str) -> Party:
        return find(self.parties, key)

    def activity(self, key: str) -> Activity:
        return find(self.activities, key)

    def step(self, key: str) -> Step:
        return find(self.steps, key)

    def destination(self, key: str) -> Destination:
        return find(self.exit.destinations, key)

    def receivers(self) -> tuple[Party, ...]:
        """The parties that something can be disclosed to: all but those who run the programme."""
        own = {self.owner, *self.operators}
        return tuple(party for party in self.parties if party.organisation not in own)
