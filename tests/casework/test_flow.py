"""The flow of people through a programme, counted from what has happened."""

from datetime import timedelta
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework import flow as flows
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import intake as intakes
from stegvis.casework.flow import Flow, Stage
from stegvis.casework.models import Intake
from stegvis.core.dates import today
from tests.casework.arrivals import DAG, EBBE, judged, opened, refer
from tests.world import World, actor_named

# Invented, valid by checksum.
OTHERS = ("200204042386", "199911122381", "199806182383")


def seen(world: World) -> Flow:
    return flows.flow(world.actor("Samira"), world.version, today())


def branches(stage: Stage) -> dict[str, int]:
    return {branch.label: branch.number for branch in stage.branches}


def enrolled(actor: Actor, intake: Intake) -> UUID:
    admitted = intakes.admit(actor=actor, intake=intake)
    return intakes.enrol(
        actor=actor,
        intake=admitted,
        enrolled_on=today(),
        case_manager_id=actor_named("Sara").account_id,
    ).pk


def test_each_is_counted_where_she_stands(world: World) -> None:
    came = [refer(world, number=number) for number in (DAG, EBBE, *OTHERS)]
    samira = world.actor("Samira")
    with acting(samira):
        enrolled(samira, judged(world, came[0]))
        intakes.not_admit(actor=samira, intake=opened(world, came[1]), reason="utanfor_malgruppen")
        intakes.queue(actor=samira, intake=opened(world, came[2]))
        intakes.not_reached(actor=samira, intake=opened(world, came[3]), text="Ringt tre gånger.")
        found = seen(world)
        came_in, assessed, taken, ended = found.stages
        assert came_in.number == 5 and assessed.number == 3
        assert branches(came_in) == {"Väntar på att bedömas": 1, "Gick inte att nå": 1}
        assert branches(assessed) == {"Tas inte emot": 1, "Står i kö": 1}
        assert assessed.branches[0].reasons == (("Hör inte till målgruppen", 1),)
        # Three of the world were enrolled without a referral.
        assert (taken.number, taken.joined) == (4, 3)
        assert branches(taken) == {"Pågående": 4} and ended.number == 0
        assert found.criteria and found.criteria[0][1] == 1, "Ebbe is too old"
        # As it stood the day before, when none of them had come.
        before = flows.flow(samira, world.version, today() - timedelta(days=1))
        assert [stage.number for stage in before.stages] == [0, 0, 3, 0]
        assert branches(before.stages[2]) == {"Pågående": 3} and not before.criteria


def test_every_one_of_a_stage_goes_on_or_stands_in_a_branch(world: World) -> None:
    came = [refer(world, number=number) for number in (DAG, EBBE, *OTHERS)]
    samira = world.actor("Samira")
    with acting(samira):
        enrolled(samira, judged(world, came[0]))
        intakes.not_admit(actor=samira, intake=opened(world, came[1]), reason="annat")
        intakes.admit(actor=samira, intake=judged(world, came[2]))
        found = seen(world)
        for stage, after in zip(found.stages, found.stages[1:], strict=False):
            stood = sum(branch.number for branch in stage.branches)
            assert stage.number == stood + after.number - after.joined, stage.key


def test_ended_ones_are_counted_by_reason(world: World) -> None:
    kim = world.actor("Kim")
    with acting(kim):
        bo = world.case("Bo")
        reason = bo.version.definition.exit.reasons[0]
        told = closing.Closing(
            ended_on=today() - timedelta(days=1),
            reason=reason.key,
            destination=bo.version.definition.exit.destinations[0].key,
        )
        draft = closing.prepare(actor=kim, participation=bo, closing=told)
        closing.confirm(actor=kim, participation=bo, revision=draft.revision)
    with acting(world.actor("Samira")):
        ended = seen(world).stage("ended")
        assert ended.number == 1 and branches(ended) == {reason.label: 1}


def test_an_authority_counts_its_own_alone(world: World) -> None:
    refer(world)
    stina = world.actor("Stina")
    with acting(stina):
        assert flows.flow(stina, world.version, today()).stage("referred").number == 0
