"""This file is where the one who refers writes down who the person is, in her own register."""

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework.intake_facts import fact_date
from stegvis.casework.models import Sending
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import protection
from stegvis.participants.actions.participant import Particulars, correct, register, taken
from stegvis.participants.models import Identity, Participant, Sex
from stegvis.participants.queries import identity_of, known_by
from stegvis.programmes.facts import readable


@transaction.atomic
def known_or_new(
    *, actor: Actor, permission: Permission, scope: Scope, particulars: Particulars
) -> Participant:
    """The person in the acting authority's own register, with what is newly told about her.

    Raises RuleBroken when no name is given, and when her own authority may not show her to this
    actor (protected identity).
    """
    if not particulars.given_name.strip():
        raise RuleBroken("Skriv personens förnamn.", "given_name")
    if not particulars.family_name.strip():
        raise RuleBroken("Skriv personens efternamn.", "family_name")
    try:
        with transaction.atomic():
            person = register(
                actor=actor, permission=permission, scope=scope, particulars=particulars
            )
    except IntegrityError:
        raise _hidden_person(actor) from None
    identity = identity_of(actor, person.pk)
    if identity is None:
        raise _hidden_person(actor)
    told = _told(particulars, person, identity)
    if told != _stored(person, identity):
        correct(
            actor=actor,
            permission=permission,
            participant=person,
            scope=scope,
            particulars=told,
            revision=person.revision,
        )
        person.refresh_from_db()
    return person


@transaction.atomic
def received_person(
    *, actor: Actor, permission: Permission, scope: Scope, row: Sending, identity: Identity | None
) -> Participant:
    """Somebody whom another authority has sent word of, in the acting authority's own register,
    with what was told, so that nothing is asked for twice. Without an identity she is guarded
    from the first second, with the actor as her named reader."""
    if identity is None:
        return protection.register_nameless(
            actor=actor,
            permission=permission,
            scope=scope,
            sex=str(row.facts.get("sex") or Sex.UNKNOWN),
            reason=f"Identiteten har inte lämnats ut. Kontakt genom {row.handler.name}, "
            f"{row.owner.short_name}.",
        )
    return known_or_new(
        actor=actor, permission=permission, scope=scope, particulars=_particulars(identity, row)
    )


def _particulars(identity: Identity, row: Sending) -> Particulars:
    facts, vocabulary = row.facts, row.version.definition.vocabulary
    return Particulars(
        given_name=identity.given_name,
        family_name=identity.family_name,
        number=identity.identifier,
        born_on=fact_date(facts, "born_on"),
        sex=str(facts.get("sex") or Sex.UNKNOWN),
        phone=identity.phone,
        email=identity.email,
        address=identity.address,
        contact_wish=identity.contact_wish,
        language=str(readable(facts.get("language"), vocabulary["language"]) or "")[:40],
        needs_interpreter=(
            readable(facts.get("needs_interpreter"), vocabulary["needs_interpreter"]) is True
        ),
    )


@transaction.atomic
def correct_in_draft(*, actor: Actor, referral: Sending, particulars: Particulars) -> Participant:
    """The draft's person with her particulars as now written; another one of the own register
    when the number turns out to be hers."""
    person = referral.participant
    identity = identity_of(actor, person.pk)
    if identity is None:
        raise _hidden_person(actor)
    number = particulars.number
    if number and identity.number and number.digits != identity.number:
        return _by_number(actor, referral, particulars)
    if number and not identity.number and known_by(actor, number):
        return _by_number(actor, referral, particulars)
    kept = replace(
        particulars,
        number=number or identity.identifier,
        address=particulars.address or identity.address,
    )
    if kept != _stored(person, identity):
        correct(
            actor=actor,
            permission=Permission.REFERRAL_DRAFT,
            participant=person,
            scope=referral.scope,
            particulars=kept,
            revision=person.revision,
        )
        person.refresh_from_db()
    return person


def _by_number(actor: Actor, referral: Sending, particulars: Particulars) -> Participant:
    """Another number is another person: never rewrite one person's record into another's."""
    return known_or_new(
        actor=actor,
        permission=Permission.REFERRAL_DRAFT,
        scope=referral.scope,
        particulars=particulars,
    )


def _hidden_person(actor: Actor) -> RuleBroken:
    """In the words of a number that is wrong: that somebody is known here, and protected, is
    told to nobody who types her number. Whoever checks the log sees that it was tried."""
    journal().look(
        Event.ACCESS_REFUSED, owner_id=actor.organisation_id, item_kind="identity", item_id=None
    )
    return taken()


def _stored(person: Participant, identity: Identity) -> Particulars:
    return Particulars(
        given_name=identity.given_name,
        family_name=identity.family_name,
        number=identity.identifier,
        born_on=person.born_on,
        sex=person.sex,
        phone=identity.phone,
        email=identity.email,
        address=identity.address,
        contact_wish=identity.contact_wish,
        language=person.language,
        needs_interpreter=person.needs_interpreter,
    )


def _told(particulars: Particulars, person: Participant, identity: Identity) -> Particulars:
    """What is told now, and what was known before where nothing is told."""
    stored = _stored(person, identity)
    told: dict[str, Any] = {
        name: getattr(particulars, name)
        for name in ("given_name", "family_name", "phone", "email", "address", "contact_wish")
        if getattr(particulars, name)
    }
    if particulars.language:
        told["language"] = particulars.language
    if particulars.needs_interpreter:
        told["needs_interpreter"] = True
    number, known = particulars.number, stored.number
    if number and known and number.digits == known.digits:
        level, dormant = number.level or known.level, number.dormant or known.dormant
        told["number"] = replace(known, level=level, dormant=dormant)
    return replace(stored, **told)
