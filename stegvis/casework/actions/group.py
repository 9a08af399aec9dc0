"""This file is where groups are opened and led: members, sessions, attendance, the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import activity as activities
from stegvis.casework.models import (
    Activity,
    ActivityStatus,
    Attendance,
    Group,
    GroupSession,
    Participation,
)
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import ProgrammeVersion

MOST_SESSIONS = 60


@dataclass(frozen=True)
class Mark:
    """One participant at one session: present, or absent with a reason of the definition."""

    present: bool
    reason: str = ""


@transaction.atomic
def open_group(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    catalogue_key: str,
    name: str,
    starts_on: date,
    sessions: int,
    days_between: int = 7,
) -> Group:
    """Open a group of the catalogue, with its sessions evenly from the first day.

    Raises RuleBroken when the activity is not held in group, or for an odd number of sessions.
    """
    require(actor, Permission.GROUP_RUN, Scope(actor.organisation_id, version.programme_id))
    entry = next((one for one in version.definition.activities if one.key == catalogue_key), None)
    if entry is None or not entry.is_group:
        raise RuleBroken("Välj en aktivitet som hålls i grupp.", "catalogue_key")
    if not 1 <= sessions <= MOST_SESSIONS:
        raise RuleBroken(f"Skriv ett antal tillfällen mellan 1 och {MOST_SESSIONS}.", "sessions")
    group = Group.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        version=version,
        catalogue_key=entry.key,
        name=name.strip() or entry.name,
        starts_on=starts_on,
    )
    record.change(Event.GROUP_OPENED, group, activity=entry.key, on=starts_on)
    for number in range(1, sessions + 1):
        day = starts_on + timedelta(days=days_between * (number - 1))
        _hold(actor, group, number, day, "")
    return group


@transaction.atomic
def join(*, actor: Actor, group: Group, participation: Participation) -> Activity:
    """Let a participant into the group: an activity of her own, with the group's catalogue entry.

    Raises RuleBroken when she is in it already or the group has ended.
    """
    require(actor, Permission.GROUP_RUN, scope_of(group))
    return activities.plan(
        actor=actor,
        participation=participation,
        catalogue_key=group.catalogue_key,
        group=group,
        details=activities.Details(starts_on=group.starts_on),
    )


@transaction.atomic
def add_session(*, actor: Actor, group: Group, held_on: date, theme: str = "") -> GroupSession:
    """One session more, after the last."""
    require(actor, Permission.GROUP_RUN, scope_of(group))
    locked = Group.lock(group)
    _must_be_open(locked)
    last = GroupSession.objects.filter(group=locked).order_by("-number").first()
    number = last.number + 1 if last else 1
    if number > MOST_SESSIONS:
        raise RuleBroken(f"En grupp har högst {MOST_SESSIONS} tillfällen.", "held_on")
    return _hold(actor, locked, number, held_on, theme)


@transaction.atomic
def take_attendance(
    *,
    actor: Actor,
    group: Group,
    session: GroupSession,
    held_on: date,
    theme: str,
    marks: Mapping[UUID, Mark],
    revision: int,
) -> GroupSession:
    """Save who was there, for the whole group at once; may be changed afterwards.

    `marks` is per activity; those the actor does not see are left alone, and so is one that is
    not marked. Raises RuleBroken for a day ahead, and at `reason-<activity>` without a reason;
    Conflict when a colleague saved the same session meanwhile.
    """
    require(actor, Permission.GROUP_RUN, scope_of(group))
    locked = GroupSession.lock(session, revision)
    reasons = {reason.key for reason in group.version.definition.absence_reasons}
    if marks and held_on > today():
        raise RuleBroken("Tillfället ligger framåt i tiden. Rätta datumet.", "held_on")
    for activity_id, mark in marks.items():
        if not mark.present and mark.reason not in reasons:
            raise RuleBroken("Välj ett skäl till frånvaron.", f"reason-{activity_id}")
    locked.held_on, locked.theme = held_on, theme.strip()
    locked.keep("held_on", "theme")
    record.change(Event.SESSION_HELD, locked, number=locked.number, on=held_on)
    members = Activity.objects.visible_to(actor).filter(
        owner_id=group.owner_id, group=group, pk__in=list(marks)
    )
    saved = {row.activity_id: row for row in Attendance.objects.filter(session=locked)}
    for activity in members:
        _mark(actor, locked, activity, saved.get(activity.pk), marks[activity.pk])
    return locked


@transaction.atomic
def close(*, actor: Actor, group: Group, ended_on: date, revision: int) -> Group:
    """End the group. Members who are still in it have completed it; who left earlier is already
    marked as interrupted. Only those the actor sees are ended. Raises RuleBroken for a day ahead
    or before the start."""
    require(actor, Permission.GROUP_RUN, scope_of(group))
    locked = Group.lock(group, revision)
    _must_be_open(locked)
    if ended_on > today():
        raise RuleBroken("Slutdagen ligger framåt i tiden.", "ended_on")
    if ended_on < locked.starts_on:
        raise RuleBroken("Slutdagen ligger före gruppens första dag.", "ended_on")
    members = (
        Activity.objects.visible_to(actor)
        .filter(owner_id=group.owner_id, group=group, status__in=activities.OPEN)
        .select_related("participation__version")
    )
    for member in members:
        activities.end(
            actor=actor,
            activity=member,
            outcome=ActivityStatus.COMPLETED,
            ended_on=ended_on,
            revision=member.revision,
        )
    locked.ended_on = ended_on
    locked.keep("ended_on")
    record.change(Event.GROUP_OPENED, locked, ended=ended_on)
    return locked


def scope_of(group: Group) -> Scope:
    return Scope(group.owner_id, group.version.programme_id)


def _hold(actor: Actor, group: Group, number: int, held_on: date, theme: str) -> GroupSession:
    session = GroupSession.objects.create(
        owner_id=group.owner_id,
        created_by_id=actor.account_id,
        group=group,
        number=number,
        held_on=held_on,
        theme=theme.strip(),
    )
    record.change(Event.SESSION_HELD, session, number=number, on=held_on)
    return session


def _mark(
    actor: Actor, session: GroupSession, activity: Activity, saved: Attendance | None, mark: Mark
) -> None:
    reason = "" if mark.present else mark.reason
    if saved is None:
        Attendance.objects.create(
            owner_id=session.owner_id,
            created_by_id=actor.account_id,
            session=session,
            activity=activity,
            present=mark.present,
            absence_reason=reason,
        )
    elif (saved.present, saved.absence_reason) != (mark.present, reason):
        saved.present, saved.absence_reason = mark.present, reason
        saved.keep("present", "absence_reason")
    else:
        return
    # The reason may be illness, so it stays out of the log.
    record.change(Event.ATTENDANCE_TAKEN, activity, session=session.pk, present=mark.present)


def _must_be_open(group: Group) -> None:
    if group.ended_on is not None:
        raise RuleBroken("Gruppen är avslutad.")
