"""This file is where a party's contact reads what she has been given, and hands out her own."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may_somewhere, own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import coordination
from stegvis.casework.actions import note as notes
from stegvis.casework.models import Attachment, Note, Party
from stegvis.casework.models.participation import CaseRecord
from stegvis.core import personal_number
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import consent as consents
from stegvis.participants.actions import disclosure as disclosures
from stegvis.participants.models import (
    Consent,
    ConsentKind,
    Disclosure,
    Ground,
    Identity,
    Participant,
)
from stegvis.web.casework.attachments import download
from stegvis.web.casework.disclosure import other_grounds
from stegvis.web.casework.notes import NoteForm
from stegvis.web.casework.papers import pdf
from stegvis.web.documents import typesetting
from stegvis.web.received import reading
from stegvis.web.received.rendering import Shown, shown
from stegvis.web.shared.assessing import assessment_field
from stegvis.web.shared.days import short_date, swedish_date
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.step_up import fresh_login

WITHOUT_CONSENT = {
    "reason": "Skriv varför uppgiften får lämnas ut utan samtycke.",
    "assessment": disclosures.NOT_ASSESSED,
}


class HandOutForm(StegvisForm):
    """A party's own note to the case owner: consent that the party holds itself, or a ground.

    Neither is filled in beforehand: that somebody has consented today is not ours to say."""

    category = forms.ChoiceField(label="Vad handlar anteckningen om?")
    ground = forms.ChoiceField(
        label="Grund",
        widget=forms.RadioSelect,
    )
    given_on = DateField(label="Om samtycke: datum då det lämnades", required=False)
    reason = forms.CharField(
        label="Om annan grund: varför får uppgiften lämnas ut?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    assessment = assessment_field("Om annan grund: din sekretessprövning", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [
            (Ground.CONSENT.value, "Deltagarens samtycke"),
            *other_grounds(),
        ]

    def clean(self) -> dict[str, Any]:
        """Without consent both why and the assessment are written before anything leaves."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("ground") not in (None, Ground.CONSENT):
            for name, said in WITHOUT_CONSENT.items():
                if not typed.get(name, "").strip():
                    self.add_error(name, said)
        return typed


def name_of(seat: Party) -> str:
    """The name of the person as it is known here; without one, only that somebody takes part."""
    if seat.own_name:
        return str(seat.own_name)
    programme = seat.participation.version.programme.short_name
    return f"Deltagare i {programme} sedan {swedish_date(seat.participation.enrolled_on)}"


def received_list(request: StaffRequest) -> HttpResponse:
    """The cases where the actor is her authority's contact."""
    only_for(request.actor, Permission.PARTICIPATION_READ)
    rows = [{"seat": seat, "name": name_of(seat)} for seat in reading.my_cases(request.actor)]
    return page(request, "received/list.html", {"page_title": "Mottaget", "rows": rows})


def received_frame(seat: Party, title: str = "") -> dict[str, Any]:
    name = name_of(seat)
    return {
        "seat": seat,
        "case": seat.participation,
        "name": name,
        "definition": seat.participation.version.definition,
        "page_title": f"{title} – {name}" if title else name,
    }


