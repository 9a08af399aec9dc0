"""This file is where a person is registered by one authority, and her particulars corrected."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.errors import RuleBroken
from stegvis.core.person_key import person_key
from stegvis.core.personal_number import PersonalNumber
from stegvis.core.sorting import sort_key
from stegvis.participants.models import Identity, Participant, Sex


@dataclass(frozen=True)
class Particulars:
    """What is written down about a person when she is registered. A number may be missing."""

    given_name: str
    family_name: str
    number: PersonalNumber | None = None
    born_on: date | None = None
    sex: str = Sex.UNKNOWN
    phone: str = ""
    email: str = ""
    address: str = ""
    contact_wish: str = ""
    language: str = ""
    needs_interpreter: bool = False


@transaction.atomic
def register(
    *, actor: Actor, permission: Permission, scope: Scope, particulars: Particulars
) -> Participant:
    """Write a person into the acting authority's own register, or find her there.

    Uniqueness is per owner: nothing is looked up, and nothing revealed, at another authority.
    `permission` is the one of the work that makes the registration necessary.
    """
    require(actor, permission, scope)
    number = particulars.number
    if number:
        known = (
            Identity.objects.visible_to(actor)
            .filter(owner_id=actor.organisation_id, number=number.digits)
            .select_related("participant")
            .first()
        )
        if known:
            record.change(Event.PARTICIPANT_REGISTERED, known.participant, known=True)
            return known.participant
    participant = Participant.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        sex=number.sex if number else particulars.sex,
        born_on=number.born if number else particulars.born_on,
        responsible_id=actor.account_id,
        language=particulars.language,
        needs_interpreter=particulars.needs_interpreter,
    )
    Identity.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        **identity_fields(particulars),
    )
    record.change(Event.PARTICIPANT_REGISTERED, participant)
    return participant


@transaction.atomic
def correct(
    *,
    actor: Actor,
    permission: Permission = Permission.PARTICIPANT_CORRECT,
    participant: Participant,
    scope: Scope,
    particulars: Particulars,
    revision: int,
) -> Participant:
    """Correct name, number or contact. Raises Conflict when somebody else was first, NotVisible
    when the identity is closed to the actor.

    `permission` is the one of the work that makes the correction necessary.
    """
    require(actor, permission, scope)
    locked = Participant.lock(participant, revision)
    identity = (
        Identity.objects.visible_to(actor).filter(participant=locked).select_for_update().first()
    )
    if identity is None:
        raise NotVisible
    number = particulars.number
    locked.born_on = number.born if number else particulars.born_on
    locked.sex = number.sex if number else particulars.sex
    locked.language = particulars.language
    locked.needs_interpreter = particulars.needs_interpreter
    locked.keep("born_on", "sex", "language", "needs_interpreter")
    fields = identity_fields(particulars)
    for name, value in fields.items():
        setattr(identity, name, value)
    try:
        with transaction.atomic():
            identity.keep(*fields)
    except IntegrityError:
        # Looking it up first would miss a protected person, whose row the database hides.
        raise RuleBroken(
            "Personnumret går inte att spara här. Kontrollera det, "
            "eller vänd dig till samordnaren om det är rätt.",
            "personal_number",
        ) from None
    record.change(Event.PARTICIPANT_CORRECTED, locked)
    return locked


def identity_fields(particulars: Particulars) -> dict[str, str]:
    number = particulars.number
    full = f"{particulars.given_name} {particulars.family_name}"
    return {
        "number": number.digits if number else "",
        "number_kind": number.kind if number else "",
        "person_key": person_key(number.digits) if number else "",
        "given_name": particulars.given_name,
        "family_name": particulars.family_name,
        "name_key": sort_key(full),
        "family_key": sort_key(f"{particulars.family_name} {particulars.given_name}"),
        "phone": particulars.phone,
        "email": particulars.email,
        "address": particulars.address,
        "contact_wish": particulars.contact_wish,
    }
