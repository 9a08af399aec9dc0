"""This file is where a definition says what is measured: goals, instruments, comparison.

A goal keeps the words of its document and stands beside the formula that counts it.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from stegvis.programmes.asking import Question
from stegvis.programmes.measurable import PARTICIPANTS, goal_faults
from stegvis.programmes.vocabulary import (
    Count,
    Demand,
    Fault,
    Flag,
    Frozen,
    GoalFact,
    GoalKind,
    GoalLevel,
    GoalUnit,
    Key,
    Percent,
    Period,
    Population,
    Several,
    Span,
    Text,
    WorkKind,
)


class Reported(Frozen):
    """What the document itself says that the result was, to be read beside our own figure."""

    value: Count
    of: Several | None = None
    text: Text


class Goal(Frozen):
    """A goal of the document and how it is measured.

    `text` is verbatim, `reading` says in Swedish how it is counted. `also` are facts that must
    hold as well. A `balance` goal is met between `low` and `high` percent women and men; a
    `difference` goal compares the sexes and warns from `low` percentage points; a `comparison`
    goal is met when the share is larger among participants than in the comparison group.
    `when_uneven` is what the document then demands.

    `period` narrows the population to those who came into it in those days, both inclusive, and
    the fact must hold on its last day, or on `by` where that is another day. With `ever` it is
    enough that it has held once by then. `of` is the number that a head count is out of
    ("4 av 5"). A result that a document tells without having set a target has `reported` instead
    of `target`. What a fact is about: `percent` and `work` an employment, `milestone` a milestone,
    `triage` results of the first mapping, `question` (at `moment`) an answer that is one of
    `values` or at least `at_least` (or, with `raised`, higher than the first time), `instrument`
    a score, `criterion` how a criterion of the target group stood when it was decided whether she
    was taken in. `arm` counts one variant only, and `met` only those who met a criterion. Where
    several operators run the programme the target is for all of them together, unless it is for
    `each_operator`.
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
    of: Several | None = None
    unit: GoalUnit | None = None
    low: Percent | None = None
    high: Percent | None = None
    percent: Percent | None = None
    work: tuple[WorkKind, ...] = ()
    milestone: Key | None = None
    triage: tuple[Key, ...] = ()
    question: Key | None = None
    moment: Key | None = None
    values: tuple[Text, ...] = ()
    at_least: Count | None = None
    at_most: Count | None = None
    raised: Flag = False
    instrument: Key | None = None
    criterion: Key | None = None
    arm: Key | None = None
    met: Key | None = None
    each_operator: Flag = False
    window: Span | None = None
    period: Period | None = None
    by: datetime.date | None = None
    ever: Flag = False
    split_by_sex: Flag = False
    when_uneven: tuple[Demand, ...] = ()
    evidence: Text | None = None
    reported: Reported | None = None

    def faults(self) -> Iterator[Fault]:
        for name in _GOAL_NEEDS[self.kind]:
            is_told = name == "target" and self.reported is not None
            if getattr(self, name) in (None, ()) and not is_told:
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
        if self.by is not None and self.period is not None and self.by < self.period.end:
            yield Fault(
                ("by",),
                f"Det ska ha hänt senast {self.by}, men perioden slutar {self.period.end}.",
                "Välj en dag som inte ligger före periodens slut, eller ta bort by.",
            )
        if self.met is not None and self.population not in PARTICIPANTS:
            yield Fault(
                ("met",),
                "Bara bland dem som deltar går det att räkna dem som uppfyllde ett kriterium.",
                f"Skriv population som ett av: {', '.join(sorted(PARTICIPANTS))}. Bland "
                "aktualiserade och bedömda: skriv fact = ”criterion_met” i stället.",
            )
        facts = [fact for fact in (self.fact, *self.also) if fact is not None]
        yield from self._unsaid(facts)
        yield from goal_faults(self.kind, self.population, facts, self.unit)

    def _unsaid(self, facts: list[GoalFact]) -> Iterator[Fault]:
        for fact in facts:
            name, what = _FACT_NEEDS.get(fact, ("", ""))
            if name and getattr(self, name) in (None, ()):
                yield Fault(
                    (),
                    f"Målet räknar {what} men säger inte {_UNSAID[name]}.",
                    f"Lägg till {name} = … under målet.",
                )


