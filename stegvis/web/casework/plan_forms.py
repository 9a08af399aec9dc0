"""This file is where the forms of the plan are."""

from typing import Any

from django import forms

from stegvis.casework.actions.plan import PARTICIPANT, responsibles
from stegvis.casework.models import GoalStatus, Plan, PlanAction
from stegvis.programmes.definition import Definition
from stegvis.web.shared.forms import DateField, StegvisForm


class GoalForm(StegvisForm):
    text = forms.CharField(
        label="Mål, med deltagarens egna ord",
        help_text="Läs upp det för deltagaren: är det så här du vill säga det?",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.IntegerField(
        label="Ordning",
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.NumberInput(attrs={"data-kind": "short"}),
    )


class StatusForm(StegvisForm):
    status = forms.ChoiceField(label="Hur går det?", choices=GoalStatus.choices)


class ActionForm(StegvisForm):
    text = forms.CharField(label="Vad ska göras?", widget=forms.Textarea(attrs={"rows": 2}))
    responsible = forms.ChoiceField(label="Vem ansvarar?")
    responsible_name = forms.CharField(
        label="Namn", help_text="Den person som gör det, om ni vet.", max_length=120, required=False
    )
    due_on = DateField(label="Klart senast", required=False)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].choices = responsibles(definition)
        self.fields["responsible"].initial = PARTICIPANT


class ConfirmForm(StegvisForm):
    agreed_on = DateField(label="Överenskommen med deltagaren den")
    how = forms.CharField(
        label="Hur kom ni överens?",
        help_text="Till exempel: vid möte, per telefon, med tolk.",
        max_length=120,
        required=False,
    )
    next_livelihood = forms.CharField(
        label="Försörjning härnäst",
        help_text="Vad ska personen leva av när den ersättning som finns nu tar slut?",
        max_length=160,
        error_messages={
            "required": "Skriv vad personen ska leva av härnäst. Ingen ska stå utan försörjning."
        },
    )
    livelihood_informed_on = DateField(label="Genomgånget med deltagaren den")
    review_on = DateField(label="Planen följs upp den")

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].required = definition.plan.agreed_with_participant
        if not definition.plan.requires_next_livelihood:
            del self.fields["next_livelihood"], self.fields["livelihood_informed_on"]


class AnchorForm(StegvisForm):
    organisation = forms.ChoiceField(label="Deltagarens ordinarie myndighet")
    person = forms.CharField(label="Vem talade du med?", max_length=120)
    how = forms.CharField(
        label="Hur förankrades den?",
        help_text="Till exempel: telefonsamtal, möte, brev.",
        max_length=120,
    )
    anchored_on = DateField(label="Dag")

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations


def action_values(action: PlanAction) -> dict[str, Any]:
    return {
        "text": action.text,
        "responsible": action.responsible,
        "responsible_name": action.responsible_name,
        "due_on": action.due_on,
    }


def anchor_values(plan: Plan) -> dict[str, Any]:
    return {
        "organisation": str(plan.anchored_with_id) if plan.anchored_with_id else None,
        "person": plan.anchored_person,
        "how": plan.anchored_how,
        "anchored_on": plan.anchored_on,
    }
