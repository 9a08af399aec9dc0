"""This file is where meetings get the words of their programme."""

from collections.abc import Iterable
from typing import Any

from stegvis.casework.models import Meeting
from stegvis.programmes.definition import Definition

COLORS = {"held": "success", "missed": "warning", "booked": "info"}


def meeting_name(meeting: Meeting, definition: Definition) -> str:
    """What the programme calls this kind of meeting."""
    names = {one.key: one.name for one in definition.intake.meetings}
    return names.get(meeting.kind, "Möte")


def meeting_rows(meetings: Iterable[Meeting], definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "meeting": meeting,
            "name": meeting_name(meeting, definition),
            "color": COLORS.get(meeting.status, "neutral"),
            "is_booked": meeting.status == "booked",
        }
        for meeting in meetings
    ]
