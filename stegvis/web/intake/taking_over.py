"""This file is where participants of an earlier programme are taken over, several at a time."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework import predecessors, taking_on
from stegvis.casework.actions import moving
from stegvis.casework.models import Participation
from stegvis.casework.predecessors import Candidate
from stegvis.casework.queries import age_of, name_of
from stegvis.core.dates import today
from stegvis.programmes.closing import refuse_when_closed
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import ArmAssignment
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class TakeOverForm(StegvisForm):
    people = forms.MultipleChoiceField(
        label="Vilka ska gå över?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kryssa i minst en deltagare."},
    )
    enrolled_on = DateField(label="Första dagen i den nya insatsen")
    reason = forms.ChoiceField(label="Avslutsanledning i den tidigare insatsen")
    destination = forms.ChoiceField(label="Planering efter avslut i den tidigare insatsen")
    arm = forms.ChoiceField(label="Variant", widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, version: ProgrammeVersion, rows: list[Candidate], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        able = [row for row in rows if not row.against]
        earlier = {row.case.version_id: row.case.version.definition.exit for row in able}.values()
        self.fields["people"].choices = [(str(row.case.pk), _label(row)) for row in able]
        self.fields["reason"].choices = _offered(
            [(one.key, one.label) for rules in earlier for one in rules.reasons]
        )
        self.fields["destination"].choices = _offered(
            [(one.key, one.name) for rules in earlier for one in rules.destinations]
        )
        arms = version.definition.arms
        if arms is None or arms.assigned == ArmAssignment.RANDOMISED:
            del self.fields["arm"]
        else:
            self.fields["arm"].choices = [(one.key, one.name) for one in arms.alternatives]


def people_take_over(request: StaffRequest, programme: str) -> HttpResponse:
    """`programme` is the key of the later programme."""
    version = _version(request, programme)
    if request.method == "GET":
        refuse_when_closed(version.programme_id, request.actor.organisation_id)
    rows = predecessors.candidates(request.actor, version, today())
    form = TakeOverForm(
        request.POST if request.method == "POST" else None,
        version=version,
        rows=rows,
        initial={"enrolled_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        moved = form.obeys(lambda: _take_over(request, version, rows, form.cleaned_data))
        if moved:
            number = f"{len(moved)} deltagare" if len(moved) > 1 else "En deltagare"
            name = version.programme.short_name
            messages.success(request, f"{number} har gått över till {name}.")
            messages.warning(request, "Inget samtycke följer med. Skriv in nya för var och en.")
            return redirect("team-show")
    names = [one.name for one in version.definition.predecessors if one.takes_over_people]
    return page(
        request,
        "intake/take_over.html",
        {
            "page_title": f"Ta över från {' och '.join(names)}",
            "version": version,
            "able": any(not row.against for row in rows),
            "unable": [
                {"name": name_of(row.case.participant), "why": row.against}
                for row in rows
                if row.against
            ],
            "back": reverse("inbox-list"),
        },
        form=form,
    )


@transaction.atomic
def _take_over(
    request: StaffRequest, version: ProgrammeVersion, rows: list[Candidate], told: dict[str, Any]
) -> list[Participation]:
    """All of them or none."""
    chosen = {UUID(pk) for pk in told["people"]}
    return [
        moving.take_over(
            actor=request.actor,
            participation=row.case,
            version=version,
            enrolled_on=told["enrolled_on"],
            reason=told["reason"],
            destination=told["destination"],
            arm=told.get("arm", ""),
        )
        for row in rows
        if row.case.pk in chosen
    ]


def _version(request: StaffRequest, programme: str) -> ProgrammeVersion:
    """One that the actor enrols in and that takes people over. Raises NotVisible."""
    actor = request.actor
    for version in taking_on.run_here(actor):
        scope = Scope(actor.organisation_id, version.programme_id)
        if (
            version.programme.key == programme
            and predecessors.keys_of(version.definition)
            and may(actor, Permission.PARTICIPATION_ENROL, scope)
        ):
            return version
    raise NotVisible


def _label(row: Candidate) -> str:
    age = age_of(row.case.participant, today())
    parts = [name_of(row.case.participant), f"{age} år" if age is not None else "ålder saknas"]
    if row.unclear:
        parts.append(f"{len(row.unclear)} kriterier att bedöma")
    return ", ".join(parts)


def _offered(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "Välj"), *dict.fromkeys(choices)]
