"""This file is where a participation is closed: draft, confirmation, receiver, closing summary."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import closing, queries
from stegvis.casework.actions import exit as actions
from stegvis.casework.models import (
    Activity,
    ActivityStatus,
    Exit,
    FollowUp,
    Participation,
    Readiness,
    Takeover,
    WorkPeriod,
)
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.participants.actions.disclosure import consented_receivers
from stegvis.participants.models import ConsentGrant, ConsentKind
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeParty, Seat
from stegvis.programmes.vocabulary import find
from stegvis.web.casework.closing_summary import closing_summary
from stegvis.web.casework.followup import moments
from stegvis.web.casework.frame import frame
from stegvis.web.casework.readiness import shown
from stegvis.web.documents.typesetting import make_pdf
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

YES_NO = {"yes": True, "no": False}
UNKNOWN = ("", "Inte antecknat")


def yes_no_field(label: str) -> forms.TypedChoiceField:
    """Yes, no or not recorded; the last is counted as missing."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", "Ja"), ("no", "Nej"), UNKNOWN],
        coerce=YES_NO.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class PrepareForm(StegvisForm):
    """A draft: everything may be missing."""

    conversation_on = DateField(required=False)
    own_words = forms.CharField(label="Deltagarens egna ord", required=False, widget=forms.Textarea)
    ended_on = DateField(label="Sista dag i insatsen", required=False)
    reason = forms.ChoiceField(label="Avslutsanledning", required=False)
    destination = forms.ChoiceField(label="Planering efter avslut", required=False)
    next_livelihood = forms.CharField(
        label="Försörjning från dagen efter",
        required=False,
        max_length=160,
        help_text="Vad lever personen av efter avslutet? Ingen ska stå utan försörjning.",
    )
    next_step = forms.CharField(
        label="Nästa steg",
        required=False,
        widget=forms.Textarea,
        help_text="Vad händer först, när, och vem gör det?",
    )
    receiver_id = forms.TypedChoiceField(
        label="Tas över av", required=False, coerce=UUID, empty_value=None
    )
    receiver_contact = forms.CharField(
        label="Kontakt hos mottagaren", required=False, max_length=160
    )
    plan_known = yes_no_field("Är planeringen känd för deltagaren?")
    plan_anchored = yes_no_field("Är planeringen förankrad hos ordinarie myndighet?")
    summary = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        receivers: list[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rules = definition.exit
        if not definition.plan.requires_next_livelihood:
            del self.fields["next_livelihood"]
        self.fields["conversation_on"].label = rules.closing_meeting
        self.fields["summary"].label = rules.summary
        choose = [("", "Inte valt")]
        self.fields["reason"].choices = choose + [(c.key, c.label) for c in rules.reasons]
        self.fields["destination"].choices = choose + [(d.key, d.name) for d in rules.destinations]
        self.fields["receiver_id"].choices = choose + [(str(pk), name) for pk, name in receivers]


class ConfirmForm(StegvisForm):
    receivers = forms.TypedMultipleChoiceField(
        coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, label: str, grants: list[ConsentGrant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receivers"].label = label
        self.fields["receivers"].choices = [
            (str(grant.receiver_id), grant.receiver.name) for grant in grants
        ]


def _missing(definition: Definition, row: Exit) -> str:
    """What the draft lacks before it can be confirmed, in words; nothing when it is whole."""
    needed: list[tuple[str, object]] = [
        ("sista dag", row.ended_on),
        ("avslutsanledning", row.reason),
        ("planering efter avslut", row.destination),
    ]
    if definition.plan.requires_next_livelihood:
        needed.append(("försörjning från dagen efter", row.next_livelihood))
    lacking = [label for label, value in needed if not value]
    if not lacking:
        return ""
    *others, last = lacking
    told = f"{', '.join(others)} och {last}" if others else last
    return f"{told.capitalize()} behövs för att avsluta."


class ReceiverForm(StegvisForm):
    confirmed_on = DateField(label="Mottagaren bekräftade den")
    how = forms.CharField(
        label="Hur, och vem du talade med",
        max_length=120,
        help_text="Till exempel: Telefonsamtal med Lena Holm.",
    )
    started_on = DateField(
        label="Började hos mottagaren den",
        required=False,
        help_text="Fyll i när deltagaren faktiskt har börjat. Så här: 2026-12-03",
    )


def draft_of(request: StaffRequest, case: Participation) -> Exit | None:
    """The own authority's closing of this case, draft or confirmed. One query."""
    found: Exit | None = (
        Exit.objects.visible_to(request.actor)
        .filter(participation=case, owner_id=request.actor.organisation_id)
        .select_related("receiver", "owner")
        .first()
    )
    return found


def names(definition: Definition, row: Exit | None) -> dict[str, str]:
    """Destination and reason in words."""
    if row is None:
        return {"destination": "", "reason": ""}
    rules = definition.exit
    return {
        "destination": find(rules.destinations, row.destination).name if row.destination else "",
        "reason": find(rules.reasons, row.reason).label if row.reason else "",
    }


def exit_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Readiness, closing, takeover and follow-ups in one place."""
    case = queries.own_case(request.actor, pk)
    definition = case.version.definition
    seen = {"participation": case}
    judgements = list(
        Readiness.objects.visible_to(request.actor).filter(**seen).select_related("judged_by")
    )
    row = draft_of(request, case)
    takeovers = _takeovers(request, case) if row else []
    context = frame(case, "exit-show", "Avslut") | {
        "judgements": [shown(each, definition.readiness) for each in judgements]
        if definition.readiness
        else [],
        "closing": row,
        "names": names(definition, row),
        "takeovers": takeovers,
        "confirmed_on": closing.confirmed_on(row, takeovers),
    }
    if case.ended_on:
        done = FollowUp.objects.visible_to(request.actor).filter(
            owner_id=request.actor.organisation_id, **seen
        )
        found_on = closing.workplace_found_on(case.pk, case.owner_id)
        context["moments"] = moments(case, list(done), found_on)
    return page(request, "casework/exit_show.html", context)


def _takeovers(request: StaffRequest, case: Participation) -> list[Takeover]:
    return list(
        Takeover.objects.visible_to(request.actor)
        .filter(participation=case)
        .select_related("owner")
    )


def exit_prepare(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    row = draft_of(request, case)
    if row is not None and row.confirmed_at:
        return redirect("exit-show", pk=case.pk)
    form = PrepareForm(
        request.POST or None,
        definition=case.version.definition,
        receivers=_possible_receivers(case),
        initial=_initial(row) | _from_plan(request, case, row),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.prepare(
                actor=request.actor,
                participation=case,
                closing=actions.Closing(**form.cleaned_data),
                revision=seen_revision(request),
            )
        )
    ):
        messages.success(request, "Utkastet är sparat.")
        return redirect("exit-confirm" if "onward" in request.POST else "exit-show", case.pk)
    return page(
        request,
        "casework/exit_form.html",
        frame(case, "exit-show", "Förbered avslut") | {"closing": row},
        form=form,
    )


def _initial(row: Exit | None) -> dict[str, Any]:
    if row is None:
        return {"conversation_on": today()}
    words = {True: "yes", False: "no", None: ""}
    values = {name: getattr(row, name) for name in PrepareForm.base_fields}
    return values | {
        "plan_known": words[row.plan_known],
        "plan_anchored": words[row.plan_anchored],
    }


def _from_plan(request: StaffRequest, case: Participation, row: Exit | None) -> dict[str, Any]:
    """What the plan says that she is to live on, where the programme asks for it."""
    asks = case.version.definition.plan.requires_next_livelihood
    if not asks or (row is not None and row.next_livelihood):
        return {}
    plan = queries.current_plan(request.actor, case)
    return {"next_livelihood": plan.next_livelihood} if plan else {}


def _possible_receivers(case: Participation) -> list[tuple[UUID, str]]:
    parties = ProgrammeParty.objects.filter(version_id=case.version_id, seat=Seat.PARTY)
    return list(
        Organisation.objects.filter(pk__in=parties.values("organisation_id"))
        .exclude(pk=case.owner_id)
        .values_list("pk", "name")
    )


def exit_confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What will happen, who gets the closing summary, and one button."""
    case = queries.own_case(request.actor, pk)
    row = draft_of(request, case)
    if row is None or row.confirmed_at:
        return redirect("exit-show", pk=case.pk)
    rules = case.version.definition.exit
    grants = consented_receivers(case.pk, case.owner_id, rules.category)
    form = ConfirmForm(
        request.POST or None,
        label=f"Lämna ut {rules.summary.lower()} till",
        grants=grants,
        initial={"receivers": _needed_by(case, row, grants)},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.confirm(
                actor=request.actor,
                participation=case,
                revision=seen_revision(request) or row.revision,
                receivers=form.cleaned_data["receivers"],
            )
        )
    ):
        messages.success(request, "Deltagandet är avslutat.")
        return redirect("exit-show", pk=case.pk)
    context = frame(case, "exit-show", "Fastställ avslut") | {
        "closing": row,
        "names": names(case.version.definition, row),
        "missing": _missing(case.version.definition, row),
        "last_handover_day": closing.last_handover_day(case.version.definition, today()),
        "ongoing": list(
            Activity.objects.visible_to(request.actor)
            .filter(participation=case, owner_id=request.actor.organisation_id)
            .filter(status__in=[ActivityStatus.ONGOING, ActivityStatus.PLANNED])
        ),
    }
    return page(request, "casework/exit_confirm.html", context, form=form)


def _needed_by(case: Participation, row: Exit, grants: list[ConsentGrant]) -> list[str]:
    """Ticked beforehand: those who take over. The others only if somebody chooses them."""
    kinds: tuple[str, ...] = ()
    if row.destination:
        kinds = case.version.definition.destination(row.destination).receivers
    return [
        str(grant.receiver_id)
        for grant in grants
        if grant.receiver_id == row.receiver_id
        or (row.receiver_id is None and grant.receiver.kind in kinds)
    ]


def exit_receiver(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The receiver's word on the phone, and later that the participant has started there."""
    case = queries.own_case(request.actor, pk)
    row = draft_of(request, case)
    if row is None:
        raise NotVisible
    form = ReceiverForm(
        request.POST or None,
        initial={
            "confirmed_on": row.receiver_confirmed_on or today(),
            "how": row.receiver_confirmed_how,
            "started_on": row.started_on,
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.record_receiver(
                actor=request.actor,
                participation=case,
                revision=seen_revision(request) or row.revision,
                **form.cleaned_data,
            )
        )
    ):
        messages.success(request, "Mottagarens besked är sparat.")
        return redirect("exit-show", pk=case.pk)
    return page(
        request,
        "casework/exit_receiver.html",
        frame(case, "exit-show", "Mottagarens besked") | {"closing": row},
        form=form,
    )


def exit_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The closing summary on paper; before confirmation it says that it is a draft."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    row = draft_of(request, case)
    if row is None:
        raise NotVisible
    mine = {"participation": case, "owner_id": request.actor.organisation_id}
    done = Activity.objects.visible_to(request.actor).filter(**mine)
    worked = WorkPeriod.objects.visible_to(request.actor).kept().filter(**mine)
    may_call = ConsentKind.CONTACT_AFTER_EXIT in closing.follow_up_consents(case.pk)
    pdf = make_pdf(
        "closing_summary",
        closing_summary(
            case, row, (list(done), list(worked)), names(case.version.definition, row), may_call
        ),
    )
    record.look(Event.DOCUMENT_EXPORTED, row)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="slutdokumentation.pdf"'},
    )
