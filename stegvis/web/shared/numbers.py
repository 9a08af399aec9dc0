"""This file is where the fields are that ask for a number which says who somebody is."""

from typing import Any

from django import forms

from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import KINDS, LMA, RESERVE, PersonalNumber, parse_as

HELP = "Tio eller tolv siffror, med eller utan bindestreck."


def kind_field() -> forms.ChoiceField:
    """For those who have neither a personal nor a coordination number; named `number_kind`."""
    return forms.ChoiceField(
        label="Är det ett annat slag av nummer?",
        required=False,
        choices=[
            ("", "Nej"),
            (RESERVE, "Nationellt reservnummer"),
            (LMA, "LMA-nummer"),
        ],
    )


def number_of(form: forms.Form) -> PersonalNumber | None:
    """The number as typed, of the kind that was chosen; for `clean_personal_number`."""
    text = form.cleaned_data["personal_number"].strip()
    if not text:
        return None
    kind: Any = form["number_kind"].value()
    try:
        return parse_as(text, kind if kind in KINDS else "")
    except RuleBroken as broken:
        raise forms.ValidationError(broken.message) from broken
