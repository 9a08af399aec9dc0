"""This file is where decisions on a person's livelihood are written down: kind, extent, period."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import (
    DORMANT_MONTHS,
    first_benefit_day,
    in_swedish,
    last_benefit_day,
    latest_benefit_end,
    latest_dormant_day,
    today,
)
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Benefit, BenefitOutcome, Participant

COMPENSATION = "activity_compensation"
SCHOOLING = "activity_compensation_schooling"


@dataclass(frozen=True)
class Decision:
    """What a decision says; all dates inclusive. `dormant_until` is written when it is over."""

    kind: str
    extent_percent: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    dormant_from: date | None = None
    source: str = ""
    dormant_until: date | None = None
    schooling_ends_on: date | None = None


@dataclass(frozen=True)
class Course:
    """What is done about the time after a decision: a new application and what came of it, or
    another livelihood that has been arranged."""

    applied_on: date | None = None
    decided_on: date | None = None
    outcome: str = ""
    settled_on: date | None = None
    next_livelihood: str = ""


@transaction.atomic
def add(
    *,
    actor: Actor,
    scope: Scope,
    participant: Participant,
    decision: Decision,
    permission: Permission = Permission.PARTICIPANT_CORRECT,
) -> Benefit:
    """Write down a decision on livelihood. Several may overlap: decisions arrive late. Only dates
    in the wrong order and an extent over 100 percent are refused. `permission` is the one of the
    work that makes it necessary."""
    require(actor, permission, scope)
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
    *,
    actor: Actor,
    scope: Scope,
    benefit: Benefit,
    decision: Decision,
    revision: int,
    permission: Permission = Permission.PARTICIPANT_CORRECT,
) -> Benefit:
    """Correct a decision that was written down. Raises Conflict when somebody else was first."""
    require(actor, permission, scope)
    _check(decision)
    locked = Benefit.lock(benefit, revision)
    for name, value in vars(decision).items():
        setattr(locked, name, value)
    locked.keep(*vars(decision))
    record.change(Event.BENEFIT_RECORDED, locked, kind=decision.kind, until=decision.ends_on)
    return locked


@transaction.atomic
def follow(
    *,
    actor: Actor,
    scope: Scope,
    benefit: Benefit,
    course: Course,
    revision: int,
    permission: Permission = Permission.PARTICIPANT_CORRECT,
) -> Benefit:
    """Write down what is done about the time after a decision, so that its end is not taken for
    forgotten. The end goes out of the lists when another livelihood is arranged; an application
    that is sent only says who is waited for.

    Raises RuleBroken, at the field, for days ahead or in the wrong order, an outcome without its
    day, and something arranged that is not named; Conflict when somebody else was first.
    """
    require(actor, permission, scope)
    _check_course(course)
    locked = Benefit.lock(benefit, revision)
    names = [field.name for field in fields(Course)]
    for name in names:
        setattr(locked, name, getattr(course, name))
    locked.next_livelihood = course.next_livelihood.strip()
    locked.keep(*names)
    record.change(
        Event.BENEFIT_FOLLOWED,
        locked,
        applied_on=course.applied_on,
        outcome=course.outcome,
        settled_on=course.settled_on,
    )
    return locked


def warnings(decision: Decision, born_on: date | None) -> list[str]:
    """What looks wrong with aktivitetsersättning but is not refused, in Swedish."""
    found: list[str] = []
    if not decision.kind.startswith(COMPENSATION):
        return found
    if born_on and decision.starts_on and decision.starts_on < first_benefit_day(born_on):
        found.append(
            f"Aktivitetsersättning kan tidigast betalas från {first_benefit_day(born_on)}, "
            "juli det år då personen fyller 19. Kontrollera första dagen."
        )
    if decision.ends_on is None:
        return found
    if decision.schooling_ends_on and decision.schooling_ends_on < decision.ends_on:
        found.append(
            f"Skolgången slutar {in_swedish(decision.schooling_ends_on)}, före beslutets sista "
            "dag. Ersättningen upphör med skolgången, så bevakningen går efter den dagen."
        )
    at_latest = latest_benefit_end(decision.starts_on, None)
    if at_latest and decision.ends_on > at_latest:
        found.append(
            f"Perioden är längre än tre år. Aktivitetsersättning beviljas för högst tre år i taget "
            f"(SFB 33 kap. 19 §), här till och med {at_latest}. Kontrollera datumen."
        )
    if born_on and decision.ends_on > last_benefit_day(born_on):
        found.append(
            f"Aktivitetsersättning kan längst betalas till och med {last_benefit_day(born_on)}, "
            "månaden före den månad då personen fyller 30. Kontrollera slutdatumet."
        )
    return found


def _check(decision: Decision) -> None:
    starts_on = decision.starts_on
    if starts_on and decision.ends_on and decision.ends_on < starts_on:
        raise RuleBroken("Sista dagen ligger före första dagen. Kontrollera datumen.", "ends_on")
    if decision.extent_percent is not None and not 0 < decision.extent_percent <= 100:
        raise RuleBroken("Omfattningen är mellan 1 och 100 procent.", "extent_percent")
    if decision.schooling_ends_on and decision.kind != SCHOOLING:
        raise RuleBroken(
            "Skolgångens slut hör till aktivitetsersättning vid förlängd skolgång. Välj den "
            "ersättningen eller ta bort datumet.",
            "schooling_ends_on",
        )
    if starts_on and decision.schooling_ends_on and decision.schooling_ends_on < starts_on:
        raise RuleBroken("Skolgången slutar före beslutets första dag.", "schooling_ends_on")
    _check_dormancy(decision)


def _check_dormancy(decision: Decision) -> None:
    since, until = decision.dormant_from, decision.dormant_until
    if since and decision.starts_on and since < decision.starts_on:
        raise RuleBroken(
            "Ersättningen kan inte vara vilande före beslutets första dag.", "dormant_from"
        )
    if until is None:
        return
    since = since or (decision.starts_on if decision.kind.endswith("_dormant") else None)
    if since is None:
        raise RuleBroken("Skriv också från vilken dag den är vilande.", "dormant_from")
    if until < since:
        raise RuleBroken("Den vilande tiden slutar innan den börjar.", "dormant_until")
    if until > today():
        raise RuleBroken(
            "Skriv dagen när den vilande tiden är över, inte i förväg. Till dess bevakas den.",
            "dormant_until",
        )
    if until > latest_dormant_day(since):
        raise RuleBroken(
            f"Ersättningen kan vara vilande i högst {DORMANT_MONTHS} månader. Kontrollera datumen.",
            "dormant_until",
        )


def _check_course(course: Course) -> None:
    for name in ("applied_on", "decided_on", "settled_on"):
        day = getattr(course, name)
        if day and day > today():
            raise RuleBroken("Dagen ligger framåt i tiden. Skriv den när det har hänt.", name)
    if course.decided_on and course.applied_on is None:
        raise RuleBroken("Skriv vilken dag ansökan skickades.", "applied_on")
    if course.decided_on and course.applied_on and course.decided_on < course.applied_on:
        raise RuleBroken("Beskedet ligger före ansökan. Kontrollera datumen.", "decided_on")
    if course.outcome and course.outcome not in BenefitOutcome.values:
        raise RuleBroken("Välj om ansökan beviljades eller avslogs.", "outcome")
    if bool(course.outcome) != (course.decided_on is not None):
        raise RuleBroken(
            "Skriv både vilken dag beskedet kom och vad det blev.",
            "outcome" if course.decided_on else "decided_on",
        )
    if bool(course.settled_on) != bool(course.next_livelihood.strip()):
        raise RuleBroken(
            "Skriv både vad personen ska leva av och vilken dag det blev ordnat.",
            "next_livelihood" if course.settled_on else "settled_on",
        )
