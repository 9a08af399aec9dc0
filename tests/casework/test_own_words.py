"""What the participant writes for herself: hers alone to write, the owner's to take in."""

import pytest
from django.db import DatabaseError, transaction

from stegvis.access.actor import Person
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.casework import own_queries
from stegvis.casework.actions import own_words, plan
from stegvis.casework.deadline import Reminder
from stegvis.casework.duties import duties
from stegvis.casework.models import (
    AnswerKind,
    OwnComment,
    OwnTick,
    PersonAnswer,
    PersonQuestion,
    Plan,
    PlanAction,
)
from stegvis.core.dates import add_months, now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.queries import own_participants
from tests.house.objects import Objects
from tests.world import World


def herself(world: World, given_name: str) -> Person:
    account = world.participant_account(given_name)
    person = Person(account.pk, account.person_key or "")
    with acting(person, read_only=True):
        return Person(account.pk, person.key, own_participants(person))


def comment_on(world: World, person: Person, text: str = "Det går bra.") -> OwnComment:
    with acting(person):
        mine = own_queries.plans(person)[0]
        return own_words.comment(
            actor=person,
            participant_id=mine.participant_id,
            participation_id=mine.participation_id,
            text=text,
            plan=mine,
        )


def ask(world: World, kind: str = AnswerKind.TEXT, choices: tuple[str, ...] = ()) -> PersonQuestion:
    sara = world.actor("Sara")
    with acting(sara):
        return own_words.ask(
            actor=sara,
            participation=world.case("Alva"),
            text="Hur går bussresan?",
            kind=kind,
            choices=choices,
        )


def nothing_is_new(world: World) -> None:
    """What the participants have written before the test has been seen."""
    with acting(world.actor("Sara")):
        for model in (OwnComment, OwnTick, PersonAnswer):
            model.objects.filter(seen_at__isnull=True).update(seen_at=now())


def test_a_comment_is_news_to_her_case_manager(world: World, objects: Objects) -> None:
    alva, sara = herself(world, "Alva"), world.actor("Sara")
    nothing_is_new(world)
    new = comment_on(world, alva)
    with acting(sara):
        news = [d for d in duties(sara, today()).found if d.deadline.watch == Reminder.OWN_WORDS]
        assert [duty.deadline.title for duty in news] == ["Ny kommentar från deltagaren"]
        row = OwnComment.objects.select_related("participation__version").get(pk=new.pk)
        own_words.comment_seen(actor=sara, comment=row)
        assert not [
            d for d in duties(sara, today()).found if d.deadline.watch == Reminder.OWN_WORDS
        ]


def test_what_she_wrote_is_never_changed(world: World, objects: Objects) -> None:
    alva = herself(world, "Alva")
    row = comment_on(world, alva)
    for person in (alva, world.actor("Sara")):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(person):
            OwnComment.objects.filter(pk=row.pk).update(text="Något annat.")


def test_an_empty_comment_and_a_too_long_one_are_refused(world: World, objects: Objects) -> None:
    alva = herself(world, "Alva")
    for text in ("  ", "a" * 2001):
        with pytest.raises(RuleBroken) as broken:
            comment_on(world, alva, text)
        assert broken.value.field == "text"


def test_another_persons_plan_is_not_there(world: World, objects: Objects) -> None:
    alva, bo = herself(world, "Alva"), herself(world, "Bo")
    with acting(alva):
        mine = own_queries.plans(alva)[0]
    with acting(bo):
        with pytest.raises(NotVisible):
            own_queries.plan(bo, mine.pk)
        with pytest.raises(NotVisible):
            own_words.comment(
                actor=bo,
                participant_id=mine.participant_id,
                participation_id=mine.participation_id,
                text="Inte min.",
                plan=mine,
            )


def test_the_database_refuses_words_in_anothers_name(world: World, objects: Objects) -> None:
    """Without the action's own check, too."""
    alva, bo = herself(world, "Alva"), herself(world, "Bo")
    with acting(alva):
        mine = own_queries.plans(alva)[0]
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        acting(bo),
    ):
        OwnComment.objects.create(
            owner_id=mine.owner_id,
            created_by_id=bo.account_id,
            participant_id=mine.participant_id,
            participation_id=mine.participation_id,
            about="plan",
            plan_id=mine.pk,
            text="Inte min.",
        )


