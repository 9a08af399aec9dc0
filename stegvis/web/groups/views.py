"""This file is where groups are listed, opened, filled and ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.casework import activity_queries
from stegvis.casework.actions import group as actions
from stegvis.casework.models import Activity, Group, Participation
from stegvis.casework.queries import name_of
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import ProgrammeVersion
from stegvis.web.groups.summary import table
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision


class OpenForm(StegvisForm):
    entry = forms.ChoiceField(label="Aktivitet", widget=forms.RadioSelect)
    name = forms.CharField(
        label="Gruppens namn",
        required=False,
        max_length=120,
        help_text="Till exempel Välj din framtid, våren. Lämna tomt för aktivitetens namn.",
    )
    starts_on = DateField(label="Första tillfället")
    sessions = forms.IntegerField(
        label="Antal tillfällen",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-kind": "short"}),
        error_messages={"invalid": "Skriv ett heltal, till exempel 6."},
        help_text="Lämna tomt för så många som aktiviteten har enligt insatsen.",
    )
    days_between = forms.TypedChoiceField(
        label="Hur ofta?",
        coerce=int,
        choices=[(7, "Varje vecka"), (14, "Varannan vecka"), (1, "Varje dag")],
    )

    def __init__(self, *args: Any, versions: list[ProgrammeVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {
            f"{version.pk}:{entry.key}": (version, entry)
            for version in versions
            for entry in version.definition.activities
            if entry.is_group
        }
        several = len(versions) > 1
        self.fields["entry"].choices = [
            (key, f"{entry.name} ({version.programme.short_name})" if several else entry.name)
            for key, (version, entry) in self.entries.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        _, entry = self.entries.get(given.get("entry", ""), (None, None))
        if entry is not None and given.get("sessions") is None and "sessions" not in self.errors:
            if entry.sessions is None:
                self.add_error("sessions", "Insatsen säger inget antal. Skriv hur många det blir.")
            given["sessions"] = entry.sessions
        return given


class JoinForm(StegvisForm):
    members = forms.MultipleChoiceField(
        label="Vilka ska vara med?", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.pk): row for row in people}
        self.fields["members"].choices = [
            (key, name_of(row.participant)) for key, row in self.people.items()
        ]
        self.fields["members"].error_messages["required"] = "Kryssa i minst en deltagare."


class SessionForm(StegvisForm):
    held_on = DateField(label="Datum")
    theme = forms.CharField(label="Innehåll", required=False, max_length=160)


class CloseForm(StegvisForm):
    ended_on = DateField(label="Sista dag")


def group_list(request: StaffRequest) -> HttpResponse:
    rows = activity_queries.groups(request.actor)
    return page(
        request,
        "groups/group_list.html",
        {
            "page_title": "Grupper",
            "current": [_described(row) for row in rows if row.ended_on is None],
            "ended": [_described(row) for row in rows if row.ended_on is not None],
        },
    )


def group_open(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.GROUP_RUN)
    form = OpenForm(request.POST or None, versions=activity_queries.versions_run_by(request.actor))
    if request.method == "POST" and form.is_valid():
        version, entry = form.entries[form.cleaned_data.pop("entry")]
        opened = form.obeys(
            lambda: actions.open_group(
                actor=request.actor,
                version=version,
                catalogue_key=entry.key,
                **form.cleaned_data,
            )
        )
        if opened:
            messages.success(request, "Gruppen är startad. Lägg till dem som ska vara med.")
            return redirect("group-join", pk=opened.pk)
    return page(request, "groups/group_form.html", {"page_title": "Starta en grupp"}, form=form)


def group_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Sessions, members and attendance, and why people were away."""
    group = activity_queries.group(request.actor, pk)
    members = activity_queries.members(request.actor, group)
    sessions = activity_queries.sessions(group)
    marks = activity_queries.attendance(group, members)
    return page(
        request,
        "groups/group_show.html",
        _described(group) | {"page_title": group.name} | table(group, sessions, members, marks),
    )


def group_join(request: StaffRequest, pk: UUID) -> HttpResponse:
    group = activity_queries.group(request.actor, pk)
    people = activity_queries.joinable(request.actor, group)
    form = JoinForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = [form.people[key] for key in form.cleaned_data["members"]]
        joined = form.obeys(lambda: _join_all(request, group, chosen))
        if joined:
            messages.success(request, f"{len(joined)} tillagda i gruppen.")
            return redirect("group-show", pk=group.pk)
    context = _described(group) | {"page_title": f"Lägg till i {group.name}", "people": people}
    return page(request, "groups/group_join.html", context, form=form)


def session_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    group = activity_queries.group(request.actor, pk)
    form = SessionForm(request.POST or None, initial={"held_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.add_session(actor=request.actor, group=group, **form.cleaned_data)
        )
    ):
        messages.success(request, "Tillfället är tillagt.")
        return redirect("group-show", pk=group.pk)
    context = {"page_title": f"Nytt tillfälle i {group.name}", "group": group}
    return page(request, "groups/session_form.html", context, form=form)


def group_close(request: StaffRequest, pk: UUID) -> HttpResponse:
    group = activity_queries.group(request.actor, pk)
    form = CloseForm(request.POST or None, initial={"ended_on": today()})
    revision = seen_revision(request) or group.revision
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.close(
                actor=request.actor, group=group, revision=revision, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Gruppen är avslutad och aktiviteten genomförd för deltagarna.")
        return redirect("group-show", pk=group.pk)
    context = {"page_title": f"Avsluta {group.name}", "group": group}
    return page(request, "groups/group_close.html", context, form=form)


@transaction.atomic
def _join_all(request: HttpRequest, group: Group, people: list[Participation]) -> list[Activity]:
    """All or none. A refusal is told at the list of people, whoever it was about."""
    try:
        return [
            actions.join(actor=request.actor, group=group, participation=person)
            for person in people
        ]
    except RuleBroken as broken:
        raise RuleBroken(broken.message, "members") from broken


def _described(group: Group) -> dict[str, Any]:
    entry = next(
        (one for one in group.version.definition.activities if one.key == group.catalogue_key),
        None,
    )
    return {
        "group": group,
        "entry": entry,
        "activity_name": entry.name if entry else group.name,
        "size": getattr(group, "size", None),
    }
