"""This file is where facts about a person meet the criteria of a target group.

A fact answers a criterion only when it is known and cannot be misread. Everything else is left to
a person's judgement: the system fills in, people decide.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from stegvis.programmes.vocabulary import (
    Count,
    CriterionKind,
    FactType,
    Fault,
    Flag,
    Frozen,
    Key,
    Op,
    Text,
)

Outcome = Literal["met", "not_met", "unclear"]


@dataclass(frozen=True)
class KnownFact:
    """A fact that the house knows how to come by, with the words that people read."""

    label: str
    type: FactType
    origin: str = "uppgift i underlaget"
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    derived: bool = False


BENEFITS: Mapping[str, str] = {
    "activity_compensation": "aktivitetsersättning",
    "activity_compensation_schooling": "aktivitetsersättning vid förlängd skolgång",
    "activity_compensation_dormant": "vilande aktivitetsersättning",
    "sickness_compensation": "sjukersättning",
    "sickness_benefit": "sjukpenning",
    "rehabilitation_benefit": "rehabiliteringspenning",
    "social_assistance": "försörjningsstöd",
    "activity_support": "aktivitetsstöd eller utvecklingsersättning",
    "unemployment_benefit": "arbetslöshetsersättning",
    "study_support": "studiestöd",
    "other": "annan ersättning",
    "none": "ingen ersättning",
}

FACTS: Mapping[str, KnownFact] = {
    "age": KnownFact("Ålder", FactType.NUMBER, "personnummer", "år", derived=True),
    "benefit": KnownFact("Ersättning", FactType.CHOICE, choices=BENEFITS),
    "benefit_extent": KnownFact("Ersättningens omfattning", FactType.PERCENT, unit="%"),
    "benefit_start": KnownFact("Ersättning beviljad från", FactType.DATE),
    "benefit_end": KnownFact("Beslut om ersättning gäller till", FactType.DATE),
    "benefit_months_held": KnownFact(
        "Tid med ersättning", FactType.NUMBER, "beslut om ersättning", "månader", derived=True
    ),
    "benefit_months_left": KnownFact(
        "Tid kvar med ersättning", FactType.NUMBER, "beslut om ersättning", "månader", derived=True
    ),
    "functional_limitation": KnownFact("Funktionsnedsättning", FactType.YES_NO_UNKNOWN),
    "functional_limitation_documented": KnownFact(
        "Dokumenterad funktionsnedsättning", FactType.YES_NO_UNKNOWN
    ),
    "daily_activities": KnownFact("Daglig verksamhet enligt LSS", FactType.YES_NO_UNKNOWN),
    "lss_decision": KnownFact("Beslut om insats enligt LSS", FactType.YES_NO_UNKNOWN),
    "enhanced_cooperation": KnownFact(
        "Deltar i det förstärkta samarbetet", FactType.YES_NO_UNKNOWN
    ),
    "needs_interpreter": KnownFact("Behöver tolk", FactType.YES_NO_UNKNOWN),
    "language": KnownFact("Språk", FactType.TEXT),
    "treatment_ongoing": KnownFact("Pågående vård eller behandling", FactType.YES_NO_UNKNOWN),
    "care_judges_ready": KnownFact("Vården bedömer att personen är redo", FactType.YES_NO_UNKNOWN),
    "care_judged_on": KnownFact("Vårdens bedömning gjord", FactType.DATE),
    "own_will": KnownFact("Vill själv närma sig arbete eller studier", FactType.YES_NO_UNKNOWN),
    "substance_misuse": KnownFact("Aktivt missbruk", FactType.YES_NO_UNKNOWN),
    "untreated_episode": KnownFact(
        "Obehandlad psykotisk episod eller bipolärt skov", FactType.YES_NO_UNKNOWN
    ),
    "mental_ill_health_documented": KnownFact(
        "Dokumenterad psykisk ohälsa", FactType.YES_NO_UNKNOWN
    ),
    "employed": KnownFact("Har anställning", FactType.YES_NO_UNKNOWN),
    "authority_contact": KnownFact("Har kontakt med någon myndighet", FactType.YES_NO_UNKNOWN),
    "home_municipality": KnownFact("Hemkommun", FactType.TEXT),
}

NUMERIC_OPS = frozenset({Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN})
WORD_OPS = frozenset({Op.IS, Op.IN, Op.UNKNOWN})

OPS_BY_TYPE: Mapping[str, frozenset[Op]] = {
    FactType.NUMBER: NUMERIC_OPS | WORD_OPS,
    FactType.PERCENT: NUMERIC_OPS | WORD_OPS,
    FactType.YES_NO_UNKNOWN: frozenset({Op.IS, Op.UNKNOWN}),
    FactType.CHOICE: WORD_OPS,
    FactType.TEXT: WORD_OPS,
    FactType.DATE: frozenset({Op.UNKNOWN}),
}
"""Which questions can be put to which type of fact. A date is asked about through a derived
number (months held, months left), since a definition must not grow old with the calendar."""

NEEDS: Mapping[Op, tuple[str, ...]] = {
    Op.IS: ("value",),
    Op.IN: ("values",),
    Op.AT_LEAST: ("low",),
    Op.AT_MOST: ("high",),
    Op.BETWEEN: ("low", "high"),
    Op.UNKNOWN: (),
}


class Test(Frozen):
    """A question that a fact can answer: `age` is between 19 and 29, both included."""

    __test__ = False  # the name is the domain's; it is no test case

    fact: Key
    op: Op
    value: bool | int | Text | None = None
    values: tuple[Text, ...] = ()
    low: Count | None = None
    high: Count | None = None

    def faults(self) -> Iterator[Fault]:
        given = {name for name in ("value", "low", "high") if getattr(self, name) is not None}
        given |= {"values"} if self.values else set()
        for name in NEEDS[self.op]:
            if name not in given:
                yield Fault(
                    (),
                    f"Prövningen op = ”{self.op}” behöver nyckeln {name}.",
                    f"Lägg till {name} = … i samma tabell.",
                )
        for name in sorted(given - set(NEEDS[self.op])):
            yield Fault(
                (name,),
                f"Nyckeln {name} hör inte till prövningen op = ”{self.op}”.",
                "Ta bort nyckeln eller byt op.",
            )
        if self.low is not None and self.high is not None and self.high < self.low:
            yield Fault(
                ("high",),
                f"Det högsta värdet {self.high} är mindre än det lägsta {self.low}.",
                "Byt plats på low och high.",
            )


class Criterion(Frozen):
    """One line of a target group: as a person reads it, as the document says it, as it is tried.

    With `judge = true` a person always judges. With a `test` the facts are asked first. A
    criterion with an `ambiguous` note is one where the document can be read in two ways: a fact
    may then speak for the person, but never alone against her.
    """

    key: Key
    kind: CriterionKind
    text: Text
    quote: Text
    test: Test | None = None
    judge: Flag = False
    ambiguous: Text | None = None
    can_be_set_aside: Flag = True

    def faults(self) -> Iterator[Fault]:
        if self.judge == (self.test is not None):
            yield Fault(
                (),
                "Ett kriterium prövas av fakta eller bedöms av en person, ett av dem.",
                "Skriv antingen test = { fact = …, op = … } eller judge = true.",
            )


@dataclass(frozen=True)
class Judgement:
    """What the facts say of one criterion. `source` is a Swedish sentence saying how we know."""

    criterion: Criterion
    outcome: Outcome
    source: str

    @property
    def needs_person(self) -> bool:
        return self.outcome == "unclear"

    @property
    def stands_in_the_way(self) -> bool:
        """True when the criterion as it stands speaks against taking the person in."""
        against = {CriterionKind.INCLUSION: "not_met", CriterionKind.EXCLUSION: "met"}
        return against.get(self.criterion.kind) == self.outcome


def evaluate(
    criterion: Criterion,
    facts: Mapping[str, object],
    *,
    vocabulary: Mapping[str, KnownFact] = FACTS,
    sources: Mapping[str, str] | None = None,
) -> Judgement:
    """Try a criterion against what is known. Met means that what its text says is true.

    What is unknown or unreadable is unclear, never not met. `vocabulary` is
    `Definition.vocabulary` when a programme asks for facts of its own; `sources` tells who said a
    fact and when. Never raises: a strange value is one that a person has to look at.
    """
    test = criterion.test
    if test is None:
        return Judgement(criterion, "unclear", "Bedöms av en person.")
    known = vocabulary.get(test.fact) or KnownFact(test.fact, FactType.TEXT)
    value = readable(facts.get(test.fact), known)
    origin = (sources or {}).get(test.fact, known.origin)
    if test.op == Op.UNKNOWN:
        outcome: Outcome = "met" if value is None else "not_met"
    elif value is None:
        return Judgement(criterion, "unclear", f"{known.label}: uppgift saknas.")
    else:
        outcome = "met" if _ANSWERS[test.op](test, value) else "not_met"
    source = f"{known.label}: {_shown(value, known)}. Källa: {origin}."
    if criterion.ambiguous and _speaks_against(criterion, outcome):
        return Judgement(criterion, "unclear", f"{source} {criterion.ambiguous}")
    return Judgement(criterion, outcome, source)


Value = bool | int | str | datetime.date


def readable(value: object, known: KnownFact) -> Value | None:
    """The value as its type reads it; None when it is unknown or cannot be read."""
    return _READERS[known.type](value, known)


def _number(value: object, _known: KnownFact) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _yes_no(value: object, _known: KnownFact) -> bool | None:
    if isinstance(value, str):
        return {"yes": True, "no": False}.get(value)
    return value if isinstance(value, bool) else None


def _word(value: object, known: KnownFact) -> str | None:
    if not isinstance(value, str) or value in ("", "unknown"):
        return None
    return None if known.choices and value not in known.choices else value


def _date(value: object, _known: KnownFact) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


_READERS: Mapping[FactType, Callable[[object, KnownFact], Value | None]] = {
    FactType.NUMBER: _number,
    FactType.PERCENT: _number,
    FactType.YES_NO_UNKNOWN: _yes_no,
    FactType.CHOICE: _word,
    FactType.TEXT: _word,
    FactType.DATE: _date,
}


def _at_least(test: Test, value: Value) -> bool:
    return isinstance(value, int) and test.low is not None and value >= test.low


def _at_most(test: Test, value: Value) -> bool:
    return isinstance(value, int) and test.high is not None and value <= test.high


_ANSWERS: Mapping[Op, Callable[[Test, Value], bool]] = {
    Op.IS: lambda test, value: value == test.value,
    Op.IN: lambda test, value: str(value) in test.values,
    Op.AT_LEAST: _at_least,
    Op.AT_MOST: _at_most,
    Op.BETWEEN: lambda test, value: _at_least(test, value) and _at_most(test, value),
}


def _speaks_against(criterion: Criterion, outcome: Outcome) -> bool:
    return Judgement(criterion, outcome, "").stands_in_the_way


def _shown(value: Value | None, known: KnownFact) -> str:
    if value is None:
        return "inte känt"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return f"{known.choices.get(str(value), str(value))} {known.unit}".strip()
