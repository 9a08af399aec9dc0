"""This file is where answers to instruments are written in, by staff or by the participant herself,
scored, and corrected; and where the people of a comparison group, who have no identity here, get
theirs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require, require_own
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions.coordination import is_personal_number
from stegvis.casework.instruments import most_left_out, rule_of
from stegvis.casework.mapping_values import read
from stegvis.casework.models import (
    ComparisonAnswer,
    ComparisonPerson,
    EarlierAnswer,
    InstrumentAnswer,
    Participation,
)
from stegvis.casework.own_instruments import correctable_until, is_touched
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Consent, ConsentKind, Sex
from stegvis.programmes.definition import Definition
from stegvis.programmes.measures import Instrument
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.scoring import BadAnswer, score

_HERS_TO_CORRECT = ("answers", "score", "subscores")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Filled:
    """A questionnaire as filled in: answers by question key, or by item number if it is scored."""

    instrument: str
    moment: str
    answered_on: date
    answers: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def answer(
    *, actor: Actor, participation: Participation, filled: Filled, revision: int | None = None
) -> InstrumentAnswer:
    """Keep what the participant answered at one moment, or correct it.

    Questionnaires need a consent of their own, in writing. Raises RuleBroken without it, for an
    instrument or a moment that the programme does not have, a day ahead, and an answer outside
    the scale; Conflict when somebody else has corrected it meanwhile.
    """
    require(actor, Permission.FOLLOWUP_RECORD, participation.scope)
    if not _has_agreed(participation):
        raise RuleBroken("Deltagaren har inte samtyckt till enkäter. Fråga först.")
    values = _values(participation.version.definition, filled)
    where = {"instrument": filled.instrument, "moment": filled.moment}
    known = InstrumentAnswer.objects.filter(
        participation=participation, owner_id=actor.organisation_id, **where
    ).first()
    if known is None:
        row = InstrumentAnswer.objects.create(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            participant_id=participation.participant_id,
            participation=participation,
            **where,
            **values,
        )
    else:
        row = InstrumentAnswer.lock(known, revision if revision is not None else 0)
        _keep_earlier(actor.account_id, row)
        for name, value in values.items():
            setattr(row, name, value)
        row.keep(*values)
    record.change(Event.INSTRUMENT_ANSWERED, row, on=row.answered_on, **where)
    return row


def _keep_earlier(account_id: UUID, row: InstrumentAnswer) -> None:
    """What it says before it is corrected, as a version of its own."""
    before = EarlierAnswer.objects.filter(owner_id=row.owner_id, answer=row)
    EarlierAnswer.objects.create(
        owner_id=row.owner_id,
        created_by_id=account_id,
        participant_id=row.participant_id,
        participation_id=row.participation_id,
        answer=row,
        number=before.count() + 1,
        answered_on=row.answered_on,
        answers=row.answers,
        score=row.score,
        subscores=row.subscores,
    )


@transaction.atomic
def answer_herself(
    *, actor: Person, participation: Participation, filled: Filled
) -> InstrumentAnswer:
    """Keep what she answers on her own pages: all of it or nothing, once, on the day she does.

    Raises NotVisible for a case that is not hers; RuleBroken without her yes to questionnaires,
    for one that is answered already, and when more is left out than the instrument allows: its
    score could not be told.
    """
    require_own(actor, participation.participant_id)
    if not _has_agreed(participation):
        raise RuleBroken(_("Du har inte sagt ja till enkäter. Svara först om det."))
    rule = rule_of(participation.version.definition, filled.instrument)
    if rule is None or filled.moment not in rule.given_at:
        raise RuleBroken(_("Enkäten finns inte längre."))
    where = {"instrument": filled.instrument, "moment": filled.moment}
    owner_id = actor.participants[participation.participant_id]
    if InstrumentAnswer.objects.filter(
        participation=participation, owner_id=owner_id, **where
    ).exists():
        raise RuleBroken(_("Enkäten är redan besvarad."))
    _check_left_out(rule, filled)
    row = InstrumentAnswer.objects.create(
        owner_id=owner_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        **where,
        **_readable(rule, filled),
    )
    record.change(Event.INSTRUMENT_ANSWERED, row, on=row.answered_on, herself=True, **where)
    return row


@transaction.atomic
def correct_herself(
    *,
    actor: Person,
    participation: Participation,
    row: InstrumentAnswer,
    filled: Filled,
    revision: int,
) -> InstrumentAnswer:
    """Correct what she answered herself, while nobody has read it and so long as it may be done.
    What it said before is kept, and the day stays: it is about that moment.

    Raises NotVisible for a case that is not hers, RuleBroken when it is too late and as
    `answer_herself`, Conflict when she has corrected it meanwhile.
    """
    require_own(actor, participation.participant_id)
    if not _has_agreed(participation):
        raise RuleBroken(_("Du har inte sagt ja till enkäter. Svara först om det."))
    rule = rule_of(participation.version.definition, row.instrument)
    if rule is None:
        raise RuleBroken(_("Enkäten finns inte längre."))
    if correctable_until(actor, row, today(), touched=is_touched(actor, row)) is None:
        raise RuleBroken(_("Det går inte att ändra svaren här längre. Ring din kontakt."))
    _check_left_out(rule, filled)
    values = _readable(rule, filled)
    locked = InstrumentAnswer.lock(row, revision)
    if locked.answers == values["answers"]:
        return locked
    _keep_earlier(actor.account_id, locked)
    for name in _HERS_TO_CORRECT:
        setattr(locked, name, values[name])
    locked.keep(*_HERS_TO_CORRECT)
    record.change(
        Event.INSTRUMENT_ANSWERED,
        locked,
        on=locked.answered_on,
        herself=True,
        instrument=locked.instrument,
        moment=locked.moment,
        corrected=True,
    )
    return locked


def _readable(rule: Instrument, filled: Filled) -> dict[str, Any]:
    """As for staff; what is wrong is told in her language."""
    try:
        return values_of(rule, filled)
    except RuleBroken as broken:
        said = _("Ett av svaren går inte att läsa. Skriv det på ett annat sätt.")
        raise RuleBroken(said, broken.field) from broken


def _check_left_out(rule: Instrument, filled: Filled) -> None:
    """The error stands at the first question that has no answer."""
    keys = (
        [str(item) for item in range(1, rule.scoring.items + 1)]
        if rule.scoring
        else [question.key for question in rule.questions]
    )
    left = [key for key in keys if not str(filled.answers.get(key) or "").strip()]
    most = most_left_out(rule)
    if len(left) <= most:
        return
    if rule.scoring is None:
        raise RuleBroken(_("Svara på minst en fråga."))
    if most == 0:
        said = _("Svara på alla frågor. Annars går svaren inte att räkna ihop.")
    else:
        said = ngettext(
            "Du kan hoppa över högst %(most)s fråga. Annars går svaren inte att räkna ihop.",
            "Du kan hoppa över högst %(most)s frågor. Annars går svaren inte att räkna ihop.",
            most,
        ) % {"most": most}
    raise RuleBroken(said, f"item_{left[0]}")


@transaction.atomic
def add_compared(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    code: str,
    entered_on: date,
    sex: str = Sex.UNKNOWN,
    birth_year: int | None = None,
) -> ComparisonPerson:
    """Take somebody into the comparison group by the evaluator's code; no name, no number."""
    require(actor, Permission.GOALS_ANALYSE, own_scope(actor, version.programme_id))
    if version.definition.comparison is None:
        raise RuleBroken("Insatsen har ingen jämförelsegrupp.")
    check_code(code)
    if entered_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "entered_on")
    if birth_year is not None and not 1900 <= birth_year <= entered_on.year:
        raise RuleBroken("Födelseåret kan inte stämma. Skriv det med fyra siffror.", "birth_year")
    if ComparisonPerson.objects.filter(
        owner_id=actor.organisation_id, version=version, code=code
    ).exists():
        raise RuleBroken("Den koden finns redan i jämförelsegruppen.", "code")
    person = ComparisonPerson.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        version=version,
        code=code,
        sex=sex,
        birth_year=birth_year,
        entered_on=entered_on,
    )
    record.change(Event.COMPARISON_ADDED, person, on=entered_on)
    return person


