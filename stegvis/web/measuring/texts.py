"""This file is where a coordinator sees what a programme measures with, and writes in the questions
that a licence holder has given the authority."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework import instruments as reading
from stegvis.casework.actions import instrument_text as actions
from stegvis.casework.models import InstrumentText
from stegvis.outcomes.goal_access import measured_programme
from stegvis.programmes.measures import Instrument
from stegvis.programmes.models import ProgrammeVersion
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class TextForm(StegvisForm):
    items = forms.CharField(
        label="Frågorna",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 13, "autocomplete": "off"}),
    )
    low_label = forms.CharField(max_length=120)
    high_label = forms.CharField(max_length=120)
    edition = forms.CharField(
        label="Utgåva", max_length=60, help_text="Till exempel året och vem som har översatt."
    )
    licence = forms.CharField(
        label="Tillstånd",
        max_length=200,
        help_text="Vem som har gett er rätt att använda frågorna, och när.",
    )

    def __init__(self, *args: Any, rule: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule.scoring:
            wanted = f"En fråga på varje rad, {rule.scoring.items} rader, i formulärets ordning."
            self.fields["items"].help_text = wanted
            self.fields["low_label"].label = f"Vad {rule.scoring.low} betyder"
            self.fields["high_label"].label = f"Vad {rule.scoring.high} betyder"

    def given(self) -> dict[str, Any]:
        lines = self.cleaned_data["items"].split("\n")
        return self.cleaned_data | {"items": [line for line in lines if line.strip()]}


def kept_by(request: StaffRequest, key: str) -> ProgrammeVersion:
    """The newest version, for whoever keeps its instruments. Raises NotVisible for others."""
    newest = measured_programme(request.actor, key)[0]
    scope = Scope(request.actor.organisation_id, newest.programme_id)
    if not may(request.actor, Permission.GOALS_ANALYSE, scope):
        raise NotVisible
    return newest


def measuring_show(request: StaffRequest, programme: str) -> HttpResponse:
    """Every instrument, whether its questions are here, and the comparison group."""
    version = kept_by(request, programme)
    definition = version.definition
    if not definition.instruments:
        raise NotVisible
    names = reading.moment_names(definition)
    texts: dict[str, InstrumentText] = {}
    for row in InstrumentText.objects.filter(
        owner_id=request.actor.organisation_id, programme_id=version.programme_id
    ).select_related("created_by"):
        texts.setdefault(row.instrument, row)
    return page(
        request,
        "measuring/show.html",
        {
            "page_title": f"Enkäter – {version.programme.short_name}",
            "programme": version.programme,
            "comparison": definition.comparison,
            "instruments": [
                {
                    "rule": rule,
                    "moments": ", ".join(names[key].lower() for key in rule.given_at),
                    "text": texts.get(rule.key),
                }
                for rule in definition.instruments
            ],
        },
    )


def text_write(request: StaffRequest, programme: str, instrument: str) -> HttpResponse:
    """Paste the questions of a licensed instrument; one a line."""
    version = kept_by(request, programme)
    rule = reading.rule_of(version.definition, instrument)
    if rule is None or rule.scoring is None:
        raise NotVisible
    known = reading.text_of(request.actor, version.programme_id, instrument)
    form = TextForm(request.POST or None, rule=rule, initial=_initial(known))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.keep(
                actor=request.actor, version=version, instrument=instrument, **form.given()
            )
        )
    ):
        messages.success(request, f"Frågorna till {rule.name} är sparade.")
        return redirect("measuring-show", programme=programme)
    return page(
        request,
        "measuring/text.html",
        {
            "page_title": f"Frågor till {rule.name}",
            "programme": version.programme,
            "rule": rule,
            "known": known,
        },
        form=form,
    )


def _initial(known: InstrumentText | None) -> dict[str, str]:
    if known is None:
        return {}
    names = ("low_label", "high_label", "edition", "licence")
    return {"items": "\n".join(known.items)} | {name: getattr(known, name) for name in names}
