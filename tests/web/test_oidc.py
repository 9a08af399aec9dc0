"""Logging in at a provider: who is let in, and every way in which a provider's word is refused."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.person_key import person_key
from stegvis.organisations.models import Account
from stegvis.web.oidc.adapter import IdentityAdapter
from tests.days import as_of_now
from tests.web.provider import LOA2, OTHER_KEY, PERSON, STAFF, MockProvider, app
from tests.world import World

ISSUER, OTHER_ISSUER = "https://idp.exempel.se", "https://annan.exempel.se"
HSA_ID = "SE2321000016-1A3X"
NUMBER = "195001182046"
# Things that a provider may say and that nothing here may keep.
CANARIES = {
    "given_name": "Kanariefågeln",
    "family_name": "Kanarieson",
    "name": "Kanariefågeln Kanarieson",
    "email": "kanarie@exempel.invalid",
    "birthdate": "1950-01-18",
    "phone_number": "+46700000000",
}


@pytest.fixture(autouse=True)
def production(settings: Any) -> Iterator[None]:
    settings.DEMO = False
    settings.LOCAL_LOGIN = False
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app(STAFF, ISSUER), app(PERSON, ISSUER)]}
    }
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sara(world: World) -> Account:
    account = world.account("Sara")
    account.employee_issuer, account.employee_id = ISSUER, HSA_ID
    account.save()
    return account


def use(monkeypatch: pytest.MonkeyPatch, provider: MockProvider) -> MockProvider:
    monkeypatch.setattr(IdentityAdapter, "get_requests_session", lambda self: provider.session())
    return provider


@pytest.fixture
def staff(monkeypatch: pytest.MonkeyPatch) -> MockProvider:
    claims = {"sub": "sara-1", "employeeHsaId": HSA_ID, **CANARIES}
    return use(monkeypatch, MockProvider(ISSUER, claims))


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> MockProvider:
    claims = {
        "sub": "kanarie-sub",
        "https://id.oidc.se/claim/personalIdentityNumber": NUMBER,
        **CANARIES,
    }
    return use(monkeypatch, MockProvider(ISSUER, claims))


def refused(answer: Any, client: Client, says: str) -> None:
    """A page that says so, and nobody logged in."""
    assert answer.status_code == 403
    assert says in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


# Let in


def test_staff_meet_the_account_that_was_prepared(
    world: World, sara: Account, staff: MockProvider
) -> None:
    client = Client()
    assert staff.log_in(client, STAFF).url == "/"
    assert client.get("/deltagare/").status_code == 200
    identity = SocialAccount.objects.get()
    assert (identity.user_id, identity.extra_data) == (sara.pk, {})
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(event=Event.MEMBER_IDENTIFIED, item_id=sara.pk).count() == 1
    client.post("/logga-ut/")
    staff.token = ""
    assert staff.log_in(client, STAFF).url == "/"
    assert SocialAccount.objects.count() == 1


def test_a_participant_gets_an_account_without_a_name(world: World, person: MockProvider) -> None:
    client = Client()
    assert person.log_in(client, PERSON).url == "/mina-sidor/"
    account = Account.objects.get(person_key=person_key(NUMBER))
    assert account.is_participant
    assert (account.name, account.email, account.phone) == ("", None, "")
    assert client.session["_auth_user_id"] == str(account.pk)


def test_the_same_participant_meets_the_same_account(world: World, person: MockProvider) -> None:
    person.log_in(Client(), PERSON)
    person.token = ""
    person.log_in(Client(), PERSON)
    assert Account.objects.filter(person_key__isnull=False).count() == 1
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("path", ["/deltagare/", "/medarbetare/", "/att-gora/", "/uppdrag/"])
def test_a_participant_reaches_no_page_of_the_staff(
    world: World, person: MockProvider, path: str
) -> None:
    client = Client()
    person.log_in(client, PERSON, f"?next={path}")
    answer = client.get(path)
    assert answer.status_code in (302, 404) or "Samordnings" not in answer.content.decode()
    assert b"Alva" not in answer.content


def test_staff_are_never_led_to_a_participants_pages(
    world: World, sara: Account, staff: MockProvider
) -> None:
    assert staff.log_in(Client(), STAFF, "?next=/mina-sidor/").url == "/"


def test_the_claim_may_come_from_the_providers_own_page(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.claims.pop("employeeHsaId")
    staff.userinfo = {"sub": "sara-1", "employeeHsaId": HSA_ID.lower()}
    client = Client()
    staff.log_in(client, STAFF)
    assert client.get("/deltagare/").status_code == 200


def test_only_what_is_needed_is_asked_for(world: World, sara: Account, staff: MockProvider) -> None:
    asked = staff.begin(Client(), STAFF, "?scope=email,profile&auth_params=acr_values%3Dloa1")
    levels = app(STAFF, ISSUER)["settings"]["levels"]
    assert asked["scope"] == "openid"
    assert json.loads(asked["claims"]) == {
        "id_token": {
            "employeeHsaId": {"essential": True},
            "acr": {"essential": True, "values": levels},
        }
    }
    assert asked["acr_values"] == " ".join(levels)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert set(asked) == {
        *("client_id", "redirect_uri", "scope", "response_type", "state", "nonce"),
        *("acr_values", "claims", "code_challenge", "code_challenge_method"),
    }


def test_the_code_is_worth_nothing_without_its_verifier(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.log_in(Client(), STAFF)
    assert len(staff.exchanged[0]["code_verifier"]) >= 43


# Turned away


@pytest.mark.parametrize(
    ("lies", "says"),
    [
        ({"iss": OTHER_ISSUER}, "gick inte att kontrollera"),
        ({"iss": None}, "gick inte att kontrollera"),
        ({"aud": "another-site"}, "gick inte att kontrollera"),
        ({"aud": ["stegvis", "another-site"]}, "gick inte att kontrollera"),
        ({"azp": "another-site"}, "gick inte att kontrollera"),
        ({"nonce": "another"}, "gick inte att kontrollera"),
        ({"nonce": None}, "gick inte att kontrollera"),
        ({"nonce": ""}, "gick inte att kontrollera"),
        ({"exp": lambda: int(time.time()) - 3600}, "gick inte att kontrollera"),
        ({"exp": None}, "gick inte att kontrollera"),
        ({"iat": lambda: int(time.time()) - 3600}, "gick inte att kontrollera"),
        ({"iat": lambda: int(time.time()) + 24 * 3600}, "gick inte att kontrollera"),
        ({"sub": None}, "gick inte att kontrollera"),
        ({"auth_time": lambda: int(time.time()) - 24 * 3600}, "gick inte att kontrollera"),
        ({"auth_time": lambda: int(time.time()) + 24 * 3600}, "gick inte att kontrollera"),
        ({"acr": LOA2}, "räcker inte"),
        ({"acr": None}, "räcker inte"),
        ({"employeeHsaId": ""}, "framgick inte vem"),
        ({"employeeHsaId": ["a", "b"]}, "framgick inte vem"),
        ({"employeeHsaId": "SE2321000016-9999"}, "inget konto här"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    world: World, sara: Account, staff: MockProvider, lies: dict[str, Any], says: str
) -> None:
    client = Client()
    staff.lies = as_of_now(lies)
    refused(staff.log_in(client, STAFF), client, says)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_a_true_signature_is_refused(
    world: World, sara: Account, staff: MockProvider, algorithm: str
) -> None:
    client = Client()
    staff.algorithm = algorithm
    refused(staff.log_in(client, STAFF), client, "gick inte att kontrollera")


def test_a_token_signed_by_somebody_else_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    client = Client()
    staff.key = OTHER_KEY
    refused(staff.log_in(client, STAFF), client, "gick inte att kontrollera")


def test_a_token_is_good_for_one_login(world: World, sara: Account, staff: MockProvider) -> None:
    """The same token in a second round trip carries the first one's nonce."""
    staff.log_in(Client(), STAFF)
    SocialAccount.objects.all().delete()
    thief = Client()
    staff.begin(thief, STAFF)
    refused(staff.finish(thief, STAFF), thief, "gick inte att kontrollera")


