"""This file is where the job process tells a receiver that something has been handed out to it.

Only the job process imports it (PROCRASTINATE_IMPORT_PATHS). Arguments are ids; the job acts in
the receiver's own context and finds nothing if the disclosure has been closed meanwhile.
"""

from procrastinate.contrib.django import app

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework.actions import notice
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation
from stegvis.participants.actions.disclosure import TELL_RECEIVER


@app.task(name=TELL_RECEIVER, retry=3)
def tell_receiver(disclosure: str, receiver: str) -> None:
    """Send at most one notice, about nothing in particular, to the receiver's contact."""
    organisation = Organisation.objects.get(pk=receiver)
    actor = system(organisation, RoleKey.NAMED_CONTACT)
    with acting(actor, purpose=TELL_RECEIVER):
        notice.tell(actor=actor, disclosure_id=disclosure)
