"""This file is where days and kinds of contact are taken in from a party's own system: a pasted
list in which a reference of that system says whom each line is about."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import coordination as reading
from stegvis.casework.actions import coordination as actions
from stegvis.casework.actions.coordination import Contact
from stegvis.casework.models import Participation, SystemRegistration
from stegvis.core.dates import today
from stegvis.core.sorting import sort_key
from stegvis.outcomes.goal_access import measured_programme
from stegvis.programmes.definition import Definition
from stegvis.web.shared.forms import StegvisForm, parse_swedish_date
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.pasted import BadLine, lines_of

MOST_CHARACTERS = 100_000
HEADINGS = ("referens", "datum", "slag")


class ListForm(StegvisForm):
    party = forms.ChoiceField(label="System som listan kommer från")
    text = forms.CharField(
        label="Klistra in listan",
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems = definition.own_systems.systems if definition.own_systems else ()
        self.names = {system.party: system.name for system in systems}
        self.fields["party"].choices = [
            (system.party, f"{system.name}, {definition.party(system.party).name}")
            for system in systems
        ]


def contact_import(request: StaffRequest, programme: str) -> HttpResponse:
    """First what the list says, line by line; then, when it is right, what is new of it."""
    version = measured_programme(request.actor, programme)[0]
    definition = version.definition
    if not reading.writes_elsewhere(definition):
        raise NotVisible
    form = ListForm(request.POST or None, definition=definition)
    lines: list[tuple[int, str, Contact]] = []
    bad: list[BadLine] = []
    if request.method == "POST" and form.is_valid():
        cases = _by_reference(request, programme, form.cleaned_data["party"])
        read = form.obeys(lambda: _read(definition, cases, form.cleaned_data["text"]))
        if read is not None:
            lines, bad = read
        if bad:
            told = f"{len(bad)} av {len(lines) + len(bad)} rader behöver rättas. Inget är sparat."
            form.add_error(None, told)
        elif lines and "confirm" in request.POST:
            taken = form.obeys(
                lambda: actions.import_contacts(
                    actor=request.actor,
                    contacts=[contact for _, _, contact in lines],
                    source=form.names[form.cleaned_data["party"]],
                )
            )
            if taken is not None:
                made, known = taken
                messages.success(
                    request, f"{len(made)} kontakter är nya. {known} fanns redan och är kvar."
                )
                return redirect("contact-import", programme=programme)
    kinds = {kind.key: kind.name for kind in definition.notes.kinds}
    return page(
        request,
        "casework/contact_import.html",
        {
            "page_title": "Ta in kontakter",
            "programme": version.programme,
            "headings": HEADINGS,
            "kinds": list(kinds.values()),
            "lines": [
                {
                    "number": number,
                    "reference": reference,
                    "on": contact.happened_on,
                    "kind": kinds[contact.kind],
                }
                for number, reference, contact in lines
            ],
            "bad": bad,
            "typed": form.cleaned_data if lines and not bad else None,
        },
        form=form,
    )


def _by_reference(
    request: StaffRequest, programme: str, party: str
) -> dict[str, list[Participation]]:
    """The own cases that the actor writes in, by their reference in that party's system."""
    found: dict[str, list[Participation]] = {}
    rows = (
        SystemRegistration.objects.visible_to(request.actor)
        .filter(
            owner_id=request.actor.organisation_id,
            party=party,
            participation__owner_id=request.actor.organisation_id,
            participation__version__programme__key=programme,
        )
        .select_related("participation__version__programme", "participation__participant")
    )
    for row in rows:
        case = row.participation
        if case is not None and may(request.actor, Permission.NOTE_WRITE, case.scope):
            found.setdefault(row.reference, []).append(case)
    return found


def _read(
    definition: Definition, cases: dict[str, list[Participation]], text: str
) -> tuple[list[tuple[int, str, Contact]], list[BadLine]]:
    """Every line as a contact, or what is wrong with it; a kind is told by its name or its key.
    Raises RuleBroken."""
    kinds = {
        sort_key(word): kind.key
        for kind in definition.notes.kinds
        for word in (kind.name, kind.key)
    }
    found = lines_of(text, actions.MOST_AT_ONCE, HEADINGS[0])
    good: list[tuple[int, str, Contact]] = []
    bad: list[BadLine] = []
    for number, cells in found:
        reference, day, kind, *more = (*cells, "", "", "")
        faults = []
        if len(cells) > len(HEADINGS) and any(more):
            faults.append("Raden har fler än tre kolumner. Text om vad som hände tas inte in.")
        matching = cases.get(reference, [])
        if len(matching) != 1:
            faults.append(
                "Ingen av era deltagare har den referensen."
                if not matching
                else "Flera deltagare har den referensen."
            )
        happened_on = _day(day, faults)
        if sort_key(kind) not in kinds:
            faults.append("Slaget finns inte i insatsen.")
        if faults:
            bad.append(BadLine(number, tuple(faults)))
        else:
            contact = Contact(matching[0], happened_on, kinds[sort_key(kind)])
            good.append((number, reference, contact))
    return good, bad


def _day(text: str, faults: list[str]) -> date:
    try:
        day = parse_swedish_date(text)
    except ValueError:
        faults.append("Datumet går inte att läsa. Skriv det så här: 2026-12-03.")
        return today()
    if day > today():
        faults.append("Datumet ligger framåt i tiden.")
    return day
