"""How long a session lives, how it ends, and which ways in there are."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.organisations.actions.identification import participant_account
from stegvis.organisations.models import Account
from stegvis.web.login_doors import ALWAYS, LOCAL
from tests.web.test_login import PASSWORD, log_in
from tests.world import World

AsPerson = Callable[[str], Client]
MINUTE = 60


@pytest.fixture
def production(settings: Any) -> Iterator[None]:
    settings.DEMO = False
    settings.INACTIVE_DAYS = 30
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sara(world: World) -> Account:
    account = world.account("Sara")
    account.set_password(PASSWORD)
    account.save()
    return account


def test_half_an_hour_of_rest_ends_a_session(world: World, as_person: AsPerson) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = as_person("Sara")
        assert client.get("/deltagare/").status_code == 200
        clock.shift(30 * MINUTE)
        assert client.get("/deltagare/").status_code == 200
        clock.shift(30 * MINUTE + 1)
        assert client.get("/deltagare/").status_code == 302
        assert SESSION_KEY not in client.session


def test_twelve_hours_of_work_end_a_session(world: World, as_person: AsPerson) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = as_person("Sara")
        client.get("/deltagare/")
        for _ in range(12 * 3 - 1):
            clock.shift(20 * MINUTE)
            assert client.get("/deltagare/").status_code == 200
        clock.shift(20 * MINUTE + 1)
        assert client.get("/deltagare/").status_code == 302


def test_a_rested_session_changes_nothing_about_how_she_logs_in(
    world: World, production: None, sara: Account
) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        client = log_in(sara)
        assert client.get("/konto/2fa/").status_code == 200
        clock.shift(30 * MINUTE + 1)
        assert client.get("/konto/2fa/").status_code == 302
        assert SESSION_KEY not in client.session


def test_one_click_logs_out_and_empties_the_browser(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    answer = client.post("/logga-ut/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert SESSION_KEY not in client.session
    assert client.get("/deltagare/").status_code == 302
    assert client.get("/logga-ut/").status_code == 405


def test_who_has_not_come_for_a_month_asks_her_administrator(
    world: World, production: None, sara: Account
) -> None:
    month = timezone.now() - timedelta(days=31)
    Account.objects.filter(pk=sara.pk).update(opened_at=month, last_login=month)
    client = Client()
    answer = client.post("/konto/login/", {"login": sara.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Ditt konto har vilat för länge" in answer.content.decode()
    assert SESSION_KEY not in client.session
    with acting(world.actor("Kim")):
        assert Entry.objects.filter(event=Event.LOGIN_FAILED, item_id=sara.pk).exists()
    Account.objects.filter(pk=sara.pk).update(opened_at=timezone.now())
    assert SESSION_KEY in log_in(sara).session


@pytest.mark.parametrize(("days", "is_rested"), [(0, False), (30, True), (40, False)])
def test_what_a_rest_is(world: World, days: int, is_rested: bool) -> None:
    now = timezone.now()
    account = Account(opened_at=now - timedelta(days=60), last_login=now - timedelta(days=31))
    assert account.has_rested(days, now) is is_rested


def test_a_participants_session_reaches_no_settings_of_a_login(
    world: World, production: None
) -> None:
    account = participant_account("0" * 64)
    client = Client()
    client.force_login(account)
    for path in ("/konto/2fa/", "/konto/2fa/totp/activate/", "/konto/password/change/"):
        assert client.get(path).status_code == 404


def names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, path)
        elif path.startswith("konto/"):
            yield str(pattern.name), path


def test_no_page_of_the_login_library_is_open_by_itself(
    world: World, production: None, settings: Any
) -> None:
    """Every address that the library has; those that nobody has named do not exist."""
    found = dict(names(get_resolver().url_patterns, ""))
    assert set(found) >= ALWAYS | LOCAL
    closed = {
        "account_signup",
        "account_email",
        "account_set_password",
        "account_request_login_code",
        "socialaccount_connections",
        "socialaccount_signup",
    }
    assert closed & (ALWAYS | LOCAL) == set()
    settings.LOCAL_LOGIN = False
    for name, path in found.items():
        if "<" not in path and "(" not in path and "^" not in path and name not in ALWAYS:
            assert Client().get(f"/{path}").status_code == 404, name
            assert Client().post(f"/{path}").status_code == 404, name


def test_every_way_in_meets_the_second_factor(
    world: World, production: None, sara: Account
) -> None:
    client = log_in(sara)
    for path in ("/deltagare/", "/att-gora/", "/medarbetare/"):
        assert client.get(path).url == "/konto/2fa/"
