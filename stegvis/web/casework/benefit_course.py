"""This file is where it is written what is done about the time after a decision on livelihood."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import benefit as actions
from stegvis.participants.models import Benefit, BenefitOutcome
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import whole


class CourseForm(StegvisForm):
    """What is done about the time after a decision."""

    applied_on = DateField(label="Ny ansökan skickad den", required=False)
    decided_on = DateField(label="Besked på ansökan den", required=False)
    outcome = forms.ChoiceField(
        label="Vad blev beskedet?",
        required=False,
        choices=[
            ("", "Inget besked än"),
            *((o.value, o.label.capitalize()) for o in BenefitOutcome),
        ],
    )
    next_livelihood = forms.CharField(
        label="Ordnat på annat sätt: personen lever härnäst av",
        required=False,
        max_length=160,
        help_text="Till exempel lön, studiemedel eller sjukersättning. Då tas datumet bort ur "
        "bevakningen.",
    )
    settled_on = DateField(label="Ordnat den", required=False)

    def course(self) -> actions.Course:
        return actions.Course(**self.cleaned_data)


def benefit_follow(request: StaffRequest, pk: UUID, benefit: UUID) -> HttpResponse:
    """An application, what came of it, or another livelihood: so that the end of the decision is
    not taken for forgotten."""
    case = queries.own_case(request.actor, pk)
    row = Benefit.objects.filter(
        pk=benefit, owner_id=request.actor.organisation_id, participant=case.participant
    ).first()
    if row is None:
        raise NotVisible
    form = CourseForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in CourseForm.base_fields},
    )
    seen = request.POST.get("revision") or str(row.revision)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.follow(
                actor=request.actor,
                scope=case.scope,
                benefit=row,
                course=form.course(),
                revision=number_of(seen),
            )
        )
    ):
        messages.success(request, "Det är sparat.")
        return redirect("person-show", pk=case.pk)
    return page(
        request,
        "casework/benefit_follow.html",
        frame(case, "person-show", "Inför att ersättningen går ut") | {"revision": seen},
        form=form,
    )


def number_of(text: str) -> int:
    """The revision that a form was made from. Raises RuleBroken for one that is no number."""
    number = whole(text)
    if number is None:
        raise RuleBroken("Formuläret är ofullständigt. Ladda om sidan och försök igen.")
    return number
