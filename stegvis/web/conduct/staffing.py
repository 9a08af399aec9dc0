"""This file is where the staffing that a programme asks for is set against who works in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from stegvis.conduct import queries
from stegvis.conduct.actions import staffing as actions
from stegvis.conduct.models import SeatHolding
from stegvis.conduct.queries import Place, kept_place, own_row
from stegvis.core.dates import today
from stegvis.organisations.models import Account, Organisation
from stegvis.programmes.conduct import Staffing
from stegvis.programmes.models import ProgrammeParty
from stegvis.web.conduct.frame import frame, narrow
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class HoldingForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seat = forms.ChoiceField(label="Plats i insatsen")
    account_id = forms.ChoiceField(
        label="Medarbetare",
        required=False,
        help_text="Välj den som arbetar för er, så räknas hennes deltagare mot hennes procent.",
    )
    name = forms.CharField(label="Namn, om medarbetaren inte finns i listan", required=False)
    employer_id = forms.ChoiceField(label="Anställd av")
    percent = forms.IntegerField(
        label="Procent av heltid",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Lämna tomt om det inte är känt.",
    )
    starts_on = DateField(label="Från och med")
    ends_on = DateField(label="Till och med", required=False)

    def __init__(
        self,
        *args: Any,
        place: Place,
        people: list[Account],
        employers: list[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(seat.key, seat.name) for seat in place.definition.seats]
        self.fields["account_id"].choices = [
            ("", "Ingen i listan"),
            *((str(one.pk), one.name) for one in people),
        ]
        self.fields["employer_id"].choices = [(str(one.pk), one.name) for one in employers]


@dataclass(frozen=True)
class SeatNow:
    """A seat today: percent of full time wanted and held; `unknown` are holders without one."""

    name: str
    wanted: int
    held: int
    unknown: int

    @property
    def lacking(self) -> int:
        return max(0, self.wanted - self.held)


@require_GET
def staffing(request: StaffRequest, programme: str) -> HttpResponse:
    """Wanted by the definition by period, held today, and cases to each full-time worker."""
    place = kept_place(request.actor, programme)
    rows, day = queries.holdings(place), today()
    now = [row for row in rows if row.is_held_on(day)]
    names = {seat.key: seat.name for seat in place.definition.seats}
    own = request.actor.organisation_id
    context = frame(place, "staffing") | {
        "seats": _seats_now(place, now, names),
        "wanted_on": _wanted_on(place),
        "is_past": bool(place.definition.staffing) and _wanted_on(place) < day,
        "holdings": [
            {
                "row": row,
                "who": row.account.name if row.account else row.name,
                "seat": names.get(row.seat, row.seat),
                "is_now": row in now,
                "may_change": row.owner_id == own,
            }
            for row in rows
        ],
        "periods": [_period(line, names, place) for line in _by_start(place)],
        "loads": _loads(queries.cases_by_manager(request.actor, place), now, place),
        "full_time_cases": place.definition.team.full_time_cases,
        "caseload_note": place.definition.team.caseload_note,
    }
    return page(request, "conduct/staffing.html", context)


def _by_start(place: Place) -> list[Staffing]:
    return sorted(place.definition.staffing, key=lambda line: (line.start, line.seat))


def _period(line: Staffing, names: dict[str, str], place: Place) -> dict[str, Any]:
    return {
        "line": line,
        "seat": names.get(line.seat, line.seat),
        "party": place.definition.party(line.party).name,
        "is_now": line.start <= today() <= line.end,
    }


def _wanted_on(place: Place) -> date:
    """Today, or the last day that the document says anything of if that is earlier."""
    return min(today(), max((line.end for line in place.definition.staffing), default=today()))


def _seats_now(place: Place, now: list[SeatHolding], names: dict[str, str]) -> list[SeatNow]:
    """Seats that are wanted or held, in the definition's order."""
    day, found = _wanted_on(place), []
    for key, name in names.items():
        wanted = [
            line
            for line in place.definition.staffing
            if line.seat == key and line.start <= day <= line.end
        ]
        held = [row for row in now if row.seat == key]
        if wanted or held:
            percents = [row.percent for row in held if row.percent is not None]
            found.append(
                SeatNow(
                    name,
                    sum(line.percent for line in wanted),
                    sum(percents),
                    len(held) - len(percents),
                )
            )
    return found


def _loads(
    counts: list[tuple[UUID | None, str, int]], now: list[SeatHolding], place: Place
) -> list[dict[str, Any]]:
    """Cases of each case manager, and as many as they would be to one who worked full time.

    Her percent is what she holds in this programme in all; unknown, or nothing written: missing.
    """
    most = place.definition.team.full_time_cases
    rows = []
    for account_id, name, number in counts:
        percents = [row.percent for row in now if account_id and row.account_id == account_id]
        known = [percent for percent in percents if percent]
        percent = sum(known) if known and len(known) == len(percents) else None
        full = round(number * 100 / percent) if percent else None
        rows.append(
            {
                "name": name or "Utan ansvarig",
                "number": number,
                "percent": percent,
                "full": full,
                "is_over": bool(most and full and full > most),
            }
        )
    return rows


def holding_add(request: StaffRequest, programme: str) -> HttpResponse:
    place = kept_place(request.actor, programme)
    initial = {"starts_on": today(), "employer_id": str(request.actor.organisation_id)}
    return _write(request, place, initial, None)


def holding_change(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, SeatHolding, pk)
    initial = {name: getattr(row, name) for name in ("revision", *actions.FIELDS)}
    return _write(request, place, initial, row)


def _write(
    request: StaffRequest, place: Place, initial: dict[str, Any], row: SeatHolding | None
) -> HttpResponse:
    form = HoldingForm(
        request.POST or None,
        initial=initial,
        place=place,
        people=_people(request, row),
        employers=_employers(place),
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        revision, account_id = data.pop("revision"), data.pop("account_id")
        data["employer_id"] = UUID(data["employer_id"])
        holding = actions.Holding(**data, account_id=UUID(account_id) if account_id else None)
        kept = form.obeys(
            lambda: (
                actions.change(
                    actor=request.actor,
                    row=row,
                    version=place.version,
                    revision=revision or 0,
                    holding=holding,
                )
                if row
                else actions.add(actor=request.actor, version=place.version, holding=holding)
            )
        )
        if kept:
            messages.success(request, "Det är sparat.")
            return redirect("staffing", programme=place.programme.key)
    title = "Ändra vem som har platsen" if row else "Skriv in vem som har en plats"
    return page(request, "conduct/form.html", narrow(place, title, "staffing"), form=form)


def _people(request: StaffRequest, row: SeatHolding | None) -> list[Account]:
    """Colleagues, and whoever holds the seat already though she has left."""
    here = list(queries.colleagues(request.actor))
    if row is not None and row.account is not None and row.account not in here:
        here.append(row.account)
    return here


def _employers(place: Place) -> list[Organisation]:
    seats = ProgrammeParty.objects.filter(version=place.version).select_related("organisation")
    return sorted({seat.organisation for seat in seats}, key=lambda one: one.name)