_GOAL_NEEDS: Mapping[GoalKind, tuple[str, ...]] = {
    GoalKind.COUNT: ("population", "target", "unit"),
    GoalKind.SHARE: ("population", "fact", "target", "unit"),
    GoalKind.ONGOING: ("target", "unit"),
    GoalKind.WITHIN: ("population", "fact", "target", "unit", "window"),
    GoalKind.BALANCE: ("population", "low", "high", "when_uneven"),
    GoalKind.DIFFERENCE: ("population", "fact", "low", "when_uneven"),
    GoalKind.COMPARISON: ("population", "fact"),
    GoalKind.QUALITATIVE: ("evidence",),
}

_FACT_NEEDS: Mapping[GoalFact, tuple[str, str]] = {
    GoalFact.EMPLOYED_AT_LEAST: ("percent", "anställda i en viss omfattning"),
    GoalFact.MILESTONE: ("milestone", "en hållpunkt"),
    GoalFact.TRIAGED: ("triage", "resultat av den inledande kartläggningen"),
    GoalFact.ANSWERED: ("question", "svar på en fråga"),
    GoalFact.SCORE_RAISED: ("instrument", "poäng i ett instrument"),
    GoalFact.CRITERION_MET: ("criterion", "dem som uppfyllde ett kriterium"),
}
_UNSAID: Mapping[str, str] = {
    "percent": "vilken",
    "milestone": "vilken",
    "triage": "vilka",
    "question": "vilken",
    "instrument": "vilket",
    "criterion": "vilket",
}


class Subscale(Frozen):
    """A part of an instrument with a sum of its own; items are numbered from 1."""

    key: Key
    name: Text
    items: Annotated[tuple[Several, ...], Field(min_length=1)]


class Scoring(Frozen):
    """How answers become a score: the sum of all items, with `reversed` ones turned around.

    Answers run from `low` to `high`, both included. With more than `missing_allowed` items left
    out there is no score; otherwise those left out get the mean of the others.
    """

    items: Several
    low: Count
    high: Several
    reversed: tuple[Several, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    missing_allowed: Count = 0
    higher_is: Text
    source: Text

    def faults(self) -> Iterator[Fault]:
        if self.high <= self.low:
            yield Fault(
                ("high",),
                f"Skalans högsta svar {self.high} är inte större än det lägsta {self.low}.",
                "Byt plats på low och high, eller rätta dem.",
            )
        for name, numbers in (
            (("reversed",), self.reversed),
            *((("subscales", n, "items"), part.items) for n, part in enumerate(self.subscales)),
        ):
            for number in numbers:
                if number > self.items:
                    yield Fault(
                        name,
                        f"Fråga {number} finns inte: instrumentet har {self.items} frågor.",
                        "Rätta numret, eller items.",
                    )


class Instrument(Frozen):
    """A questionnaire given to the participant at certain moments.

    A scored instrument has `scoring`; its item texts come from the licence holder, never from
    this file. Questions that are free to print stand in `questions`. `given_at` are moments:
    `enrolment`, `exit`, or keys of the follow-up schedule.
    """

    key: Key
    name: Text
    given_at: Annotated[tuple[Key, ...], Field(min_length=1)]
    licence: Text | None = None
    scoring: Scoring | None = None
    questions: tuple[Question, ...] = ()
    category: Key
    text: Text | None = None
    quote: Text | None = None

    def faults(self) -> Iterator[Fault]:
        if (self.scoring is None) == (not self.questions):
            yield Fault(
                (),
                "Ett instrument har antingen poängberäkning eller egna frågor, ett av dem.",
                "Skriv scoring = { … } (frågorna kommer från rättighetshavaren) eller questions.",
            )
        if self.scoring is not None and self.licence is None:
            yield Fault(
                (),
                "Det framgår inte vem som har rätt till instrumentets frågor.",
                "Lägg till licence = ”…”.",
            )


class ComparisonGroup(Frozen):
    """People outside the programme who are followed with the same instruments, without identity."""

    name: Text
    text: Text
    instruments: Annotated[tuple[Key, ...], Field(min_length=1)]
    quote: Text | None = None


class Evaluation(Frozen):
    text: Text
    decided_by: Text
    quote: Text | None = None
