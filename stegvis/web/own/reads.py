"""This file is where the participant sees who has read about her: when, what, why, which unit.

No member of staff by name, but where that authority has decided to tell her (see names.py).
"""

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from stegvis.access.actor import Person
from stegvis.audit.models import Entry
from stegvis.casework import own_queries as mine
from stegvis.casework.names import Released, released_to
from stegvis.organisations.models import Organisation
from stegvis.web.own.pages import OwnRequest, own_page
from stegvis.web.own.purposes import purpose_words
from stegvis.web.own.words import READING, event_words

PAGE_SIZE = 40


def own_reads(request: OwnRequest) -> HttpResponse:
    """By day, newest first. `vem=jag` shows her own, `vad=allt` also what was written."""
    mine.looked(request.person)
    is_own = request.GET.get("vem") == "jag"
    is_all = request.GET.get("vad") == "allt"
    chosen = _uuid(request.GET.get("myndighet", ""))
    entries = entries_about(request.person, is_own=is_own, is_all=is_all, by=chosen)
    organisations = {
        row.pk: row
        for row in Organisation.objects.filter(
            pk__in=Entry.objects.filter(participant_id__in=list(request.person.participants))
            .exclude(account_id=request.person.account_id)
            .order_by()
            .values("organisation_id")
        )
    }
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = {
        "vem": "jag" if is_own else "",
        "vad": "allt" if is_all else "",
        "myndighet": str(chosen or ""),
    }
    return own_page(
        request,
        "own/reads.html",
        {
            "page_title": _("Vem har läst om mig?"),
            "days": days_of(page.object_list, organisations, released_to(request.person)),
            "page": page,
            "query": urlencode({name: value for name, value in kept.items() if value}),
            "organisations": sorted(organisations.values(), key=lambda row: row.name),
            "chosen": chosen,
            "is_own": is_own,
            "is_all": is_all,
        },
    )


def entries_about(
    person: Person, *, is_own: bool, is_all: bool, by: UUID | None
) -> QuerySet[Entry]:
    """The log's rows about her, at every authority; staff's reading unless she asks for more."""
    rows = Entry.objects.filter(participant_id__in=list(person.participants)).order_by(
        "-at", "-number"
    )
    herself = {"account_id": person.account_id}
    rows = rows.filter(**herself) if is_own else rows.exclude(**herself)
    if not is_all:
        rows = rows.filter(event__in=READING)
    if by is not None and not is_own:
        rows = rows.filter(organisation_id=by)
    return rows.only(
        *("owner_id", "number", "at", "event", "organisation_id", "unit", "purpose"),
        "account_id",
    )


def days_of(
    entries: Any, organisations: dict[UUID, Organisation], names: Released
) -> list[tuple[date, list[dict[str, Any]]]]:
    """One day at a time; what reads the same within a minute's work is one line with its count."""
    days = []
    for day, rows in groupby(entries, key=lambda row: timezone.localtime(row.at).date()):
        lines: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            at = timezone.localtime(row.at)
            name = names.name(row.owner_id, row.organisation_id, row.account_id, row.at)
            what, why = str(event_words(row.event)), str(purpose_words(row.purpose))
            key = (what, why, row.organisation_id, row.unit, f"{at:%H.%M}", name)
            if key in lines:
                lines[key]["times"] += 1
                continue
            found = organisations.get(row.organisation_id) if row.organisation_id else None
            lines[key] = {
                "at": at,
                "what": what,
                "why": why,
                "organisation": found.name if found else "",
                "unit": row.unit,
                "name": name,
                "times": 1,
            }
        days.append((day, list(lines.values())))
    return days


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
