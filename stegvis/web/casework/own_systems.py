"""This file is where a case is coordinated when each party writes in its own system: where she is
registered, days of contact, and a line a month. It takes the place of the day notes."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import coordination as reading
from stegvis.casework import queries
from stegvis.casework.actions import coordination as actions
from stegvis.casework.models import ContactFact, FrozenVersion, MonthlyLine, Participation
from stegvis.casework.models.coordination import MOST_IN_LINE
from stegvis.casework.shown import Shown
from stegvis.core.dates import MONTHS, today
from stegvis.programmes.conduct import OwnSystem
from stegvis.programmes.definition import Definition
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision


class RegistrationForm(StegvisForm):
    reference = forms.CharField(max_length=60)
    checked_on = DateField(label="Kontrollerat den")

    def __init__(self, *args: Any, system: OwnSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].label = system.reference_label
        self.fields["reference"].help_text = "Inte ett personnummer."


class LineForm(StegvisForm):
    text = forms.CharField(
        label="Månadens rad",
        max_length=MOST_IN_LINE,
        help_text=f"Högst {MOST_IN_LINE} tecken. Bara det som behövs för att samordna.",
    )


class ContactForm(StegvisForm):
    kind = forms.ChoiceField(label="Slag")
    happened_on = DateField(label="Dag")

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.key, k.name) for k in definition.notes.kinds]


def coordination_show(request: StaffRequest, case: Participation) -> HttpResponse:
    """What stands in the place of the notes, for a case that has been fetched."""
    definition = case.version.definition
    found = reading.registrations(request.actor, case)
    received = reading.received_references(request.actor, case)
    told = {row.owner.key: row for row in received.values()}
    kinds = {kind.key: kind.name for kind in definition.notes.kinds}
    lines = reading.lines(request.actor, case)
    return page(
        request,
        "casework/coordination.html",
        frame(case, "note-list", "Samordning")
        | {
            "rules": definition.own_systems,
            "systems": [
                {
                    "rule": system,
                    "party": definition.party(system.party).name,
                    "row": found.get(system.party),
                    "told": _told(told.get(definition.party(system.party).organisation)),
                }
                for system in reading.systems_of(case)
            ],
            "lines": [
                {"row": line, "month": month_name(line.month), "is_open": actions.may_correct(line)}
                for line in lines
            ],
            "months": _unwritten(case, lines),
            "contacts": [
                {"row": row, "kind": kinds.get(row.kind, row.kind)}
                for row in reading.contacts(request.actor, case)
            ],
            "may_write": may(request.actor, Permission.NOTE_WRITE, case.scope),
        },
    )


def _told(row: FrozenVersion | None) -> dict[str, Any] | None:
    """What the party itself has handed out: its facts in words, and since when."""
    if row is None:
        return None
    said = Shown.from_kept(row.content)
    return {"facts": said.facts, "owner": row.owner.name, "since": row.created_at}


def _unwritten(case: Participation, lines: list[MonthlyLine]) -> list[dict[str, str]]:
    written = {line.month for line in lines}
    first = case.enrolled_on.replace(day=1)
    return [
        {"key": f"{month:%Y-%m}", "name": month_name(month)}
        for month in reading.writable_months(today())
        if month not in written and month >= first
    ]


def month_name(month: date) -> str:
    return f"{MONTHS[month.month][0]} {month.year}"


def own_systems_case(request: StaffRequest, pk: UUID) -> Participation:
    """An own case of a programme that is documented elsewhere. Raises NotVisible for others."""
    case = queries.own_case(request.actor, pk)
    if not reading.writes_elsewhere(case.version.definition):
        raise NotVisible
    return case


def registration_write(request: StaffRequest, pk: UUID, party: str) -> HttpResponse:
    """That she is registered with a party, and under which reference."""
    case = own_systems_case(request, pk)
    system = next((one for one in reading.systems_of(case) if one.party == party), None)
    if system is None:
        raise NotVisible
    row = reading.registrations(request.actor, case).get(party)
    form = RegistrationForm(
        request.POST or None,
        system=system,
        initial={"reference": row.reference if row else "", "checked_on": today()},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.register_in(
                actor=request.actor,
                participation=case,
                party=party,
                revision=_revision(request),
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Registreringen är kontrollerad.")
        return redirect("note-list", pk=case.pk)
    name = case.version.definition.party(party).name
    return _form(request, case, form, f"Registrerad hos {name}", system.name, row)


def line_write(request: StaffRequest, pk: UUID, month: str) -> HttpResponse:
    """The one line of a month; 2026-03 says which."""
    case = own_systems_case(request, pk)
    first = next((m for m in reading.writable_months(today()) if f"{m:%Y-%m}" == month), None)
    if first is None:
        raise NotVisible
    row = next((one for one in reading.lines(request.actor, case) if one.month == first), None)
    form = LineForm(request.POST or None, initial={"text": row.text if row else ""})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.write_line(
                actor=request.actor,
                participation=case,
                month=first,
                text=form.cleaned_data["text"],
                revision=_revision(request),
            )
        )
    ):
        messages.success(request, "Månadens rad är sparad.")
        return redirect("note-list", pk=case.pk)
    lead = "Den kan ändras så länge den månad varar då den skrevs."
    return _form(request, case, form, month_name(first).capitalize(), lead, row)


def contact_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A day and a kind of contact, without a word about what was said."""
    case = own_systems_case(request, pk)
    form = ContactForm(
        request.POST or None, definition=case.version.definition, initial={"happened_on": today()}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.add_contact(
                actor=request.actor, participation=case, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Kontakten är inskriven.")
        return redirect("note-list", pk=case.pk)
    lead = "Vad som sades skrivs i det egna systemet."
    return _form(request, case, form, "Skriv in kontakt", lead, None)


@require_POST
def contact_strike(request: StaffRequest, pk: UUID, contact: UUID) -> HttpResponse:
    case = own_systems_case(request, pk)
    row: ContactFact = queries.item(
        request.actor, ContactFact.objects.kept(), contact, participation=case
    )
    row.participation = case
    actions.strike_contact(
        actor=request.actor, contact=row, revision=_revision(request) or row.revision
    )
    messages.success(request, "Kontakten är makulerad och räknas inte.")
    return redirect("note-list", pk=case.pk)


def _revision(request: StaffRequest) -> int | None:
    return seen_revision(request)


def _form(
    request: StaffRequest, case: Participation, form: StegvisForm, title: str, lead: str, row: Any
) -> HttpResponse:
    return page(
        request,
        "casework/coordination_form.html",
        frame(case, "note-list", title) | {"title": title, "lead": lead, "row": row},
        form=form,
    )
