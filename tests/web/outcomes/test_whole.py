"""What several operators have together: nobody's part is judged as the whole, and only published
figures are added."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.access.actor import Actor, system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system, system_account
from stegvis.outcomes.actions import figures
from stegvis.outcomes.calculate import Status
from stegvis.outcomes.facts import Answer
from stegvis.outcomes.goals import rule_of
from stegvis.outcomes.rules import GoalKind, GoalRule, Population
from stegvis.outcomes.suppression import suppress
from stegvis.outcomes.together import Part, published_part, together
from stegvis.programmes.actions import programme
from stegvis.programmes.measures import Goal
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder, read_definition
from tests.counting import queries
from tests.outcomes.lives import Life, live
from tests.world import World, actor_named, email, last_day

VIVA = definitions_folder() / "viva.toml"
DAY = date(2026, 10, 31)


def goal_named(key: str) -> tuple[Goal, GoalRule]:
    definition = read_definition(VIVA)
    goal = next(one for one in definition.goals if one.key == key)
    rule = rule_of(goal, definition)
    assert rule is not None
    return goal, rule


def part(name: str, yes: int | None, no: int = 0) -> Part:
    return Part(name, DAY, None if yes is None else {Answer.YES: yes, Answer.NO: no})


def test_a_number_is_reached_together_and_by_a_part_that_is_enough() -> None:
    _, rule = goal_named("pagaende")
    found = together(rule, [part("a", 14), part("b", 9), part("c", 8)])
    assert (
        found
        and found.figure
        and (found.figure.numerator, found.status)
        == (
            31,
            Status.AT_RISK,
        )
    )
    found = together(rule, [part("a", 14), part("b", 20), part("c", 8)])
    assert found and found.status is Status.MET
    # A hidden part: at least so many, and met where that is enough already.
    found = together(rule, [part("a", 14), part("b", None)])
    assert found and found.figure is None and (found.least, found.is_reached) == (14, False)
    found = together(rule, [part("a", 41), part("b", None)])
    assert found and found.status is Status.MET


def test_a_share_is_of_all_or_not_known() -> None:
    goal, rule = goal_named("forberedda")
    found = together(rule, [part("a", 6, 4), part("b", 9, 1)])
    assert found and found.figure and (found.figure.numerator, found.figure.denominator) == (15, 20)
    hidden = {"heads": {}, "tables": [{"goal": goal.key, "rows": {}, "as_of": str(DAY)}]}
    assert published_part([goal.key], rule, "b", hidden, DAY).counts is None
    assert published_part([goal.key], rule, "b", None, None).as_of is None
    row = {"yes": 9, "no": 6, "total": 15}
    told = hidden | {
        "tables": [{"goal": goal.key, "rows": {"all": row}, "as_of": "2026-09-30"}],
    }
    read = published_part([goal.key], rule, "b", told, DAY)
    assert (read.number, read.as_of) == (9, date(2026, 9, 30))


def sides(name: str, first: tuple[int, int] | None, second: tuple[int, int] = (0, 0)) -> Part:
    """A part of which both groups are known, or none of them."""
    if first is None:
        return Part(name, DAY, None)
    (yes, no), (also, not_also) = first, second
    women, men = {Answer.YES: yes, Answer.NO: no}, {Answer.YES: also, Answer.NO: not_also}
    return Part(name, DAY, None, (women, men))


def test_a_difference_is_between_the_sums_of_the_two_groups() -> None:
    rule = GoalRule(GoalKind.DIFFERENCE, Population.EXITED, "ready", 0.1)
    found = together(rule, [sides("a", (9, 1), (5, 5)), sides("b", (5, 5), (9, 1))])
    assert found and found.gap and found.gap.value == 0 and found.status is Status.MET
    found = together(rule, [sides("a", (9, 1), (5, 5)), sides("b", (9, 1), (7, 3))])
    assert found and found.gap and round(found.gap.value, 6) == 0.3
    assert found.status is Status.AT_RISK
    # Two differences are not added: where one operator hides a group, the whole is not known.
    found = together(rule, [sides("a", (9, 1), (5, 5)), sides("b", None)])
    assert found and not found.is_known and found.gap is None
    assert found.is_hidden(found.parts[1]) and not found.is_hidden(found.parts[0])
    # Four men in all say nothing about men.
    found = together(rule, [sides("a", (9, 1), (1, 1)), sides("b", (9, 1), (1, 1))])
    assert found and found.is_known and found.gap is None and found.status is Status.TOO_EARLY


def test_a_comparison_is_of_all_participants_and_all_compared() -> None:
    rule = GoalRule(GoalKind.COMPARISON, Population.ENROLLED, "in_work", None)
    found = together(rule, [sides("a", (40, 10), (10, 40)), sides("b", (30, 20), (20, 30))])
    assert found and found.sides and found.gap and round(found.gap.value, 6) == 0.4
    assert [side.denominator for side in found.sides] == [100, 100]
    assert found.status is Status.MET
    found = together(rule, [sides("a", (10, 40), (10, 40)), sides("b", (20, 30), (20, 30))])
    assert found and found.status is Status.AT_RISK


tables_of_operators = st.lists(
    st.lists(
        st.lists(st.integers(0, 9), min_size=2, max_size=2).filter(lambda row: sum(row) >= 5),
        min_size=2,
        max_size=2,
    ),
    min_size=2,
    max_size=3,
)


@given(tables_of_operators, st.sampled_from([GoalKind.SHARE, GoalKind.DIFFERENCE]))
@settings(max_examples=30, deadline=None)
def test_a_sum_tells_nothing_but_what_the_reader_knows(
    operators: list[list[list[int]]], kind: GoalKind
) -> None:
    """Each operator reads the sum, and so does somebody who is none of them: take away what was
    printed and one's own, and nothing is left that a hidden count could be worked out from."""
    rule = GoalRule(kind, Population.EXITED, "ready", 0.1)
    printed = [published_part(["ready"], rule, "b", as_printed(one), DAY) for one in operators]
    for reader in (*range(len(operators)), None):
        parts = [
            own(operators[n]) if n == reader else part  # what she has counted herself
            for n, part in enumerate(printed)
        ]
        found = together(rule, parts)
        assert found is not None
        known = [part.counts for part in parts if part.counts is not None]
        assert found.least == sum(counts[Answer.YES] for counts in known)
        told = [part.sides if found.is_between_two else part.counts for part in parts]
        assert found.is_known == (None not in told)
        others = [part for n, part in enumerate(parts) if n != reader]
        shown = [counts for part in others for counts in (part.counts, *(part.sides or ()))]
        assert all(
            min(counts[Answer.YES], counts[Answer.NO]) >= 5
            for counts in shown
            if counts is not None
        )


