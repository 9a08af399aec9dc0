"""This file is where what all papers about a case have in common is: whose they are, how she is
named on them, and how they leave."""

from typing import Any

from django.http import HttpResponse

from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.participants import queries as wills
from stegvis.participants.models import Identity
from stegvis.web.documents import typesetting
from stegvis.web.shared.pages import StaffRequest


def letter(request: StaffRequest, case: Participation) -> typesetting.Letter:
    return {
        "owner": request.actor.organisation_name,
        "programme": case.version.programme.name,
        "printed_on": today(),
    }


def named(identity: Identity | None) -> typesetting.Participant | None:
    if identity is None:
        return None
    return {"first_name": identity.given_name, "masked_number": identity.masked_number}


def participant_of(request: StaffRequest, case: Participation) -> typesetting.Participant:
    """As a document names her; a protected person is not named."""
    return named(wills.identity_for(request.actor, case.participant)) or {
        "first_name": wills.hidden_name(case.participant_id),
        "masked_number": "skyddad uppgift",
    }


def pdf(template: typesetting.Template, data: Any, file_name: str) -> HttpResponse:
    """A document to download; its file name never tells whom it is about."""
    response = HttpResponse(typesetting.make_pdf(template, data), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
