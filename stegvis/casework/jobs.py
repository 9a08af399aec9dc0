"""This file is where the job process does what belongs to another authority than the one that
acted: tells a receiver that something has been handed out to it, ends a party's own consent, and
closes what an assessor has begun on a proposal that has been taken back.

Only the job process imports it (PROCRASTINATE_IMPORT_PATHS). Arguments are ids; each job acts in
one authority's own context and finds nothing if what it was about has been closed meanwhile.
"""

from datetime import date
from uuid import UUID

from procrastinate.contrib.django import app

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework.actions import ending, notice
from stegvis.casework.actions import proposal as proposals
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


@app.task(name=ending.END_AS_PARTY, retry=5)
def end_as_party(participation: str, organisation: str, ended_on: str) -> None:
    """End what a party keeps itself for a case that has ended, in the party's own context."""
    actor = system(Organisation.objects.get(pk=organisation), RoleKey.NAMED_CONTACT)
    with acting(actor, purpose=ending.END_AS_PARTY):
        ending.end_as_party(
            actor=actor,
            participation_id=UUID(participation),
            ended_on=date.fromisoformat(ended_on),
        )


@app.task(name=proposals.CLOSE_TAKEN_BACK, retry=5)
def close_taken_back(proposal: str, organisation: str) -> None:
    """Close the assessor's draft of a proposal that has been taken back, in its own context."""
    actor = system(Organisation.objects.get(pk=organisation), RoleKey.REFERRER)
    with acting(actor, purpose=proposals.CLOSE_TAKEN_BACK):
        proposals.close_taken_back(actor=actor, proposal_id=UUID(proposal))
