"""This file is where Bevakning av ersättning is shown: as a list, and month by month."""

import calendar
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from stegvis.access.permissions import Permission
from stegvis.access.policy import may_somewhere
from stegvis.casework import watching
from stegvis.casework.area import area_of
from stegvis.casework.watching import Ahead, Found, Watch
from stegvis.core.dates import MONTHS, add_months, today
from stegvis.programmes.areas import Area, areas_held
from stegvis.web.casework.ends import end_shown
from stegvis.web.shared.pages import StaffRequest, only_for, page

PAGE_SIZE = 50
WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
ALL = "alla"


def watch_list(request: StaffRequest) -> HttpResponse:
    """The ends of one's own participants' livelihoods; with ?visa=alla those of all that one
    sees. Somebody who has none herself is taken to the target group that she watches."""
    actor = request.actor
    only_for(actor, Permission.MAPPING_WRITE, Permission.AREA_READ)
    areas = _areas(request)
    if not may_somewhere(actor, Permission.MAPPING_WRITE) and len(areas) == 1:
        return redirect("watch-area", pk=areas[0].programme_id)
    is_all = request.GET.get("visa") == ALL
    found = (
        watching.of_cases(actor, today(), _wanted(request), only_mine=not is_all)
        if may_somewhere(actor, Permission.MAPPING_WRITE)
        else Found([], 0)
    )
    kept = {"visa": ALL} if is_all else {}
    fetch = partial(watching.fetched_cases, actor)
    return _page(request, found, kept, areas, f"alla:{is_all}", fetch)


def watch_area(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The ends of everybody in an area, at the authority that knows them."""
    only_for(request.actor, Permission.AREA_READ)
    area = area_of(request.actor, pk)
    found = watching.of_area(request.actor, area, today(), _wanted(request))
    fetch = partial(watching.fetched, request.actor, area)
    return _page(request, found, {}, _areas(request), str(area.programme_id), fetch)


def _page(
    request: StaffRequest,
    found: Found,
    kept: dict[str, str],
    areas: list[Area],
    current: str,
    fetch: Callable[[Sequence[Ahead]], list[Watch]],
) -> HttpResponse:
    """`fetch` gives the persons of those that are shown."""
    month = _month(request.GET.get("manad", ""))
    context: dict[str, Any] = {
        "page_title": "Bevakning av ersättning",
        "tabs": _tabs(request, areas, current),
        "views": _views(kept, month),
        "month": month,
        "query": urlencode(kept),
    }
    if month is None:
        shown = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page", "1"))
        rows = fetch(list(shown.object_list))
        context |= {
            "page": shown,
            "rows": [_row(watch) for watch in rows],
            "ahead": found.others,
        }
    else:
        rows = fetch(found.rows)
        context |= _calendar(rows, month, kept)
    watching.seen(rows)
    return page(request, "watch/watch_list.html", context)


def _wanted(request: StaffRequest) -> watching.Wanted:
    month = _month(request.GET.get("manad", ""))
    return watching.shown(today()) if month is None else watching.in_month(month)


def _row(watch: Watch) -> dict[str, Any]:
    subject = "case-show" if watch.is_case else "area-person"
    return {
        "watch": watch,
        "url": reverse(subject, args=[watch.row.pk]),
        "act_url": _act_url(watch),
        "is_protected": watch.row.participant.is_protected,
        **end_shown(watch.end),
    }


def _act_url(watch: Watch) -> str:
    """Where something is done about it: about the decision, or a new one."""
    if watch.end.ref is not None and not watch.end.is_asked_for:
        name = "benefit-follow" if watch.is_case else "area-benefit-follow"
        return reverse(name, args=[watch.row.pk, watch.end.ref])
    if watch.end.ref is not None:
        name = "benefit-change" if watch.is_case else "area-benefit-change"
        return reverse(name, args=[watch.row.pk, watch.end.ref])
    return reverse("benefit-add" if watch.is_case else "area-benefit-add", args=[watch.row.pk])


def _calendar(rows: Sequence[Watch], month: date, kept: dict[str, str]) -> dict[str, Any]:
    """Weeks of days for wide screens and paper; days with something for narrow ones."""
    by_day: dict[date, list[dict[str, Any]]] = {}
    for watch in rows:
        by_day.setdefault(watch.end.due_on, []).append(_row(watch))
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return {
        "month_name": f"{MONTHS[month.month][0]} {month.year}".capitalize(),
        "weekdays": WEEKDAYS,
        "weeks": [
            [
                {
                    "day": day,
                    "is_here": day.month == month.month,
                    "is_today": day == today(),
                    "rows": by_day.get(day, []),
                }
                for day in week
            ]
            for week in weeks
        ],
        "count": len(rows),
        "former": _month_link(add_months(month, -1), kept),
        "following": _month_link(add_months(month, 1), kept),
    }


def _month(text: str) -> date | None:
    """The first day of a month written as 2026-12; None for a list instead. What is no month is
    this one."""
    if not text:
        return None
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = today()
    in_sight = 1990 <= found.year <= 2090
    return (found if in_sight else today()).replace(day=1)


def _month_link(month: date, kept: dict[str, str]) -> str:
    return "?" + urlencode(kept | {"manad": f"{month:%Y-%m}"})


def _views(kept: dict[str, str], month: date | None) -> list[dict[str, Any]]:
    return [
        {"label": "Lista", "url": "?" + urlencode(kept), "is_current": month is None},
        {
            "label": "Kalender",
            "url": _month_link(month or today(), kept),
            "is_current": month is not None,
        },
    ]


def _areas(request: StaffRequest) -> list[Area]:
    if not may_somewhere(request.actor, Permission.AREA_READ):
        return []
    return areas_held(request.actor.organisation_id)


def _tabs(request: StaffRequest, areas: list[Area], current: str) -> list[dict[str, Any]]:
    tabs = []
    if may_somewhere(request.actor, Permission.MAPPING_WRITE):
        url = reverse("watch-list")
        tabs = [
            ("Mina deltagare", url, "alla:False"),
            ("Alla jag ser", f"{url}?visa=alla", "alla:True"),
        ]
    tabs += [
        (
            f"Målgruppen, {area.definition.short_name}",
            reverse("watch-area", args=[area.programme_id]),
            str(area.programme_id),
        )
        for area in areas
    ]
    return [{"label": label, "url": url, "is_current": key == current} for label, url, key in tabs]
