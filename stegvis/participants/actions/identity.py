"""This file is where a whole personal number is shown, and where a person gets another number:
acts of their own, each with a reason."""

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core import personal_number
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import LEVELS, PersonalNumber
from stegvis.participants.actions.participant import number_fields, taken
from stegvis.participants.models import FormerNumber, Identity, Participant
from stegvis.participants.queries import known_by


@transaction.atomic
def unmask(*, actor: Actor, scope: Scope, participant: Participant, reason: str) -> str:
    """The whole number, once. The reason stands in the log, where the participant can read it.

    Raises RuleBroken without a reason, NotVisible when the identity is closed to the actor.
    """
    require(actor, Permission.IDENTITY_UNMASK, scope)
    if not reason.strip():
        raise RuleBroken("Skriv varför du behöver se hela personnumret.", "reason")
    personal_number.refuse_number_in(reason, "reason")
    identity = (
        Identity.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, participant=participant)
        .first()
    )
    if identity is None:
        raise NotVisible
    journal().add(
        Event.IDENTITY_UNMASKED,
        owner_id=identity.owner_id,
        item_kind="identity",
        item_id=identity.pk,
        participant_id=participant.pk,
        purpose=reason.strip()[:200],
    )
    return personal_number.unmask(identity.number)


@transaction.atomic
def change_number(
    *,
    actor: Actor,
    scope: Scope,
    participant: Participant,
    number: PersonalNumber,
    reason: str,
    revision: int,
) -> Identity:
    """The person has got another number, or it is known better how sure her identity is. What
    stood before is kept: she is the same person, and the earlier number leads to her here.

    A number that was only mistyped is corrected instead (participant.correct), because it may be
    somebody else's. Raises RuleBroken without a reason, when nothing differs and when the number
    is or was another person's here; Conflict when somebody else was first; NotVisible when her
    identity is closed to the actor.
    """
    require(actor, Permission.PARTICIPANT_CORRECT, scope)
    locked = Participant.lock(participant, revision)
    identity = (
        Identity.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, participant=locked)
        .select_for_update(of=("self",))
        .first()
    )
    if identity is None:
        raise NotVisible
    _check_change(identity, number, reason)
    if known_by(actor, number) not in (None, locked):
        raise taken()
    if identity.number:
        _keep_former(actor, identity, reason)
    fields = number_fields(number)
    for name, value in fields.items():
        setattr(identity, name, value)
    try:
        with transaction.atomic():
            identity.keep(*fields)
    except IntegrityError:
        # A protected person's row, which is hidden, has it.
        raise taken() from None
    if number.born and number.sex:
        locked.born_on, locked.sex = number.born, number.sex
    locked.keep("born_on", "sex")
    record.change(Event.NUMBER_CHANGED, locked, kind=number.kind)
    return identity


def _check_change(identity: Identity, number: PersonalNumber, reason: str) -> None:
    if number == identity.identifier:
        raise RuleBroken("Inget är ändrat.", "personal_number")
    is_coordination = number.kind == "coordination"
    if not is_coordination and (number.level or number.dormant):
        raise RuleBroken("Bara ett samordningsnummer har en identitetsnivå.", "level")
    if is_coordination and number.level not in LEVELS:
        raise RuleBroken("Välj identitetsnivå för samordningsnumret.", "level")
    if not reason.strip():
        raise RuleBroken("Skriv varför numret ändras.", "reason")
    personal_number.refuse_number_in(reason, "reason")
    if any(personal_number.stands_in(reason, one) for one in (number.digits, identity.number)):
        raise RuleBroken("Skriv skälet utan nummer.", "reason")


def _keep_former(actor: Actor, identity: Identity, reason: str) -> None:
    FormerNumber.objects.create(
        owner_id=identity.owner_id,
        created_by_id=actor.account_id,
        participant_id=identity.participant_id,
        number=identity.number,
        number_kind=identity.number_kind,
        number_level=identity.number_level,
        number_dormant=identity.number_dormant,
        reason=reason.strip(),
    )
