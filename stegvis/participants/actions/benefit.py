"""This file is where decisions on a person's livelihood are written down: kind, extent, period."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import add_months, last_benefit_day
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Benefit, Participant

# Aktivitetsersättning is granted for one to three years at a time (SFB 33 kap. 19 §).
LONGEST_YEARS = 3
COMPENSATION = "activity_compensation"


@dataclass(frozen=True)
class Decision:
    """What a decision says; all dates inclusive."""

    kind: str
    extent_percent: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    dormant_from: date | None = None
    source: str = ""


@transaction.atomic
def add(*, actor: Actor, scope: Scope, participant: Participant, decision: Decision) -> Benefit:
    """Write down a decision on livelihood. Several may overlap: decisions arrive late. Only dates
    in the wrong order and an extent over 100 percent are refused."""
    require(actor, Permission.PARTICIPANT_CORRECT, scope)
    _check(decision)
    benefit = Benefit.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        **vars(decision),
    )
    record.change(Event.BENEFIT_RECORDED, benefit, kind=decision.kind, until=decision.ends_on)
    return benefit


@transaction.atomic
def change(
    *, actor: Actor, scope: Scope, benefit: Benefit, decision: Decision, revision: int
) -> Benefit:
    """Correct a decision that was written down. Raises Conflict when somebody else was first."""
    require(actor, Permission.PARTICIPANT_CORRECT, scope)
    _check(decision)
    locked = Benefit.lock(benefit, revision)
    for name, value in vars(decision).items():
        setattr(locked, name, value)
    locked.keep(*vars(decision))
    record.change(Event.BENEFIT_RECORDED, locked, kind=decision.kind, until=decision.ends_on)
    return locked


def warnings(decision: Decision, born_on: date | None) -> list[str]:
    """What looks wrong with aktivitetsersättning but is not refused, in Swedish."""
    found: list[str] = []
    if not decision.kind.startswith(COMPENSATION) or decision.ends_on is None:
        return found
    if decision.starts_on and decision.ends_on >= add_months(
        decision.starts_on, 12 * LONGEST_YEARS
    ):
        found.append(
            "Perioden är längre än tre år. Aktivitetsersättning beviljas för högst tre år i taget "
            "(SFB 33 kap. 19 §). Kontrollera datumen."
        )
    if born_on and decision.ends_on > last_benefit_day(born_on):
        found.append(
            f"Aktivitetsersättning kan längst betalas till och med {last_benefit_day(born_on)}, "
            "månaden före den månad då personen fyller 30. Kontrollera slutdatumet."
        )
    return found


def _check(decision: Decision) -> None:
    if decision.starts_on and decision.ends_on and decision.ends_on < decision.starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen. Kontrollera datumen.", "ends_on")
    if decision.extent_percent is not None and not 0 < decision.extent_percent <= 100:
        raise RuleBroken("Omfattningen är mellan 1 och 100 procent.", "extent_percent")
