"""This file is where anybody on the staff finds whom to call, and where an authority says how."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may, own_scope, require
from stegvis.organisations import contact_ways
from stegvis.organisations import directory as people_at
from stegvis.organisations.actions import directory as actions
from stegvis.organisations.contact_ways import LABELS, ContactWays
from stegvis.organisations.models import Organisation, Unit
from stegvis.programmes.models import Programme
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

MOST_SEARCHED = 80


class ContactWaysForm(StegvisForm):
    phone = forms.CharField(label=LABELS["phone"], max_length=60, required=False)
    phone_hours = forms.CharField(
        label=LABELS["phone_hours"],
        max_length=120,
        required=False,
        help_text="Till exempel: vardagar 8.30–12, torsdagar även 13–16.",
    )
    mailbox = forms.EmailField(
        label=LABELS["mailbox"],
        required=False,
        help_text="Gemensam e-postadress. Skriv aldrig uppgifter om en deltagare i vanlig e-post.",
    )
    post = forms.CharField(label=LABELS["post"], max_length=200, required=False)
    visit = forms.CharField(label=LABELS["visit"], max_length=200, required=False)
    other = forms.CharField(
        label="Bra att veta",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel vem man frågar efter i växeln.",
    )

    @property
    def ways(self) -> ContactWays:
        known = {*LABELS, "other"}
        return ContactWays(**{k: v for k, v in self.cleaned_data.items() if k in known})


class UnitForm(ContactWaysForm):
    name = forms.CharField(label="Enhetens namn", max_length=120)
    field_order = ("name", *LABELS, "other")


def lines_of(text: str) -> list[dict[str, str]]:
    """Contact ways for a page: a number or an address becomes something to press."""
    ways = contact_ways.read(text)
    shown = [{"label": label, "value": value, "url": _url(value)} for label, value in ways.lines]
    if ways.other:
        shown.append({"label": "", "value": ways.other, "url": ""})
    return shown


def _url(value: str) -> str:
    if re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        return f"mailto:{value}"
    digits = re.sub(r"[\s/-]", "", value)
    return f"tel:{digits}" if re.fullmatch(r"\+?\d{5,15}", digits) else ""


def directory_list(request: StaffRequest) -> HttpResponse:
    """Authorities with their contact ways; with a search also the people that it finds."""
    text = request.GET.get("sok", "").strip()[:MOST_SEARCHED]
    return page(
        request,
        "directory/list.html",
        {
            "page_title": "Kontaktvägar",
            "text": text,
            "organisations": [
                {"organisation": row, "lines": lines_of(row.contact_way)}
                for row in people_at.organisations(text)
            ],
            "people": [
                {"assignment": row, "phone": _url(row.account.phone)}
                for row in people_at.people(text)
            ],
            "may_keep": may(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor)),
        },
    )


def directory_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One authority: its units, and who works there now with what."""
    organisation = people_at.organisation(pk)
    programmes = dict(Programme.objects.values_list("pk", "short_name"))
    is_own = organisation.pk == request.actor.organisation_id
    return page(
        request,
        "directory/show.html",
        {
            "page_title": organisation.name,
            "organisation": organisation,
            "lines": lines_of(organisation.contact_way),
            "units": [
                {"unit": unit, "lines": lines_of(unit.contact_way)}
                for unit in organisation.units.all()
            ],
            "people": [
                {
                    "colleague": one,
                    "phone": _url(one.account.phone),
                    "roles": [_role(role, programmes.get(key)) for role, key in one.roles],
                }
                for one in people_at.colleagues(pk)
            ],
            "may_keep": is_own
            and may(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor)),
        },
    )


def _role(role: str, programme: str | None) -> str:
    return capfirst(f"{role}, {programme}" if programme else role)


def directory_keep(request: StaffRequest) -> HttpResponse:
    """The own authority's contact ways."""
    require(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    form = ContactWaysForm(request.POST or None, initial=_initial(own.contact_way))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: actions.keep_contact_ways(actor=request.actor, ways=form.ways))
    ):
        messages.success(request, "Kontaktvägarna är sparade.")
        return redirect("directory-show", pk=own.pk)
    context = {"page_title": f"Kontaktvägar till {own.name}", "organisation": own}
    return page(request, "directory/keep.html", context, form=form)


def _initial(text: str) -> dict[str, Any]:
    return dict(vars(contact_ways.read(text)))


def unit_add(request: StaffRequest) -> HttpResponse:
    return _keep_unit(request, None)


def unit_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    require(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor))
    unit = Unit.objects.filter(pk=pk, organisation_id=request.actor.organisation_id).first()
    if unit is None:
        raise NotVisible
    return _keep_unit(request, unit)


def _keep_unit(request: StaffRequest, unit: Unit | None) -> HttpResponse:
    require(request.actor, Permission.MEMBERS_MANAGE, own_scope(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    initial = {"name": unit.name} | _initial(unit.contact_way) if unit else {}
    form = UnitForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.keep_unit(
                actor=request.actor, name=form.cleaned_data["name"], ways=form.ways, unit=unit
            )
        )
    ):
        messages.success(request, "Enheten är sparad.")
        return redirect("directory-show", pk=own.pk)
    context = {"page_title": unit.name if unit else "Ny enhet", "organisation": own}
    return page(request, "directory/keep.html", context, form=form)