def own(table: list[list[int]]) -> Part:
    (woman_yes, woman_no), (man_yes, man_no) = table
    both = {Answer.YES: woman_yes + man_yes, Answer.NO: woman_no + man_no}
    return replace(sides("a", (woman_yes, woman_no), (man_yes, man_no)), counts=both)


def as_printed(table: list[list[int]]) -> dict[str, Any]:
    """What one operator publishes of how many women and men did and did not."""
    safe = suppress(table, rows_are_known=True)
    rows = {
        name: {"yes": yes, "no": no, "total": total}
        for name, (yes, no), total in (
            ("woman", safe.cells[0], safe.row_totals[0]),
            ("man", safe.cells[1], safe.row_totals[1]),
            ("all", safe.column_totals, safe.total),
        )
    }
    return {"heads": {}, "tables": [{"goal": "ready", "as_of": str(DAY), "rows": rows}]}


def test_a_group_is_read_from_the_table_that_tells_of_it() -> None:
    rule = GoalRule(GoalKind.DIFFERENCE, Population.EXITED, "ready", 0.1)
    rows = {"all": {"yes": 13, "no": 9}, "woman": {"yes": 7, "no": 5}, "man": {"yes": 6, "no": 4}}
    printed = {"goal": "andra", "as_of": "2026-09-30", "rows": rows}
    own = {"goal": "denna", "as_of": str(DAY), "rows": {}}
    read = published_part(["denna", "andra"], rule, "b", {"tables": [own, printed]}, DAY)
    assert read.as_of == date(2026, 9, 30) and read.sides is not None
    assert [side[Answer.YES] for side in read.sides] == [7, 6]
    # A group that is left out, or has a hidden number, hides the difference.
    for man in (None, {"yes": 6, "no": None}):
        less = {"all": rows["all"], "woman": rows["woman"], **({"man": man} if man else {})}
        told = {"tables": [printed | {"rows": less}]}
        assert published_part(["andra"], rule, "b", told, DAY).sides is None
    compared = GoalRule(GoalKind.COMPARISON, Population.EXITED, "ready", None)
    beside = {"goal": "andra:comparison", "as_of": "2026-09-30", "rows": {"all": {"yes": 9}}}
    read = published_part(["andra"], compared, "b", {"tables": [printed, beside]}, DAY)
    assert read.sides is not None and [side[Answer.YES] for side in read.sides] == [13, 9]
    assert published_part(["andra"], compared, "b", {"tables": [printed]}, DAY).sides is None


