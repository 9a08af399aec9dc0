"""This file is where staff close and open a participant's own pages, and print the log for her."""

from datetime import datetime
from itertools import islice
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.models import Entry
from stegvis.casework import queries
from stegvis.casework.names import released_about
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.participants import queries as wills
from stegvis.participants.actions import own_pages
from stegvis.web.casework.frame import frame
from stegvis.web.casework.papers import pdf
from stegvis.web.documents import typesetting
from stegvis.web.own.purposes import purpose_words
from stegvis.web.own.words import READING, event_words
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

MOST_ROWS = 1_000


class CloseForm(StegvisForm):
    reason = forms.CharField(
        label="Varför ska de egna sidorna stängas?",
        widget=forms.Textarea,
        max_length=1000,
        help_text="Till exempel att någon annan använder deltagarens e-legitimation. Skälet syns "
        "för er som arbetar med ärendet.",
    )


def own_pages_close(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Close what this authority shows her, with a reason; or open it again."""
    case = queries.own_case(request.actor, pk)
    identity = wills.identity_for(request.actor, case.participant)
    if identity is None:
        raise NotVisible
    if request.method == "POST" and identity.pages_closed_at:
        own_pages.open_again(actor=request.actor, scope=case.scope, participant=case.participant)
        messages.success(request, "De egna sidorna är öppna igen.")
        return redirect("person-show", pk=case.pk)
    form = CloseForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: own_pages.close(
                actor=request.actor,
                scope=case.scope,
                participant=case.participant,
                reason=form.cleaned_data["reason"],
            )
        )
    ):
        messages.success(request, "De egna sidorna är stängda från och med nu.")
        return redirect("person-show", pk=case.pk)
    context = frame(case, "person-show", "Egna sidor") | {"identity": identity}
    return page(request, "casework/own_pages_close.html", context, form=form)


def own_log_print(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Who has read about her at this authority, as paper for her: units, and names
    only where a decision has released them."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    identity = wills.identity_for(request.actor, case.participant)
    entries = (
        Entry.objects.filter(
            owner_id=request.actor.organisation_id,
            participant_id=case.participant_id,
            event__in=READING,
            # Her own reads have no organisation.
            organisation_id__isnull=False,
        )
        .order_by("-at", "-number")
        .only("owner_id", "at", "event", "organisation_id", "unit", "purpose", "account_id")
    )
    released = released_about(case.participant)
    names = dict(Organisation.objects.values_list("pk", "name"))
    data: typesetting.LogExtract = {
        "owner": request.actor.organisation_name,
        "programme": case.version.programme.name,
        "printed_on": today(),
        "participant": {
            "first_name": identity.given_name
            if identity
            else wills.hidden_name(case.participant_id),
            "masked_number": identity.masked_number if identity else "skyddad uppgift",
        },
        "rows": [
            {
                "at": _moment(entry.at),
                "what": str(event_words(entry.event)),
                "why": str(purpose_words(entry.purpose)),
                "who": ", ".join(
                    part
                    for part in (
                        names.get(entry.organisation_id, ""),
                        entry.unit,
                        released.name(
                            entry.owner_id, entry.organisation_id, entry.account_id, entry.at
                        ),
                    )
                    if part
                ),
            }
            for entry in islice(entries, MOST_ROWS)
        ],
    }
    record.look(Event.DOCUMENT_EXPORTED, case, purpose="utdrag ur loggen")
    return pdf("log_extract", data, "vem-har-last.pdf")


def _moment(at: datetime) -> str:
    """20 november 2026, 09.12."""
    local = timezone.localtime(at)
    return f"{typesetting.swedish_date(local.date())}, {local:%H.%M}"
