"""This file is where the participant's will is written down: given, refused, withdrawn."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.compiled import Rows, blank
from stegvis.core.dates import day_of, now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import (
    Consent,
    ConsentGrant,
    ConsentKind,
    Disclosure,
    Ground,
    Participant,
)
from stegvis.programmes.models import ProgrammeVersion

# The category of a disclosed item that holds answers of several categories (a mapping).
SEVERAL = "several"


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
    ticked = list(cells)
    consent = keep_answer(
        actor.account_id,
        actor.organisation_id,
        participant.pk,
        participation_id,
        programme,
        form,
        ticked,
    )
    record.change(answer_event(consent), consent, **answer_detail(consent, ticked))
    return consent


@transaction.atomic
def widen(
    *,
    actor: Actor,
    scope: Scope,
    participant: Participant,
    participation_id: UUID,
    programme: ProgrammeVersion,
    form: Form,
    cell: Cell,
) -> Consent:
    """Add one cell to the secrecy consent in force, or start one with it. What the participant
    agreed to before stays; the one in force is returned when it covers the cell already."""
    require(actor, Permission.CONSENT_RECORD, scope)
    grants = list(
        live_grants(participation_id, actor.organisation_id).filter(
            consent__participant=participant
        )
    )
    cells = [Cell(grant.giver_id, grant.receiver_id, grant.category) for grant in grants]
    if cell in cells:
        return next(grant.consent for grant in grants)
    return write_down(
        actor=actor,
        scope=scope,
        participant=participant,
        participation_id=participation_id,
        programme=programme,
        form=form,
        cells=[*cells, cell],
    )


@transaction.atomic
def withdraw(
    *, actor: Actor, scope: Scope, consent: Consent, receiver_id: UUID | None = None
) -> Consent:
    """Withdraw a consent, whole or for one receiver. The disclosures that rest on it close in
    the same transaction: from the next request the receiver sees only that, and when, something
    was received. What the receiver has already taken into its own file stays there.

    A consent whose last receiver is withdrawn is withdrawn as a whole.
    """
    require(actor, Permission.CONSENT_RECORD, scope)
    locked = take_back(actor.account_id, consent, receiver_id)
    record.change(Event.CONSENT_WITHDRAWN, locked, receiver=receiver_id)
    return locked


def keep_answer(
    account_id: UUID,
    owner_id: UUID,
    participant_id: UUID,
    participation_id: UUID | None,
    programme: ProgrammeVersion,
    form: Form,
    cells: Iterable[Cell],
) -> Consent:
    """Write the answer as rows and close what it no longer covers. Part of an action, which has
    asked for the right, holds the transaction and logs the answer."""
    wanted = _checked(form, cells)
    answers = [
        one
        for one in _answers().run({_OWNER: owner_id, _PARTICIPANT: participant_id})
        if (one.participation_id, one.kind) == (participation_id, form.kind)
    ]
    if answers and not form.refused:
        _refuse_older_than_her_no(answers[0], form)
    earlier = _standing(answers) if answers else []
    consent = Consent.objects.create(
        owner_id=owner_id,
        created_by_id=account_id,
        participant_id=participant_id,
        participation_id=participation_id,
        version=programme,
        kind=form.kind,
        purpose=form.purpose,
        form_version=form.version,
        form_language=form.language,
        given_on=form.given_on,
        taken_by_id=account_id,
        on_paper=form.on_paper,
        refused=form.refused,
        valid_to=form.valid_to,
    )
    ConsentGrant.objects.bulk_create(
        ConsentGrant(
            owner_id=owner_id,
            created_by_id=account_id,
            consent=consent,
            giver_id=cell.giver_id,
            receiver_id=cell.receiver_id,
            category=cell.category,
        )
        for cell in wanted
    )
    for old in earlier:
        _end(old)
        record.change(Event.CONSENT_WITHDRAWN, old)
    if earlier or form.refused:
        _close_disclosures(account_id, consent)
    return consent


_OWNER, _PARTICIPANT = blank(), blank()


@cache
def _answers() -> Rows:
    """All her answers to one authority, the newest first."""
    hers = Consent.objects.filter(owner_id=_OWNER, participant_id=_PARTICIPANT)
    return Rows(hers.order_by("-created_at"))


def _standing(answers: Iterable[Consent]) -> list[Consent]:
    in_force = Consent.objects.in_force().filter(pk__in=[one.pk for one in answers])
    return list(in_force.select_for_update())


def _checked(form: Form, cells: Iterable[Cell]) -> list[Cell]:
    wanted = _agreed(form.refused, cells)
    if not form.purpose.strip():
        raise RuleBroken("Skriv vad uppgifterna får användas till.", "purpose")
    if not form.version.strip() or not form.language.strip():
        raise RuleBroken("Skriv vilken blankett det är och på vilket språk.", "language")
    if form.valid_to and form.valid_to < form.given_on:
        raise RuleBroken("Sista dagen ligger före den dag då samtycket lämnades.", "valid_to")
    if not all(cell.category for cell in wanted):
        raise RuleBroken("Kryssa i vilka slags uppgifter som får lämnas.", "cells")
    if form.given_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "given_on")
    if any(cell.giver_id == cell.receiver_id for cell in wanted):
        raise RuleBroken(
            "En myndighet lämnar inte ut något till sig själv. Ta bort krysset för den egna "
            "myndigheten.",
            "cells",
        )
    if form.kind == ConsentKind.SECRECY and not form.refused and not wanted:
        raise RuleBroken(
            "Kryssa i minst en mottagare, eller skriv in att personen inte samtycker.", "cells"
        )
    return wanted


def _agreed(refused: bool, cells: Iterable[Cell]) -> list[Cell]:
    """Each cell once; none where she has said no."""
    return [] if refused else list(dict.fromkeys(cells))


def _refuse_older_than_her_no(newest: Consent, form: Form) -> None:
    """A yes that was given before she said no, or took it back, has been answered by that."""
    cells = ConsentGrant.objects.filter(consent=newest, withdrawn_at__isnull=False)
    moments = [*cells.values_list("withdrawn_at", flat=True), newest.withdrawn_at]
    said_no = [day_of(moment) for moment in moments if moment]
    if newest.refused:
        said_no.append(newest.given_on)
    if said_no and form.given_on < max(said_no):
        raise RuleBroken(
            "Deltagaren har sagt nej eller återkallat efter den dagen. Ett nytt ja behöver ett "
            "nytt datum.",
            "given_on",
        )


def answer_event(consent: Consent) -> Event:
    return Event.CONSENT_REFUSED if consent.refused else Event.CONSENT_GIVEN


def answer_detail(consent: Consent, cells: Iterable[Cell]) -> dict[str, Any]:
    """What the log says of an answer with these cells ticked: codes and ids."""
    agreed = _agreed(consent.refused, cells)
    return {
        "kind": consent.kind,
        "form": consent.form_version,
        "on_paper": consent.on_paper,
        "cells": [[cell.receiver_id, cell.category] for cell in agreed],
    }


def take_back(account_id: UUID, consent: Consent, receiver_id: UUID | None) -> Consent:
    """Withdraw as rows, whole or for one receiver, and close what rested on it. Part of an
    action, as `keep_answer` is."""
    locked = Consent.lock(consent)
    if locked.withdrawn_at or locked.refused:
        raise RuleBroken("Samtycket är redan återkallat.", "receiver")
    if receiver_id is not None:
        grants = ConsentGrant.objects.filter(consent=locked, withdrawn_at__isnull=True)
        touched = Q(receiver_id=receiver_id) | Q(giver_id=receiver_id)
        if not grants.filter(touched).update(withdrawn_at=now()):
            raise RuleBroken("Samtycket gäller inte den myndigheten.", "receiver")
        if grants.exists():
            _close_disclosures(account_id, locked)
            return locked
    _end(locked)
    _close_disclosures(account_id, locked)
    return locked


def live_grants(participation_id: UUID, owner_id: UUID) -> QuerySet[ConsentGrant]:
    """The cells of the owner's secrecy consents in force for one participation."""
    return ConsentGrant.objects.filter(
        owner_id=owner_id,
        withdrawn_at__isnull=True,
        consent__in=Consent.objects.in_force().filter(
            owner_id=owner_id, participation_id=participation_id, kind=ConsentKind.SECRECY
        ),
    ).select_related("consent", "receiver")


