"""This file is where log checks are listed, read, judged row by row and closed."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.casework import names
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.grants import Granted, analyses_in_force, grants_of
from stegvis.oversight.actions import log_check
from stegvis.oversight.models import Alarm, CheckKind, Judgement, LogCheck, LogCheckRow
from stegvis.oversight.readings import readings
from stegvis.oversight.sampling import draw
from stegvis.web.oversight.rows import MOST_SHOWN, check_of, drawn_looks, suspected_looks
from stegvis.web.oversight.words import reference
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import seen_revision

MOST_CLOSED = 24
COLORS = {
    Judgement.IN_ORDER: "success",
    Judgement.ASKED: "warning",
    Judgement.NOT_IN_ORDER: "danger",
}


class CloseForm(StegvisForm):
    outcome = forms.CharField(
        label="Utfall",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Vad visade kontrollen, och vad gör ni åt det? Skriv inte deltagares namn.",
    )


def log_check_list(request: StaffRequest) -> HttpResponse:
    only_for(request.actor, Permission.LOG_CHECK)
    owner, day = request.actor.organisation_id, today()
    checks = (
        LogCheck.objects.filter(owner_id=owner)
        .select_related("unit", "account", "created_by")
        .annotate(
            total=Count("rows"),
            judged=Count("rows", filter=~Q(rows__judgement__in=["", Judgement.ASKED])),
            wrong=Count("rows", filter=Q(rows__judgement=Judgement.NOT_IN_ORDER)),
        )
        .order_by("due_on", "created_at")
    )
    rows = [_listed(check, day) for check in checks]
    closed = [row for row in rows if row["check"].closed_at]
    alarms = list(Alarm.objects.filter(owner_id=owner).select_related("account"))
    return page(
        request,
        "oversight/list.html",
        {
            "page_title": "Loggkontroll",
            "open": [row for row in rows if not row["check"].closed_at],
            "overdue": sum(row["is_overdue"] for row in rows),
            "closed": closed[::-1][:MOST_CLOSED],
            "alarms": [alarm for alarm in alarms if not alarm.handled_at],
            "names": [
                {
                    "asked": row,
                    "reference": reference(row.participant_id),
                    "is_overdue": row.due_on < day,
                }
                for row in names.to_decide(request.actor)
            ],
            "handled": [alarm for alarm in alarms if alarm.handled_at][:MOST_CLOSED],
            "grants": _grants_to_go_over(owner),
        },
    )


def _listed(check: Any, day: Any) -> dict[str, Any]:
    return {"check": check, "title": _title(check), "is_overdue": check.is_overdue(day)}


def _title(check: LogCheck) -> str:
    if check.kind == CheckKind.SAMPLE:
        return f"Stickprov, {check.unit.name if check.unit else 'hela myndigheten'}"
    about = check.account.name if check.account else f"deltagare {reference(check.participant_id)}"
    return f"Kontroll på misstanke, {about}"


def _grants_to_go_over(owner: UUID) -> list[Granted]:
    """Assignments without an end, a reason or an analysis, and those that end soon."""
    return [one for one in grants_of(owner, today(), analyses_in_force(owner)) if one.faults]


def log_check_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    only_for(request.actor, Permission.LOG_CHECK)
    check = check_of(request.actor, pk)
    context = _context(request.actor, check)
    if "dra-om" in request.GET and check.kind == CheckKind.SAMPLE:
        context["same"] = _is_drawn_the_same(check, context["groups"])
    return page(request, "oversight/show.html", context)


def _context(actor: Actor, check: LogCheck) -> dict[str, Any]:
    is_sample = check.kind == CheckKind.SAMPLE
    groups = drawn_looks(actor, check) if is_sample else []
    looks = [] if is_sample else suspected_looks(actor, check)
    rows = [look.row for _, found in groups for look in found if look.row]
    return {
        "page_title": _title(check),
        "check": check,
        "is_sample": is_sample,
        "is_overdue": check.is_overdue(today()),
        "groups": groups,
        "looks": looks,
        "is_cut": len(looks) == MOST_SHOWN,
        "left": sum(row.judgement in ("", Judgement.ASKED) for row in rows),
        "total": len(rows),
        "colors": {judgement.value: color for judgement, color in COLORS.items()},
        "close_form": CloseForm(),
    }


def _is_drawn_the_same(check: LogCheck, groups: list[Any]) -> bool:
    """Draw it again, with the registers as they are now, and compare."""
    found = readings(
        check.owner_id,
        check.starts_on,
        check.ends_on,
        unit=check.unit.name if check.unit else "",
        last=check.last_number,
    )
    again = draw(found, seed=check.seed, size=check.size, share=check.share)
    kept = {(look.row.number, look.row.reason) for _, looks in groups for look in looks}
    return kept == {(row.reading.number, row.reason.value) for row in again}


@require_POST
def log_row_judge(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """One click; what was typed stays when a rule is broken."""
    only_for(request.actor, Permission.LOG_CHECK)
    check = check_of(request.actor, pk)
    found = LogCheckRow.objects.filter(
        owner_id=request.actor.organisation_id, log_check=check, pk=row
    ).first()
    if found is None:
        raise NotVisible
    judgement = request.POST.get("judgement", "")
    comment = request.POST.get("comment", "")
    try:
        if judgement not in Judgement:
            raise RuleBroken("Välj en bedömning.")
        log_check.judge(
            actor=request.actor,
            row=found,
            revision=_revision(request),
            judgement=Judgement(judgement),
            comment=comment,
        )
    except RuleBroken as broken:
        refused = {
            "pk": found.pk,
            "message": broken.message,
            "comment": comment,
            "url": f"#rad-{found.number}",
        }
        context = _context(request.actor, check) | {"refused": refused}
        answer = page(request, "oversight/show.html", context)
        answer.status_code = 422
        return answer
    return redirect(f"{reverse('log-check-show', args=[pk])}#rad-{found.number}")


@require_POST
def log_check_close(request: StaffRequest, pk: UUID) -> HttpResponse:
    only_for(request.actor, Permission.LOG_CHECK)
    check = check_of(request.actor, pk)
    form = CloseForm(request.POST)
    if form.is_valid() and form.obeys(
        lambda: log_check.close(
            actor=request.actor,
            log_check=check,
            revision=_revision(request),
            outcome=form.cleaned_data["outcome"],
        )
    ):
        messages.success(request, "Loggkontrollen är avslutad och kan inte ändras mer.")
        return redirect("log-check-list")
    context = _context(request.actor, check) | {"close_form": form}
    return page(request, "oversight/show.html", context, form=form)


def _revision(request: StaffRequest) -> int:
    return seen_revision(request) or 0
