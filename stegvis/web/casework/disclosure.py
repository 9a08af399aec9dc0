"""This file is where it is seen what has been handed out, to whom; and where it is done, stopped
and reviewed."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import may, own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.frozen import changed_since
from stegvis.casework.models import Note, Participation
from stegvis.core.dates import day_of, today
from stegvis.participants import grounds
from stegvis.participants import queries as wills
from stegvis.participants.actions import disclosure as actions
from stegvis.participants.actions.consent import SEVERAL
from stegvis.participants.legal_bases import bases_of
from stegvis.participants.models import Disclosure, Ground
from stegvis.web.casework import disclosing
from stegvis.web.casework.consent import receivers_of
from stegvis.web.casework.frame import frame
from stegvis.web.casework.papers import letter, participant_of, pdf
from stegvis.web.documents import typesetting
from stegvis.web.shared.assessing import assessment_field
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.step_up import fresh_login

MOST_ROWS = 200


def other_grounds() -> list[tuple[str, str]]:
    """The grounds besides consent that are law today and may be chosen."""
    return [(key, label) for key, label in grounds.offered(today()) if key != Ground.CONSENT]


class OtherGroundForm(StegvisForm):
    receiver = forms.ChoiceField(label="Lämna ut till")
    ground = forms.ChoiceField(label="Grund")
    reason = forms.CharField(
        label="Varför får uppgiften lämnas ut?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför uppgiften får lämnas ut utan samtycke."},
        help_text="Skriv skälet och lagrummet. En annan person granskar utlämnandet i efterhand.",
    )
    assessment = assessment_field(required=True)

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [("", "Välj"), *receivers]
        self.fields["ground"].choices = [("", "Välj"), *other_grounds()]


class ReviewForm(StegvisForm):
    is_right = forms.ChoiceField(
        label="Var det rätt att lämna ut?",
        widget=forms.RadioSelect,
        choices=[("yes", "Ja"), ("no", "Nej, stäng utlämnandet")],
    )
    outcome = forms.CharField(
        label="Vad kom granskningen fram till?", widget=forms.Textarea, required=False
    )


def disclosure_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What has been handed out, to whom, when and why; and what has been received."""
    case = queries.own_case(request.actor, pk)
    rows = wills.disclosures_of(request.actor, case.pk)
    labels = _labels(case)
    mine = [_row(request, case, row, labels) for row in rows if row.owner_id == case.owner_id]
    return page(
        request,
        "casework/disclosure_list.html",
        frame(case, "disclosure-list", "Utlämnat")
        | {
            "open": [row for row in mine if row["is_open"]],
            "closed": [row for row in mine if not row["is_open"]],
            "due": [row for row in mine if row["needs_review"]],
            "received": [row for row in rows if row.owner_id != case.owner_id],
            "changed": _changed(rows),
        },
    )


def _changed(rows: list[Disclosure]) -> set[UUID]:
    """Those of the disclosures whose item has been changed since."""
    frozen = [row.item_id for row in rows if row.item_kind == "frozenversion"]
    outdated = changed_since(frozen)
    return {row.pk for row in rows if row.item_id in outdated}


def _labels(case: Participation) -> dict[str, str]:
    categories = case.version.definition.consent.categories
    return {SEVERAL: "Flera slag"} | {entry.key: entry.label for entry in categories}


def _row(
    request: StaffRequest, case: Participation, row: Disclosure, labels: dict[str, str]
) -> dict[str, Any]:
    is_open = row.closed_at is None and (row.valid_to is None or row.valid_to >= today())
    needs_review = row.review_due_on is not None and row.reviewed_at is None
    return {
        "disclosure": row,
        "category": labels.get(row.category, row.category),
        "ground": row.get_ground_display(),
        "is_open": is_open,
        "needs_review": needs_review,
        "is_late": needs_review and row.review_due_on < today(),
        "can_review": needs_review
        and row.created_by_id != request.actor.account_id
        and may(request.actor, Permission.DISCLOSURE_REVIEW, case.scope),
    }


