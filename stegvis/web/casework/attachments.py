"""This file is where the papers of a case are listed, added, downloaded and struck."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.actions import attachment as actions
from stegvis.casework.file_contents import ENDINGS
from stegvis.casework.models import Attachment, AttachmentKind, MediaType, Participation
from stegvis.core.dates import today
from stegvis.participants import queries as wills
from stegvis.participants.models import Consent
from stegvis.web.casework import disclosing
from stegvis.web.casework.frame import frame
from stegvis.web.shared.days import swedish_date
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

# A paper opened by mistake in the browser may do nothing at all.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"


class AttachmentForm(StegvisForm):
    file = forms.FileField(
        label="Fil",
        allow_empty_file=True,  # told by the rule, in the same words everywhere
        max_length=500,
        help_text="PDF, PNG, JPEG, Word (.docx) eller ren text. Högst 10 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"invalid": "Välj en fil.", "max_length": "Filens namn är för långt."},
    )
    kind = forms.ChoiceField(label="Vad är det för handling?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="Rubrik", max_length=120, help_text="Skriv inte namn eller personnummer här."
    )
    happened_on = DateField(label="Handlingens datum")
    category = forms.ChoiceField(
        label="Vad handlar den om?",
        help_text="Avgör vem som kan få den med stöd av samtycket.",
    )
    consent = forms.ChoiceField(
        label="Hör till ett samtycke",
        required=False,
        help_text="Välj här om filen är deltagarens underskrivna blankett.",
    )

    def __init__(
        self, *args: Any, case: Participation, consents: list[Consent], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.value, capfirst(k.label)) for k in AttachmentKind]
        self.fields["category"].choices = [
            ("", "Välj"),
            *((c.key, c.label) for c in case.version.definition.consent.categories),
        ]
        self.fields["consent"].choices = [
            ("", "Inget"),
            *(
                (str(c.pk), f"{capfirst(c.get_kind_display())}, {swedish_date(c.given_on)}")
                for c in consents
            ),
        ]


class StrikeForm(StegvisForm):
    reason = forms.CharField(
        label="Varför ska bilagan makuleras?",
        max_length=200,
        help_text="Till exempel: Filen gällde en annan person.",
    )


def attachment_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The own authority's papers of the case, newest first."""
    case = queries.own_case(request.actor, pk)
    rows = list(
        Attachment.objects.visible_to(request.actor)
        .filter(participation=case, owner_id=request.actor.organisation_id)
        .select_related("consent")
    )
    for row in rows:
        row.participation = case
        record.look(Event.PERSON_READ, row)
    return page(
        request,
        "casework/attachment_list.html",
        frame(case, "attachment-list", "Bilagor")
        | {
            "rows": [
                {"attachment": row, "type": row.get_media_type_display(), "size": size_of(row)}
                for row in rows
                if row.struck_at is None
            ],
            "struck": [row for row in rows if row.struck_at is not None],
            "may_add": may(request.actor, Permission.NOTE_WRITE, case.scope),
        },
    )


def size_of(row: Attachment) -> str:
    return str(filesizeformat(row.size)).replace("\xa0", " ")


def attachment_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A file and what it is. A refused file leaves everything else as it was typed."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.NOTE_WRITE, case.scope)
    consents = wills.consents_of(request.actor, case.pk)
    asked = request.GET.get("samtycke", "")
    form = AttachmentForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        consents=consents,
        initial={"happened_on": today(), "consent": asked, "kind": "consent" if asked else None},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (added := form.obeys(lambda: _add(request, case, consents, form.cleaned_data)))
    ):
        messages.success(request, "Bilagan är sparad. Ingen annan myndighet ser den.")
        return redirect("attachment-show", pk=case.pk, attachment=added.pk)
    return page(
        request,
        "casework/attachment_form.html",
        frame(case, "attachment-list", "Ny bilaga"),
        form=form,
    )


def _add(
    request: StaffRequest, case: Participation, consents: list[Consent], typed: dict[str, Any]
) -> Attachment:
    chosen = next((c for c in consents if str(c.pk) == typed["consent"]), None)
    return actions.add(
        actor=request.actor,
        participation=case,
        paper=actions.Paper(
            typed["kind"], typed["title"], typed["category"], typed["happened_on"], chosen
        ),
        file_name=typed["file"].name,
        data=typed["file"].read(),
    )


def _own(request: StaffRequest, pk: UUID, attachment: UUID) -> tuple[Participation, Attachment]:
    """A paper of the own authority in the case that is not struck. Raises NotVisible."""
    case = queries.own_case(request.actor, pk)
    row: Attachment = queries.item(
        request.actor,
        Attachment.objects,
        attachment,
        participation=case,
        owner_id=request.actor.organisation_id,
        struck_at=None,
    )
    row.participation = case
    return case, row


def attachment_show(request: StaffRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """What the paper is, who may have it, and the way to open it."""
    case, row = _own(request, pk, attachment)
    labels = {c.key: c.label for c in case.version.definition.consent.categories}
    return page(
        request,
        "casework/attachment_show.html",
        frame(case, "attachment-list", "Bilaga")
        | {
            "attachment": row,
            "facts": [
                {"label": "Slag", "value": capfirst(row.get_kind_display())},
                {"label": "Datum", "value": swedish_date(row.happened_on)},
                {"label": "Handlar om", "value": labels.get(row.category, row.category)},
                {"label": "Fil", "value": row.file_name},
                {"label": "Typ", "value": f"{row.get_media_type_display()}, {size_of(row)}"},
                {
                    "label": "Tillagd",
                    "value": f"{swedish_date(row.created_at)} av {row.author_name}",
                },
            ],
            "panel": disclosing.panel(case, row),
        },
    )


def attachment_file(request: StaffRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """The file itself; that it was taken out is logged."""
    case, row = _own(request, pk, attachment)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    return download(row)


def download(row: Attachment) -> HttpResponse:
    """A kept file as an attachment: its type as we judged it, its name without a person, and a
    policy that lets it do nothing. Logged as an export."""
    if row.struck_at is not None:
        raise NotVisible
    record.look(Event.DOCUMENT_EXPORTED, row)
    media_type = row.media_type
    if media_type == MediaType.TEXT:
        media_type = "text/plain; charset=utf-8"
    response = HttpResponse(bytes(row.content), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{row.download_name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def attachment_strike(request: StaffRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """Makulera: for a paper that should never have been here."""
    case, row = _own(request, pk, attachment)
    form = StrikeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.strike(actor=request.actor, attachment=row, **form.cleaned_data)
        )
    ):
        messages.success(request, "Bilagan är makulerad och går inte längre att öppna.")
        return redirect("attachment-list", pk=case.pk)
    return page(
        request,
        "casework/attachment_strike.html",
        frame(case, "attachment-list", "Makulera bilaga") | {"attachment": row},
        form=form,
    )
