"""This file is where the caseload and the participant page are shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import urlencode

from stegvis.access.permissions import Permission
from stegvis.access.policy import may
from stegvis.casework import coordination, overview, queries, supply
from stegvis.casework.caseload import SORTS, Row, caseload
from stegvis.casework.deadlines import deadlines_of
from stegvis.casework.happenings import known_of
from stegvis.casework.known import Known, What
from stegvis.casework.models import Participation
from stegvis.casework.progress import chosen_way, seats_now, steps_of
from stegvis.casework.timeline import timeline
from stegvis.core.dates import today
from stegvis.web.casework import parts
from stegvis.web.casework.frame import frame
from stegvis.web.shared.pages import StaffRequest, only_for, page

MOST_DATES = 8
# The lists of participants: what ?visa= says, the tab and the title.
LISTS = {
    "": ("Mina", "Mina deltagare"),
    "alla": ("Alla", "Alla deltagare"),
    "avslutade": ("Avslutade", "Avslutade deltagare"),
}


def case_list(request: StaffRequest) -> HttpResponse:
    """Mina deltagare, the whole team's with ?visa=alla, those that have ended with
    ?visa=avslutade; ?namn= searches among them."""
    only_for(request.actor, Permission.MAPPING_WRITE)
    shown = request.GET.get("visa", "")
    shown = shown if shown in LISTS else ""
    name = request.GET.get("namn", "").strip()
    found = caseload(
        request.actor,
        only_mine=not shown,
        is_ended=shown == "avslutade",
        name=name,
        sort=request.GET.get("ordning", ""),
        number=request.GET.get("page", "1"),
    )
    day = today()
    kept = {"namn": name} if name else {}
    kept |= {"visa": shown} if shown else {}
    orders = ("namn", "start") if found.is_long else tuple(SORTS)
    return page(
        request,
        "casework/case_list.html",
        {
            "page_title": LISTS[shown][1],
            "rows": [_row(row, day) for row in found.rows],
            "page": found.page,
            "query": urlencode(kept | {"ordning": found.sort}),
            "only_mine": not shown,
            "manager": _manager(found.rows),
            "shown": shown,
            "name": name,
            "sort": found.sort,
            "sorts": [(key, SORTS[key]) for key in orders],
            "tabs": [
                {
                    "label": label,
                    "url": f"?visa={key}" if key else "?",
                    "is_current": key == shown,
                }
                for key, (label, _) in LISTS.items()
            ],
        },
    )


def _manager(rows: Iterable[Row]) -> str:
    """What the one who follows a participant is called: the programme's own word, and a neutral
    one over participants of programmes that differ."""
    words = {row.case.version.definition.words.case_manager for row in rows}
    return words.pop().capitalize() if len(words) == 1 else "Handläggare"


def _row(row: Row, day: date) -> dict[str, Any]:
    deadline = row.deadline
    return {
        "case": row.case,
        "name": row.name,
        "is_protected": row.case.participant.is_protected,
        "step": row.step,
        "deadline": deadline,
        "left": parts.left_of(deadline, day) if deadline else "",
        "color": deadline.color(day) if deadline else "",
        "last_contact_on": row.last_contact_on,
    }


def case_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The participant page: where she is, what comes next, who knows what, what has happened."""
    actor = request.actor
    case = queries.own_case(actor, pk)
    known = known_of(actor, [case], with_grants=True)[case.pk]
    plan = overview.plan_now(actor, case)
    parties = overview.parties_now(actor, case)
    items = timeline(actor, case)
    day = today()
    definition = case.version.definition
    context = {
        "plan": plan,
        "goals": parts.goal_items(plan, day),
        "consented_on": parts.consented_on(known),
        "columns": [category.label for category in definition.consent.categories],
        "consent_rows": parts.consent_rows(known, definition),
        "contacts": parts.contact_items(parties),
        "entries": parts.entry_items(case, items),
        "may_write": may(actor, Permission.NOTE_WRITE, case.scope),
        **_elsewhere(known, case),
    }
    return page(
        request,
        "casework/case_show.html",
        frame(case, "case-show") | _state(case, known, day) | context,
    )


def _elsewhere(known: Known, case: Participation) -> dict[str, Any]:
    """Where each party writes in its own system: in which she is not known to be registered."""
    definition = case.version.definition
    if not coordination.writes_elsewhere(definition):
        return {"is_elsewhere": False}
    found = {item.key for item in known.of(What.REGISTERED)}
    missing = coordination.unregistered(coordination.systems_of(case), found)
    return {
        "is_elsewhere": True,
        "unregistered": [
            {
                "key": system.party,
                "text": f"Ingen har kontrollerat att deltagaren är registrerad hos "
                f"{definition.party(system.party).name} ({system.name}).",
            }
            for system in missing
            if case.is_ongoing
        ],
    }


def _state(case: Participation, known: Known, day: date) -> dict[str, Any]:
    """What is derived from the dated facts: warnings, steps, dates, extent, next meeting."""
    definition = case.version.definition
    deadlines = parts.important(deadlines_of(known, definition, day), day)[:MOST_DATES]
    steps = steps_of(known, definition, day)
    now = supply.amount(supply.stretches_of(known, definition), day)
    return {
        "seats": parts.seat_items(seats_now(definition, steps)),
        "way": chosen_way(known, definition),
        "steps": parts.step_items(steps, known),
        "deadlines": parts.deadline_items(case, deadlines, day),
        "interpreter": case.participant.language,
        "lacks_consent": case.is_ongoing and known.consent("secrecy") is None,
        "supply": min(now, 100),
        "supply_text": parts.percent(now),
        "activities": parts.ongoing_items(known, day),
        "meeting": parts.next_meeting(known, definition, day),
    }
