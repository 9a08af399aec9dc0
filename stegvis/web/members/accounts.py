"""This file is where an administrator closes and opens a member's account and ends her sessions."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.access.roles import ROLES
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.models import Account, Assignment
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.step_up import fresh_login

# What the list calls long, where no account is locked for resting.
REST_DAYS = 30


def has_rested(account: Account) -> bool:
    """Has nobody logged in for so long that it is time to ask whether she still needs to?"""
    return account.has_rested(settings.INACTIVE_DAYS or REST_DAYS, timezone.now())


def _assignments(request: StaffRequest, pk: UUID) -> list[Assignment]:
    """Her assignments at the own authority, newest first. Raises NotVisible when there are none."""
    only_for(request.actor, Permission.MEMBERS_MANAGE)
    found = list(
        Assignment.objects.filter(
            account_id=pk,
            account__is_system=False,
            organisation_id=request.actor.organisation_id,
        )
        .select_related("account", "unit")
        .order_by("-starts_on")
    )
    if not found:
        raise NotVisible
    return found


def member_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One member's account: whether it is open, how she logs in, and what she does here."""
    assignments = _assignments(request, pk)
    account, now = assignments[0].account, today()
    current = [
        one
        for one in assignments
        if one.starts_on <= now and (one.ends_on is None or one.ends_on >= now)
    ]
    facts = [
        ("E-post", account.email),
        ("Anställnings-id", account.employee_id),
        ("Uppdrag nu", ", ".join(ROLES[one.role_key].name for one in current)),
    ]
    return page(
        request,
        "members/member_show.html",
        {
            "page_title": account.name,
            "account": account,
            "is_current": bool(current),
            "is_rested": has_rested(account),
            "is_locked": settings.INACTIVE_DAYS > 0,
            "rest_days": settings.INACTIVE_DAYS or REST_DAYS,
            "is_herself": account.pk == request.actor.account_id,
            "facts": [{"label": label, "value": value} for label, value in facts if value],
        },
    )


@require_POST
def member_disable(request: StaffRequest, pk: UUID) -> HttpResponse:
    account = _assignments(request, pk)[0].account
    member.disable(actor=request.actor, account=account)
    messages.success(request, f"{account.name} kan inte längre logga in och är utloggad.")
    return redirect("member-show", pk)


@require_POST
@fresh_login
def member_enable(request: StaffRequest, pk: UUID) -> HttpResponse:
    account = _assignments(request, pk)[0].account
    member.enable(actor=request.actor, account=account)
    messages.success(request, f"{account.name} kan logga in igen.")
    return redirect("member-show", pk)


@require_POST
def sessions_end(request: StaffRequest, pk: UUID) -> HttpResponse:
    account = _assignments(request, pk)[0].account
    member.end_sessions(actor=request.actor, account=account)
    messages.success(request, f"{account.name} är utloggad överallt.")
    return redirect("member-show", pk)
