"""This file is where the participant asks for everything that is kept about her, and fetches it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stegvis.access.policy import NotVisible
from stegvis.casework import extracts
from stegvis.casework import own_queries as mine
from stegvis.casework.actions import extract as actions
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.web.extracts.views import download
from stegvis.web.own.pages import OwnForm, OwnRequest, own_page
from stegvis.web.step_up import fresh_login


class AskForm(OwnForm):
    """A button for each authority; its only rule is that no earlier request waits."""


def own_extract(request: OwnRequest) -> HttpResponse:
    """Her requests at each authority that knows her; with POST one more."""
    mine.looked(request.person)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        participant = _named(request)
        try:
            actions.ask(actor=request.person, participant_id=participant)
        except RuleBroken:
            form.add_error(None, _("Du har redan begärt det. Det är på väg."))
        else:
            messages.success(request, _("Vi har fått det. Du får uppgifterna inom en månad."))
            return redirect("own-extract")
    owners = Organisation.objects.in_bulk(set(request.person.participants.values()))
    asked = extracts.own_extracts(request.person)
    places: list[dict[str, Any]] = [
        {
            "participant": participant,
            "owner": owners[owner],
            "extracts": [row for row in asked if row.participant_id == participant],
            "can_ask": all(row.released_at for row in asked if row.participant_id == participant),
        }
        for participant, owner in request.person.participants.items()
    ]
    places.sort(key=lambda place: place["owner"].name)
    return own_page(
        request,
        "own/extract.html",
        {"page_title": _("Mina uppgifter som fil"), "places": places},
        form=form,
    )


def _named(request: OwnRequest) -> UUID:
    try:
        return UUID(request.POST.get("participant", ""))
    except ValueError:
        raise NotVisible from None


@fresh_login
def own_extract_document(request: OwnRequest, pk: UUID) -> HttpResponse:
    found = extracts.own_content(request.person, pk)
    return download(bytes(found.document), "registerutdrag.pdf")


@fresh_login
def own_extract_archive(request: OwnRequest, pk: UUID) -> HttpResponse:
    found = extracts.own_content(request.person, pk)
    return download(bytes(found.archive), "registerutdrag.zip")
