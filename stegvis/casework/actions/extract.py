"""This file is where a register extract is asked for, reviewed for secrecy and handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require, require_own
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import ExtractContent, RegisterExtract, Withheld
from stegvis.casework.register import due_of
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Participant

SHORTEST_REVIEW = 10


@dataclass(frozen=True)
class KeptBack:
    """One record that is not handed over, named by its table and id, and the ground for it."""

    kind: str
    item_id: UUID
    reason: str


@transaction.atomic
def ask(*, actor: Person, participant_id: UUID) -> RegisterExtract:
    """The person asks on her own pages. Raises RuleBroken while an earlier request waits."""
    require_own(actor, participant_id)
    return _ask(actor.participants[participant_id], participant_id, actor.account_id, herself=True)


@transaction.atomic
def ask_for(*, actor: Actor, participant: Participant, scope: Scope) -> RegisterExtract:
    """Staff write down that she has asked, on paper, by telephone or at a visit."""
    require(actor, Permission.EXTRACT_RELEASE, scope)
    return _ask(participant.owner_id, participant.pk, actor.account_id, herself=False)


def _ask(
    owner_id: UUID, participant_id: UUID, account_id: UUID, *, herself: bool
) -> RegisterExtract:
    try:
        with transaction.atomic():
            extract = RegisterExtract.objects.create(
                owner_id=owner_id,
                created_by_id=account_id,
                participant_id=participant_id,
                asked_on=today(),
                by_herself=herself,
                due_on=due_of(today()),
            )
    except IntegrityError:
        raise RuleBroken("Ett registerutdrag är redan begärt och på väg.", "ask") from None
    record.change(Event.EXTRACT_ASKED, extract, by_herself=herself)
    return extract


@transaction.atomic
def release(
    *,
    actor: Actor,
    scope: Scope,
    extract: RegisterExtract,
    revision: int,
    review: str,
    withheld: Iterable[KeptBack],
    document: bytes,
    archive: bytes,
) -> RegisterExtract:
    """Hand the extract over as it was reviewed: from now on she can fetch it on her own pages.

    `review` is the assessment of secrecy towards herself and others. Every record kept back needs
    its reason. Raises RuleBroken without them, and Conflict when somebody else was first.
    """
    require(actor, Permission.EXTRACT_RELEASE, scope)
    kept_back = list(withheld)
    locked = RegisterExtract.lock(extract, revision)
    if locked.released_at:
        raise RuleBroken("Utdraget är redan lämnat.", "review")
    if len(review.strip()) < SHORTEST_REVIEW:
        raise RuleBroken(
            "Skriv vad du har prövat och kommit fram till, också när allt kan lämnas.", "review"
        )
    if any(not item.reason.strip() for item in kept_back):
        raise RuleBroken("Skriv skäl och lagrum för det som inte lämnas.", "reason")
    Withheld.objects.bulk_create(
        Withheld(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            extract=locked,
            kind=item.kind,
            item_id=item.item_id,
            reason=item.reason.strip(),
        )
        for item in kept_back
    )
    ExtractContent.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        extract=locked,
        document=document,
        archive=archive,
    )
    locked.review, locked.reviewed_by_id = review.strip(), actor.account_id
    locked.released_at = now()
    locked.keep("review", "reviewed_by", "released_at")
    record.change(Event.EXTRACT_RELEASED, locked, withheld=len(kept_back))
    return locked
