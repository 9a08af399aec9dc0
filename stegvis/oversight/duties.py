"""This file is where it is found what waits for whoever checks the log or manages the members.

Nothing here says who a participant is: incidents, alarms, checks and requests for names tell no
name. Three queries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import may_somewhere
from stegvis.casework.models import NameRequest
from stegvis.core.dates import day_of
from stegvis.organisations.grants import SOON_DAYS
from stegvis.organisations.models import AccessAnalysis, Assignment
from stegvis.oversight.incidents import dues_of
from stegvis.oversight.models import Alarm, Incident, LogCheck

CHECK_DAYS = 7
"""How long before its last day a log check is shown."""


class Watch(StrEnum):
    INCIDENT = "incident"
    LOG_CHECK = "log_check"
    ALARM = "alarm"
    NAMES = "names"
    ANALYSIS = "analysis"
    GRANTS = "grants"


@dataclass(frozen=True)
class Watched:
    """Something with a date, what it is about, and the row that takes care of it."""

    watch: Watch
    due_on: date
    who: str
    title: str
    why: str
    ref: UUID | None = None


_OVERSEEING = (Permission.LOG_CHECK, Permission.MEMBERS_MANAGE, Permission.NAMES_RELEASE)


def oversees(actor: Actor) -> bool:
    return any(may_somewhere(actor, permission) for permission in _OVERSEEING)


def watched(actor: Actor, day: date) -> list[Watched]:
    """All that the actor's roles make hers, the most urgent first."""
    found: list[Watched] = []
    checks = may_somewhere(actor, Permission.LOG_CHECK)
    manages = may_somewhere(actor, Permission.MEMBERS_MANAGE)
    may_name = may_somewhere(actor, Permission.NAMES_RELEASE)
    if checks:
        found += _incidents(actor.organisation_id)
    if checks or manages or may_name:
        found += _dated(
            actor.organisation_id, day, checks=checks, manages=manages, may_name=may_name
        )
    if manages:
        found += _grants(actor.organisation_id, day)
    return sorted(found, key=lambda one: (one.due_on, one.title))


def _incidents(owner_id: UUID) -> Iterator[Watched]:
    """Each deadline that is still open, and the judgement of risk where there is none. The open
    incidents are few."""
    rows = Incident.objects.filter(owner_id=owner_id, closed_at__isnull=True)
    for incident in rows.prefetch_related("steps"):
        if incident.is_breach and not incident.risk:
            yield Watched(
                Watch.INCIDENT,
                day_of(incident.noticed_at),
                incident.title,
                "Bedöm risken för de berörda",
                "Den avgör om IMY och de berörda ska få veta.",
                incident.pk,
            )
        for due in dues_of(incident, incident.steps.all()):
            if due.is_open:
                until = timezone.localtime(due.until)
                yield Watched(
                    Watch.INCIDENT,
                    until.date(),
                    incident.title,
                    due.deadline.name,
                    f"Senast klockan {until:%H.%M}.",
                    incident.pk,
                )


def _dated(
    owner_id: UUID, day: date, *, checks: bool, manages: bool, may_name: bool
) -> Iterator[Watched]:
    """Log checks that are due, alarms that nobody has looked into, requests for names, analyses
    to go over."""
    soon = day + timedelta(days=SOON_DAYS)
    asked = []
    if checks:
        asked += [
            _rows(Watch.LOG_CHECK, LogCheck.objects.all(), "due_on").filter(
                owner_id=owner_id,
                closed_at__isnull=True,
                due_on__lte=day + timedelta(days=CHECK_DAYS),
            ),
            _rows(Watch.ALARM, Alarm.objects.all(), "on").filter(
                owner_id=owner_id, handled_at__isnull=True
            ),
        ]
    if may_name:
        asked.append(
            _rows(Watch.NAMES, NameRequest.objects.all(), "due_on").filter(
                owner_id=owner_id, decided_at__isnull=True
            )
        )
    if manages:
        asked.append(
            _rows(Watch.ANALYSIS, AccessAnalysis.objects.all(), "review_on").filter(
                owner_id=owner_id, ended_on__isnull=True, review_on__lte=soon
            )
        )
    first, *others = asked
    for watch, pk, due_on in first.union(*others, all=True):
        who, title, why = _WORDS[Watch(watch)]
        yield Watched(Watch(watch), due_on, who, title, why, pk)


def _rows(watch: Watch, rows: Any, column: str) -> Any:
    return (
        rows.order_by()
        .annotate(watch=Value(watch.value, output_field=CharField()), day=F(column))
        .values_list("watch", "pk", "day")
    )


_WORDS = {
    Watch.LOG_CHECK: (
        "Loggkontroll",
        "Gör klart loggkontrollen",
        "Bedöm raderna och skriv utfallet.",
    ),
    Watch.ALARM: ("Larm", "Ta reda på ett larm", "Skriv vad du kom fram till och vad ni gör."),
    Watch.NAMES: (
        "Begäran om namn",
        "Besluta om namn ska lämnas",
        "En deltagare vill veta vilka medarbetare som har läst.",
    ),
    Watch.ANALYSIS: (
        "Behovs- och riskanalys",
        "Se över analysen",
        "Stämmer behovet och risken fortfarande?",
    ),
}


def _grants(owner_id: UUID, day: date) -> Iterator[Watched]:
    """One line for all assignments that end soon, or lack an end, a reason or an analysis."""
    covering = AccessAnalysis.objects.filter(
        Q(programme_id__isnull=True) | Q(programme_id=OuterRef("programme_id")),
        Q(unit__isnull=True) | Q(unit=OuterRef("unit")),
        owner_id=owner_id,
        role=OuterRef("role"),
        ended_on__isnull=True,
    )
    soon = day + timedelta(days=SOON_DAYS)
    ends = list(
        Assignment.objects.filter(organisation_id=owner_id, account__is_system=False)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__lte=soon) | Q(reason="") | ~Exists(covering))
        .values_list("ends_on", flat=True)
    )
    if ends:
        first = min((end for end in ends if end and end <= soon), default=day)
        count = "1 uppdrag" if len(ends) == 1 else f"{len(ends)} uppdrag"
        yield Watched(
            Watch.GRANTS,
            first,
            "Medarbetare",
            f"{count} att se över",
            "De slutar snart, eller saknar analys, skäl eller slutdatum.",
        )
