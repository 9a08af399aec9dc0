"""This file is where the goals of a definition become figures, with what they ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stegvis.outcomes.calculate import (
    Figure,
    Gap,
    GoalKind,
    GoalRule,
    Population,
    Status,
    gap,
    gap_status,
    month_ends,
    uneven,
)
from stegvis.outcomes.tally import ALL, Flow, Group, Series, history, monthly_means
from stegvis.programmes.definition import Definition
from stegvis.programmes.measures import Goal
from stegvis.programmes.vocabulary import Demand
from stegvis.programmes.vocabulary import GoalKind as GoalWord

TREND_MONTHS = 12


def rule_of(goal: Goal) -> GoalRule | None:
    """The goal as a formula, or None for one that is judged from evidence.

    Raises ValueError for a goal that cannot be measured; a definition with one is never loaded.
    """
    if goal.kind == GoalWord.QUALITATIVE:
        return None
    kind = GoalKind(goal.kind.value)
    population = Population((goal.population or Population.ONGOING).value)
    return GoalRule(
        kind=kind,
        population=population,
        fact=_fact(goal, kind, population),
        target=_target(goal, kind),
        months=goal.window.months if goal.window and kind is GoalKind.WITHIN else None,
        days=goal.window.days if goal.window and kind is GoalKind.WITHIN else None,
        also=tuple(fact.value for fact in goal.also),
    )


def _fact(goal: Goal, kind: GoalKind, population: Population) -> str:
    if kind is GoalKind.BALANCE:
        return "woman"
    return goal.fact.value if goal.fact else population.value


def _target(goal: Goal, kind: GoalKind) -> float:
    """In persons for head counts, else 0–1. Women and men are even when neither is under `low`
    nor over `high`; with two sexes the stricter of the two says both."""
    if kind is GoalKind.BALANCE:
        return max(goal.low or 0, 100 - (goal.high or 100)) / 100
    if kind is GoalKind.DIFFERENCE:
        return (goal.low or 0) / 100
    target = float(goal.target or 0)
    return target if kind in (GoalKind.COUNT, GoalKind.ONGOING) else target / 100


@dataclass(frozen=True, slots=True)
class Measured:
    """A goal with its figure today and at the ends of the last full months, oldest first.

    `means` are the monthly means of how many were ongoing, for a goal of that kind.
    """

    goal: Goal
    rule: GoalRule
    days: Sequence[date]
    series: Sequence[Series]
    means: Sequence[dict[str, float]] = ()

    @property
    def figure(self) -> Figure:
        return self.series[-1][ALL]

    @property
    def by_sex(self) -> Series:
        return {sex: found for sex, found in self.series[-1].items() if sex != ALL}

    @property
    def gap(self) -> Gap | None:
        return gap(self.by_sex) if self.figure.is_share else None

    @property
    def status(self) -> Status:
        if self.rule.kind is GoalKind.DIFFERENCE:
            return gap_status(self.rule, self.gap)
        return self.figure.status or Status.TOO_EARLY

    @property
    def is_uneven(self) -> bool:
        """Whether the document asks for an analysis, or the difference is beyond chance."""
        if self.rule.kind in (GoalKind.BALANCE, GoalKind.DIFFERENCE):
            return self.status is Status.AT_RISK
        return self.goal.split_by_sex and self.figure.is_share and uneven(self.by_sex)

    @property
    def demands(self) -> tuple[Demand, ...]:
        """What the document asks for now: nothing while women and men are even."""
        return tuple(self.goal.when_uneven) if self.is_uneven else ()


def asked_days(as_of: date) -> list[date]:
    """The ends of the last full months, and the day itself, each once and in order."""
    return sorted({*month_ends(TREND_MONTHS, as_of), as_of})


def rules_of(definition: Definition) -> list[GoalRule]:
    return [rule for goal in definition.goals if (rule := rule_of(goal)) is not None]


def measured(
    definition: Definition,
    groups: Sequence[Group],
    flows: Iterable[Flow],
    as_of: date,
) -> list[Measured]:
    """Every goal of the definition that is counted, from the same groups of cases."""
    days, ends = asked_days(as_of), month_ends(TREND_MONTHS, as_of)
    moves = list(flows)
    found = []
    for goal in definition.goals:
        rule = rule_of(goal)
        if rule is not None:
            is_ongoing = rule.kind is GoalKind.ONGOING
            means = monthly_means(moves, ends) if is_ongoing else []
            found.append(Measured(goal, rule, days, history(rule, groups, days), means))
    return found
