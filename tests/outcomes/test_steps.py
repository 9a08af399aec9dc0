"""A step is done for the goals on the day when it is done on the page of the case."""

import random
from datetime import date, timedelta

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.happenings import known_of
from stegvis.casework.models import Activity, Milestone, Participation, WorkPeriod
from stegvis.casework.progress import steps_of
from stegvis.core.dates import today
from stegvis.outcomes import queries
from stegvis.outcomes.steps_sql import _HAPPENED, UNKNOWN
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import StepFact, WorkKind
from tests.casework.variants import variant
from tests.outcomes.lives import Life, live
from tests.world import World

# Of each kind that a step can be narrowed to: activities, an extent of all or of some, kinds.
STEPS = """
[[steps]]
number = {first}
key = "deltar"
name = "Deltar"
text = "Deltar."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "plan_confirmed" }}, {{ fact = "activity_started", activities = ["{one}"] }}]

[[steps]]
number = {second}
key = "grupp"
name = "Grupp"
text = "Grupp."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "activity_completed", activities = ["{one}", "{other}"] }}]

[[steps]]
number = {third}
key = "halvtid"
name = "Halvtid"
text = "Halvtid."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "supply_reached", percent = 50 }}]

[[steps]]
number = {fourth}
key = "i_arbete"
name = "I arbete"
text = "I arbete."
entry = [{{ fact = "enrolled" }}]
done = [
  {{ fact = "supply_reached", percent = 75, work = ["work_training", "open_employment"] }},
  {{ fact = "milestone_reached", milestone = "provad" }},
]
any_of_done = true

"""
MILESTONE = """
[[milestones]]
key = "provad"
name = "Prövad"
kind = "event"
category = "planning"

"""


def with_steps(world: World) -> ProgrammeVersion:
    definition = world.version.definition
    one, other = (each.key for each in definition.activities[:2])
    numbers = [len(definition.steps) + n for n in (1, 2, 3, 4)]
    names = dict(zip(("first", "second", "third", "fourth"), numbers, strict=True))
    steps = STEPS.format(one=one, other=other, **names)
    return variant("provinsats", ("\n[ways]\n", f"{steps}{MILESTONE}\n[ways]\n"))


def happened(chance: random.Random, actor: Actor, case: Participation) -> None:
    """Some activities and work periods, as they may stand in a register."""
    own = {"owner_id": actor.organisation_id, "created_by_id": actor.account_id}
    item = own | {"participant_id": case.participant_id, "participation": case}
    keys = [each.key for each in case.version.definition.activities[:4]]

    def day() -> date:
        return min(case.enrolled_on + timedelta(days=chance.randrange(400)), today())

    for _ in range(chance.randrange(4)):
        first = chance.choice([None, day()])
        Activity.objects.create(
            **item,
            catalogue_key=chance.choice(keys),
            name="Aktivitet",
            starts_on=first,
            ends_on=chance.choice([None, first and first + timedelta(days=40)]),
            minutes_per_week=chance.choice([None, 300, 600, 1200]),
            status=chance.choice(["planned", "ongoing", "completed", "interrupted"]),
        )
    for _ in range(chance.randrange(4)):
        first = day()
        WorkPeriod.objects.create(
            **item,
            kind=chance.choice(
                [WorkKind.ACTIVITY, WorkKind.WORK_TRAINING, WorkKind.OPEN_EMPLOYMENT]
            ),
            percent=chance.choice([25, 40, 50]),
            starts_on=first,
            ends_on=chance.choice([None, first + timedelta(days=chance.randrange(200))]),
        )
    if chance.random() < 0.2:
        Milestone.objects.create(**item, key="provad", starts_on=day())


def counted(definition: Definition) -> set[str]:
    """The steps that a goal counts: what is known of each, and more than to be enrolled."""
    return {
        step.key
        for step in definition.steps
        if not {condition.fact for condition in step.done} & UNKNOWN or step.any_of_done
    }


def test_narrowed_steps_are_progress_on_the_day_of_the_page(world: World) -> None:
    version, samira, chance = with_steps(world), world.actor("Samira"), random.Random(11)
    with acting(samira):
        for _ in range(40):
            life = Life(enrolled_ago=chance.randrange(30, 500), plan=chance.choice([None, 20]))
            happened(chance, samira, live(samira, version, life))
        cases = list(
            Participation.objects.filter(version=version).select_related("participant", "version")
        )
        known = known_of(samira, cases)
        facts = {one.participation_id: one for one in queries.case_facts(samira, version)}
    keys, days = counted(version.definition), set()
    for case in cases:
        steps = steps_of(known[case.pk], version.definition, today())
        done = [step.done_on for step in steps if step.key in keys and step.done_on]
        assert facts[str(case.pk)].progressed_on == min(done, default=None), case.pk
        days.add(min(done, default=None))
    assert len(days) > 10


def test_every_fact_of_a_step_is_read_or_said_not_to_be() -> None:
    by_itself = {StepFact.MILESTONE_REACHED, StepFact.WORK_STARTED, StepFact.SUPPLY_REACHED}
    assert set(_HAPPENED) | by_itself | UNKNOWN == set(StepFact)
    assert not (set(_HAPPENED) | by_itself) & UNKNOWN
