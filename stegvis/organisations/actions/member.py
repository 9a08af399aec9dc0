"""This file is where an authority's own people get accounts and assignments, and lose them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core.dates import in_swedish, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.grants import analyses_in_force, latest_end, nearest
from stegvis.organisations.models import AccessAnalysis, Account, Assignment, Unit


@dataclass(frozen=True)
class Employee:
    """What an employer's login calls a person: an id, and who vouches for it."""

    issuer: str
    number: str


@transaction.atomic
def add(
    *, actor: Actor, email: str, name: str, phone: str = "", employee: Employee | None = None
) -> Account:
    """Add an account, or find it by its address. By itself it gives no right to anything.

    A new one has no usable password until its owner has chosen one by the link she is sent. The
    employee id decides who may log in as her, so an account that others rely on never gets one
    from here. Raises RuleBroken (field employee_id).
    """
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    account = Account.objects.select_for_update().filter(email__iexact=email).first()
    if account is None:
        account = Account.objects.create(
            email=email.lower(), name=name, phone=phone, password=make_password(None)
        )
    if employee and employee.number.strip():
        _employ(actor, account, employee)
    _log(actor, Event.MEMBER_ADDED, "account", account.pk)
    return account


def _employ(actor: Actor, account: Account, employee: Employee) -> None:
    number = normal_employee_id(employee.number)
    if (account.employee_issuer, account.employee_id) == (employee.issuer, number):
        return
    if account.employee_id or _is_known_elsewhere(actor, account):
        raise RuleBroken(
            "Kontot med den här e-postadressen kan inte få det anställnings-id:t. Lämna fältet "
            "tomt, eller låt den som lade upp kontot ändra det.",
            "employee_id",
        )
    if Account.objects.filter(employee_issuer=employee.issuer, employee_id=number).exists():
        raise RuleBroken(
            "Anställnings-id:t hör till ett annat konto. Kontrollera e-postadressen och id:t.",
            "employee_id",
        )
    account.employee_issuer, account.employee_id = employee.issuer, number
    account.save(update_fields=["employee_issuer", "employee_id"])


def normal_employee_id(text: str) -> str:
    """One way of writing: an HSA-id is the same in capital letters and small."""
    return text.strip().upper()


def _is_known_elsewhere(actor: Actor, account: Account) -> bool:
    """Has any other authority ever given her an assignment, even one that begins later?"""
    return account.assignments.exclude(organisation_id=actor.organisation_id).exists()


