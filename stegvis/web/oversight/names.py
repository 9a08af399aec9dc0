"""This file is where it is decided whether a participant is told, by name, who has looked."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.casework import names
from stegvis.casework.actions import names as actions
from stegvis.casework.models import NameDecision, NameRequest
from stegvis.casework.names import Reader
from stegvis.web.oversight.words import reference
from stegvis.web.shared.days import swedish_date
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page


class DecideForm(StegvisForm):
    decision = forms.ChoiceField(
        label="Ska deltagaren få veta namnen?",
        widget=forms.RadioSelect,
        choices=[
            (NameDecision.RELEASED, "Ja, namnen som jag har kryssat för"),
            (NameDecision.REFUSED, "Nej"),
        ],
    )
    accounts = forms.MultipleChoiceField(
        label="Namn som lämnas ut", widget=forms.CheckboxSelectMultiple, required=False
    )
    assessment = forms.CharField(
        label="Din prövning",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=actions.MOST_CHARACTERS,
        help_text="Behöver deltagaren namnen för att kunna ta till vara sin rätt? Väger det tyngre "
        "än medarbetarens intresse av att inte nämnas, till exempel vid hot? Finns sekretess? "
        "Det här står inte på deltagarens sidor.",
        error_messages={"required": actions.NOT_WEIGHED},
    )
    reason = forms.CharField(
        label="Skäl som deltagaren får läsa",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=actions.MOST_CHARACTERS,
        help_text="Skriv så att deltagaren förstår, också vid ett nej.",
        error_messages={"required": actions.NO_REASON},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, readers: list[Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].error_messages["invalid_choice"] = actions.SOMEBODY_HAS_READ
        self.fields["accounts"].choices = [
            (str(one.account_id), f"{one.name}, {', '.join(one.units) or 'ingen enhet'}")
            for one in readers
        ]
        # With a yes at least one name is needed, so "frivilligt" would lead astray.
        self["accounts"].field.is_marked_optional = False

    def told(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        return typed | {"accounts": {UUID(one) for one in typed["accounts"]}}


class NobodyForm(StegvisForm):
    """Where nobody has looked there is one answer, and nothing to weigh."""

    decision = forms.ChoiceField(
        label="Svar",
        widget=forms.RadioSelect,
        choices=[(NameDecision.NOBODY, "Det finns inga namn att lämna ut")],
        error_messages={"invalid_choice": actions.NOBODY_HAS_READ},
    )
    reason = forms.CharField(
        label="Det här får deltagaren läsa",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=actions.MOST_CHARACTERS,
        error_messages={"required": "Skriv svaret så att deltagaren förstår det."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"assessment": ""}


class WithdrawForm(StegvisForm):
    reason = forms.CharField(
        label="Varför ska namnen inte längre visas?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=actions.MOST_CHARACTERS,
        help_text="Deltagaren får läsa skälet. Det som deltagaren redan har läst eller fått på "
        "papper går inte att ta tillbaka.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


def names_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Who has looked in the days that were asked about, and the decision."""
    only_for(request.actor, Permission.NAMES_RELEASE)
    asked = names.request_of(request.actor, pk)
    readers = names.readers_of(asked)
    form = _form(request, asked, readers)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: actions.decide(actor=request.actor, request=asked, **form.told()))
    ):
        messages.success(request, "Svaret är sparat. Deltagaren läser det på sina egna sidor.")
        return redirect("log-check-list")
    context = _context(asked) | {
        "readers": readers,
        "submit": "Spara beslutet" if readers else "Spara svaret",
        "is_own": any(one.account_id == request.actor.account_id for one in readers),
    }
    return page(request, "oversight/names.html", context, form=form)


def _form(
    request: StaffRequest, asked: NameRequest, readers: list[Reader]
) -> DecideForm | NobodyForm:
    """What there is to decide: about those who have looked, or to answer that nobody has."""
    initial: dict[str, Any] = {"revision": asked.revision}
    if readers:
        initial["accounts"] = [str(one.account_id) for one in readers]
        return DecideForm(request.POST or None, readers=readers, initial=initial)
    first, last = swedish_date(asked.starts_on), swedish_date(asked.ends_on)
    initial["decision"] = NameDecision.NOBODY
    initial["reason"] = (
        f"Vi har gått igenom vår logg. Ingen som arbetar hos oss har läst eller skrivit om dig "
        f"mellan {first} och {last}."
    )
    return NobodyForm(request.POST or None, initial=initial)


def names_withdraw(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Stop showing the names to her."""
    only_for(request.actor, Permission.NAMES_RELEASE)
    asked = names.request_of(request.actor, pk)
    if not asked.is_shown:
        return redirect("names-show", pk=pk)
    form = WithdrawForm(request.POST or None, initial={"revision": asked.revision})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.withdraw(actor=request.actor, request=asked, **form.cleaned_data)
        )
    ):
        messages.success(request, "Namnen visas inte längre för deltagaren.")
        return redirect("names-show", pk=pk)
    return page(request, "oversight/names_withdraw.html", _context(asked), form=form)


def _context(asked: NameRequest) -> dict[str, Any]:
    return {
        "page_title": "Begäran om namn",
        "asked": asked,
        "reference": reference(asked.participant_id),
    }
