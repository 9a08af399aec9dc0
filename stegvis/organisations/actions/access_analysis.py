"""This file is where an authority writes down why a role needs what it reaches, and what is done
about the risk: the analysis that every assignment rests on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.access.roles import RoleKey
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import last_of_months, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import AccessAnalysis, Unit

REVIEW_MONTHS = 24
"""The longest time until an analysis is gone over."""
MOST_CHARACTERS = 5_000


@dataclass(frozen=True)
class Analysed:
    """What an analysis says. `programme_id` and `unit` None: of all of them."""

    role: RoleKey
    need: str
    risk: str
    reviewed_by: str
    written_on: date
    review_on: date
    longest_months: int
    reference: str = ""
    programme_id: UUID | None = None
    unit: Unit | None = None


@transaction.atomic
def write(
    *,
    actor: Actor,
    told: Analysed,
    replaces: AccessAnalysis | None = None,
    revision: int | None = None,
) -> AccessAnalysis:
    """Write an analysis of need and risk; one that it replaces ends today, and is kept as it was.

    Raises RuleBroken for what is missing, dates that cannot be, and when there is one already.
    """
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    _check(actor, told)
    if replaces is not None:
        _end(actor, replaces, revision)
    elif AccessAnalysis.objects.filter(
        owner_id=actor.organisation_id,
        role=told.role.value,
        programme_id=told.programme_id,
        unit=told.unit,
        ended_on__isnull=True,
    ).exists():
        raise RuleBroken(
            "Det finns redan en analys för rollen, insatsen och enheten. Se över den i stället.",
            "role",
        )
    analysis = AccessAnalysis.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        role=told.role.value,
        programme_id=told.programme_id,
        unit=told.unit,
        need=told.need.strip(),
        risk=told.risk.strip(),
        reference=told.reference.strip(),
        longest_months=told.longest_months,
        written_on=told.written_on,
        reviewed_by=told.reviewed_by.strip(),
        review_on=told.review_on,
    )
    record.change(Event.ACCESS_ANALYSIS_WRITTEN, analysis, role=analysis.role)
    return analysis


@transaction.atomic
def end(*, actor: Actor, analysis: AccessAnalysis, revision: int) -> AccessAnalysis:
    """End an analysis that nothing rests on any more; assignments that still do are listed as
    being without one. Raises RuleBroken."""
    require(actor, Permission.MEMBERS_MANAGE, own_scope(actor))
    return _end(actor, analysis, revision)


def _end(actor: Actor, analysis: AccessAnalysis, revision: int | None) -> AccessAnalysis:
    locked = AccessAnalysis.lock(analysis, revision)
    if locked.owner_id != actor.organisation_id or locked.ended_on is not None:
        raise RuleBroken("Analysen gäller inte längre. Öppna den som gäller nu.")
    locked.ended_on = today()
    locked.keep("ended_on")
    record.change(Event.ACCESS_ANALYSIS_ENDED, locked, role=locked.role)
    return locked


def _check(actor: Actor, told: Analysed) -> None:
    if told.unit is not None and told.unit.organisation_id != actor.organisation_id:
        raise RuleBroken("Enheten hör till en annan myndighet.", "unit")
    _check_text(told.need, "need", "Skriv vilka uppgifter rollen behöver, och till vad.")
    _check_text(told.risk, "risk", "Skriv vilka risker ni ser, och vad ni gör åt dem.")
    if not told.reviewed_by.strip():
        raise RuleBroken("Skriv vem som har granskat analysen, namn och befattning.", "reviewed_by")
    if not 1 <= told.longest_months <= settings.ASSIGNMENT_MONTHS:
        raise RuleBroken(
            f"Ett uppdrag kan gälla mellan 1 och {settings.ASSIGNMENT_MONTHS} månader.",
            "longest_months",
        )
    _check_dates(told)


def _check_dates(told: Analysed) -> None:
    if told.written_on > today():
        raise RuleBroken("Analysen kan inte vara skriven en kommande dag.", "written_on")
    if told.review_on <= today():
        raise RuleBroken("Den ska ses över en kommande dag.", "review_on")
    if told.review_on > last_of_months(today(), REVIEW_MONTHS):
        raise RuleBroken(
            f"Den ska ses över inom {REVIEW_MONTHS} månader. Välj en tidigare dag.", "review_on"
        )


def _check_text(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise RuleBroken(message, field)
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Texten har {len(text)} tecken. Den får ha högst {MOST_CHARACTERS}.", field
        )
