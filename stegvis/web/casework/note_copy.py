"""This file is where day notes are taken out as clean text for the authority's own record."""

from uuid import UUID

from django.http import HttpResponse

from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.models import Note, Participation
from stegvis.core import personal_number
from stegvis.core.dates import today
from stegvis.web.casework.frame import frame
from stegvis.web.casework.papers import letter, pdf
from stegvis.web.documents import typesetting
from stegvis.web.shared.days import swedish_date
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.step_up import fresh_login


def _copied(request: StaffRequest, pk: UUID) -> tuple[Participation, list[typesetting.CopiedNote]]:
    """The own authority's notes of the case, oldest first. That they were copied is logged."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    record.look(Event.JOURNAL_COPIED, case)
    kinds = {kind.key: kind.name for kind in case.version.definition.notes.kinds}
    notes = (
        Note.objects.visible_to(request.actor)
        .filter(participation=case, owner_id=request.actor.organisation_id)
        .select_related("amends")
        .order_by("happened_on", "created_at")
    )
    return case, [
        {
            "on": note.happened_on,
            "kind": kinds.get(note.kind, note.kind),
            "author": note.author_name,
            "text": note.text,
            "amends": note.amends.happened_on if note.amends else None,
        }
        for note in notes
    ]


def _clean(note: typesetting.CopiedNote) -> str:
    amended = f" Rättelse av {swedish_date(note['amends'])}." if note["amends"] else ""
    head = f"{swedish_date(note['on'])}. {note['kind']}. {note['author']}.{amended}"
    return f"{head}\n{note['text']}".strip()


@fresh_login
def note_copy(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Kopiera till journal: text to mark and paste into the authority's own system."""
    case, notes = _copied(request, pk)
    text = "\n\n".join(_clean(note) for note in notes)
    return page(
        request,
        "casework/note_copy.html",
        frame(case, "note-list", "Kopiera till journal") | {"text": text},
    )


@fresh_login
def note_copy_pdf(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same as an accessible document."""
    case, notes = _copied(request, pk)
    identity = queries.identity_of(case.participant)
    data: typesetting.JournalCopy = {
        **letter(request, case),
        "participant": {
            "first_name": identity.given_name if identity else "Deltagare",
            "masked_number": identity.masked_number if identity else personal_number.mask(""),
        },
        "period": f"{swedish_date(case.enrolled_on)} till {swedish_date(case.ended_on or today())}",
        "copied_by": f"{request.actor.name}, {request.actor.organisation_name}",
        "notes": notes,
    }
    return pdf("journal_copy", data, "kopia-till-journal.pdf")