@require_POST
def disclosure_close(request: StaffRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    row = wills.own_disclosure(request.actor, disclosure, case.pk)
    actions.close(
        actor=request.actor, scope=case.scope, disclosure=row, reason="Stoppat av utlämnaren."
    )
    messages.success(request, "Utlämnandet är stoppat. Mottagaren ser inte längre uppgiften här.")
    return redirect("disclosure-list", pk=case.pk)


def disclosure_review(request: StaffRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """A second person's review of what was handed out on another ground than consent."""
    case = queries.own_case(request.actor, pk)
    row = wills.own_disclosure(request.actor, disclosure, case.pk)
    form = ReviewForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.review(
                actor=request.actor,
                scope=case.scope,
                disclosure=row,
                outcome=form.cleaned_data["outcome"],
                is_right=form.cleaned_data["is_right"] == "yes",
            )
        )
    ):
        messages.success(request, "Granskningen är sparad.")
        return redirect("disclosure-list", pk=case.pk)
    return page(
        request,
        "casework/disclosure_review.html",
        frame(case, "disclosure-list", "Granska utlämnande")
        | {"disclosure": row, "ground": row.get_ground_display()},
        form=form,
    )


def disclosure_make(request: StaffRequest, pk: UUID, kind: str, item: UUID) -> HttpResponse:
    """Lämna ut till: one click where consent covers the item, otherwise a ground and a reason."""
    case = queries.own_case(request.actor, pk)
    row = disclosing.item_of(request.actor, case, kind, item)
    holds = _holds(request, case, row)
    others = [
        (str(receiver.organisation.pk), receiver.organisation.name)
        for receiver in receivers_of(case)
    ]
    by_consent = request.method == "POST" and request.POST.get("ground") == Ground.CONSENT
    form = OtherGroundForm(
        request.POST if request.method == "POST" and not by_consent else None, receivers=others
    )
    if by_consent:
        receiver = next((pk for pk, _ in others if pk == request.POST.get("receiver")), None)
        if receiver is None:
            messages.error(request, "Välj en mottagare i listan.")
        else:
            made = disclosing.by_consent(
                actor=request.actor, case=case, item=row, receiver_id=UUID(receiver), holds=holds
            )
            return _done(request, case, made, dict(others)[receiver])
    elif request.method == "POST" and form.is_valid():
        made = form.obeys(
            lambda: disclosing.hand_out(
                actor=request.actor,
                case=case,
                item=row,
                receiver_id=UUID(form.cleaned_data["receiver"]),
                holds=holds,
                ground=form.cleaned_data["ground"],
                reason=form.cleaned_data["reason"],
                assessment=form.cleaned_data["assessment"],
            )
        )
        if made:
            return _done(request, case, made, dict(others)[form.cleaned_data["receiver"]])
    context = _make_context(case, row, holds)
    return page(request, "casework/disclosure_make.html", context, form=form)


def _make_context(case: Participation, row: Any, holds: set[str]) -> dict[str, Any]:
    return frame(case, "disclosure-list", "Lämna ut till") | {
        "panel": disclosing.panel(case, row, holds),
        "is_note": isinstance(row, Note),
        "chosen": next(iter(holds)) if len(holds) == 1 else "",
    }


def _holds(request: StaffRequest, case: Participation, row: Any) -> set[str]:
    """A note may be about anything, so its author says what; the rest is known by kind."""
    chosen = request.POST.get("slag") or request.GET.get("slag")
    known = {entry.key for entry in case.version.definition.consent.categories}
    if isinstance(row, Note) and chosen in known:
        return {chosen}
    return disclosing.categories_of(row, case)


