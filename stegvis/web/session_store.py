"""This file is where a session's row is read: the first question of every request."""

from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from stegvis.core.compiled import Rows, blank, moment_of, text_of
from stegvis.core.dates import now

_KEY, _NOW = blank(), blank()


class SessionStore(db.SessionStore):
    """Django's sessions in the database, whose question is turned into SQL once."""

    def load(self) -> dict[str, Any]:
        """What the session holds, or nothing where it is gone or has lived too long."""
        found = _living().run({_KEY: self.session_key, _NOW: now()})
        if not found:
            self._session_key = None
            return {}
        return dict(self.decode(found[0].session_data))


@cache
def _living() -> Rows:
    living = Session.objects.filter(session_key=text_of(_KEY), expire_date__gt=moment_of(_NOW))
    return Rows(living.order_by())
