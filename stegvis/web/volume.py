"""This file is where it is judged how much one account has looked at, and where it is stopped.

Persons and exports are counted in the database as the look is logged (audit_append_within), in
every authority's log. Requests are counted in the memory of each web process: a guard against
scripts that must not cost a question, not an exact measure.
"""

import time
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from stegvis.access.actor import Actor, Person
from stegvis.audit.journal import Journal, Limits, acting
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account, Organisation
from stegvis.oversight.actions import alarm
from stegvis.oversight.models import AlarmKind
from stegvis.web import errors

SECONDS = 60
_lock = Lock()
_minute = 0
_requests: dict[UUID, int] = {}


def limits(actor: Actor | Person) -> Limits | None:
    """None for a participant on her own pages, where she sees only herself."""
    if isinstance(actor, Person):
        return None
    return Limits(settings.READS_PER_HOUR or None, settings.EXPORTS_PER_DAY or None)


def too_fast(account_id: UUID) -> bool:
    """Count this request of the account; True when it is past what a minute may hold."""
    global _minute
    most = settings.REQUESTS_PER_MINUTE
    if not most:
        return False
    minute = int(time.monotonic() / SECONDS)
    with _lock:
        if minute != _minute:
            _minute = minute
            _requests.clear()
        _requests[account_id] = _requests.get(account_id, 0) + 1
        return _requests[account_id] > most


def held_back(request: HttpRequest, kept: Journal) -> HttpResponse | None:
    """The page that is answered instead when the account has looked at more than it may; an alarm
    is kept first. None when the answer may leave."""
    if kept.limits is None or not isinstance(kept.actor, Actor):
        return None
    most = kept.limits
    if most.persons and kept.persons > most.persons:
        _sound(kept.actor, AlarmKind.READS_STOPPED, kept.persons, most.persons)
        return errors.too_many_persons(request, most.persons)
    if most.exports and kept.exports > most.exports:
        _sound(kept.actor, AlarmKind.EXPORTS_STOPPED, kept.exports, most.exports)
        return errors.too_many_exports(request, most.exports)
    if most.persons and kept.persons > most.persons // 2:
        _sound(kept.actor, AlarmKind.MANY_PERSONS, kept.persons, most.persons // 2)
    return None


def _sound(actor: Actor, kind: AlarmKind, count: int, limit: int) -> None:
    """A transaction of its own, by the system: the request itself may only have been a look."""
    robot = system(Organisation.objects.get(pk=actor.organisation_id))
    with acting(robot, purpose="alarm"):
        alarm.sound(
            actor=robot,
            account=Account.objects.get(pk=actor.account_id),
            kind=kind,
            count=count,
            limit=limit,
        )
