"""This file is where a referral is drafted, changed, sent and withdrawn by the one who refers."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import proposing
from stegvis.casework.actions.referred_person import correct_in_draft, known_or_new
from stegvis.casework.actions.sending import (
    close_what_was_sent,
    hand_out,
    mark_sent,
    missing,
    refuse_unless_draft,
    set_ground,
    write,
)
from stegvis.casework.models import ProposalAnswer, ProposalStatus, Referral, ReferralStatus
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.queries import identity_of
from stegvis.programmes.closing import refuse_when_closed
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import ways_in


@transaction.atomic
def draft(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    route: str,
    receiver: Organisation,
    particulars: Particulars,
    reason: str = "",
    wish: str = "",
    facts: Mapping[str, object] | None = None,
) -> Referral:
    """Begin a referral. The person enters the referrer's own register; nobody else sees anything
    before it is sent. Only a name is needed. Raises RuleBroken when the actor's authority has no
    such way into the programme, and when that is closing."""
    require(actor, Permission.REFERRAL_DRAFT, own_scope(actor, version.programme_id))
    if not any(
        way.version.pk == version.pk and way.route.source == route and way.receiver == receiver
        for way in ways_in(actor.organisation_id)
    ):
        raise RuleBroken("Din myndighet kan inte aktualisera till den här insatsen.", "route")
    refuse_when_closed(version.programme_id, receiver.pk)
    person = known_or_new(
        actor=actor,
        permission=Permission.REFERRAL_DRAFT,
        scope=own_scope(actor, version.programme_id),
        particulars=particulars,
    )
    referral = Referral(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=person,
        version=version,
        receiver=receiver,
        route=route,
        handler_id=actor.account_id,
    )
    write(referral, reason=reason, wish=wish, facts=facts or {})
    referral.save(force_insert=True)
    record.change(Event.REFERRAL_DRAFTED, referral, route=route)
    return referral


@transaction.atomic
def change(
    *,
    actor: Actor,
    referral: Referral,
    revision: int,
    particulars: Particulars | None,
    reason: str,
    wish: str,
    facts: Mapping[str, object],
) -> Referral:
    """Change a draft. An empty number keeps the one that is stored; without particulars, as for
    somebody whose identity is closed, the person is left as she is. Raises RuleBroken when it has
    been sent, Conflict when somebody else changed it meanwhile."""
    require(actor, Permission.REFERRAL_DRAFT, referral.scope)
    locked = Referral.lock(referral, revision)
    refuse_unless_draft(locked)
    _refuse_taken_back(actor, locked)
    if particulars is not None:
        locked.participant = correct_in_draft(actor=actor, referral=locked, particulars=particulars)
    write(locked, reason=reason, wish=wish, facts=facts)
    locked.keep("participant", "reason", "wish", "facts")
    record.change(Event.REFERRAL_CHANGED, locked)
    return locked


@transaction.atomic
def send(
    *,
    actor: Actor,
    referral: Referral,
    revision: int,
    ground: str,
    consent_on: date | None = None,
    consent_taken_by: str = "",
    reason: str = "",
    assessment: str = "",
) -> Referral:
    """Send and freeze a referral. Sending is itself a disclosure of the referral and of who the
    person is, so it carries the person's consent (which day, who took it) or another ground with
    its reason and, apart from that, the sender's secrecy assessment. Within one authority nothing
    is disclosed and no ground is asked for.

    Of a protected person nothing leaves that says who she is: how that is told is agreed on
    outside the system. Raises RuleBroken for anything missing, and for a consent dated ahead.
    """
    require(actor, Permission.REFERRAL_SEND, referral.scope)
    locked = Referral.lock(referral, revision)
    refuse_unless_draft(locked)
    _refuse_taken_back(actor, locked)
    refuse_when_closed(locked.version.programme_id, locked.receiver_id)
    identity = identity_of(actor, locked.participant_id)
    gaps = missing(locked, identity)
    if gaps or (identity is None and not locked.participant.is_protected):
        labels = ", ".join(gap.label for gap in gaps) or "personens uppgifter"
        raise RuleBroken(f"Fyll i det som saknas först: {labels}.")
    leaves = locked.receiver_id != locked.owner_id
    if leaves:
        set_ground(
            locked,
            ground=ground,
            consent_on=consent_on,
            taken_by=consent_taken_by.strip(),
            reason=reason.strip(),
            assessment=assessment.strip(),
        )
    mark_sent(locked)
    locked.keep(
        *("status", "sent_at", "facts", "ground", "ground_reason"),
        *("assessment", "consent_on", "consent_taken_by"),
    )
    record.change(Event.REFERRAL_SENT, locked, receiver=locked.receiver_id, ground=locked.ground)
    _answer_proposal(actor, locked)
    if leaves:
        title = locked.version.definition.words.referral.capitalize()
        shown = None if locked.participant.is_protected else identity
        hand_out(actor=actor, row=locked, identity=shown, title=title)
    return locked


@transaction.atomic
def withdraw(*, actor: Actor, referral: Referral, revision: int) -> Referral:
    """Take a referral back, or throw a draft away. What was disclosed with it closes at once: the
    receiver then sees only that, and when, something was received. The person's name stays open
    while another referral of hers to the same receiver does."""
    require(actor, Permission.REFERRAL_SEND, referral.scope)
    locked = Referral.lock(referral, revision)
    if locked.status == ReferralStatus.WITHDRAWN:
        raise RuleBroken("Den är redan tillbakadragen.")
    locked.status, locked.withdrawn_at = ReferralStatus.WITHDRAWN, now()
    locked.keep("status", "withdrawn_at")
    record.change(Event.REFERRAL_WITHDRAWN, locked)
    reason = "Aktualiseringen är tillbakadragen."
    close_what_was_sent(actor=actor, row=locked, reason=reason)
    return locked


def _refuse_taken_back(actor: Actor, referral: Referral) -> None:
    """What was told in a proposal is not told on when the proposal has been taken back."""
    if proposing.taken_back(actor, [referral]):
        raise RuleBroken(proposing.TAKEN_BACK)


def _answer_proposal(actor: Actor, referral: Referral) -> None:
    """Somebody proposed her: the proposer sees from now on that it led on, and no more."""
    answer = (
        ProposalAnswer.objects.select_for_update()
        .filter(owner_id=referral.owner_id, referral=referral, status=ProposalStatus.ASSESSING)
        .first()
    )
    if answer is not None:
        answer.status, answer.decided_on = ProposalStatus.REFERRED, today()
        answer.decided_by_id = actor.account_id
        answer.keep("status", "decided_on", "decided_by")
        record.change(Event.PROPOSAL_ANSWERED, answer, status=answer.status)
