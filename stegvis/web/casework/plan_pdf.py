"""This file is where a plan becomes a document to hand over."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.actions.plan import OPERATOR, PARTICIPANT, responsibles
from stegvis.casework.models import GoalStatus, Participation, Plan, PlanAction
from stegvis.core.dates import today
from stegvis.programmes.definition import Definition
from stegvis.web.documents import typesetting
from stegvis.web.shared.pages import StaffRequest


def plan_pdf(request: StaffRequest, pk: UUID, plan: UUID) -> HttpResponse:
    """The plan as PDF. Its file name says nothing about a person; taking it out is logged."""
    case = queries.own_case(request.actor, pk)
    found = next((p for p in queries.plans(request.actor, case) if p.pk == plan), None)
    if found is None:
        raise NotVisible
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    record.look(Event.DOCUMENT_EXPORTED, found)
    pdf = typesetting.make_pdf("plan", plan_document(case, found, request.actor.organisation_name))
    name = f"handlingsplan-version-{found.number}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def plan_document(case: Participation, plan: Plan, owner: str) -> typesetting.Plan:
    """What the document says. Goals that are no longer relevant are left out."""
    definition = case.version.definition
    identity = queries.identity_of(case.participant)
    manager = case.case_manager.name if case.case_manager else "Inte utsedd"
    goals = [g for g in queries.goals_of(plan) if g.status != GoalStatus.DROPPED]
    anchored: list[typesetting.Anchoring] = []
    if plan.anchored_with and plan.anchored_on:
        how = f"{plan.anchored_how}, {plan.anchored_person}".strip(", ")
        anchored.append(
            {"organisation": plan.anchored_with.name, "on": plan.anchored_on, "how": how}
        )
    return {
        "owner": owner,
        "programme": definition.name,
        "printed_on": today(),
        "participant": {
            "first_name": identity.given_name if identity else "deltagaren",
            "masked_number": identity.masked_number if identity else "Skyddade personuppgifter",
        },
        "case_manager": manager,
        "version": plan.number,
        "confirmed_on": timezone.localtime(plan.confirmed_at).date() if plan.confirmed_at else None,
        "next_followup": plan.review_on or "Inte bestämt",
        "strengths": None,
        "goals": [
            {"words": goal.text, "actions": [_action(a, definition) for a in goal.actions.all()]}
            for goal in goals
        ],
        "next_livelihood": plan.next_livelihood or None,
        "agreed_on": plan.agreed_on,
        "agreed_how": plan.agreed_how or None,
        "anchored": anchored,
        "signers": [
            {"role": "Deltagare", "name": None},
            {"role": definition.words.case_manager.capitalize(), "name": manager},
        ],
    }


def responsible_words(action: PlanAction, definition: Definition) -> str:
    """Who, in words: the name where there is one, otherwise what the plan calls the party."""
    label = dict(responsibles(definition)).get(action.responsible, action.responsible)
    if action.responsible_name and action.responsible in (PARTICIPANT, OPERATOR):
        return action.responsible_name
    return f"{action.responsible_name}, {label}" if action.responsible_name else label


def _action(action: PlanAction, definition: Definition) -> typesetting.PlanAction:
    return {
        "what": action.text,
        "responsible": responsible_words(action, definition),
        "due": action.done_on or action.due_on,
        "is_done": action.done_on is not None,
    }
