"""This file is where the participant answers for herself: gives, refuses, changes, withdraws."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.actor import Person
from stegvis.access.policy import require_own
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions.consent import (
    Cell,
    Form,
    answer_detail,
    answer_event,
    keep_answer,
    take_back,
)
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.models import ProgrammeVersion


@transaction.atomic
def answer(
    *,
    actor: Person,
    participant_id: UUID,
    participation_id: UUID,
    programme: ProgrammeVersion,
    form: Form,
    cells: Iterable[Cell] = (),
) -> Consent:
    """Say yes or no to one consent. A new answer takes the place of the one before, and what it
    no longer covers is closed at once; so fewer or more receivers are a new answer.

    Raises NotVisible for somebody else's participation, RuleBroken for a yes without receivers.
    """
    require_own(actor, participant_id)
    chosen = list(cells)
    if form.kind == ConsentKind.SECRECY and not form.refused and not chosen:
        raise RuleBroken(_("Kryssa i minst en ruta, eller svara nej."), "cells")
    consent = keep_answer(
        actor.account_id,
        actor.participants[participant_id],
        participant_id,
        participation_id,
        programme,
        form,
        chosen,
    )
    record.change(answer_event(consent), consent, **answer_detail(consent, chosen))
    return consent


@transaction.atomic
def withdraw(*, actor: Person, consent: Consent, receiver_id: UUID | None = None) -> Consent:
    """Take back a consent, whole or for one authority, without saying why. What rests on it
    closes in the same transaction; what a receiver has in its own file stays there."""
    require_own(actor, consent.participant_id)
    locked = take_back(actor.account_id, consent, receiver_id)
    record.change(Event.CONSENT_WITHDRAWN, locked, receiver=receiver_id)
    return locked
