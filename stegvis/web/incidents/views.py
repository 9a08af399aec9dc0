"""This file is where the register of incidents is read and written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import now
from stegvis.organisations.models import Organisation
from stegvis.oversight.actions import incident as actions
from stegvis.oversight.incidents import Due, deadlines, dues_of
from stegvis.oversight.models import DataKind, Incident, StepOutcome
from stegvis.web.incidents.forms import CloseForm, IncidentForm, StepForm, as_it_is, moment, new
from stegvis.web.shared.pages import StaffRequest, only_for, page


def incident_list(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.LOG_CHECK)
    found = (
        Incident.objects.filter(owner_id=request.actor.organisation_id)
        .prefetch_related("steps")
        .order_by("-noticed_at", "created_at")
    )
    rows = [_listed(incident) for incident in found]
    return page(
        request,
        "incidents/list.html",
        {
            "page_title": "Incidenter",
            "open": [row for row in rows if not row["incident"].closed_at],
            "closed": [row for row in rows if row["incident"].closed_at],
        },
    )


def _listed(incident: Incident) -> dict[str, Any]:
    waiting = [due for due in dues_of(incident, incident.steps.all()) if due.is_open]
    first = min(waiting, key=lambda due: due.until, default=None)
    return {
        "incident": incident,
        "next": first,
        "is_late": first is not None and first.is_late(now()),
    }


def incident_write(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.LOG_CHECK)
    form = IncidentForm(
        request.POST or None, organisation_id=request.actor.organisation_id, initial=new()
    )
    if request.method == "POST" and form.is_valid():
        made = form.obeys(lambda: actions.write(actor=request.actor, told=form.told()))
        if made:
            messages.success(request, "Incidenten är inskriven. Fristerna räknas från upptäckten.")
            return redirect("incident-show", made.pk)
    return page(request, "incidents/form.html", {"page_title": "Ny incident"}, form=form)


def incident_change(request: StaffRequest, pk: UUID) -> HttpResponse:
    incident = _own(request, pk)
    form = IncidentForm(
        request.POST or None, organisation_id=incident.owner_id, initial=as_it_is(incident)
    )
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        if form.obeys(
            lambda: actions.change(
                actor=request.actor, incident=incident, revision=revision, told=form.told()
            )
        ):
            messages.success(request, "Det du skrev är sparat.")
            return redirect("incident-show", pk)
    context = {"page_title": f"Ändra: {incident.title}", "incident": incident}
    return page(request, "incidents/form.html", context, form=form)


def incident_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    incident = _own(request, pk)
    return page(request, "incidents/show.html", _context(incident))


def _context(incident: Incident, close_form: CloseForm | None = None) -> dict[str, Any]:
    steps = list(incident.steps.select_related("created_by"))
    dues = dues_of(incident, steps)
    moment_now = now()
    names = {str(one.pk): one.name for one in _others(incident)}
    return {
        "page_title": incident.title,
        "incident": incident,
        "dues": [{"due": due, "is_late": due.is_late(moment_now)} for due in dues],
        "kinds": [DataKind(kind).label for kind in incident.kinds],
        "others": [names[one] for one in incident.others if one in names],
        "steps": [
            {"step": step, "name": deadlines()[step.step].name}
            for step in steps
            if step.step in deadlines()
        ],
        "is_unconfirmed": any(not due.deadline.confirmed for due in dues),
        "can_close": not any(due.is_open for due in dues)
        and bool(incident.risk or not incident.is_breach),
        "close_form": close_form or CloseForm(initial={"revision": incident.revision}),
    }


def _others(incident: Incident) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=incident.others)) if incident.others else []


@require_POST
def incident_count(request: StaffRequest, pk: UUID) -> HttpResponse:
    """How many the log shows within the window; not who."""
    incident = _own(request, pk)
    counted = actions.count(actor=request.actor, incident=incident, revision=incident.revision)
    messages.success(request, f"Räknat i loggen. Berörda personer: {counted.persons}.")
    return redirect("incident-show", pk)


def incident_step(request: StaffRequest, pk: UUID, step: str) -> HttpResponse:
    """That one thing was reported or told, or why it is not needed."""
    incident = _own(request, pk)
    due = _due(incident, step)
    initial = {"clock": f"{timezone.localtime(now()):%H.%M}"}
    form = StepForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.obeys(
            lambda: actions.take(
                actor=request.actor,
                incident=incident,
                step=step,
                outcome=StepOutcome(data["outcome"]),
                at=moment(data["day"], data["clock"]),
                reference=data["reference"],
                comment=data["comment"],
            )
        ):
            messages.success(request, f"{due.deadline.name}: inskrivet.")
            return redirect("incident-show", pk)
    context = {"page_title": due.deadline.name, "incident": incident, "due": due}
    return page(request, "incidents/step.html", context, form=form)


def _due(incident: Incident, step: str) -> Due:
    """What the incident asks for. Raises NotVisible for anything else."""
    dues = {due.deadline.key: due for due in dues_of(incident, incident.steps.all())}
    if step not in dues:
        raise NotVisible
    return dues[step]


@require_POST
def incident_close(request: StaffRequest, pk: UUID) -> HttpResponse:
    incident = _own(request, pk)
    form = CloseForm(request.POST)
    if form.is_valid() and form.obeys(
        lambda: actions.close(actor=request.actor, incident=incident, **form.cleaned_data)
    ):
        messages.success(request, "Incidenten är avslutad och kan inte ändras mer.")
        return redirect("incident-list")
    return page(request, "incidents/show.html", _context(incident, form), form=form)


def _own(request: StaffRequest, pk: UUID) -> Incident:
    """One of the own authority's. Raises NotVisible."""
    only_for(request.actor, Permission.LOG_CHECK)
    incident = (
        Incident.objects.filter(owner_id=request.actor.organisation_id, pk=pk)
        .select_related("account", "closed_by", "created_by")
        .first()
    )
    if incident is None:
        raise NotVisible
    record.look(Event.LOG_READ, incident)
    return incident
