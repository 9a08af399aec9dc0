"""This file is where what a referral tells becomes facts, and where facts and people's judgements
together say how each criterion of the target group stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from stegvis.casework.models import CriterionJudgement, Referral
from stegvis.core.dates import age_on
from stegvis.participants.models import Identity
from stegvis.programmes.definition import Definition
from stegvis.programmes.facts import Criterion, Judgement, KnownFact, Value, evaluate, readable
from stegvis.programmes.vocabulary import CriterionKind
from stegvis.programmes.ways_in import route_of


@dataclass(frozen=True)
class Facts:
    """What is known of a person, and for each fact who said it and when."""

    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Weighed:
    """One criterion as the coordinator reads it: what the facts say and what somebody judged."""

    derived: Judgement
    judged: CriterionJudgement | None = None

    @property
    def criterion(self) -> Criterion:
        return self.derived.criterion

    @property
    def outcome(self) -> str:
        return self.judged.outcome if self.judged else self.derived.outcome

    @property
    def is_set_aside(self) -> bool:
        return self.judged is not None and self.judged.set_aside

    @property
    def needs_person(self) -> bool:
        """Priority criteria decide nothing by themselves, so nobody has to judge them."""
        decides = self.criterion.kind != CriterionKind.PRIORITY
        return decides and self.outcome == "unclear" and not self.is_set_aside

    @property
    def stands_in_the_way(self) -> bool:
        against = {CriterionKind.INCLUSION: "not_met", CriterionKind.EXCLUSION: "met"}
        return against.get(self.criterion.kind) == self.outcome and not self.is_set_aside


def known_facts(referral: Referral, identity: Identity | None, day: date) -> Facts:
    """The referral's answers, and what can be counted from them and from the personal number, or
    else from the birth date that the referral was sent with. Age is that of the day given.

    When care refers, its judgement that the person is ready stands and is not tried again.
    """
    told_by = f"aktualiseringen från {referral.owner.short_name}"
    values = {key: value for key, value in referral.facts.items() if value not in ("", None)}
    sources = dict.fromkeys(values, told_by)
    number = identity.identifier if identity is not None else None
    if number is not None and number.born:
        values["age"] = age_on(number.born, day)
        sources.pop("age", None)
    elif born := fact_date(referral.facts, "born_on"):
        values["age"] = age_on(born, day)
    route = route_of(referral.version.definition, referral.route)
    if route is not None and route.readiness_judged_by_referrer:
        values.setdefault("care_judges_ready", "yes")
        sources.setdefault("care_judges_ready", told_by)
    values |= _benefit_months(values, day)
    return Facts(values, sources)


def weigh(
    definition: Definition, facts: Facts, judgements: Iterable[CriterionJudgement]
) -> list[Weighed]:
    """Every criterion in the order of the definition, judged or derived."""
    judged = {judgement.criterion: judgement for judgement in judgements}
    vocabulary = definition.vocabulary
    return [
        Weighed(
            evaluate(criterion, facts.values, vocabulary=vocabulary, sources=facts.sources),
            judged.get(criterion.key),
        )
        for criterion in definition.target_group.criteria
    ]


def told(referral: Referral) -> list[tuple[str, Value | None, KnownFact]]:
    """What the referrer was asked and answered, in the order of the form."""
    definition = referral.version.definition
    vocabulary = definition.vocabulary
    return [
        (vocabulary[fact.key].label, readable(referral.facts[fact.key], known), known)
        for fact in definition.facts
        if fact.key in referral.facts and (known := vocabulary[fact.key])
    ]


def fact_date(facts: Mapping[str, object], key: str) -> date | None:
    """A fact as a date; None when it is missing or cannot be read."""
    value = facts.get(key)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _benefit_months(values: dict[str, object], day: date) -> dict[str, object]:
    derived: dict[str, object] = {}
    start, end = fact_date(values, "benefit_start"), fact_date(values, "benefit_end")
    if start:
        derived["benefit_months_held"] = max(0, _whole_months(start, day))
    if end:
        derived["benefit_months_left"] = max(0, _whole_months(day, end))
    return derived


def _whole_months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
