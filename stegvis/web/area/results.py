"""This file is where the results of an area are shown, each figure with the people behind it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.http import urlencode

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import area as reading
from stegvis.casework.area import PAGE_SIZE
from stegvis.casework.area_results import Figure, Moment, Results, results
from stegvis.casework.queries import name_of
from stegvis.core.errors import RuleBroken
from stegvis.programmes.areas import Area
from stegvis.web.area.forms import PeriodForm, own_period, this_year
from stegvis.web.area.register import area_frame, sees_all
from stegvis.web.shared.pages import StaffRequest, only_for, page


def area_results(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Stocks on the last day, flows over the period; counted when the page is opened."""
    only_for(request.actor, Permission.AREA_READ)
    area = reading.area_of(request.actor, pk)
    form, found = _counted(request, area)
    days = {name: form[name].value() for name in ("fran", "till")} if found else {}
    return page(
        request,
        "area/area_results.html",
        area_frame(request, area, "area-results")
        | {
            "period": form,
            "results": found,
            "days": urlencode(days),
            "periods": _periods(area, days),
            "is_whole": sees_all(request, area),
            "sections": [
                ("Läget den", [_row(one) for one in found.stock]),
                ("Under perioden", [_row(one) for one in found.flows]),
            ]
            if found
            else [],
        },
    )


def area_figure(request: StaffRequest, pk: UUID, figure: str) -> HttpResponse:
    """Who a figure counts, for those who may see the persons; each is logged."""
    only_for(request.actor, Permission.AREA_READ)
    area = reading.area_of(request.actor, pk)
    form, found = _counted(request, area)
    one = found.figure(figure) if found else None
    if one is None:
        raise NotVisible
    counted = list(
        reading.entries(request.actor, area)
        .filter(pk__in=one.people)
        .select_related("participant__identity", "version")
        .order_by("participant__identity__family_key", "pk")
    )
    people = Paginator(counted, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    rows = list(people.object_list)
    for row in rows:
        record.look(Event.CASES_LISTED, row)
    days = urlencode({name: form[name].value() for name in ("fran", "till")})
    return page(
        request,
        "area/area_figure.html",
        area_frame(request, area, "area-results")
        | {
            "page_title": one.label,
            "figure": one,
            "found": found,
            "days": days,
            "query": days,
            "page": people,
            "rows": [
                {"row": row, "name": name_of(row.participant), "triage": _label(area, row)}
                for row in rows
            ],
        },
    )


def _counted(request: StaffRequest, area: Area) -> tuple[PeriodForm, Results | None]:
    """The figures of the days that are asked for; without any, of the programme's own days, or of
    this year until today where it has not begun."""
    is_asked = "fran" in request.GET or "till" in request.GET
    form = PeriodForm(request.GET if is_asked else own_period(area) or this_year())
    days = form.days()
    if days is None:
        return form, None
    try:
        return form, results(request.actor, area, Moment(*days))
    except RuleBroken as broken:
        form.add_error("till", broken.message)
        return form, None


def _periods(area: Area, days: dict[str, Any]) -> list[dict[str, Any]]:
    """The periods that there is a link to."""
    usual = (("Insatsens egen tid", own_period(area)), ("I år", this_year()))
    return [
        {"label": label, "query": urlencode(period), "is_current": _texts(days) == _texts(period)}
        for label, period in usual
        if period
    ]


def _texts(days: dict[str, Any]) -> dict[str, str]:
    return {name: str(day) for name, day in days.items()}


def _row(figure: Figure) -> dict[str, Any]:
    share = f"{100 * figure.count / figure.of:.0f} %" if figure.of else "–"
    return {"figure": figure, "share": share}


def _label(area: Area, row: Any) -> str:
    known = area.triage(row.result) if row.result else None
    return known.label if known else (row.result or "Inte bedömd")
