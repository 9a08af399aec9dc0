"""This file is where workplaces are found, added and changed, and where contacts are kept."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stegvis.casework import activity_queries
from stegvis.casework.actions import employer as actions
from stegvis.casework.models import Activity, Employer, Sector
from stegvis.casework.queries import name_of
from stegvis.core.dates import today
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

SECTORS = [(key, f"{label[0].upper()}{label[1:]}") for key, label in Sector.choices]
FIELDS = ("name", "sector", "place", "supervisor", "contact_way", "tasks", "ended_on")


class EmployerForm(StegvisForm):
    name = forms.CharField(label="Arbetsplats", max_length=120)
    sector = forms.ChoiceField(label="Slag", widget=forms.RadioSelect, choices=SECTORS)
    place = forms.CharField(label="Ort eller adress", required=False, max_length=160)
    supervisor = forms.CharField(label="Handledare", required=False, max_length=120)
    contact_way = forms.CharField(
        label="Nås på", required=False, max_length=160, help_text="Telefon eller e-post."
    )
    tasks = forms.CharField(
        label="Arbetsuppgifter och krav",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Om arbetsplatsen. Skriv ingenting här om en deltagare.",
    )
    ended_on = DateField(
        label="Samarbetet avslutat",
        required=False,
        help_text="Då går arbetsplatsen inte längre att välja. Så här: 2026-12-03",
    )


class ContactForm(StegvisForm):
    held_on = DateField(label="Datum")
    way = forms.ChoiceField(
        label="Hur hade ni kontakt?",
        widget=forms.RadioSelect,
        choices=[("visit", "Besök"), ("call", "Samtal"), ("mail", "Brev eller e-post")],
    )
    activity = forms.ChoiceField(label="Om vem?", required=False)
    text = forms.CharField(label="Vad talade ni om?", widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, placed: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.placed = {str(row.pk): row for row in placed}
        self.fields["activity"].choices = [
            ("", "Arbetsplatsen i allmänhet"),
            *((key, name_of(row.participant)) for key, row in self.placed.items()),
        ]

    def clean_activity(self) -> Activity | None:
        return self.placed.get(self.cleaned_data["activity"])


def employer_list(request: StaffRequest) -> HttpResponse:
    """All workplaces; ?namn= and ?slag= narrow the list."""
    name = request.GET.get("namn", "").strip()
    sector = request.GET.get("slag", "")
    sector = sector if sector in Sector.values else ""
    context = {
        "page_title": "Arbetsplatser",
        "employers": activity_queries.employers(request.actor, name=name, sector=sector),
        "sectors": SECTORS,
        "name": name,
        "sector": sector,
    }
    return page(request, "employers/employer_list.html", context)


def employer_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    employer = activity_queries.employer(request.actor, pk)
    placed = activity_queries.placed_at(request.actor, employer)
    names = {row.pk: name_of(row.participant) for row in placed}
    contacts = activity_queries.contacts_of(employer, placed)
    context = {
        "page_title": employer.name,
        "employer": employer,
        "placed": [{"activity": row, "name": names[row.pk]} for row in placed],
        "contacts": [{"contact": row, "about": names.get(row.activity_id)} for row in contacts],
    }
    return page(request, "employers/employer_show.html", context)


def employer_add(request: StaffRequest) -> HttpResponse:
    activity_queries.must_keep_employers(request.actor)
    form = EmployerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        particulars = actions.Particulars(**form.cleaned_data)
        added = form.obeys(lambda: actions.add(actor=request.actor, particulars=particulars))
        if added:
            messages.success(request, "Arbetsplatsen är tillagd.")
            return redirect("employer-show", pk=added.pk)
    context = {"page_title": "Ny arbetsplats"}
    return page(request, "employers/employer_form.html", context, form=form)


def employer_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    employer = activity_queries.employer(request.actor, pk)
    form = EmployerForm(
        request.POST or None, initial={field: getattr(employer, field) for field in FIELDS}
    )
    if request.method == "POST" and form.is_valid():
        particulars = actions.Particulars(**form.cleaned_data)
        if form.obeys(
            lambda: actions.change(
                actor=request.actor,
                employer=employer,
                particulars=particulars,
                revision=_revision(request, employer),
            )
        ):
            messages.success(request, "Arbetsplatsen är ändrad.")
            return redirect("employer-show", pk=employer.pk)
    context = {"page_title": f"Ändra {employer.name}", "employer": employer}
    return page(request, "employers/employer_form.html", context, form=form)


def employer_contact(request: StaffRequest, pk: UUID) -> HttpResponse:
    employer = activity_queries.employer(request.actor, pk)
    form = ContactForm(
        request.POST or None,
        placed=activity_queries.placed_at(request.actor, employer),
        initial={"held_on": today(), "activity": request.GET.get("om", "")},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.contact(actor=request.actor, employer=employer, **form.cleaned_data)
        )
    ):
        messages.success(request, "Kontakten är sparad.")
        return redirect("employer-show", pk=employer.pk)
    context = {"page_title": f"Kontakt med {employer.name}", "employer": employer}
    return page(request, "employers/employer_contact.html", context, form=form)


def _revision(request: HttpRequest, row: Employer) -> int:
    return seen_revision(request) or row.revision
