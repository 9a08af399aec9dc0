"""This file is where a coordinator moves participants to another version, after a preview.

Two pages: who, and to which version; then what it changes for each of them, with the button.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from stegvis.access.permissions import Permission
from stegvis.casework import version_queries
from stegvis.casework.actions import version_move
from stegvis.casework.queries import name_of
from stegvis.casework.version_queries import MOST_AT_ONCE, Preview
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.queries import versions_of
from stegvis.web.programmes.views import wanted
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, only_for, page
from stegvis.web.shared.seen import whole


class MoveForm(StegvisForm):
    """Who is moved; for each, the revision and the digest of what was shown of her."""

    chosen = forms.MultipleChoiceField(
        label="Flytta",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en deltagare."},
    )

    def __init__(self, *args: Any, previews: list[Preview], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.previews = {str(one.case.pk): one for one in previews}
        self.fields["chosen"].choices = [
            (key, name_of(one.case.participant))
            for key, one in self.previews.items()
            if not one.changes.hindrances
        ]

    def moves(self) -> list[version_move.Move]:
        """What was chosen, as it was seen: a row that came without its mark was never seen."""
        return [
            version_move.Move(
                self.previews[key].case,
                _number(self.data.get(f"revision_{key}", "")),
                self.data.get(f"seen_{key}", ""),
            )
            for key in self.cleaned_data["chosen"]
        ]


def _number(text: str) -> int:
    return whole(text) or 0


@require_GET
def programme_move(request: StaffRequest, key: str) -> HttpResponse:
    """Which version, and who: every ongoing participant of another version."""
    only_for(request.actor, Permission.PARTICIPATION_MOVE)
    versions = versions_of(request.actor.organisation_id, key)
    version = wanted(versions, request.GET.get("till", ""), versions[0])
    cases = version_queries.listed_to_move(request.actor, version)
    return page(
        request,
        "programmes/move.html",
        {
            "page_title": f"Flytta deltagare till en annan version av {_short(version)}",
            "version": version,
            "versions": versions,
            "cases": [{"case": case, "name": name_of(case.participant)} for case in cases],
            "most": MOST_AT_ONCE,
        },
    )


def programme_move_review(request: StaffRequest, key: str) -> HttpResponse:
    """What the move changes for each of those chosen (?deltagare=), and the move itself."""
    only_for(request.actor, Permission.PARTICIPATION_MOVE)
    versions = versions_of(request.actor.organisation_id, key)
    version = wanted(versions, request.GET.get("till", ""), versions[0])
    chosen = _chosen(request)
    previews = version_queries.previews(request.actor, version, chosen)
    form = MoveForm(request.POST if request.method == "POST" else None, previews=previews)
    if request.method == "POST" and form.is_valid():
        moved = form.obeys(
            lambda: version_move.move(actor=request.actor, moves=form.moves(), version=version)
        )
        if moved:
            who = "1 deltagare är flyttad" if len(moved) == 1 else f"{len(moved)} är flyttade"
            messages.success(request, f"{who} till version {version.number}.")
            return redirect("programme-show", key=key)
    return page(
        request,
        "programmes/move_review.html",
        {
            "page_title": f"Flytta till version {version.number} av {_short(version)}",
            "version": version,
            "rows": [_row(form, one) for one in previews],
            "left_out": max(0, len(chosen) - MOST_AT_ONCE),
            "can_move": any(not one.changes.hindrances for one in previews),
        },
        form=form,
    )


def _row(form: MoveForm, preview: Preview) -> dict[str, Any]:
    key = str(preview.case.pk)
    chosen = form.data.getlist("chosen") if form.is_bound else list(form.previews)
    return {
        "key": key,
        "case": preview.case,
        "name": name_of(preview.case.participant),
        "changes": preview.changes,
        "is_chosen": key in chosen,
    }


def _chosen(request: HttpRequest) -> list[UUID]:
    """The participants named in the address; what is no id is passed over."""
    found = []
    for text in request.GET.getlist("deltagare"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _short(version: ProgrammeVersion) -> str:
    return version.definition.short_name
