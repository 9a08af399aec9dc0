"""This file is where the participant reads what has been noted that she needs, by whom, and says
what she thinks of it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stegvis.casework import own_queries as mine
from stegvis.casework.actions import own_words as actions
from stegvis.casework.models import Need
from stegvis.casework.need_queries import is_met
from stegvis.web.own.pages import OwnRequest, WordsForm, own_page
from stegvis.web.own.words import ADAPTATIONS, DEMANDS


def own_needs(request: OwnRequest) -> HttpResponse:
    """What is open first; each with what it takes, who noted it and her own comments."""
    rows, words = mine.needs(request.person), mine.words(request.person)
    return own_page(
        request,
        "own/needs.html",
        {
            "page_title": _("Vad jag behöver"),
            "needs": [_row(need) | {"comments": words[need.pk]} for need in rows],
        },
    )


def own_need_comment(request: OwnRequest, pk: UUID) -> HttpResponse:
    need = mine.need(request.person, pk)
    form = WordsForm(request.POST or None)
    form.fields["text"].label = _("Din kommentar")
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.comment(
                actor=request.person,
                participant_id=need.participant_id,
                participation_id=need.participation_id,
                text=form.cleaned_data["text"],
                need=need,
            )
        )
    ):
        messages.success(request, _("Din kommentar är sparad. Din kontakt ser den."))
        return redirect("own-needs")
    context = {"page_title": _("Kommentera"), "need": _row(need)}
    return own_page(request, "own/comment.html", context, form=form)


def _row(need: Need) -> dict[str, Any]:
    return {
        "need": need,
        "label": _label(need),
        "owner": need.owner,
        "who": need.created_by.name,
        "is_met": is_met(need),
        "met_by": need.activity.name if need.activity and is_met(need) else "",
        "facts": _facts(need),
        "queue": need.in_queue,
    }


def _label(need: Need) -> str:
    """The need in the words of her own version of the programme."""
    rules = need.participation.version.definition.inventory if need.participation else None
    labels = {choice.key: choice.label for choice in rules.needs} if rules else {}
    return labels.get(need.key, need.key)


def _facts(need: Need) -> list[tuple[Any, Any]]:
    """What it takes for her, in plain words; nothing about what nobody has noted."""
    percent = need.wished_percent
    much = _("%(percent)s procent av heltid") % {"percent": percent} if percent else ""
    daily = {True: _("Ja"), False: _("Nej"), None: ""}[need.has_daily_activities]
    found = [
        (_("Hur mycket"), much),
        (_("Det här ska vara ordnat för dig"), _in_words(ADAPTATIONS, need.adaptations)),
        (_("Det här är för svårt just nu"), _in_words(DEMANDS, need.cannot_meet)),
        (_("Språk"), need.language),
        (_("Kommun"), need.place),
        (_("Daglig verksamhet"), daily),
    ]
    return [(label, text) for label, text in found if text]


def _in_words(words: Mapping[str, Any], keys: Iterable[str]) -> str:
    chosen = set(keys)
    return ", ".join(str(text) for key, text in words.items() if key in chosen)
