"""This file is where a group's attendance becomes a table, and absence is told by kind."""

from typing import Any

from stegvis.casework.models import Activity, ActivityStatus, Attendance, Group, GroupSession
from stegvis.casework.queries import name_of
from stegvis.core.dates import today
from stegvis.programmes.vocabulary import AbsenceGroup


def table(
    group: Group, sessions: list[GroupSession], members: list[Activity], marks: list[Attendance]
) -> dict[str, Any]:
    """Rows of members and cells of sessions; the next session to take; the sums."""
    by_place = {(mark.activity_id, mark.session_id): mark for mark in marks}
    taken = {mark.session_id for mark in marks}
    return {
        "sessions": [
            {
                "session": row,
                "is_taken": row.pk in taken,
                "is_due": row.pk not in taken and row.held_on <= today(),
            }
            for row in sessions
        ],
        "day": today(),
        "next": next((row for row in sessions if row.pk not in taken), None),
        "members": [_row(group, member, sessions, by_place) for member in members],
        "absence": absence(group, marks),
    }


def absence(group: Group, marks: list[Attendance]) -> dict[str, Any]:
    """Present of all marked, and the absences by kind of reason: person, logistics, illness."""
    kinds = {reason.key: reason.group for reason in group.version.definition.absence_reasons}
    away = [kinds.get(mark.absence_reason) for mark in marks if not mark.present]
    present = len(marks) - len(away)
    return {
        "marked": len(marks),
        "present": present,
        "percent": round(100 * present / len(marks)) if marks else None,
        "kinds": [
            {"label": kind.label, "count": sum(1 for one in away if one == kind)}
            for kind in AbsenceGroup
        ],
    }


def _row(
    group: Group,
    member: Activity,
    sessions: list[GroupSession],
    by_place: dict[tuple[Any, Any], Attendance],
) -> dict[str, Any]:
    names = {reason.key: reason.name for reason in group.version.definition.absence_reasons}
    cells = []
    for session in sessions:
        mark = by_place.get((member.pk, session.pk))
        cells.append(
            {
                "session": session,
                "mark": mark,
                "reason": names.get(mark.absence_reason, "") if mark else "",
            }
        )
    marked = [cell["mark"] for cell in cells if cell["mark"]]
    return {
        "activity": member,
        "name": name_of(member.participant),
        "has_left": member.status == ActivityStatus.INTERRUPTED,
        "cells": cells,
        "present": sum(1 for mark in marked if mark.present),
        "marked": len(marked),
    }
