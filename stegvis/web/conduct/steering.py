"""This file is where the steering group is shown and written down, and what it has decided."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from stegvis.access.policy import NotVisible
from stegvis.conduct import queries
from stegvis.conduct.actions import steering as actions
from stegvis.conduct.models import Deviation, SteeringDecision, SteeringMeeting, SteeringMember
from stegvis.conduct.queries import Place, kept_place, own_row, place_of
from stegvis.core.dates import today
from stegvis.web.conduct.frame import NO_PERSON, frame, narrow
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class MemberForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="Namn", max_length=120)
    title = forms.CharField(label="Befattning", max_length=120)
    place = forms.CharField(
        label="Företräder", max_length=160, help_text="Myndighet eller verksamhet."
    )
    starts_on = DateField(label="Ledamot från och med")
    ends_on = DateField(label="Till och med", required=False)


class MeetingForm(StegvisForm):
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    held_on = DateField(label="Mötet hölls")
    present = forms.CharField(label="Närvarande", widget=forms.Textarea(attrs={"rows": 3}))
    text = forms.CharField(
        label="Anteckningar",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"{NO_PERSON} Ta siffror från det som är publicerat.",
    )


class DecisionForm(StegvisForm):
    text = forms.CharField(
        label="Beslut", widget=forms.Textarea(attrs={"rows": 4}), help_text=NO_PERSON
    )
    goal = forms.ChoiceField(label="Gäller målet", required=False)
    deviation = forms.ChoiceField(
        label="Gäller avvikelserapporten",
        required=False,
        help_text="Rapporten blir då avgjord av beslutet.",
    )
    responsible = forms.CharField(label="Ansvarig", max_length=120)
    due_on = DateField(label="Klart senast", required=False)

    def __init__(self, *args: Any, place: Place, sent: list[Deviation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = [(goal.key, goal.text) for goal in place.definition.goals]
        self.fields["goal"].choices = [("", "Inget särskilt mål"), *goals]
        reports = [(str(row.pk), row.title) for row in sent]
        self.fields["deviation"].choices = [("", "Ingen avvikelserapport"), *reports]


class CorrectionForm(StegvisForm):
    """What the decision should have said. The former words stay beside it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Beslut", widget=forms.Textarea(attrs={"rows": 4}), help_text=NO_PERSON
    )
    responsible = forms.CharField(label="Ansvarig", max_length=120)
    due_on = DateField(label="Klart senast", required=False)
    reason = forms.CharField(
        label="Varför rättas beslutet?",
        max_length=300,
        help_text="Det tidigare beslutet står kvar och kan läsas.",
    )