def test_an_answer_is_good_for_once(world: World, sara: Account, staff: MockProvider) -> None:
    client = Client()
    staff.log_in(client, STAFF)
    client.post("/logga-ut/")
    SocialAccount.objects.all().delete()
    refused(staff.finish(client, STAFF), client, "gick inte att kontrollera")


@pytest.mark.parametrize("state", ["", "another"])
def test_an_answer_without_our_state_is_refused(
    world: World, sara: Account, staff: MockProvider, state: str
) -> None:
    client = Client()
    staff.begin(client, STAFF)
    refused(staff.finish(client, STAFF, state=state), client, "gick inte att kontrollera")


def test_a_login_that_the_provider_began_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    client = Client()
    answer = client.get(f"/konto/oidc/{STAFF}/login/callback/", {"code": "en-kod"})
    refused(answer, client, "gick inte att kontrollera")


def test_another_browser_cannot_finish_the_login(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.begin(Client(), STAFF)
    other = Client()
    refused(staff.finish(other, STAFF), other, "gick inte att kontrollera")


def test_one_logins_answer_does_not_open_the_other(
    world: World, sara: Account, staff: MockProvider
) -> None:
    client = Client()
    staff.begin(client, STAFF)
    refused(staff.finish(client, PERSON), client, "gick inte att kontrollera")


def test_an_answer_in_another_issuers_name_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    client = Client()
    staff.begin(client, STAFF)
    refused(staff.finish(client, STAFF, iss=OTHER_ISSUER), client, "gick inte att kontrollera")


def test_an_issuer_that_calls_itself_something_else_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.published = {"issuer": OTHER_ISSUER}
    client = Client()
    answer = client.get(f"/konto/oidc/{STAFF}/login/")
    refused(answer, client, "gick inte att kontrollera")


def test_nothing_travels_in_the_clear(world: World, sara: Account, staff: MockProvider) -> None:
    staff.published = {"token_endpoint": "http://idp.exempel.se/token"}
    client = Client()
    refused(client.get(f"/konto/oidc/{STAFF}/login/"), client, "gick inte att kontrollera")


def test_who_changes_her_mind_is_told_so(world: World, sara: Account, staff: MockProvider) -> None:
    client = Client()
    state = staff.begin(client, STAFF)["state"]
    answer = client.get(
        f"/konto/oidc/{STAFF}/login/callback/", {"error": "access_denied", "state": state}
    )
    refused(answer, client, "Inloggningen avbröts")


def test_userinfo_about_somebody_else_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.claims.pop("employeeHsaId")
    staff.userinfo = {"sub": "another", "employeeHsaId": HSA_ID}
    client = Client()
    refused(staff.log_in(client, STAFF), client, "gick inte att kontrollera")


def test_what_is_no_personal_number_is_refused(world: World, person: MockProvider) -> None:
    person.lies = {"https://id.oidc.se/claim/personalIdentityNumber": "195001182047"}
    client = Client()
    refused(person.log_in(client, PERSON), client, "framgick inte vem")
    assert not Account.objects.filter(person_key__isnull=False).exists()


def test_a_closed_account_stays_outside_and_it_is_logged(
    world: World, sara: Account, staff: MockProvider
) -> None:
    Account.objects.filter(pk=sara.pk).update(is_active=False)
    client = Client()
    answer = staff.log_in(client, STAFF)
    assert answer.status_code == 403
    assert "Ditt konto är stängt" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    with acting(world.actor("Kim")):
        assert Entry.objects.filter(event=Event.LOGIN_FAILED, item_id=sara.pk).exists()


# Several issuers

FK_LOGIN = "medarbetare-fk"


@pytest.fixture
def two_logins(settings: Any) -> None:
    """Staff of two authorities with logins of their own; the second calls its own the same."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [app(STAFF, ISSUER), app(FK_LOGIN, OTHER_ISSUER), app(PERSON, ISSUER)]
        }
    }


def test_each_authority_has_its_own_login(
    world: World, sara: Account, staff: MockProvider, two_logins: None, monkeypatch: Any
) -> None:
    """The same employee id at two issuers is two people, and each meets her own account."""
    lena = world.account("Lena")
    lena.employee_issuer, lena.employee_id = OTHER_ISSUER, HSA_ID
    lena.save()
    page = Client().get("/konto/login/").content.decode()
    for provider_id in (STAFF, FK_LOGIN, PERSON):
        assert page.count(f"/konto/oidc/{provider_id}/login/") == 1
    assert page.count("Du som är medarbetare") == 1
    ours = Client()
    staff.log_in(ours, STAFF)
    assert ours.session["_auth_user_id"] == str(sara.pk)
    theirs = Client()
    other = use(monkeypatch, MockProvider(OTHER_ISSUER, {"sub": "x", "employeeHsaId": HSA_ID}))
    other.log_in(theirs, FK_LOGIN)
    assert theirs.session["_auth_user_id"] == str(lena.pk)
    assert SocialAccount.objects.count() == 2


def test_one_issuer_does_not_vouch_for_another_ones_staff(
    world: World, sara: Account, two_logins: None, monkeypatch: Any
) -> None:
    """Sara is known by the first; the second says that somebody is her."""
    client = Client()
    other = use(monkeypatch, MockProvider(OTHER_ISSUER, {"sub": "x", "employeeHsaId": HSA_ID}))
    refused(other.log_in(client, FK_LOGIN), client, "inget konto här")


def test_an_answer_comes_back_to_the_login_that_asked(
    world: World, sara: Account, staff: MockProvider, two_logins: None
) -> None:
    client = Client()
    staff.begin(client, STAFF)
    staff.issuer = OTHER_ISSUER
    refused(staff.finish(client, FK_LOGIN), client, "gick inte att kontrollera")


# Identities


def test_the_same_address_at_another_provider_does_not_merge(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.claims |= {"email": sara.email, "email_verified": True, "name": sara.name}
    staff.claims["employeeHsaId"] = "SE2321000016-9999"
    client = Client()
    refused(staff.log_in(client, STAFF), client, "inget konto här")


def test_the_same_subject_at_two_issuers_is_two_identities(
    world: World, sara: Account, staff: MockProvider, settings: Any
) -> None:
    staff.log_in(Client(), STAFF)
    kim = world.account("Kim")
    kim.employee_issuer, kim.employee_id = OTHER_ISSUER, HSA_ID
    kim.save()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app(STAFF, OTHER_ISSUER)]}}
    staff.issuer, staff.token = OTHER_ISSUER, ""
    client = Client()
    staff.log_in(client, STAFF)
    assert client.session["_auth_user_id"] == str(kim.pk)
    assert SocialAccount.objects.count() == 2


def test_another_subject_with_her_employee_id_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.log_in(Client(), STAFF)
    staff.claims["sub"], staff.token = "another", ""
    client = Client()
    answer = staff.log_in(client, STAFF)
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_her_subject_with_another_employee_id_is_refused(
    world: World, sara: Account, staff: MockProvider
) -> None:
    staff.log_in(Client(), STAFF)
    staff.claims["employeeHsaId"], staff.token = "SE2321000016-9999", ""
    client = Client()
    assert staff.log_in(client, STAFF).status_code == 403
    assert "_auth_user_id" not in client.session


def test_nobody_connects_a_second_identity_to_herself(
    world: World, sara: Account, staff: MockProvider
) -> None:
    client = Client()
    staff.log_in(client, STAFF)
    staff.claims |= {"sub": "thief", "employeeHsaId": "SE2321000016-9999"}
    staff.token = ""
    staff.begin(client, STAFF, "?process=connect")
    staff.finish(client, STAFF)
    assert SocialAccount.objects.count() == 1
    for path in ("/konto/3rdparty/", "/konto/3rdparty/signup/", "/konto/social/connections/"):
        assert client.get(path).status_code == 404


def test_nothing_of_what_was_said_is_kept(
    world: World, sara: Account, staff: MockProvider, person: MockProvider, monkeypatch: Any
) -> None:
    person.log_in(Client(), PERSON)
    use(monkeypatch, staff).log_in(Client(), STAFF)
    assert not EmailAddress.objects.exists()
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()
    kept = json.dumps([dict(row) for row in SocialAccount.objects.values()], default=str)
    kept += json.dumps([dict(row) for row in Account.objects.values()], default=str)
    kept += json.dumps([row.get_decoded() for row in Session.objects.all()], default=str)
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where tablename like 'socialaccount%'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"select t::text from {table} t")
            kept += json.dumps(cursor.fetchall())
    said = [*CANARIES.values(), "kanarie-sub", "sara-1", NUMBER, NUMBER[2:], "en-nyckel"]
    assert [value for value in said if value in kept] == []


def test_the_servers_own_log_holds_no_claim(
    world: World, sara: Account, staff: MockProvider, caplog: pytest.LogCaptureFixture
) -> None:
    staff.lies = {"acr": LOA2}
    staff.log_in(Client(), STAFF)
    assert "login refused: level" in caplog.text
    assert [value for value in [*CANARIES.values(), HSA_ID] if value in caplog.text] == []


# Where passwords are off


def test_a_password_is_no_way_in(world: World, sara: Account) -> None:
    sara.set_password("en lång och egen mening 7")
    sara.save()
    client = Client()
    page = client.get("/konto/login/").content.decode()
    assert 'name="password"' not in page
    assert "Logga in med e-legitimation" in page
    sent = {"login": sara.email, "password": "en lång och egen mening 7"}
    assert client.post("/konto/login/", sent).status_code == 404
    assert "_auth_user_id" not in client.session
    for path in ("/konto/password/reset/", "/konto/2fa/", "/konto/2fa/webauthn/login/"):
        assert client.get(path).status_code == 404


def test_the_tables_are_as_the_code_says(world: World) -> None:
    call_command("makemigrations", "organisations", "socialaccount", check=True, dry_run=True)
