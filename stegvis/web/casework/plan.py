"""This file is where the plan is worked on with the participant, confirmed and anchored."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import plan as actions
from stegvis.casework.models import GoalStatus, Participation, Party, Plan, PlanAction, PlanGoal
from stegvis.core.dates import today
from stegvis.core.errors import Conflict
from stegvis.organisations.models import Organisation
from stegvis.web.casework import disclosing
from stegvis.web.casework.frame import frame
from stegvis.web.casework.plan_forms import (
    ActionForm,
    AnchorForm,
    ConfirmForm,
    GoalForm,
    StatusForm,
    action_values,
    anchor_values,
)
from stegvis.web.casework.plan_pdf import responsible_words
from stegvis.web.casework.plan_progress import deadline_words, goal_rows
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

TAB = "plan-show"
Row = TypeVar("Row", PlanGoal, PlanAction)


def plan_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The plan that counts: the confirmed one, or the draft when there is nothing else."""
    case = queries.own_case(request.actor, pk)
    versions = queries.plans(request.actor, case)
    plan = next((p for p in versions if p.confirmed_at and not p.replaced_at), None)
    draft = next((p for p in versions if not p.confirmed_at), None)
    shown = plan or draft
    context = {
        "plan": shown,
        "draft": draft,
        "versions": len(versions),
        "deadline": deadline_words(case, versions),
        "goals": goal_rows(case, shown) if shown else [],
        "panel": _panel(case, plan) if plan and plan.confirmed_at else None,
        "statuses": GoalStatus.choices,
        "unseen": any(version.has_news for version in versions),
    }
    name = case.version.definition.plan.name
    return page(request, "casework/plan_show.html", frame(case, TAB, name) | context)


