"""This file is where the participant's times are shown: what comes, what goes on, what has been."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.casework import own_queries as mine
from stegvis.casework.models import (
    Activity,
    ActivityStatus,
    MeetingStatus,
    Participation,
    WorkPeriod,
)
from stegvis.core.dates import now, today
from stegvis.web.own.pages import OwnRequest, own_page
from stegvis.web.own.words import ACTIVITIES, MEETINGS, meeting_words

MOST_PAST = 30


def own_times(request: OwnRequest) -> HttpResponse:
    """Meetings and follow-ups ahead, what she does now, and below it what has been."""
    cases = {case.pk: case for case in mine.cases(request.person)}
    times = sorted(
        [*_meetings(request, cases), *_reviews(request, cases)], key=lambda row: str(row["day"])
    )
    activities = mine.activities(request.person)
    work, day = mine.work(request.person), today()
    done = (ActivityStatus.COMPLETED, ActivityStatus.INTERRUPTED)
    return own_page(
        request,
        "own/times.html",
        {
            "page_title": _("Mina tider"),
            "coming": [row for row in times if row["is_ahead"]],
            "past": [row for row in reversed(times) if not row["is_ahead"]][:MOST_PAST],
            "activities": [
                *(_activity(row) for row in activities if row.status not in done),
                *(_work(row) for row in work if not _is_over(row, day)),
            ],
            "activities_past": [
                *(_activity(row) for row in activities if row.status in done),
                *(_work(row) for row in work if _is_over(row, day)),
            ],
        },
    )


def _meetings(request: OwnRequest, cases: dict[UUID, Participation]) -> list[dict[str, Any]]:
    return [
        {
            "day": timezone.localtime(meeting.at).date(),
            "at": meeting.at,
            "title": meeting_words(
                cases[meeting.participation_id].version.definition, meeting.kind
            ),
            "place": meeting.place,
            "who": meeting.with_whom.name,
            "phone": meeting.with_whom.phone,
            "owner": cases[meeting.participation_id].owner,
            "status": MEETINGS.get(meeting.status, ""),
            "is_ahead": meeting.at >= now() and meeting.status == MeetingStatus.BOOKED,
        }
        for meeting in mine.meetings(request.person)
        if meeting.participation_id in cases
    ]


def _reviews(request: OwnRequest, cases: dict[UUID, Participation]) -> list[dict[str, Any]]:
    return [
        {
            "day": plan.review_on,
            "title": _("Vi följer upp planen"),
            "owner": cases[plan.participation_id].owner,
            "is_ahead": plan.review_on >= today(),
        }
        for plan in mine.reviews(request.person)
        if plan.participation_id in cases and cases[plan.participation_id].is_ongoing
    ]


def _is_over(period: WorkPeriod, day: date) -> bool:
    return period.ends_on is not None and period.ends_on < day


def _work(period: WorkPeriod) -> dict[str, Any]:
    """A work period told as an activity; the share of benefit stands in her decision."""
    status = ActivityStatus.ONGOING
    if _is_over(period, today()):
        status = ActivityStatus.COMPLETED
    elif period.starts_on > today():
        status = ActivityStatus.PLANNED
    label, color = ACTIVITIES[status]
    kind = period.get_kind_display()
    return {
        "activity": {
            "name": f"{kind}: {period.name}" if period.name else kind,
            "extent_text": f"{period.percent} %",
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
        },
        "status": label,
        "color": color,
        "hours": f"{period.percent * 0.4:g}".replace(".", ","),
        "owner": period.owner,
    }


def _activity(activity: Activity) -> dict[str, Any]:
    label, color = ACTIVITIES[activity.status]
    minutes = activity.minutes_per_week
    return {
        "activity": activity,
        "status": label,
        "color": color,
        "hours": f"{minutes / 60:.1f}".rstrip("0").rstrip(".").replace(".", ",") if minutes else "",
        "owner": activity.owner,
    }
