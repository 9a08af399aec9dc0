"""This file is where the goals of a definition become figures, with what they ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from stegvis.core.dates import add_months
from stegvis.outcomes.calculate import (
    Figure,
    Gap,
    Status,
    compared_status,
    gap,
    gap_between,
    gap_status,
    month_ends,
    uneven,
)
from stegvis.outcomes.facts import About
from stegvis.outcomes.rules import GoalKind, GoalRule, Population
from stegvis.outcomes.tally import ALL, Flow, Groups, Series, days_for, history, monthly_means
from stegvis.programmes.definition import Definition
from stegvis.programmes.measurable import AT_EXIT
from stegvis.programmes.measures import Goal
from stegvis.programmes.vocabulary import Anchor, Demand, GoalFact, MilestoneKind
from stegvis.programmes.vocabulary import GoalKind as GoalWord
from stegvis.programmes.vocabulary import Population as PopulationWord

TREND_MONTHS = 12


def rule_of(goal: Goal, definition: Definition) -> GoalRule | None:
    """The goal as a formula; None for one that is judged from evidence with no figure beside.

    Raises ValueError for a goal that cannot be measured; a definition with one is never loaded.
    """
    if goal.kind == GoalWord.QUALITATIVE:
        return support_of(goal, definition)
    return _rule(goal, GoalKind(goal.kind.value), definition)


def support_of(goal: Goal, definition: Definition) -> GoalRule | None:
    """The share that is shown beside the evidence, for a goal that people judge and that names a
    fact. It has no target: the figure settles nothing."""
    if goal.fact is None:
        return None
    among = goal.population or (Population.EXITED if goal.fact in AT_EXIT else Population.ENROLLED)
    counted = goal.model_copy(update={"population": PopulationWord(among.value), "target": None})
    return _rule(counted, GoalKind.SHARE, definition)


def _rule(goal: Goal, kind: GoalKind, definition: Definition) -> GoalRule:
    population = Population((goal.population or Population.ONGOING).value)
    is_within = goal.window is not None and kind is GoalKind.WITHIN
    return GoalRule(
        kind=kind,
        population=population,
        fact=_fact(goal, kind, population),
        target=_target(goal, kind),
        months=goal.window.months if goal.window and is_within else None,
        days=goal.window.days if goal.window and is_within else None,
        also=tuple(_name(fact) for fact in goal.also),
        about=_about(goal, definition),
        period=(goal.period.start, goal.period.end) if goal.period else None,
        by=goal.by,
        arm=goal.arm or "",
        met=goal.met or "",
    )


def _fact(goal: Goal, kind: GoalKind, population: Population) -> str:
    if kind is GoalKind.BALANCE:
        return "woman"
    return _name(goal.fact) if goal.fact else population.value


def _name(fact: GoalFact) -> str:
    """To be enrolled is a population of its own; among others it is to have been taken in."""
    return "taken_in" if fact == GoalFact.ENROLLED else fact.value


def _about(goal: Goal, definition: Definition) -> About:
    """What the facts of the goal are about, and when a follow-up can first be asked for."""
    lasting = {m.key for m in definition.milestones if m.kind == MilestoneKind.STATE}
    moment = next((m for m in definition.follow_up.schedule if m.key == goal.moment), None)
    due = moment.after if moment and moment.anchor == Anchor.EXIT else None
    return About(
        percent=goal.percent,
        work=frozenset(kind.value for kind in goal.work),
        milestone=goal.milestone or "",
        lasts=goal.milestone in lasting,
        triage=frozenset(goal.triage),
        question=goal.question or "",
        moment=goal.moment or "",
        values=frozenset(goal.values),
        at_least=goal.at_least,
        at_most=goal.at_most,
        raised=goal.raised,
        instrument=goal.instrument or "",
        criterion=goal.criterion or "",
        due_months=due.months if due else None,
        due_days=due.days if due else None,
        ever=goal.ever,
    )


def _target(goal: Goal, kind: GoalKind) -> float | None:
    """In persons for head counts, else 0–1; None where the document set none. Women and men are
    even when neither is under `low` nor over `high`; with two sexes the stricter says both."""
    if kind is GoalKind.BALANCE:
        return max(goal.low or 0, 100 - (goal.high or 100)) / 100
    if kind is GoalKind.DIFFERENCE:
        return (goal.low or 0) / 100
    if goal.target is None:
        return None
    target = float(goal.target)
    return target if kind in (GoalKind.COUNT, GoalKind.ONGOING) else target / 100


@dataclass(frozen=True, slots=True)
class Measured:
    """A goal with its figure today and at the ends of the last full months, oldest first.

    `means` are the monthly means of how many were ongoing, for a goal of that kind; `compared` is
    the same share in the comparison group, on the same days; `compared_name` is what the
    definition calls that group. `is_part`: one of several operators counts its own, while the
    target is for all of them together.
    """

    goal: Goal
    rule: GoalRule
    days: Sequence[date]
    series: Sequence[Series]
    means: Sequence[dict[str, float]] = ()
    compared: Sequence[Series] = ()
    compared_name: str = ""
    is_part: bool = False

    @property
    def is_support(self) -> bool:
        """Whether people judge the goal, with this figure beside."""
        return self.goal.kind == GoalWord.QUALITATIVE

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
    def ahead(self) -> Gap | None:
        """How far the participants are ahead of the comparison group."""
        return gap_between(self.figure, self.compared[-1][ALL]) if self.compared else None

    @property
    def status(self) -> Status:
        """How it stands; of a part it is said only that it is one, but for a number of people
        that the part has reached by itself."""
        found = self._by_itself
        if not self.is_part or found is Status.NO_TARGET:
            return found
        return found if found is Status.MET and not self.figure.is_share else Status.PART

    @property
    def _by_itself(self) -> Status:
        if self.rule.kind is GoalKind.COMPARISON:
            return compared_status(self.ahead)
        if self.rule.kind is GoalKind.DIFFERENCE:
            return gap_status(self.rule, self.gap)
        return self.figure.status or Status.TOO_EARLY

    @property
    def is_uneven(self) -> bool:
        """Whether the document asks for an analysis, or the difference is beyond chance."""
        if self.rule.kind in (GoalKind.BALANCE, GoalKind.DIFFERENCE):
            return self._by_itself is Status.AT_RISK
        return self.goal.split_by_sex and self.figure.is_share and uneven(self.by_sex)

    @property
    def demands(self) -> tuple[Demand, ...]:
        """What the document asks for now: nothing while women and men are even."""
        return tuple(self.goal.when_uneven) if self.is_uneven else ()


def is_for_all(goal: Goal, definition: Definition) -> bool:
    """Whether several operators have the goal together, so that none of them is the whole."""
    return len(definition.operators) > 1 and not goal.each_operator


def alike(goal: Goal, definition: Definition) -> list[str]:
    """The keys of the goals that are counted in the same way as this one, itself first. Only one
    of them is published as a table, and that table tells of all of them."""
    rule = rule_of(goal, definition)
    if rule is None:
        return [goal.key]
    others = (each for each in definition.goals if each.key != goal.key)
    same = [
        each.key
        for each in others
        if (other := rule_of(each, definition)) and other.question == rule.question
    ]
    return [goal.key, *same]


def trend_months(definition: Definition, last_in: date | None, as_of: date) -> list[date]:
    """The month ends that trends show: the last twelve. A programme that nobody is in any more and
    that was over a year ago would show the same twelve times: its own time is shown instead, in
    twelve months at most, as far apart as that takes.

    `last_in` is the last day when anybody was in it, None when nobody has been.
    """
    start, over_on = definition.period.start, max(definition.period.end, last_in or as_of)
    if add_months(over_on, TREND_MONTHS) >= as_of:
        return month_ends(TREND_MONTHS, as_of)
    number = (over_on.year - start.year) * 12 + over_on.month - start.month + 1
    apart = -(-number // TREND_MONTHS)
    return month_ends(number, over_on)[::-apart][::-1]


def asked_days(as_of: date, months: Sequence[date] = ()) -> list[date]:
    """The ends of these months, else of the last full ones, and the day itself, each once and in
    order."""
    return sorted({*(months or month_ends(TREND_MONTHS, as_of)), as_of})


def formulas(definition: Definition) -> list[tuple[Goal, GoalRule]]:
    """The goals of a definition that have one, in its order."""
    found = ((goal, rule_of(goal, definition)) for goal in definition.goals)
    return [(goal, rule) for goal, rule in found if rule is not None]


def rules_of(definition: Definition) -> list[GoalRule]:
    """Every formula of a definition, with those that goals compare themselves with."""
    return _with_compared([rule for _, rule in formulas(definition)])


def _with_compared(rules: list[GoalRule]) -> list[GoalRule]:
    return rules + [rule.against for rule in rules if rule.against]


def measured(
    definition: Definition,
    groups: Groups,
    flows: Iterable[Flow],
    as_of: date,
    days: Sequence[date] = (),
    months: Sequence[date] = (),
) -> list[Measured]:
    """Every goal of the definition that is counted, from the same groups of cases.

    `days` are those to be shown; the groups are of them and of every day that goals end on.
    """
    days, ends = days or asked_days(as_of, months), months or month_ends(TREND_MONTHS, as_of)
    counted = formulas(definition)
    grid = days_for(_with_compared([rule for _, rule in counted]), days)
    shown = [grid.index(day) for day in days]
    moves = list(flows)

    @cache
    def series(rule: GoalRule) -> list[Series]:
        """Several goals that are judged may have the same figure beside them."""
        found = history(rule, groups, grid)
        return [found[place] for place in shown]

    results = []
    beside = definition.comparison.name if definition.comparison else ""
    for goal, rule in counted:
        means = monthly_means(moves, ends) if rule.kind is GoalKind.ONGOING else []
        compared = series(rule.against) if rule.against else []
        is_part = is_for_all(goal, definition)
        results.append(Measured(goal, rule, days, series(rule), means, compared, beside, is_part))
    return results
