"""This file is where an alarm about unusual reading is read and dealt with."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.oversight.actions import alarm as actions
from stegvis.oversight.models import Alarm
from stegvis.web.oversight.rows import shown_looks
from stegvis.web.oversight.words import reference
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page


class AlarmForm(StegvisForm):
    outcome = forms.CharField(
        label="Vad har du tagit reda på, och vad gör ni?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Skriv inte deltagares namn.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


def alarm_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    only_for(request.actor, Permission.LOG_CHECK)
    alarm = (
        Alarm.objects.filter(owner_id=request.actor.organisation_id, pk=pk)
        .select_related("account", "handled_by")
        .first()
    )
    if alarm is None:
        raise NotVisible
    record.look(Event.LOG_READ, alarm)
    form = AlarmForm(request.POST or None, initial={"revision": alarm.revision})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.handle(actor=request.actor, alarm=alarm, **form.cleaned_data)
        )
    ):
        messages.success(request, "Larmet är hanterat.")
        return redirect("log-check-list")
    context = {
        "page_title": "Larm",
        "alarm": alarm,
        "reference": reference(alarm.subject_id),
        "looks": shown_looks(request.actor, alarm) if alarm.subject_id else [],
    }
    return page(request, "oversight/alarm.html", context, form=form)
