"""This file is where a definition says what happens from enrolment to the last follow-up."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from stegvis.programmes.asking import Question
from stegvis.programmes.vocabulary import (
    AbsenceGroup,
    ActivityKind,
    Anchor,
    Choice,
    Fault,
    Flag,
    Frozen,
    Key,
    MilestoneKind,
    OrganisationKind,
    Percent,
    Several,
    Span,
    StepFact,
    Text,
    WayMode,
    WorkKind,
)


class Condition(Frozen):
    """Something that has happened. `activities` narrows it to some activities (any of them),
    `percent` to an extent of 40 hours a week, `work` to some kinds of work (any of them);
    `milestone` names the one of `milestone_reached`."""

    fact: StepFact
    activities: tuple[Key, ...] = ()
    percent: Percent | None = None
    work: tuple[WorkKind, ...] = ()
    milestone: Key | None = None

    def faults(self) -> Iterator[Fault]:
        if (self.fact == StepFact.MILESTONE_REACHED) != (self.milestone is not None):
            yield Fault(
                (),
                "Villkoret milestone_reached och nyckeln milestone hör ihop.",
                "Skriv fact = ”milestone_reached” och milestone = en nyckel från milestones.",
            )


class Step(Frozen):
    """A step is entered when all of `entry` holds and done when all of `done` holds.

    With `any_of_done` one condition is enough. `arms` narrows it to some of the programme's arms.
    Status is derived, never typed in.
    """

    key: Key
    number: Several
    name: Text
    text: Text
    entry: tuple[Condition, ...] = ()
    done: Annotated[tuple[Condition, ...], Field(min_length=1)]
    any_of_done: Flag = False
    arms: tuple[Key, ...] = ()
    quote: Text | None = None


class Milestone(Frozen):
    """A dated fact in a case that this programme counts, such as "utredd" or "i samverkan".

    An event happens once on a day; a state has a first and perhaps a last day, both inclusive.
    """

    key: Key
    name: Text
    kind: MilestoneKind
    text: Text | None = None
    category: Key
    quote: Text | None = None


class MonthlyFact(Frozen):
    """A number that is kept for each month, such as care contacts or SEK of försörjningsstöd."""

    key: Key
    name: Text
    unit: Text
    category: Key
    text: Text | None = None
    quote: Text | None = None


class Stage(Frozen):
    """A part of a way: any of its activities, after the former stage or beside it."""

    key: Key
    name: Text
    text: Text | None = None
    step: Key
    activities: tuple[Key, ...] = ()


class Way(Frozen):
    key: Key
    number: Several
    name: Text
    mode: WayMode
    text: Text
    quote: Text | None = None
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]


class Ways(Frozen):
    chosen_after: Key
    can_be_changed: Flag
    note: Text | None = None
    alternatives: Annotated[tuple[Way, ...], Field(min_length=1)]


class MappingSection(Frozen):
    """A part of the structured conversation. None is mandatory."""

    key: Key
    title: Text
    intro: Text | None = None
    category: Key
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class PartyQuestion(Frozen):
    """A question that can be put to a party. It never asks for a new certificate."""

    key: Key
    label: Text
    text: Text
    to: OrganisationKind
    category: Key


class MappingRules(Frozen):
    name: Text
    intro: Text
    sections: Annotated[tuple[MappingSection, ...], Field(min_length=1)]
    party_questions: tuple[PartyQuestion, ...] = ()
    party_question_note: Text | None = None


class PlanRules(Frozen):
    name: Text
    deadline: Span
    agreed_with_participant: Flag
    anchored_with: tuple[OrganisationKind, ...] = ()
    requires_goal: Flag
    # What she is to live on next must stand in the plan before it is confirmed, and she be told.
    requires_next_livelihood: Flag = False
    livelihood_information: Text | None = None
    category: Key
    quote: Text | None = None


class Activity(Frozen):
    """An entry of the catalogue. `stands_in` is what it takes to begin, told to the participant."""

    key: Key
    name: Text
    kind: ActivityKind
    provider: Text
    provider_party: Key | None = None
    place: Text | None = None
    sessions: Several | None = None
    is_group: Flag = False
    description: Text
    preparation: Text | None = None
    category: Key
    employer: Flag = False
    quote: Text | None = None


class Inventory(Frozen):
    """The activities that exist at home: who keeps the list, and what the programme asks of it.

    `kept_by` are the parties whose inventory is matched. `needs` are what a participant can be in
    need of, in the words of the programme; an offer says which of them it meets.
    """

    text: Text
    kept_by: Annotated[tuple[Key, ...], Field(min_length=1)]
    needs: Annotated[tuple[Choice, ...], Field(min_length=1)]
    quote: Text | None = None


class Outgoing(Frozen):
    """Where the programme may refer a participant on, with a status of its own."""

    key: Key
    name: Text
    party: Key | None = None
    category: Key
    text: Text


class Rung(Frozen):
    """A rung of arbetsutbud: percent of 40 hours a week, with the benefit share kept beside.

    `kinds` are the kinds of work that count on this rung; `percents` the extents where several
    are possible ("50, 75 eller 100 %")."""

    key: Key
    name: Text
    percent: Percent
    percents: tuple[Percent, ...] = ()
    kinds: tuple[WorkKind, ...] = ()
    quote: Text | None = None
    benefit_percent: Percent = 0
    text: Text | None = None

    def faults(self) -> Iterator[Fault]:
        if self.percent + self.benefit_percent > 100:
            yield Fault(
                ("benefit_percent",),
                f"Arbetsutbud {self.percent} % och ersättning {self.benefit_percent} % "
                "blir mer än 100 % tillsammans.",
                "Sänk ett av talen.",
            )


class Teamwork(Frozen):
    """How daily work is done. `full_time_cases` is guidance for one full-time case manager."""

    sees_all_cases: Flag
    why: Text
    full_time_cases: Several | None = None
    caseload_note: Text | None = None
    no_contact: Span


class NoteKind(Frozen):
    """A kind of day note. An attempt is a contact that nobody answered: one tap."""

    key: Key
    name: Text
    is_contact: Flag = False
    is_attempt: Flag = False


class Notes(Frozen):
    name: Text
    lock_after: Span
    kinds: Annotated[tuple[NoteKind, ...], Field(min_length=1)]
    guidance: Text | None = None


class AbsenceReason(Frozen):
    key: Key
    name: Text
    group: AbsenceGroup


class ReadinessItem(Frozen):
    key: Key
    text: Text
    help: Text | None = None


class Readiness(Frozen):
    """The checklist that the parties have agreed on. An item may be left open with a reason."""

    name: Text
    text: Text
    agreed_note: Text | None = None
    judged_by: Annotated[tuple[Key, ...], Field(min_length=1)]
    confirmed_by: tuple[Key, ...]
    category: Key
    items: Annotated[tuple[ReadinessItem, ...], Field(min_length=1)]
    quote: Text | None = None


class Destination(Frozen):
    key: Key
    name: Text
    counts_as_ready: Flag
    receivers: tuple[OrganisationKind, ...] = ()
    needs_confirmation: Flag = False
    text: Text | None = None


class Exit(Frozen):
    closing_meeting: Text
    summary: Text
    category: Key
    destinations: Annotated[tuple[Destination, ...], Field(min_length=1)]
    reasons: Annotated[tuple[Choice, ...], Field(min_length=1)]
    aftercare: Text
    # How long whoever takes over reads here what was handed over.
    handover_window: Span = Span(days=30)
    programme_end: Text
    quote: Text | None = None


class FollowUp(Frozen):
    """A time to ask how it goes; `after` is counted from the anchor, or it is the day itself.

    With `every` and `lasting` the contact is kept: once in every such span, for so long.
    """

    key: Key
    name: Text
    anchor: Anchor
    after: Span | None = None
    every: Span | None = None
    lasting: Span | None = None
    quote: Text | None = None


class FollowUps(Frozen):
    text: Text
    schedule: Annotated[tuple[FollowUp, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    not_reached: Annotated[tuple[Choice, ...], Field(min_length=1)]
