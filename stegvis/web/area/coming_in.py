"""This file is where people are written into the target group: one, or a whole list at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.casework import area as reading
from stegvis.casework.actions import area as actions
from stegvis.core.dates import today
from stegvis.organisations.models import Account
from stegvis.participants.actions import benefit
from stegvis.participants.actions.participant import Particulars
from stegvis.programmes.areas import Area
from stegvis.programmes.facts import BENEFITS
from stegvis.web.area.forms import ListForm, PersonForm, responsible_of
from stegvis.web.area.list_reading import HEADINGS, HEADINGS_MORE, ReadList, read_list
from stegvis.web.area.register import area_frame
from stegvis.web.shared.pages import StaffRequest, only_for, page


def area_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One person into the target group."""
    only_for(request.actor, Permission.AREA_KEEP)
    area = reading.area_of(request.actor, pk)
    staff = _officials(request)
    form = PersonForm(
        request.POST or None, area=area, officials=staff, initial={"entered_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        entry = form.obeys(lambda: _enter(request, area, form, staff))
        if entry:
            decision = form.decision()
            for warning in (
                benefit.warnings(decision, entry.participant.born_on) if decision else ()
            ):
                messages.warning(request, warning)
            messages.success(request, "Personen är inskriven i målgruppen.")
            again = "again" in request.POST
            return redirect("area-add" if again else "area-list", pk=area.programme_id)
    return page(
        request,
        "area/area_add.html",
        area_frame(request, area, "area-list") | {"page_title": "Skriv in en person"},
        form=form,
    )


def _enter(request: StaffRequest, area: Area, form: PersonForm, staff: list[Account]) -> Any:
    typed = form.cleaned_data
    return actions.enter(
        actor=request.actor,
        area=area,
        newcomer=actions.Newcomer(
            Particulars(
                typed["given_name"].strip(),
                typed["family_name"].strip(),
                typed["personal_number"],
                born_on=typed["born_on"],
            ),
            typed["municipality"],
            typed["entered_on"],
            form.decision(),
        ),
        responsible_id=_one_of(staff, responsible_of(typed)),
    )


def area_import(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Many at once: first what the list says, line by line; then, when it is right, all of it."""
    only_for(request.actor, Permission.AREA_KEEP)
    area = reading.area_of(request.actor, pk)
    staff = _officials(request)
    form = ListForm(request.POST or None, request.FILES or None, officials=staff)
    read: ReadList | None = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        read = form.obeys(lambda: read_list(text, area.rules.municipalities, today()))
        if read and read.bad:
            form.add_error(
                None,
                f"{len(read.bad)} av {len(read.bad) + len(read.newcomers)} rader behöver rättas. "
                "Ingen är inskriven än.",
            )
        elif read and "confirm" in request.POST:
            responsible = _one_of(staff, responsible_of(form.cleaned_data))
            newcomers = read.newcomers
            entered = form.obeys(
                lambda: actions.enter_many(
                    actor=request.actor,
                    area=area,
                    newcomers=newcomers,
                    responsible_id=responsible,
                )
            )
            if entered:
                messages.success(request, f"{len(entered)} personer är inskrivna i målgruppen.")
                return redirect("area-list", pk=area.programme_id)
    return page(
        request,
        "area/area_import.html",
        area_frame(request, area, "area-list")
        | {
            "page_title": "Skriv in många",
            "headings": HEADINGS,
            "more": HEADINGS_MORE,
            "read": read,
            "lines": [_line(one) for one in read.newcomers] if read and not read.bad else [],
            "typed": form.cleaned_data if read else None,
        },
        form=form,
    )


def _line(newcomer: actions.Newcomer) -> dict[str, Any]:
    decision, number = newcomer.decision, newcomer.particulars.number
    return {
        "line": newcomer.line,
        "name": f"{newcomer.particulars.given_name} {newcomer.particulars.family_name}",
        "number": number.masked if number else "",
        "municipality": newcomer.municipality,
        "entered_on": newcomer.entered_on,
        "benefit": BENEFITS.get(decision.kind, "").capitalize() if decision else "",
        "ends_on": decision.ends_on if decision else None,
        "warnings": benefit.warnings(decision, number.born) if decision and number else [],
    }


def _officials(request: StaffRequest) -> list[Account]:
    return reading.officials(request.actor, today())


def _one_of(staff: list[Account], pk: UUID | None) -> UUID | None:
    if pk is not None and pk not in {one.pk for one in staff}:
        raise NotVisible
    return pk
