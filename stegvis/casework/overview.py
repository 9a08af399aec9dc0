"""This file is where the participant page gets its plan and its parties; a query each."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from uuid import UUID

from stegvis.access.actor import Actor
from stegvis.casework.models import Participation, Party, PlanGoal
from stegvis.core.compiled import Rows, Statement, blank, compiled
from stegvis.core.dates import today

_OWNER, _CASE = blank(), blank()


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
    rows = _goals().run({_OWNER: actor.organisation_id, _CASE: case.pk})
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


@cache
def _goals() -> Statement:
    return compiled(
        PlanGoal.objects.filter(
            owner_id=_OWNER,
            plan__owner_id=_OWNER,
            plan__participation_id=_CASE,
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


def parties_now(actor: Actor, case: Participation) -> list[Party]:
    """The authorities that take part in the case today, with their contacts."""
    return _parties(today()).run({_OWNER: actor.organisation_id, _CASE: case.pk})


@lru_cache(maxsize=2)
def _parties(_day: date) -> Rows:
    """In SQL once a day: who takes part is so on a day."""
    return Rows(
        Party.objects.now()
        .filter(participation_id=_CASE, owner_id=_OWNER)
        .select_related("organisation", "contact")
        .order_by("organisation__short_name")
    )
