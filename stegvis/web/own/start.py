"""This file is where the participant lands: what happens next, whom to call, who has read."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.audit.models import Entry
from stegvis.casework import own_queries as mine
from stegvis.casework.models import Participation
from stegvis.casework.own_instruments import questionnaires
from stegvis.core.dates import now, today
from stegvis.web.own.pages import OwnRequest, own_page
from stegvis.web.own.words import READING, kind_name, meeting_words

READ_WITHIN = timedelta(days=30)


def own_start(request: OwnRequest) -> HttpResponse:
    """The next date, what waits for her, her contact, and who has read about her lately."""
    cases = mine.cases(request.person)
    found = mine.coming(request.person)
    by_case = {case.pk: case for case in cases}
    return own_page(
        request,
        "own/start.html",
        {
            "page_title": _("Hej"),
            "dates": _dates(found, by_case),
            "waiting": [*_waiting(found, cases), *_questionnaires(request, cases)],
            "contacts": [case for case in cases if case.is_ongoing] or cases[:1],
            "reads": _reads(request),
            "is_empty": not request.person.participants,
        },
    )


def own_more(request: OwnRequest) -> HttpResponse:
    mine.looked(request.person)
    return own_page(request, "own/more.html", {"page_title": _("Mer")})


def _dates(found: list[mine.Coming], cases: dict[UUID, Participation]) -> list[dict[str, Any]]:
    """Meetings, the follow-up of the plan and her own steps, the next one first."""
    rows = []
    for one in found:
        if one.kind not in ("meeting", "review", "step") or one.case_id not in cases:
            continue
        day = timezone.localtime(one.at).date() if one.at else one.on
        case = cases[one.case_id]
        rows.append(
            {
                "day": day,
                "at": one.at,
                "title": _title(one, case),
                "place": one.text if one.kind == "meeting" else "",
                "is_late": one.kind == "step" and day is not None and day < today(),
                "owner": case.owner,
                "url": reverse("own-plan" if one.kind == "step" else "own-times"),
                # What she wrote together with staff is in their language.
                "is_own_text": one.kind == "step",
            }
        )
    order = sorted(rows, key=lambda row: (row["day"] or date.max, str(row["at"] or "")))
    return order[:4]


def _title(one: mine.Coming, case: Participation) -> Any:
    if one.kind == "meeting":
        return meeting_words(case.version.definition, one.key)
    return _("Vi följer upp planen") if one.kind == "review" else one.text


def _waiting(found: list[mine.Coming], cases: list[Participation]) -> list[dict[str, Any]]:
    """Questions without an answer, and consents that nobody has asked her about."""
    answered: dict[UUID | None, list[str]] = defaultdict(list)
    for one in found:
        if one.kind == "consent":
            answered[one.case_id].append(one.key)
    rows: list[dict[str, Any]] = [
        {
            "title": one.text,
            "by": one.on,
            "url": reverse("own-question", args=[one.ref]),
            "action": _("Svara"),
            "is_own_text": True,
        }
        for one in found
        if one.kind == "question"
    ]
    for case in cases:
        for kind in mine.to_answer(case, answered[case.pk]):
            rows.append(
                {
                    "title": kind_name(case.version.definition, kind)[0],
                    "owner": case.owner,
                    "url": reverse("own-consent-answer", args=[case.pk, kind]),
                    "action": _("Svara ja eller nej"),
                }
            )
    return rows


def _questionnaires(request: OwnRequest, cases: list[Participation]) -> list[dict[str, Any]]:
    """Those that she has agreed to answer, when their day has come."""
    asked, _answered = questionnaires(request.person, cases, today())
    return [
        {
            "title": one.rule.name,
            "owner": one.case.owner,
            "url": reverse("own-instrument", args=[one.case.pk, one.rule.key, one.moment]),
            "action": _("Svara på enkäten"),
            "is_own_text": True,
        }
        for one in asked
    ]


def _reads(request: OwnRequest) -> dict[str, Any]:
    """How many times others have read during the last 30 days, and when last."""
    return (
        Entry.objects.filter(
            participant_id__in=list(request.person.participants),
            event__in=READING,
            at__gte=now() - READ_WITHIN,
        )
        .exclude(account_id=request.person.account_id)
        .aggregate(times=Count("number"), latest=Max("at"))
    )
