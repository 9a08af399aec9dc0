"""This file is where an authority's own people get accounts and assignments, and lose them."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account, Assignment, Unit


@transaction.atomic
def add(*, actor: Actor, email: str, name: str, phone: str = "") -> Account:
    """Add an account, or find it by its address. By itself it gives no right to anything; a new
    one has no usable password until its owner has chosen one by the link she is sent."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        account = Account.objects.create(
            email=email.lower(), name=name, phone=phone, password=make_password(None)
        )
    _log(actor, Event.MEMBER_ADDED, "account", account.pk)
    return account


@transaction.atomic
def grant(
    *,
    actor: Actor,
    account: Account,
    role: RoleKey,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    employer_id: UUID | None = None,
    unit: Unit | None = None,
    title: str = "",
    programme_id: UUID | None = None,
    percent: int | None = None,
) -> Assignment:
    """Give a member an assignment at the actor's authority, after an analysis of need: the reason
    is mandatory, and it stops at midnight after the last day (inclusive)."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    if not reason.strip():
        raise RuleBroken("Skriv vilket behov uppdraget fyller.", "reason")
    if ends_on and ends_on < starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen.", "ends_on")
    assignment = Assignment.objects.create(
        created_by_id=actor.account_id,
        account=account,
        employer_id=employer_id or actor.organisation_id,
        organisation_id=actor.organisation_id,
        unit=unit,
        role=role.value,
        title=title,
        programme_id=programme_id,
        percent=percent,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _log(actor, Event.ASSIGNMENT_GRANTED, "assignment", assignment.pk, role=role.value)
    return assignment


@transaction.atomic
def end(*, actor: Actor, assignment: Assignment) -> Assignment:
    """End an assignment at once: it is over from the next request, whatever the session."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    locked = Assignment.lock(assignment)
    if locked.organisation_id != actor.organisation_id:
        raise RuleBroken("Uppdraget hör till en annan myndighet.")
    yesterday = today() - timedelta(days=1)
    locked.starts_on = min(locked.starts_on, yesterday)
    locked.ends_on = yesterday
    locked.keep("starts_on", "ends_on")
    _log(actor, Event.ASSIGNMENT_ENDED, "assignment", locked.pk)
    return locked


def _log(actor: Actor, event: Event, kind: str, pk: UUID, **detail: object) -> None:
    journal().add(
        event, owner_id=actor.organisation_id, item_kind=kind, item_id=pk, detail=dict(detail)
    )
