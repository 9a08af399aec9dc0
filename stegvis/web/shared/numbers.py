"""This file is where the fields are that ask for a number which says who somebody is."""

from dataclasses import replace
from typing import Any

from django import forms

from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import KINDS, LEVELS, LMA, RESERVE, PersonalNumber, parse_as

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


def level_field() -> forms.ChoiceField:
    """How sure the identity is behind a coordination number; named `number_level`."""
    return forms.ChoiceField(
        label="Identitetsnivå, om det är ett samordningsnummer",
        required=False,
        help_text="Så som Skatteverket har antecknat den. Lämna tomt om du inte vet.",
        choices=[("", "Vet inte"), *((key, name.capitalize()) for key, name in LEVELS.items())],
    )


def dormant_field() -> forms.BooleanField:
    """Whether the coordination number is out of use; named `number_dormant`."""
    return forms.BooleanField(label="Samordningsnumret är vilande", required=False)


def number_of(form: Any) -> PersonalNumber | None:
    """The number as typed, of the kind and level that were chosen; for `clean_personal_number`.

    Left empty where a coordination number is `stored`, it is that number with what is now known
    of its level, and nothing when nothing new is said.
    """
    text = form.cleaned_data["personal_number"].strip()
    kind, level = _chosen(form, "number_kind", KINDS), _chosen(form, "number_level", LEVELS)
    dormant = "number_dormant" in form.fields and bool(form["number_dormant"].value())
    stored = getattr(form, "stored", None)
    kept: PersonalNumber | None = stored.identifier if stored is not None else None
    if not text:
        if kept is None or kept.kind != "coordination":
            _refuse_level(form, level, dormant)
            return None
        told = replace(kept, level=level or kept.level, dormant=dormant)
        return None if told == kept else told
    try:
        number = parse_as(text, kind)
    except RuleBroken as broken:
        raise forms.ValidationError(broken.message) from broken
    if number.kind != "coordination":
        _refuse_level(form, level, dormant)
        return number
    return replace(number, level=level, dormant=dormant)


def _chosen(form: Any, name: str, known: Any) -> str:
    """Read before the field itself is cleaned, because the number comes first on the page."""
    typed: Any = form[name].value() if name in form.fields else ""
    return str(typed) if typed in known else ""


def _refuse_level(form: Any, level: str, dormant: bool) -> None:
    if level or dormant:
        raise forms.ValidationError(
            "Bara ett samordningsnummer har en identitetsnivå eller kan vara vilande."
        )
