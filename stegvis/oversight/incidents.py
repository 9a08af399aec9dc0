"""This file is where it is counted what an incident asks for, and until when.

`incident_deadlines.toml` beside it holds the deadlines, to be confirmed by each controller.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from stegvis.core.dates import add_months
from stegvis.oversight.models import Incident, IncidentStep, Risk, StepOutcome

FILE = Path(__file__).with_name("incident_deadlines.toml")


@dataclass(frozen=True)
class IncidentDeadline:
    """One deadline of the law. Hours or months, from the noticing or from another step."""

    key: str
    name: str
    to: str
    applies: str
    statute: str
    confirmed: bool
    hours: int = 0
    months: int = 0
    after: str = ""

    def ends_at(self, since: datetime) -> datetime:
        """Months are counted in Swedish days, the clock kept."""
        if not self.months:
            return since + timedelta(hours=self.hours)
        local = timezone.localtime(since)
        day = add_months(local.date(), self.months)
        return timezone.make_aware(
            datetime.combine(day, local.time().replace(fold=0)), local.tzinfo
        )

    def concerns(self, incident: Incident) -> bool:
        if self.applies == "significant":
            return incident.is_significant
        if self.applies == "high_risk":
            return incident.is_breach and incident.risk == Risk.HIGH
        return incident.is_breach and incident.risk != Risk.UNLIKELY


@dataclass(frozen=True)
class Due:
    """A deadline of one incident: until when, and the step that was taken, if any."""

    deadline: IncidentDeadline
    until: datetime
    step: IncidentStep | None

    @property
    def is_open(self) -> bool:
        return self.step is None

    def is_late(self, moment: datetime) -> bool:
        """Not taken in time, or taken too late."""
        if self.step is None:
            return moment > self.until
        return self.step.outcome == StepOutcome.DONE and self.step.at > self.until


@lru_cache(maxsize=1)
def deadlines() -> dict[str, IncidentDeadline]:
    """Every deadline by its key, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["deadline"]
    return {row["key"]: IncidentDeadline(**row) for row in rows}


def taken(steps: Iterable[IncidentStep]) -> dict[str, IncidentStep]:
    """The newest of each step: a mistaken one is put right by taking it anew."""
    return {step.step: step for step in sorted(steps, key=lambda step: step.created_at)}


def dues_of(incident: Incident, steps: Iterable[IncidentStep]) -> list[Due]:
    """What this incident asks for, in the order of the file."""
    newest = taken(steps)
    found = []
    for deadline in deadlines().values():
        if deadline.concerns(incident):
            until = _until(deadline, incident, newest)
            found.append(Due(deadline, until, newest.get(deadline.key)))
    return found


def _until(
    deadline: IncidentDeadline, incident: Incident, newest: dict[str, IncidentStep]
) -> datetime:
    if not deadline.after:
        return deadline.ends_at(incident.noticed_at)
    before = newest.get(deadline.after)
    since = (
        before.at
        if before and before.outcome == StepOutcome.DONE
        else _until(deadlines()[deadline.after], incident, newest)
    )
    return deadline.ends_at(since)
