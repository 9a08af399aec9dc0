"""This file is where a participant's variant is changed, with its reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import queries
from stegvis.casework.actions import arm as actions
from stegvis.casework.models import ArmPlacing
from stegvis.core.dates import in_swedish
from stegvis.programmes.admission import Arms
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision


class ChangeForm(StegvisForm):
    arm = forms.ChoiceField(label="Variant", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Varför ändras varianten?",
        widget=forms.Textarea,
        help_text="Den som utvärderar insatsen ser att den har ändrats, och varför.",
    )

    def __init__(self, *args: Any, arms: Arms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arm"].choices = [(one.key, one.name) for one in arms.alternatives]


def arm_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    """`pk` is the participation's. Tells how she came to be where she is."""
    case = queries.own_case(request.actor, pk)
    arms = case.version.definition.arms
    if arms is None or not may(request.actor, Permission.CASE_ASSIGN, case.scope):
        raise NotVisible
    form = ChangeForm(
        request.POST if request.method == "POST" else None, arms=arms, initial={"arm": case.arm}
    )
    if request.method == "POST" and form.is_valid():
        done = form.obeys(
            lambda: actions.change(
                actor=request.actor,
                participation=case,
                revision=seen_revision(request),
                **form.cleaned_data,
            )
        )
        if done:
            messages.success(request, "Varianten är ändrad.")
            return redirect("case-show", pk=pk)
    names = {one.key: one.name for one in arms.alternatives}
    placings = ArmPlacing.objects.visible_to(request.actor).filter(
        participation=case, owner_id=request.actor.organisation_id
    )
    context = {
        "page_title": "Variant",
        "submit": "Ändra",
        "back": reverse("case-show", args=[pk]),
        "intro": [queries.name_of(case.participant), *(_told(one, names) for one in placings)],
        "revision": request.POST.get("revision") or case.revision,
    }
    return page(request, "intake/form.html", context, form=form)


def _told(one: ArmPlacing, names: dict[str, str]) -> str:
    how = "lottad till" if one.by_lot else "ändrad till" if one.is_change else "vald:"
    text = f"{in_swedish(one.placed_on)}: {how} {names.get(one.arm, one.arm)}"
    return f"{text}. {one.reason}" if one.reason else f"{text}."
