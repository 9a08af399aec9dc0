"""This file is where a party's contact writes down where the person is in the party's own system,
in a programme whose parties each document in their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import coordination as reading
from stegvis.casework.actions import coordination as actions
from stegvis.core.dates import today
from stegvis.web.casework.own_systems import RegistrationForm
from stegvis.web.received.reading import my_seat
from stegvis.web.received.views import own_participant, received_frame
from stegvis.web.shared.pages import StaffRequest, page


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
    if request.method == "POST" and form.is_valid():
        typed = request.POST.get("revision", "")
        if form.obeys(
            lambda: actions.register_own(
                actor=request.actor,
                seat=seat,
                participant=own,
                revision=int(typed) if typed.isdecimal() else None,
                **form.cleaned_data,
            )
        ):
            messages.success(request, "Referensen är sparad. Den är er egen uppgift.")
            return redirect("received-show", pk=pk)
    context = received_frame(seat, "Registrering i eget system") | {"system": system, "row": row}
    return page(request, "received/registration.html", context, form=form)
