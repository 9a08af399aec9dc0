"""This file is where the login by OpenID Connect joins the site, and refuses a test provider."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from stegvis.web.oidc.production import faults


def login_faults() -> list[str]:
    """What is wrong with the configured logins; nothing in the demonstration and the tests."""
    if settings.DEMO or settings.TESTING:
        return []
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return faults(apps, settings.OIDC_REFUSED_HOSTS)


def login_check(**kwargs: Any) -> list[CheckMessage]:
    return [Error(fault, id="stegvis.E001") for fault in login_faults()]


class OidcConfig(AppConfig):
    """Found by the login library, which looks for providers among the installed apps."""

    name = "stegvis.web.oidc"
    label = "oidc"

    def ready(self) -> None:
        register(login_check)
        if found := login_faults():
            raise ImproperlyConfigured(" ".join(found))
