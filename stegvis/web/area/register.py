"""This file is where the target group of an area is shown as a list."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from stegvis.access.permissions import Permission
from stegvis.access.policy import may_somewhere
from stegvis.casework import area as reading
from stegvis.casework.area import Filters, Row
from stegvis.core.dates import today
from stegvis.programmes.areas import Area, areas_held
from stegvis.programmes.vocabulary import TriageGroup
from stegvis.web.area.forms import FilterForm
from stegvis.web.casework.ends import end_shown
from stegvis.web.shared.pages import StaffRequest, only_for, page

_COLORS = {
    TriageGroup.OFFER: "success",
    TriageGroup.LATER: "info",
    TriageGroup.ELSEWHERE: "neutral",
    TriageGroup.LASTING: "neutral",
}


def area_choose(request: StaffRequest) -> HttpResponse:
    """The areas that the authority keeps; with only one, straight to its list."""
    only_for(request.actor, Permission.AREA_READ)
    areas = areas_held(request.actor.organisation_id)
    if len(areas) == 1:
        return redirect("area-list", pk=areas[0].programme_id)
    return page(request, "area/area_choose.html", {"page_title": "Målgruppen", "areas": areas})


def area_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Everybody in the target group, or those that the filters ask for."""
    only_for(request.actor, Permission.AREA_READ)
    area = reading.area_of(request.actor, pk)
    form = FilterForm(request.GET, area=area)
    asked = form.cleaned_data if form.is_valid() else {}
    found = reading.register(
        request.actor, area, _filters(asked), today(), request.GET.get("page", "1")
    )
    kept = {name: value for name, value in asked.items() if value}
    return page(
        request,
        "area/area_list.html",
        area_frame(request, area, "area-list")
        | {
            "filters": form,
            "is_filtered": bool(kept),
            "is_whole": sees_all(request, area),
            "page": found.page,
            "query": urlencode(kept),
            "rows": [_shown(area, row) for row in found.rows],
        },
    )


def sees_all(request: StaffRequest, area: Area) -> bool:
    """Whether she sees everybody in the target group, or only those whom she handles."""
    return any(
        grant.role == "coordinator" and grant.programme_id in (None, area.programme_id)
        for grant in request.actor.grants
    )


def _filters(asked: dict[str, Any]) -> Filters:
    return Filters(
        name=asked.get("namn", ""),
        triage=asked.get("lage", ""),
        municipality=asked.get("kommun", ""),
        ending=int(asked["slut"]) if asked.get("slut") else None,
        waiting=asked.get("visa") == "vantar",
        has_left=asked.get("visa") == "lamnat",
    )


def _shown(area: Area, row: Row) -> dict[str, Any]:
    known = area.triage(row.entry.result) if row.triage else None
    text = row.triage or ("Inte bedömd" if row.entry.mapped_on else "Inte kartlagd")
    return {
        "row": row,
        "triage": text,
        "triage_color": _COLORS[known.group] if known else "warning",
        "end": end_shown(row.end) if row.end else None,
        "standing": _standing(row),
    }


def _standing(row: Row) -> str:
    if row.entry.left_on:
        return f"Lämnade {row.entry.left_on}"
    if row.waits_for:
        return f"Väntar på {row.waits_for}"
    if row.case_id:
        return "Deltar"
    return "Aktualisering på väg" if row.is_referred else ""


def area_frame(request: StaffRequest, area: Area, current: str) -> dict[str, Any]:
    """What every page about the whole group needs: its name, its tabs, what one may do."""
    tabs = [("Lista", "area-list"), ("Resultat", "area-results"), ("Bevakning", "watch-area")]
    return {
        "page_title": area.rules.name,
        "area": area,
        "programme_id": area.programme_id,
        "may_keep": may_somewhere(request.actor, Permission.AREA_KEEP),
        "tabs": [
            {
                "label": label,
                "url": reverse(name, args=[area.programme_id]),
                "is_current": name == current,
            }
            for label, name in tabs
        ],
    }