def coordinator(key: str, name: str, world: World) -> Actor:
    root = system(world.organisation(key))
    with acting(root):
        account = member.add(actor=root, email=email(name), name=f"{name} Prov")
        member.grant(
            actor=root,
            account=account,
            role=RoleKey.COORDINATOR,
            reason="Samordnar insatsen.",
            starts_on=date(2020, 1, 1),
            ends_on=last_day(),
        )
    return actor_named(name)


def viva(world: World, path: Path = VIVA) -> ProgrammeVersion:
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        return programme.load(actor=root, path=path)


def test_the_pages_add_what_the_others_have_published_and_judge_no_part(
    world: World, as_person: Callable[[str], Client]
) -> None:
    version = viva(world)
    people = {"Karin": ("katrineholms-kommun", 7), "Fia": ("flens-kommun", 6)}
    for name, (key, number) in people.items():
        actor = coordinator(key, name, world)
        with acting(actor):
            for _ in range(number):
                live(actor, version, Life(enrolled_ago=100))
            if name == "Fia":
                as_of = today() - timedelta(days=1)
                figures.publish(actor=actor, version=version, as_of=as_of)
    karin = as_person("Karin")
    shown = karin.get("/mal/?insats=viva").content.decode()
    assert "Når inte målet" not in shown and "Er del" in shown
    assert "Alla utförare tillsammans:</strong> Minst 13" in shown
    assert "Vingåkers kommun</dt><dd>har inte publicerat" in shown
    places = karin.get("/platser/?insats=viva").content.decode()
    assert "minst 13 av 40–45 platser" in places
    assert "gäller alla utförare tillsammans" in karin.get("/inkorg/").content.decode()
    for url in ("/mal/?insats=viva", "/platser/?insats=viva", "/siffror/"):
        assert queries(karin, url) <= 10, url
    assert "alla utförare tillsammans</h2>" in karin.get("/siffror/").content.decode()


DIFFERENCE = """[[goals]]
key = "skillnad"
level = "effect"
kind = "difference"
text = "Ingen skillnad mellan kvinnor och män."
reading = "Skillnad i andel avslutade som har bedömts redo; gränsen är 10 procentenheter."
population = "exited"
fact = "ready"
low = 10
when_uneven = ["analysis"]
split_by_sex = true

[[reports]]
"""
#: Of women 6 of 12 became ready, of men 5 of 12: nothing to hide.
TOLD = [
    *[Life("woman", enrolled_ago=300, ready=100, left=200)] * 6,
    *[Life("woman", enrolled_ago=300, left=200)] * 6,
    *[Life("man", enrolled_ago=300, ready=100, left=200)] * 5,
    *[Life("man", enrolled_ago=300, left=200)] * 7,
]


def test_a_difference_of_all_operators_is_shown_where_all_have_printed_both_sexes(
    world: World, as_person: Callable[[str], Client], tmp_path: Path
) -> None:
    path = tmp_path / "viva.toml"
    path.write_text(VIVA.read_text("utf8").replace("[[reports]]\n", DIFFERENCE, 1), "utf8")
    version = viva(world, path)
    people = {
        "Karin": "katrineholms-kommun",
        "Fia": "flens-kommun",
        "Vera": "vingakers-kommun",
    }
    for name, key in people.items():
        actor = coordinator(key, name, world)
        with acting(actor):
            for life in TOLD:
                live(actor, version, life)
    karin = as_person("Karin")

    def shown(url: str) -> str:
        return karin.get(url).content.decode()

    for name in ("Fia", "Vera"):
        assert "kvinnor 18 av 36" not in shown("/mal/?insats=viva")
        actor = actor_named(name)
        with acting(actor):
            figures.publish(actor=actor, version=version, as_of=today() - timedelta(days=1))
    page = shown("/mal/?insats=viva")
    assert "kvinnor 18 av 36 (50\u00a0%), män 15 av 36 (42\u00a0%)." in page
    assert "kvinnor 6 av 12, män 5 av 12" in page
    # One of the three has published nothing, so that the page of what is published is silent.
    figures_page = shown("/siffror/")
    whole = figures_page[figures_page.index("alla utförare tillsammans</h2>") :]
    assert "Ingen skillnad mellan kvinnor och män." in whole and "Ett tal saknas" in whole
    assert queries(karin, "/mal/?insats=viva") <= 10 and queries(karin, "/siffror/") <= 10
