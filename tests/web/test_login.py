"""Outside the demonstration: no role chooser, no case behind a password alone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.organisations.models import Account
from stegvis.web.login import invitation_path
from stegvis.web.login_doors import LOCAL
from tests.world import World

PASSWORD = "en lång och egen mening 7"


@pytest.fixture
def production(settings: Any) -> Iterator[None]:
    settings.DEMO = False
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sara(world: World) -> Account:
    account = world.account("Sara")
    account.set_password(PASSWORD)
    account.save()
    return account


def log_in(account: Account) -> Client:
    client = Client()
    client.post("/konto/login/", {"login": account.email, "password": PASSWORD})
    return client


def test_the_role_chooser_does_not_exist(world: World, production: None) -> None:
    answer = Client().post("/valj-roll/", {"assignment": str(world.assignment("Sara"))})
    assert answer.status_code == 404
    assert Client().get("/").url == "/logga-in/"


def test_nobody_signs_up(world: World, production: None) -> None:
    page = Client().get("/konto/signup/").content.decode()
    assert 'name="password1"' not in page


def test_a_forgotten_password_is_chosen_anew_in_plain_words(
    world: World, production: None, mailoutbox: list[Any]
) -> None:
    client, reset = Client(), "/konto/password/reset/"
    wrong = client.post("/konto/login/", {"login": "", "password": ""}).content.decode()
    assert "Skriv din e-postadress." in wrong and "Skriv ditt lösenord." in wrong
    assert "Skriv en e-postadress" in client.post(reset, {"email": "sara"}).content.decode()
    sent = client.post(reset, {"email": world.account("Sara").email}, follow=True)
    assert "Titta i din e-post" in sent.content.decode()
    (link,) = re.findall(r"/konto/password/reset/key/\S+", mailoutbox[0].body)
    page = client.get(link, follow=True)
    assert "Välj ett nytt lösenord" in page.content.decode()
    form = page.redirect_chain[-1][0]
    typed = {"password1": PASSWORD, "password2": "något annat"}
    assert "samma lösenord i båda" in client.post(form, typed).content.decode()
    typed["password2"] = PASSWORD
    done = client.post(form, typed, follow=True)
    assert "Lösenordet är bytt" in done.content.decode()
    assert "Länken fungerar inte" in Client().get(link, follow=True).content.decode()
    refused = Client().post(
        "/konto/login/", {"login": world.account("Sara").email, "password": "x"}
    )
    assert "Adressen eller lösenordet stämmer inte" in refused.content.decode()


def test_a_password_alone_reaches_no_case(world: World, production: None, sara: Account) -> None:
    case = world.case_id("Alva")
    client = log_in(sara)
    for path in ("/deltagare/", f"/deltagare/{case}/", "/medarbetare/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.url == "/konto/2fa/"
    assert "Säker inloggning" in client.get("/konto/2fa/").content.decode()


def test_with_a_one_time_code_she_comes_in(world: World, production: None, sara: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(sara, secret)
    client = log_in(sara)
    assert client.get("/deltagare/").url.startswith("/logga-in/")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/konto/2fa/authenticate/", {"code": code})
    assert client.get("/deltagare/").status_code == 200
    assert Authenticator.objects.filter(user=sara).exists()
    assert get_adapter().is_mfa_enabled(sara)


def test_from_invitation_to_a_second_factor_of_her_own(world: World, production: None) -> None:
    """Through the pages alone: whoever is new has no other way in."""
    sara, client, again = world.account("Sara"), Client(), "/konto/reauthenticate/?next="
    form = client.get(invitation_path(sara), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    client.post("/konto/login/", {"login": sara.email, "password": PASSWORD})
    add = "/konto/2fa/totp/activate/"
    assert client.get(add).url.startswith(again)
    assert client.post(f"{again}{add}", {"password": PASSWORD}).url == add
    assert client.get(add).status_code == 200
    assert "Koden stämmer inte" in client.post(add, {"code": "000000"}).content.decode()
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(add, {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=sara, type=Authenticator.Type.TOTP).exists()
    assert client.get("/konto/2fa/webauthn/add/").status_code == 200


def test_a_failed_login_is_logged(world: World, production: None, sara: Account) -> None:
    Client().post("/konto/login/", {"login": sara.email, "password": "gissning"})
    with acting(world.actor("Sara")):
        row = Entry.objects.get(event=Event.LOGIN_FAILED)
    assert row.item_id == sara.pk


def test_a_disabled_account_is_out_at_the_next_click(
    world: World, as_person: Callable[[str], Client]
) -> None:
    client = as_person("Sara")
    assert client.get("/deltagare/").status_code == 200
    account = world.account("Sara")
    account.is_active = False
    account.save()
    assert client.get("/deltagare/").status_code == 302


def test_a_changed_password_ends_other_sessions(
    world: World, as_person: Callable[[str], Client]
) -> None:
    client = as_person("Sara")
    account = world.account("Sara")
    account.set_password("ett annat och längre lösenord")
    account.save()
    assert client.get("/deltagare/").status_code == 302


def test_every_page_of_the_login_is_in_our_own_words() -> None:
    """The library's templates are worded by others, and one of them asked for what is not here."""
    names = LOCAL | {"account_login", "account_logout"}
    views = {one.name: one.callback for one in patterns() if one.name in names}
    assert set(views) == names
    shown = {name: getattr(view.view_class, "template_name", None) for name, view in views.items()}
    files = {name: get_template(each).origin.name for name, each in shown.items() if each}
    assert len(files) > 18
    assert {name for name, each in files.items() if "stegvis/web/templates" not in each} == set()


def patterns() -> Iterator[Any]:
    waiting = list(get_resolver("allauth.urls").url_patterns)
    while waiting:
        one = waiting.pop()
        if hasattr(one, "url_patterns"):
            waiting += one.url_patterns
        else:
            yield one