@require_POST
def plan_start(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    actions.start(actor=request.actor, participation=case)
    return redirect("plan-edit", pk=case.pk)


def plan_edit(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The draft, to write in while talking; a new goal is written here at once."""
    case = queries.own_case(request.actor, pk)
    versions = queries.plans(request.actor, case)
    draft = next((p for p in versions if not p.confirmed_at), None)
    if draft is None:
        return redirect("plan-show", pk=case.pk)
    form = GoalForm(request.POST or None)
    del form.fields["place"]
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.set_goal(
                actor=request.actor, plan=draft, text=form.cleaned_data["text"]
            )
        )
    ):
        messages.success(request, "Målet är sparat.")
        return redirect("plan-edit", pk=case.pk)
    context = {
        "plan": draft,
        "deadline": deadline_words(case, versions),
        "goals": goal_rows(case, draft),
        "statuses": GoalStatus.choices,
    }
    return page(
        request, "casework/plan_edit.html", frame(case, TAB, "Skriv planen") | context, form=form
    )


def plan_goal(request: StaffRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Change the words or the order of a goal."""
    case = queries.own_case(request.actor, pk)
    plan, row = _of_plan(request.actor, case, PlanGoal, goal)
    form = GoalForm(request.POST or None, initial={"text": row.text, "place": row.place})
    context = {"plan": plan, "goal": row, "heading": "Ändra mål", "revision": row.revision}

    def save() -> PlanGoal:
        return actions.set_goal(
            actor=request.actor,
            plan=plan,
            goal=row,
            revision=_revision(request, row.revision),
            **form.cleaned_data,
        )

    return _work(request, case, form, save, context, "Målet är sparat.")


@require_POST
def plan_goal_status(request: StaffRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Say how it goes with a goal, also in the confirmed plan."""
    case = queries.own_case(request.actor, pk)
    plan, row = _of_plan(request.actor, case, PlanGoal, goal)
    form = StatusForm(request.POST)
    context = {"plan": plan, "goal": row, "heading": "Hur går det?", "revision": row.revision}

    def save() -> PlanGoal:
        return actions.set_goal_status(
            actor=request.actor,
            plan=plan,
            goal=row,
            revision=_revision(request, row.revision),
            **form.cleaned_data,
        )

    return _work(request, case, form, save, context, "Det är sparat hur det går.")


def plan_action(
    request: StaffRequest, pk: UUID, goal: UUID, action: UUID | None = None
) -> HttpResponse:
    """Write who does what by when for a goal, or change it."""
    case = queries.own_case(request.actor, pk)
    plan, of_goal = _of_plan(request.actor, case, PlanGoal, goal)
    row = _of_plan(request.actor, case, PlanAction, action)[1] if action else None
    form = ActionForm(
        request.POST or None,
        definition=case.version.definition,
        initial=action_values(row) if row else {},
    )
    context = {
        "plan": plan,
        "goal": of_goal,
        "heading": "Ändra steg" if row else "Nytt steg",
        "revision": row.revision if row else None,
    }

    def save() -> PlanAction:
        return actions.set_action(
            actor=request.actor,
            plan=plan,
            goal=of_goal,
            action=row,
            revision=_revision(request, row.revision) if row else None,
            **form.cleaned_data,
        )

    return _work(request, case, form, save, context, "Steget är sparat.")


@require_POST
def plan_done(request: StaffRequest, pk: UUID, action: UUID) -> HttpResponse:
    """Klart, today; or not after all."""
    case = queries.own_case(request.actor, pk)
    plan, row = _of_plan(request.actor, case, PlanAction, action)
    is_done = request.POST.get("done") != "no"
    actions.action_done(
        actor=request.actor,
        plan=plan,
        action=row,
        done_on=today() if is_done else None,
        revision=_revision(request, row.revision),
    )
    messages.success(request, "Steget är klart." if is_done else "Steget är inte klart.")
    return redirect("plan-show" if plan.confirmed_at else "plan-edit", pk=case.pk)


def plan_confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Fastställ: what was agreed and when it is followed up."""
    case = queries.own_case(request.actor, pk)
    versions = queries.plans(request.actor, case)
    draft = next((p for p in versions if not p.confirmed_at), None)
    if draft is None:
        return redirect("plan-show", pk=case.pk)
    form = ConfirmForm(
        request.POST or None,
        definition=case.version.definition,
        initial={
            "agreed_on": draft.agreed_on or today(),
            "how": draft.agreed_how,
            "next_livelihood": draft.next_livelihood,
            "livelihood_informed_on": draft.livelihood_informed_on,
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _agree_and_confirm(request.actor, draft, form.cleaned_data))
    ):
        messages.success(request, "Planen är fastställd.")
        return redirect("plan-show", pk=case.pk)
    context = {"plan": draft, "deadline": deadline_words(case, versions)}
    return page(
        request,
        "casework/plan_confirm.html",
        frame(case, TAB, "Fastställ planen") | context,
        form=form,
    )


def plan_anchor(request: StaffRequest, pk: UUID, plan: UUID) -> HttpResponse:
    """Förankra hos ordinarie myndighet, also after a phone call."""
    case = queries.own_case(request.actor, pk)
    row = _plan(request.actor, case, plan)
    form = AnchorForm(
        request.POST or None,
        organisations=_authorities(case),
        initial={"anchored_on": today()} | (anchor_values(row) if row.anchored_on else {}),
    )
    context = {"plan": row, "heading": "Förankra planen", "revision": row.revision}

    def save() -> Plan:
        typed = dict(form.cleaned_data)
        return actions.anchor(
            actor=request.actor,
            plan=row,
            organisation_id=UUID(typed.pop("organisation")),
            revision=_revision(request, row.revision),
            **typed,
        )

    return _work(request, case, form, save, context, "Det är sparat att planen är förankrad.")


def plan_history(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    return page(
        request,
        "casework/plan_history.html",
        frame(case, TAB, "Planens versioner") | {"plans": queries.plans(request.actor, case)},
    )


def plan_version(request: StaffRequest, pk: UUID, plan: UUID) -> HttpResponse:
    """One version as it was."""
    case = queries.own_case(request.actor, pk)
    row = _plan(request.actor, case, plan)
    return page(
        request,
        "casework/plan_version.html",
        frame(case, TAB, f"Plan, version {row.number}")
        | {"plan": row, "goals": goal_rows(case, row)},
    )


def _work(
    request: StaffRequest,
    case: Participation,
    form: StegvisForm,
    save: Callable[[], Any],
    context: dict[str, Any],
    said: str,
) -> HttpResponse:
    """A form about one row of the plan. When somebody else was first, her text is shown beside
    what was typed, and the next save is made on hers."""
    plan: Plan = context["plan"]
    back = "plan-show" if plan.confirmed_at else "plan-edit"
    try:
        if request.method == "POST" and form.is_valid() and form.obeys(save):
            messages.success(request, said)
            return redirect(back, pk=case.pk)
    except Conflict as conflict:
        other: Any = conflict.current
        context |= {"other": _in_words(case, other), "revision": other.revision}
    else:
        context["revision"] = _revision(request, context["revision"])
    context["back"] = reverse(back, args=[case.pk])
    answer = page(
        request,
        "casework/plan_form.html",
        frame(case, TAB, context["heading"]) | context,
        form=form,
    )
    if "other" in context:
        answer.status_code = 409
    return answer


def _in_words(case: Participation, row: PlanGoal | PlanAction | Plan) -> list[dict[str, str]]:
    """What somebody else has written, to lie beside what was typed."""
    if isinstance(row, PlanGoal):
        facts = {"Mål": row.text, "Ordning": row.place, "Hur det går": row.get_status_display()}
    elif isinstance(row, PlanAction):
        who = responsible_words(row, case.version.definition)
        facts = {"Vad": row.text, "Ansvarar": who, "Senast": row.due_on, "Klart": row.done_on}
    else:
        how = f"{row.anchored_how}, {row.anchored_person}".strip(", ")
        facts = {"Förankrad hos": row.anchored_with, "Dag": row.anchored_on, "Hur": how}
    return [{"label": label, "value": str(value or "–")} for label, value in facts.items()]


def _revision(request: StaffRequest, current: int | None) -> int | None:
    return seen_revision(request) or current


def _plan(actor: Actor, case: Participation, pk: UUID) -> Plan:
    found = next((plan for plan in queries.plans(actor, case) if plan.pk == pk), None)
    if found is None:
        raise NotVisible
    return found


def _of_plan(actor: Actor, case: Participation, model: type[Row], pk: UUID) -> tuple[Plan, Row]:
    """A goal or an action, and the plan of this case that it belongs to."""
    row = model.objects.filter(pk=pk, owner_id=actor.organisation_id).first()
    if row is None:
        raise NotVisible
    return _plan(actor, case, row.plan_id), row


def _agree_and_confirm(actor: Actor, plan: Plan, typed: dict[str, Any]) -> Plan:
    if typed["agreed_on"]:
        actions.agree(actor=actor, plan=plan, agreed_on=typed["agreed_on"], how=typed["how"])
    if "next_livelihood" in typed:
        actions.name_livelihood(
            actor=actor,
            plan=plan,
            livelihood=typed["next_livelihood"],
            informed_on=typed["livelihood_informed_on"],
        )
    return actions.confirm(actor=actor, plan=plan, review_on=typed["review_on"])


def _authorities(case: Participation) -> list[tuple[str, str]]:
    """Who the plan can be anchored with: the kinds that the definition names, among those it
    names by key and those that are parties in this case."""
    definition = case.version.definition
    keys = [party.organisation for party in definition.parties if party.organisation]
    parties = Party.objects.filter(participation=case, owner_id=case.owner_id)
    found = Organisation.objects.filter(Q(key__in=keys) | Q(pk__in=parties.values("organisation")))
    if definition.plan.anchored_with:
        found = found.filter(kind__in=definition.plan.anchored_with)
    return [(str(row.pk), row.name) for row in found]


def _panel(case: Participation, plan: Plan) -> dict[str, Any]:
    """Who has the plan, and those whom the participant has agreed may be given it."""
    return disclosing.panel(case, plan, case.version.definition.plan.category)