@transaction.atomic
def grant(
    *,
    actor: Actor,
    account: Account,
    role: RoleKey,
    reason: str,
    starts_on: date,
    ends_on: date | None,
    employer_id: UUID | None = None,
    unit: Unit | None = None,
    title: str = "",
    programme_id: UUID | None = None,
    percent: int | None = None,
) -> Assignment:
    """Give a member an assignment at the actor's authority, after an analysis of need and risk.

    The need and a last day are mandatory; it stops at midnight after that day (inclusive). An
    analysis must cover it, but for what the installation itself gives: somebody must be
    administrator before there can be one. Raises RuleBroken.
    """
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    if account.is_participant:
        raise RuleBroken("En deltagares konto kan inte få uppdrag.")
    if not reason.strip():
        raise RuleBroken("Skriv vilket behov uppdraget fyller.", "reason")
    if unit is not None and unit.organisation_id != actor.organisation_id:
        raise RuleBroken("Enheten hör till en annan myndighet.", "unit")
    _check_end(ends_on, starts_on)
    analysis = _analysis(actor, role.value, programme_id, unit.pk if unit else None)
    _check_length(ends_on, starts_on, analysis)
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
def prolong(
    *, actor: Actor, assignment: Assignment, revision: int, reason: str, ends_on: date
) -> Assignment:
    """Let an assignment that is in force go on to a later last day, after the need has been asked
    for anew; the earlier reason is kept. Raises RuleBroken."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    locked = Assignment.lock(assignment, revision)
    if locked.organisation_id != actor.organisation_id:
        raise RuleBroken("Uppdraget hör till en annan myndighet.")
    if locked.ends_on is not None and locked.ends_on < today():
        raise RuleBroken("Uppdraget är slut. Ge ett nytt i stället.")
    if not reason.strip():
        raise RuleBroken("Skriv varför uppdraget fortfarande behövs.", "reason")
    if locked.ends_on is not None and ends_on <= locked.ends_on:
        raise RuleBroken(
            f"Uppdraget gäller redan till och med {in_swedish(locked.ends_on)}.", "ends_on"
        )
    _check_end(ends_on, today())
    analysis = _analysis(actor, locked.role, locked.programme_id, locked.unit_id)
    _check_length(ends_on, today(), analysis)
    locked.reason = f"{locked.reason}\n{today()}: {reason.strip()}".strip()
    locked.ends_on = ends_on
    locked.keep("reason", "ends_on")
    _log(actor, Event.ASSIGNMENT_PROLONGED, "assignment", locked.pk, to=ends_on)
    return locked


def _check_end(ends_on: date | None, starts_on: date) -> None:
    if ends_on is None:
        raise RuleBroken("Skriv uppdragets sista dag.", "ends_on")
    if ends_on < starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen.", "ends_on")


def _analysis(
    actor: Actor, role: str, programme_id: UUID | None, unit_id: UUID | None
) -> AccessAnalysis | None:
    """The analysis that the assignment rests on; only the installation itself does without."""
    found = nearest(analyses_in_force(actor.organisation_id), role, programme_id, unit_id)
    if found is None and not Account.objects.filter(pk=actor.account_id, is_system=True).exists():
        raise RuleBroken(
            "Det finns ingen behovs- och riskanalys för den rollen, insatsen och enheten. "
            "Skriv analysen först.",
            "role",
        )
    return found


def _check_length(ends_on: date | None, starts_on: date, analysis: AccessAnalysis | None) -> None:
    latest = latest_end(starts_on, today(), analysis.longest_months if analysis else None)
    if ends_on and ends_on > latest:
        raise RuleBroken(
            f"Uppdraget kan gälla till och med {in_swedish(latest)}, som längst. "
            "Sedan prövas behovet igen, och uppdraget kan förlängas.",
            "ends_on",
        )


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


@transaction.atomic
def disable(*, actor: Actor, account: Account) -> Account:
    """Close an account from its next request on. Only where nobody else relies on it: a person
    who also works for another authority loses her assignments here instead. Raises RuleBroken."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    locked = _member(actor, account)
    if locked.pk == actor.account_id:
        raise RuleBroken("Du kan inte stänga ditt eget konto. Be en annan administratör.")
    _require_all_here(actor, locked)
    locked.is_active = False
    locked.session_epoch += 1
    locked.save(update_fields=["is_active", "session_epoch"])
    _log(actor, Event.MEMBER_DISABLED, "account", locked.pk)
    return locked


@transaction.atomic
def enable(*, actor: Actor, account: Account) -> Account:
    """Open an account that was closed, or that nobody has logged in to for too long.

    What one authority closed, another may not open; a rest is nobody's decision, so any
    authority where she has an assignment may end it. Raises RuleBroken.
    """
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    locked = _member(actor, account)
    if not locked.is_active:
        _require_all_here(actor, locked)
    locked.is_active, locked.opened_at = True, timezone.now()
    locked.save(update_fields=["is_active", "opened_at"])
    _log(actor, Event.MEMBER_ENABLED, "account", locked.pk)
    return locked


@transaction.atomic
def end_sessions(*, actor: Actor, account: Account) -> Account:
    """Log a member out everywhere, from her next request on. Raises RuleBroken."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    locked = _member(actor, account)
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    _log(actor, Event.SESSIONS_ENDED, "account", locked.pk)
    return locked


def _member(actor: Actor, account: Account) -> Account:
    """The account, locked, if it has a current assignment at the actor's authority."""
    locked = Account.objects.select_for_update().get(pk=account.pk)
    here = locked.assignments.filter(organisation_id=actor.organisation_id)
    if not Assignment.objects.current(today()).filter(pk__in=here).exists():
        raise RuleBroken("Personen har inget uppdrag hos er nu.")
    return locked


def _require_all_here(actor: Actor, account: Account) -> None:
    current = Assignment.objects.current(today()).filter(account=account)
    if current.exclude(organisation_id=actor.organisation_id).exists():
        raise RuleBroken(
            "Kontot kan inte stängas eller öppnas härifrån, för det används inte bara hos er. "
            "Avsluta personens uppdrag hos er i stället. Då når hon eller han ingenting hos er."
        )


def _log(actor: Actor, event: Event, kind: str, pk: UUID, **detail: object) -> None:
    journal().add(
        event, owner_id=actor.organisation_id, item_kind=kind, item_id=pk, detail=dict(detail)
    )
