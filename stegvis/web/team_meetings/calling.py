"""This file is where a team meeting is called and moved, and where people are called to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.casework import taking_on, team_meetings
from stegvis.casework.actions import team_meeting as actions
from stegvis.casework.models import MeetingStatus, TeamAttendee, TeamMeeting
from stegvis.organisations.models import Organisation
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion
from stegvis.programmes.vocabulary import MeetingKind
from stegvis.web.casework.meetings import TimeField
from stegvis.web.intake.arrivals import tabs
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision

COLORS = {"held": "success", "booked": "info", "cancelled": "neutral"}


class CallForm(StegvisForm):
    version_id = forms.ChoiceField(label="Insats")
    on = DateField(label="Dag")
    clock = TimeField(label="Tid")
    place = forms.CharField(label="Plats", max_length=160, required=False)

    def __init__(self, *args: Any, versions: list[ProgrammeVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version_id"].choices = [
            (str(version.pk), version.programme.short_name) for version in versions
        ]
        if len(versions) == 1:
            self.fields["version_id"].widget = forms.HiddenInput()
            self.fields["version_id"].initial = str(versions[0].pk)


class ChangeForm(StegvisForm):
    on = DateField(label="Dag")
    clock = TimeField(label="Tid")
    place = forms.CharField(label="Plats", max_length=160, required=False)
    status = forms.ChoiceField(
        label="Läge",
        widget=forms.RadioSelect,
        choices=[
            (MeetingStatus.BOOKED, "Bokat"),
            (MeetingStatus.HELD, "Genomfört"),
            (MeetingStatus.CANCELLED, "Inställt"),
        ],
    )


class InviteForm(StegvisForm):
    name = forms.CharField(
        label="Vem kallas?", max_length=120, help_text="Till exempel: Per Ek, arbetsförmedlare."
    )
    organisation_id = forms.ChoiceField(label="För vilken myndighet?")

    def __init__(self, *args: Any, authorities: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = [(str(one.pk), one.name) for one in authorities]


def team_meeting_list(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.TEAM_MEETING_RUN)
    rows = [
        {
            "meeting": one,
            "name": meeting_name(one),
            "color": COLORS.get(one.status, "neutral"),
        }
        for one in team_meetings.meetings(request.actor)
    ]
    context = {"page_title": "Teammöten", "rows": rows, "tabs": tabs("team-meeting-list")}
    return page(request, "team_meetings/list.html", context)


def team_meeting_call(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.TEAM_MEETING_RUN)
    versions = taking_on.run_here(request.actor)
    form = CallForm(request.POST if request.method == "POST" else None, versions=versions)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        version = next(one for one in versions if str(one.pk) == told["version_id"])
        called = form.obeys(
            lambda: actions.call(
                actor=request.actor,
                version=version,
                at=moment(told),
                place=told["place"],
                kind=_team_kind(version),
            )
        )
        if called:
            messages.success(request, "Mötet är bokat. Kalla dem som ska vara med.")
            return redirect("team-meeting-show", pk=called.pk)
    context = form_page("Nytt teammöte", "Boka", reverse("team-meeting-list"))
    return page(request, "intake/form.html", context, form=form)


def team_meeting_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    held = team_meetings.meeting(request.actor, pk)
    at = timezone.localtime(held.at)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        initial={
            "on": at.date(),
            "clock": f"{at:%H.%M}",
            "place": held.place,
            "status": held.status,
        },
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if form.obeys(
            lambda: actions.change(
                actor=request.actor,
                meeting=held,
                at=moment(told),
                place=told["place"],
                status=told["status"],
                revision=seen_revision(request),
            )
        ):
            messages.success(request, "Mötet är ändrat.")
            return redirect("team-meeting-show", pk=pk)
    context = form_page("Ändra mötet", "Spara", reverse("team-meeting-show", args=[pk]))
    seen = {"revision": request.POST.get("revision") or held.revision}
    return page(request, "intake/form.html", context | seen, form=form)


def team_attendee_invite(request: StaffRequest, pk: UUID) -> HttpResponse:
    held = team_meetings.meeting(request.actor, pk)
    form = InviteForm(
        request.POST if request.method == "POST" else None, authorities=_authorities(held)
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if form.obeys(
            lambda: actions.invite(
                actor=request.actor,
                meeting=held,
                organisation_id=UUID(told["organisation_id"]),
                name=told["name"],
            )
        ):
            messages.success(request, f"{told['name']} är kallad.")
            return redirect("team-meeting-show", pk=pk)
    context = form_page("Kalla någon", "Lägg till", reverse("team-meeting-show", args=[pk])) | {
        "intro": [
            "Den som kallas får inte se något i Stegvis.",
            "För varje ärende prövas vem som får vara kvar i rummet.",
        ]
    }
    return page(request, "intake/form.html", context, form=form)


@require_POST
def team_attendee_off(request: StaffRequest, pk: UUID, attendee: UUID) -> HttpResponse:
    held = team_meetings.meeting(request.actor, pk)
    row = TeamAttendee.objects.filter(
        pk=attendee, meeting=held, owner_id=request.actor.organisation_id
    ).first()
    if row is None:
        raise NotVisible
    actions.call_off(actor=request.actor, meeting=held, attendee=row)
    messages.success(request, f"{row.name} kommer inte.")
    return redirect("team-meeting-show", pk=pk)


def meeting_name(held: TeamMeeting) -> str:
    """What the programme calls its team meeting."""
    names = {one.key: one.name for one in held.version.definition.intake.meetings}
    return names.get(held.kind, "Teammöte")


def moment(told: dict[str, Any]) -> datetime:
    return timezone.make_aware(datetime.combine(told["on"], told["clock"]))


def form_page(title: str, submit: str, back: str) -> dict[str, Any]:
    return {"page_title": title, "submit": submit, "back": back}


def _team_kind(version: ProgrammeVersion) -> str:
    """The meeting where cases are assessed: named by a route, or the first team meeting."""
    definition = version.definition
    named = [route.assessed_in for route in definition.routes if route.assessed_in]
    of_team = [one.key for one in definition.intake.meetings if one.kind == MeetingKind.TEAM]
    return next(iter([*named, *of_team]), "")


def _authorities(held: TeamMeeting) -> list[Organisation]:
    """The operator itself first, then the programme's other parties."""
    parties = ProgrammeParty.objects.filter(version=held.version).exclude(
        organisation__kind="forbund"
    )
    known = {
        row.organisation_id: row.organisation for row in parties.select_related("organisation")
    }
    known.setdefault(held.owner_id, held.owner)
    return sorted(known.values(), key=lambda one: (one.pk != held.owner_id, one.name))
