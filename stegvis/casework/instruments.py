"""This file is where it is told when a case's instruments are due, and what their scores say."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch

from stegvis.access.actor import Actor
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import (
    ComparisonAnswer,
    ComparisonPerson,
    EarlierAnswer,
    InstrumentAnswer,
    InstrumentText,
    Participation,
)
from stegvis.casework.moments import due_first
from stegvis.programmes.definition import Definition
from stegvis.programmes.measures import Instrument
from stegvis.programmes.vocabulary import Anchor, QuestionType

ENROLMENT, EXIT = "enrolment", "exit"
SOON = timedelta(days=30)
"""So long after its day an answer that is not there yet is still on time."""
ASKED_FOR = timedelta(days=90)
"""So long after its day it is asked for: what she answers later is not about that moment."""


class State(StrEnum):
    DONE = "done"
    AHEAD = "ahead"
    DUE = "due"
    MISSING = "missing"


@dataclass(frozen=True)
class Given:
    """One moment at which an instrument is given, and what she answered then."""

    moment: str
    name: str
    due_on: date | None
    state: State
    answer: InstrumentAnswer | None = None


@dataclass(frozen=True)
class Compared:
    """A sum and how it differs from the first time; None where it cannot be told."""

    name: str
    value: Decimal | None
    lowest: int
    highest: int
    change: Decimal | None


def answers_of(actor: Actor, case: Participation) -> list[InstrumentAnswer]:
    """What she has answered, oldest first, each with what it said before it was corrected. Two
    queries; logs the look."""
    found = list(
        InstrumentAnswer.objects.within(actor, case)
        .select_related("created_by")
        .prefetch_related(Prefetch("earlier", EarlierAnswer.objects.select_related("created_by")))
    )
    for row in found:
        row.participation = case
        record.look(Event.PERSON_READ, row)
    return found


def comparison_group(
    actor: Actor, programme_id: UUID
) -> tuple[list[ComparisonPerson], dict[UUID, dict[tuple[str, str], ComparisonAnswer]]]:
    """The codes of the own authority's comparison group, and what each has answered, by
    instrument and moment. Two queries; logs the look at each code, though nobody is behind it
    here: the evaluator knows who it is."""
    people = list(
        ComparisonPerson.objects.filter(
            owner_id=actor.organisation_id, version__programme_id=programme_id
        ).select_related("version")
    )
    answered: dict[UUID, dict[tuple[str, str], ComparisonAnswer]] = {}
    for row in ComparisonAnswer.objects.filter(
        owner_id=actor.organisation_id, person__version__programme_id=programme_id
    ):
        answered.setdefault(row.person_id, {})[row.instrument, row.moment] = row
    for person in people:
        record.look(Event.COMPARISON_READ, person)
    return people, answered


def text_of(actor: Actor, programme_id: UUID, instrument: str) -> InstrumentText | None:
    """The newest questions that the own authority has for it. One query."""
    return (
        InstrumentText.objects.filter(
            owner_id=actor.organisation_id, programme_id=programme_id, instrument=instrument
        )
        .order_by("-created_at")
        .first()
    )


def with_text(actor: Actor, programme_id: UUID) -> frozenset[str]:
    """The instruments whose questions the own authority has been given. One query."""
    rows = InstrumentText.objects.filter(
        owner_id=actor.organisation_id, programme_id=programme_id
    ).order_by()
    return frozenset(rows.values_list("instrument", flat=True))


def rule_of(definition: Definition, key: str) -> Instrument | None:
    return next((rule for rule in definition.instruments if rule.key == key), None)


def moment_names(definition: Definition) -> dict[str, str]:
    schedule = {moment.key: moment.name for moment in definition.follow_up.schedule}
    return {ENROLMENT: "Vid inskrivningen", EXIT: "Vid avslutet"} | schedule


def given(
    case: Participation, rule: Instrument, answers: Iterable[InstrumentAnswer], day: date
) -> list[Given]:
    """The instrument's moments in the order of the definition."""
    definition = case.version.definition
    names, stay = moment_names(definition), stay_of(case)
    rows = {row.moment: row for row in answers if row.instrument == rule.key}
    shown = []
    for moment in rule.given_at:
        due_on, row = _due_on(stay, moment), rows.get(moment)
        state = State.DONE if row else _state(due_on, day)
        shown.append(Given(moment, names.get(moment, moment), due_on, state, row))
    return shown


