"""This file is where what a participant does is planned, changed and ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import place
from stegvis.casework.models import Activity, ActivityStatus, Employer, Group, Participation
from stegvis.core.dates import percent_of_full_time, today
from stegvis.core.errors import RuleBroken
from stegvis.core.extent import minutes_per_week
from stegvis.programmes.journey import Activity as Entry
from stegvis.programmes.models import Offer
from stegvis.programmes.vocabulary import ActivityKind

OPEN = (ActivityStatus.PLANNED, ActivityStatus.ONGOING)
# Two of these at once are most often one that was never ended.
_ONE_AT_A_TIME = (ActivityKind.WORK_TRAINING, ActivityKind.PLACEMENT)


@dataclass(frozen=True)
class Details:
    """What is agreed about an activity; everything may be filled in later."""

    starts_on: date | None = None
    ends_on: date | None = None
    extent_text: str = ""
    provider: str = ""
    adaptations: str = ""
    employer: Employer | None = None


@transaction.atomic
def plan(
    *,
    actor: Actor,
    participation: Participation,
    catalogue_key: str,
    details: Details,
    name: str = "",
    group: Group | None = None,
    offer: Offer | None = None,
) -> Activity:
    """Plan something from the programme's catalogue. It is ongoing from its first day. Chosen from
    an inventory it takes a place there, from now until it has ended.

    Raises RuleBroken for an activity outside the catalogue, dates in the wrong order and an
    extent that cannot be read; for a group that has ended or that she is in already. What is
    only unusual is told by `warnings`, and saved.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    entry = catalogue_entry(participation, catalogue_key)
    activity = Activity(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        catalogue_key=entry.key,
        name=name.strip() or entry.name,
        group=group,
        offer=offer,
    )
    _agree(activity, details, entry)
    if group is not None:
        _check_group(activity, group, participation)
    activity.save(force_insert=True)
    record.change(Event.ACTIVITY_PLANNED, activity, activity=entry.key, on=activity.starts_on)
    if offer is not None:
        place.count(actor=actor, participation=participation, offer_id=offer.pk)
    return activity


@transaction.atomic
def change(*, actor: Actor, activity: Activity, details: Details, revision: int) -> Activity:
    """Change what is agreed, until the activity has ended. Raises as `plan`, and Conflict."""
    require(actor, Permission.ACTIVITY_WRITE, activity.scope)
    locked = _open(activity, revision)
    _agree(locked, details, catalogue_entry(locked.participation, locked.catalogue_key))
    locked.keep(*_AGREED)
    record.change(Event.ACTIVITY_CHANGED, locked, on=locked.starts_on)
    return locked


@transaction.atomic
def start(*, actor: Actor, activity: Activity, revision: int) -> Activity:
    """The planned activity has begun: on the day that was planned, or today."""
    require(actor, Permission.ACTIVITY_WRITE, activity.scope)
    locked = _open(activity, revision)
    if locked.starts_on is None or locked.starts_on > today():
        locked.starts_on = today()
    _check_order(locked)
    locked.status = ActivityStatus.ONGOING
    locked.keep("starts_on", "status")
    record.change(Event.ACTIVITY_CHANGED, locked, status=locked.status)
    return locked


@transaction.atomic
def end(
    *,
    actor: Actor,
    activity: Activity,
    outcome: str,
    ended_on: date,
    revision: int,
    result: str = "",
) -> Activity:
    """Completed or interrupted, and how it went.

    Raises RuleBroken for a day ahead or before the start. One that is called off before its
    first day has never started, and keeps no first day.
    """
    require(actor, Permission.ACTIVITY_WRITE, activity.scope)
    locked = _open(activity, revision)
    if outcome not in (ActivityStatus.COMPLETED, ActivityStatus.INTERRUPTED):
        raise RuleBroken("Välj om aktiviteten är genomförd eller avbruten.", "outcome")
    if ended_on > today():
        raise RuleBroken("Slutdagen ligger framåt i tiden.", "ended_on")
    called_off = locked.status == ActivityStatus.PLANNED and outcome == ActivityStatus.INTERRUPTED
    if called_off:
        locked.starts_on = None
    elif locked.starts_on is None:
        locked.starts_on = ended_on
    elif ended_on < locked.starts_on:
        raise RuleBroken(
            f"Slutdagen ligger före startdagen {locked.starts_on}. Rätta den av dem som är fel.",
            "ended_on",
        )
    locked.status, locked.ends_on, locked.result = outcome, ended_on, result.strip()
    locked.keep("status", "starts_on", "ends_on", "result")
    record.change(Event.ACTIVITY_ENDED, locked, outcome=outcome, on=ended_on)
    if locked.offer_id and locked.participation:
        place.count(actor=actor, participation=locked.participation, offer_id=locked.offer_id)
    return locked


