"""This file is where the participant writes for herself, and staff take in what she has written."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import require, require_own
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import plan as plans
from stegvis.casework.models import (
    About,
    AnswerKind,
    AnswerWay,
    Need,
    OwnComment,
    OwnTick,
    Participation,
    PersonAnswer,
    PersonQuestion,
    Plan,
    PlanAction,
    PlanGoal,
)
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken

MOST_CHARACTERS = 2_000
MOST_CHOICES = 8
Written = TypeVar("Written", OwnComment, OwnTick, PersonAnswer)


@transaction.atomic
def comment(
    *,
    actor: Person,
    participant_id: UUID,
    participation_id: UUID,
    text: str,
    plan: Plan | None = None,
    goal: PlanGoal | None = None,
    need: Need | None = None,
) -> OwnComment:
    """Comment the plan, a goal or a need, or without any of them say that something about her is
    wrong.

    Raises NotVisible for what is not hers, RuleBroken for an empty or too long text, or for a
    plan that a newer one has replaced.
    """
    require_own(actor, participant_id)
    if plan is not None and plan.replaced_at is not None:
        raise RuleBroken(_("Det finns en nyare plan. Skriv i den i stället."), "text")
    about = _about(plan, goal, need)
    row = OwnComment.objects.create(
        owner_id=actor.participants[participant_id],
        created_by_id=actor.account_id,
        participant_id=participant_id,
        participation_id=participation_id,
        about=about,
        plan=plan,
        goal=goal,
        need=need,
        text=_words(text),
    )
    record.change(Event.OWN_COMMENT_WRITTEN, row, about=about)
    return row


def _about(plan: Plan | None, goal: PlanGoal | None, need: Need | None) -> About:
    if need is not None:
        return About.NEED
    return About.GOAL if goal else About.PLAN if plan else About.PARTICULARS


@transaction.atomic
def tick(*, actor: Person, plan: Plan, action: PlanAction, is_done: bool) -> OwnTick:
    """Say that a step is done, or not done after all. The plan itself is left as it is."""
    require_own(actor, plan.participant_id)
    if plan.replaced_at is not None:
        raise RuleBroken(_("Det finns en nyare plan. Skriv i den i stället."))
    row = OwnTick.objects.create(
        owner_id=actor.participants[plan.participant_id],
        created_by_id=actor.account_id,
        participant_id=plan.participant_id,
        participation_id=plan.participation_id,
        action=action,
        is_done=is_done,
    )
    record.change(Event.OWN_STEP_TICKED, row, action=action.pk, done=is_done)
    return row


@transaction.atomic
def answer(*, actor: Person, question: PersonQuestion, text: str) -> PersonAnswer:
    """Answer a question. She may answer anew until somebody has seen the answer.

    Raises NotVisible for a question that is not put to her; RuleBroken for an answer that is not
    among the choices, that comes after it was seen, or to a question that has been taken back.
    """
    require_own(actor, question.participant_id)
    return _keep_answer(
        actor.account_id, actor.participants[question.participant_id], question, text
    )


@transaction.atomic
def answer_for(*, actor: Actor, question: PersonQuestion, text: str, way: str) -> PersonAnswer:
    """Write in what she answered in another way than on her own pages. It is seen at once."""
    require(actor, Permission.QUESTION_ASK, question.scope)
    if way not in AnswerWay.values or way == AnswerWay.OWN_PAGES:
        raise RuleBroken("Välj hur deltagaren svarade.", "way")
    row = _keep_answer(actor.account_id, actor.organisation_id, question, text, way)
    return _see(actor, row)


@transaction.atomic
def ask(
    *,
    actor: Actor,
    participation: Participation,
    text: str,
    kind: str,
    choices: Collection[str] = (),
    answer_by: date | None = None,
) -> PersonQuestion:
    """Ask the participant something. She sees it on her own pages; without them it is asked by
    phone. Raises RuleBroken for an empty question, too few choices or a day that has passed."""
    require(actor, Permission.QUESTION_ASK, participation.scope)
    words = text.strip()
    if not words or len(words) > MOST_CHARACTERS:
        raise RuleBroken(f"Skriv frågan, med högst {MOST_CHARACTERS} tecken.", "text")
    given = list(dict.fromkeys(line.strip() for line in choices if line.strip()))
    if kind not in AnswerKind.values:
        raise RuleBroken("Välj hur deltagaren ska svara.", "kind")
    if kind == AnswerKind.CHOICE and not 2 <= len(given) <= MOST_CHOICES:
        raise RuleBroken(f"Skriv mellan två och {MOST_CHOICES} svar, ett på varje rad.", "choices")
    if answer_by is not None and answer_by < today():
        raise RuleBroken("Dagen har redan varit.", "answer_by")
    row = PersonQuestion.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        text=words,
        kind=kind,
        choices=given if kind == AnswerKind.CHOICE else [],
        answer_by=answer_by,
    )
    record.change(Event.PERSON_ASKED, row, kind=kind)
    return row


@transaction.atomic
def withdraw_question(*, actor: Actor, question: PersonQuestion) -> PersonQuestion:
    """Take back a question that is no longer needed. Her answer, if there is one, stays."""
    require(actor, Permission.QUESTION_ASK, question.scope)
    row = PersonQuestion.lock(question)
    if row.withdrawn_at is None:
        row.withdrawn_at = now()
        row.keep("withdrawn_at")
        record.change(Event.PERSON_QUESTION_WITHDRAWN, row)
    return row


@transaction.atomic
def comment_seen(*, actor: Actor, comment: OwnComment) -> OwnComment:
    """Mark that a comment has been read; she sees that it has been."""
    require(actor, Permission.PLAN_WRITE, comment.scope)
    return _see(actor, comment)


@transaction.atomic
def answer_seen(*, actor: Actor, answer: PersonAnswer) -> PersonAnswer:
    """Mark that an answer has been read; from then on she cannot change it."""
    require(actor, Permission.QUESTION_ASK, answer.scope)
    return _see(actor, answer)


@transaction.atomic
def tick_settled(*, actor: Actor, plan: Plan, tick: OwnTick, write_in_plan: bool) -> OwnTick:
    """Take in her tick: write it in the plan with its own day, or only mark that it was seen."""
    require(actor, Permission.PLAN_WRITE, tick.scope)
    if write_in_plan:
        plans.action_done(
            actor=actor,
            plan=plan,
            action=tick.action,
            done_on=timezone.localtime(tick.created_at).date() if tick.is_done else None,
            revision=tick.action.revision,
        )
    earlier = OwnTick.objects.filter(
        owner_id=actor.organisation_id,
        action_id=tick.action_id,
        created_at__lt=tick.created_at,
        seen_at__isnull=True,
    )
    for row in earlier.select_for_update(of=("self",)):
        _see(actor, row)
    return _see(actor, tick)


def _see(actor: Actor, row: Written) -> Written:
    locked = type(row).lock(row)
    if locked.seen_at is None:
        locked.seen_at, locked.seen_by_id = now(), actor.account_id
        locked.keep("seen_at", "seen_by")
        record.change(Event.OWN_WORDS_SEEN, locked)
    return locked


def _keep_answer(
    account_id: UUID,
    owner_id: UUID,
    question: PersonQuestion,
    text: str,
    way: str = AnswerWay.OWN_PAGES,
) -> PersonAnswer:
    words = _words(text)
    if question.withdrawn_at is not None:
        raise RuleBroken(_("Frågan gäller inte längre."), "text")
    if question.kind == AnswerKind.YES_NO and words not in ("Ja", "Nej"):
        raise RuleBroken(_("Välj ja eller nej."), "text")
    if question.kind == AnswerKind.CHOICE and words not in question.choices:
        raise RuleBroken(_("Välj ett av svaren."), "text")
    seen = PersonAnswer.objects.filter(
        question=question, owner_id=owner_id, seen_at__isnull=False
    ).exists()
    if seen and way == AnswerWay.OWN_PAGES:
        raise RuleBroken(_("Någon har redan läst ditt svar. Ring om du vill ändra det."), "text")
    row = PersonAnswer.objects.create(
        owner_id=owner_id, created_by_id=account_id, question=question, text=words, way=way
    )
    record.change(Event.PERSON_ANSWERED, row, way=way)
    return row


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise RuleBroken(_("Skriv något först."), "text")
    if len(words) > MOST_CHARACTERS:
        raise RuleBroken(
            _("Texten är för lång. Den får ha högst %(most)s tecken.") % {"most": MOST_CHARACTERS},
            "text",
        )
    return words
