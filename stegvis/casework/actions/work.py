"""This file is where work periods (arbetsutbud) are written in, changed, ended and struck."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.closing import follow_up_consents
from stegvis.casework.models import Employer, Participation, WorkPeriod
from stegvis.core.dates import add_months, in_swedish, now, today
from stegvis.core.errors import RuleBroken
from stegvis.core.extent import FIELD as EXTENT
from stegvis.participants.models import ConsentKind
from stegvis.programmes.vocabulary import EMPLOYED, WorkKind

WORKING_AGE = 15
"""Nobody works before the year of this birthday is reached."""

MONTHS_AHEAD = 24
"""How far ahead something may begin that is agreed on today."""

MONTHS_TO_END = 60
"""How far ahead a last day may lie: supports are decided for some years at a time."""


@dataclass(frozen=True)
class Details:
    """One period. `percent` is of 40 hours a week; `benefit_percent` is the share of benefit kept
    at the same time, None while nobody knows."""

    kind: str
    percent: int
    starts_on: date
    ends_on: date | None = None
    benefit_percent: int | None = None
    employer: Employer | None = None
    name: str = ""
    is_found_workplace: bool = False
    source: str = ""


@transaction.atomic
def add(*, actor: Actor, participation: Participation, details: Details) -> WorkPeriod:
    """Write in a period of activity, employment or studies.

    Raises RuleBroken for what cannot be: days in the wrong order, before she is of working age or
    too far ahead, an extent outside 1–100 %; and for a period that begins after exit without
    consent to registration for follow-up. What is only unusual is told by `warnings`, and saved.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    period = WorkPeriod(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
    )
    _agree(period, details, participation)
    period.save(force_insert=True)
    _log(Event.WORK_ADDED, period)
    return period


@transaction.atomic
def change(*, actor: Actor, period: WorkPeriod, details: Details, revision: int) -> WorkPeriod:
    """Change any of it, also when it has ended: decisions and reports arrive late. Raises as
    `add`, and Conflict."""
    locked = _locked(actor, period, revision)
    _agree(locked, details, _case(period))
    locked.keep(*_AGREED)
    _log(Event.WORK_CHANGED, locked)
    return locked


@transaction.atomic
def end(*, actor: Actor, period: WorkPeriod, ends_on: date, revision: int) -> WorkPeriod:
    """The last day, inclusive; it may lie ahead. Raises RuleBroken for a day before the first."""
    locked = _locked(actor, period, revision)
    locked.ends_on = ends_on
    _check_days(locked, _case(period))
    locked.keep("ends_on")
    _log(Event.WORK_ENDED, locked)
    return locked


@transaction.atomic
def strike(*, actor: Actor, period: WorkPeriod, revision: int) -> WorkPeriod:
    """Strike (makulera) a period that never was. It counts nowhere, and stays to be seen in the
    log and the register extract."""
    locked = _locked(actor, period, revision)
    locked.struck_at = now()
    locked.keep("struck_at")
    _log(Event.WORK_STRUCK, locked)
    return locked


def warnings(period: WorkPeriod) -> list[str]:
    """What is unusual about a period beside the person's others, in Swedish sentences. Nothing
    of it is refused. One query."""
    case = period.participation
    if case is None or period.struck_at is not None:
        return []
    others = list(
        WorkPeriod.objects.kept()
        .filter(owner_id=period.owner_id, participation_id=case.pk)
        .exclude(pk=period.pk)
    )
    told = [
        _sum_warning(period, others),
        _benefit_warning(period, others),
        *_overlap_warnings(period, others),
    ]
    if period.starts_on < case.enrolled_on:
        told.append("Perioden börjar före inskrivningen. Kontrollera datumet.")
    return [sentence for sentence in told if sentence]


def most_percent(period: WorkPeriod, others: Iterable[WorkPeriod]) -> tuple[int, date]:
    """The most percent during the period, it and the others that run then included, and the
    first day when it is so much."""
    beside = [other for other in others if _overlap(period, other)]
    days = {max(period.starts_on, row.starts_on) for row in (period, *beside)}
    sums = {day: sum(r.percent for r in (period, *beside) if _covers(r, day)) for day in days}
    first = min(sums, key=lambda day: (-sums[day], day))
    return sums[first], first


_AGREED = (
    "kind",
    "percent",
    "benefit_percent",
    "employer",
    "name",
    "starts_on",
    "ends_on",
    "is_found_workplace",
    "source",
)


def _log(event: Event, period: WorkPeriod) -> None:
    record.change(
        event,
        period,
        kind=period.kind,
        percent=period.percent,
        benefit=period.benefit_percent,
        on=period.starts_on,
        until=period.ends_on,
    )


def _case(period: WorkPeriod) -> Participation:
    if period.participation is None:
        raise RuleBroken("Perioden hör inte till något ärende.")
    return period.participation


