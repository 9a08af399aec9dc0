"""This file is where papers are added to a case, and struck when they came to the wrong person."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import file_contents
from stegvis.casework.models import Attachment, Participation
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Consent, Disclosure


@dataclass(frozen=True)
class Paper:
    """What is said about the file. The date is the paper's own, not the day it was added."""

    kind: str
    title: str
    category: str
    happened_on: date
    consent: Consent | None = None


@transaction.atomic
def add(
    *, actor: Actor, participation: Participation, paper: Paper, file_name: str, data: bytes
) -> Attachment:
    """Add a file of at most 10 MB to a case. Its content decides its type; nobody at another
    authority receives it unless somebody hands it out. It is never changed afterwards.

    Raises RuleBroken for a file that is not taken in, a number in the title and a day ahead.
    """
    require(actor, Permission.NOTE_WRITE, participation.scope)
    _check(paper, participation)
    checked = file_contents.check(file_name, data)
    added = Attachment(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        kind=paper.kind,
        title=paper.title.strip(),
        category=paper.category,
        happened_on=paper.happened_on,
        consent=paper.consent,
        file_name=checked.name,
        media_type=checked.media_type.value,
        size=len(checked.content),
        sha256=checked.sha256,
        content=checked.content,
        author_name=actor.name,
    )
    added.save(force_insert=True)
    record.change(Event.ATTACHMENT_ADDED, added, kind=paper.kind, sha256=added.sha256)
    return added


@transaction.atomic
def strike(*, actor: Actor, attachment: Attachment, reason: str) -> Attachment:
    """Strike (makulera) a paper that should not be here: nobody opens it again, its disclosures
    are closed in the same moment, and that it was there stays to be seen. Its bytes go when the
    case is weeded (gallras)."""
    require(actor, Permission.NOTE_WRITE, attachment.scope)
    if not reason.strip():
        raise RuleBroken("Skriv varför bilagan makuleras.", "reason")
    locked = Attachment.lock(attachment)
    if locked.struck_at is not None:
        return locked
    locked.struck_at, locked.struck_by_id = now(), actor.account_id
    locked.struck_reason = reason.strip()
    locked.keep("struck_at", "struck_by", "struck_reason")
    for given in Disclosure.objects.open().filter(owner_id=locked.owner_id, item_id=locked.pk):
        disclosure.close(
            actor=actor, scope=attachment.scope, disclosure=given, reason="Bilagan är makulerad."
        )
    record.change(Event.ATTACHMENT_STRUCK, locked)
    return locked


def _check(paper: Paper, participation: Participation) -> None:
    categories = {entry.key for entry in participation.version.definition.consent.categories}
    if paper.category not in categories:
        raise RuleBroken("Välj vad handlingen handlar om.", "category")
    if file_contents.has_personal_number(paper.title):
        raise RuleBroken("Skriv rubriken utan personnummer.", "title")
    if paper.happened_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "happened_on")
    if paper.consent and paper.consent.participation_id != participation.pk:
        raise RuleBroken("Samtycket hör till ett annat ärende.", "consent")
