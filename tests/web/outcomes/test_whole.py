"""What several operators have together: nobody's part is judged as the whole, and only published
figures are added."""

from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client

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
from stegvis.outcomes.rules import GoalRule
from stegvis.outcomes.together import Part, published_part, together
from stegvis.programmes.actions import programme
from stegvis.programmes.measures import Goal
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder, read_definition
from tests.counting import queries
from tests.outcomes.lives import Life, live
from tests.world import World, actor_named, email

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
    assert published_part(goal, rule, "b", hidden, DAY).counts is None
    assert published_part(goal, rule, "b", None, None).as_of is None
    row = {"yes": 9, "no": 6, "total": 15}
    told = hidden | {
        "tables": [{"goal": goal.key, "rows": {"all": row}, "as_of": "2026-09-30"}],
    }
    read = published_part(goal, rule, "b", told, DAY)
    assert (read.number, read.as_of) == (9, date(2026, 9, 30))


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
        )
    return actor_named(name)


def viva(world: World) -> ProgrammeVersion:
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        return programme.load(actor=root, path=VIVA)


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
