"""This file is where a participant's activities are put in order for the eye: going on, planned,
ended, the week's sum, and one bar each along the time.
"""

from datetime import date
from typing import Any

from stegvis.casework.models import Activity, ActivityStatus, Participation
from stegvis.core.dates import add_months, percent_of_full_time
from stegvis.core.extent import written

_COLORS = {
    ActivityStatus.PLANNED: "neutral",
    ActivityStatus.ONGOING: "info",
    ActivityStatus.COMPLETED: "success",
    ActivityStatus.INTERRUPTED: "warning",
}


def overview(case: Participation, rows: list[Activity], day: date) -> dict[str, Any]:
    """Context of the page: sections, sum and bars."""
    shown = [_shown(row, case, day) for row in rows]
    by_status: dict[str, list[dict[str, Any]]] = {}
    for row in shown:
        by_status.setdefault(row["section"], []).append(row)
    return {
        "sections": [
            {"key": key, "title": title, "rows": by_status.get(key, [])}
            for key, title in (("ongoing", "Pågår"), ("planned", "Planerat"), ("ended", "Avslutat"))
        ],
        "total": _total(rows, day),
        "timeline": _timeline(rows, day),
    }


def _shown(row: Activity, case: Participation, day: date) -> dict[str, Any]:
    is_open = row.status in (ActivityStatus.PLANNED, ActivityStatus.ONGOING)
    return {
        "activity": row,
        "section": row.status if is_open else "ended",
        "color": _COLORS[ActivityStatus(row.status)],
        "percent": percent_of_full_time(row.minutes_per_week) if row.minutes_per_week else None,
        "may_change": is_open and row.owner_id == case.owner_id,
        "should_have_begun": row.status == ActivityStatus.PLANNED
        and row.starts_on is not None
        and row.starts_on <= day,
        "should_have_ended": is_open and row.ends_on is not None and row.ends_on < day,
    }


def _total(rows: list[Activity], day: date) -> dict[str, Any]:
    """The sum of what goes on today; activities without an extent are counted beside."""
    running = [
        row
        for row in rows
        if row.status == ActivityStatus.ONGOING and (row.ends_on is None or row.ends_on >= day)
    ]
    minutes = sum(row.minutes_per_week or 0 for row in running)
    return {
        "running": len(running),
        "hours": written(minutes),
        "percent": percent_of_full_time(minutes),
        "unknown": sum(1 for row in running if not row.minutes_per_week),
    }


def _timeline(rows: list[Activity], day: date) -> dict[str, Any] | None:
    """Bars in hundredths of the time from the first start to the last end, at least to a month
    ahead. None when nothing has a first day."""
    dated = sorted((row for row in rows if row.starts_on), key=lambda row: row.starts_on or day)
    if not dated:
        return None
    first = min(day, dated[0].starts_on or day).replace(day=1)
    last = max([add_months(day, 1), *(row.ends_on or row.starts_on or day for row in dated)])
    length = (last - first).days + 1

    def place(when: date) -> float:
        return (when - first).days * 100 / length

    return {
        "first": first,
        "last": last,
        "today": f"{place(day):.2f}",
        "bars": [
            {
                "activity": row,
                "state": _state(row),
                "x": f"{place(row.starts_on or day):.2f}",
                "width": f"{_days(row, last) * 100 / length:.2f}",
            }
            for row in dated
        ],
    }


def _days(row: Activity, last: date) -> int:
    """Both days inclusive; without an end it fills the time that is shown."""
    return ((row.ends_on or last) - (row.starts_on or last)).days + 1


def _state(row: Activity) -> str:
    if row.status == ActivityStatus.PLANNED:
        return "todo"
    return "current" if row.status == ActivityStatus.ONGOING else "done"
