"""The plan: written, agreed, confirmed, anchored, and gone on with."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework import queries
from stegvis.casework.actions import plan as actions
from stegvis.casework.models import GoalStatus, Participation, Plan, PlanAction, PlanGoal
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from tests.world import AF, FK, FORBUND, World


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def alva(world: World, sara: Actor) -> Participation:
    return world.case("Alva")


@pytest.fixture
def plan(sara: Actor, alva: Participation) -> Plan:
    return actions.start(actor=sara, participation=alva)


@pytest.fixture
def goal(sara: Actor, plan: Plan) -> PlanGoal:
    return actions.set_goal(actor=sara, plan=plan, text="Jag vill komma ut två förmiddagar.")


def step(sara: Actor, goal: PlanGoal, plan: Plan, text: str, **more: object) -> PlanAction:
    values = {"responsible": "participant", "due_on": None} | more
    return actions.set_action(actor=sara, plan=plan, goal=goal, text=text, **values)


def confirm(sara: Actor, plan: Plan) -> Plan:
    actions.agree(actor=sara, plan=plan, agreed_on=today(), how="vid möte")
    return actions.confirm(actor=sara, plan=plan, review_on=today() + timedelta(days=60))


def test_a_plan_without_a_goal_is_not_confirmed(sara: Actor, plan: Plan) -> None:
    with pytest.raises(RuleBroken, match="minst ett mål") as broken:
        confirm(sara, plan)
    assert broken.value.field == "goals"


def test_a_dropped_goal_does_not_count(sara: Actor, plan: Plan, goal: PlanGoal) -> None:
    actions.set_goal_status(
        actor=sara, plan=plan, goal=goal, status=GoalStatus.DROPPED, revision=goal.revision
    )
    with pytest.raises(RuleBroken, match="minst ett mål"):
        confirm(sara, plan)


def test_a_plan_that_is_not_agreed_is_not_confirmed(
    sara: Actor, plan: Plan, goal: PlanGoal
) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.confirm(actor=sara, plan=plan, review_on=today() + timedelta(days=60))
    assert broken.value.field == "agreed_on"


def test_the_review_is_needed_and_lies_ahead(sara: Actor, plan: Plan, goal: PlanGoal) -> None:
    actions.agree(actor=sara, plan=plan, agreed_on=today(), how="")
    for day in (None, today(), today() - timedelta(days=3)):
        with pytest.raises(RuleBroken) as broken:
            actions.confirm(actor=sara, plan=plan, review_on=day)
        assert broken.value.field == "review_on"


def test_days_in_the_wrong_order_are_refused(
    sara: Actor, alva: Participation, plan: Plan, goal: PlanGoal
) -> None:
    before, ahead = alva.enrolled_on - timedelta(days=1), today() + timedelta(days=1)
    for day in (before, ahead):
        with pytest.raises(RuleBroken):
            actions.agree(actor=sara, plan=plan, agreed_on=day, how="")
    with pytest.raises(RuleBroken):
        step(sara, goal, plan, "Ringa", due_on=before)
    action = step(sara, goal, plan, "Ringa")
    with pytest.raises(RuleBroken):
        actions.action_done(actor=sara, plan=plan, action=action, done_on=ahead, revision=1)


def test_confirming_freezes_but_life_goes_on(sara: Actor, plan: Plan, goal: PlanGoal) -> None:
    action = step(sara, goal, plan, "Studiebesök")
    confirmed = confirm(sara, plan)
    assert confirmed.confirmed_by_id == sara.account_id
    for change in (
        lambda: actions.set_goal(actor=sara, plan=plan, text="Nytt"),
        lambda: step(sara, goal, plan, "Nytt"),
        lambda: confirm(sara, plan),
    ):
        with pytest.raises(RuleBroken, match="fastställd"):
            change()
    reached = actions.set_goal_status(
        actor=sara, plan=plan, goal=goal, status=GoalStatus.REACHED, revision=goal.revision
    )
    done = actions.action_done(
        actor=sara, plan=plan, action=action, done_on=today(), revision=action.revision
    )
    assert (reached.status, done.done_on) == (GoalStatus.REACHED, today())


def test_the_database_refuses_too(sara: Actor, plan: Plan, goal: PlanGoal) -> None:
    action = step(sara, goal, plan, "Studiebesök")
    confirm(sara, plan)
    changes = (
        lambda: Plan.objects.filter(pk=plan.pk).update(review_on=today()),
        lambda: PlanGoal.objects.filter(pk=goal.pk).update(text="annat"),
        lambda: PlanAction.objects.filter(pk=action.pk).update(responsible="fk"),
        lambda: PlanGoal.objects.create(
            owner_id=plan.owner_id, created_by_id=sara.account_id, plan=plan, text="smuget"
        ),
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_new_version_takes_along_what_is_left(
    sara: Actor, alva: Participation, plan: Plan, goal: PlanGoal
) -> None:
    other = actions.set_goal(actor=sara, plan=plan, text="Uppnått mål")
    step(sara, goal, plan, "Kvar att göra", responsible="fk", responsible_name="Lena Holm")
    done = step(sara, goal, plan, "Gjort")
    actions.action_done(actor=sara, plan=plan, action=done, done_on=today(), revision=1)
    actions.set_goal_status(
        actor=sara, plan=plan, goal=other, status=GoalStatus.REACHED, revision=1
    )
    confirm(sara, plan)
    new = actions.start(actor=sara, participation=alva)
    goals = queries.goals_of(new)
    assert [g.text for g in goals] == [goal.text]
    assert [(a.text, a.responsible_name) for a in goals[0].actions.all()] == [
        ("Kvar att göra", "Lena Holm")
    ]
    assert queries.current_plan(sara, alva) == plan
    confirm(sara, new)
    assert queries.current_plan(sara, alva) == new
    assert Plan.objects.get(pk=plan.pk).replaced_at is not None
    with pytest.raises(RuleBroken, match="ersatt"):
        actions.set_goal_status(
            actor=sara, plan=plan, goal=goal, status=GoalStatus.ONGOING, revision=1
        )


def test_two_changing_the_same_goal_conflict(sara: Actor, plan: Plan, goal: PlanGoal) -> None:
    actions.set_goal(actor=sara, plan=plan, goal=goal, text="Saras", revision=1)
    with pytest.raises(Conflict):
        actions.set_goal(actor=sara, plan=plan, goal=goal, text="Kims", revision=1)
    assert PlanGoal.objects.get(pk=goal.pk).text == "Saras"


def test_a_need_becomes_a_goal_once(sara: Actor, alva: Participation) -> None:
    for _ in range(2):
        made = actions.goal_from_need(
            actor=sara, participation=alva, question="viktigast", text="Att komma ut."
        )
    assert made.from_question == "viktigast"
    assert PlanGoal.objects.filter(plan__participation=alva).count() == 1


def test_the_plan_is_anchored_after_confirmation(
    world: World, sara: Actor, plan: Plan, goal: PlanGoal
) -> None:
    confirm(sara, plan)

    def anchor(organisation: str, on: date) -> Plan:
        return actions.anchor(
            actor=sara,
            plan=plan,
            organisation_id=world.organisation(organisation).pk,
            person="Lena Holm",
            how="telefonsamtal",
            anchored_on=on,
        )

    assert anchor(FK, today()).anchored_person == "Lena Holm"
    assert anchor(AF, today()).anchored_with == world.organisation(AF)
    with pytest.raises(RuleBroken):
        anchor(FORBUND, today())
    with pytest.raises(RuleBroken):
        anchor(FK, today() + timedelta(days=1))


def test_somebody_is_responsible(sara: Actor, plan: Plan, goal: PlanGoal) -> None:
    for key in ("", "amf", "grannen"):
        with pytest.raises(RuleBroken) as broken:
            step(sara, goal, plan, "Ringa", responsible=key)
        assert broken.value.field == "responsible"


def test_empty_and_too_long_goals_are_refused(sara: Actor, plan: Plan) -> None:
    for text in ("  ", "x" * 5_001):
        with pytest.raises(RuleBroken) as broken:
            actions.set_goal(actor=sara, plan=plan, text=text)
        assert broken.value.field == "text"


def test_strangers_may_not(world: World, alva: Participation, plan: Plan) -> None:
    for name in ("Stina", "Lena", "Adam"):
        stranger = world.actor(name)
        with pytest.raises(Refused):
            actions.start(actor=stranger, participation=alva)
        with pytest.raises(Refused):
            actions.set_goal(actor=stranger, plan=plan, text="x")
        with pytest.raises(Refused):
            actions.confirm(actor=stranger, plan=plan, review_on=today())
