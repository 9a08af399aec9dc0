"""A goal that nothing can count is refused when it is loaded, and never on a page."""

from itertools import product

from stegvis.outcomes import rules
from stegvis.programmes import measurable
from stegvis.programmes.measurable import goal_faults
from stegvis.programmes.measures import Goal
from stegvis.programmes.vocabulary import GoalFact, GoalKind, GoalUnit, Population

COUNTED = [kind for kind in GoalKind if kind != GoalKind.QUALITATIVE]


def test_what_the_check_lets_through_can_be_counted() -> None:
    let_through = [
        (kind, population, fact)
        for kind, population, fact in product(COUNTED, Population, GoalFact)
        if not list(goal_faults(kind, population, [fact], unit_of(kind)))
    ]
    assert let_through
    assert [fault for each in let_through if (fault := uncountable(*each))] == []


def unit_of(kind: GoalKind) -> GoalUnit:
    return GoalUnit.PERSONS if kind in measurable.IN_PERSONS else GoalUnit.PERCENT


def uncountable(kind: GoalKind, population: Population, fact: GoalFact) -> str:
    """Why the rule of such a goal cannot be made; nothing where it can."""
    months = 2 if kind == GoalKind.WITHIN else None
    counted, whom = rules.GoalKind(kind.value), rules.Population(population.value)
    try:
        rules.GoalRule(counted, whom, fact.value, 0.5, months=months)
    except ValueError as error:
        return f"{kind} {population} {fact}: {error}"
    return ""


def test_faults_say_what_to_do() -> None:
    faults = list(
        goal_faults(
            GoalKind.SHARE,
            Population.REFERRED,
            [GoalFact.SELF_SUPPORTING, GoalFact.PLAN_ANCHORED],
            GoalUnit.PERSONS,
        )
    )
    assert len(faults) == 3
    assert "kan inte räkna ”self_supporting” bland ”referred”" in faults[0].message
    assert "persons" not in faults[2].remedy


def test_evidence_needs_no_counting() -> None:
    facts = [GoalFact.SAME_CASE_MANAGER]
    assert not list(goal_faults(GoalKind.QUALITATIVE, None, facts, None))


def test_those_who_met_a_criterion_are_counted_among_who_takes_part() -> None:
    assert not list(_goal("enrolled").faults())
    faults = list(_goal("referred", fact="enrolled").faults())
    assert [fault.path for fault in faults] == [("met",)]
    (unsaid,) = _goal("enrolled", fact="criterion_met").faults()
    assert "säger inte vilket" in unsaid.message


def _goal(population: str, fact: str = "in_work") -> Goal:
    """Built without its own check, so that its faults can be read one by one."""
    return Goal.model_construct(
        kind=GoalKind.SHARE,
        population=Population(population),
        fact=GoalFact(fact),
        also=(),
        target=50,
        unit=GoalUnit.PERCENT,
        met="egen_vilja",
    )
