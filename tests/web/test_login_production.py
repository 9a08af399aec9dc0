"""A login that anybody could fake keeps the whole site from starting."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings

from config.login import REFUSED_HOSTS
from stegvis.organisations.models import Account
from stegvis.web.oidc.apps import OidcConfig, login_check
from stegvis.web.oidc.production import faults
from tests.web.provider import PERSON, STAFF, app
from tests.world import FK, World

ROOT = Path(__file__).resolve().parents[2]
GOOD = "https://idp.inera.se"
BAD = [
    "http://idp.inera.se",
    "https://localhost:8443",
    "https://127.0.0.1",
    "https://[::1]/idp",
    "https://10.0.0.7",
    "https://idp.internal",
    "https://idp.test.inera.se",
    "https://idp-test.exempel.se",
    "https://qa.test.swedenconnect.se",
    "https://qa.exempel.se/realms/a",
    "https://sandbox.exempel.se",
    "https://demo.exempel.se",
    "https://mock.exempel.se",
    "https://idp.inera.se?x=1",
    "inera",
]


@pytest.mark.parametrize("issuer", BAD)
def test_an_issuer_for_trying_things_out_is_a_fault(issuer: str) -> None:
    (fault,) = faults([app(PERSON, issuer)], REFUSED_HOSTS)
    assert issuer in fault


@pytest.mark.parametrize(
    "issuer", [GOOD, "https://login.qatar-line.se", "https://idp.demokrati.se"]
)
def test_others_are_none(issuer: str) -> None:
    assert faults([app(STAFF, issuer)], REFUSED_HOSTS) == []


def test_a_login_without_a_client_id_is_a_fault() -> None:
    assert len(faults([app(STAFF, GOOD) | {"client_id": ""}], REFUSED_HOSTS)) == 1


def test_two_logins_of_one_issuer_are_a_fault() -> None:
    (fault,) = faults([app(STAFF, GOOD), app(f"{STAFF}-fk", GOOD), app(PERSON, GOOD)], "x^")
    assert "medarbetare-fk" in fault


def configured(issuer: str, **others: Any) -> Any:
    providers = {"openid_connect": {"APPS": [app(PERSON, issuer)]}}
    return override_settings(SOCIALACCOUNT_PROVIDERS=providers, **others)


def test_the_site_checks_itself() -> None:
    with configured(BAD[6], DEMO=False, TESTING=False):
        assert [error.id for error in login_check()] == ["stegvis.E001"]
        with pytest.raises(ImproperlyConfigured, match="test provider"):
            OidcConfig.create("stegvis.web.oidc").ready()
    with configured(GOOD, DEMO=False, TESTING=False):
        assert login_check() == []
    with configured(BAD[6], DEMO=True, TESTING=False):
        assert login_check() == []


def start(first: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, as in production, after what is to be done
    first."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "x" * 50,
        **variables,
    }
    told = "settings.LOCAL_LOGIN, settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']"
    code = f"import json; from django.conf import settings; {first}print(json.dumps([{told}]))"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_process_does_not_start_with_a_test_provider() -> None:
    found = start(
        "import django; django.setup(); ",
        OIDC_PERSON_ISSUER="https://idp.test.exempel.se",
        OIDC_PERSON_CLIENT_ID="s",
    )
    assert found.returncode != 0
    assert "is that of a test provider, which lets anybody be anyone" in found.stderr


def test_the_environment_decides_who_vouches() -> None:
    local, apps = json.loads(start().stdout)
    assert (local, apps) == (True, [])
    found = start(
        OIDC_STAFF_ISSUER=GOOD,
        OIDC_STAFF_CLIENT_ID="stegvis",
        OIDC_STAFF_CLIENT_SECRET="hemlighet",
        OIDC_STAFF_ACR="a b",
    )
    local, (only,) = json.loads(found.stdout)
    assert local is False
    assert (only["provider_id"], only["client_id"], only["secret"]) == (
        STAFF,
        "stegvis",
        "hemlighet",
    )
    assert only["settings"] == app(STAFF, GOOD)["settings"] | {"levels": ["a", "b"]}
    more = {"OIDC_STAFF_LOGINS": "fk region", "OIDC_STAFF_FK_ISSUER": "https://idp.fk.se"}
    more |= {"OIDC_STAFF_FK_CLIENT_ID": "f", "OIDC_STAFF_FK_CLAIM": "employeeId"}
    found = start(
        **more,
        OIDC_STAFF_REGION_ISSUER=GOOD,
        OIDC_STAFF_REGION_CLIENT_ID="r",
        OIDC_STAFF_REGION_NAME="SITHS",
    )
    local, apps = json.loads(found.stdout)
    assert (local, [one["provider_id"] for one in apps]) == (
        False,
        [f"{STAFF}-fk", f"{STAFF}-region"],
    )
    assert [one["name"] for one in apps] == ["e-tjänstelegitimation", "SITHS"]
    assert apps[0]["settings"]["claim"] == "employeeId"
    assert "OIDC_STAFF_REGION_ISSUER is not set" in start(**more).stderr
    both = start(OIDC_STAFF_ISSUER=GOOD, OIDC_STAFF_CLIENT_ID="s", STEGVIS_LOCAL_LOGIN="1")
    assert json.loads(both.stdout)[0] is True


def test_the_first_administrator_gets_an_employee_id(world: World, settings: Any) -> None:
    given = {"organisation": FK, "email": "ada@exempel.invalid", "name": "Ada Ek"}
    with pytest.raises(CommandError, match="OIDC_STAFF_ISSUER"):
        call_command("create_admin", **given, employee_id="SE2321000016-ADA")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app(STAFF, GOOD)]}}
    settings.LOCAL_LOGIN = False
    said = StringIO()
    call_command("create_admin", **given, employee_id="SE2321000016-ADA", stdout=said)
    account = Account.objects.get(email=given["email"])
    assert (account.employee_issuer, account.employee_id) == (GOOD, "SE2321000016-ADA")
    assert "password" not in said.getvalue()