def _locked(actor: Actor, period: WorkPeriod, revision: int) -> WorkPeriod:
    require(actor, Permission.ACTIVITY_WRITE, period.scope)
    locked = WorkPeriod.lock(period, revision)
    locked.participation = period.participation
    if locked.struck_at is not None:
        raise RuleBroken("Perioden är makulerad. Skriv in en ny om den ändå gäller.")
    return locked


def _agree(period: WorkPeriod, details: Details, case: Participation) -> None:
    began_before = period.starts_on
    called_before = period.employer.name if period.employer else ""
    for name in _AGREED:
        value = getattr(details, name)
        setattr(period, name, value.strip() if isinstance(value, str) else value)
    if period.employer is not None and period.name in ("", called_before):
        # So that the workplace is told where its register is not read, as on her own pages.
        period.name = period.employer.name
    if period.kind not in WorkKind.values:
        raise RuleBroken("Välj vad det är för slag.", "kind")
    if not 1 <= period.percent <= 100:
        raise RuleBroken(
            f"Omfattningen blir {period.percent} % av 40 timmar i veckan. Skriv mellan 1 och "
            "100 %. Är det flera arbeten skriver du in dem vart och ett.",
            EXTENT,
        )
    if period.benefit_percent is not None and not 0 <= period.benefit_percent <= 100:
        raise RuleBroken("Skriv ett tal mellan 0 och 100.", "benefit_percent")
    if period.is_found_workplace and period.kind not in EMPLOYED:
        raise RuleBroken(
            "Bara en anställning eller ett eget företag kan vara arbetsplatsen som deltagaren "
            "har funnit. Byt slag eller ta bort krysset.",
            "is_found_workplace",
        )
    _check_days(period, case)
    if period.starts_on != began_before:
        _check_after_exit(period, case)


def _check_days(period: WorkPeriod, case: Participation) -> None:
    starts_on, ends_on, born_on = period.starts_on, period.ends_on, case.participant.born_on
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(
            f"Slutdagen ligger före startdagen {in_swedish(starts_on)}. Rätta den av dem som är "
            "fel.",
            "ends_on",
        )
    if born_on is not None and starts_on < add_months(born_on, WORKING_AGE * 12):
        raise RuleBroken(
            f"Deltagaren hade inte fyllt {WORKING_AGE} år då. Rätta startdagen.", "starts_on"
        )
    if starts_on > add_months(today(), MONTHS_AHEAD):
        raise RuleBroken("Startdagen ligger mer än två år framåt i tiden.", "starts_on")
    if ends_on is not None and ends_on > add_months(today(), MONTHS_TO_END):
        raise RuleBroken("Slutdagen ligger mer än fem år framåt i tiden.", "ends_on")


def _check_after_exit(period: WorkPeriod, case: Participation) -> None:
    """How it goes after exit is written down only for those who have agreed to it."""
    if case.ended_on is None or period.starts_on <= case.ended_on:
        return
    if ConsentKind.FOLLOW_UP not in follow_up_consents(case.pk):
        raise RuleBroken(
            "Perioden börjar efter avslutet, och samtycke till registrering för uppföljning "
            "saknas. Den får inte skrivas in.",
            "starts_on",
        )


def _sum_warning(period: WorkPeriod, others: list[WorkPeriod]) -> str:
    percent, first = most_percent(period, others)
    if percent <= 100:
        return ""
    return (
        f"Arbetsutbudet blir tillsammans {percent} % av 40 timmar i veckan från och med "
        f"{in_swedish(first)}. Kontrollera omfattning och datum."
    )


def _benefit_warning(period: WorkPeriod, others: list[WorkPeriod]) -> str:
    """A wage and the benefit that is kept share the whole. Benefit during an activity, a
    placement or studies is paid for taking part, and is no second share."""
    if period.benefit_percent is None or period.kind not in EMPLOYED:
        return ""
    waged = [other for other in others if other.kind in EMPLOYED]
    percent, _ = most_percent(period, waged)
    if percent + period.benefit_percent <= 100:
        return ""
    return (
        f"Arbete {percent} % och ersättning {period.benefit_percent} % blir tillsammans "
        f"{percent + period.benefit_percent} %. Kontrollera vad som är beslutat."
    )


def _overlap_warnings(period: WorkPeriod, others: list[WorkPeriod]) -> list[str]:
    """Two of the same kind at once are most often one that was never ended."""
    return [
        f"Tiden går ihop med {_told(other)}. Avsluta den om den är slut."
        for other in others
        if _overlap(period, other) and _is_alike(period, other)
    ]


def _told(period: WorkPeriod) -> str:
    what = f"{period.get_kind_display().lower()} {period.percent} %"
    return f"{what} ({period.name})" if period.name else what


def _is_alike(one: WorkPeriod, other: WorkPeriod) -> bool:
    return one.kind == other.kind or {one.kind, other.kind} <= EMPLOYED


def _covers(period: WorkPeriod, day: date) -> bool:
    return period.starts_on <= day and (period.ends_on is None or day <= period.ends_on)


def _overlap(one: WorkPeriod, other: WorkPeriod) -> bool:
    later = max(one.starts_on, other.starts_on)
    return _covers(one, later) and _covers(other, later)
