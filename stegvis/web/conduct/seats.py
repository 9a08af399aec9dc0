"""This file is where an authority writes down who of its own staff holds which seat of a programme,
whoever runs it: a party knows its own people best."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from stegvis.conduct import queries
from stegvis.conduct.actions import staffing as actions
from stegvis.conduct.models import SeatHolding
from stegvis.conduct.queries import Place, own_row, place_with_seats
from stegvis.core.dates import today
from stegvis.organisations.models import Account
from stegvis.web.conduct.frame import narrow
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class SeatForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seat = forms.ChoiceField(label="Plats i insatsen")
    account_id = forms.ChoiceField(label="Medarbetare", required=False)
    name = forms.CharField(
        label="Namn, om medarbetaren inte finns i listan", required=False, max_length=120
    )
    percent = forms.IntegerField(
        label="Procent av heltid",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Lämna tomt om det inte är känt.",
    )
    starts_on = DateField(label="Från och med")
    ends_on = DateField(label="Till och med", required=False)

    def __init__(self, *args: Any, place: Place, people: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(seat.key, seat.name) for seat in place.definition.seats]
        self.fields["account_id"].choices = [
            ("", "Ingen i listan"),
            *((str(one.pk), one.name) for one in people),
        ]

    def holding(self, employer_id: UUID) -> actions.Holding:
        given = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        account_id = given.pop("account_id")
        return actions.Holding(
            **given,
            employer_id=employer_id,
            account_id=UUID(account_id) if account_id else None,
        )


@require_GET
def seat_list(request: StaffRequest, programme: str) -> HttpResponse:
    """The own authority's holders of seats, now and before."""
    place = place_with_seats(request.actor, programme)
    names = {seat.key: seat.name for seat in place.definition.seats}
    day = today()
    return page(
        request,
        "conduct/seats.html",
        {
            "page_title": f"{place.programme.short_name}: våra platser",
            "programme": place.programme,
            "others": [
                {"name": other.short_name, "url": reverse("seat-list", args=[other.key])}
                for other in place.others
            ],
            "holdings": [
                {
                    "row": row,
                    "who": row.account.name if row.account else row.name,
                    "seat": names.get(row.seat, row.seat),
                    "is_now": row.is_held_on(day),
                    # Whom an operator has written in for another authority is on its own page.
                    "may_change": row.employer_id == request.actor.organisation_id,
                }
                for row in queries.own_holdings(request.actor, place)
            ],
        },
    )


def seat_add(request: StaffRequest, programme: str) -> HttpResponse:
    place = place_with_seats(request.actor, programme)
    return _write(request, place, {"starts_on": today()}, None)


def seat_change(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = place_with_seats(request.actor, programme)
    row = own_row(request.actor, place, SeatHolding, pk)
    initial = {name: getattr(row, name) for name in ("revision", *actions.FIELDS)}
    return _write(request, place, initial, row)


def _write(
    request: StaffRequest, place: Place, initial: dict[str, Any], row: SeatHolding | None
) -> HttpResponse:
    people = list(queries.colleagues(request.actor))
    if row is not None and row.account is not None and row.account not in people:
        people.append(row.account)
    form = SeatForm(request.POST or None, initial=initial, place=place, people=people)
    if request.method == "POST" and form.is_valid():
        holding = form.holding(request.actor.organisation_id)
        revision = form.cleaned_data["revision"] or 0
        given: dict[str, Any] = {"actor": request.actor, "version": place.version}
        given["holding"] = holding
        kept = form.obeys(
            lambda: (
                actions.change(row=row, revision=revision, **given) if row else actions.add(**given)
            )
        )
        if kept:
            messages.success(request, "Det är sparat.")
            return redirect("seat-list", programme=place.programme.key)
    title = "Ändra vem som har platsen" if row else "Skriv in vem som har en plats"
    return page(request, "conduct/form.html", narrow(place, title, "seat-list"), form=form)
