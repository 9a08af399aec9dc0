"""This file is where the definition's plan of work is followed, quarter by quarter."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from stegvis.access.policy import NotVisible
from stegvis.conduct import queries
from stegvis.conduct.actions import planned_work as actions
from stegvis.conduct.models import PlannedWorkMark
from stegvis.conduct.queries import Place, kept_place
from stegvis.core.dates import add_months, today
from stegvis.web.conduct.frame import NO_PERSON, frame, narrow
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class MarkForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    done_on = DateField(label="Gjort den", required=False, help_text="Lämna tomt om det är kvar.")
    note = forms.CharField(
        label="Kommentar", required=False, widget=forms.Textarea, help_text=NO_PERSON
    )


def last_day_of(quarter: str) -> date:
    """The last day of a quarter such as 2019-Q3, inclusive."""
    year, _, number = quarter.partition("-Q")
    return add_months(date(int(year), 1, 1), int(number) * 3) - timedelta(days=1)


def in_words(quarter: str) -> str:
    """Kvartal 3 2019."""
    year, _, number = quarter.partition("-Q")
    return f"Kvartal {number} {year}"


@require_GET
def planned_work(request: StaffRequest, programme: str) -> HttpResponse:
    """The plan's lines under the quarters that they are planned for; late ones say so."""
    place = kept_place(request.actor, programme)
    quarters = _quarters(place, queries.marks(request.actor, place))
    lines = [line for quarter in quarters for line in quarter["lines"]]
    context = frame(place, "planned-work") | {
        "quarters": quarters,
        "total": len(lines),
        "done": sum(line["is_done"] for line in lines),
        "late": sum(line["is_late"] for line in lines),
    }
    return page(request, "conduct/planned.html", context)


def _quarters(place: Place, marks: dict[tuple[str, str], PlannedWorkMark]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for number, line in enumerate(place.definition.planned_work):
        for quarter in line.when:
            mark = marks.get((line.what, quarter))
            is_done = mark is not None and mark.done_on is not None
            found.setdefault(quarter, []).append(
                {
                    "number": number,
                    "line": line,
                    "mark": mark,
                    "is_done": is_done,
                    "is_late": not is_done and last_day_of(quarter) < today(),
                }
            )
    return [
        {"key": quarter, "name": in_words(quarter), "lines": found[quarter]}
        for quarter in sorted(found)
    ]


def mark(request: StaffRequest, programme: str, line: int, quarter: str) -> HttpResponse:
    """Write how it went with one line in one quarter."""
    place = kept_place(request.actor, programme)
    plan = place.definition.planned_work
    if line >= len(plan) or quarter not in plan[line].when:
        raise NotVisible
    what = plan[line].what
    found = queries.marks(request.actor, place).get((what, quarter))
    names = ("revision", "done_on", "note")
    initial = {name: getattr(found, name) for name in names} if found else {"done_on": today()}
    form = MarkForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.mark(
                actor=request.actor,
                version=place.version,
                what=what,
                quarter=quarter,
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Det är sparat.")
        return redirect("planned-work", programme=programme)
    context = narrow(place, f"{in_words(quarter)}: hur gick det?", "planned-work")
    return page(request, "conduct/form.html", context | {"said": what}, form=form)
