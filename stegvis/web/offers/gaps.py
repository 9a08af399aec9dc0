"""This file is where it is shown what participants needed and nobody offers."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse

from stegvis.access.permissions import Permission
from stegvis.casework import need_queries
from stegvis.casework.matching import HINDRANCES, STATE_LABELS, Gap, State
from stegvis.casework.need_queries import Lacking
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page

# From what is lacking to what is there.
COLUMNS = (State.NOTHING, State.FULL, State.UNFIT, State.ASKED, State.FITS, State.MET)


class DayForm(StegvisForm):
    """A day that has been; what is noted later is not known of it."""

    dag = DateField(label="Så som det stod den", required=False)

    def clean_dag(self) -> date:
        day: date = self.cleaned_data["dag"] or today()
        if day > today():
            raise ValidationError("Dagen ligger framåt i tiden. Välj en dag som har varit.")
        return day


def offer_gaps(request: StaffRequest) -> HttpResponse:
    """The own authority's figures, for its own use: nothing of them leaves it from here. ?dag=
    shows how it stood at the end of an earlier day."""
    only_for(request.actor, Permission.GOALS_READ)
    form = DayForm(request.GET if "dag" in request.GET else None, initial={"dag": today()})
    day = form.cleaned_data["dag"] if form.is_bound and form.is_valid() else today()
    context = {
        "page_title": "Luckor i utbudet",
        "day": day,
        "is_earlier": day < today(),
        "operator": Organisation.objects.get(pk=request.actor.organisation_id),
        "columns": [STATE_LABELS[state] for state in COLUMNS],
        "programmes": [_shown(one) for one in need_queries.lacking(request.actor, day)],
    }
    return page(request, "offers/offer_gaps.html", context, form=form)


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
    against = [f"{label.lower()} {n}" for k, label in HINDRANCES.items() if (n := _of(gap, k))]
    return {"gap": gap, "counts": counts, "against": ", ".join(against)}


def _of(gap: Gap, hindrance: str) -> int:
    return gap.hindrances.get(hindrance, 0)
