"""A session's row is read as Django's own store reads it."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from stegvis.core.dates import now
from stegvis.web.session_store import SessionStore

KINDS = pytest.mark.parametrize("kind", [db.SessionStore, SessionStore])


@pytest.fixture
def key(db: None) -> str:
    kept = SessionStore()
    kept["seen_at"] = 7
    kept.save()
    return str(kept.session_key)


@KINDS
def test_what_was_kept_is_read(key: str, kind: type[SessionStore]) -> None:
    found = kind(key)
    assert dict(found.items()) == {"seen_at": 7} and found.session_key == key


@KINDS
def test_one_that_has_lived_too_long_is_nobody_s(key: str, kind: type[SessionStore]) -> None:
    Session.objects.filter(pk=key).update(expire_date=now() - timedelta(seconds=1))
    found = kind(key)
    assert dict(found.items()) == {} and found.session_key is None


@KINDS
def test_one_that_is_not_there_is_nobody_s(key: str, kind: type[SessionStore]) -> None:
    found = kind(key[:-1] + "!")
    assert dict(found.items()) == {} and found.session_key is None
