"""This file is where the participant page gets its plan and its parties; a query each."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.casework.models import Participation, Party, PlanGoal


@dataclass(frozen=True)
class Action:
    text: str
    responsible: str
    responsible_name: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class Goal:
    text: str
    status: str
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True)
class PlanNow:
    """The goals that are worked on: the confirmed version in force, else the draft."""

    number: int
    is_confirmed: bool
    goals: list[Goal]


def plan_now(actor: Actor, case: Participation) -> PlanNow | None:
    """The plan as the participant page shows it, or None while there is no goal."""
    rows: Any = (
        PlanGoal.objects.filter(
            owner_id=actor.organisation_id,
            plan__owner_id=actor.organisation_id,
            plan__participation_id=case.pk,
            plan__replaced_at__isnull=True,
        )
        .order_by("-plan__number", "place", "created_at", "actions__due_on", "actions__created_at")
        .values_list(
            "plan__number",
            "plan__confirmed_at",
            "pk",
            "text",
            "status",
            "actions__text",
            "actions__responsible",
            "actions__responsible_name",
            "actions__due_on",
            "actions__done_on",
        )
    )
    plans: dict[int, PlanNow] = {}
    goals: dict[UUID, Goal] = {}
    for number, confirmed_at, goal_id, text, status, *action in rows:
        plan = plans.setdefault(number, PlanNow(number, confirmed_at is not None, []))
        if goal_id not in goals:
            goals[goal_id] = Goal(text, status)
            plan.goals.append(goals[goal_id])
        if action[0]:
            goals[goal_id].actions.append(Action(*action))
    confirmed = next((plan for plan in plans.values() if plan.is_confirmed), None)
    return confirmed or next(iter(plans.values()), None)


def parties_now(actor: Actor, case: Participation) -> list[Party]:
    """The authorities that take part in the case today, with their contacts."""
    return list(
        Party.objects.now()
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
        .select_related("organisation", "contact")
        .order_by("organisation__short_name")
    )
