"""This file is where a person is proposed by one authority, and assessed by the one that may refer.

The assessor answers in a row of its own and refers in its own name; the proposer sees only what
became of the proposal.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import proposing
from stegvis.casework.actions.referred_person import (
    correct_in_draft,
    known_or_new,
    received_person,
)
from stegvis.casework.actions.sending import (
    category_of,
    close_what_was_sent,
    hand_out,
    mark_sent,
    missing,
    refuse_unless_draft,
    set_ground,
    write,
)
from stegvis.casework.models import (
    Proposal,
    ProposalAnswer,
    ProposalStatus,
    Referral,
    ReferralStatus,
)
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants.actions import disclosure
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Ground, Identity
from stegvis.participants.queries import identity_of
from stegvis.programmes.closing import refuse_when_closed
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import facts_asked, ways_in, ways_to_propose

# Deferred by name: the job process alone imports the module that runs it.
CLOSE_TAKEN_BACK = "stegvis.close_taken_back"


@transaction.atomic
def draft(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    operator: Organisation,
    particulars: Particulars,
    reason: str = "",
    wish: str = "",
    facts: Mapping[str, object] | None = None,
) -> Proposal:
    """Begin a proposal. The person enters the proposer's own register and nobody else sees
    anything before it is sent. Raises RuleBroken when the authority may not propose here."""
    require(actor, Permission.REFERRAL_DRAFT, own_scope(actor, version.programme_id))
    way = next(
        (
            way
            for way in ways_to_propose(actor.organisation_id)
            if way.version.pk == version.pk and way.operator == operator
        ),
        None,
    )
    if way is None:
        raise RuleBroken("Din myndighet kan inte föreslå personer till den här insatsen.", "route")
    refuse_when_closed(version.programme_id, operator.pk)
    person = known_or_new(
        actor=actor,
        permission=Permission.REFERRAL_DRAFT,
        scope=own_scope(actor, version.programme_id),
        particulars=particulars,
    )
    proposal = Proposal(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=person,
        version=version,
        receiver=way.receiver,
        operator=operator,
        route=way.route.source,
        handler_id=actor.account_id,
    )
    write(proposal, reason=reason, wish=wish, facts=facts or {})
    proposal.save(force_insert=True)
    record.change(Event.PROPOSAL_DRAFTED, proposal)
    return proposal


@transaction.atomic
def change(
    *,
    actor: Actor,
    proposal: Proposal,
    revision: int,
    particulars: Particulars | None,
    reason: str,
    wish: str,
    facts: Mapping[str, object],
) -> Proposal:
    """Change a draft, as a referral's. Raises RuleBroken when it has been sent."""
    require(actor, Permission.REFERRAL_DRAFT, proposal.scope)
    locked = Proposal.lock(proposal, revision)
    refuse_unless_draft(locked)
    if particulars is not None:
        locked.participant = correct_in_draft(actor=actor, referral=locked, particulars=particulars)
    write(locked, reason=reason, wish=wish, facts=facts)
    locked.keep("participant", "reason", "wish", "facts")
    record.change(Event.PROPOSAL_CHANGED, locked)
    return locked


@transaction.atomic
def send(
    *,
    actor: Actor,
    proposal: Proposal,
    revision: int,
    ground: str,
    consent_on: date | None = None,
    consent_taken_by: str = "",
    reason: str = "",
    assessment: str = "",
) -> Proposal:
    """Send and freeze a proposal. As a referral it is itself a disclosure, to the assessor alone;
    the operator learns nothing before somebody refers. Raises RuleBroken for what is missing."""
    require(actor, Permission.REFERRAL_SEND, proposal.scope)
    locked = Proposal.lock(proposal, revision)
    refuse_unless_draft(locked)
    refuse_when_closed(locked.version.programme_id, locked.operator_id)
    identity = identity_of(actor, locked.participant_id)
    gaps = missing(locked, identity)
    if gaps or (identity is None and not locked.participant.is_protected):
        labels = ", ".join(gap.label for gap in gaps) or "personens uppgifter"
        raise RuleBroken(f"Fyll i det som saknas först: {labels}.")
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
    record.change(Event.PROPOSAL_SENT, locked, receiver=locked.receiver_id, ground=locked.ground)
    shown = None if locked.participant.is_protected else identity
    hand_out(actor=actor, row=locked, identity=shown, title="Förslag")
    return locked


@transaction.atomic
def withdraw(*, actor: Actor, proposal: Proposal, revision: int) -> Proposal:
    """Take a proposal back, or throw a draft away; what was disclosed with it closes at once. A
    referral that the assessor has sent is the assessor's own and stands; one that is not sent is
    closed, by a job in the assessor's own context: nobody writes in another's row."""
    require(actor, Permission.REFERRAL_SEND, proposal.scope)
    locked = Proposal.lock(proposal, revision)
    if locked.status == ReferralStatus.WITHDRAWN:
        raise RuleBroken("Det är redan tillbakadraget.")
    locked.status, locked.withdrawn_at = ReferralStatus.WITHDRAWN, now()
    locked.keep("status", "withdrawn_at")
    record.change(Event.PROPOSAL_WITHDRAWN, locked)
    close_what_was_sent(actor=actor, row=locked, reason="Förslaget är tillbakadraget.")
    if locked.sent_at is not None:
        configure_task(name=CLOSE_TAKEN_BACK, job_manager=app.job_manager).defer(
            proposal=str(locked.pk), organisation=str(locked.receiver_id)
        )
    return locked


