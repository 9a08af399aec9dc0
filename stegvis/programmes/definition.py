"""This file is where the shape of a programme is: every table that a definition file may hold.

A programme officer writes the file; `reading` turns it into a `Definition`. Lists are kept in the
order they are written, since that is the order people see. The tables about the participant's way
are in `admission` and `journey`, those about measuring in `measures` and about running it in
`conduct`; what one table says of another is checked in `references`.
`Definition.model_dump(mode="json")` is what a version stores.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from stegvis.programmes.admission import (
    AreaRegister,
    Arms,
    Capacity,
    Consent,
    Intake,
    Predecessor,
    ReferralFact,
    Route,
    TargetGroup,
)
from stegvis.programmes.conduct import (
    OwnSystems,
    PlannedWork,
    Report,
    Seat,
    Staffing,
    Steering,
    TeamSeat,
)
from stegvis.programmes.facts import KnownFact
from stegvis.programmes.journey import (
    AbsenceReason,
    Activity,
    Destination,
    Exit,
    FollowUps,
    Inventory,
    MappingRules,
    Milestone,
    MonthlyFact,
    Notes,
    Outgoing,
    PlanRules,
    Readiness,
    Rung,
    Step,
    Teamwork,
    Ways,
)
from stegvis.programmes.measures import ComparisonGroup, Evaluation, Goal, Instrument
from stegvis.programmes.references import faults_in, vocabulary_of
from stegvis.programmes.vocabulary import (
    DocumentationMode,
    Fault,
    Frozen,
    Key,
    OrganisationKind,
    Period,
    SeatRole,
    Several,
    Span,
    Text,
    Watched,
    Window,
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


class ProjectOwner(Frozen):
    """Who owns the project by the document, where that is a group without legal capacity.

    It can own no records and is only named; the operators own theirs."""

    name: Text
    text: Text | None = None
    quote: Text | None = None


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
    # How long after enrolment a party that is with at both ends still takes part.
    intake_window: Span = Span(days=30)
    text: Text | None = None


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
    owner: Key | None = None
    project_owner: ProjectOwner | None = None
    operators: Annotated[tuple[Key, ...], Field(min_length=1)]
    association: Organiser
    period: Period
    predecessors: tuple[Predecessor, ...] = ()
    phases: tuple[Phase, ...] = ()
    words: Words
    seats: Annotated[tuple[Seat, ...], Field(min_length=1)]
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    staffing: tuple[Staffing, ...] = ()
    target_group: TargetGroup
    area: AreaRegister | None = None
    arms: Arms | None = None
    facts: tuple[ReferralFact, ...] = ()
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    intake: Intake
    capacity: Capacity | None = None
    consent: Consent
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    ways: Ways | None = None
    milestones: tuple[Milestone, ...] = ()
    monthly: tuple[MonthlyFact, ...] = ()
    mapping: MappingRules
    plan: PlanRules
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]
    inventory: Inventory | None = None
    outgoing: tuple[Outgoing, ...] = ()
    ladder: tuple[Rung, ...] = ()
    team: Teamwork
    team_seats: tuple[TeamSeat, ...] = ()
    steering: Steering | None = None
    planned_work: tuple[PlannedWork, ...] = ()
    notes: Notes
    absence_reasons: Annotated[tuple[AbsenceReason, ...], Field(min_length=1)]
    readiness: Readiness | None = None
    exit: Exit
    follow_up: FollowUps
    instruments: tuple[Instrument, ...] = ()
    comparison: ComparisonGroup | None = None
    goals: Annotated[tuple[Goal, ...], Field(min_length=1)]
    documentation_mode: DocumentationMode
    own_systems: OwnSystems | None = None
    reports: tuple[Report, ...] = ()
    evaluation: Evaluation | None = None
    deadlines: tuple[Deadline, ...] = ()

    def faults(self) -> Iterator[Fault]:
        if self.owner is None and self.project_owner is None:
            yield Fault(
                (),
                "Det framgår inte vem som äger insatsen.",
                "Lägg till owner = ”…”. Saknar ägaren rättskapacitet: tabellen project_owner.",
            )
        yield from faults_in(self.model_dump(mode="json"))

    @property
    def shares_places(self) -> bool:
        """Whether several operators have the number of places together, each a part of it."""
        places = self.capacity
        return places is not None and len(self.operators) > 1 and not places.each_operator

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
        own = {self.owner, *self.operators} - {None}
        return tuple(party for party in self.parties if party.organisation not in own)
