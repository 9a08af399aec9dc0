"""This file is where a whole programme is ended: the decision, who is left, what lives on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from stegvis.access.policy import NotVisible
from stegvis.conduct import ending as reading
from stegvis.conduct.actions import closing as actions
from stegvis.conduct.queries import Place, kept_place
from stegvis.core.dates import today
from stegvis.programmes.closing import closing_of
from stegvis.programmes.models import ProgrammeClosing
from stegvis.web.conduct.frame import NO_PERSON, frame, narrow
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class DecisionForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    decided_on = DateField(label="Beslutet fattades")
    last_intake_on = DateField(
        label="Sista dag för nya aktualiseringar",
        help_text="Från dagen efter går det inte att aktualisera till insatsen. Så här: 2026-12-03",
    )
    ends_on = DateField(label="Insatsens sista dag")
    reason = forms.CharField(label="Skäl", widget=forms.Textarea, help_text=NO_PERSON)
    contact = forms.CharField(
        label="Vem den som vill aktualisera ska vända sig till",
        max_length=200,
        help_text="Namn eller funktion och telefon. Visas för den som försöker aktualisera.",
    )


class WithdrawForm(StegvisForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ImplementationForm(StegvisForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Vad som lever vidare i ordinarie verksamhet",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"Rutiner, överenskommelser och vem som svarar för dem. {NO_PERSON}",
    )
    on = DateField(label="Gäller från och med")


@require_GET
def programme_end(request: StaffRequest, programme: str) -> HttpResponse:
    """Who takes part, what each lacks before the end, and the decision if there is one."""
    place = kept_place(request.actor, programme)
    return _shown(request, place, _closing(request, place))


def _shown(
    request: StaffRequest,
    place: Place,
    closing: ProgrammeClosing | None,
    form: StegvisForm | None = None,
) -> HttpResponse:
    rows = reading.leaving(request.actor, place.programme.pk, closing)
    ends_on = reading.last_day(place.definition, closing)
    context = frame(place, "programme-end") | {
        "closing": closing,
        "rows": rows,
        "shares": reading.shares(rows, place.definition),
        "alone": sum(row.is_left_alone for row in rows),
        "ongoing": sum(row.case.is_ongoing for row in rows),
        "ends_on": ends_on,
        "is_over": ends_on < today(),
        "complete_form": form
        or (WithdrawForm(initial={"revision": closing.revision}) if closing else None),
    }
    return page(request, "conduct/ending.html", context, form=form)


def _closing(request: StaffRequest, place: Place) -> ProgrammeClosing | None:
    return closing_of(place.programme.pk, request.actor.organisation_id)


def _decided(request: StaffRequest, place: Place) -> ProgrammeClosing:
    """The decision, where the page is of no use without one. Raises NotVisible."""
    found = _closing(request, place)
    if found is None:
        raise NotVisible
    return found


def decide(request: StaffRequest, programme: str) -> HttpResponse:
    """Decide that the programme ends, or change the decision."""
    place = kept_place(request.actor, programme)
    found = _closing(request, place)
    form = DecisionForm(request.POST or None, initial=_initial(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _keep(request, place, found, dict(form.cleaned_data)))
    ):
        messages.success(request, "Beslutet är sparat.")
        return redirect("programme-end", programme=programme)
    title = "Ändra beslutet om avslut" if found else "Besluta att insatsen avslutas"
    context = narrow(place, title, "programme-end")
    return page(request, "conduct/decide_end.html", context, form=form)


def _initial(found: ProgrammeClosing | None) -> dict[str, Any]:
    if found is None:
        return {"decided_on": today()}
    fields = ("revision", *actions.FIELDS)
    return {name: getattr(found, name) for name in fields}


def _keep(
    request: StaffRequest, place: Place, found: ProgrammeClosing | None, data: dict[str, Any]
) -> ProgrammeClosing:
    revision = data.pop("revision")
    decision = actions.Decision(**data)
    if found is None:
        return actions.decide(actor=request.actor, programme=place.programme, decision=decision)
    return actions.change(
        actor=request.actor, closing=found, revision=revision or 0, decision=decision
    )


def withdraw(request: StaffRequest, programme: str) -> HttpResponse:
    """The programme goes on after all: asked once more, then done."""
    place = kept_place(request.actor, programme)
    found = _decided(request, place)
    form = WithdrawForm(request.POST or None, initial={"revision": found.revision})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.withdraw(actor=request.actor, closing=found, **form.cleaned_data)
        )
    ):
        messages.success(request, "Beslutet är upphävt. Det går att aktualisera igen.")
        return redirect("programme-end", programme=programme)
    context = narrow(place, "Upphäv beslutet om avslut", "programme-end")
    return page(request, "conduct/withdraw_end.html", context, form=form)


def complete(request: StaffRequest, programme: str) -> HttpResponse:
    """The programme has ended; with anybody left the page says how many and nothing happens."""
    place = kept_place(request.actor, programme)
    found = _decided(request, place)
    if request.method != "POST":
        return redirect("programme-end", programme=programme)
    form = WithdrawForm(request.POST)
    if form.is_valid() and form.obeys(
        lambda: actions.complete(actor=request.actor, closing=found, **form.cleaned_data)
    ):
        messages.success(request, "Insatsen är avslutad.")
        return redirect("programme-end", programme=programme)
    return _shown(request, place, found, form)


def implementation(request: StaffRequest, programme: str) -> HttpResponse:
    """What lives on in ordinary operations."""
    place = kept_place(request.actor, programme)
    found = _decided(request, place)
    initial = {
        "revision": found.revision,
        "text": found.implementation,
        "on": found.implemented_on,
    }
    form = ImplementationForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.keep_implementation(
                actor=request.actor, closing=found, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Det är sparat.")
        return redirect("programme-end", programme=programme)
    context = narrow(place, "Vad som lever vidare", "programme-end")
    return page(request, "conduct/form.html", context, form=form)
