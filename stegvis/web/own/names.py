"""This file is where the participant asks who has looked, by name, and reads what was decided."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stegvis.access.policy import NotVisible
from stegvis.casework import names
from stegvis.casework import own_queries as mine
from stegvis.casework.actions import names as actions
from stegvis.core.dates import add_months, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.web.own.pages import OwnForm, OwnRequest, own_page

MONTH, YEAR, ALL = "month", "year", "all"
MONTHS_BACK = {MONTH: 1, YEAR: 12}


class AskForm(OwnForm):
    period = forms.ChoiceField(widget=forms.RadioSelect)
    why = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=actions.MOST_CHARACTERS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].label = _("Vilken tid gäller det?")
        self.fields["period"].choices = [
            (MONTH, _("Den senaste månaden")),
            (YEAR, _("Det senaste året")),
            (ALL, _("Hela tiden")),
        ]
        self.fields["why"].label = _("Varför vill du veta det?")
        self.fields["why"].help_text = _("Skriv gärna vilken dag du undrar över.")
        self.fields["why"].error_messages["max_length"] = _(
            "Texten är för lång. Den får ha högst %(limit_value)d tecken."
        )


def own_names(request: OwnRequest) -> HttpResponse:
    """Her requests at each authority and what was decided; with POST one more."""
    mine.looked(request.person)
    chosen = _named(request) if request.method == "POST" else None
    form = _form(request, chosen) if chosen else None
    if chosen and form and form.is_valid():
        try:
            actions.ask(
                actor=request.person,
                participant_id=chosen,
                wish=_wish(request, chosen, form.cleaned_data),
            )
        except RuleBroken:
            form.add_error(None, _("Du har redan bett om det. Myndigheten har inte svarat än."))
        else:
            messages.success(request, _("Vi har fått det. Du får svar inom en månad."))
            return redirect("own-names")
    context = {
        "page_title": _("Namn på dem som har läst"),
        "places": _places(request, chosen, form),
    }
    return own_page(request, "own/names.html", context, form=form)


def _form(request: OwnRequest, participant: UUID) -> AskForm:
    """One of perhaps several on the page, told apart by the ids of its fields."""
    told = request.POST if request.POST.get("participant") == str(participant) else None
    return AskForm(told, auto_id=f"id_{participant}_%s")


def _places(request: OwnRequest, chosen: UUID | None, form: AskForm | None) -> list[dict[str, Any]]:
    owners = Organisation.objects.in_bulk(set(request.person.participants.values()))
    asked = names.own_requests(request.person)
    places: list[dict[str, Any]] = []
    for participant, owner in request.person.participants.items():
        hers = [row for row in asked if row.participant_id == participant]
        places.append(
            {
                "participant": participant,
                "owner": owners[owner],
                "asked": hers,
                "can_ask": all(row.decided_at for row in hers),
                "is_chosen": participant == chosen,
                "form": form if participant == chosen else _form(request, participant),
            }
        )
    return sorted(places, key=lambda place: place["owner"].name)


def _wish(request: OwnRequest, participant_id: UUID, typed: dict[str, Any]) -> actions.Wish:
    day = today()
    back = MONTHS_BACK.get(typed["period"])
    starts_on: date = (
        add_months(day, -back)
        if back
        else names.first_day(request.person.participants[participant_id], participant_id)
    )
    return actions.Wish(starts_on, day, typed["why"])


def _named(request: OwnRequest) -> UUID:
    try:
        found = UUID(request.POST.get("participant", ""))
    except ValueError:
        raise NotVisible from None
    if found not in request.person.participants:
        raise NotVisible
    return found
