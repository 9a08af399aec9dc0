"""This file is where a sample is asked for, and a check on suspicion."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.core.dates import add_months, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account, Unit
from stegvis.oversight.actions import log_check
from stegvis.oversight.models import LogCheck, Reason
from stegvis.oversight.readings import readings
from stegvis.oversight.sampling import SIGNS
from stegvis.web.oversight.rows import participant_by
from stegvis.web.shared.days import MONTHS
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page

MONTHS_BACK = 12


class DrawForm(StegvisForm):
    month = forms.ChoiceField(label="Månad")
    unit = forms.ChoiceField(
        label="Läsare på enhet",
        required=False,
        help_text="Hela myndigheten tar också med läsning från andra myndigheter.",
    )
    size = forms.IntegerField(
        label="Antal rader", min_value=1, max_value=log_check.MOST_ROWS, initial=20
    )
    share = forms.IntegerField(
        label="Procent som slumpen väljer",
        min_value=0,
        max_value=100,
        initial=50,
        help_text="Resten väljs bland läsningar med något tecken på risk.",
    )
    due_on = DateField(label="Klar senast")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {
            str(unit.pk): unit
            for unit in Unit.objects.filter(organisation_id=actor.organisation_id)
        }
        self.fields["unit"].choices = [
            ("", "Hela myndigheten"),
            *((pk, unit.name) for pk, unit in self.units.items()),
        ]
        self.fields["month"].choices = _months(today())

    def period(self) -> dict[str, date]:
        """The chosen month; the one that is going on, until today."""
        first = date.fromisoformat(self.cleaned_data["month"])
        last = add_months(first, 1) - timedelta(days=1)
        return {"starts_on": first, "ends_on": min(last, today())}


class SuspicionForm(StegvisForm):
    cause = forms.CharField(
        label="Varför gör du kontrollen?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skälet sparas i loggkontrollen. Skriv inte deltagares namn.",
    )
    email = forms.EmailField(label="Medarbetarens e-postadress i tjänsten", required=False)
    reference = forms.CharField(
        label="Deltagarens referens",
        required=False,
        help_text="Åtta tecken, så som de står i en loggkontroll.",
    )
    starts_on = DateField(label="Från och med")
    ends_on = DateField(label="Till och med")


def _months(day: date) -> list[tuple[str, str]]:
    first = [add_months(day.replace(day=1), -back) for back in range(MONTHS_BACK + 1)]
    return [(d.isoformat(), f"{MONTHS[d.month][0]} {d.year}".capitalize()) for d in first]


def log_check_draw(request: StaffRequest) -> HttpResponse:
    """A sample; what there is to draw from can be seen first."""
    actor = request.actor
    only_for(actor, Permission.LOG_CHECK)
    due_on = today() + timedelta(days=log_check.DAYS_TO_CHECK)
    month = add_months(today().replace(day=1), -1).isoformat()
    form = DrawForm(request.POST or None, actor=actor, initial={"due_on": due_on, "month": month})
    context: dict[str, Any] = {"page_title": "Nytt stickprov"}
    if request.method == "POST" and form.is_valid():
        if "show" in request.POST:
            context["seen"] = _seen(actor, form)
        elif made := form.obeys(lambda: _draw(actor, form)):
            return redirect("log-check-show", pk=made.pk)
    return page(request, "oversight/draw.html", context, form=form)


def _draw(actor: Actor, form: DrawForm) -> LogCheck:
    data = form.cleaned_data
    return log_check.draw(
        actor=actor,
        unit=form.units.get(data["unit"]),
        size=data["size"],
        share=data["share"],
        due_on=data["due_on"],
        **form.period(),
    )


def _seen(actor: Actor, form: DrawForm) -> dict[str, Any]:
    """How many readings there are to draw from, and how many carry each sign."""
    unit = form.units.get(form.cleaned_data["unit"])
    found = readings(actor.organisation_id, **form.period(), unit=unit.name if unit else "")
    journal().look(Event.LOG_READ, owner_id=actor.organisation_id, item_kind="logcheck")
    size = min(form.cleaned_data["size"], len(found))
    return {
        "total": len(found),
        "size": size,
        "by_chance": min(size, -(-form.cleaned_data["size"] * form.cleaned_data["share"] // 100)),
        "signs": [
            (Reason(sign).label, sum(sign in reading.signs for reading in found)) for sign in SIGNS
        ],
    }


def log_check_suspect(request: StaffRequest) -> HttpResponse:
    """All that one member of staff did, or all that was done about one participant."""
    only_for(request.actor, Permission.LOG_CHECK)
    initial = {"starts_on": today() - timedelta(days=90), "ends_on": today()}
    form = SuspicionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.obeys(lambda: _suspect(request.actor, form.cleaned_data))
        if made:
            return redirect("log-check-show", pk=made.pk)
    context = {"page_title": "Kontroll på misstanke"}
    return page(request, "oversight/suspect.html", context, form=form)


def _suspect(actor: Actor, data: dict[str, Any]) -> LogCheck:
    return log_check.suspect(
        actor=actor,
        cause=data["cause"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        account=_account(data["email"]) if data["email"] else None,
        participant_id=_participant(actor, data["reference"]) if data["reference"] else None,
    )


def _account(email: str) -> Account:
    found = Account.objects.filter(email__iexact=email, assignments__isnull=False).first()
    if found is None:
        raise RuleBroken("Ingen medarbetare har den adressen. Kontrollera den.", "email")
    return found


def _participant(actor: Actor, typed: str) -> UUID:
    found = participant_by(typed.strip().lower(), actor)
    if found is None:
        raise RuleBroken(
            "Ingen av era deltagare har den referensen. Den är de åtta tecken som står i "
            "loggkontrollen.",
            "reference",
        )
    return found
