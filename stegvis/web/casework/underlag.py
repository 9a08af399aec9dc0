"""This file is where the underlag for a trepartssamtal is shown and printed: one page."""

from uuid import UUID

from django.http import HttpResponse

from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.conversation import AtTheTable, Basis, at_the_table, basis, usual_categories
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.web.casework.closing_summary import person_of
from stegvis.web.casework.frame import frame
from stegvis.web.documents.typesetting import Meeting, Underlag, make_pdf, swedish_date
from stegvis.web.shared.pages import StaffRequest, page

NOT_BOOKED = "Tid är inte bokad"


def underlag_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """?ta_med=… chooses the kinds of information; without a choice health is never there.

    What the consent does not let everybody round the table have is left out, and the page says
    so. ?utomstaende says that somebody from outside the authorities is there.
    """
    case = queries.own_case(request.actor, pk)
    chosen = _chosen(request, case)
    table = _table(request, case)
    labels = {entry.key: entry.label for entry in case.version.definition.consent.categories}
    context = frame(case, "underlag-show", "Underlag för trepartssamtal") | {
        "basis": basis(request.actor, case, table.categories),
        "withheld": [
            (name, ", ".join(sorted(labels.get(key, key).lower() for key in lost)))
            for name, lost in table.withheld.items()
        ],
        "outsider": "utomstaende" in request.GET,
        "categories": [
            {"key": category.key, "label": category.label, "is_chosen": category.key in chosen}
            for category in case.version.definition.consent.categories
        ],
        "query": request.GET.urlencode(),
    }
    return page(request, "casework/underlag.html", context)


def underlag_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    table = _table(request, case)
    found = basis(request.actor, case, table.categories)
    pdf = make_pdf("underlag", _document(request, case, found))
    left_out = "underlag, en del utelämnad: samtycke saknas" if table.withheld else "underlag"
    record.look(Event.DOCUMENT_EXPORTED, case, purpose=left_out)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="underlag.pdf"'},
    )


def _table(request: StaffRequest, case: Participation) -> AtTheTable:
    """What may be laid on the table."""
    return at_the_table(
        request.actor, case, _chosen(request, case), outsider="utomstaende" in request.GET
    )


def _chosen(request: StaffRequest, case: Participation) -> frozenset[str]:
    definition = case.version.definition
    if "ta_med" not in request.GET:
        return usual_categories(definition)
    known = {category.key for category in definition.consent.categories}
    return frozenset(known & set(request.GET.getlist("ta_med")))


def _document(request: StaffRequest, case: Participation, found: Basis) -> Underlag:
    person = person_of(case)
    words = case.version.definition.words
    meeting: Meeting = {
        "on": found.meeting_on or NOT_BOOKED,
        "place": found.meeting_place or None,
        "people": [person["first_name"], *found.people, request.actor.name],
    }
    return {
        "owner": request.actor.organisation_name,
        "programme": case.version.definition.name,
        "printed_on": today(),
        "participant": person,
        "meeting": meeting,
        "prepared_by": f"{case.case_manager.name}, {words.case_manager}"
        if case.case_manager
        else request.actor.name,
        "works": found.works,
        "wants": found.wants,
        "needs": found.needs,
        "questions": [
            {"party": party, "questions": texts} for party, texts in found.questions.items()
        ],
        "dates": [{"on": swedish_date(day), "what": what} for day, what in found.dates],
    }
