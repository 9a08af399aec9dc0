"""This file is where a participant's needs are noted and held against what there is: suggestions
with their reasons, of which a person chooses."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import activity_queries, need_queries, queries
from stegvis.casework.actions import need as actions
from stegvis.casework.mapping_values import find_question, shown
from stegvis.casework.models import Activity, Intake, Need, Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.journey import Inventory
from stegvis.programmes.offer_words import Adaptation, Demand
from stegvis.web.casework.frame import frame
from stegvis.web.casework.suggestions import entries_for, overview
from stegvis.web.offers.forms import capitalised, number_field, several
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

TAB = "need-list"
QUESTION_PARAMETER = "fraga"
# What stands for one need most often holds for the next one too.
_CARRIED = ("adaptations", "cannot_meet", "language", "place", "has_daily_activities")
_TRUTHS = {"": None, "yes": True, "no": False}
_TRUTH_KEYS = {None: "", True: "yes", False: "no"}


class NeedForm(StegvisForm):
    key = forms.ChoiceField(label="Vad behövs?", widget=forms.RadioSelect)
    wished_percent = number_field(
        "Önskad omfattning i procent", "Av 40 timmar i veckan. Lämna tomt om det kvittar."
    )
    cannot_meet = several(
        "Vad är för svårt just nu?",
        capitalised(Demand),
        "Kryssa bara för det som verkligen stoppar.",
    )
    adaptations = several("Vilka anpassningar behövs?", capitalised(Adaptation))
    language = forms.CharField(
        label="Språk", required=False, max_length=40, help_text="Om det inte är svenska."
    )
    place = forms.CharField(
        label="Kommun",
        required=False,
        max_length=60,
        help_text="Bara om det ska vara någon annanstans än i hemkommunen.",
    )
    has_daily_activities = forms.ChoiceField(
        label="Har deltagaren daglig verksamhet (LSS)?",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "Vet inte"), ("yes", "Ja"), ("no", "Nej")],
    )

    def __init__(self, *args: Any, rules: Inventory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [(choice.key, choice.label) for choice in rules.needs]

    def details(self) -> actions.Details:
        given = dict(self.cleaned_data)
        for name in ("adaptations", "cannot_meet"):
            given[name] = tuple(given[name])
        given["has_daily_activities"] = _TRUTHS[given["has_daily_activities"]]
        return actions.Details(**given)


class MeetForm(StegvisForm):
    by = forms.ChoiceField(label="Genom vad?", required=False)
    met_on = DateField(label="Sedan när?")

    def __init__(self, *args: Any, activities: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activities = {str(row.pk): row for row in activities}
        names = ((key, row.name) for key, row in self.activities.items())
        self.fields["by"].choices = [("", "Något annat än en aktivitet här"), *names]

    def clean_by(self) -> Activity | None:
        return self.activities.get(self.cleaned_data["by"])


def need_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    case, rules = _case(request, pk)
    needs = need_queries.needs(request.actor, case)
    asked = {row.question for row in needs}
    context = overview(case, rules, needs, today()) | {
        "told": _told(request, case, asked),
        "may_write": may(request.actor, Permission.ACTIVITY_WRITE, case.scope),
    }
    return page(request, "casework/need_list.html", frame(case, TAB, "Förslag") | context)


def need_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A new need; with ?fraga= one that was told in the mapping."""
    case, rules = _case(request, pk)
    question = request.GET.get(QUESTION_PARAMETER, "")
    initial = {} if request.method == "POST" else _known(request, case)
    form = NeedForm(request.POST or None, rules=rules, initial=initial)
    told = _told(request, case, set()) if question else []
    said = next((row for row in told if row["key"] == question), None)
    if request.method == "POST" and form.is_valid():
        noted = form.obeys(
            lambda: actions.note(
                actor=request.actor,
                participation=case,
                details=form.details(),
                question=question if said else "",
            )
        )
        if noted:
            messages.success(request, "Behovet är noterat. Se förslagen nedan.")
            return redirect(TAB, pk=case.pk)
    return page(
        request,
        "casework/need_form.html",
        frame(case, TAB, "Notera ett behov") | {"said": said, "rules": rules},
        form=form,
    )


def need_change(request: StaffRequest, pk: UUID, need: UUID) -> HttpResponse:
    case, rules, row = _fetch(request, pk, need)
    form = NeedForm(request.POST or None, rules=rules, initial=_initial(row))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.change(
                actor=request.actor,
                need=row,
                details=form.details(),
                revision=_revision(request, row),
            )
        )
    ):
        messages.success(request, "Behovet är ändrat.")
        return redirect(TAB, pk=case.pk)
    return page(
        request,
        "casework/need_form.html",
        frame(case, TAB, "Ändra behovet") | {"need": row, "rules": rules},
        form=form,
    )