@transaction.atomic
def answer_compared(
    *, actor: Actor, person: ComparisonPerson, filled: Filled, revision: int | None = None
) -> ComparisonAnswer:
    """The same instrument, answered by somebody in the comparison group. Raises as `answer`."""
    version = person.version
    require(actor, Permission.GOALS_ANALYSE, own_scope(actor, version.programme_id))
    group = version.definition.comparison
    if group is None or filled.instrument not in group.instruments:
        raise RuleBroken("Jämförelsegruppen svarar inte på det instrumentet.", "instrument")
    values = _values(version.definition, filled)
    where = {"instrument": filled.instrument, "moment": filled.moment}
    known = ComparisonAnswer.objects.filter(
        person=person, owner_id=actor.organisation_id, **where
    ).first()
    if known is None:
        row = ComparisonAnswer.objects.create(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            person=person,
            **where,
            **values,
        )
    else:
        row = ComparisonAnswer.lock(known, revision if revision is not None else 0)
        for name, value in values.items():
            setattr(row, name, value)
        row.keep(*values)
    record.change(Event.COMPARISON_ANSWERED, row, on=row.answered_on, **where)
    return row


def check_code(code: str) -> None:
    """A code tells nothing of who she is. Raises RuleBroken for what could."""
    if not _CODE.fullmatch(code) or is_personal_number(code):
        raise RuleBroken(
            "Koden ska ha högst 40 bokstäver (a–z), siffror eller bindestreck och får inte vara "
            "ett personnummer.",
            "code",
        )


