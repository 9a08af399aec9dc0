"""This file is where a participant is referred on: to care, boendestöd, debt advice and others."""

from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import windows
from stegvis.casework.actions.freezing import freeze
from stegvis.casework.models import CareStatus, OutgoingReferral, Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import grounds
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Consent, Ground
from stegvis.programmes.journey import Outgoing

# What a receiver may be said to have answered, once the referral has been sent.
ANSWERED = (
    CareStatus.RECEIVED,
    CareStatus.WAITING,
    CareStatus.STARTED,
    CareStatus.ENDED,
    CareStatus.DECLINED,
)


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    participation: Participation,
    target_key: str,
    reason: str,
    target_name: str = "",
    receiver: Organisation | None = None,
) -> OutgoingReferral:
    """Begin a referral to somewhere the programme refers on to. Nothing leaves the authority yet.

    Raises RuleBroken for a place that the programme does not name, and without a reason.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    target = target_of(participation, target_key)
    if not reason.strip():
        raise RuleBroken("Skriv vad deltagaren behöver och varför.", "reason")
    if receiver is not None and receiver.pk == participation.owner_id:
        raise RuleBroken("Det är den egna myndigheten. Lämna mottagaren tom.", "receiver")
    referral = OutgoingReferral.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        target_key=target.key,
        target_name=target_name.strip() or target.name,
        receiver=receiver,
        reason=reason.strip(),
        status=CareStatus.PLANNED,
        status_on=today(),
    )
    record.change(Event.CARE_REFERRED, referral, target=target.key, status=CareStatus.PLANNED)
    return referral


@transaction.atomic
def send(
    *,
    actor: Actor,
    referral: OutgoingReferral,
    sent_on: date,
    ground: str,
    revision: int,
    ground_reason: str = "",
    assessment: str = "",
) -> OutgoingReferral:
    """The receiver has been told. Telling is a disclosure and needs the person's consent or
    another ground with its reason and, apart from that, the secrecy assessment. To an authority in
    the system it is made here; otherwise all of it is kept in this row alone.

    Raises RuleBroken when it is sent already, for a day ahead, for consent that does not cover
    the receiver and the category, and for another ground without a reason.
    """
    require(actor, Permission.ACTIVITY_WRITE, referral.scope)
    locked = OutgoingReferral.lock(referral, revision)
    locked.participation = referral.participation
    if locked.status != CareStatus.PLANNED:
        raise RuleBroken("Den är redan skickad.")
    if sent_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "sent_on")
    if grounds.find(ground, today()) is None or ground == Ground.NO_PERSON:
        raise RuleBroken("Välj med vilken grund mottagaren får veta.", "ground")
    if ground != Ground.CONSENT and not ground_reason.strip():
        raise RuleBroken("Skriv varför mottagaren får veta utan samtycke.", "ground_reason")
    if ground != Ground.CONSENT and not assessment.strip():
        raise RuleBroken(disclosure.NOT_ASSESSED, "assessment")
    locked.status, locked.sent_on, locked.status_on = CareStatus.SENT, sent_on, sent_on
    locked.ground, locked.ground_reason = ground, ground_reason.strip()
    locked.assessment = assessment.strip()
    locked.keep("status", "sent_on", "status_on", "ground", "ground_reason", "assessment")
    record.change(
        Event.CARE_REFERRED,
        locked,
        target=locked.target_key,
        ground=ground,
        reasoned=bool(locked.ground_reason),
        assessed=bool(locked.assessment),
    )
    if locked.receiver_id is not None:
        _hand_out(actor, locked)
    return locked


@transaction.atomic
def set_status(
    *,
    actor: Actor,
    referral: OutgoingReferral,
    status: str,
    status_on: date,
    revision: int,
    reply: str = "",
) -> OutgoingReferral:
    """Where it stands at the receiver, since which day, and what was answered.

    Raises RuleBroken before it has been sent, and for a day ahead or before that day.
    """
    require(actor, Permission.ACTIVITY_WRITE, referral.scope)
    locked = OutgoingReferral.lock(referral, revision)
    if locked.sent_on is None:
        raise RuleBroken("Skicka den först.", "status")
    if status not in ANSWERED:
        raise RuleBroken("Välj hur det står till hos mottagaren.", "status")
    if status_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "status_on")
    if status_on < locked.sent_on:
        raise RuleBroken(f"Datumet ligger före {locked.sent_on}, då den skickades.", "status_on")
    locked.status, locked.status_on, locked.reply = status, status_on, reply.strip()
    locked.keep("status", "status_on", "reply")
    record.change(Event.CARE_STATUS_SET, locked, status=status, on=status_on)
    return locked


def target_of(participation: Participation, key: str) -> Outgoing:
    """The place in the participant's own version of the programme."""
    targets = participation.version.definition.outgoing
    found = next((target for target in targets if target.key == key), None)
    if found is None:
        raise RuleBroken("Välj vart deltagaren ska.", "target_key")
    return found


def consent_for(referral: OutgoingReferral) -> Consent | None:
    """The consent in force that covers this receiver and this category, if there is one."""
    case = referral.participation
    if case is None or referral.receiver_id is None:
        return None
    category = target_of(case, referral.target_key).category
    grants = disclosure.consented_receivers(case.pk, referral.owner_id, category)
    return next((g.consent for g in grants if g.receiver_id == referral.receiver_id), None)


def _hand_out(actor: Actor, referral: OutgoingReferral) -> None:
    case = referral.participation
    if case is None or referral.receiver_id is None:
        return
    is_consent = referral.ground == Ground.CONSENT
    consent = consent_for(referral) if is_consent else None
    if is_consent and consent is None:
        raise RuleBroken(
            "Inget samtycke som gäller omfattar mottagaren och uppgifterna. "
            "Skriv in samtycket först, eller välj en annan grund.",
            "ground",
        )
    category = target_of(case, referral.target_key).category
    disclosure.make(
        actor=actor,
        scope=case.scope,
        item=freeze(actor=actor, participation=case, item=referral, categories=[category]),
        title=f"Aktualisering: {referral.target_name}"[:160],
        receiver_id=referral.receiver_id,
        category=category,
        ground=referral.ground,
        consent=consent,
        reason=referral.ground_reason,
        assessment=referral.assessment,
        participation_id=case.pk,
        valid_to=windows.last_day(case, referral.receiver_id),
    )
