"""Questions between authorities: inquiries, completions, answers."""

from datetime import timedelta
from uuid import UUID

import pytest

from stegvis.access.permissions import Permission
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import question
from stegvis.casework.models import Answer, Participation, Question, QuestionKind, Referral
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Disclosure
from tests.casework.test_referral import sent
from tests.world import AF, AMN, FK, World, actor_named


def seen_by(name: str) -> list[UUID]:
    actor = actor_named(name)
    with acting(actor):
        return [row.pk for row in Question.objects.visible_to(actor)]


def inquired(world: World, text: str = "En person i 20-årsåldern som vill arbeta.") -> Question:
    lena = world.actor("Lena")
    with acting(lena):
        return question.inquire(
            actor=lena,
            version=world.version,
            receiver_id=world.organisation(AMN).pk,
            text=text,
        )


def test_an_inquiry_reaches_the_operator_and_nobody_else(world: World) -> None:
    row = inquired(world)
    assert seen_by("Samira") == [row.pk]
    assert seen_by("Lena") == [row.pk]
    for name in ("Olof", "Per", "Maria", "Stina", "Frida"):
        assert seen_by(name) == [], name


@pytest.mark.parametrize(
    "text",
    ["Hon är 20030214-2385.", "030214 2385", "200302142385?", "Ring 0701740605.", "030214-2385,"],
)
def test_an_inquiry_with_a_number_is_refused(world: World, text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        inquired(world, text)
    assert broken.value.field == "text"


def test_ordinary_figures_are_no_personal_number(world: World) -> None:
    assert inquired(world, "Ersättning 2019-2023, 100 %, 12 500 kr, född 2003, 25 h/vecka.").pk


def test_the_operator_answers_and_the_asker_reads(world: World) -> None:
    row = inquired(world)
    samira = world.actor("Samira")
    with acting(samira):
        found = Question.objects.get(pk=row.pk)
        question.answer(actor=samira, question=found, text="Ja, det låter rätt.")
        with pytest.raises(RuleBroken):
            question.answer(actor=samira, question=found, text="Är det 20030214-2385?")
        with pytest.raises(RuleBroken):
            question.answer(actor=samira, question=found, text=" ")
    with acting(world.actor("Lena")):
        assert Answer.objects.get(question_id=row.pk).text == "Ja, det låter rätt."
    with acting(world.actor("Per")):
        assert not Answer.objects.exists()


def test_only_the_asked_authority_answers(world: World) -> None:
    row = inquired(world)
    lena, sara = world.actor("Lena"), world.actor("Sara")
    with acting(lena), pytest.raises(RuleBroken):
        question.answer(actor=lena, question=row, text="Svar.")
    with acting(sara), pytest.raises(Refused):
        question.answer(actor=sara, question=row, text="Svar.")


def test_a_question_back_rests_on_the_referrals_consent(world: World) -> None:
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        row = sent(world, lena)
    with acting(samira):
        referral = Referral.objects.visible_to(samira).select_related("version").get(pk=row.pk)
        asked = question.ask(
            actor=samira,
            permission=Permission.INTAKE_JUDGE,
            scope=world_scope(world),
            kind=QuestionKind.COMPLETION,
            version=world.version,
            receiver_id=referral.owner_id,
            addressee_id=lena.account_id,
            text="Hur länge gäller beslutet?",
            answer_by=today() + timedelta(days=7),
            referral=referral,
        )
        assert Disclosure.objects.get(item_id=asked.pk).ground == "consent"
    assert seen_by("Lena") == [asked.pk]


def test_a_question_to_a_party_needs_that_partys_consent(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case: Participation = world.case("Alva")

        def ask(key: str, **ground: str) -> Question:
            return question.ask(
                actor=sara,
                permission=Permission.QUESTION_ASK,
                scope=case.scope,
                kind=QuestionKind.TO_PARTY,
                version=case.version,
                receiver_id=world.organisation(key).pk,
                addressee_id=None,
                text="När löper beslutet ut?",
                answer_by=None,
                participation=case,
                participant=case.participant,
                **ground,  # type: ignore[arg-type]
            )

        asked = ask(FK)
        assert Disclosure.objects.get(item_id=asked.pk).consent is not None
        with pytest.raises(RuleBroken) as broken:
            ask(AF)
        assert broken.value.field == "ground"
        with pytest.raises(RuleBroken):
            ask(FK, category="health")
        assert ask(
            AF, ground="osl_10_2", reason="Behövs i dag.", assessment="Det minsta som behövs."
        ).pk


def world_scope(world: World):  # type: ignore[no-untyped-def]
    return Question(
        owner_id=world.organisation(AMN).pk,
        version=world.version,
        created_by_id=world.account("Samira").pk,
    ).scope
