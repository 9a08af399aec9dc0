"""This file is where an authority closes a participant's own pages, and opens them again."""

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Identity, Participant


@transaction.atomic
def close(*, actor: Actor, scope: Scope, participant: Participant, reason: str) -> Identity:
    """Close what this authority shows her on her own pages, when somebody else has power over her
    identification. Works from the next request, in the database too. Other authorities' rows are
    theirs to close.

    Raises RuleBroken without a reason, NotVisible when her identity is closed to the actor.
    """
    require(actor, Permission.PARTICIPANT_CORRECT, scope)
    if not reason.strip():
        raise RuleBroken("Skriv varför de egna sidorna ska stängas.", "reason")
    identity = _identity(actor, participant)
    if identity.pages_closed_at is None:
        identity.pages_closed_at, identity.pages_closed_reason = now(), reason.strip()
        identity.keep("pages_closed_at", "pages_closed_reason")
        record.change(Event.OWN_PAGES_CLOSED, identity)
    return identity


@transaction.atomic
def open_again(*, actor: Actor, scope: Scope, participant: Participant) -> Identity:
    """Let her in again; why they were closed stays in the log's time, no longer in the row."""
    require(actor, Permission.PARTICIPANT_CORRECT, scope)
    identity = _identity(actor, participant)
    if identity.pages_closed_at is not None:
        identity.pages_closed_at, identity.pages_closed_reason = None, ""
        identity.keep("pages_closed_at", "pages_closed_reason")
        record.change(Event.OWN_PAGES_OPENED, identity)
    return identity


def _identity(actor: Actor, participant: Participant) -> Identity:
    found = (
        Identity.objects.select_for_update(of=("self",))
        .filter(owner_id=actor.organisation_id, participant=participant)
        .first()
    )
    if found is None:
        raise NotVisible
    return found
