"""This file is where a page of the participant's own gets its frame: menu, language, form."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stegvis.access.actor import Person
from stegvis.casework.actions.own_words import MOST_CHARACTERS
from stegvis.web.shared.forms import StegvisForm

# Label, address, and the pages that belong to it.
MENU: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (gettext_lazy("Start"), "own-start", ()),
    (gettext_lazy("Min plan"), "own-plan", ("own-plan-comment", "own-goal-comment")),
    (gettext_lazy("Tider"), "own-times", ()),
    (gettext_lazy("Samtycken"), "own-consents", ("own-consent-answer", "own-consent-withdraw")),
    (
        gettext_lazy("Mer"),
        "own-more",
        (
            "own-questions",
            "own-question",
            "own-instrument",
            "own-needs",
            "own-need-comment",
            "own-reads",
            "own-names",
            "own-disclosures",
            "own-particulars",
            "own-extract",
        ),
    ),
)


class OwnRequest(HttpRequest):
    """A request whose person the middleware has set; every view of her own pages gets one."""

    person: Person


class OwnForm(StegvisForm):
    """As staff's forms, with every word in her language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            choose = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = (
                _("Välj ett svar.") if choose else _("Skriv något först.")
            )
            if choose:
                field.error_messages["invalid_choice"] = _("Välj ett svar.")


class WordsForm(OwnForm):
    """One text, in her own words."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=MOST_CHARACTERS,
        error_messages={
            "max_length": gettext_lazy(
                "Texten är för lång. Den får ha högst %(limit_value)d tecken."
            )
        },
    )


def own_page(
    request: OwnRequest, template: str, context: dict[str, Any], form: Form | None = None
) -> HttpResponse:
    """Render one of her pages. A form with errors gives 422, and keeps what was typed."""
    refused = form is not None and form.is_bound and bool(form.errors)
    here = request.resolver_match.url_name if request.resolver_match else ""
    frame = {
        "own_menu": [
            {"label": label, "url": reverse(name), "is_current": here == name or here in also}
            for label, name, also in MENU
        ],
        "languages": [
            {"code": code, "label": label, "is_current": code == get_language()}
            for code, label in settings.LANGUAGES
        ],
        "is_refused": refused,
    }
    if form is not None:
        frame["form"] = form
    return render(request, template, frame | context, status=422 if refused else 200)