def received_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Programme, seat and contacts; what is open now; of the rest only that it was received."""
    seat = reading.my_seat(request.actor, pk)
    rows = reading.received(request.actor, seat)
    definition = seat.participation.version.definition
    all_open = [row.disclosure for row in rows if row.is_open]
    open_rows = [row.disclosure for row in rows if row.is_open and row.is_shown]
    still_open = {row.item_id for row in all_open}
    # Once the closing summary has come, the page is about taking over.
    is_ending = any(row.item_kind == "exit" for row in open_rows)
    plan = None if is_ending else reading.current_plan(request.actor, rows, definition)
    links = {row.item_id: row.pk for row in open_rows}
    system = coordination.own_system_of(definition, seat.key)
    registration = coordination.own_registration(request.actor, seat) if system else None
    return page(
        request,
        "received/show.html",
        received_frame(seat)
        | {
            "plan": plan,
            "notes": [
                _entry(request, seat, note, links, definition)
                for note in reading.notes_of(request.actor, seat)
            ],
            "items": [
                row
                for row in open_rows
                if row.item_kind != "note" and not (plan and row.pk == plan[0].pk)
            ],
            "questions": [row for row in all_open if row.item_kind == "question"],
            "may_take_over": is_ending
            and may_somewhere(request.actor, Permission.TAKEOVER_CONFIRM),
            "participation_id": seat.participation_id,
            "takeovers": reading.takeovers_of(request.actor, seat) if is_ending else [],
            # What has been handed out anew, as at the end of a case, is not gone.
            "closed": [
                row.disclosure
                for row in rows
                if not row.is_open and row.disclosure.item_id not in still_open
            ],
            # Where each party writes in its own system, no note is written here.
            "may_write": seat.organisation_participant_id is not None
            and not coordination.writes_elsewhere(definition),
            "system": system,
            "registration": registration,
            "handed": coordination.handed_out_reference(request.actor, seat, registration)
            if registration
            else None,
            "has_own": seat.organisation_participant_id is not None,
        },
    )


def _entry(
    request: StaffRequest, seat: Party, note: Note, links: dict[UUID, UUID], definition: Any
) -> dict[str, Any]:
    is_own = note.owner_id == request.actor.organisation_id
    said = shown(note, definition)
    url = reverse("received-note-disclose", args=[seat.participation_id, note.pk])
    if not is_own:
        link = links.get(note.pk)
        url = reverse("received-item", args=[seat.participation_id, link]) if link else ""
    return {
        "organisation": said.title,
        "color": "success" if is_own else "info",
        "at": short_date(note.happened_on),
        "at_iso": note.happened_on.isoformat(),
        "by": note.author_name,
        "kind": "er egen" if is_own else seat.owner.name,
        "text": note.text,
        "url": url,
    }


def received_item(request: StaffRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """One disclosed item, while it is open."""
    seat = reading.my_seat(request.actor, pk)
    row, item = reading.disclosed_item(request.actor, seat, disclosure)
    said = shown(item, seat.participation.version.definition)
    return page(
        request,
        "received/item.html",
        received_frame(seat, said.title) | {"disclosure": row, "shown": said},
    )


def _copied(request: StaffRequest, pk: UUID, disclosure: UUID) -> tuple[Party, Disclosure, Shown]:
    """Fetch for a copy to the own record, and log it as one."""
    seat = reading.my_seat(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, own_scope(request.actor))
    row, item = reading.disclosed_item(request.actor, seat, disclosure)
    record.look(Event.JOURNAL_COPIED, item)
    return seat, row, shown(item, seat.participation.version.definition)


@fresh_login
def received_copy(request: StaffRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """Clean text to take into the own authority's record (Ta in i egen akt)."""
    seat, row, said = _copied(request, pk, disclosure)
    head = f"{said.title}, {swedish_date(said.on)}, från {seat.owner.name}"
    return page(
        request,
        "received/copy.html",
        received_frame(seat, "Ta in i egen akt")
        | {"disclosure": row, "text": f"{head}\n\n{said.clean_text}"},
    )


