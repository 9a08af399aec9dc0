"""This file is where it is shown what participants needed and nobody offers."""

from typing import Any

from django.http import HttpResponse

from stegvis.access.permissions import Permission
from stegvis.casework import need_queries
from stegvis.casework.matching import STATE_LABELS, Gap, State
from stegvis.casework.need_queries import Lacking
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.web.shared.pages import StaffRequest, only_for, page

# From what is lacking to what is there.
COLUMNS = (State.NOTHING, State.FULL, State.UNFIT, State.ASKED, State.FITS, State.MET)


def offer_gaps(request: StaffRequest) -> HttpResponse:
    """The own authority's figures, for its own use: nothing of them leaves it from here."""
    only_for(request.actor, Permission.GOALS_READ)
    day = today()
    context = {
        "page_title": "Luckor i utbudet",
        "day": day,
        "operator": Organisation.objects.get(pk=request.actor.organisation_id),
        "columns": [STATE_LABELS[state] for state in COLUMNS],
        "programmes": [_shown(one) for one in need_queries.lacking(request.actor, day)],
    }
    return page(request, "offers/offer_gaps.html", context)


def _shown(lacking: Lacking) -> dict[str, Any]:
    rows = [row for row in lacking.rows if row.noted]
    worst = sorted((row for row in rows if row.lacking), key=lambda row: -row.lacking)
    return {
        "lacking": lacking,
        "rows": [_row(row) for row in rows],
        "worst": [f"{row.label.lower()} ({row.lacking} av {row.noted})" for row in worst[:3]],
        "unasked": [row.label.lower() for row in lacking.rows if not row.noted],
    }


def _row(gap: Gap) -> dict[str, Any]:
    counts = [{"label": STATE_LABELS[s], "count": gap.counts[s]} for s in COLUMNS]
    return {"gap": gap, "counts": counts}
