"""This file is where tests get a client that is logged in already, at the cost of two queries.

How one logs in has tests of its own (tests/web/test_login*.py); thousands of other tests only need
somebody to be. The session is the one that a real login leaves behind.
"""

import time
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import LazySettings, Settings, settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.base import BaseHandler
from django.test import Client
from django.test.client import ClientHandler

from stegvis.organisations.models import Account
from stegvis.web.sessions import FRESH_KEY, ORGANISATION_KEY


def logged_in(
    account: Account, organisation_id: UUID | None = None, *, ahead: int = 0, **how: Any
) -> Client:
    """A client as this account has it who has just proved who she is, and `ahead` seconds more.
    `how` goes to the client."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[FRESH_KEY] = int(time.time()) + ahead
    if organisation_id is not None:
        session[ORGANISATION_KEY] = str(organisation_id)
    session.save()
    client = Client(**how)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


class OneHandler(ClientHandler):
    """The middleware is put together once and not for each client: one of them lists every file
    that the product serves. Where a test has settings of its own, it is put together for them."""

    _put_together: dict[str, Any] = {}

    def load_middleware(self, is_async: bool = False) -> None:
        if is_async or not has_usual_settings(settings):
            super().load_middleware(is_async)
            return
        if not self._put_together:
            first = BaseHandler()
            first.load_middleware()
            self._put_together.update(vars(first))
        vars(self).update(self._put_together)


def has_usual_settings(lazy: LazySettings) -> bool:
    return isinstance(lazy._wrapped, Settings)