def _end(consent: Consent) -> None:
    consent.withdrawn_at = now()
    consent.keep("withdrawn_at")


def _close_disclosures(account_id: UUID, consent: Consent) -> None:
    """Close what rests on consent and is no longer covered.

    All secrecy consents of the participation are looked at, not only the given one: a disclosure
    made under an earlier form lives on under a newer one, and falls with it. An item that holds
    several categories stays only while the receiver keeps every category it was given under,
    which the old consent tells.
    """
    if consent.kind != ConsentKind.SECRECY or consent.participation_id is None:
        return
    open_ones = list(
        Disclosure.objects.open()
        .filter(
            owner_id=consent.owner_id,
            participation_id=consent.participation_id,
            ground=Ground.CONSENT,
            consent__kind=ConsentKind.SECRECY,
        )
        .select_for_update(of=("self",))
    )
    if not open_ones:
        return
    kept = {
        (grant.receiver_id, grant.category)
        for grant in live_grants(consent.participation_id, consent.owner_id)
        if grant.giver_id == consent.owner_id
    }
    given = _cells_of({row.consent_id for row in open_ones}, consent.owner_id)
    for disclosure in open_ones:
        needed = {disclosure.category}
        if disclosure.category == SEVERAL:
            needed = given.get((disclosure.consent_id, disclosure.receiver_id), {SEVERAL})
        if all((disclosure.receiver_id, category) in kept for category in needed):
            continue
        disclosure.closed_at = now()
        disclosure.closed_by_id = account_id
        disclosure.close_reason = "Samtycket har återkallats eller ändrats."
        disclosure.keep("closed_at", "closed_by", "close_reason")
        record.change(
            Event.DISCLOSURE_CLOSED,
            disclosure,
            receiver=disclosure.receiver_id,
            item=disclosure.item_kind,
        )


def _cells_of(
    consents: Collection[UUID | None], owner_id: UUID
) -> dict[tuple[UUID | None, UUID], set[str]]:
    """By consent and receiver: every category that was once ticked there."""
    cells: dict[tuple[UUID | None, UUID], set[str]] = {}
    for grant in ConsentGrant.objects.filter(consent__in=consents, giver_id=owner_id):
        cells.setdefault((grant.consent_id, grant.receiver_id), set()).add(grant.category)
    return cells
