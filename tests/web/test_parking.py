"""Login that expires in the middle of a form: nothing typed is lost, and only she gets it back."""

import re
from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.models import Note
from stegvis.web.models import ParkedForm
from tests.world import World

AsPerson = Callable[[str], Client]
TYPED = {"kind": "samtal", "happened_on": "2026-11-02", "text": "Långt och väl genomtänkt."}


def rest(client: Client, seconds: int) -> None:
    """Let the session rest this long."""
    session = client.session
    session["seen_at"] -= seconds
    session.save()


def test_what_was_typed_comes_back_and_is_saved(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    client.get("/deltagare/")
    rest(client, 31 * 60)
    answer = client.post(f"/deltagare/{case}/anteckningar/ny/", TYPED)
    assert answer.status_code == 302
    back = re.search(r"/fortsatt/[0-9a-f-]+/", answer.url.replace("%2F", "/"))
    assert back
    parked = ParkedForm.objects.get()
    assert "genomtänkt" not in bytes(parked.sealed).decode()

    again = as_person("Sara")
    page = again.get(back.group()).content.decode()
    assert TYPED["text"] in page
    assert again.post(f"/deltagare/{case}/anteckningar/ny/", TYPED).status_code == 302
    with acting(world.actor("Sara")):
        assert Note.objects.filter(text=TYPED["text"]).count() == 1


def test_nobody_else_gets_it(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    client.get("/deltagare/")
    rest(client, 31 * 60)
    case = world.case_id("Alva")
    client.post(f"/deltagare/{case}/anteckningar/ny/", TYPED)
    parked = ParkedForm.objects.get()
    assert as_person("Kim").get(f"/fortsatt/{parked.pk}/").status_code == 404


def test_a_session_that_is_used_goes_on(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    client.get("/deltagare/")
    rest(client, 29 * 60)
    assert client.get("/deltagare/").status_code == 200


def test_no_session_lives_longer_than_twelve_hours(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    client.get("/deltagare/")
    session = client.session
    session["login_at"] -= 12 * 3600 + 1
    session.save()
    assert client.get("/deltagare/").status_code == 302


def test_a_fragment_sends_the_whole_page_to_the_login(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    client.get("/deltagare/")
    rest(client, 31 * 60)
    answer = client.get("/deltagare/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/?next=")
