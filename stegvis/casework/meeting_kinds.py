"""This file is where each kind of meeting gets its name: the programme's own, and every case's."""

from stegvis.programmes.definition import Definition

CONVERSATION, THREE_PARTY, CLOSING, FOLLOW_UP = (
    "conversation",
    "three_party",
    "closing",
    "follow_up",
)


def case_meetings(definition: Definition) -> list[tuple[str, str]]:
    """The meetings that can be booked in a case, the most usual first."""
    return [
        (CONVERSATION, "Samtal"),
        (THREE_PARTY, "Trepartssamtal"),
        (FOLLOW_UP, "Uppföljning"),
        (CLOSING, definition.exit.closing_meeting),
    ]


def meeting_name(definition: Definition, kind: str) -> str:
    own = {meeting.key: meeting.name for meeting in definition.intake.meetings}
    return own.get(kind) or dict(case_meetings(definition)).get(kind, "Möte")
