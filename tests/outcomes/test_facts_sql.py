"""The database counts what the plain definition of each fact counts, on random lives."""

import random
from datetime import date, timedelta

import pytest

from stegvis.audit.journal import acting
from stegvis.casework.actions import intake as intakes
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.outcomes import fetching
from stegvis.outcomes.calculate import measure
from stegvis.outcomes.facts import About
from stegvis.outcomes.facts_sql import facts_sql
from stegvis.outcomes.goals import asked_days
from stegvis.outcomes.rules import GoalKind, GoalRule, Population
from stegvis.outcomes.spans import SPANNING
from stegvis.outcomes.tally import ALL, days_for, grouped, history
from stegvis.programmes.vocabulary import WorkKind
from tests.casework.arrivals import EBBE, judged, opened, refer
from tests.casework.test_flow import enrolled
from tests.outcomes.full_lives import Maker, populate
from tests.outcomes.lives import Life, live
from tests.outcomes.test_queries import numbers, random_life
from tests.world import World

SUBSIDY = frozenset({WorkKind.WAGE_SUBSIDY.value})
AT_WORK = frozenset({WorkKind.ACTIVITY.value, WorkKind.OPEN_EMPLOYMENT.value})
ABOUTS: dict[str, list[About]] = {
    "in_work": [About(), About(work=SUBSIDY), About(ever=True)],
    "in_studies": [About()],
    "work_or_studies": [About(), About(ever=True)],
    "employed_at_least": [
        About(percent=50),
        About(percent=75, ever=True),
        About(percent=50, work=AT_WORK),
    ],
    "self_supporting": [About(), About(ever=True)],
    "no_assistance": [About()],
    "milestone": [About(milestone="utredd"), About(milestone="samverkan", lasts=True)],
    "same_case_manager": [About()],
    "next_livelihood": [About()],
    "followed_up": [About(), About(moment="manad_6", due_months=6), About(moment="manad_3")],
    "answered": [
        About(question="mar", at_least=5),
        About(question="mar", at_most=6, moment="manad_3"),
        About(question="mar", values=frozenset({"7", "bra"})),
        About(question="mar", raised=True),
        About(question="mar", at_least=5, instrument="kasam"),
        About(question="sysselsattning", values=frozenset({"arbete"})),
    ],
    "criterion_met": [About(criterion="alder"), About(criterion="egen_vilja")],
    "score_raised": [About(instrument="kasam"), About(instrument="kasam", moment="exit")],
}
DATED = ("milestone", "in_work", "in_studies", "work_or_studies", "employed_at_least")
COMPARED = ("answered", "score_raised")


def last_year() -> tuple[date, date]:
    return today() - timedelta(days=500), today() - timedelta(days=200)


def participant_rules() -> list[GoalRule]:
    found = []
    for fact, abouts in ABOUTS.items():
        for n, about in enumerate(abouts):
            population = [Population.ENROLLED, Population.EXITED, Population.ONGOING][n % 3]
            found.append(GoalRule(GoalKind.SHARE, population, fact, 0.5, about=about))
            found.append(
                GoalRule(
                    GoalKind.COUNT,
                    Population.ENROLLED,
                    fact,
                    4,
                    about=about,
                    period=last_year(),
                    by=last_year()[1] + timedelta(days=45 * n),
                )
            )
        if fact in DATED:
            within = GoalRule(GoalKind.WITHIN, Population.ENROLLED, fact, 0.5, 6, about=abouts[0])
            found.append(within)
    ready = GoalRule(GoalKind.COUNT, Population.READY, "ready", 1, period=last_year())
    left = GoalRule(GoalKind.COUNT, Population.EXITED, "exited", 1, period=last_year())
    arm = GoalRule(GoalKind.SHARE, Population.ENROLLED, "in_work", 0.2, arm="se")
    both = GoalRule(
        GoalKind.SHARE, Population.EXITED, "known_plan_at_exit", 0.9, also=("in_work", "answered"),
        about=About(question="mar", at_least=5),
    )  # fmt: skip
    mapped = GoalRule(GoalKind.WITHIN, Population.ENROLLED, "mapped", 1, days=90)
    willing = GoalRule(GoalKind.SHARE, Population.ENROLLED, "enrolled", 0.5, met="egen_vilja")
    return [*found, ready, left, arm, both, mapped, willing]


