"""This file is where the participant's will is written down: given, refused, withdrawn."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Consent, ConsentGrant, ConsentKind, Disclosure, Participant
from stegvis.programmes.models import ProgrammeVersion


@dataclass(frozen=True)
class Cell:
    """One ticked box of the matrix: this category from this giver to this receiver."""

    giver_id: UUID
    receiver_id: UUID
    category: str


@dataclass(frozen=True)
class Form:
    """The paper (or page) that the participant has answered."""

    kind: str
    purpose: str
    version: str
    language: str
    given_on: date
    on_paper: bool = True
    refused: bool = False
    valid_to: date | None = None


@transaction.atomic
def write_down(
    *,
    actor: Actor,
    scope: Scope,
    participant: Participant,
    participation_id: UUID | None,
    programme: ProgrammeVersion,
    form: Form,
    cells: Iterable[Cell] = (),
) -> Consent:
    """Record one written consent, or that she has said no. Each kind is a consent of its own.

    A secrecy consent names givers, receivers and categories; an earlier one for the same
    participation is replaced, and what is no longer covered is closed at once. Consent opens no
    row by itself. Raises RuleBroken for a date ahead or a secrecy consent without receivers.
    """
    require(actor, Permission.CONSENT_RECORD, scope)
    wanted = list(cells)
    if form.given_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "given_on")
    if form.kind == ConsentKind.SECRECY and not form.refused and not wanted:
        raise RuleBroken(
            "Kryssa i minst en mottagare, eller skriv in att personen inte samtycker.", "cells"
        )
    replaced = Consent.objects.in_force().filter(
        participant=participant, participation_id=participation_id, kind=form.kind
    )
    earlier = list(replaced.select_for_update())
    consent = Consent.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=participant,
        participation_id=participation_id,
        version=programme,
        kind=form.kind,
        purpose=form.purpose,
        form_version=form.version,
        form_language=form.language,
        given_on=form.given_on,
        taken_by_id=actor.account_id,
        on_paper=form.on_paper,
        refused=form.refused,
        valid_to=form.valid_to,
    )
    ConsentGrant.objects.bulk_create(
        ConsentGrant(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            consent=consent,
            giver_id=cell.giver_id,
            receiver_id=cell.receiver_id,
            category=cell.category,
        )
        for cell in wanted
    )
    record.change(
        Event.CONSENT_REFUSED if form.refused else Event.CONSENT_GIVEN,
        consent,
        kind=form.kind,
        form=form.version,
        cells=[[cell.receiver_id, cell.category] for cell in wanted],
    )
    covered = {(cell.receiver_id, cell.category) for cell in wanted}
    for old in earlier:
        _end(actor, old, covered=covered)
    return consent


@transaction.atomic
def withdraw(
    *, actor: Actor, scope: Scope, consent: Consent, receiver_id: UUID | None = None
) -> Consent:
    """Withdraw a consent, whole or for one receiver. The disclosures that rest on it close in
    the same transaction: from the next request the receiver sees only that, and when, something
    was received. What the receiver has already taken into its own file stays there."""
    require(actor, Permission.CONSENT_RECORD, scope)
    locked = Consent.lock(consent)
    if receiver_id is None:
        _end(actor, locked, covered=())
    else:
        now = timezone.now()
        ConsentGrant.objects.filter(
            consent=locked, receiver_id=receiver_id, withdrawn_at__isnull=True
        ).update(withdrawn_at=now)
        _close_disclosures(actor, locked, receiver_id=receiver_id)
        record.change(Event.CONSENT_WITHDRAWN, locked, receiver=receiver_id)
    return locked


def _end(actor: Actor, consent: Consent, *, covered: Collection[tuple[UUID, str]]) -> None:
    consent.withdrawn_at = timezone.now()
    consent.keep("withdrawn_at")
    _close_disclosures(actor, consent, covered=covered)
    record.change(Event.CONSENT_WITHDRAWN, consent)


def _close_disclosures(
    actor: Actor,
    consent: Consent,
    *,
    receiver_id: UUID | None = None,
    covered: Collection[tuple[UUID, str]] = (),
) -> None:
    open_ones = Disclosure.objects.open().filter(consent=consent).select_for_update()
    if receiver_id is not None:
        open_ones = open_ones.filter(receiver_id=receiver_id)
    for disclosure in open_ones:
        if (disclosure.receiver_id, disclosure.category) in covered:
            continue
        disclosure.closed_at = timezone.now()
        disclosure.closed_by_id = actor.account_id
        disclosure.close_reason = "Samtycket har återkallats eller ändrats."
        disclosure.keep("closed_at", "closed_by", "close_reason")
        record.change(
            Event.DISCLOSURE_CLOSED,
            disclosure,
            receiver=disclosure.receiver_id,
            item=disclosure.item_kind,
        )
