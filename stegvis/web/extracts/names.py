"""This file is where staff write down that a person wants to know, by name, who has looked, and
read what was decided so that she can be told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework import extracts, names, queries
from stegvis.casework.actions import names as actions
from stegvis.core.dates import today
from stegvis.web.extracts.making import heading
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

DAYS_BACK = 365


class AskForm(StegvisForm):
    starts_on = DateField(label="Från och med")
    ends_on = DateField(label="Till och med")
    why = forms.CharField(
        label="Varför vill deltagaren veta det?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=actions.MOST_CHARACTERS,
        help_text="Med deltagarens egna ord. Det är frivilligt att svara.",
    )

    def wish(self) -> actions.Wish:
        typed: dict[str, Any] = self.cleaned_data
        return actions.Wish(typed["starts_on"], typed["ends_on"], typed["why"])


def extract_names(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Her requests at the own authority; with POST one that she has made some other way."""
    participant, scope = extracts.own_person(request.actor, pk)
    initial = {"starts_on": today() - timedelta(days=DAYS_BACK), "ends_on": today()}
    form = AskForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.ask_for(
                actor=request.actor, participant=participant, scope=scope, wish=form.wish()
            )
        )
    ):
        messages.success(request, "Begäran är inskriven. En administratör beslutar.")
        return redirect("extract-names", pk=participant.pk)
    asked = names.requests_of(participant)
    return page(
        request,
        "extracts/names.html",
        {
            "page_title": heading(participant).replace("Registerutdrag", "Namn i loggen"),
            "name": queries.name_of(participant),
            "participant": participant,
            "requests": asked,
            "can_ask": all(row.decided_at for row in asked),
        },
        form=form,
    )
