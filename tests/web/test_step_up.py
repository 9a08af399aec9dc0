"""A login of some age is not enough where data leaves the system or rights are given."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.organisations.models import Account
from stegvis.web.oidc.adapter import IdentityAdapter
from stegvis.web.sessions import FRESH_KEY
from tests.web.provider import STAFF, MockProvider, app
from tests.world import World

AsPerson = Callable[[str], Client]
ISSUER, HSA_ID = "https://idp.exempel.se", "SE2321000016-1A3X"
CONFIRM = "/konto/bekrafta/"
FORM = {
    "name": "Nya Provsson",
    "email": "nya@exempel.invalid",
    "role": "case_manager",
    "reason": "Tar över tio deltagare.",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}


def stale(client: Client) -> Client:
    """As the client, five minutes and a second after the last proof."""
    session = client.session
    session[FRESH_KEY] = int(time.time()) - 301
    session.save()
    return client


def unmaskings(world: World) -> int:
    with acting(world.actor("Sara")):
        return Entry.objects.filter(event=Event.IDENTITY_UNMASKED).count()


def test_what_needs_no_proof_is_read_as_before(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = stale(as_person("Sara"))
    for path in ("", "person/", "anteckningar/"):
        assert client.get(f"/deltagare/{case}/{path}").status_code == 200


@pytest.mark.parametrize("path", ["anteckningar/kopia/", "anteckningar/kopia.pdf"])
def test_a_copy_of_the_notes_needs_a_proof(world: World, as_person: AsPerson, path: str) -> None:
    wanted = f"/deltagare/{world.case_id('Alva')}/{path}"
    client = as_person("Sara")
    assert client.get(wanted).status_code == 200
    answer = stale(client).get(wanted)
    assert answer.status_code == 302
    assert answer.url.startswith(f"{CONFIRM}?next=%2Fdeltagare%2F")
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(event=Event.JOURNAL_COPIED).count() == 1


def test_a_right_is_given_after_a_proof(world: World, as_person: AsPerson) -> None:
    client = stale(as_person("Adam"))
    assert client.get("/medarbetare/").status_code == 200
    assert client.get("/medarbetare/nytt/").url.startswith(CONFIRM)
    assert client.post("/medarbetare/nytt/", FORM).url.startswith(CONFIRM)
    assert not Account.objects.filter(email=FORM["email"]).exists()
    longer = f"/medarbetare/{world.assignment('Sara')}/forlang/"
    assert client.get(longer).url.startswith(CONFIRM)


def test_what_was_typed_comes_back_after_the_proof(world: World, as_person: AsPerson) -> None:
    """The whole walk of the demonstration: refused, asked, confirmed, given back, done."""
    case = world.case_id("Alva")
    client = stale(as_person("Sara"))
    asked = client.post(f"/deltagare/{case}/person/", {"reason": "Ringer vården i dag."})
    assert unmaskings(world) == 0
    page = client.get(asked.url).content.decode()
    assert "I demonstrationen räcker det att du bekräftar." in page
    back = re.search(r'name="next" value="([^"]+)"', page)
    assert back
    answer = client.post(CONFIRM, {"next": back[1]})
    assert answer.url == back[1]
    resumed = client.get(answer.url).content.decode()
    assert "Ringer vården i dag." in resumed
    assert "Fortsätt" in resumed
    shown = client.post(f"/deltagare/{case}/person/", {"reason": "Ringer vården i dag."})
    assert "20030214-2385" in shown.content.decode()
    assert unmaskings(world) == 1


def test_a_fragment_sends_the_whole_page_to_the_proof(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    answer = stale(as_person("Sara")).post(
        f"/deltagare/{case}/person/", {"reason": "x"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith(CONFIRM)


def test_nobody_elses_words_come_back(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    asked = stale(as_person("Sara")).post(f"/deltagare/{case}/person/", {"reason": "Hemligt."})
    back = re.search(r"/fortsatt/[0-9a-f-]+/", asked.url.replace("%2F", "/"))
    assert back
    assert as_person("Kim").get(back.group()).status_code == 404


def test_it_leads_nowhere_else(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    for wanted in ("https://annan.exempel.se/", "//annan.exempel.se", "javascript:alert(1)"):
        assert client.post(CONFIRM, {"next": wanted}).url == "/"


# Outside the demonstration


@pytest.fixture
def production(settings: Any) -> Iterator[None]:
    settings.DEMO = False
    cache.clear()
    yield
    cache.clear()


def code(secret: str) -> dict[str, str]:
    return {"code": format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))}


def test_a_click_is_no_proof_in_production(
    world: World, as_person: AsPerson, settings: Any
) -> None:
    client = stale(as_person("Sara"))
    settings.DEMO = False
    client.post(CONFIRM, {"next": "/"})
    assert client.session[FRESH_KEY] < time.time() - 300


def test_a_one_time_code_is_asked_for_once_more(world: World, production: None) -> None:
    account = world.account("Sara")
    account.set_password("en lång och egen mening 7")
    account.save()
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = Client()
    copy = f"/deltagare/{world.case_id('Alva')}/anteckningar/kopia/"
    with time_machine.travel(time.time(), tick=False) as clock:
        sent = {"login": account.email, "password": "en lång och egen mening 7"}
        client.post("/konto/login/", sent)
        client.post("/konto/2fa/authenticate/", code(secret))
        assert client.get(copy).status_code == 200
        clock.shift(301)
        asked = client.get(copy)
        page = client.get(asked.url).content.decode()
        assert "I demonstrationen" not in page
        way = re.search(r'href="(/konto/2fa/reauthenticate/[^"]+)"', page)
        assert way
        form = client.get(way[1].replace("&amp;", "&")).content.decode()
        assert "Engångskod från appen i telefonen" in form
        assert "/konto/reauthenticate/" not in form  # a password alone is no proof
        cache.clear()  # the same code would be refused within its half minute
        answer = client.post(way[1].replace("&amp;", "&"), code(secret))
        assert answer.url == copy
        assert client.get(copy).status_code == 200


@pytest.fixture
def staff(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> MockProvider:
    account = world.account("Sara")
    account.employee_issuer, account.employee_id = ISSUER, HSA_ID
    account.save()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app(STAFF, ISSUER)]}}
    found = MockProvider(ISSUER, {"sub": "sara-1", "employeeHsaId": HSA_ID})
    monkeypatch.setattr(IdentityAdapter, "get_requests_session", lambda self: found.session())
    return found


def way_of(client: Client, wanted: str) -> str:
    page = client.get(client.get(wanted).url).content.decode()
    found = re.search(rf'href="/konto/oidc/{STAFF}/login/(\?[^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_a_provider_is_asked_for_a_new_proof(
    world: World, production: None, staff: MockProvider
) -> None:
    copy = f"/deltagare/{world.case_id('Alva')}/anteckningar/kopia/"
    client = Client()
    staff.log_in(client, STAFF)
    assert client.get(copy).status_code == 200
    began = client.session["login_at"]
    way = way_of(stale(client), copy)
    staff.token = ""
    asked = staff.begin(client, STAFF, way)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert staff.finish(client, STAFF).url == copy
    assert client.get(copy).status_code == 200
    # The session goes on: a proof does not make it live longer.
    assert client.session["login_at"] == began


@pytest.mark.parametrize("seconds_ago", [None, 600])
def test_an_old_proof_is_not_a_new_one(
    world: World, production: None, staff: MockProvider, seconds_ago: int | None
) -> None:
    proved = None if seconds_ago is None else int(time.time()) - seconds_ago
    copy = f"/deltagare/{world.case_id('Alva')}/anteckningar/kopia/"
    client = Client()
    staff.log_in(client, STAFF)
    way = way_of(stale(client), copy)
    staff.token, staff.lies = "", {"auth_time": proved}
    assert staff.log_in(client, STAFF, way).status_code == 403
    assert client.get(copy).status_code == 302


def test_somebody_elses_proof_is_not_hers(
    world: World, production: None, staff: MockProvider
) -> None:
    copy = f"/deltagare/{world.case_id('Alva')}/anteckningar/kopia/"
    client = Client()
    staff.log_in(client, STAFF)
    kim = world.account("Kim")
    kim.employee_issuer, kim.employee_id = ISSUER, "SE2321000016-KIM"
    kim.save()
    way = way_of(stale(client), copy)
    staff.token, staff.claims = "", {"sub": "kim-1", "employeeHsaId": "SE2321000016-KIM"}
    answer = staff.log_in(client, STAFF, way)
    assert answer.status_code == 403
    assert "någon annan" in answer.content.decode()
    assert client.get(copy).status_code == 302


def test_a_login_that_says_nothing_of_when_is_not_fresh(
    world: World, production: None, staff: MockProvider
) -> None:
    staff.lies = {"auth_time": None}
    client = Client()
    staff.log_in(client, STAFF)
    copy = f"/deltagare/{world.case_id('Alva')}/anteckningar/kopia/"
    assert client.get(copy).status_code == 302