def _has_agreed(participation: Participation) -> bool:
    return (
        Consent.objects.in_force()
        .filter(
            owner_id=participation.owner_id,
            participation_id=participation.pk,
            kind=ConsentKind.QUESTIONNAIRES,
        )
        .exists()
    )


def _values(definition: Definition, filled: Filled) -> dict[str, Any]:
    rules = {instrument.key: instrument for instrument in definition.instruments}
    rule = rules.get(filled.instrument)
    if rule is None:
        raise RuleBroken("Instrumentet finns inte i insatsen.", "instrument")
    return values_of(rule, filled)


def values_of(rule: Instrument, filled: Filled) -> dict[str, Any]:
    """What is kept of a filled questionnaire. Raises RuleBroken for what it cannot be."""
    if filled.moment not in rule.given_at:
        raise RuleBroken("Instrumentet ges inte vid det tillfället.", "moment")
    if filled.answered_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "answered_on")
    found = _scored(rule, filled) if rule.scoring else _asked(rule, filled)
    if not found["answers"]:
        raise RuleBroken("Inget är besvarat.", "answers")
    return {"answered_on": filled.answered_on} | found


def _scored(rule: Instrument, filled: Filled) -> dict[str, Any]:
    if rule.scoring is None:
        return {}
    answers: dict[int, int | None] = {}
    for item in range(1, rule.scoring.items + 1):
        value = str(filled.answers.get(str(item)) or "").strip()
        if value and not value.isdecimal():
            raise RuleBroken(str(BadAnswer(item, rule.scoring)), f"item_{item}")
        answers[item] = int(value) if value else None
    try:
        made = score(rule.scoring, answers)
    except BadAnswer as bad:
        raise RuleBroken(str(bad), f"item_{bad.item}") from bad
    return {
        "answers": {str(item): value for item, value in answers.items() if value is not None},
        "score": made.total,
        "subscores": {key: _number(value) for key, value in made.parts.items()},
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _asked(rule: Instrument, filled: Filled) -> dict[str, Any]:
    answers = {
        question.key: value
        for question in rule.questions
        if (value := read(question, str(filled.answers.get(question.key, ""))))
    }
    return {"answers": answers, "score": None, "subscores": {}}
