"""This file is where a person gets another number, or it is said how sure her identity is."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.models import Participation
from stegvis.core.personal_number import KINDS, LEVELS, parse_as
from stegvis.participants import queries as wills
from stegvis.participants.actions import identity as identities
from stegvis.participants.models import Identity
from stegvis.web.casework.frame import frame
from stegvis.web.casework.person import revision_of
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class NumberForm(StegvisForm):
    kind = forms.ChoiceField(
        label="Slag av nummer",
        choices=[
            ("", "Välj"),
            *((key, name[:1].upper() + name[1:]) for key, name in KINDS.items()),
        ],
    )
    personal_number = forms.CharField(
        label="Nummer",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    level = forms.ChoiceField(
        label="Identitetsnivå, om det är ett samordningsnummer",
        required=False,
        help_text="Så som Skatteverket har antecknat den.",
        choices=[("", "Välj"), *((key, name.capitalize()) for key, name in LEVELS.items())],
    )
    dormant = forms.BooleanField(label="Samordningsnumret är vilande", required=False)
    reason = forms.CharField(
        label="Varför ändras det?",
        max_length=200,
        help_text="Till exempel: har blivit folkbokförd. Skriv inte numret här. Deltagaren kan "
        "läsa skälet i sitt registerutdrag.",
    )


def identity_number(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Another number, or another level; what stood before is kept among the earlier numbers."""
    case = queries.own_case(request.actor, pk)
    identity = wills.identity_for(request.actor, case.participant)
    if identity is None:
        raise NotVisible
    shown = {
        "kind": identity.number_kind,
        "level": identity.number_level,
        "dormant": identity.number_dormant,
    }
    form = NumberForm(request.POST or None, initial=shown)
    if identity.number:
        form.fields[
            "personal_number"
        ].help_text = f"Lämna tomt om numret fortfarande är {identity.masked_number}."
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _change(request, case, identity, form.cleaned_data))
    ):
        messages.success(request, "Numret är ändrat. Det tidigare finns kvar på sidan Person.")
        return redirect("person-show", pk=case.pk)
    context = frame(case, "person-show", "Byt nummer")
    return page(request, "casework/identity_number.html", context, form=form)


def _change(
    request: StaffRequest, case: Participation, identity: Identity, typed: dict[str, Any]
) -> Identity:
    number = parse_as(typed["personal_number"] or identity.number, typed["kind"])
    return identities.change_number(
        actor=request.actor,
        scope=case.scope,
        participant=case.participant,
        number=replace(number, level=typed["level"], dormant=typed["dormant"]),
        reason=typed["reason"],
        revision=revision_of(request, case.participant.revision),
    )
