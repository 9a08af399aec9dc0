"""This file is where something is handed out (lämnas ut) to another authority, and closed again."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants import grounds
from stegvis.participants.actions.consent import live_grants
from stegvis.participants.models import Consent, ConsentGrant, Disclosure, Ground

NOT_ASSESSED = "Skriv hur du har prövat sekretessen innan du lämnar ut."
# Deferred by name: the module that sends is imported by the job process alone.
TELL_RECEIVER = "stegvis.tell_receiver"
# Kinds of item whose consent is the referral's, or the case owner's, which a party cannot name.
CONSENT_ELSEWHERE = (
    *("referral", "intake", "identity", "question", "takeover"),
    *("proposal", "proposalanswer"),
)


class Disclosable(Protocol):
    """An item that can be handed out: a frozen version with an owner and, mostly, a person."""

    @property
    def pk(self) -> UUID: ...
    @property
    def owner_id(self) -> UUID: ...
    @property
    def item_kind(self) -> str: ...
    @property
    def about_participant_id(self) -> UUID | None: ...


@transaction.atomic
def make(
    *,
    actor: Actor,
    permission: Permission = Permission.DISCLOSURE_MAKE,
    scope: Scope,
    item: Disclosable,
    title: str,
    receiver_id: UUID,
    category: str,
    ground: str,
    consent: Consent | None = None,
    holds: Collection[str] = (),
    reason: str = "",
    assessment: str = "",
    participation_id: UUID | None = None,
    version: int = 1,
    valid_to: date | None = None,
) -> Disclosure:
    """Hand out one frozen item to one receiver, on a ground that is written down (OSL 10 kap.).

    Another ground than consent must be law today and needs a reason and, apart from that, the
    secrecy assessment of whoever hands out, both written before anything leaves; and a second
    person's review within the ground's days, never beforehand. A named consent must be in force
    and cover every category that the item holds (`holds`; otherwise its one category). The owner
    is no receiver. An item already open to the receiver is not handed out twice. It ends with the
    consent, or on `valid_to` when that day comes first. The receiver is told that there is
    something new, and nothing about what.
    """
    require(actor, permission, scope)
    if receiver_id == item.owner_id:
        raise RuleBroken("Uppgiften finns redan hos den myndigheten.", "receiver")
    law = _law(ground, reason, assessment)
    if ground == Ground.CONSENT:
        _check_consent(item, receiver_id, consent, set(holds) or {category})
    already = Disclosure.objects.open().filter(item_id=item.pk, receiver_id=receiver_id).first()
    if already:
        return already
    ends = [day for day in (valid_to, consent.valid_to if consent else None) if day]
    disclosure = Disclosure.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=item.about_participant_id,
        participation_id=participation_id,
        item_kind=item.item_kind,
        item_id=item.pk,
        item_version=version,
        title=title,
        receiver_id=receiver_id,
        category=category,
        ground=ground,
        reason=reason,
        assessment=assessment,
        consent=consent,
        valid_to=min(ends, default=None),
        review_due_on=_review_day(law),
    )
    _log(disclosure)
    _tell(disclosure)
    return disclosure


def _law(ground: str, reason: str, assessment: str) -> grounds.LegalGround:
    """The ground as the law has it today, with what it asks for written down."""
    law = grounds.find(ground, today())
    if law is None:
        raise RuleBroken("Välj en grund som gäller i dag.", "ground")
    if law.needs_reason and not reason.strip():
        raise RuleBroken("Skriv varför uppgiften får lämnas ut utan samtycke.", "reason")
    if law.needs_reason and not assessment.strip():
        raise RuleBroken(NOT_ASSESSED, "assessment")
    return law


def _log(made: Disclosure) -> None:
    record.change(
        Event.DISCLOSURE_MADE,
        made,
        item=made.item_kind,
        item_id=made.item_id,
        receiver=made.receiver_id,
        category=made.category,
        ground=made.ground,
        # That why and how it was weighed are written down; what was written is never in the log.
        reasoned=bool(made.reason.strip()),
        assessed=bool(made.assessment.strip()),
    )


def _tell(made: Disclosure) -> None:
    if settings.RECEIVERS_ARE_TOLD:
        configure_task(name=TELL_RECEIVER, job_manager=app.job_manager).defer(
            disclosure=str(made.pk), receiver=str(made.receiver_id)
        )


def _review_day(law: grounds.LegalGround) -> date | None:
    if not law.review_within_days:
        return None
    return today() + timedelta(days=law.review_within_days)


@transaction.atomic
def close(*, actor: Actor, scope: Scope, disclosure: Disclosure, reason: str) -> Disclosure:
    """Stop a disclosure; works from the receiver's next request. What the receiver has already
    taken into its own file stays there."""
    require(actor, Permission.DISCLOSURE_MAKE, scope)
    return _close(actor, Disclosure.lock(disclosure), reason)


def _close(actor: Actor, locked: Disclosure, reason: str) -> Disclosure:
    if locked.closed_at is None:
        locked.closed_at = now()
        locked.closed_by_id = actor.account_id
        locked.close_reason = reason
        locked.keep("closed_at", "closed_by", "close_reason")
        record.change(Event.DISCLOSURE_CLOSED, locked, receiver=locked.receiver_id)
    return locked


@transaction.atomic
def review(
    *, actor: Actor, scope: Scope, disclosure: Disclosure, outcome: str, is_right: bool = True
) -> Disclosure:
    """A second person's review of a disclosure made on another ground than consent, afterwards.

    The one who handed out may not review it herself. A disclosure found wrong is closed at once.
    Raises RuleBroken for a missing outcome, the same person and a review made before.
    """
    require(actor, Permission.DISCLOSURE_REVIEW, scope)
    locked = Disclosure.lock(disclosure)
    if locked.review_due_on is None:
        raise RuleBroken("Ett utlämnande med samtycke behöver ingen granskning.", "outcome")
    if locked.created_by_id == actor.account_id:
        raise RuleBroken(
            "Du lämnade själv ut uppgiften. Någon annan behöver granska utlämnandet.", "outcome"
        )
    if locked.reviewed_at is not None:
        raise RuleBroken("Utlämnandet är redan granskat.", "outcome")
    if not outcome.strip():
        raise RuleBroken("Skriv vad granskningen kom fram till.", "outcome")
    locked.reviewed_at = now()
    locked.reviewed_by_id = actor.account_id
    locked.review_outcome = outcome.strip()
    locked.keep("reviewed_at", "reviewed_by", "review_outcome")
    record.change(Event.DISCLOSURE_REVIEWED, locked, is_right=is_right)
    if not is_right:
        return _close(actor, locked, "Granskningen fann det fel.")
    return locked


def _check_consent(
    item: Disclosable, receiver_id: UUID, consent: Consent | None, holds: set[str]
) -> None:
    """Some kinds of item rest on a consent that is written elsewhere: in the referral, as does a
    question back to the authority that referred, or in the case owner's own record."""
    if consent is None:
        if item.item_kind not in CONSENT_ELSEWHERE:
            raise RuleBroken(
                "Det finns inget samtycke i kraft för mottagaren. Välj en annan grund.", "ground"
            )
        return
    is_hers = consent.participant_id == item.about_participant_id
    # Locked, as a withdrawal locks it: whichever comes second sees what the first one did.
    live = Consent.objects.in_force().select_for_update(of=("self",)).filter(pk=consent.pk)
    is_live = is_hers and live.first() is not None
    given = set(
        ConsentGrant.objects.filter(
            consent=consent,
            giver_id=item.owner_id,
            receiver_id=receiver_id,
            withdrawn_at__isnull=True,
        ).values_list("category", flat=True)
    )
    if not is_live or not holds <= given:
        raise RuleBroken(
            "Samtycket omfattar inte det här till den mottagaren. Välj en annan grund, "
            "eller be deltagaren om ett nytt samtycke.",
            "receiver",
        )


def consented_receivers(
    participation_id: UUID, giver_id: UUID, category: str
) -> list[ConsentGrant]:
    """Who may be given this category now, by a secrecy consent in force; each with its consent."""
    return [
        grant
        for grant in live_grants(participation_id, giver_id)
        if grant.giver_id == giver_id and grant.category == category
    ]
