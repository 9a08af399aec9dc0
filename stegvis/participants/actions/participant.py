"""This file is where a person is registered by one authority, and her particulars corrected."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.errors import RuleBroken
from stegvis.core.person_key import key_of
from stegvis.core.personal_number import PersonalNumber
from stegvis.core.sorting import sort_key
from stegvis.participants.models import Identity, Participant, Sex
from stegvis.participants.queries import known_by


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
        known = known_by(actor, number)
        if known:
            record.change(Event.PARTICIPANT_REGISTERED, known, known=True)
            return known
    participant = Participant.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        sex=(number and number.sex) or particulars.sex,
        born_on=(number and number.born) or particulars.born_on,
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

    Of the number all is told, also how sure the identity is. `permission` is the one of the work
    that makes the correction necessary.
    """
    require(actor, permission, scope)
    locked = Participant.lock(participant, revision)
    identity = (
        Identity.objects.visible_to(actor).filter(participant=locked).select_for_update().first()
    )
    if identity is None:
        raise NotVisible
    number = particulars.number
    if number and known_by(actor, number) not in (None, locked):
        raise taken()
    locked.born_on = (number and number.born) or particulars.born_on
    locked.sex = (number and number.sex) or particulars.sex
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
        raise taken() from None
    record.change(Event.PARTICIPANT_CORRECTED, locked)
    return locked


def taken() -> RuleBroken:
    """In the words of any number that is wrong: nobody is told that it is somebody else's."""
    return RuleBroken(
        "Numret går inte att spara här. Kontrollera det, "
        "eller vänd dig till samordnaren om det är rätt.",
        "personal_number",
    )


def number_fields(number: PersonalNumber | None) -> dict[str, Any]:
    return {
        "number": number.digits if number else "",
        "number_kind": number.kind if number else "",
        "number_level": number.level if number else "",
        "number_dormant": number.dormant if number else False,
        "person_key": key_of(number),
    }


def identity_fields(particulars: Particulars) -> dict[str, Any]:
    full = f"{particulars.given_name} {particulars.family_name}"
    return number_fields(particulars.number) | {
        "given_name": particulars.given_name,
        "family_name": particulars.family_name,
        "name_key": sort_key(full),
        "family_key": sort_key(f"{particulars.family_name} {particulars.given_name}"),
        "phone": particulars.phone,
        "email": particulars.email,
        "address": particulars.address,
        "contact_wish": particulars.contact_wish,
    }
