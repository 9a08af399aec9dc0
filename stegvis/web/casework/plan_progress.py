"""This file is where a plan is put in the words that pages show: goals, who, how long is left."""

from typing import Any

from django.utils import timezone

from stegvis.casework import queries
from stegvis.casework.models import GoalStatus, Participation, Plan
from stegvis.core.dates import today
from stegvis.web.casework.plan_pdf import responsible_words

COLORS = {
    GoalStatus.NOT_STARTED: "neutral",
    GoalStatus.ONGOING: "info",
    GoalStatus.REACHED: "success",
    GoalStatus.DROPPED: "neutral",
}


def goal_rows(case: Participation, plan: Plan) -> list[dict[str, Any]]:
    """Goals in order, those no longer relevant last, each with what is done for it."""
    definition = case.version.definition
    rows = [
        {
            "goal": goal,
            "status": goal.get_status_display().capitalize(),
            "color": COLORS[GoalStatus(goal.status)],
            "is_dropped": goal.status == GoalStatus.DROPPED,
            "actions": [
                {
                    "action": action,
                    "who": responsible_words(action, definition),
                    "is_late": not action.done_on and action.due_on and action.due_on < today(),
                }
                for action in goal.actions.all()
            ],
        }
        for goal in queries.goals_of(plan)
    ]
    return sorted(rows, key=lambda row: bool(row["is_dropped"]))


def deadline_words(case: Participation, versions: list[Plan]) -> dict[str, Any]:
    """When the first plan is due and how that went: due, text, color. Late is allowed, and said."""
    due = case.version.definition.plan.deadline.after(case.enrolled_on)
    moments = [plan.confirmed_at for plan in versions if plan.confirmed_at]
    if moments:
        late = (timezone.localtime(min(moments)).date() - due).days
        if late <= 0:
            return {"due": due, "text": "Fastställd i tid", "color": "success"}
        return {"due": due, "text": f"Fastställd {_days(late)} efter tiden", "color": "warning"}
    left = (due - today()).days
    if left < 0:
        return {"due": due, "text": f"{_days(-left)} sen", "color": "danger"}
    text = f"{_days(left)} kvar" if left else "Sista dagen är i dag"
    return {"due": due, "text": text, "color": "warning" if left <= 14 else "info"}


def _days(number: int) -> str:
    return f"{number} {'dag' if number == 1 else 'dagar'}"