def review_list(request: StaffRequest) -> HttpResponse:
    """Everything handed out on another ground than consent that nobody has reviewed, the latest
    first to be late. What she handed out herself is for somebody else."""
    only_for(request.actor, Permission.DISCLOSURE_REVIEW)
    cases = Participation.objects.visible_to(request.actor).filter(
        owner_id=request.actor.organisation_id
    )
    waiting = list(
        wills.reviews_due(request.actor, cases.values("pk"))
        .select_related("receiver", "created_by", "participant__identity")
        .order_by("review_due_on", "created_at")[:MOST_ROWS]
    )
    in_cases = {row.pk for row in waiting}
    if may(request.actor, Permission.DISCLOSURE_REVIEW, own_scope(request.actor)):
        waiting += list(queries.reviews_outside(request.actor)[:MOST_ROWS])
    rows = []
    for row in waiting:
        record.look(Event.PERSON_LISTED, row)
        rows.append(
            {
                "disclosure": row,
                "is_in_case": row.pk in in_cases,
                "name": queries.name_of(row.participant) if row.participant else "",
                "ground": row.get_ground_display(),
                "is_late": row.review_due_on < today(),
                "is_own": row.created_by_id == request.actor.account_id,
            }
        )
    return page(
        request,
        "casework/review_list.html",
        {"page_title": "Utlämnanden att granska", "rows": rows},
    )


def review_outside(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same review of what was handed out in a referral, or as a party in another's case."""
    row = queries.review_outside(request.actor, pk)
    form = ReviewForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.review(
                actor=request.actor,
                scope=own_scope(request.actor),
                disclosure=row,
                outcome=form.cleaned_data["outcome"],
                is_right=form.cleaned_data["is_right"] == "yes",
            )
        )
    ):
        messages.success(request, "Granskningen är sparad.")
        return redirect("review-list")
    return page(
        request,
        "casework/review_outside.html",
        {
            "page_title": "Granska utlämnande",
            "disclosure": row,
            "ground": row.get_ground_display(),
            "name": queries.name_of(row.participant) if row.participant else "",
        },
        form=form,
    )


def disclosure_all(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What has been handed out about the person, to whom: all her cases here that she sees."""
    case = queries.own_case(request.actor, pk)
    context = frame(case, "disclosure-list", "Vad har lämnats ut, till vem?")
    return page(
        request, "casework/disclosure_all.html", context | {"rows": _about_her(request, case)}
    )


@fresh_login
def disclosure_all_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same on paper, for her to keep."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    rows = _about_her(request, case)
    data: typesetting.HandedOutList = {
        **letter(request, case),
        "participant": participant_of(request, case),
        "rows": [
            {
                "what": row.title,
                "receiver": row.receiver.name,
                "on": day_of(row.created_at),
                "ground": capfirst(row.get_ground_display()),
                "ended": _ended(row),
            }
            for row in rows
        ],
        "bases": [
            {"purpose": capfirst(basis.label), "basis": basis.sentence}
            for basis in bases_of(case.owner.kind)
        ],
    }
    record.look(Event.DOCUMENT_EXPORTED, case, purpose="vad som har lämnats ut")
    return pdf("handed_out", data, "vad-som-har-lamnats-ut.pdf")


def _about_her(request: StaffRequest, case: Participation) -> list[Disclosure]:
    cases = Participation.objects.visible_to(request.actor).filter(
        owner_id=case.owner_id, participant_id=case.participant_id
    )
    return wills.handed_out_about(request.actor, case.participant_id, cases.values("pk"))


def _ended(row: Disclosure) -> date | None:
    """The last day on which the receiver could read it here; None while it can."""
    if row.closed_at:
        return day_of(row.closed_at)
    return row.valid_to if row.valid_to and row.valid_to < today() else None


def _done(
    request: StaffRequest, case: Participation, made: Disclosure, receiver: str
) -> HttpResponse:
    messages.success(request, f"{made.title} är utlämnad till {receiver}.")
    return redirect("disclosure-list", pk=case.pk)
