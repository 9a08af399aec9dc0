"""This file is where the caseload and the participant page are shown."""

from uuid import UUID

from django.http import HttpResponse

from stegvis.casework import queries
from stegvis.casework.models import Note
from stegvis.web.casework.frame import frame
from stegvis.web.casework.notes import entries
from stegvis.web.shared.pages import StaffRequest, page


def case_list(request: StaffRequest) -> HttpResponse:
    """Mina deltagare, or the whole team's with ?visa=alla; ?namn= searches among them."""
    only_mine = request.GET.get("visa") != "alla"
    name = request.GET.get("namn", "").strip()
    cases = queries.caseload(request.actor, only_mine=only_mine, name=name)
    return page(
        request,
        "casework/case_list.html",
        {
            "page_title": "Mina deltagare",
            "rows": [{"case": case, "name": queries.name_of(case.participant)} for case in cases],
            "only_mine": only_mine,
            "name": name,
        },
    )


def case_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The participant page."""
    case = queries.own_case(request.actor, pk)
    notes = Note.objects.visible_to(request.actor).filter(participation=case)[:5]
    return page(
        request,
        "casework/case_show.html",
        frame(case, "case-show") | {"entries": entries(case, notes)},
    )
