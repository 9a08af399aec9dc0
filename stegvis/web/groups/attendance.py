"""This file is where a whole group's attendance is taken on one screen, on a phone too."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stegvis.casework import activity_queries
from stegvis.casework.actions import group as actions
from stegvis.casework.models import Activity, ActivityStatus, Attendance, Group, GroupSession
from stegvis.casework.queries import name_of
from stegvis.programmes.journey import AbsenceReason
from stegvis.programmes.vocabulary import AbsenceGroup
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

PRESENT, ABSENT = "present", "absent"


class AttendanceForm(StegvisForm):
    """Two fields a participant: there or not, and why not. Nobody is marked by guess."""

    held_on = DateField(label="Datum")
    theme = forms.CharField(label="Innehåll", required=False, max_length=160)

    def __init__(
        self,
        *args: Any,
        members: list[Activity],
        reasons: Iterable[AbsenceReason],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        choices = [("", "Välj skäl"), *_grouped(reasons)]
        for member in members:
            name = name_of(member.participant)
            self.fields[f"mark-{member.pk}"] = forms.ChoiceField(
                label=name,
                required=False,
                widget=forms.RadioSelect,
                choices=[(PRESENT, "Närvarande"), (ABSENT, "Frånvarande")],
            )
            self.fields[f"reason-{member.pk}"] = forms.ChoiceField(
                label=f"Skäl till frånvaro för {name}", required=False, choices=choices
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for member in self.members:
            is_away = given.get(f"mark-{member.pk}") == ABSENT
            if is_away and not given.get(f"reason-{member.pk}"):
                self.add_error(f"reason-{member.pk}", "Välj ett skäl till frånvaron.")
        return given

    def marks(self) -> dict[UUID, actions.Mark]:
        """Only those that were marked."""
        return {
            member.pk: actions.Mark(given == PRESENT, self.cleaned_data[f"reason-{member.pk}"])
            for member in self.members
            if (given := self.cleaned_data[f"mark-{member.pk}"])
        }

    def rows(self) -> list[dict[str, Any]]:
        """Bound fields by participant; none is called optional, for that says nothing here."""
        rows = [
            {"mark": self[f"mark-{member.pk}"], "reason": self[f"reason-{member.pk}"]}
            for member in self.members
        ]
        for row in rows:
            for bound in row.values():
                bound.field.is_marked_optional = False
        return rows


def attendance_take(request: StaffRequest, pk: UUID, session: UUID) -> HttpResponse:
    """?alla=narvarande begins with everybody present, for a group where nearly all came."""
    group = activity_queries.group(request.actor, pk)
    held = activity_queries.session(group, session)
    members = activity_queries.members(request.actor, group)
    marks = {row.activity_id: row for row in activity_queries.attendance_at(held)}
    shown = [m for m in members if m.pk in marks or m.status != ActivityStatus.INTERRUPTED]
    form = AttendanceForm(
        request.POST or None,
        members=shown,
        reasons=group.version.definition.absence_reasons,
        initial=_initial(held, shown, marks, all_present=request.GET.get("alla") == "narvarande"),
    )
    if request.method == "POST" and form.is_valid() and _save(request, group, held, form):
        messages.success(request, "Närvaron är sparad.")
        return redirect("group-show", pk=group.pk)
    context = {
        "page_title": f"Närvaro, tillfälle {held.number}",
        "group": group,
        "session": held,
        "rows": form.rows(),
        "is_new": not marks,
    }
    return page(request, "groups/attendance.html", context, form=form)


def _save(
    request: HttpRequest, group: Group, session: GroupSession, form: AttendanceForm
) -> GroupSession | None:
    return form.obeys(
        lambda: actions.take_attendance(
            actor=request.actor,
            group=group,
            session=session,
            held_on=form.cleaned_data["held_on"],
            theme=form.cleaned_data["theme"],
            marks=form.marks(),
            revision=seen_revision(request) or session.revision,
        )
    )


def _initial(
    session: GroupSession,
    members: list[Activity],
    marks: dict[UUID, Attendance],
    *,
    all_present: bool,
) -> dict[str, Any]:
    initial: dict[str, Any] = {"held_on": session.held_on, "theme": session.theme}
    for member in members:
        mark = marks.get(member.pk)
        if mark is not None:
            initial[f"mark-{member.pk}"] = PRESENT if mark.present else ABSENT
            initial[f"reason-{member.pk}"] = mark.absence_reason
        elif all_present:
            initial[f"mark-{member.pk}"] = PRESENT
    return initial


def _grouped(reasons: Iterable[AbsenceReason]) -> list[tuple[str, list[tuple[str, str]]]]:
    known = list(reasons)
    grouped = (
        (str(kind.label), [(one.key, one.name) for one in known if one.group == kind])
        for kind in AbsenceGroup
    )
    return [(label, choices) for label, choices in grouped if choices]
