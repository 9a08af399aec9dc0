"""This file is where it is judged whether a participant is ready for the next stage."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import readiness as actions
from stegvis.casework.models import Participation, Readiness
from stegvis.core.dates import today
from stegvis.programmes.journey import Readiness as Checklist
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

ANSWERS = {actions.YES: "Ja", actions.NO: "Nej", actions.UNCLEAR: "Oklart"}
COLORS = {actions.YES: "success", actions.NO: "danger", actions.UNCLEAR: "warning"}
NOT_JUDGED = "Inte bedömt"


class JudgeForm(StegvisForm):
    judged_on = DateField(label="Bedömningen gjordes den")
    with_whom = forms.CharField(
        label="Tillsammans med",
        required=False,
        max_length=200,
        help_text="Till exempel deltagaren, handläggaren hos Försäkringskassan eller vården.",
    )
    is_ready = forms.TypedChoiceField(
        label="Är deltagaren redo?",
        choices=[("yes", "Redo"), ("no", "Inte redo än")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="Kommentar",
        required=False,
        widget=forms.Textarea,
        help_text="Behövs om någon punkt är öppen fast deltagaren är redo.",
    )

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for item in checklist.items:
            self.fields[item.key] = forms.ChoiceField(
                label=item.text,
                help_text=item.help or "",
                choices=list(ANSWERS.items()),
                required=False,
                widget=forms.RadioSelect,
            )
            # Ten points in a row, of which each may be left open: it is said once, above them.
            self[item.key].field.is_marked_optional = False

    @property
    def item_fields(self) -> list[forms.BoundField]:
        return [self[item.key] for item in self.checklist.items]

    def judgement(self) -> dict[str, Any]:
        """The arguments of the action; an item without an answer is left out."""
        data = dict(self.cleaned_data)
        given = {item.key: data.pop(item.key) for item in self.checklist.items}
        return data | {"items": {key: value for key, value in given.items() if value}}


def shown(judgement: Readiness, checklist: Checklist) -> dict[str, Any]:
    """A judgement for the page: every item of the list with its answer, the open ones counted."""
    items = [
        {
            "text": item.text,
            "answer": ANSWERS.get(judgement.items.get(item.key, ""), NOT_JUDGED),
            "color": COLORS.get(judgement.items.get(item.key, ""), "neutral"),
            "is_open": judgement.items.get(item.key) != actions.YES,
        }
        for item in checklist.items
    ]
    return {
        "row": judgement,
        "items": items,
        "open_count": sum(item["is_open"] for item in items),
    }


def readiness_judge(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The checklist, filled in with the answers of the latest judgement."""
    case = queries.own_case(request.actor, pk)
    checklist = case.version.definition.readiness
    if checklist is None:
        raise NotVisible
    form = JudgeForm(
        request.POST or None,
        checklist=checklist,
        initial={"judged_on": today()} | dict(_latest_items(request, case)),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.judge(actor=request.actor, participation=case, **form.judgement())
        )
    ):
        messages.success(request, "Bedömningen är sparad.")
        return redirect("exit-show", pk=case.pk)
    return page(
        request,
        "casework/readiness_form.html",
        frame(case, "exit-show", "Bedöm") | {"checklist": checklist},
        form=form,
    )


def _latest_items(request: StaffRequest, case: Participation) -> Mapping[str, str]:
    latest = Readiness.objects.visible_to(request.actor).filter(participation=case).first()
    return latest.items if latest else {}
