"""This file is where a participant's arbetsutbud is shown over time and written in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import activity_queries, queries
from stegvis.casework.actions import work as actions
from stegvis.casework.actions import work_plot
from stegvis.casework.happenings import known_of
from stegvis.casework.models import ARBETSUTBUD, Employer, Participation, WorkPeriod, WorkPlot
from stegvis.core.dates import percent_of_full_time, today
from stegvis.core.errors import RuleBroken
from stegvis.core.extent import percent_of_week, written
from stegvis.programmes.journey import Rung
from stegvis.programmes.vocabulary import WorkKind
from stegvis.web.casework.frame import frame
from stegvis.web.casework.monthly import latest_months
from stegvis.web.casework.work_list import Curve, curve_of, overview
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

RUNG_PARAMETER = "steg"
MOST_TRIES = 6
MOST_PERIODS = 200
# What is told by few; the page keeps it folded until somebody needs it.
SELDOM = ("ends_on", "employer", "name", "source")


class WorkForm(StegvisForm):
    """One period. What is needed comes first: kind, extent and the first day."""

    kind = forms.ChoiceField(label="Slag", choices=[("", "Välj"), *WorkKind.choices])
    extent_text = forms.CharField(
        label="Omfattning",
        max_length=80,
        help_text="Av 40 timmar i veckan. Skriv 50, 50 %, 20 h/v eller halvtid.",
    )
    starts_on = DateField(label="Från och med")
    benefit_percent = forms.IntegerField(
        label="Ersättning i procent",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Hur mycket ersättning som är kvar samtidigt. Lämna tomt om du inte vet.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    is_found_workplace = forms.BooleanField(
        label="Deltagaren har funnit sin arbetsplats",
        required=False,
        help_text="Kryssa i när det är här deltagaren ska fortsätta arbeta.",
    )
    ends_on = DateField(label="Till och med", required=False)
    employer = forms.ModelChoiceField(
        label="Arbetsplats",
        queryset=Employer.objects.none(),
        required=False,
        empty_label="Ingen i listan",
    )
    name = forms.CharField(
        label="Benämning",
        required=False,
        max_length=160,
        help_text="Till exempel arbetsuppgift, kurs eller en arbetsplats som inte finns i listan. "
        "Deltagaren kan läsa.",
    )
    source = forms.CharField(
        label="Uppgiften kommer från",
        required=False,
        max_length=120,
        help_text="Till exempel deltagaren, arbetsgivaren eller ett beslut.",
    )

    def __init__(self, *args: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = employers

    def clean_extent_text(self) -> str:
        text: str = self.cleaned_data["extent_text"]
        try:
            self.percent = percent_of_week(text)
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from broken
        return text

    def details(self) -> actions.Details:
        given = {k: v for k, v in self.cleaned_data.items() if k != "extent_text"}
        return actions.Details(percent=self.percent, **given)

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [self[name] for name in SELDOM]

    @property
    def is_unfolded(self) -> bool:
        """Something that is folded away is filled in or wrong."""
        return any(bool(field.value()) or bool(field.errors) for field in self.seldom)


class EndForm(StegvisForm):
    ends_on = DateField(label="Sista dag", help_text="Dagen räknas med. Så här: 2026-12-03")


def work_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    known = known_of(request.actor, [case])[case.pk]
    periods = _periods(request, case)
    curve = curve_of(case, known, periods, today())
    drawn = _drawn(request, case)
    is_drawn = drawn is not None and curve.key == drawn.key and bool(drawn.svg)
    context = overview(case, known, periods, curve, today()) | {
        "svg": SafeString(drawn.svg) if drawn and is_drawn else "",
        "is_waiting": bool(curve.spec) and not is_drawn,
        "months": latest_months(request, case),
        "may_write": may(request.actor, Permission.ACTIVITY_WRITE, case.scope),
    }
    return page(
        request,
        "casework/work_show.html",
        frame(case, "work-show", "Arbetsutbud") | context,
    )


def work_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A new period; with ?steg= as a rung of the programme's ladder says."""
    case = queries.own_case(request.actor, pk)
    chosen = request.GET.get(RUNG_PARAMETER, "")
    rung = next((r for r in case.version.definition.ladder if r.key == chosen), None)
    form = _form(request, initial=_as_rung(rung))
    if request.method == "POST" and form.is_valid():
        added = form.obeys(
            lambda: actions.add(actor=request.actor, participation=case, details=form.details())
        )
        if added:
            return _saved(request, case, added, "Arbetsutbudet är inskrivet.")
    return page(
        request,
        "casework/work_form.html",
        frame(case, "work-show", "Skriv in arbetsutbud") | {"rung": rung},
        form=form,
    )


