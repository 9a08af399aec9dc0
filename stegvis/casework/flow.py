"""This file is where the flow of people through a programme is counted from what has happened:
who came, who was assessed, who was enrolled, who has ended, and why the others fell away.

The figures are the operator's own and whole; what may leave the authority is in
`outcomes.operation`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

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
WAITS, IS_ASSESSED, QUEUED = "Väntar på att bedömas", "Bedöms fortfarande", "Står i kö"
REFUSED, ADMITTED = "Tas inte emot", "Tas emot men är inte inskrivna än"
NOT_REACHED, WITHDRAWN = "Gick inte att nå", "Drogs tillbaka"
# Where those who have not been assessed are, and those who were assessed and not enrolled.
BEFORE_ASSESSMENT = (WAITS, NOT_REACHED, WITHDRAWN)
AFTER_ASSESSMENT = (REFUSED, IS_ASSESSED, QUEUED, ADMITTED, NOT_REACHED, WITHDRAWN)


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


def flow(actor: Actor, version: ProgrammeVersion, day: date) -> Flow:
    """The flow through one programme at the actor's own authority, as it stood at the end of a
    day. Four queries, counted in the database: an authority has tens of thousands of cases after
    some years."""
    definition = version.definition
    rows = _intakes(actor, version, day)
    new = inbox.unopened(actor, version.programme_id, day)
    cases = _cases(actor, version, day)
    return Flow(
        version,
        (
            _came(rows, new),
            _assessed([row for row in rows if row.is_assessed], definition),
            _enrolled(cases),
            _ended(cases, definition),
        ),
        _criteria(actor, version, rows, day),
    )


def _intakes(actor: Actor, version: ProgrammeVersion, day: date) -> list[_Intakes]:
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
        at__date__lte=day,
    )
    decided = Q(status__in=[IntakeStatus.ADMITTED, IntakeStatus.NOT_ADMITTED])
    enrolled = _participations(actor, version, day).filter(intake_id=OuterRef("pk"))
    rows = (
        Intake.objects.visible_to(actor)
        .filter(
            owner_id=actor.organisation_id,
            version__programme_id=version.programme_id,
            received_on__lte=day,
        )
        .annotate(
            status_then=_status_on(day),
            is_assessed=decided & ~Q(decided_on__gt=day) | Q(queued_on__lte=day) | Exists(held),
            is_enrolled=Exists(enrolled),
        )
        .order_by()
        .values_list("status_then", "refusal", "is_assessed", "is_enrolled")
        .annotate(number=Count("pk"))
    )
    return [_Intakes(*row) for row in rows]


def _status_on(day: date) -> Case:
    """What was decided later was open then, and in the queue if it had been put there."""
    is_later = Q(decided_on__gt=day) | Q(status=IntakeStatus.QUEUED, queued_on__gt=day)
    return Case(
        When(is_later & Q(queued_on__lte=day), then=Value(IntakeStatus.QUEUED.value)),
        When(is_later, then=Value(IntakeStatus.ASSESSING.value)),
        default=F("status"),
    )


def _cases(actor: Actor, version: ProgrammeVersion, day: date) -> list[_Cases]:
    """Every participation of the programme at the own authority, with why it ended."""
    closing = Exit.objects.filter(
        participation_id=OuterRef("pk"),
        owner_id=actor.organisation_id,
        confirmed_at__isnull=False,
    )
    rows = (
        _participations(actor, version, day)
        .annotate(
            is_referred=_is_true(Q(intake__isnull=False)),
            is_moved=_is_true(Q(moved_from__isnull=False)),
            is_ongoing=_is_true(Q(ended_on__isnull=True) | Q(ended_on__gt=day)),
            exit_reason=Subquery(closing.values("reason")[:1]),
        )
        .order_by()
        .values_list("is_referred", "is_moved", "is_ongoing", "exit_reason")
        .annotate(number=Count("pk"))
    )
    return [_Cases(*row) for row in rows]


def _participations(actor: Actor, version: ProgrammeVersion, day: date) -> Any:
    return Participation.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id,
        version__programme_id=version.programme_id,
        enrolled_on__lte=day,
    )


def _is_true(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


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
            (WAITS, waiting, True),
            (NOT_REACHED, before[IntakeStatus.NOT_REACHED], False),
            (WITHDRAWN, before[IntakeStatus.WITHDRAWN], False),
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
            (IS_ASSESSED, waiting, True),
            (QUEUED, status[IntakeStatus.QUEUED], True),
            (ADMITTED, status[IntakeStatus.ADMITTED], True),
            (NOT_REACHED, status[IntakeStatus.NOT_REACHED], False),
            (WITHDRAWN, status[IntakeStatus.WITHDRAWN], False),
        )
    )
    if refused:
        number = sum(refused.values())
        branches.insert(0, Branch(REFUSED, number, False, _most_first(refused)))
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
    actor: Actor, version: ProgrammeVersion, rows: list[_Intakes], day: date
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
        decided_on__lte=day,
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
