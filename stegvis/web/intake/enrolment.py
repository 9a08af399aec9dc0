"""This file is where somebody who has been taken in is enrolled and gets her case manager."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.casework import inbox, taking_on
from stegvis.casework.actions import intake as actions
from stegvis.casework.taking_on import Load
from stegvis.core.dates import today
from stegvis.programmes.admission import Arms
from stegvis.programmes.vocabulary import ArmAssignment, find
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class EnrolForm(StegvisForm):
    enrolled_on = DateField(label="Inskrivningsdag")
    case_manager_id = forms.ChoiceField(widget=forms.RadioSelect)
    arm = forms.ChoiceField(label="Variant", widget=forms.RadioSelect)
    with_referrer = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        loads: list[Load],
        case_manager: str,
        referrer: str,
        arms: Arms | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if arms is None or arms.assigned == ArmAssignment.RANDOMISED:
            del self.fields["arm"]
        else:
            self.fields["arm"].choices = [(one.key, one.name) for one in arms.alternatives]
        choices = [(load.account_id, f"{load.name}: {load_text(load)}") for load in loads]
        self.fields["case_manager_id"].choices = choices
        self.fields["case_manager_id"].label = case_manager.capitalize()
        if referrer:
            self.fields["with_referrer"].label = f"{referrer}, blir part i ärendet"
            self.fields[
                "with_referrer"
            ].help_text = "Parten ser att personen deltar, och sedan bara det som lämnas ut."
        else:
            del self.fields["with_referrer"]


def enrol(request: StaffRequest, pk: UUID) -> HttpResponse:
    """`pk` is the intake's own."""
    intake = inbox.own_intake(request.actor, pk)
    seen = inbox.arrived(request.actor, intake.referral_id)
    arms = intake.version.definition.arms
    form = EnrolForm(
        request.POST if request.method == "POST" else None,
        loads=taking_on.loads(request.actor, today()),
        case_manager=intake.version.definition.words.case_manager,
        referrer="" if seen.is_own else f"{seen.referral.handler.name}, {seen.referral.owner}",
        arms=arms,
        initial={"enrolled_on": today(), "with_referrer": True},
    )
    if request.method == "POST" and form.is_valid():
        case = form.obeys(
            lambda: actions.enrol(actor=request.actor, intake=intake, **form.cleaned_data)
        )
        if case:
            messages.success(request, f"Personen är inskriven{_lot(arms, case.arm)}.")
            messages.success(request, "Gå igenom samtycket som nästa steg.")
            return redirect("consent-write", pk=case.pk)
    context = {
        "page_title": "Inskrivning",
        "submit": "Skriv in",
        "back": reverse("intake-show", args=[intake.referral_id]),
        "intro": [seen.name, *([_LOTS] if arms and not form.fields.get("arm") else [])],
    }
    return page(request, "intake/form.html", context, form=form)


_LOTS = "Varianten lottas när du skriver in personen. Lotten dras en gång och sparas."


def _lot(arms: Arms | None, arm: str) -> str:
    """Which variant the lot gave, in words; nothing where none is drawn."""
    if arms is None or arms.assigned != ArmAssignment.RANDOMISED:
        return ""
    return f" och lottad till {find(arms.alternatives, arm).name}"


def load_text(load: Load) -> str:
    """A load in words: the share of full time only where the assignment says it."""
    text = f"{load.cases} pågående"
    return f"{text} på {load.percent} %" if load.percent else text