def other_rules() -> list[GoalRule]:
    triage = About(triage=frozenset({"varaktigt"}))
    compared = [
        GoalRule(GoalKind.COMPARISON, Population.COMPARISON, fact, None, about=about)
        for fact in COMPARED
        for about in ABOUTS[fact]
        if about.question != "sysselsattning"
    ]
    return [
        *compared,
        GoalRule(GoalKind.COUNT, Population.AREA, "area", 138),
        GoalRule(GoalKind.SHARE, Population.AREA, "triaged", None, about=triage),
        GoalRule(GoalKind.SHARE, Population.AREA, "next_livelihood", 1),
        GoalRule(GoalKind.SHARE, Population.AREA, "mapped", 1, by=last_year()[1]),
        GoalRule(GoalKind.SHARE, Population.AREA, "taken_in", 0.5),
        GoalRule(GoalKind.COUNT, Population.ASSESSED, "assessed", 76, period=last_year()),
        GoalRule(GoalKind.SHARE, Population.ASSESSED, "taken_in", 0.8),
        GoalRule(GoalKind.COUNT, Population.REFERRED, "referred", 76),
        *(
            GoalRule(GoalKind.SHARE, among, "criterion_met", 0.5, about=about)
            for among in (Population.REFERRED, Population.ASSESSED)
            for about in ABOUTS["criterion_met"]
        ),
        GoalRule(GoalKind.BALANCE, Population.REFERRED, "woman", 0.4),
    ]


def test_every_fact_made_of_spans_is_tried() -> None:
    assert set(ABOUTS) | {"triaged"} == set(SPANNING)


@pytest.mark.parametrize("seed", [7, 4711])
def test_the_database_counts_what_the_definition_counts(world: World, seed: int) -> None:
    """30 random lives of each kind: every fact, on every asked day, for all and for each sex."""
    chance, samira = random.Random(seed), world.actor("Samira")
    rules = [*participant_rules(), *other_rules()]
    days = days_for(rules, asked_days(today()))
    with acting(samira):
        populate(Maker(samira, world.version, chance), [random_life(chance) for _ in range(30)])
        sources = list(dict.fromkeys(rule.source for rule in rules))
        facts = fetching.case_facts(samira, world.version, sources=sources)
        groups = fetching.case_groups(samira, world.version, days, rules)
    plain = grouped(facts, days, rules)
    answers = set()
    for rule in rules:
        from_database, from_facts = history(rule, groups, days), history(rule, plain, days)
        for place, day in enumerate(days):
            shown = numbers(from_database[place][ALL])
            assert shown == numbers(measure(rule, facts, day)), (rule, day)
            assert from_database[place] == from_facts[place]
            answers.add(shown)
    assert len(answers) > 100


@pytest.mark.parametrize("number", [62, 63, 90])
def test_there_is_room_for_however_many_days(world: World, number: int) -> None:
    """Each answer has a bit for each day: a number of the database has room for 62 of them."""
    chance, samira = random.Random(number), world.actor("Samira")
    rules = participant_rules()[::3]
    days = [today() - timedelta(days=7 * n) for n in reversed(range(number))]
    days = days_for(rules, days)[-number:]
    asked = [rule for rule in rules if rule.deadline is None or rule.deadline in days]
    assert len(days) == number and len(asked) > 5
    with acting(samira):
        populate(Maker(samira, world.version, chance), [random_life(chance) for _ in range(6)])
        facts = fetching.case_facts(samira, world.version)
        groups = fetching.case_groups(samira, world.version, days, asked)
    for rule in asked:
        for place, found in enumerate(history(rule, groups, days)):
            assert numbers(found[ALL]) == numbers(measure(rule, facts, days[place])), rule


