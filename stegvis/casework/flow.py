"""This file is where the flow of people through a programme is counted from what has happened:
who came, who was assessed, who was enrolled, who has ended, and why the others fell away.

The figures are the operator's own and whole; nothing here is published.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from stegvis.access.actor import Actor
from stegvis.casework import inbox
from stegvis.casework.models import (
    OPEN_STATUSES,
    CriterionJudgement,
    Exit,
    Intake,
    IntakeStatus,
    Meeting,
    MeetingStatus,
    Participation,
)
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import CriterionKind, MeetingKind

NO_REASON = "Skäl saknas"


@dataclass(frozen=True)
class Branch:
    """Those who went another way at one stage, or wait there; with the reasons, most first."""

    label: str
    number: int
    is_waiting: bool = False
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Stage:
    """One stage of the way, how many have reached it, and those who are not in the next one."""

    key: str
    label: str
    number: int
    branches: tuple[Branch, ...] = ()
    # Those who came in here without having passed the stage before.
    joined: int = 0
    joined_label: str = ""


@dataclass(frozen=True)
class Flow:
    version: ProgrammeVersion
    stages: tuple[Stage, ...]
    # Criteria that stood in the way of those who were not taken in; one person may have several.
    criteria: tuple[tuple[str, int], ...]

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.stages if stage.key == key)


def flow(actor: Actor, version: ProgrammeVersion) -> Flow:
    """The flow through one programme at the actor's own authority, until today. Four queries."""
    definition = version.definition
    rows = _intakes(actor, version)
    new = inbox.unopened(actor, version.programme_id)
    assessed = [row for row in rows if row.is_assessed]
    cases = _cases(actor, version)
    enrolled = {case.intake_id for case in cases if case.intake_id}
    return Flow(
        version,
        (
            _came(rows, new),
            _assessed(assessed, enrolled, definition),
            _enrolled(cases),
            _ended(cases, definition),
        ),
        _criteria(actor, rows, definition),
    )


def _intakes(actor: Actor, version: ProgrammeVersion) -> list[Any]:
    """With whether each was assessed: a held meeting of another kind than information, or a
    decision that takes an assessment."""
    kinds = [
        meeting.key
        for meeting in version.definition.intake.meetings
        if meeting.kind != MeetingKind.INFORMATION
    ]
    held = Meeting.objects.filter(
        intake_id=OuterRef("pk"),
        owner_id=actor.organisation_id,
        status=MeetingStatus.HELD,
        kind__in=kinds,
    )
    decided = Q(status__in=[IntakeStatus.ADMITTED, IntakeStatus.NOT_ADMITTED])
    # Thousands of rows are counted: as plain values, since making records of them costs more.
    return list(
        Intake.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, version__programme_id=version.programme_id)
        .annotate(is_assessed=Exists(held) | decided | Q(queued_on__isnull=False))
        .order_by()
        .values_list("pk", "status", "refusal", "is_assessed", named=True)
    )


def _cases(actor: Actor, version: ProgrammeVersion) -> list[Any]:
    """Every participation of the programme at the own authority, with why it ended."""
    closing = Exit.objects.filter(
        participation_id=OuterRef("pk"),
        owner_id=actor.organisation_id,
        confirmed_at__isnull=False,
    )
    return list(
        Participation.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, version__programme_id=version.programme_id)
        .annotate(exit_reason=Subquery(closing.values("reason")[:1]))
        .order_by()
        .values_list("intake_id", "moved_from_id", "ended_on", "exit_reason", named=True)
    )


def _came(rows: list[Any], new: int) -> Stage:
    before = Counter(row.status for row in rows if not row.is_assessed)
    waiting = new + sum(before[status] for status in OPEN_STATUSES)
    return Stage(
        "referred",
        "Aktualiserade",
        len(rows) + new,
        _branches(
            ("Väntar på att bedömas", waiting, True),
            ("Gick inte att nå", before[IntakeStatus.NOT_REACHED], False),
            ("Drogs tillbaka", before[IntakeStatus.WITHDRAWN], False),
        ),
    )


def _assessed(rows: list[Any], enrolled: set[Any], definition: Definition) -> Stage:
    rest = [row for row in rows if row.pk not in enrolled]
    status = Counter(row.status for row in rest)
    labels = {reason.key: reason.label for reason in definition.intake.refusal_reasons}
    refused = Counter(
        labels.get(row.refusal, row.refusal or NO_REASON)
        for row in rest
        if row.status == IntakeStatus.NOT_ADMITTED
    )
    waiting = sum(status[key] for key in (*OPEN_STATUSES,) if key != IntakeStatus.QUEUED)
    branches = list(
        _branches(
            ("Bedöms fortfarande", waiting, True),
            ("Står i kö", status[IntakeStatus.QUEUED], True),
            ("Tas emot men är inte inskrivna än", status[IntakeStatus.ADMITTED], True),
            ("Gick inte att nå", status[IntakeStatus.NOT_REACHED], False),
            ("Drogs tillbaka", status[IntakeStatus.WITHDRAWN], False),
        )
    )
    if refused:
        number = sum(refused.values())
        branches.insert(0, Branch("Tas inte emot", number, False, _most_first(refused)))
    return Stage("assessed", "Mottagna till bedömning", len(rows), tuple(branches))


def _enrolled(cases: list[Any]) -> Stage:
    without = [case for case in cases if case.intake_id is None]
    moved = sum(case.moved_from_id is not None for case in without)
    label = "från en tidigare insats" if moved == len(without) else "utan aktualisering"
    ongoing = sum(case.ended_on is None for case in cases)
    return Stage(
        "enrolled",
        "Inskrivna",
        len(cases),
        _branches(("Pågående", ongoing, True)),
        joined=len(without),
        joined_label=label if without else "",
    )


def _ended(cases: list[Any], definition: Definition) -> Stage:
    labels = {reason.key: reason.label for reason in definition.exit.reasons}
    ended = [case for case in cases if case.ended_on is not None]
    reasons = Counter(labels.get(case.exit_reason, case.exit_reason or NO_REASON) for case in ended)
    branches = tuple(Branch(label, number) for label, number in _most_first(reasons))
    return Stage("ended", "Avslutade", len(ended), branches)


def _criteria(actor: Actor, rows: list[Any], definition: Definition) -> tuple[tuple[str, int], ...]:
    """Of those who were not taken in: which criteria stood in the way, as judged or as kept with
    the decision."""
    refused = [row.pk for row in rows if row.status == IntakeStatus.NOT_ADMITTED]
    if not refused:
        return ()
    known = {one.key: one for one in definition.target_group.criteria}
    against = {CriterionKind.INCLUSION: "not_met", CriterionKind.EXCLUSION: "met"}
    judged = CriterionJudgement.objects.filter(
        owner_id=actor.organisation_id, intake__in=refused, set_aside=False
    ).values_list("criterion", "outcome")
    found = Counter(
        known[key].text
        for key, outcome in judged
        if key in known and against.get(known[key].kind) == outcome
    )
    return _most_first(found)


def _branches(*told: tuple[str, int, bool]) -> tuple[Branch, ...]:
    return tuple(Branch(label, number, waits) for label, number, waits in told if number)


def _most_first(counted: "Counter[str]") -> tuple[tuple[str, int], ...]:
    ordered: Iterable[tuple[str, int]] = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple(ordered)
