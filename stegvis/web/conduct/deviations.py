"""This file is where deviation reports are read by those with a seat, and written by operators."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from stegvis.access.policy import NotVisible
from stegvis.conduct import queries
from stegvis.conduct.actions import deviation as actions
from stegvis.conduct.models import Deviation, SteeringDecision
from stegvis.conduct.queries import Place, kept_place, own_row, place_of
from stegvis.core.dates import in_swedish, today
from stegvis.outcomes.queries import published
from stegvis.web.conduct.frame import NO_PERSON, frame, narrow
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class DeviationForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="Vad rapporten gäller", max_length=160)
    since_on = DateField(label="Sedan när")
    changed = forms.CharField(
        label="Vad som har ändrats", required=False, widget=forms.Textarea, help_text=NO_PERSON
    )
    why = forms.CharField(label="Varför", required=False, widget=forms.Textarea)
    proposed = forms.CharField(label="Vad vi föreslår", required=False, widget=forms.Textarea)
    report = forms.ChoiceField(label="Rapport enligt insatsens beskrivning", required=False)
    sent_to = forms.CharField(label="Till", max_length=160, required=False)
    figures_id = forms.ChoiceField(
        label="Publicerade siffror som rapporten bygger på",
        required=False,
        help_text="Skriv inga andra antal i texten: små tal kan röja en person.",
    )

    def __init__(
        self, *args: Any, place: Place, figures: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        reports = [(row.key, f"{row.name} – till {row.to}") for row in place.definition.reports]
        self.fields["report"].choices = [("", "Ingen av dem"), *reports]
        self.fields["figures_id"].choices = [("", "Inga siffror"), *figures]


class ReceivedForm(StegvisForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    received_on = DateField(label="Mottagen den")
    received_by = forms.CharField(label="Av", max_length=120)


class SendForm(StegvisForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)


def status_of(row: Deviation, decided: list[SteeringDecision]) -> dict[str, str]:
    """Where a report stands; derived, never typed in."""
    if decided:
        return {"text": "Beslutad", "color": "success"}
    if row.received_on:
        return {"text": "Mottagen", "color": "info"}
    if row.sent_at:
        return {"text": "Skickad", "color": "info"}
    return {"text": "Utkast", "color": "neutral"}


@require_GET
def deviation_list(request: StaffRequest, programme: str) -> HttpResponse:
    """Every report that the actor may read, newest first."""
    place = place_of(request.actor, programme)
    decided: dict[UUID, list[SteeringDecision]] = {}
    for one in queries.decisions(place, deviation__isnull=False):
        decided.setdefault(one.deviation_id, []).append(one)
    rows = [
        {"row": row, "status": status_of(row, decided.get(row.pk, []))}
        for row in queries.deviations(request.actor, place)
    ]
    return page(request, "conduct/deviations.html", frame(place, "deviation-list") | {"rows": rows})


def show(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = place_of(request.actor, programme)
    return _shown(request, place, queries.deviation(request.actor, place, pk))


def _shown(
    request: StaffRequest, place: Place, row: Deviation, form: StegvisForm | None = None
) -> HttpResponse:
    decided = queries.decisions(place, deviation=row)
    names = {each.key: each.name for each in place.definition.reports}
    context = frame(place, "deviation-list") | {
        "row": row,
        "status": status_of(row, decided),
        "decisions": decided,
        "report": names.get(row.report, ""),
        "figures": f"{reverse('figures')}?visa={row.figures_id}" if row.figures_id else "",
        "may_write": place.keeps and row.owner_id == request.actor.organisation_id,
        "send_form": form or SendForm(initial={"revision": row.revision}),
    }
    return page(request, "conduct/deviation.html", context, form=form)


def deviation_add(request: StaffRequest, programme: str) -> HttpResponse:
    """Begin a report; it is to be the definition's own deviation report if that has one."""
    place = kept_place(request.actor, programme)
    usual = next((row for row in place.definition.reports if row.key == "avvikelse"), None)
    initial = {
        "since_on": today(),
        "report": usual.key if usual else "",
        "sent_to": usual.to if usual else place.definition.association.name,
    }
    return _write(request, place, initial, None)


def change(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    """Change a draft; one that is sent has no such page."""
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, Deviation, pk)
    if row.sent_at is not None:
        raise NotVisible
    return _write(
        request, place, {name: getattr(row, name) for name in ("revision", *actions.FIELDS)}, row
    )


def _write(
    request: StaffRequest, place: Place, initial: dict[str, Any], row: Deviation | None
) -> HttpResponse:
    figures = [
        (str(each.pk), f"{each.owner.short_name}, till och med {in_swedish(each.as_of)}")
        for each in published(request.actor)
        if each.programme_id == place.programme.pk
    ]
    form = DeviationForm(request.POST or None, initial=initial, place=place, figures=figures)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        revision, figures_id = data.pop("revision"), data.pop("figures_id")
        content = actions.Content(**data, figures_id=UUID(figures_id) if figures_id else None)
        kept = form.obeys(
            lambda: (
                actions.change(
                    actor=request.actor, row=row, revision=revision or 0, content=content
                )
                if row
                else actions.draft(actor=request.actor, programme=place.programme, content=content)
            )
        )
        if kept:
            messages.success(request, "Utkastet är sparat. Läs igenom det och skicka.")
            return redirect("deviation-show", programme=place.programme.key, pk=kept.pk)
    title = "Ändra avvikelserapport" if row else "Ny avvikelserapport"
    return page(request, "conduct/form.html", narrow(place, title, "deviation-list"), form=form)


@require_POST
def send(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, Deviation, pk)
    form = SendForm(request.POST)
    if form.is_valid() and form.obeys(
        lambda: actions.send(actor=request.actor, row=row, **form.cleaned_data)
    ):
        messages.success(request, "Avvikelserapporten är skickad och kan inte längre ändras.")
        return redirect("deviation-show", programme=programme, pk=pk)
    return _shown(request, place, queries.deviation(request.actor, place, pk), form)


def receive(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    """Write down that the receiver has the report."""
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, Deviation, pk)
    if row.sent_at is None:
        raise NotVisible
    initial = {
        "revision": row.revision,
        "received_on": row.received_on or today(),
        "received_by": row.received_by or row.sent_to,
    }
    form = ReceivedForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: actions.receive(actor=request.actor, row=row, **form.cleaned_data))
    ):
        messages.success(request, "Det är sparat.")
        return redirect("deviation-show", programme=programme, pk=pk)
    context = narrow(place, "Rapporten är mottagen", "deviation-show", pk) | {"said": row.title}
    return page(request, "conduct/form.html", context, form=form)
