"""This file is where the flow of people through a programme is counted from what has happened:
who came, who was assessed, who was enrolled, who has ended, and why the others fell away.

The figures are the operator's own and whole; nothing here is published.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery

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


class _Intakes(NamedTuple):
    """So many intakes that are alike in everything the flow asks about."""

    status: str
    refusal: str
    is_assessed: bool
    is_enrolled: bool
    number: int


class _Cases(NamedTuple):
    """So many participations that are alike in everything the flow asks about."""

    is_referred: bool
    is_moved: bool
    is_ongoing: bool
    exit_reason: str | None
    number: int


def flow(actor: Actor, version: ProgrammeVersion) -> Flow:
    """The flow through one programme at the actor's own authority, until today. Four queries,
    counted in the database: an authority has tens of thousands of cases after some years."""
    definition = version.definition
    rows = _intakes(actor, version)
    new = inbox.unopened(actor, version.programme_id)
    cases = _cases(actor, version)
    return Flow(
        version,
        (
            _came(rows, new),
            _assessed([row for row in rows if row.is_assessed], definition),
            _enrolled(cases),
            _ended(cases, definition),
        ),
        _criteria(actor, version, rows),
    )


def _intakes(actor: Actor, version: ProgrammeVersion) -> list[_Intakes]:
    """With whether each was assessed: a held meeting of another kind than information, or a
    decision that takes an assessment; and whether she became a participant."""
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
    enrolled = _participations(actor, version).filter(intake_id=OuterRef("pk"))
    rows = (
        Intake.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, version__programme_id=version.programme_id)
        .annotate(
            is_assessed=decided | Q(queued_on__isnull=False) | Exists(held),
            is_enrolled=Exists(enrolled),
        )
        .order_by()
        .values_list("status", "refusal", "is_assessed", "is_enrolled")
        .annotate(number=Count("pk"))
    )
    return [_Intakes(*row) for row in rows]


def _cases(actor: Actor, version: ProgrammeVersion) -> list[_Cases]:
    """Every participation of the programme at the own authority, with why it ended."""
    closing = Exit.objects.filter(
        participation_id=OuterRef("pk"),
        owner_id=actor.organisation_id,
        confirmed_at__isnull=False,
    )
    rows = (
        _participations(actor, version)
        .annotate(
            is_referred=_is_true(intake__isnull=False),
            is_moved=_is_true(moved_from__isnull=False),
            is_ongoing=_is_true(ended_on__isnull=True),
            exit_reason=Subquery(closing.values("reason")[:1]),
        )
        .order_by()
        .values_list("is_referred", "is_moved", "is_ongoing", "exit_reason")
        .annotate(number=Count("pk"))
    )
    return [_Cases(*row) for row in rows]


def _participations(actor: Actor, version: ProgrammeVersion) -> Any:
    return Participation.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id, version__programme_id=version.programme_id
    )


def _is_true(**condition: Any) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(Q(**condition), output_field=BooleanField())


def _counted(pairs: Iterable[tuple[str, int]]) -> "Counter[str]":
    found: Counter[str] = Counter()
    for name, number in pairs:
        found[name] += number
    return found


def _came(rows: list[_Intakes], new: int) -> Stage:
    before = _counted((row.status, row.number) for row in rows if not row.is_assessed)
    waiting = new + sum(before[status] for status in OPEN_STATUSES)
    return Stage(
        "referred",
        "Aktualiserade",
        _sum(rows) + new,
        _branches(
            ("Väntar på att bedömas", waiting, True),
            ("Gick inte att nå", before[IntakeStatus.NOT_REACHED], False),
            ("Drogs tillbaka", before[IntakeStatus.WITHDRAWN], False),
        ),
    )


def _assessed(rows: list[_Intakes], definition: Definition) -> Stage:
    rest = [row for row in rows if not row.is_enrolled]
    status = _counted((row.status, row.number) for row in rest)
    labels = {reason.key: reason.label for reason in definition.intake.refusal_reasons}
    refused = _counted(
        (labels.get(row.refusal, row.refusal or NO_REASON), row.number)
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
    return Stage("assessed", "Mottagna till bedömning", _sum(rows), tuple(branches))


def _enrolled(cases: list[_Cases]) -> Stage:
    without = [case for case in cases if not case.is_referred]
    joined = _sum(without)
    moved = _sum(case for case in without if case.is_moved)
    label = "från en tidigare insats" if moved == joined else "utan aktualisering"
    ongoing = _sum(case for case in cases if case.is_ongoing)
    return Stage(
        "enrolled",
        "Inskrivna",
        _sum(cases),
        _branches(("Pågående", ongoing, True)),
        joined=joined,
        joined_label=label if joined else "",
    )


def _ended(cases: list[_Cases], definition: Definition) -> Stage:
    labels = {reason.key: reason.label for reason in definition.exit.reasons}
    ended = [case for case in cases if not case.is_ongoing]
    reasons = _counted(
        (labels.get(case.exit_reason or "", case.exit_reason or NO_REASON), case.number)
        for case in ended
    )
    branches = tuple(Branch(label, number) for label, number in _most_first(reasons))
    return Stage("ended", "Avslutade", _sum(ended), branches)


def _sum(rows: Iterable[_Intakes | _Cases]) -> int:
    return sum(row.number for row in rows)


def _criteria(
    actor: Actor, version: ProgrammeVersion, rows: list[_Intakes]
) -> tuple[tuple[str, int], ...]:
    """Of those who were not taken in: which criteria stood in the way, as judged or as kept with
    the decision."""
    if not any(row.status == IntakeStatus.NOT_ADMITTED for row in rows):
        return ()
    known = {one.key: one for one in version.definition.target_group.criteria}
    against = {CriterionKind.INCLUSION: "not_met", CriterionKind.EXCLUSION: "met"}
    refused = Intake.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id,
        version__programme_id=version.programme_id,
        status=IntakeStatus.NOT_ADMITTED,
    )
    judged = (
        CriterionJudgement.objects.filter(
            owner_id=actor.organisation_id, intake__in=refused, set_aside=False
        )
        .order_by()
        .values_list("criterion", "outcome")
        .annotate(number=Count("pk"))
    )
    return _most_first(
        _counted(
            (known[key].text, number)
            for key, outcome, number in judged
            if key in known and against.get(known[key].kind) == outcome
        )
    )


def _branches(*told: tuple[str, int, bool]) -> tuple[Branch, ...]:
    return tuple(Branch(label, number, waits) for label, number, waits in told if number)


def _most_first(counted: "Counter[str]") -> tuple[tuple[str, int], ...]:
    ordered: Iterable[tuple[str, int]] = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple(ordered)
