"""This file is where a party's contact writes down where the person is in the party's own system,
in a programme whose parties each document in their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import coordination as reading
from stegvis.casework.actions import coordination as actions
from stegvis.casework.actions.sending import category_of
from stegvis.casework.models import Party, SystemRegistration
from stegvis.core.dates import today
from stegvis.participants.models import Disclosure, Ground
from stegvis.web.casework.own_systems import RegistrationForm
from stegvis.web.received.reading import my_seat
from stegvis.web.received.views import (
    HandOutForm,
    own_consent,
    own_participant,
    received_frame,
)
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision


def received_registration(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The own authority's line: the reference in its system, and when that was checked."""
    seat = my_seat(request.actor, pk)
    system = reading.own_system_of(seat.participation.version.definition, seat.key)
    if system is None:
        raise NotVisible
    own = own_participant(request, seat)
    row = reading.own_registration(request.actor, seat)
    form = RegistrationForm(
        request.POST or None,
        system=system,
        initial={"reference": row.reference if row else "", "checked_on": today()},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.register_own(
                actor=request.actor,
                seat=seat,
                participant=own,
                revision=seen_revision(request),
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Referensen är sparad. Den är er egen uppgift.")
        return redirect("received-show", pk=pk)
    context = received_frame(seat, "Registrering i eget system") | {"system": system, "row": row}
    return page(request, "received/registration.html", context, form=form)


def received_registration_disclose(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Hand out the own reference to the case owner, who then need not ask for it."""
    seat = my_seat(request.actor, pk)
    own = own_participant(request, seat)
    row = reading.own_registration(request.actor, seat)
    if row is None:
        raise NotVisible
    row.participant = own
    definition = seat.participation.version.definition
    form = HandOutForm(
        request.POST or None,
        initial={"category": category_of(definition, "contact")},
    )
    form.fields["category"].label = "Vilket slag av uppgift är referensen?"
    form.fields["category"].choices = [
        (entry.key, entry.label) for entry in definition.consent.categories
    ]
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _hand_out(request, seat, row, form.cleaned_data))
    ):
        messages.success(request, f"Referensen är utlämnad till {seat.owner.name}.")
        return redirect("received-show", pk=pk)
    context = received_frame(seat, "Lämna ut referensen") | {
        "row": row,
        "handed": reading.handed_out_reference(request.actor, seat, row),
    }
    return page(request, "received/registration_disclose.html", context, form=form)


def _hand_out(
    request: StaffRequest, seat: Party, row: SystemRegistration, typed: dict[str, Any]
) -> Disclosure:
    on_consent = typed["ground"] == Ground.CONSENT
    return actions.hand_out_reference(
        actor=request.actor,
        seat=seat,
        row=row,
        category=typed["category"],
        ground=typed["ground"],
        reason=typed["reason"].strip(),
        assessment=typed["assessment"].strip(),
        consent=own_consent(request, seat, row, typed) if on_consent else None,
    )
