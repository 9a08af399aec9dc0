"""This file is where a session is judged: who it is, is it still alive, for whom she acts."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from stegvis.access.actor import Actor, Person
from stegvis.core.dates import today
from stegvis.organisations.actors import actor_from, assignments_of
from stegvis.organisations.models import Account, Assignment
from stegvis.web.sections import SEATS, Held, held

SEEN_KEY = "seen_at"
LOGIN_KEY = "login_at"
ORGANISATION_KEY = "organisation"
# The second at which who is logged in last proved who she is.
FRESH_KEY = "fresh_at"
ABSOLUTE_SECONDS = 12 * 3600
# The session row is written at most once a minute, not at every click.
WRITE_SECONDS = 60


@dataclass(frozen=True)
class Visitor:
    """What a session tells before anybody acts."""

    account_id: UUID | None = None
    expired: bool = False
    assignments: tuple[Assignment, ...] = ()
    actor: Actor | None = None
    # A participant has no assignment: she acts for herself.
    person: Person | None = None
    person_account: Account | None = None
    # The seats of the authority that she acts for in programmes.
    seats: tuple[Held, ...] = ()


def is_expired(session: SessionBase, now: int | None = None) -> bool:
    """Has the session rested for too long, or lived too long? Sessions of nobody never have."""
    now = int(time.time()) if now is None else now
    seen, login = session.get(SEEN_KEY, now), session.get(LOGIN_KEY, now)
    return bool(now - seen > settings.SESSION_IDLE_SECONDS or now - login > ABSOLUTE_SECONDS)


def visitor_of(request: HttpRequest) -> Visitor:
    """Read the session and the current assignments: two queries."""
    session = request.session
    if SESSION_KEY not in session or BACKEND_SESSION_KEY not in session:
        return Visitor()
    account_id = UUID(session[SESSION_KEY])
    now = int(time.time())
    session.setdefault(LOGIN_KEY, now)
    if is_expired(session, now):
        return Visitor(account_id=account_id, expired=True)
    if SEEN_KEY not in session or now - session[SEEN_KEY] > WRITE_SECONDS:
        session[SEEN_KEY] = now
    mine = tuple(assignments_of(account_id, today(), seats=SEATS))
    account = mine[0].account if mine else _participant_account(account_id)
    if account and not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()
    ):
        return Visitor()
    if account and account.person_key:
        person = Person(account_id, account.person_key)
        return Visitor(account_id, person=person, person_account=account)
    organisations = {a.organisation_id for a in mine}
    chosen = session.get(ORGANISATION_KEY)
    if chosen and UUID(chosen) in organisations:
        actor = actor_from(mine, UUID(chosen))
    elif len(organisations) == 1:
        actor = actor_from(mine, organisations.pop())
    else:
        actor = None
    seats = next(
        (a.seats for a in mine if actor and a.organisation_id == actor.organisation_id), ()
    )
    return Visitor(account_id, False, mine, actor, seats=held(seats))


def _participant_account(account_id: UUID) -> Account | None:
    """The account of somebody without assignments, if it is a participant's and not closed."""
    return Account.objects.filter(pk=account_id, is_active=True, person_key__isnull=False).first()
