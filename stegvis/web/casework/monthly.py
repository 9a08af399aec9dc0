"""This file is where figures of each month are shown and written, half a year on a page."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import monthly as actions
from stegvis.casework.models import MonthlyFigure, Participation
from stegvis.core.dates import MONTHS, add_months, today
from stegvis.programmes.journey import MonthlyFact
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import whole

HALF = 6
MOST_SHOWN = 6
PARAMETER = "halvar"


class HalfYearForm(StegvisForm):
    """A field for each month and fact; months that have not begun have none."""

    def __init__(
        self, *args: Any, facts: tuple[MonthlyFact, ...], months: list[date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cells = {
            _field(fact.key, month): (fact.key, month) for month in months for fact in facts
        }
        labels = {fact.key: f"{fact.name} ({fact.unit})" for fact in facts}
        for name, (key, month) in self.cells.items():
            self.fields[name] = forms.IntegerField(
                label=f"{labels[key]}, {month_name(month)}",
                required=False,
                min_value=0,
                max_value=actions.MOST,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )

    def by_month(self) -> list[tuple[str, list[forms.BoundField]]]:
        months: dict[date, list[forms.BoundField]] = {}
        for name, (_, month) in self.cells.items():
            months.setdefault(month, []).append(self[name])
        return [(month_name(month), fields) for month, fields in months.items()]

    def values(self) -> dict[actions.Cell, int | None]:
        return {cell: self.cleaned_data[name] for name, cell in self.cells.items()}


def month_name(month: date) -> str:
    return f"{MONTHS[month.month][0]} {month.year}"


def monthly_write(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Half a year on one page; ?halvar=2026-1 chooses which."""
    case = queries.own_case(request.actor, pk)
    facts = case.version.definition.monthly
    if not facts:
        raise NotVisible
    first = _half(request.GET.get(PARAMETER, ""))
    months = [m for n in range(HALF) if (m := add_months(first, n)) <= today()]
    rows = {
        _field(row.key, row.month): row
        for row in _figures(request, case).filter(
            month__gte=first, month__lt=add_months(first, HALF)
        )
    }
    form = HalfYearForm(
        request.POST or None,
        facts=facts,
        months=months,
        initial={name: row.value for name, row in rows.items()},
    )
    if request.method == "POST" and form.is_valid():
        changed = form.obeys(
            lambda: actions.write(
                actor=request.actor,
                participation=case,
                values=form.values(),
                seen=_seen(request, form),
            )
        )
        if changed is not None:
            messages.success(request, "Månadsuppgifterna är sparade.")
            return redirect("work-show", pk=case.pk)
    following = add_months(first, HALF)
    return page(
        request,
        "casework/monthly_form.html",
        frame(case, "work-show", "Månadsuppgifter")
        | {
            "title": f"{month_name(first)} – {month_name(add_months(first, HALF - 1))}",
            "facts": facts,
            "months": form.by_month(),
            "seen": [(name, row.revision) for name, row in rows.items()],
            "before": _name(add_months(first, -HALF)),
            "after": _name(following) if following <= today() else "",
        },
        form=form,
    )


def latest_months(request: StaffRequest, case: Participation) -> dict[str, Any] | None:
    """The newest figures as a table, or None where the programme keeps none. One query."""
    facts = case.version.definition.monthly
    if not facts:
        return None
    months = [add_months(today().replace(day=1), -n) for n in range(MOST_SHOWN)]
    found = {
        (row.key, row.month): row.value
        for row in _figures(request, case).filter(month__gte=months[-1])
    }
    return {
        "columns": ["Månad", *(f"{fact.name}, {fact.unit}" for fact in facts)],
        "rows": [
            [month_name(month), *(_shown(found.get((fact.key, month))) for fact in facts)]
            for month in months
        ],
        "has_any": any(value is not None for value in found.values()),
    }


def _shown(value: int | None) -> str:
    return "–" if value is None else f"{value:,}".replace(",", "\u00a0")


def _figures(request: StaffRequest, case: Participation) -> Any:
    return MonthlyFigure.objects.within(request.actor, case)


def _seen(request: StaffRequest, form: HalfYearForm) -> dict[actions.Cell, int]:
    """The revisions that the page was filled in from, sent along with it."""
    return {
        cell: seen
        for name, cell in form.cells.items()
        if (seen := whole(request.POST.get(f"seen-{name}", ""))) is not None
    }


def _field(key: str, month: date) -> str:
    return f"{key}-{month:%Y-%m}"


def _half(text: str) -> date:
    """The first day of a half-year such as 2026-1; this one's for anything else."""
    year, _, half = text.partition("-")
    if year.isdecimal() and len(year) == 4 and half in ("1", "2") and int(year) >= 1990:
        first = date(int(year), 1 if half == "1" else 7, 1)
        if first <= today():
            return first
    return date(today().year, 1 if today().month <= HALF else 7, 1)


def _name(first: date) -> str:
    return f"{first.year}-{1 if first.month == 1 else 2}"
