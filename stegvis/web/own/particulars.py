"""This file is where the participant sees what is written about who she is, and says what is wrong.

Authorities keep their own registers; she tells, and they correct.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stegvis.casework import own_queries as mine
from stegvis.casework.actions import own_words as actions
from stegvis.casework.models import Participation
from stegvis.core.personal_number import LMA, RESERVE
from stegvis.participants.models import Identity
from stegvis.web.own.pages import OwnRequest, WordsForm, own_page


class WrongForm(WordsForm):
    """To whom, when several authorities know her, and what is wrong."""

    case = forms.ChoiceField(widget=forms.RadioSelect)
    field_order = ("case", "text")

    def __init__(self, *args: Any, cases: list[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Vad är fel, eller vad vill du säga?")
        self.fields["case"].label = _("Till vem?")
        self.fields["case"].choices = [
            (str(case.pk), f"{case.owner.name}, {case.version.programme.short_name}")
            for case in cases
        ]
        if len(cases) == 1:
            self.fields["case"].widget = forms.HiddenInput()
            self.initial["case"] = str(cases[0].pk)


def own_particulars(request: OwnRequest) -> HttpResponse:
    """Name, number and contact at each authority; a form to say that something is wrong."""
    identities, cases = mine.identities(request.person), mine.cases(request.person)
    form = WrongForm(request.POST or None, cases=cases) if cases else None
    if (
        form is not None
        and request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _say(request, cases, form))
    ):
        messages.success(request, _("Tack! De som har uppgifterna ser vad du har skrivit."))
        return redirect("own-particulars")
    return own_page(
        request,
        "own/particulars.html",
        {
            "page_title": _("Uppgifter om mig"),
            "registers": [{"owner": row.owner, "facts": _facts(row)} for row in identities],
        },
        form=form,
    )


def _say(request: OwnRequest, cases: list[Participation], form: WrongForm) -> Any:
    case = next(row for row in cases if row.pk == UUID(form.cleaned_data["case"]))
    return actions.comment(
        actor=request.person,
        participant_id=case.participant_id,
        participation_id=case.pk,
        text=form.cleaned_data["text"],
    )


def _number_label(identity: Identity) -> str:
    """What kind of number it is that an authority knows her by, in her language."""
    names: dict[str, str] = {
        "coordination": _("Samordningsnummer"),
        RESERVE: _("Nationellt reservnummer"),
        LMA: _("LMA-nummer"),
    }
    return names.get(identity.number_kind, _("Personnummer"))


def _facts(identity: Identity) -> list[tuple[str, str]]:
    return [
        (_("Namn"), identity.full_name),
        (_number_label(identity), identity.masked_number),
        (_("Telefon"), identity.phone),
        (_("E-post"), identity.email),
        (_("Adress"), identity.address),
        (_("Bäst att nå dig"), identity.contact_wish),
        (_("Språk"), identity.participant.language),
    ]
