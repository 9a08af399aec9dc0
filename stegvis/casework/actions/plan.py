"""This file is where the plan is written with the participant, agreed, confirmed and anchored."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import GoalStatus, Participation, Plan, PlanAction, PlanGoal
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.programmes.definition import Definition

MOST_CHARACTERS = 5_000
PARTICIPANT, OPERATOR = "participant", "operator"
_LEFT_BEHIND = (GoalStatus.REACHED, GoalStatus.DROPPED)


@transaction.atomic
def start(*, actor: Actor, participation: Participation) -> Plan:
    """The plan to write in: the draft, or a new version. Goals that are neither reached nor
    dropped follow along, with what is still to be done for them."""
    require(actor, Permission.PLAN_WRITE, participation.scope)
    Participation.lock(participation)
    plans = Plan.objects.filter(participation=participation, owner_id=actor.organisation_id)
    latest: Plan | None = plans.order_by("-number").first()
    if latest is not None and latest.confirmed_at is None:
        return latest
    plan = Plan.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        number=latest.number + 1 if latest else 1,
        next_livelihood=latest.next_livelihood if latest else "",
    )
    if latest is not None:
        _copy_goals(actor, latest, plan)
    record.change(Event.PLAN_STARTED, plan, number=plan.number)
    return plan


@transaction.atomic
def set_goal(
    *,
    actor: Actor,
    plan: Plan,
    text: str,
    goal: PlanGoal | None = None,
    revision: int | None = None,
    place: int | None = None,
    from_question: str = "",
) -> PlanGoal:
    """Write a goal in the participant's own words, or change one. `place` is its order from 1.

    Raises RuleBroken for an empty text or a confirmed plan, Conflict when somebody else has
    changed the goal meanwhile.
    """
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _draft(plan)
    words = _words(text, "Skriv målet, helst med deltagarens egna ord.")
    if goal is None:
        last = PlanGoal.objects.filter(plan=plan, owner_id=actor.organisation_id).aggregate(
            last=Max("place")
        )["last"]
        row = PlanGoal.objects.create(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            plan=plan,
            text=words,
            place=place or (last or 0) + 1,
            from_question=from_question,
        )
    else:
        row = PlanGoal.lock(goal, revision)
        row.text, row.place = words, place or row.place
        row.keep("text", "place")
    record.change(Event.PLAN_GOAL_SET, plan, goal=row.pk)
    return row


@transaction.atomic
def goal_from_need(
    *, actor: Actor, participation: Participation, question: str, text: str
) -> PlanGoal:
    """Gör till mål: a need in the mapping becomes a goal in the draft, once. The draft is begun
    if there is none."""
    plan = start(actor=actor, participation=participation)
    plan.participation = participation
    already = PlanGoal.objects.filter(
        plan=plan, owner_id=actor.organisation_id, from_question=question
    ).exclude(status=GoalStatus.DROPPED)
    return already.first() or set_goal(actor=actor, plan=plan, text=text, from_question=question)


@transaction.atomic
def set_goal_status(
    *, actor: Actor, plan: Plan, goal: PlanGoal, status: str, revision: int
) -> PlanGoal:
    """Say how it goes with a goal; it follows life, so a confirmed plan takes it too. Nothing is
    deleted: a mistaken goal is no longer relevant."""
    require(actor, Permission.PLAN_WRITE, plan.scope)
    if status not in GoalStatus.values:
        raise RuleBroken("Välj hur det går med målet.", "status")
    _unreplaced(plan)
    row = PlanGoal.lock(goal, revision)
    row.status = status
    row.keep("status")
    record.change(Event.PLAN_GOAL_SET, plan, goal=row.pk, status=status)
    return row


@transaction.atomic
def set_action(
    *,
    actor: Actor,
    plan: Plan,
    goal: PlanGoal,
    text: str,
    responsible: str,
    responsible_name: str = "",
    due_on: date | None = None,
    action: PlanAction | None = None,
    revision: int | None = None,
) -> PlanAction:
    """Write who does what by when, or change it. Raises RuleBroken without text or somebody
    responsible, or for a day before enrolment; Conflict as for goals."""
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _draft(plan)
    participation = _case(plan)
    words = _words(text, "Skriv vad som ska göras.")
    if responsible not in dict(responsibles(participation.version.definition)):
        raise RuleBroken("Välj vem som ansvarar.", "responsible")
    if due_on is not None and due_on < participation.enrolled_on:
        raise RuleBroken("Dagen ligger före inskrivningen.", "due_on")
    row = (
        PlanAction(
            owner_id=actor.organisation_id, created_by_id=actor.account_id, plan=plan, goal=goal
        )
        if action is None
        else PlanAction.lock(action, revision)
    )
    row.text, row.responsible, row.due_on = words, responsible, due_on
    row.responsible_name = responsible_name.strip()
    if action is None:
        row.save(force_insert=True)
    else:
        row.keep("text", "responsible", "responsible_name", "due_on")
    record.change(Event.PLAN_ACTION_SET, plan, action=row.pk, due=due_on)
    return row


@transaction.atomic
def action_done(
    *, actor: Actor, plan: Plan, action: PlanAction, done_on: date | None, revision: int
) -> PlanAction:
    """Mark something as done, or with no day as not done after all; also in a confirmed plan."""
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _unreplaced(plan)
    if done_on is not None and done_on > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", "done_on")
    row = PlanAction.lock(action, revision)
    row.done_on = done_on
    row.keep("done_on")
    record.change(Event.PLAN_ACTION_DONE, plan, action=row.pk, on=done_on)
    return row


@transaction.atomic
def agree(
    *, actor: Actor, plan: Plan, agreed_on: date, how: str, revision: int | None = None
) -> Plan:
    """Write down that the plan is agreed with the participant, when and how."""
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _draft(plan)
    _between(_case(plan), agreed_on, "agreed_on")
    row = Plan.lock(plan, revision)
    row.agreed_on, row.agreed_how = agreed_on, how.strip()
    row.keep("agreed_on", "agreed_how")
    record.change(Event.PLAN_CHANGED, row, agreed_on=agreed_on)
    return row


@transaction.atomic
def name_livelihood(
    *,
    actor: Actor,
    plan: Plan,
    livelihood: str,
    informed_on: date | None,
    revision: int | None = None,
) -> Plan:
    """Write down what she is to live on when what she has now ends, and which day it was gone
    through with her. Raises RuleBroken for a day ahead or before enrolment."""
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _draft(plan)
    if informed_on is not None:
        _between(_case(plan), informed_on, "livelihood_informed_on")
    row = Plan.lock(plan, revision)
    row.next_livelihood, row.livelihood_informed_on = livelihood.strip(), informed_on
    row.keep("next_livelihood", "livelihood_informed_on")
    record.change(Event.PLAN_CHANGED, row, livelihood_informed_on=informed_on)
    return row


@transaction.atomic
def confirm(
    *, actor: Actor, plan: Plan, review_on: date | None, revision: int | None = None
) -> Plan:
    """Fastställ the plan: it is frozen, and the version before is replaced. The day when it is
    followed up is always set (SOSFS 2008:20); a goal, the participant's agreement and what she is
    to live on next are needed where the programme says so. Late is allowed: a plan that is late
    is better than none.

    Raises RuleBroken at the field that is missing or whose day lies in the wrong order.
    """
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _draft(plan)
    row = Plan.lock(plan, revision)
    _check_confirmable(row, _case(plan).version.definition)
    row.review_on = _checked_review(row, review_on)
    moment = now()
    earlier = Plan.objects.filter(
        participation=_case(plan),
        owner_id=actor.organisation_id,
        confirmed_at__isnull=False,
        replaced_at__isnull=True,
    )
    for former in earlier.select_for_update(of=("self",)):
        former.replaced_at = moment
        former.keep("replaced_at")
    row.confirmed_at, row.confirmed_by_id = moment, actor.account_id
    row.keep("review_on", "confirmed_at", "confirmed_by")
    record.change(Event.PLAN_CONFIRMED, row, number=row.number, review_on=review_on)
    return row


@transaction.atomic
def anchor(
    *,
    actor: Actor,
    plan: Plan,
    organisation_id: UUID,
    person: str,
    how: str,
    anchored_on: date,
    revision: int | None = None,
) -> Plan:
    """Write down that the ordinary authority knows and stands behind the plan; also afterwards,
    after a phone call. Raises RuleBroken for a day ahead or before enrolment."""
    require(actor, Permission.PLAN_WRITE, plan.scope)
    _unreplaced(plan)
    participation = _case(plan)
    _between(participation, anchored_on, "anchored_on")
    kinds = participation.version.definition.plan.anchored_with
    authority = Organisation.objects.filter(pk=organisation_id).first()
    if authority is None or (kinds and authority.kind not in kinds):
        raise RuleBroken("Välj deltagarens ordinarie myndighet.", "organisation")
    row = Plan.lock(plan, revision)
    row.anchored_with, row.anchored_on = authority, anchored_on
    row.anchored_person, row.anchored_how = person.strip(), how.strip()
    row.keep("anchored_with", "anchored_on", "anchored_person", "anchored_how")
    record.change(Event.PLAN_ANCHORED, row, organisation=organisation_id, on=anchored_on)
    return row


def responsibles(definition: Definition) -> list[tuple[str, str]]:
    """Who can be responsible for something in a plan: key and what the page calls it."""
    parties = [(party.key, party.name) for party in definition.receivers()]
    return [(PARTICIPANT, "Deltagaren"), (OPERATOR, "Vi i insatsen"), *parties]


def _copy_goals(actor: Actor, former: Plan, plan: Plan) -> None:
    goals = PlanGoal.objects.filter(plan=former, owner_id=actor.organisation_id)
    copies: dict[UUID, PlanGoal] = {}
    for place, goal in enumerate(goals.exclude(status__in=_LEFT_BEHIND), start=1):
        copies[goal.pk] = PlanGoal(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            plan=plan,
            place=place,
            text=goal.text,
            status=goal.status,
            from_question=goal.from_question,
        )
    PlanGoal.objects.bulk_create(copies.values())
    undone = PlanAction.objects.filter(
        plan=former, owner_id=actor.organisation_id, done_on__isnull=True, goal__in=list(copies)
    )
    PlanAction.objects.bulk_create(
        PlanAction(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            plan=plan,
            goal=copies[action.goal_id],
            text=action.text,
            responsible=action.responsible,
            responsible_name=action.responsible_name,
            due_on=action.due_on,
        )
        for action in undone
    )


def _draft(plan: Plan) -> None:
    """Locked as well, so that nobody confirms while something is being written."""
    if Plan.lock(plan).confirmed_at is not None:
        raise RuleBroken(
            "Planen är fastställd. Börja en ny version för att ändra; "
            "mål som inte är klara följer med."
        )


def _unreplaced(plan: Plan) -> None:
    if Plan.lock(plan).replaced_at is not None:
        raise RuleBroken("Planen är ersatt av en senare version. Ändra i den i stället.")


def _case(plan: Plan) -> Participation:
    if plan.participation is None:
        raise RuleBroken("Planen hör inte till något deltagande.")
    return plan.participation


def _words(text: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise RuleBroken(missing, "text")
    if len(words) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Texten har {len(words)} tecken. Den får ha högst {MOST_CHARACTERS}.", "text"
        )
    return words


def _between(participation: Participation, day: date, field: str) -> None:
    if day > today():
        raise RuleBroken("Dagen ligger framåt i tiden.", field)
    if day < participation.enrolled_on:
        raise RuleBroken("Dagen ligger före inskrivningen.", field)


def _check_confirmable(plan: Plan, definition: Definition) -> None:
    rules = definition.plan
    goals = PlanGoal.objects.filter(plan=plan, owner_id=plan.owner_id)
    if rules.requires_goal and not goals.exclude(status=GoalStatus.DROPPED).exists():
        raise RuleBroken("Planen behöver minst ett mål innan den kan fastställas.", "goals")
    if rules.agreed_with_participant and plan.agreed_on is None:
        raise RuleBroken("Skriv vilken dag ni kom överens om planen.", "agreed_on")
    if rules.requires_next_livelihood:
        if not plan.next_livelihood:
            raise RuleBroken(
                "Skriv vad personen ska leva av när den ersättning som finns nu tar slut. Ingen "
                "ska stå utan försörjning.",
                "next_livelihood",
            )
        if plan.livelihood_informed_on is None:
            raise RuleBroken(
                "Skriv vilken dag ni gick igenom vad som gäller för försörjningen.",
                "livelihood_informed_on",
            )


def _checked_review(plan: Plan, review_on: date | None) -> date:
    if review_on is None:
        raise RuleBroken("Skriv vilken dag planen ska följas upp.", "review_on")
    if plan.agreed_on is not None and review_on <= plan.agreed_on:
        raise RuleBroken(
            "Uppföljningen ligger före den dag ni kom överens. Den ska ligga efter.", "review_on"
        )
    if review_on <= today():
        raise RuleBroken("Uppföljningen ska ligga framåt i tiden.", "review_on")
    return review_on
