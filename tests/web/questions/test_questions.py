"""Questions and inquiries in the pages."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from stegvis.access.permissions import Permission
from stegvis.audit.journal import acting
from stegvis.casework.actions import question
from stegvis.casework.models import Question, QuestionKind, Referral
from stegvis.core.dates import today
from tests.casework.test_referral import sent
from tests.world import World

AsPerson = Callable[[str], Client]


def test_an_inquiry_and_its_answer(world: World, as_person: AsPerson) -> None:
    lena, samira = as_person("Lena"), as_person("Samira")
    text = "En person i 20-årsåldern som inte har daglig verksamhet."
    assert lena.get("/forfragningar/ny/").status_code == 200
    assert lena.post("/forfragningar/ny/", {"way": "0", "text": text}).status_code == 302
    listed = samira.get("/fragor/").content.decode()
    assert text in listed and "Ingen namngiven" in listed
    with acting(world.actor("Lena")):
        url = f"/fragor/{Question.objects.get().pk}/"
    assert samira.post(url, {"text": ""}).status_code == 422
    assert samira.post(url, {"text": "Ja, ring gärna."}).status_code == 302
    assert "besvarad" in samira.get("/fragor/").content.decode()
    assert "Ja, ring gärna." in lena.get("/forfragningar/").content.decode()
    for name in ("Per", "Olof", "Maria", "Stina", "Frida", "Sara"):
        assert as_person(name).get(url).status_code == 404


def test_a_number_in_an_inquiry_keeps_the_text(world: World, as_person: AsPerson) -> None:
    text = "Det gäller 20030214-2385."
    answer = as_person("Lena").post("/forfragningar/ny/", {"way": "0", "text": text})
    assert answer.status_code == 422
    assert text in answer.content.decode() and "peka ut" in answer.content.decode()


def test_a_question_about_a_referral_is_answered_on_its_page(
    world: World, as_person: AsPerson
) -> None:
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        pk = sent(world, lena).pk
    with acting(samira):
        row = Referral.objects.visible_to(samira).select_related("version").get(pk=pk)
        asked = question.ask(
            actor=samira,
            permission=Permission.QUESTION_ASK,
            scope=Question(
                owner_id=samira.organisation_id,
                version=row.version,
                created_by_id=samira.account_id,
            ).scope,
            kind=QuestionKind.COMPLETION,
            version=row.version,
            receiver_id=row.owner_id,
            addressee_id=lena.account_id,
            text="Hur länge gäller beslutet?",
            answer_by=today() + timedelta(days=5),
            referral=row,
        )
    client = as_person("Lena")
    assert "Dana Prov" in client.get("/fragor/").content.decode()
    shown = client.get(f"/aktualiseringar/{pk}/").content.decode()
    assert "Hur länge gäller beslutet?" in shown and f"/fragor/{asked.pk}/" in shown
    answer = client.post(f"/fragor/{asked.pk}/", {"text": "Till och med juni."})
    assert answer.url == f"/aktualiseringar/{pk}/"
    assert "Till och med juni." in client.get(answer.url).content.decode()
    assert "Till och med juni." in as_person("Samira").get(f"/fragor/{asked.pk}/").content.decode()
