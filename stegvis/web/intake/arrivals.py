"""This file is where the inbox is shown: what is new, being assessed, asked about and in queue."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may_somewhere
from stegvis.casework import inbox, taking_on
from stegvis.casework.actions import intake as actions
from stegvis.casework.inbox import Arrived
from stegvis.casework.models import IntakeStatus
from stegvis.core.dates import today
from stegvis.programmes.closing import closed_at
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import route_of
from stegvis.web.shared.pages import StaffRequest, page

# Headings of the inbox and the statuses under each; a referral that nobody has opened has none.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Nya", ("",)),
    ("Bedöms", (IntakeStatus.RECEIVED, IntakeStatus.ASSESSING)),
    ("Väntar på svar", (IntakeStatus.ASKED,)),
    ("I kö", (IntakeStatus.QUEUED,)),
)
TABS = (
    ("Att ta ställning till", "inbox-list", ""),
    ("Bokade möten", "intake-meeting-list", ""),
    ("Avgjorda i år", "inbox-list", "avgjorda"),
    ("Teammöten", "team-meeting-list", ""),
    ("Platser och kö", "capacity", ""),
    ("Flödet", "flow", ""),
)
COLORS = {"admitted": "success", "asked": "warning", "queued": "info"}


def inbox_list(request: StaffRequest) -> HttpResponse:
    """Everything undecided, longest waiting first; with ?visa=avgjorda this year's decisions."""
    require_intake(request)
    day = today()
    if request.GET.get("visa") == "avgjorda":
        rows = [_row(one, day) for one in _decided(request, day)]
        context = {"page_title": "Inkorg", "tabs": tabs("inbox-list", "avgjorda"), "decided": rows}
        return page(request, "intake/decided.html", context)
    found = inbox.inbox(request.actor)
    versions = taking_on.capacities(request.actor, day)
    closed = closed_at(request.actor.organisation_id)
    return page(
        request,
        "intake/inbox.html",
        {
            "page_title": "Inkorg",
            "tabs": tabs("inbox-list"),
            "groups": _groups(found, day),
            "withdrawn": inbox.left_open(request.actor, [one.referral.pk for one in found]),
            "capacities": [capacity(one) for one in versions],
            "takes_over": [
                row
                for one in versions
                if one.programme_id not in closed
                for row in _takes_over(one)
            ],
            "year": day.year,
            "can_register": may_somewhere(request.actor, Permission.OUTREACH_REGISTER),
        },
    )


@require_POST
def intake_close(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Close an intake whose referral was withdrawn. `pk` is the intake's."""
    intake = inbox.own_intake(request.actor, pk)
    actions.close_withdrawn(actor=request.actor, intake=intake)
    messages.success(request, "Den tillbakadragna är avslutad.")
    return redirect("inbox-list")


def require_intake(request: StaffRequest) -> None:
    """The inbox does not exist for those who have none. Raises NotVisible."""
    if not may_somewhere(request.actor, Permission.INTAKE_READ):
        raise NotVisible


def tabs(current: str, show: str = "") -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": reverse(url) + (f"?visa={query}" if query else ""),
            "is_current": (url, query) == (current, show),
        }
        for label, url, query in TABS
    ]


def capacity(version: ProgrammeVersion) -> dict[str, Any]:
    """Ongoing against the programme's goal: near it the page says so, and nothing is locked. A
    programme whose document gives no number has none."""
    rules, ongoing = version.definition.capacity, version.ongoing
    is_shared = version.definition.shares_places
    note = ""
    if is_shared:
        # A part of the programme neither fills it nor leaves it short.
        note = "platserna gäller alla utförare tillsammans"
    elif rules is not None and ongoing >= rules.target:
        note = "målet är nått"
    elif rules is not None and ongoing >= rules.warn_at:
        note = "målet är nära"
    has_own = rules is not None and not is_shared
    text = f"{ongoing} av {rules.target} pågående" if has_own else f"{ongoing} pågående"
    return {
        "label": version.programme.short_name,
        "text": f"{text}: {note}" if note else text,
        "percent": min(100, round(ongoing * 100 / rules.target)) if rules else 0,
        "color": "warning" if note and not is_shared else "",
        "is_near": bool(note) and not is_shared,
        "counts": [
            {"label": "Tagits emot", "value": version.admitted},
            {"label": "Inte tagits emot", "value": version.not_admitted},
            {"label": "Gick inte att nå", "value": version.not_reached},
        ],
    }


def _takes_over(version: ProgrammeVersion) -> list[dict[str, str]]:
    """The earlier programmes that people may be taken over from."""
    name, programme = version.programme.short_name, version.programme.key
    url = reverse("people-take-over", args=[programme])
    return [
        {"label": f"Ta över från {one.name}", "url": url, "to": name}
        for one in version.definition.predecessors
        if one.takes_over_people and one.key
    ]


def _decided(request: StaffRequest, day: date) -> list[Arrived]:
    return inbox.inbox(request.actor, decided_since=date(day.year, 1, 1))


def _groups(found: list[Arrived], day: date) -> list[dict[str, Any]]:
    return [
        {
            "key": f"group-{number}",
            "title": title,
            "rows": [
                _row(one, day)
                for one in found
                if (one.intake.status if one.intake else "") in statuses
            ],
        }
        for number, (title, statuses) in enumerate(GROUPS)
    ]


def _row(one: Arrived, day: date) -> dict[str, Any]:
    sent_on = timezone.localdate(one.referral.sent_at)
    route = route_of(one.referral.version.definition, one.referral.route)
    answer_by = route.answer_within.after(sent_on) if route and route.answer_within else None
    return {
        "pk": one.referral.pk,
        "name": one.name,
        "sender": one.sender,
        "programme": one.referral.version.programme.short_name,
        "sent_on": sent_on,
        "waited": (day - sent_on).days,
        "is_late": one.intake is None and answer_by is not None and day > answer_by,
        "answer_by": answer_by,
        "has_answer": one.referral.has_answer,
        "intake": one.intake,
        "color": COLORS.get(one.intake.status, "neutral") if one.intake else "neutral",
    }
