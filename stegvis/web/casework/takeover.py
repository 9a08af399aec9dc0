"""This file is where the receiving authority confirms that it takes over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.actions import takeover as actions
from stegvis.casework.models import Exit, Party, Takeover
from stegvis.core.dates import today
from stegvis.participants.models import Identity
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class TakeoverForm(StegvisForm):
    confirmed_on = DateField(label="Vi bekräftar att vi tar över den")
    starts_on = DateField(
        label="Börjar hos oss den", required=False, help_text="Om dagen är bestämd: 2026-12-03"
    )
    contact = forms.CharField(label="Kontakt hos oss", required=False, max_length=160)


def takeover_confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Confirm, see what has been confirmed, or give a new start day."""
    party = queries.party_case(request.actor, pk)
    require(request.actor, Permission.TAKEOVER_CONFIRM, own_scope(request.actor))
    form = TakeoverForm(
        request.POST or None,
        initial={"confirmed_on": today(), "contact": request.actor.name},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.confirm(
                actor=request.actor, participation=party.participation, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Bekräftelsen är lämnad till den som överlämnar.")
        return redirect("received-show", pk=pk)
    return page(request, "casework/takeover_form.html", _context(request, party), form=form)


def _context(request: StaffRequest, party: Party) -> dict[str, Any]:
    definition = party.participation.version.definition
    name = _name(request, party)
    closing = Exit.objects.visible_to(request.actor).filter(participation_id=party.participation_id)
    row = closing.first()
    if row is not None:
        record.look(Event.PERSON_READ, row)
    return {
        "page_title": "Bekräfta övertagande",
        "name": name,
        "party": party,
        "programme": party.participation.version.programme,
        "words": definition.words,
        "closing": row,
        "destination": definition.destination(row.destination).name if row else "",
        "takeovers": list(
            Takeover.objects.filter(
                owner_id=request.actor.organisation_id, participation_id=party.participation_id
            )
        ),
    }


def _name(request: StaffRequest, party: Party) -> str:
    """As the own authority knows her, or as the name has been disclosed; otherwise hidden."""
    own = Q(
        owner_id=request.actor.organisation_id,
        participant_id=party.organisation_participant_id,
    )
    theirs = Q(participant_id=party.participation.participant_id)
    identity = Identity.objects.visible_to(request.actor).filter(own | theirs).first()
    return identity.full_name if identity else queries.NAMELESS
