"""This file is where the refusals live that a user can read and mend."""

from django.db import IntegrityError


class RuleBroken(Exception):
    """A rule of practice or law says no. The message is Swedish and shown to the user.

    `field` names the form field that the message belongs to, if it belongs to one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Exception):
    """Somebody else changed the row after this user read it; nothing was written."""

    def __init__(self, current: object) -> None:
        super().__init__("changed by somebody else")
        self.current = current


class WrittenMeanwhile(Conflict, IntegrityError):
    """Two wrote the same first row at the same moment, such as a month's only line. The first one
    stands; nothing of the second was written.

    An IntegrityError too, for those who look for one to tell what it means where they stand.
    """
