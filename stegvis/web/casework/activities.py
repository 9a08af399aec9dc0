"""This file is where a participant's activities are shown, planned, changed and ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from stegvis.casework import activity_queries, queries
from stegvis.casework.actions import activity as actions
from stegvis.casework.models import Activity, ActivityStatus, Employer, Group, Participation
from stegvis.core.dates import percent_of_full_time, today
from stegvis.core.errors import RuleBroken
from stegvis.core.extent import minutes_per_week, written
from stegvis.programmes.journey import Activity as Entry
from stegvis.programmes.vocabulary import ActivityKind
from stegvis.web.casework.activity_list import overview
from stegvis.web.casework.frame import frame
from stegvis.web.casework.work import extent_as_percent
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

CHOICE_PARAMETER = "aktivitet"


class ActivityForm(StegvisForm):
    """What is agreed; workplace and group only where the catalogue's entry has them."""

    employer = forms.ModelChoiceField(
        label="Arbetsplats",
        queryset=Employer.objects.none(),
        required=False,
        empty_label="Inte bestämt än",
    )
    group = forms.ModelChoiceField(
        label="Grupp", queryset=Group.objects.none(), required=False, empty_label="Ingen grupp än"
    )
    starts_on = DateField(label="Från och med", required=False)
    ends_on = DateField(label="Till och med", required=False)
    extent_text = forms.CharField(
        label="Omfattning",
        required=False,
        max_length=80,
        help_text="Skriv som du säger det: 2 förmiddagar à 3 h, ti+to 9–12, 10 h eller 50 %.",
    )
    provider = forms.CharField(label="Ges av", required=False, max_length=160)
    adaptations = forms.CharField(
        label="Anpassningar",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vad behövs för att det ska fungera?",
    )

    def __init__(self, *args: Any, entry: Entry, employers: Any, groups: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["employer"].queryset = employers
        self.fields["group"].queryset = groups
        if not entry.employer:
            del self.fields["employer"]
        if not entry.is_group or groups is None:
            del self.fields["group"]

    def details(self) -> actions.Details:
        given = {name: value for name, value in self.cleaned_data.items() if name != "group"}
        return actions.Details(**given)


class EndForm(StegvisForm):
    outcome = forms.ChoiceField(
        label="Hur slutade det?",
        widget=forms.RadioSelect,
        choices=[
            (ActivityStatus.COMPLETED, "Genomförd"),
            (ActivityStatus.INTERRUPTED, "Avbruten eller blev inte av"),
        ],
    )
    ended_on = DateField(label="Sista dag")
    result = forms.CharField(
        label="Hur gick det?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Börja med det som fungerade. Deltagaren kan läsa.",
    )


def activity_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    rows = activity_queries.activities(request.actor, case)
    return page(
        request,
        "casework/activity_list.html",
        frame(case, "activity-list", "Aktiviteter")
        | overview(case, rows, today())
        | {"outgoing": activity_queries.outgoing(request.actor, case)},
    )


def activity_plan(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The catalogue; with ?aktivitet= the form for one of its entries."""
    case = queries.own_case(request.actor, pk)
    chosen = request.GET.get(CHOICE_PARAMETER, "")
    entry = next((e for e in case.version.definition.activities if e.key == chosen), None)
    if entry is None:
        return page(
            request,
            "casework/activity_choose.html",
            frame(case, "activity-list", "Välj aktivitet") | {"kinds": _catalogue(case)},
        )
    form = _form(request, case, entry, initial={"provider": entry.provider})
    if request.method == "POST" and form.is_valid():
        planned = form.obeys(
            lambda: actions.plan(
                actor=request.actor,
                participation=case,
                catalogue_key=entry.key,
                details=form.details(),
                group=form.cleaned_data.get("group"),
            )
        )
        if planned:
            return _saved(request, case, planned, "Aktiviteten är planerad.")
    return page(
        request,
        "casework/activity_form.html",
        frame(case, "activity-list", entry.name) | {"entry": entry},
        form=form,
    )


def activity_change(request: StaffRequest, pk: UUID, activity: UUID) -> HttpResponse:
    case, row = _fetch(request, pk, activity)
    entry = actions.catalogue_entry(case, row.catalogue_key)
    form = _form(request, case, entry, activity=row)
    if request.method == "POST" and form.is_valid():
        changed = form.obeys(
            lambda: actions.change(
                actor=request.actor,
                activity=row,
                details=form.details(),
                revision=_revision(request, row),
            )
        )
        if changed:
            return _saved(request, case, changed, "Aktiviteten är ändrad.")
    return page(
        request,
        "casework/activity_form.html",
        frame(case, "activity-list", row.name) | {"entry": entry, "activity": row},
        form=form,
    )


@require_POST
def activity_start(request: StaffRequest, pk: UUID, activity: UUID) -> HttpResponse:
    """Har börjat: one click."""
    case, row = _fetch(request, pk, activity)
    started = actions.start(actor=request.actor, activity=row, revision=_revision(request, row))
    return _saved(request, case, started, "Aktiviteten pågår.")


def activity_end(request: StaffRequest, pk: UUID, activity: UUID) -> HttpResponse:
    case, row = _fetch(request, pk, activity)
    form = EndForm(request.POST or None, initial={"ended_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.end(
                actor=request.actor,
                activity=row,
                revision=_revision(request, row),
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Aktiviteten är avslutad.")
        return redirect("activity-list", pk=case.pk)
    return page(
        request,
        "casework/activity_end.html",
        frame(case, "activity-list", f"Avsluta {row.name}") | {"activity": row},
        form=form,
    )


@require_GET
def extent_read(request: HttpRequest) -> HttpResponse:
    """What was typed as hours and percent, while it is typed; the same reading as when saved.
    ?procent for an extent of work, where a number alone is percent."""
    text = request.GET.get("extent_text", "")[:80]
    context: dict[str, Any] = {}
    if text.strip() and "procent" in request.GET:
        context = extent_as_percent(text)
    elif text.strip():
        try:
            minutes = minutes_per_week(text)
            context = {"hours": written(minutes), "percent": percent_of_full_time(minutes)}
        except RuleBroken as broken:
            context = {"problem": broken.message}
    return render(request, "casework/extent.html", context)


def _fetch(request: StaffRequest, pk: UUID, activity: UUID) -> tuple[Participation, Activity]:
    case = queries.own_case(request.actor, pk)
    row: Activity = queries.item(request.actor, Activity.objects, activity, participation=case)
    row.participation = case
    return case, row


def _revision(request: HttpRequest, row: Activity) -> int:
    return seen_revision(request) or row.revision


def _form(
    request: StaffRequest,
    case: Participation,
    entry: Entry,
    *,
    activity: Activity | None = None,
    initial: dict[str, Any] | None = None,
) -> ActivityForm:
    groups = None
    if activity is None and entry.is_group:
        groups = activity_queries.open_groups(request.actor, case, entry.key)
    if activity is not None:
        names = ("starts_on", "ends_on", "extent_text", "provider", "adaptations")
        initial = {name: getattr(activity, name) for name in names}
        initial["employer"] = activity.employer_id
    current = activity.employer_id if activity else None
    return ActivityForm(
        request.POST or None,
        entry=entry,
        employers=activity_queries.current_employers(request.actor, also=current),
        groups=groups,
        initial=initial,
    )


def _saved(
    request: HttpRequest, case: Participation, activity: Activity, what: str
) -> HttpResponse:
    messages.success(request, what)
    activity.participation = case
    for sentence in actions.warnings(activity):
        messages.warning(request, sentence)
    return redirect("activity-list", pk=case.pk)


def _catalogue(case: Participation) -> list[dict[str, Any]]:
    """The programme's activities by kind, in the order of the kinds' first entries."""
    kinds: dict[str, list[Entry]] = {}
    for entry in case.version.definition.activities:
        kinds.setdefault(entry.kind, []).append(entry)
    return [{"label": ActivityKind(kind).label, "entries": rows} for kind, rows in kinds.items()]
