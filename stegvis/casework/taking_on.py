"""This file is where it is read which programmes the authority takes people in to, how full they
are, and who there can be given people."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import reach_q
from stegvis.access.roles import RoleKey
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import (
    Intake,
    IntakeStatus,
    Participation,
)
from stegvis.organisations.models import Assignment
from stegvis.programmes.models import ProgrammeVersion, Seat


def run_here(actor: Actor) -> list[ProgrammeVersion]:
    """The newest version of each programme that the actor takes in to, by name. One query."""
    return sorted(_newest_run_here(actor), key=lambda one: one.programme.short_name)


def capacities(actor: Actor, day: date) -> list[ProgrammeVersion]:
    """The newest version of each programme that the actor takes in to, with how many are ongoing
    and what became of this year's referrals: ongoing, admitted, not_admitted, not_reached."""
    ongoing = Participation.objects.filter(owner_id=actor.organisation_id).ongoing()
    decided = Intake.objects.filter(
        owner_id=actor.organisation_id, decided_on__year=day.year
    ).order_by()
    counts = {
        status: _count(decided.filter(status=status), "version__programme_id")
        for status in (IntakeStatus.ADMITTED, IntakeStatus.NOT_ADMITTED, IntakeStatus.NOT_REACHED)
    }
    here = _newest_run_here(actor)
    return list(
        here.annotate(ongoing=_count(ongoing.order_by(), "version__programme_id"), **counts)
    )


def _newest_run_here(actor: Actor) -> QuerySet[ProgrammeVersion]:
    inside = reach_q(
        actor,
        Permission.INTAKE_READ,
        programme="programme_id",
        responsible="pk",
        owner="parties__organisation_id",
    )
    return (
        ProgrammeVersion.objects.filter(
            inside, parties__seat=Seat.OPERATOR, published_at__isnull=False
        )
        .select_related("programme")
        .order_by("programme_id", "-number")
        .distinct("programme_id")
    )


@dataclass(frozen=True)
class Load:
    """What one case manager carries: ongoing cases, and her share of full time if it is known."""

    account_id: UUID
    name: str
    title: str
    percent: int | None
    cases: int

    @property
    def per_full_time(self) -> float | None:
        """Cases for each full-time case manager, so that loads can be compared."""
        return self.cases * 100 / self.percent if self.percent else None


def loads(actor: Actor, day: date) -> list[Load]:
    """The team's case managers, least loaded first. A person with two such assignments has the
    sum of their shares. One query."""
    cases = Participation.objects.filter(owner_id=actor.organisation_id).ongoing().order_by()
    rows = (
        Assignment.objects.current(day)
        .filter(organisation_id=actor.organisation_id, role=RoleKey.CASE_MANAGER)
        .filter(account__is_active=True)
        .annotate(cases=_count(cases, "case_manager_id", outer="account_id"))
        .select_related("account")
        .order_by("account__name", "starts_on")
    )
    found: dict[UUID, Load] = {}
    for row in rows:
        earlier = found.get(row.account_id)
        percent = (earlier.percent or 0) + (row.percent or 0) if earlier else row.percent
        held: int = vars(row)["cases"]
        found[row.account_id] = Load(
            row.account_id, row.account.name, row.title, percent or None, held
        )
    return sorted(found.values(), key=lambda load: (load.per_full_time or load.cases, load.name))


def team_cases(actor: Actor) -> list[Participation]:
    """Ongoing cases that the actor may give to another case manager; those without one first."""
    found = list(
        Participation.objects.visible_to(actor)
        .filter(
            reach_q(
                actor,
                Permission.CASE_ASSIGN,
                programme="version__programme_id",
                responsible="case_manager_id",
            )
        )
        .ongoing()
        .select_related("participant__identity", "version__programme", "case_manager")
        .order_by(F("case_manager__name").asc(nulls_first=True), "enrolled_on")
    )
    for case in found:
        record.look(Event.PERSON_LISTED, case)
    return found


def colleagues(actor: Actor, day: date) -> list[tuple[UUID, str]]:
    """Those of the own authority who meet people: case managers and coordinators, by name."""
    rows = (
        Assignment.objects.current(day)
        .filter(organisation_id=actor.organisation_id, account__is_active=True)
        .filter(role__in=[RoleKey.CASE_MANAGER, RoleKey.COORDINATOR])
        .order_by("account__name")
        .values_list("account_id", "account__name")
    )
    return list(dict.fromkeys(rows))


def _count(rows: QuerySet[Any], field: str, outer: str = "programme_id") -> Coalesce:
    """How many of the rows point at the outer row by this field, as a sub-select."""
    counted = rows.filter(**{field: OuterRef(outer)}).values(field).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)