@fresh_login
def received_file(request: StaffRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """A disclosed attachment's file, to take into the own record; logged as an export."""
    seat = reading.my_seat(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, own_scope(request.actor))
    _, item = reading.disclosed_item(request.actor, seat, disclosure)
    if not isinstance(item, Attachment):
        raise NotVisible
    return download(item)


@fresh_login
def received_pdf(request: StaffRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """The same as an accessible document."""
    seat, row, said = _copied(request, pk, disclosure)
    identity = (
        Identity.objects.visible_to(request.actor)
        .filter(
            owner_id=request.actor.organisation_id,
            participant_id=seat.organisation_participant_id,
        )
        .first()
    )
    data: typesetting.JournalCopy = {
        "owner": seat.owner.name,
        "programme": seat.participation.version.programme.name,
        "printed_on": today(),
        "participant": {
            "first_name": identity.given_name if identity else "Deltagare",
            "masked_number": identity.masked_number if identity else personal_number.mask(""),
        },
        "period": f"mottaget {swedish_date(row.created_at)}",
        "copied_by": f"{request.actor.name}, {request.actor.organisation_name}",
        "notes": [
            {
                "on": said.on,
                "kind": said.title,
                "author": said.author or seat.owner.name,
                "text": said.clean_text,
                "amends": None,
            }
        ],
    }
    return pdf("journal_copy", data, "kopia-till-journal.pdf")


def own_participant(request: StaffRequest, seat: Party) -> Participant:
    """The party's own participant: what it writes hangs there. Raises NotVisible without one."""
    found = Participant.objects.filter(
        owner_id=request.actor.organisation_id, pk=seat.organisation_participant_id
    ).first()
    if found is None:
        raise NotVisible
    return found


def received_note(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The party's own note in the case; it stays there until it is handed out."""
    seat = reading.my_seat(request.actor, pk)
    own = own_participant(request, seat)
    case = seat.participation
    form = NoteForm(
        request.POST or None,
        definition=case.version.definition,
        initial={"happened_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        note = form.obeys(
            lambda: notes.write(
                actor=request.actor, participation=case, participant=own, **form.cleaned_data
            )
        )
        if note:
            messages.success(request, "Anteckningen är sparad. Ingen annan ser den än.")
            return redirect("received-note-disclose", pk=pk, note=note.pk)
    return page(request, "received/note.html", received_frame(seat, "Ny anteckning"), form=form)


def received_note_disclose(request: StaffRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Hand out the own note to the case owner."""
    seat = reading.my_seat(request.actor, pk)
    row = (
        Note.objects.visible_to(request.actor)
        .filter(
            pk=note,
            participation_id=seat.participation_id,
            owner_id=request.actor.organisation_id,
        )
        .select_related("participant")
        .first()
    )
    if row is None:
        raise NotVisible
    record.look(Event.PERSON_READ, row)
    row.participation = seat.participation
    form = HandOutForm(request.POST or None)
    form.fields["category"].choices = [
        ("", "Välj"),
        *(
            (entry.key, entry.label)
            for entry in seat.participation.version.definition.consent.categories
        ),
    ]
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _hand_out(request, seat, row, form.cleaned_data))
    ):
        messages.success(request, f"Anteckningen är utlämnad till {seat.owner.name}.")
        return redirect("received-show", pk=pk)
    done = Disclosure.objects.open().filter(
        owner_id=request.actor.organisation_id, item_id=row.pk, receiver_id=seat.owner_id
    )
    return page(
        request,
        "received/note_disclose.html",
        received_frame(seat, "Lämna ut anteckning") | {"note": row, "done": done.first()},
        form=form,
    )


def _hand_out(request: StaffRequest, seat: Party, note: Note, typed: dict[str, Any]) -> Disclosure:
    made = disclosures.make(
        actor=request.actor,
        scope=note.scope,
        item=note,
        title=f"Anteckning {swedish_date(note.happened_on)}",
        receiver_id=seat.owner_id,
        category=typed["category"],
        ground=typed["ground"],
        reason=typed["reason"].strip(),
        assessment=typed["assessment"].strip(),
        consent=own_consent(request, seat, note, typed) if typed["ground"] == "consent" else None,
        participation_id=seat.participation_id,
        version=note.revision,
    )
    notes.lock(actor=request.actor, note=note)
    return made


def own_consent(
    request: StaffRequest, seat: Party, item: CaseRecord, typed: dict[str, Any]
) -> Consent:
    """The consent as the party's own record has it: each authority keeps what it rests on."""
    if typed["given_on"] is None:
        raise RuleBroken("Skriv när samtycket lämnades.", "given_on")
    version = seat.participation.version
    template = version.definition.consent
    return consents.widen(
        actor=request.actor,
        scope=item.scope,
        participant=item.participant,
        participation_id=seat.participation_id,
        programme=version,
        form=consents.Form(
            kind=ConsentKind.SECRECY,
            purpose="\n".join(purpose.label for purpose in template.purposes),
            version=template.form_version,
            language="sv",
            given_on=typed["given_on"],
        ),
        cell=consents.Cell(request.actor.organisation_id, seat.owner_id, typed["category"]),
    )
