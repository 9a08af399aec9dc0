"""A step is done for the goals on the day when it is done on the page of the case."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.happenings import known_of
from stegvis.casework.models import (
    Activity,
    Exit,
    Mapping,
    Milestone,
    Participation,
    Plan,
    Takeover,
    WorkPeriod,
)
from stegvis.casework.progress import steps_of
from stegvis.core.dates import now, today
from stegvis.outcomes import fetching
from stegvis.outcomes.steps_sql import _HAPPENED, AT_ENROLMENT, READY_ANYWAY
from stegvis.participants.models import Consent
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

[[steps]]
number = {fifth}
key = "paborjad"
name = "Påbörjad"
text = "Påbörjad."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "consent_given" }}, {{ fact = "mapping_started" }}]

[[steps]]
number = {sixth}
key = "forankrad"
name = "Förankrad"
text = "Förankrad."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "plan_anchored" }}]

[[steps]]
number = {seventh}
key = "overtagen"
name = "Övertagen"
text = "Övertagen."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "receiver_confirmed" }}, {{ fact = "referred" }}]

[[steps]]
number = {eighth}
key = "vald_vag"
name = "Vald väg"
text = "Vald väg."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "way_chosen" }}, {{ fact = "taken_in" }}]

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
    places = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    names = {place: len(definition.steps) + n for n, place in enumerate(places, start=1)}
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


def agreed(chance: random.Random, actor: Actor, case: Participation) -> None:
    """Consents, a mapping begun, plans anchored and a receiver's word, in some lives."""
    own: dict[str, Any] = {"owner_id": actor.organisation_id, "created_by_id": actor.account_id}
    item = own | {"participant_id": case.participant_id, "participation": case}

    def day() -> date:
        return min(case.enrolled_on + timedelta(days=chance.randrange(-20, 300)), today())

    same = day()
    for _ in range(chance.randrange(3)):
        Consent.objects.create(
            **own,
            participant_id=case.participant_id,
            participation_id=case.pk,
            version=case.version,
            kind=chance.choice(["secrecy", "secrecy", "questionnaires"]),
            form_version="1",
            given_on=chance.choice([same, day()]),
            taken_by_id=actor.account_id,
            refused=chance.random() < 0.2,
            withdrawn_at=chance.choice([None, None, None, now()]),
        )
    if chance.random() < 0.6:
        begun = Mapping.objects.create(**item, number=3)
        # Late in the evening in Greenwich, which is the day after in Sweden.
        written_at = datetime.combine(min(day(), today() - timedelta(days=2)), time(23, 30), UTC)
        Mapping.objects.filter(pk=begun.pk).update(created_at=written_at)
    if chance.random() < 0.4:
        Plan.objects.create(**item, number=3, anchored_on=chance.choice([None, day()]))
    if chance.random() < 0.3:
        Exit.objects.create(**item, receiver_confirmed_on=chance.choice([None, day()]))
    if chance.random() < 0.2:
        Takeover.objects.create(
            **own, participant_id=case.participant_id, participation=case, confirmed_on=day()
        )


def counted(definition: Definition) -> set[str]:
    """The steps that a goal counts: more than to come in, and nothing that is progress anyway."""
    return {
        step.key
        for step in definition.steps
        if not {condition.fact for condition in step.done} & READY_ANYWAY
        and {condition.fact for condition in step.done} - AT_ENROLMENT
    }


def test_narrowed_steps_are_progress_on_the_day_of_the_page(world: World) -> None:
    version, samira, chance = with_steps(world), world.actor("Samira"), random.Random(11)
    ways = (
        [way.key for way in version.definition.ways.alternatives] if version.definition.ways else []
    )
    with acting(samira):
        for _ in range(60):
            life = Life(
                enrolled_ago=chance.randrange(30, 500),
                mapped=chance.choice([None, None, None, 10]),
                plan=chance.choice([None, None, 20]),
                way=chance.choice(["", "", ways[0]]),
            )
            case = live(samira, version, life)
            if chance.random() < 0.5:
                happened(chance, samira, case)
            agreed(chance, samira, case)
        cases = list(
            Participation.objects.filter(version=version).select_related("participant", "version")
        )
        known = known_of(samira, cases)
        facts = {one.participation_id: one for one in fetching.case_facts(samira, version)}
    keys, days, steps_done = counted(version.definition), set(), Counter[str]()
    for case in cases:
        steps = steps_of(known[case.pk], version.definition, today())
        done = [step.done_on for step in steps if step.key in keys and step.done_on]
        assert facts[str(case.pk)].progressed_on == min(done, default=None), case.pk
        days.add(min(done, default=None))
        steps_done.update(step.key for step in steps if step.key in keys and step.done_on)
    assert len(days) > 10
    # Each of the steps has been the way on for somebody, or the test says nothing of it.
    assert set(steps_done) == keys


EMPLOYED_STEP = """
[[steps]]
number = {number}
key = "anstalld"
name = "Anställd"
text = "Anställd."
entry = [{{ fact = "enrolled" }}]
done = [{{ fact = "work_started", work = ["open_employment", "placement"]{percent} }}]

"""


def employed(chance: random.Random, actor: Actor, case: Participation) -> None:
    """Up to four periods that overlap, follow upon each other, or neither."""
    borders = [case.enrolled_on + timedelta(days=chance.randrange(200))]
    for _ in range(chance.randrange(5)):
        first = chance.choice([*borders, case.enrolled_on + timedelta(days=chance.randrange(200))])
        last = chance.choice([None, first, first + timedelta(days=chance.randrange(90))])
        borders += [] if last is None else [last, last + timedelta(days=1)]
        WorkPeriod.objects.create(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            participant_id=case.participant_id,
            participation=case,
            kind=chance.choice(
                [WorkKind.OPEN_EMPLOYMENT, WorkKind.PLACEMENT, WorkKind.WORK_TRAINING]
            ),
            percent=chance.choice([25, 40, 50]),
            starts_on=first,
            ends_on=last,
            struck_at=chance.choice([None, None, None, now()]),
        )


@pytest.mark.parametrize("percent", [None, 50, 65, 90])
def test_employment_is_enough_on_the_day_of_the_page(world: World, percent: int | None) -> None:
    samira, chance = world.actor("Samira"), random.Random(23)
    extent = "" if percent is None else f", percent = {percent}"
    step = EMPLOYED_STEP.format(number=len(world.version.definition.steps) + 1, percent=extent)
    version = variant("provinsats", ("\n[ways]\n", f"{step}\n[ways]\n"))
    with acting(samira):
        for _ in range(80):
            employed(chance, samira, live(samira, version, Life(enrolled_ago=500)))
        cases = list(
            Participation.objects.filter(version=version).select_related("participant", "version")
        )
        known = known_of(samira, cases)
        facts = {one.participation_id: one for one in fetching.case_facts(samira, version)}
    expected = {}
    for case in cases:
        steps = {step.key: step for step in steps_of(known[case.pk], version.definition, today())}
        expected[str(case.pk)] = steps["anstalld"].done_on
    assert {pk: fact.progressed_on for pk, fact in facts.items()} == expected
    assert 5 < sum(day is not None for day in expected.values()) < len(expected)


def test_every_fact_of_a_step_is_read_or_is_progress_by_itself() -> None:
    by_itself = {
        StepFact.MILESTONE_REACHED,
        StepFact.WORK_STARTED,
        StepFact.SUPPLY_REACHED,
        StepFact.WAY_CHOSEN,
    }
    assert set(_HAPPENED) | by_itself | READY_ANYWAY == set(StepFact)
    assert not (set(_HAPPENED) | by_itself) & READY_ANYWAY
