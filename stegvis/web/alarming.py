"""This file is where it is told to whoever checks the log that a protected identity was shown."""

from stegvis.audit.events import Event
from stegvis.audit.journal import Journal, acting
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account, Organisation
from stegvis.oversight.actions import alarm
from stegvis.participants.models import Participant, Protection

# What shows who somebody is; the second one sounds only when she is protected.
SHOWING = (Event.PROTECTED_IDENTITY_SHOWN, Event.IDENTITY_UNMASKED)


def sound_what_was_shown(kept: Journal) -> None:
    """An alarm for every showing among what a request has done, in the same transaction: nothing
    is shown whose alarm could not be kept. By the system, so that no page can leave it out."""
    shown = [row for row in kept.rows if row["event"] in SHOWING]
    if not shown:
        return
    guarded = set(
        Participant.objects.filter(pk__in={row["participant_id"] for row in shown})
        .exclude(protection=Protection.NONE)
        .values_list("pk", flat=True)
    )
    for row in shown:
        if row["participant_id"] in guarded:
            robot = system(Organisation.objects.get(pk=row["owner_id"]))
            with acting(robot, purpose="alarm"):
                alarm.sound_shown(
                    actor=robot,
                    account=Account.objects.get(pk=row["account_id"]),
                    subject_id=row["participant_id"],
                )
