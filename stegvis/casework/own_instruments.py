"""This file is where a participant's own pages get the questionnaires that she is asked to answer
now, and those that she has answered.

As own_queries: every query names her participants itself, and to fetch is to be logged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, UUIDField, Value
from django.db.models.functions import Cast

from stegvis.access.actor import Person
from stegvis.audit.models import Entry
from stegvis.casework.instruments import asked_now, in_order, moment_names, stay_of
from stegvis.casework.models import InstrumentAnswer, InstrumentText, Participation
from stegvis.core.dates import day_of
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.measures import Instrument

CORRECT_DAYS = 14
"""So long she may correct what she has answered, while nobody has read it."""


@dataclass(frozen=True)
class Questionnaire:
    """An instrument at one moment of one case: asked for now, or answered on a day."""

    case: Participation
    rule: Instrument
    moment: str
    name: str
    due_on: date | None = None
    answered_on: date | None = None


@dataclass(frozen=True)
class _Known:
    """Cases in which she has said yes; what is answered; whose questions are at hand."""

    agreed: frozenset[tuple[UUID, UUID]]
    answered: dict[tuple[UUID, str, str], date]
    texts: frozenset[tuple[UUID, UUID, str]]


def questionnaires(
    person: Person, cases: Iterable[Participation], day: date
) -> tuple[list[Questionnaire], list[Questionnaire]]:
    """Those to answer now and those that are answered, of cases that have been fetched as hers.
    One query, none where her programmes have no instrument.

    One whose questions belong to somebody else is asked for only where her authority has them.
    """
    measured = [case for case in cases if case.version.definition.instruments]
    if not measured:
        return [], []
    known = _known(person)
    asked, answered = [], []
    for case in measured:
        names = moment_names(case.version.definition)
        for rule in case.version.definition.instruments:
            done = {
                moment: on
                for (pk, key, moment), on in known.answered.items()
                if (pk, key) == (case.pk, rule.key)
            }
            answered += [
                Questionnaire(case, rule, moment, names.get(moment, moment), answered_on=on)
                for moment, on in done.items()
            ]
            now = asked_now(stay_of(case), rule, done, day) if _may_ask(case, rule, known) else None
            if now is not None:
                moment, due_on = now
                asked.append(
                    Questionnaire(case, rule, moment, names.get(moment, moment), due_on=due_on)
                )
    return asked, sorted(answered, key=lambda one: str(one.answered_on), reverse=True)


def _may_ask(case: Participation, rule: Instrument, known: _Known) -> bool:
    at_hand = (case.owner_id, case.version.programme_id, rule.key) in known.texts
    return (case.pk, case.owner_id) in known.agreed and (rule.scoring is None or at_hand)


def _known(person: Person) -> _Known:
    mine, owners = list(person.participants), set(person.participants.values())
    agreed = Consent.objects.in_force().filter(
        participant_id__in=mine,
        participation_id__isnull=False,
        kind=ConsentKind.QUESTIONNAIRES,
    )
    answers = InstrumentAnswer.objects.filter(participant_id__in=mine)
    texts = InstrumentText.objects.filter(owner_id__in=owners)
    rows = _rows(agreed, "agreed", "participation_id").union(
        _rows(answers, "answered", "participation_id", "instrument", "moment", "answered_on"),
        _rows(texts, "text", "programme_id", "instrument"),
        all=True,
    )
    found: dict[str, list[Any]] = {"agreed": [], "answered": [], "text": []}
    for kind, *columns in rows:
        found[kind].append(columns)
    return _Known(
        frozenset((about, owner) for owner, about, *_ in found["agreed"]),
        {
            (about, key, moment): date.fromisoformat(on)
            for _, about, key, moment, on in found["answered"]
        },
        frozenset((owner, about, key) for owner, about, key, *_ in found["text"]),
    )


def _rows(rows: Any, kind: str, about: str, *words: str) -> Any:
    """One kind in the common shape: kind, owner, what it is about, and up to three words."""
    given = [F(word) for word in words] + [Value("")] * (3 - len(words))
    shaped = {f"q_word_{n}": Cast(word, CharField()) for n, word in enumerate(given)}
    return (
        rows.order_by()
        .annotate(
            q_kind=Value(kind, CharField()),
            q_owner=F("owner_id"),
            q_about=Cast(F(about), UUIDField()),
            **shaped,
        )
        .values_list("q_kind", "q_owner", "q_about", *shaped)
    )


def text_for(person: Person, case: Participation, rule: Instrument) -> InstrumentText | None:
    """The newest questions that the case's authority has for it, where they are somebody else's.
    One query, none for questions of the programme's own."""
    if rule.scoring is None:
        return None
    return (
        InstrumentText.objects.filter(
            Q(owner_id=case.owner_id) & Q(owner_id__in=set(person.participants.values())),
            programme_id=case.version.programme_id,
            instrument=rule.key,
        )
        .order_by("-created_at")
        .first()
    )


def answers_of(
    person: Person, case: Participation, key: str
) -> list[tuple[InstrumentAnswer, bool]]:
    """All that she has answered in one instrument, by herself or written in by staff, the earliest
    first, each with what it said before it was corrected, and whether somebody else than she has
    read it or written in it. Two queries."""
    rows: Any = (
        InstrumentAnswer.objects.filter(
            participant_id__in=list(person.participants),
            participation_id=case.pk,
            owner_id=case.owner_id,
            instrument=key,
        )
        .annotate(is_touched=_touched(person, "participant_id", "pk"))
        .prefetch_related("earlier")
    )
    found: list[Any] = in_order(rows)
    return [(row, row.is_touched) for row in found]


def is_touched(person: Person, row: InstrumentAnswer) -> bool:
    """Has somebody else than she read it or written in it? One query."""
    rows = InstrumentAnswer.objects.filter(pk=row.pk, participant_id__in=list(person.participants))
    return rows.filter(_touched(person, "participant_id", "pk")).exists()


def _touched(person: Person, participant: str, item: str) -> Exists:
    entries = Entry.objects.filter(participant_id=OuterRef(participant), item_id=OuterRef(item))
    return Exists(entries.exclude(account_id=person.account_id))


def correctable_until(
    person: Person, row: InstrumentAnswer, day: date, *, touched: bool
) -> date | None:
    """The last day on which she may correct what she answered herself; None when it has passed,
    or when somebody else has touched it."""
    last = day_of(row.created_at) + timedelta(days=CORRECT_DAYS)
    is_open = row.created_by_id == person.account_id and day <= last and not touched
    return last if is_open else None
