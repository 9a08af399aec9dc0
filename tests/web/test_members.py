"""An authority's administrator: her own people only, and an assignment that ends at once."""

from collections.abc import Callable

from django.core import mail
from django.test import Client

from stegvis.organisations.models import Account, Assignment
from tests.world import World

AsPerson = Callable[[str], Client]
FORM = {
    "name": "Nya Provsson",
    "email": "nya@exempel.invalid",
    "role": "case_manager",
    "reason": "Tar över tio deltagare.",
    "starts_on": "2026-01-01",
}


def test_administrator_adds_a_member_who_gets_a_letter(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", FORM)
    assert answer.status_code == 302
    account = Account.objects.get(email="nya@exempel.invalid")
    assert not account.has_usable_password()
    (letter,) = mail.outbox
    assert "/konto/password/reset/key/" in letter.body


def test_need_is_mandatory_and_typed_text_stays(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", FORM | {"reason": "  "})
    assert answer.status_code == 422
    assert "Nya Provsson" in answer.content.decode()
    assert not Account.objects.filter(email="nya@exempel.invalid").exists()


def test_last_day_before_first_is_refused(world: World, as_person: AsPerson) -> None:
    answer = as_person("Adam").post("/medarbetare/nytt/", FORM | {"ends_on": "2025-12-31"})
    assert answer.status_code == 422
    assert "Sista dagen ligger före första dagen." in answer.content.decode()


def test_an_ended_assignment_is_over_at_the_next_click(world: World, as_person: AsPerson) -> None:
    sara, adam = as_person("Sara"), as_person("Adam")
    assert sara.get("/deltagare/").status_code == 200
    adam.post(f"/medarbetare/{world.assignment('Sara')}/avsluta/")
    assert sara.get("/deltagare/").status_code == 302


def test_another_authoritys_assignment_does_not_exist(world: World, as_person: AsPerson) -> None:
    lena = world.assignment("Lena")
    assert as_person("Adam").post(f"/medarbetare/{lena}/avsluta/").status_code == 404
    assert Assignment.objects.get(pk=lena).ends_on is None


def test_only_administrators(world: World, as_person: AsPerson) -> None:
    assert as_person("Sara").get("/medarbetare/").status_code == 403
    assert as_person("Adam").get("/medarbetare/").status_code == 200