def catalogue_entry(participation: Participation | None, key: str) -> Entry:
    """The catalogue's entry in the participant's own version of the programme."""
    try:
        if participation is not None:
            return participation.version.definition.activity(key)
    except KeyError:
        pass
    raise RuleBroken("Välj en aktivitet ur insatsens utbud.", "catalogue_key")


def warnings(activity: Activity) -> list[str]:
    """What is unusual about an activity beside the person's others, in Swedish sentences.

    Nothing of it is refused: decisions and reports arrive late. One query.
    """
    case = activity.participation
    if case is None or activity.status not in OPEN:
        return []
    others = list(
        Activity.objects.filter(
            owner_id=activity.owner_id, participation_id=case.pk, status__in=OPEN
        ).exclude(pk=activity.pk)
    )
    told = [_load_warning(activity, others), *_overlap_warnings(activity, others)]
    if activity.starts_on is not None and activity.starts_on < case.enrolled_on:
        told.append("Aktiviteten börjar före inskrivningen. Kontrollera datumet.")
    if activity.employer_id is None and catalogue_entry(case, activity.catalogue_key).employer:
        told.append("Ingen arbetsplats är angiven än.")
    return [sentence for sentence in told if sentence]


def most_minutes(activity: Activity, others: Iterable[Activity]) -> int:
    """The most minutes a week during the activity, it and the others that run then included."""
    beside = [other for other in others if _overlap(activity, other)]
    first = _first(activity)
    days = {first, *(max(first, _first(other)) for other in beside)}
    return max(
        sum(row.minutes_per_week or 0 for row in (activity, *beside) if _covers(row, day))
        for day in days
    )


_AGREED = (
    "starts_on",
    "ends_on",
    "extent_text",
    "minutes_per_week",
    "provider",
    "adaptations",
    "employer",
    "status",
)


def _open(activity: Activity, revision: int) -> Activity:
    locked = Activity.lock(activity, revision)
    locked.participation = activity.participation
    if locked.status not in OPEN:
        raise RuleBroken("Aktiviteten är redan avslutad. Planera en ny om den ska fortsätta.")
    return locked


def _agree(activity: Activity, details: Details, entry: Entry) -> None:
    activity.starts_on, activity.ends_on = details.starts_on, details.ends_on
    activity.extent_text = details.extent_text.strip()
    activity.minutes_per_week = (
        minutes_per_week(activity.extent_text) if activity.extent_text else None
    )
    activity.provider = details.provider.strip() or entry.provider
    activity.adaptations = details.adaptations.strip()
    activity.employer = details.employer
    _check_order(activity)
    has_begun = activity.starts_on is not None and activity.starts_on <= today()
    activity.status = ActivityStatus.ONGOING if has_begun else ActivityStatus.PLANNED


def _check_group(activity: Activity, group: Group, participation: Participation) -> None:
    locked = Group.lock(group)
    if locked.ended_on is not None:
        raise RuleBroken("Gruppen är avslutad.", "group")
    if (locked.owner_id, locked.catalogue_key) != (activity.owner_id, activity.catalogue_key):
        raise RuleBroken("Gruppen har en annan aktivitet.", "group")
    already = Activity.objects.filter(
        owner_id=locked.owner_id, group=locked, participation_id=participation.pk
    ).exclude(status=ActivityStatus.INTERRUPTED)
    if already.exists():
        raise RuleBroken("Deltagaren är redan med i gruppen.", "group")


def _check_order(activity: Activity) -> None:
    starts_on, ends_on = activity.starts_on, activity.ends_on
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleBroken(
            f"Slutdagen ligger före startdagen {starts_on}. Rätta den av dem som är fel.",
            "ends_on",
        )


def _load_warning(activity: Activity, others: list[Activity]) -> str:
    minutes = most_minutes(activity, others)
    percent = percent_of_full_time(minutes)
    if percent <= 100:
        return ""
    shown = f"{percent:f}".replace(".", ",").removesuffix(",0")
    return (
        f"Aktiviteterna blir tillsammans {shown} % av 40 timmar i veckan. "
        "Kontrollera omfattning och datum."
    )


def _overlap_warnings(activity: Activity, others: list[Activity]) -> list[str]:
    return [
        f"Tiden går ihop med {other.name}. Avsluta den om den är slut."
        for other in others
        if _overlap(activity, other) and _is_alike(activity, other)
    ]


def _is_alike(one: Activity, other: Activity) -> bool:
    if one.catalogue_key == other.catalogue_key:
        return True
    case = one.participation
    kinds = {catalogue_entry(case, row.catalogue_key).kind for row in (one, other)}
    return kinds <= set(_ONE_AT_A_TIME)


def _first(activity: Activity) -> date:
    return activity.starts_on or today()


def _covers(activity: Activity, day: date) -> bool:
    return _first(activity) <= day and (activity.ends_on is None or activity.ends_on >= day)


def _overlap(one: Activity, other: Activity) -> bool:
    later = max(_first(one), _first(other))
    return _covers(one, later) and _covers(other, later)
