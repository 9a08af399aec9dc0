"""The plan in the pages: goals, actions, fastställande, conflict, versions, PDF."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.casework.models import Plan, PlanAction, PlanGoal
from stegvis.core.dates import today
from tests.counting import queries
from tests.world import FK, World

AsPerson = Callable[[str], Client]
GOAL = "Jag vill komma ut två förmiddagar i veckan."


@pytest.fixture
def alva(world: World) -> UUID:
    return world.case_id("Alva")


@pytest.fixture
def client(as_person: AsPerson, alva: UUID) -> Client:
    sara = as_person("Sara")
    assert sara.post(reverse("plan-start", args=[alva])).status_code == 302
    return sara


def only(world: World, model: type) -> object:
    with acting(world.actor("Sara")):
        return model.objects.get()


@pytest.fixture
def goal(world: World, client: Client, alva: UUID) -> PlanGoal:
    assert client.post(reverse("plan-edit", args=[alva]), {"text": GOAL}).status_code == 302
    return only(world, PlanGoal)


def agreed(days: int = 60) -> dict[str, str]:
    return {
        "agreed_on": today().isoformat(),
        "how": "vid möte",
        "review_on": (today() + timedelta(days=days)).isoformat(),
    }


def step(client: Client, alva: UUID, goal: PlanGoal, **typed: str) -> int:
    url = reverse("plan-action", args=[alva, goal.pk])
    form = {"text": "Studiebesök", "responsible": "participant"} | typed
    return client.post(url, form).status_code


def confirm(client: Client, alva: UUID) -> int:
    return client.post(reverse("plan-confirm", args=[alva]), agreed()).status_code


def test_without_a_goal_it_is_not_confirmed(client: Client, alva: UUID) -> None:
    answer = client.post(reverse("plan-confirm", args=[alva]), agreed())
    assert answer.status_code == 422
    assert "minst ett mål" in answer.content.decode()
    assert 'value="vid möte"' in answer.content.decode()


def test_dates_in_the_wrong_order(client: Client, alva: UUID, goal: PlanGoal) -> None:
    answer = client.post(reverse("plan-confirm", args=[alva]), agreed(days=-5))
    assert answer.status_code == 422
    assert "ligger före den dag ni kom överens" in answer.content.decode()
    early = (today() - timedelta(days=300)).isoformat()
    late = client.post(
        reverse("plan-action", args=[alva, goal.pk]),
        {"text": "Kvar på sidan", "responsible": "fk", "due_on": early},
    )
    assert late.status_code == 422
    assert "före inskrivningen" in late.content.decode()
    assert "Kvar på sidan" in late.content.decode()


def test_the_plan_from_first_goal_to_anchoring(
    world: World, client: Client, alva: UUID, goal: PlanGoal
) -> None:
    assert step(client, alva, goal, responsible="operator", responsible_name="Sara Berg") == 302
    action = only(world, PlanAction)
    edit = client.get(reverse("plan-edit", args=[alva])).content.decode()
    assert GOAL in edit and "Sara Berg" in edit and "dagar kvar" in edit
    assert confirm(client, alva) == 302
    shown = client.get(reverse("plan-show", args=[alva])).content.decode()
    assert "Fastställd i tid" in shown
    assert "Försäkringskassan" in shown
    done = client.post(reverse("plan-done", args=[alva, action.pk]), {"revision": "1"})
    assert done.status_code == 302
    plan = only(world, Plan)
    anchored = client.post(
        reverse("plan-anchor", args=[alva, plan.pk]),
        {
            "organisation": str(world.organisation(FK).pk),
            "person": "Lena Holm",
            "how": "telefonsamtal",
            "anchored_on": today().isoformat(),
        },
    )
    assert anchored.status_code == 302
    assert "telefonsamtal" in client.get(reverse("plan-show", args=[alva])).content.decode()
    assert only(world, PlanAction).done_on == today()


def test_a_late_plan_may_be_confirmed_and_says_so(
    client: Client, alva: UUID, goal: PlanGoal, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = today() + timedelta(days=60)
    for module in ("plan_progress", "plan"):
        monkeypatch.setattr(f"stegvis.web.casework.{module}.today", lambda: later)
    assert "sen" in client.get(reverse("plan-edit", args=[alva])).content.decode()
    assert confirm(client, alva) == 302


def test_conflict_shows_both_goals_and_lets_me_save(
    world: World, client: Client, as_person: AsPerson, alva: UUID, goal: PlanGoal
) -> None:
    url = reverse("plan-goal", args=[alva, goal.pk])
    form = {"place": "1", "revision": "1"}
    samira = as_person("Samira")
    assert samira.post(url, form | {"text": "Samiras ord."}).status_code == 302
    conflict = client.post(url, form | {"text": "Saras ord."})
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Samiras ord." in page and "Saras ord." in page and "Någon annan har ändrat" in page
    assert only(world, PlanGoal).text == "Samiras ord."
    assert 'name="revision" value="2"' in page
    assert client.post(url, form | {"text": "Våra ord.", "revision": "2"}).status_code == 302
    assert only(world, PlanGoal).text == "Våra ord."


def test_conflict_on_an_action(world: World, client: Client, alva: UUID, goal: PlanGoal) -> None:
    step(client, alva, goal)
    action = only(world, PlanAction)
    url = reverse("plan-action", args=[alva, goal.pk, action.pk])
    form = {"responsible": "fk", "revision": "1"}
    assert client.post(url, form | {"text": "Första"}).status_code == 302
    conflict = client.post(url, form | {"text": "Andra"})
    assert conflict.status_code == 409
    assert "Första" in conflict.content.decode() and "Andra" in conflict.content.decode()


def test_history_shows_earlier_versions(
    world: World, client: Client, alva: UUID, goal: PlanGoal
) -> None:
    confirm(client, alva)
    first = only(world, Plan)
    client.post(reverse("plan-start", args=[alva]))
    client.post(reverse("plan-edit", args=[alva]), {"text": "Ett nytt mål."})
    assert "gäller tills" in client.get(reverse("plan-show", args=[alva])).content.decode()
    assert confirm(client, alva) == 302
    history = client.get(reverse("plan-history", args=[alva])).content.decode()
    assert "Version 1" in history and "Version 2" in history
    old = client.get(reverse("plan-version", args=[alva, first.pk])).content.decode()
    assert GOAL in old and "Ett nytt mål." not in old


def test_the_pdf_holds_the_goal_and_its_name_no_person(
    world: World, client: Client, alva: UUID, goal: PlanGoal
) -> None:
    step(client, alva, goal, due_on="2099-01-01")
    confirm(client, alva)
    plan = only(world, Plan)
    answer = client.get(reverse("plan-pdf", args=[alva, plan.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="handlingsplan-version-1.pdf"'
    )
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages)
    assert GOAL in " ".join(text.split())
    assert "Studiebesök" in text


def test_taking_out_the_pdf_is_logged(
    world: World, client: Client, alva: UUID, goal: PlanGoal, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Event] = []
    monkeypatch.setattr("stegvis.audit.record.look", lambda event, *_, **__: looks.append(event))
    client.get(reverse("plan-pdf", args=[alva, only(world, Plan).pk]))
    assert Event.DOCUMENT_EXPORTED in looks


def test_strangers_get_404(
    world: World, client: Client, as_person: AsPerson, alva: UUID, goal: PlanGoal
) -> None:
    plan = only(world, Plan)
    for name in ("Stina", "Lena", "Adam", "Frida"):
        stranger = as_person(name)
        for page in ("plan-show", "plan-edit", "plan-confirm", "plan-history"):
            assert stranger.get(reverse(page, args=[alva])).status_code == 404
        for page, pk in (("plan-pdf", plan.pk), ("plan-anchor", plan.pk), ("plan-goal", goal.pk)):
            assert stranger.get(reverse(page, args=[alva, pk])).status_code == 404


def test_a_goal_under_another_case_is_not_found(
    world: World, as_person: AsPerson, client: Client, goal: PlanGoal
) -> None:
    bo = world.case_id("Bo")
    kim = as_person("Kim")
    assert kim.get(reverse("plan-goal", args=[bo, goal.pk])).status_code == 404
    assert kim.get(reverse("plan-pdf", args=[bo, only(world, Plan).pk])).status_code == 404


def test_pages_take_few_queries(world: World, client: Client, alva: UUID, goal: PlanGoal) -> None:
    step(client, alva, goal)
    plan, action = only(world, Plan), only(world, PlanAction)
    for name, *more in (
        ("plan-show",),
        ("plan-edit",),
        ("plan-confirm",),
        ("plan-history",),
        ("plan-version", plan.pk),
        ("plan-anchor", plan.pk),
        ("plan-pdf", plan.pk),
        ("plan-goal", goal.pk),
        ("plan-action", goal.pk, action.pk),
    ):
        assert queries(client, reverse(name, args=[alva, *more])) <= 10, name
    confirm(client, alva)
    assert queries(client, reverse("plan-show", args=[alva])) <= 10