def test_her_tick_stands_beside_the_plan_until_staff_write_it_in(
    world: World, objects: Objects
) -> None:
    alva, sara = herself(world, "Alva"), world.actor("Sara")
    step = step_of(world)
    with acting(alva):
        mine = own_queries.action(alva, step.pk)
        new = own_words.tick(actor=alva, plan=mine.plan, action=mine, is_done=True)
        assert own_queries.action(alva, step.pk).done_on is None
    with acting(sara):
        row = OwnTick.objects.select_related("action", "participation__version").get(pk=new.pk)
        counted = Plan.objects.get(pk=row.action.plan_id)
        counted.participation = world.case("Alva")
        own_words.tick_settled(actor=sara, plan=counted, tick=row, write_in_plan=True)
        assert PlanAction.objects.get(pk=step.pk).done_on == today()
        assert OwnTick.objects.get(pk=new.pk).seen_at is not None


def step_of(world: World) -> PlanAction:
    """A confirmed plan of Alva's with a step that is hers."""
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        draft = plan.start(actor=sara, participation=case)
        draft.participation = case
        goal = plan.set_goal(actor=sara, plan=draft, text="Komma ut varje dag")
        step = plan.set_action(
            actor=sara, plan=draft, goal=goal, text="Gå en runda", responsible="participant"
        )
        plan.agree(actor=sara, plan=draft, agreed_on=today(), how="möte")
        plan.confirm(actor=sara, plan=draft, review_on=add_months(today(), 12))
        return step


def test_a_tick_seen_only_leaves_the_plan_alone(world: World) -> None:
    alva, sara, step = herself(world, "Alva"), world.actor("Sara"), step_of(world)
    with acting(alva):
        mine = own_queries.action(alva, step.pk)
        new = own_words.tick(actor=alva, plan=mine.plan, action=mine, is_done=True)
    with acting(sara):
        row = OwnTick.objects.select_related("action", "participation__version").get(pk=new.pk)
        counted = Plan.objects.get(pk=row.action.plan_id)
        own_words.tick_settled(actor=sara, plan=counted, tick=row, write_in_plan=False)
        assert PlanAction.objects.get(pk=step.pk).done_on is None


def test_she_answers_and_may_change_until_it_is_seen(world: World) -> None:
    alva, sara, asked = herself(world, "Alva"), world.actor("Sara"), ask(world)
    with acting(alva):
        mine = own_queries.question(alva, asked.pk)
        own_words.answer(actor=alva, question=mine, text="Bra.")
        own_words.answer(actor=alva, question=mine, text="Bra på morgonen.")
    with acting(sara):
        newest = PersonAnswer.objects.select_related("question__participation__version").first()
        assert newest is not None and newest.text == "Bra på morgonen."
        own_words.answer_seen(actor=sara, answer=newest)
    with acting(alva), pytest.raises(RuleBroken, match="redan läst"):
        own_words.answer(actor=alva, question=mine, text="Nej.")


def test_only_an_answer_among_the_choices_is_kept(world: World) -> None:
    alva = herself(world, "Alva")
    for kind, choices, wrong in (
        (AnswerKind.YES_NO, (), "Kanske"),
        (AnswerKind.CHOICE, ("Buss", "Cykel"), "Bil"),
    ):
        asked = ask(world, kind, choices)
        with acting(alva), pytest.raises(RuleBroken):
            own_words.answer(actor=alva, question=own_queries.question(alva, asked.pk), text=wrong)


def test_an_answer_by_phone_is_written_in_by_staff(world: World) -> None:
    alva, sara, asked = herself(world, "Alva"), world.actor("Sara"), ask(world)
    with acting(sara):
        asked.participation = world.case("Alva")
        kept = own_words.answer_for(actor=sara, question=asked, text="Bra.", way="phone")
        assert kept.seen_at is not None
        with pytest.raises(RuleBroken):
            own_words.answer_for(actor=sara, question=asked, text="Bra.", way="own_pages")
    with acting(alva):
        assert own_queries.questions(alva)[0].answers.get().text == "Bra."


def test_a_question_that_was_taken_back_is_not_answered(world: World) -> None:
    alva, sara, asked = herself(world, "Alva"), world.actor("Sara"), ask(world)
    with acting(sara):
        asked.participation = world.case("Alva")
        own_words.withdraw_question(actor=sara, question=asked)
    with acting(alva):
        assert own_queries.questions(alva) == []
        with pytest.raises(RuleBroken, match="gäller inte längre"):
            own_words.answer(actor=alva, question=own_queries.question(alva, asked.pk), text="Bra.")


def test_a_question_is_asked_only_by_those_who_may(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
    for name in ("Adam", "Stina", "Lena"):
        actor = world.actor(name)
        with acting(actor), pytest.raises(Refused):
            own_words.ask(actor=actor, participation=case, text="Hej?", kind="text")


@pytest.mark.parametrize("choices", [(), ("Ett",), tuple(map(str, range(9)))])
def test_choices_are_few_and_more_than_one(world: World, choices: tuple[str, ...]) -> None:
    with pytest.raises(RuleBroken) as broken:
        ask(world, AnswerKind.CHOICE, choices)
    assert broken.value.field == "choices"