@transaction.atomic
def close_taken_back(*, actor: Actor, proposal_id: UUID) -> ProposalAnswer | None:
    """Close what the acting authority has begun on a proposal that has been taken back: the answer,
    and the draft of a referral. May be run again: then nothing is left to do."""
    require(actor, Permission.PROPOSAL_ASSESS, own_scope(actor))
    found = proposing.resting_on_nothing(actor).filter(proposal_id=proposal_id).first()
    if found is None:
        return None
    answer = ProposalAnswer.lock(found)
    if answer.referral_id is not None:
        draft = Referral.lock(Referral(pk=answer.referral_id))
        if draft.is_draft:
            draft.status, draft.withdrawn_at = ReferralStatus.WITHDRAWN, now()
            draft.keep("status", "withdrawn_at")
            record.change(Event.REFERRAL_WITHDRAWN, draft, proposal=proposal_id)
    answer.status, answer.decided_on = ProposalStatus.TAKEN_BACK, today()
    answer.keep("status", "decided_on")
    record.change(Event.PROPOSAL_ANSWERED, answer, status=answer.status)
    return answer


@transaction.atomic
def open(*, actor: Actor, proposal: Proposal) -> ProposalAnswer:
    """Begin to assess a proposal that was sent here: the proposer sees that from now on. Opened
    once; a second opening gives the same answer. Raises RuleBroken for one taken back."""
    scope = Scope(proposal.receiver_id, proposal.version.programme_id)
    require(actor, Permission.PROPOSAL_ASSESS, scope)
    if proposal.status != ReferralStatus.SENT or proposal.sent_at is None:
        raise RuleBroken("Förslaget är inte längre skickat hit.")
    answer, is_new = ProposalAnswer.objects.get_or_create(
        proposal=proposal,
        defaults={
            "owner_id": actor.organisation_id,
            "created_by_id": actor.account_id,
            "received_on": timezone.localdate(proposal.sent_at),
        },
    )
    if not is_new:
        return answer
    record.change(Event.PROPOSAL_OPENED, answer, proposal=proposal.pk)
    disclosure.make(
        actor=actor,
        permission=Permission.PROPOSAL_ASSESS,
        scope=scope,
        item=answer,
        title="Besked om förslaget",
        receiver_id=proposal.owner_id,
        category=category_of(proposal.version.definition, "contact"),
        ground=proposal.ground or Ground.CONSENT,
        reason=proposal.ground_reason,
        assessment=proposal.assessed,
    )
    return answer


@transaction.atomic
def refer(*, actor: Actor, proposal: Proposal, identity: Identity | None) -> Referral:
    """Make the assessor's own referral from a proposal, with what was told: a draft that the
    assessor checks and sends on a ground of its own. Made once. The person enters the assessor's
    register; the proposer sees that it led on when the referral is sent."""
    require(
        actor,
        Permission.PROPOSAL_ASSESS,
        Scope(proposal.receiver_id, proposal.version.programme_id),
    )
    answer = ProposalAnswer.lock(open(actor=actor, proposal=proposal))
    if answer.referral is not None and answer.referral.status != ReferralStatus.WITHDRAWN:
        return answer.referral
    if not answer.is_open:
        raise RuleBroken("Förslaget är redan besvarat.")
    way = next(
        (
            way
            for way in ways_in(actor.organisation_id)
            if way.version.programme_id == proposal.version.programme_id
            and way.receiver.pk == proposal.operator_id
        ),
        None,
    )
    if way is None:
        raise RuleBroken("Det finns ingen väg härifrån till den utföraren.")
    refuse_when_closed(proposal.version.programme_id, proposal.operator_id)
    person = received_person(
        actor=actor,
        permission=Permission.PROPOSAL_ASSESS,
        scope=own_scope(actor, proposal.version.programme_id),
        row=proposal,
        identity=identity,
    )
    referral = Referral(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=person,
        version=way.version,
        receiver=way.receiver,
        route=way.route.source,
        handler_id=actor.account_id,
    )
    asked = {fact.key for fact in facts_asked(way.definition, way.route.source)}
    told = {key: value for key, value in proposal.facts.items() if key in asked}
    write(referral, reason=proposal.reason, wish=proposal.wish, facts=told)
    referral.save(force_insert=True)
    record.change(Event.REFERRAL_DRAFTED, referral, route=referral.route)
    answer.referral, answer.participant = referral, person
    answer.keep("referral", "participant")
    return referral


@transaction.atomic
def decline(
    *, actor: Actor, proposal: Proposal, message: str, revision: int | None = None
) -> ProposalAnswer:
    """Say that the proposal does not lead on, and why in a few words that the proposer reads."""
    require(
        actor,
        Permission.PROPOSAL_ASSESS,
        Scope(proposal.receiver_id, proposal.version.programme_id),
    )
    answer = ProposalAnswer.lock(open(actor=actor, proposal=proposal), revision)
    if not answer.is_open:
        raise RuleBroken("Förslaget är redan besvarat.")
    if not message.strip():
        raise RuleBroken("Skriv kort varför det inte leder vidare.", "message")
    answer.status, answer.message = ProposalStatus.DECLINED, message.strip()
    answer.decided_on, answer.decided_by_id = today(), actor.account_id
    answer.keep("status", "message", "decided_on", "decided_by")
    record.change(Event.PROPOSAL_ANSWERED, answer, status=answer.status)
    return answer
