"""The mapping in the pages: saved as it is typed, conflict, way, questions to parties, history."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.actions import mapping as actions
from stegvis.casework.models import Mapping, MappingAnswer, PlanGoal, Question
from stegvis.core.dates import today
from stegvis.participants.actions import consent
from stegvis.participants.models import Participant
from tests.counting import queries
from tests.world import REGION, World

AsPerson = Callable[[str], Client]
PAGES = ("mapping-show", "mapping-write", "mapping-confirm", "mapping-history", "mapping-way")


@pytest.fixture
def alva(world: World) -> UUID:
    return world.case_id("Alva")


@pytest.fixture
def client(as_person: AsPerson, alva: UUID) -> Client:
    sara = as_person("Sara")
    assert sara.post(reverse("mapping-start", args=[alva])).status_code == 302
    return sara


def answer(world: World, question: str) -> MappingAnswer:
    with acting(world.actor("Sara")):
        return MappingAnswer.objects.get(question=question)


def test_every_question_of_the_definition_is_asked(
    world: World, client: Client, alva: UUID
) -> None:
    page = client.get(reverse("mapping-write", args=[alva])).content.decode()
    for section in world.version.definition.mapping.sections:
        assert section.title in page
        for question in section.questions:
            assert question.label in page


def test_autosave_keeps_what_is_typed(world: World, client: Client, alva: UUID) -> None:
    url = reverse("mapping-answer", args=[alva, "viktigast"])
    first = client.post(url, {"svar-viktigast": "Att komma ut.", "andring-viktigast": "0"})
    assert first.status_code == 200
    assert "Sparat" in first.content.decode()
    assert 'name="andring-viktigast" value="1"' in first.content.decode()
    client.post(
        url,
        {"svar-viktigast": "Att komma ut mer.", "behov-viktigast": "on", "andring-viktigast": "1"},
    )
    assert answer(world, "viktigast").is_need
    assert "Att komma ut mer." in client.get(reverse("mapping-write", args=[alva])).content.decode()


def test_autosave_says_what_is_wrong(world: World, client: Client, alva: UUID) -> None:
    url = reverse("mapping-answer", args=[alva, "underlag_datum"])
    refused = client.post(url, {"svar-underlag_datum": "i våras", "andring-underlag_datum": "0"})
    assert refused.status_code == 422
    assert "mars 2026" in refused.content.decode()


def test_the_age_of_the_medical_basis_is_shown(world: World, client: Client, alva: UUID) -> None:
    year = today().year - 3
    url = reverse("mapping-answer", args=[alva, "underlag_datum"])
    saved = client.post(url, {"svar-underlag_datum": str(year), "andring-underlag_datum": "0"})
    assert "3 år gammalt" in saved.content.decode()
    assert "3 år gammalt" in client.get(reverse("mapping-show", args=[alva])).content.decode()


def test_two_writing_at_once_see_each_other(world: World, client: Client, alva: UUID) -> None:
    url = reverse("mapping-answer", args=[alva, "viktigast"])
    client.post(url, {"svar-viktigast": "Kims text.", "andring-viktigast": "0"})
    refused = client.post(url, {"svar-viktigast": "Saras text.", "andring-viktigast": "0"})
    assert refused.status_code == 422
    assert "Kims text." in refused.content.decode()
    assert answer(world, "viktigast").value == "Kims text."
    page = reverse("mapping-write", args=[alva])
    typed = {
        "section": "behov",
        "svar-viktigast": "Saras text.",
        "andring-viktigast": "0",
        "svar-bra_dag": "Sol.",
        "andring-bra_dag": "0",
    }
    conflict = client.post(page, typed)
    assert conflict.status_code == 409
    for text in ("Kims text.", "Saras text.", "Sol.", "Någon annan har ändrat"):
        assert text in conflict.content.decode()
    assert client.post(page, typed | {"keep": "viktigast:1"}).status_code == 302
    assert answer(world, "viktigast").value == "Saras text."
    assert answer(world, "bra_dag").value == "Sol."


def test_a_section_is_saved_without_javascript(world: World, client: Client, alva: UUID) -> None:
    page = reverse("mapping-write", args=[alva])
    typed = {"section": "ekonomi", "svar-forsorjning": "Aktivitetsersättning.", "svar-oro": "8"}
    assert client.post(page, typed).status_code == 302
    assert answer(world, "oro").value == "8"
    wrong = client.post(page, typed | {"svar-ersattning_till": "sen", "svar-hjalp": "Budget."})
    assert wrong.status_code == 422
    assert "Budget." in wrong.content.decode()


def test_a_need_becomes_a_goal(world: World, client: Client, alva: UUID) -> None:
    page = reverse("mapping-write", args=[alva])
    typed = {"section": "behov", "svar-viktigast": "Att komma ut.", "goal": "viktigast"}
    assert client.post(page, typed).status_code == 302
    assert "Mål i planen" in client.get(reverse("mapping-show", args=[alva])).content.decode()
    assert client.post(reverse("mapping-goal", args=[alva, "viktigast"])).status_code == 302
    with acting(world.actor("Sara")):
        assert [g.text for g in PlanGoal.objects.all()] == ["Att komma ut."]


def test_confirmed_with_a_way_and_gone_on_with(world: World, client: Client, alva: UUID) -> None:
    client.post(
        reverse("mapping-answer", args=[alva, "bra_dag"]),
        {"svar-bra_dag": "Första versionen.", "andring-bra_dag": "0"},
    )
    confirmed = client.post(
        reverse("mapping-confirm", args=[alva]), {"way": "vag_1", "reason": "Lugn takt."}
    )
    assert confirmed.status_code == 302
    shown = client.get(reverse("mapping-show", args=[alva])).content.decode()
    assert "Fastställd" in shown and "Steg för steg" in shown and "Lugn takt." in shown
    assert client.get(reverse("mapping-write", args=[alva])).status_code == 302
    late = client.post(
        reverse("mapping-answer", args=[alva, "bra_dag"]), {"svar-bra_dag": "Efteråt."}
    )
    assert late.status_code == 404
    client.post(reverse("mapping-start", args=[alva]))
    client.post(
        reverse("mapping-answer", args=[alva, "bra_dag"]),
        {"svar-bra_dag": "Andra versionen.", "andring-bra_dag": "1"},
    )
    history = client.get(reverse("mapping-history", args=[alva])).content.decode()
    assert "Version 1" in history and "Version 2" in history
    with acting(world.actor("Sara")):
        first = Mapping.objects.get(number=1)
    old = client.get(reverse("mapping-version", args=[alva, first.pk])).content.decode()
    assert "Första versionen." in old and "Andra versionen." not in old


def test_confirmed_without_a_way_which_is_chosen_later(client: Client, alva: UUID) -> None:
    assert client.post(reverse("mapping-confirm", args=[alva]), {"way": ""}).status_code == 302
    way = reverse("mapping-way", args=[alva])
    assert client.post(way, {"reason": "Ingen vald."}).status_code == 422
    assert client.post(way, {"way": "vag_2", "reason": "Vill pröva nu."}).status_code == 302
    shown = client.get(reverse("mapping-show", args=[alva])).content.decode()
    assert "Väg 2, Parallellt" in shown and "Vill pröva nu." in shown


def test_a_question_needs_consent(client: Client, alva: UUID) -> None:
    page = client.get(reverse("mapping-ask", args=[alva, "pagar_behandling"])).content.decode()
    assert "har inte samtyckt" in page and "Region Uppsala" in page
    assert "<textarea" not in page


def test_a_question_is_put_and_shown(world: World, client: Client, alva: UUID) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        case = world.case("Alva")
        consent.write_down(
            actor=samira,
            scope=case.scope,
            participant=Participant.objects.get(pk=case.participant_id),
            participation_id=case.pk,
            programme=case.version,
            form=consent.Form("secrecy", "samordning", "1", "sv", today()),
            cells=[consent.Cell(samira.organisation_id, world.organisation(REGION).pk, "health")],
        )
    url = reverse("mapping-ask", args=[alva, "pagar_behandling"])
    assert "Pågår vård eller behandling" in client.get(url).content.decode()
    empty = client.post(url, {"receiver": str(world.organisation(REGION).pk), "text": ""})
    assert empty.status_code == 422
    asked = client.post(
        url, {"receiver": str(world.organisation(REGION).pk), "text": "Pågår behandling nu?"}
    )
    assert asked.status_code == 302
    shown = client.get(reverse("mapping-show", args=[alva])).content.decode()
    assert "Pågår behandling nu?" in shown and "Inget svar än" in shown
    with acting(samira):
        assert Question.objects.get().kind == "to_party"


def test_strangers_get_404(client: Client, as_person: AsPerson, alva: UUID) -> None:
    for name in ("Stina", "Lena", "Adam", "Frida"):
        stranger = as_person(name)
        for page in PAGES:
            assert stranger.get(reverse(page, args=[alva])).status_code == 404
        saved = stranger.post(reverse("mapping-answer", args=[alva, "viktigast"]), {})
        assert saved.status_code == 404


def test_another_cases_version_is_not_found(
    world: World, client: Client, as_person: AsPerson, alva: UUID
) -> None:
    with acting(world.actor("Sara")):
        mapping = Mapping.objects.get()
    bo = world.case_id("Bo")
    url = reverse("mapping-version", args=[bo, mapping.pk])
    assert as_person("Kim").get(url).status_code == 404


def test_pages_take_few_queries(world: World, client: Client, alva: UUID) -> None:
    with acting(world.actor("Sara")) as _:
        actor = world.actor("Sara")
        mapping = actions.start(actor=actor, participation=world.case("Alva"))
        mapping.participation = world.case("Alva")
        for key in ("viktigast", "bra_dag", "gora", "bra_pa"):
            actions.answer(
                actor=actor,
                mapping=mapping,
                question=key,
                value="Något.",
                is_need=False,
                revision=0,
            )
    for page in PAGES:
        assert queries(client, reverse(page, args=[alva])) <= 10, page