def work_change(request: StaffRequest, pk: UUID, period: UUID) -> HttpResponse:
    case, row = _fetch(request, pk, period)
    names = ("kind", "starts_on", "ends_on", "benefit_percent", "name", "source")
    initial = {name: getattr(row, name) for name in (*names, "is_found_workplace")}
    initial |= {"extent_text": f"{row.percent} %", "employer": row.employer_id}
    form = _form(request, initial=initial, employer=row.employer_id)
    if request.method == "POST" and form.is_valid():
        changed = form.obeys(
            lambda: actions.change(
                actor=request.actor,
                period=row,
                details=form.details(),
                revision=_revision(request, row),
            )
        )
        if changed:
            return _saved(request, case, changed, "Arbetsutbudet är ändrat.")
    return page(
        request,
        "casework/work_form.html",
        frame(case, "work-show", "Ändra arbetsutbud") | {"period": row},
        form=form,
    )


def work_end(request: StaffRequest, pk: UUID, period: UUID) -> HttpResponse:
    case, row = _fetch(request, pk, period)
    form = EndForm(request.POST or None, initial={"ends_on": row.ends_on or today()})
    if request.method == "POST" and form.is_valid():
        ended = form.obeys(
            lambda: actions.end(
                actor=request.actor,
                period=row,
                ends_on=form.cleaned_data["ends_on"],
                revision=_revision(request, row),
            )
        )
        if ended:
            return _saved(request, case, ended, "Sista dagen är inskriven.")
    return page(
        request,
        "casework/work_end.html",
        frame(case, "work-show", f"Sista dag: {row.get_kind_display().lower()}") | {"period": row},
        form=form,
    )


@require_POST
def work_strike(request: StaffRequest, pk: UUID, period: UUID) -> HttpResponse:
    """Makulera: for what never was."""
    case, row = _fetch(request, pk, period)
    actions.strike(actor=request.actor, period=row, revision=_revision(request, row))
    messages.success(request, "Perioden är makulerad och räknas inte längre.")
    return redirect("work-show", pk=case.pk)


def work_curve(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The curve: POST has it drawn, GET fetches it, or a place that asks again a little later."""
    case = queries.own_case(request.actor, pk)
    if request.method == "POST":
        curve = _curve(request, case)
        if curve.spec:
            work_plot.ask_for(
                actor=request.actor, participation=case, key=curve.key, spec=curve.spec
            )
        return HttpResponse(status=204)
    try:
        tries = int(request.GET.get("forsok", "1")) + 1
    except ValueError as error:
        raise Http404 from error
    drawn = _drawn(request, case)
    return render(
        request,
        "casework/work_curve.html",
        {
            "case": case,
            "svg": SafeString(drawn.svg if drawn else ""),
            "tries": tries,
            "is_over": tries > MOST_TRIES,
        },
    )


def extent_as_percent(text: str) -> dict[str, Any]:
    """What was typed as an extent of work, in hours and percent, or what is wrong with it."""
    try:
        percent = percent_of_week(text)
    except RuleBroken as broken:
        return {"problem": broken.message}
    minutes = percent * 24
    return {"hours": written(minutes), "percent": percent_of_full_time(minutes)}


def _curve(request: StaffRequest, case: Participation) -> Curve:
    known = known_of(request.actor, [case])[case.pk]
    return curve_of(case, known, _periods(request, case), today())


def _periods(request: StaffRequest, case: Participation) -> list[WorkPeriod]:
    rows = (
        WorkPeriod.objects.kept()
        .within(request.actor, case)
        .select_related("employer")
        .order_by("-starts_on", "-created_at")
    )
    return list(rows[:MOST_PERIODS])


def _drawn(request: StaffRequest, case: Participation) -> WorkPlot | None:
    found: WorkPlot | None = (
        WorkPlot.objects.within(request.actor, case)
        .filter(about=ARBETSUTBUD)
        .only("key", "svg")
        .first()
    )
    return found


def _fetch(request: StaffRequest, pk: UUID, period: UUID) -> tuple[Participation, WorkPeriod]:
    case = queries.own_case(request.actor, pk)
    row: WorkPeriod = queries.item(
        request.actor, WorkPeriod.objects, period, participation=case, struck_at=None
    )
    if row.owner_id != request.actor.organisation_id:
        raise NotVisible
    row.participation = case
    return case, row


def _form(
    request: StaffRequest,
    *,
    initial: dict[str, Any],
    employer: UUID | None = None,
) -> WorkForm:
    employers = activity_queries.current_employers(request.actor, also=employer)
    return WorkForm(request.POST or None, employers=employers, initial=initial)


def _as_rung(rung: Rung | None) -> dict[str, Any]:
    if rung is None:
        return {"starts_on": today()}
    # Where several extents or kinds are possible, nobody but she who writes can choose.
    several = len(rung.percents) > 1
    return {
        "starts_on": today(),
        "kind": rung.kinds[0] if len(rung.kinds) == 1 else "",
        "extent_text": "" if several else f"{rung.percent} %",
        "benefit_percent": None if several else rung.benefit_percent,
    }


def _revision(request: HttpRequest, row: WorkPeriod) -> int:
    return seen_revision(request) or row.revision


def _saved(
    request: StaffRequest, case: Participation, period: WorkPeriod, what: str
) -> HttpResponse:
    messages.success(request, what)
    period.participation = case
    for sentence in actions.warnings(period):
        messages.warning(request, sentence)
    return redirect("work-show", pk=case.pk)
