"""This file is where the participant reads her plan, ticks her steps and says what she thinks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stegvis.casework import own_queries as mine
from stegvis.casework.actions import own_words as actions
from stegvis.casework.models import Plan, PlanGoal
from stegvis.web.own.pages import OwnRequest, WordsForm, own_page
from stegvis.web.own.words import GOALS, who_does


def own_plan(request: OwnRequest) -> HttpResponse:
    """The plan in force of each programme, with her own ticks and comments."""
    plans, words = mine.plans(request.person), mine.words(request.person)
    return own_page(
        request,
        "own/plan.html",
        {
            "page_title": _("Min plan"),
            "plans": [
                {
                    "plan": plan,
                    "owner": plan.owner,
                    "programme": plan.participation.version.definition.short_name,
                    "livelihood_information": (
                        plan.participation.version.definition.plan.livelihood_information
                    ),
                    "goals": [_goal(plan, goal, words) for goal in plan.goals.all()],
                    "comments": words[plan.pk],
                }
                for plan in plans
                if plan.participation
            ],
        },
    )


def _goal(plan: Plan, goal: PlanGoal, words: dict[UUID | None, list[mine.Word]]) -> dict[str, Any]:
    label, color = GOALS[goal.status]
    definition = plan.participation.version.definition
    return {
        "goal": goal,
        "status": label,
        "color": color,
        "comments": words[goal.pk],
        "steps": [
            {
                "step": step,
                "who": who_does(step, definition, plan.owner.short_name),
                "is_hers": step.responsible == "participant",
                "tick": next(iter(words[step.pk]), None),
            }
            for step in goal.actions.all()
        ],
    }


def own_plan_comment(request: OwnRequest, pk: UUID) -> HttpResponse:
    plan = mine.plan(request.person, pk)
    return _comment(request, plan, None)


def own_goal_comment(request: OwnRequest, pk: UUID) -> HttpResponse:
    goal = mine.goal(request.person, pk)
    return _comment(request, goal.plan, goal)


def _comment(request: OwnRequest, plan: Plan, goal: PlanGoal | None) -> HttpResponse:
    form = WordsForm(request.POST or None)
    form.fields["text"].label = _("Din kommentar")
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.comment(
                actor=request.person,
                participant_id=plan.participant_id,
                participation_id=plan.participation_id,
                text=form.cleaned_data["text"],
                plan=plan,
                goal=goal,
            )
        )
    ):
        messages.success(request, _("Din kommentar är sparad. Din kontakt ser den."))
        return redirect("own-plan")
    context = {"page_title": _("Kommentera"), "goal": goal}
    return own_page(request, "own/comment.html", context, form=form)


@require_POST
def own_step_tick(request: OwnRequest, pk: UUID) -> HttpResponse:
    """Done, or not done after all: her word beside the plan."""
    step = mine.action(request.person, pk)
    is_done = request.POST.get("done") != "no"
    actions.tick(actor=request.person, plan=step.plan, action=step, is_done=is_done)
    said = _("Bra! Steget är markerat som klart.") if is_done else _("Steget är inte klart än.")
    messages.success(request, said)
    return redirect("own-plan")