def need_meet(request: StaffRequest, pk: UUID, need: UUID) -> HttpResponse:
    """Met by something that was not chosen among the suggestions."""
    case, _, row = _fetch(request, pk, need)
    activities = activity_queries.activities(request.actor, case)
    form = MeetForm(request.POST or None, activities=activities, initial={"met_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.meet(
                actor=request.actor,
                need=row,
                revision=_revision(request, row),
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Behovet är noterat som mött.")
        return redirect(TAB, pk=case.pk)
    label = actions.label_of(case, row.key)
    return page(
        request,
        "casework/need_meet.html",
        frame(case, TAB, f"Mött: {label.lower()}") | {"need": row, "label": label},
        form=form,
    )


@require_POST
def need_plan(request: StaffRequest, pk: UUID, need: UUID, offer: UUID) -> HttpResponse:
    """Välj: one click makes an ordinary planned activity."""
    case, _, row = _fetch(request, pk, need)
    chosen = need_queries.offer_for(case, offer)
    entries = entries_for(case, chosen)
    try:
        actions.plan_offer(
            actor=request.actor,
            need=row,
            offer=chosen,
            catalogue_key=request.POST.get("aktivitet", entries[0].key if entries else ""),
            revision=_revision(request, row),
            beyond=request.POST.get("anda") == "ja",
        )
    except RuleBroken as broken:
        messages.error(request, broken.message)
        return redirect(TAB, pk=case.pk)
    messages.success(request, f"{chosen.name} är planerat. Fyll i när det börjar.")
    if chosen.is_full:
        messages.warning(
            request,
            f"Alla platser i {chosen.name} var redan upptagna. Se till att "
            f"{chosen.owner.short_name} vet om platsen till.",
        )
    return redirect("activity-list", pk=case.pk)


@require_POST
def need_queue(request: StaffRequest, pk: UUID, need: UUID, offer: UUID) -> HttpResponse:
    """Ställ i kö: she waits for a place, and Att göra says when there is one."""
    case, _, row = _fetch(request, pk, need)
    chosen = need_queries.offer_for(case, offer)
    try:
        actions.queue(actor=request.actor, need=row, offer=chosen, revision=_revision(request, row))
        messages.success(
            request, f"Står i kö till {chosen.name}. Det syns i Att göra när en plats är ledig."
        )
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect(TAB, pk=case.pk)


@require_POST
def need_leave_queue(request: StaffRequest, pk: UUID, need: UUID) -> HttpResponse:
    case, _, row = _fetch(request, pk, need)
    try:
        actions.leave_queue(actor=request.actor, need=row, revision=_revision(request, row))
        messages.success(request, "Deltagaren står inte längre i kö.")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect(TAB, pk=case.pk)


@require_POST
def need_reopen(request: StaffRequest, pk: UUID, need: UUID) -> HttpResponse:
    case, _, row = _fetch(request, pk, need)
    try:
        actions.reopen(actor=request.actor, need=row, revision=_revision(request, row))
        messages.success(request, "Behovet är öppet igen.")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect(TAB, pk=case.pk)


@require_POST
def need_strike(request: StaffRequest, pk: UUID, need: UUID) -> HttpResponse:
    """Makulera: for what never was."""
    case, _, row = _fetch(request, pk, need)
    actions.strike(actor=request.actor, need=row, revision=_revision(request, row))
    messages.success(request, "Behovet är makulerat och räknas inte längre.")
    return redirect(TAB, pk=case.pk)


def _case(request: StaffRequest, pk: UUID) -> tuple[Participation, Inventory]:
    """The case, and its programme's inventory. Raises NotVisible where it has none."""
    case = queries.own_case(request.actor, pk)
    rules = case.version.definition.inventory
    if rules is None:
        raise NotVisible
    return case, rules


def _fetch(request: StaffRequest, pk: UUID, need: UUID) -> tuple[Participation, Inventory, Need]:
    case, rules = _case(request, pk)
    row: Need = queries.item(request.actor, Need.objects, need, participation=case, struck_at=None)
    if row.owner_id != request.actor.organisation_id:
        raise NotVisible
    row.participation = case
    return case, rules, row


def _told(request: StaffRequest, case: Participation, noted: set[str]) -> list[dict[str, str]]:
    """What was marked as a need in the mapping and is not noted yet."""
    found = []
    for answer in need_queries.told_needs(request.actor, case):
        known = find_question(case.version.definition, answer.question)
        if known is None or answer.question in noted or not answer.value:
            continue
        text = shown(known[1], answer.value, today())
        found.append({"key": answer.question, "label": known[1].label, "text": text})
    return found


def _known(request: StaffRequest, case: Participation) -> dict[str, Any]:
    """What has been written once already: in the latest need, the register or the referral."""
    earlier = need_queries.needs(request.actor, case)
    if earlier:
        initial = _initial(earlier[-1])
        return {name: initial[name] for name in _CARRIED}
    person = case.participant
    told = (
        Intake.objects.filter(pk=case.intake_id, owner_id=request.actor.organisation_id)
        .values_list("referral__facts", flat=True)
        .first()
    ) or {}
    daily = str(told.get("daily_activities", ""))
    return {
        "language": person.language,
        "adaptations": [Adaptation.INTERPRETER] if person.needs_interpreter else [],
        "has_daily_activities": daily if daily in _TRUTHS else "",
    }


def _initial(need: Need) -> dict[str, Any]:
    names = ("key", "wished_percent", *_CARRIED)
    return {name: getattr(need, name) for name in names} | {
        "has_daily_activities": _TRUTH_KEYS[need.has_daily_activities]
    }


def _revision(request: HttpRequest, row: Need) -> int:
    return seen_revision(request) or row.revision