@dataclass(frozen=True)
class Stay:
    """The days of a case that an instrument's moments are counted from."""

    definition: Definition
    enrolled_on: date
    ended_on: date | None


def asked_now(
    stay: Stay, rule: Instrument, answered: Collection[str], day: date
) -> tuple[str, date] | None:
    """The moment at which the instrument is to be answered now, and its day. Only the one whose
    day came last: an earlier one that was missed is past, for she answers how it is today."""
    days = [(_due_on(stay, moment), moment) for moment in rule.given_at]
    come = [(due_on, moment) for due_on, moment in days if due_on and due_on <= day]
    if not come:
        return None
    due_on, moment = max(come, key=lambda one: one[0])
    is_over = moment in answered or day > due_on + ASKED_FOR
    return None if is_over else (moment, due_on)


def most_left_out(rule: Instrument) -> int:
    """How many of the questions may be left without an answer, when she answers by herself."""
    return rule.scoring.missing_allowed if rule.scoring else len(rule.questions) - 1


def _state(due_on: date | None, day: date) -> State:
    if due_on is None or due_on > day:
        return State.AHEAD
    return State.DUE if day <= due_on + SOON else State.MISSING


def stay_of(case: Participation) -> Stay:
    return Stay(case.version.definition, case.enrolled_on, case.ended_on)


def _due_on(stay: Stay, moment: str) -> date | None:
    if moment == ENROLMENT:
        return stay.enrolled_on
    if moment == EXIT:
        return stay.ended_on
    schedule = stay.definition.follow_up.schedule
    rule = next((one for one in schedule if one.key == moment), None)
    if rule is None or rule.anchor != Anchor.EXIT or stay.ended_on is None:
        return None
    return due_first(rule, stay.ended_on)


def compared(
    rule: Instrument, answer: InstrumentAnswer, first: InstrumentAnswer | None
) -> list[Compared]:
    """The whole and its parts, each beside the first time; nothing without scoring."""
    scoring = rule.scoring
    if scoring is None:
        return []
    earlier = first if first is not None and first.pk != answer.pk else None
    parts = [(scoring_name, key, count) for key, scoring_name, count in _parts(rule)]
    return [
        _compared("Totalt", scoring.items, rule, answer.score, earlier.score if earlier else None),
        *(
            _compared(
                name,
                count,
                rule,
                _part(answer.subscores, key),
                _part(earlier.subscores, key) if earlier else None,
            )
            for name, key, count in parts
        ),
    ]


def in_order(answers: Iterable[InstrumentAnswer]) -> list[InstrumentAnswer]:
    """By the day when she answered."""
    return sorted(answers, key=lambda row: (row.answered_on, row.created_at))


WHOLE = "score"


def measures_of(rule: Instrument) -> dict[str, str]:
    """What of an instrument is a number, key and name: the whole and its parts, or the scales."""
    if rule.scoring is None:
        return {
            question.key: question.label
            for question in rule.questions
            if question.type == QuestionType.SCALE
        }
    return {WHOLE: "Totalt"} | {part.key: part.name for part in rule.scoring.subscales}


def measure(answer: InstrumentAnswer, key: str) -> Decimal | None:
    """One of those numbers; None where she left it out, or too much else."""
    if key == WHOLE:
        return answer.score
    found = answer.subscores.get(key, answer.answers.get(key))
    return None if found in (None, "") else Decimal(str(found))


def _parts(rule: Instrument) -> list[tuple[str, str, int]]:
    if rule.scoring is None:
        return []
    return [(part.key, part.name, len(part.items)) for part in rule.scoring.subscales]


def _part(subscores: Mapping[str, float | None], key: str) -> Decimal | None:
    value = subscores.get(key)
    return None if value is None else Decimal(str(value))


def _compared(
    name: str, items: int, rule: Instrument, value: Decimal | None, first: Decimal | None
) -> Compared:
    low, high = (rule.scoring.low, rule.scoring.high) if rule.scoring else (0, 0)
    change = value - first if value is not None and first is not None else None
    return Compared(name, value, low * items, high * items, change)
