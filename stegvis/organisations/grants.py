"""This file is where an authority sees which of its assignments need to be gone over, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings

from stegvis.access.roles import ROLES
from stegvis.core.dates import in_swedish, last_of_months
from stegvis.organisations.models import AccessAnalysis, Assignment

SOON_DAYS = 30
"""How long before its last day an assignment, or an analysis, is said to end soon."""
OLD_ANALYSIS = "Analysen skulle ha setts över"


@dataclass(frozen=True)
class Granted:
    """An assignment, the analysis that covers it, and what is not as it should be."""

    assignment: Assignment
    analysis: AccessAnalysis | None
    is_current: bool
    is_over: bool
    faults: tuple[str, ...]

    @property
    def rests_on_old(self) -> bool:
        """Is there an analysis, that should have been gone over before it goes on?"""
        return OLD_ANALYSIS in self.faults

    def ends_by(self, day: date) -> bool:
        """Has it no end, or one that comes by then?"""
        return self.assignment.ends_on is None or self.assignment.ends_on <= day

    @property
    def role(self) -> str:
        return ROLES[self.assignment.role_key].name


def latest_end(starts_on: date, day: date, months: int | None = None) -> date:
    """The last day, inclusive, that an assignment may have: so many months from its first day, or
    from today if it has begun. No analysis lengthens what the setting allows."""
    longest = min(months or settings.ASSIGNMENT_MONTHS, settings.ASSIGNMENT_MONTHS)
    return last_of_months(max(starts_on, day), longest)


def analyses_in_force(owner_id: UUID) -> list[AccessAnalysis]:
    """The authority's analyses, each of its role, programme and unit. One query."""
    return list(
        AccessAnalysis.objects.filter(owner_id=owner_id, ended_on__isnull=True).select_related(
            "unit"
        )
    )


def nearest(
    analyses: Iterable[AccessAnalysis],
    role: str,
    programme_id: UUID | None,
    unit_id: UUID | None,
) -> AccessAnalysis | None:
    """The analysis that says most about just this: of a programme and a unit before of all."""
    covering = [one for one in analyses if one.covers(role, programme_id, unit_id)]
    return max(
        covering,
        key=lambda one: (one.programme_id is not None, one.unit_id is not None),
        default=None,
    )


def grants_of(owner_id: UUID, day: date, analyses: Iterable[AccessAnalysis]) -> list[Granted]:
    """Every assignment at the authority, by name, the newest first. One query."""
    known = list(analyses)
    rows = (
        Assignment.objects.filter(organisation_id=owner_id, account__is_system=False)
        .select_related("account", "unit", "employer")
        .order_by("account__name", "-starts_on", "role", "created_at")
    )
    return [_granted(row, day, known) for row in rows]


def _granted(row: Assignment, day: date, analyses: list[AccessAnalysis]) -> Granted:
    analysis = nearest(analyses, row.role, row.programme_id, row.unit_id)
    is_current = row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)
    is_over = row.ends_on is not None and row.ends_on < day
    faults = () if is_over else _faults(row, analysis, day)
    return Granted(row, analysis, is_current, is_over, faults)


def _faults(row: Assignment, analysis: AccessAnalysis | None, day: date) -> tuple[str, ...]:
    soon = day + timedelta(days=SOON_DAYS)
    found = []
    if analysis is None:
        found.append("Saknar behovs- och riskanalys")
    elif analysis.review_on < day:
        found.append(OLD_ANALYSIS)
    if not row.reason.strip():
        found.append("Saknar skäl")
    if row.ends_on is None:
        found.append("Saknar slutdatum")
    elif row.ends_on <= soon:
        found.append(f"Slutar {in_swedish(row.ends_on)}")
    return tuple(found)