def test_whoever_is_referred_and_not_taken_in_is_of_unknown_sex(world: World) -> None:
    """She is the referrer's and in no register here: missing, and no guess."""
    samira, rule = (
        world.actor("Samira"),
        GoalRule(GoalKind.BALANCE, Population.REFERRED, "woman", 0.4),
    )
    refer(world)
    with acting(samira):
        groups = fetching.case_groups(samira, world.version, [today()], [rule])
    (found,) = history(rule, groups, [today()])
    assert (found[ALL].denominator, found[ALL].missing) == (0, 1)
    assert found["unknown"].missing == 1 and found["woman"].missing == 0


def test_how_a_criterion_stood_is_counted_from_the_decision(world: World) -> None:
    """Dag is taken in; Ebbe is too old and is not; the others came without being tried."""
    samira, age = world.actor("Samira"), About(criterion="alder")
    rules = [
        GoalRule(GoalKind.SHARE, Population.REFERRED, "criterion_met", 0.9, about=age),
        GoalRule(GoalKind.SHARE, Population.ENROLLED, "criterion_met", 0.9, about=age),
        GoalRule(GoalKind.COUNT, Population.ENROLLED, "enrolled", 1, met="alder"),
        GoalRule(GoalKind.COUNT, Population.ENROLLED, "enrolled", 1, met="utanfor"),
    ]
    dag, ebbe = refer(world), refer(world, name="Ebbe", number=EBBE)
    with acting(samira):
        enrolled(samira, judged(world, dag))
        intakes.not_admit(
            actor=samira, intake=opened(world, ebbe), reason="utanfor_malgruppen", text="För gammal"
        )
        groups = fetching.case_groups(samira, world.version, [today()], rules)
        untried = Participation.objects.filter(intake=None, owner_id=samira.organisation_id).count()
    found = [history(rule, groups, [today()])[0][ALL] for rule in rules]
    assert [(one.numerator, one.denominator, one.missing) for one in found[:2]] == [
        (1, 2, 0),
        (1, 1, untried),
    ]
    assert [one.numerator for one in found[2:]] == [1, 0]


def test_what_she_is_to_live_on_is_read_from_the_exit_too(world: World) -> None:
    """Named and gone through, named only, and not written down at all."""
    samira = world.actor("Samira")
    rule = GoalRule(GoalKind.SHARE, Population.EXITED, "next_livelihood", 1)
    with acting(samira):
        for life in (
            Life(left=90, lives_on="Lön", talked=80),
            Life(left=90, lives_on="Lön", plan_known=True),
            Life(left=90, lives_on="Lön"),
            Life(left=90),
        ):
            live(samira, world.version, life)
        groups = fetching.case_groups(samira, world.version, [today()], [rule])
    (found,) = history(rule, groups, [today()])
    assert numbers(found[ALL])[:4] == (2, 3, 1, 0)


def test_nothing_is_read_that_no_goal_asks_for(world: World) -> None:
    values = {"owner": None, "programme": None}
    sql = facts_sql("participation", ["sex", "enrolled_on"], [world.version], values)
    for table in ("casework_workperiod", "casework_exit", "casework_followup", "casework_plan"):
        assert table not in sql


def test_another_authority_gets_nothing(world: World) -> None:
    samira, stina = world.actor("Samira"), world.actor("Stina")
    with acting(samira):
        populate(Maker(samira, world.version, random.Random(1)), [random_life(random.Random(1))])
    rules = [*participant_rules(), *other_rules()]
    with acting(stina):
        groups = fetching.case_groups(stina, world.version, [today()], rules)
    assert [groups.alike_for(rule) for rule in rules] == [[] for _ in rules]