class DoneForm(StegvisForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    done_on = DateField(label="Det var klart")


@require_GET
def steering(request: StaffRequest, programme: str) -> HttpResponse:
    """Members by place, meetings, and what has been decided and not yet done."""
    place = place_of(request.actor, programme)
    found, day = queries.members(place), today()
    now = [row for row in found if row.starts_on <= day and (not row.ends_on or row.ends_on >= day)]
    decided = [told(row, place) for row in queries.decisions(place)]
    context = frame(place, "steering") | {
        "rules": place.definition.steering,
        "members": [_with_right(request, place, row) for row in now],
        "empty": _empty_places(place, now),
        "former": [row for row in found if row not in now],
        "meetings": queries.meetings(place),
        "open": [row for row in decided if row["row"].done_on is None],
        "done": [row for row in decided if row["row"].done_on is not None],
        "organisation_id": request.actor.organisation_id,
    }
    return page(request, "conduct/steering.html", context)


def _with_right(request: StaffRequest, place: Place, row: SteeringMember) -> dict[str, Any]:
    is_own = place.keeps and row.owner_id == request.actor.organisation_id
    return {"row": row, "may_change": is_own}


def _empty_places(place: Place, members: list[SteeringMember]) -> list[str]:
    """The definition's places that nobody is written down for, in its own words."""
    rules = place.definition.steering
    taken = [(row.title, row.place) for row in members]
    empty = []
    for seat in rules.seats if rules else ():
        one = (seat.title, seat.organisation)
        if one in taken:
            taken.remove(one)
        else:
            empty.append(f"{seat.title}, {seat.organisation}")
    return empty


def told(row: SteeringDecision, place: Place) -> dict[str, Any]:
    """A decision with the words of its goal, and whether it is late."""
    goals = {goal.key: goal.text for goal in place.definition.goals}
    return {"row": row, "goal": goals.get(row.goal, ""), "is_late": row.is_late(today())}


def member_add(request: StaffRequest, programme: str) -> HttpResponse:
    """Write down a member; ?plats= fills in one of the definition's places."""
    place = kept_place(request.actor, programme)
    title, _, organisation = request.GET.get("plats", "").partition(", ")
    initial = {"title": title, "place": organisation, "starts_on": today()}
    form = MemberForm(request.POST or None, initial=initial)
    return _member(request, place, form, None)


def member_change(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, SteeringMember, pk)
    names = ("revision", "name", "title", "place", "starts_on", "ends_on")
    form = MemberForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    return _member(request, place, form, row)


def _member(
    request: StaffRequest, place: Place, form: MemberForm, row: SteeringMember | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        revision, member = data.pop("revision"), actions.Member(**data)
        if form.obeys(
            lambda: (
                actions.change_member(
                    actor=request.actor, row=row, revision=revision or 0, member=member
                )
                if row
                else actions.add_member(
                    actor=request.actor, programme=place.programme, member=member
                )
            )
        ):
            messages.success(request, "Ledamoten är sparad.")
            return redirect("steering", programme=place.programme.key)
    title = "Ändra ledamot" if row else "Ny ledamot i styrgruppen"
    return page(request, "conduct/form.html", narrow(place, title, "steering"), form=form)


def meeting_add(request: StaffRequest, programme: str) -> HttpResponse:
    """Write down a meeting. Those who sit in the group are there to begin with."""
    place = kept_place(request.actor, programme)
    initial = {}
    if request.method != "POST":
        day = today()
        sitting = [m.name for m in queries.members(place) if not m.ends_on or m.ends_on >= day]
        initial = {"held_on": day, "present": ", ".join(sitting)}
    return _meeting(request, place, MeetingForm(request.POST or None, initial=initial), None)


def meeting_change(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, SteeringMeeting, pk)
    names = ("revision", "held_on", "present", "text")
    initial = {name: getattr(row, name) for name in names}
    return _meeting(request, place, MeetingForm(request.POST or None, initial=initial), row)


def _meeting(
    request: StaffRequest, place: Place, form: MeetingForm, row: SteeringMeeting | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        revision, minutes = data.pop("revision"), actions.Minutes(**data)
        kept = form.obeys(
            lambda: actions.keep_meeting(
                actor=request.actor,
                programme=place.programme,
                minutes=minutes,
                row=row,
                revision=(revision or 0) if row else None,
            )
        )
        if kept:
            messages.success(request, "Mötet är sparat.")
            return redirect("steering-meeting-show", programme=place.programme.key, pk=kept.pk)
    title = "Ändra mötet" if row else "Nytt möte med styrgruppen"
    return page(request, "conduct/form.html", narrow(place, title, "steering"), form=form)


def meeting_show(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    """One meeting, who was there and what was decided."""
    place = place_of(request.actor, programme)
    row = queries.meeting(place, pk)
    context = frame(place, "steering") | {
        "meeting": row,
        "decisions": [told(one, place) for one in queries.decisions(place, meeting=row)],
        "may_write": place.keeps and row.owner_id == request.actor.organisation_id,
    }
    return page(request, "conduct/meeting.html", context)


def decision_add(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    """A decision of the meeting, about a goal, a deviation report or something else."""
    place = kept_place(request.actor, programme)
    meeting = own_row(request.actor, place, SteeringMeeting, pk)
    own = request.actor.organisation_id
    sent = [
        row
        for row in queries.deviations(request.actor, place)
        if row.sent_at and row.owner_id == own
    ]
    form = DecisionForm(request.POST or None, place=place, sent=sent)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        wanted = data.pop("deviation")
        about = next((row for row in sent if str(row.pk) == wanted), None)
        decided = actions.Decided(**data, deviation=about)
        if form.obeys(
            lambda: actions.decide(actor=request.actor, meeting=meeting, decided=decided)
        ):
            messages.success(request, "Beslutet är sparat.")
            return redirect("steering-meeting-show", programme=programme, pk=pk)
    context = narrow(place, "Nytt beslut", "steering-meeting-show", pk)
    return page(request, "conduct/form.html", context, form=form)


def decision_done(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, SteeringDecision, pk)
    if row.done_on is not None:
        raise NotVisible
    initial = {"revision": row.revision, "done_on": today()}
    form = DoneForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.finish_decision(actor=request.actor, row=row, **form.cleaned_data)
        )
    ):
        messages.success(request, "Beslutet är markerat som klart.")
        return redirect("steering", programme=programme)
    context = narrow(place, "Beslutet är klart", "steering") | {"said": row.text}
    return page(request, "conduct/form.html", context, form=form)


def decision_correct(request: StaffRequest, programme: str, pk: UUID) -> HttpResponse:
    """Rättelse: the decision as it should have been written down, and why it was not."""
    place = kept_place(request.actor, programme)
    row = own_row(request.actor, place, SteeringDecision, pk)
    names = ("revision", "text", "responsible", "due_on")
    initial = {name: getattr(row, name) for name in names}
    form = CorrectionForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.correct_decision(actor=request.actor, row=row, **form.cleaned_data)
        )
    ):
        messages.success(request, "Beslutet är rättat. Den tidigare lydelsen finns kvar.")
        return redirect("steering-meeting-show", programme=programme, pk=row.meeting_id)
    context = narrow(place, "Rätta beslut", "steering-meeting-show", row.meeting_id)
    return page(request, "conduct/form.html", context | {"said": row.text}, form=form)
