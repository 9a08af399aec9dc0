"""This file is where the gallery page gets example values for every template component."""

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe

from stegvis.web.shared.forms import DateField, StegvisForm

PARTIES = ("Försäkringskassan", "Arbetsförmedlingen", "Socialnämnden", "Region Uppsala")
CATEGORIES = ("Kontakt", "Planering", "Hälsa", "Ekonomi")

PLOT: SafeString = mark_safe(
    '<svg viewBox="0 0 340 120" role="img" aria-labelledby="plot-title">'
    '<title id="plot-title">Tilltron steg från 2 till 4 av 10</title>'
    '<polyline points="20,90 100,90 180,70 260,50" fill="none" stroke="#0b5394" stroke-width="3"/>'
    '<text x="268" y="55" font-size="14" fill="#0b5394">Tilltro 4</text></svg>'
)


class MeetingForm(StegvisForm):
    """One field of each kind."""

    subject = forms.CharField(label="Vad gäller det?", max_length=80)
    date = DateField(label="Datum för mötet")
    kind = forms.ChoiceField(
        label="Slag av möte", choices=[("", "Välj"), ("a", "Trepartssamtal"), ("b", "Uppföljning")]
    )
    place = forms.ChoiceField(
        label="Plats",
        widget=forms.RadioSelect,
        choices=[("office", "Hos oss"), ("phone", "Telefon"), ("else", "Någon annanstans")],
    )
    invited = forms.MultipleChoiceField(
        label="Bjud in",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(enumerate(PARTIES)),
    )
    extent = forms.CharField(
        label="Omfattning", required=False, help_text="Till exempel 2 förmiddagar à 3 h"
    )
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea)
    is_agreed = forms.BooleanField(label="Vi är överens om tiden")


def examples() -> dict[str, object]:
    """Context of gallery.html: fictitious people, one value of each kind."""
    return {
        "page_title": "Komponenter",
        "person": PERSON,
        "tabs": TABS,
        "steps": STEPS,
        "way_one": _way([(1, 2, "done"), (3, 4, "current"), (5, 6, "todo")]),
        "way_two": _way([(1, 6, "current"), (1, 4, "current"), (3, 6, "todo")]),
        "goals": GOALS,
        "consent": {"columns": CATEGORIES, "rows": [_consent_row(party) for party in PARTIES]},
        "entries": ENTRIES,
        "page": Paginator(range(138), 20).page(2),
        "roles": ROLES,
        "deadlines": DEADLINES,
        "form": MeetingForm({"date": "2026-13-40", "extent": "2 förmiddagar à 3 h"}),
        "meters": METERS,
        "plot": {
            "svg": PLOT,
            "columns": ["Vecka", "Tilltro"],
            "rows": [["42", 2], ["44", 3], ["47", 4]],
        },
    }


def _way(lanes: list[tuple[int, int, str]]) -> list[dict[str, object]]:
    labels = ("Välj din framtid", "Budget- och skuldrådgivning", "Praktik, 2 förmiddagar")
    return [
        {"label": "Kartläggning", "note": "klar 9 nov", "state": "done", "lanes": []},
        {
            "label": "Aktiviteter",
            "note": "sedan 12 nov",
            "state": "current",
            "lanes": [
                {
                    "label": label,
                    "note": {"done": "klart", "current": "pågår", "todo": "planerad"}[state],
                    "state": state,
                    "first_part": first,
                    "last_part": last,
                }
                for label, (first, last, state) in zip(labels, lanes, strict=True)
            ],
        },
        {"label": "Förstärkta samarbetet", "note": "tidigast mars", "state": "todo", "lanes": []},
    ]


def _consent_row(party: str) -> dict[str, object]:
    return {
        "label": party,
        "cells": [
            {
                "label": category,
                "is_given": category != "Hälsa",
                "name": "consent",
                "value": f"{party}:{category}",
                "is_checked": category != "Hälsa",
            }
            for category in CATEGORIES
        ],
    }


PERSON = {
    "name": "Alva Exempelsson",
    "facts": [
        {"label": "Ålder", "value": "24 år"},
        {"label": "Insats", "value": "Förrehab Uppsala"},
        {"label": "Case manager", "value": "Sara Berg"},
    ],
    "actions": [
        {"label": "Ny anteckning", "url": "#", "variant": "primary"},
        {"label": "Boka möte", "url": "#", "variant": "secondary"},
        {"label": "Skriv ut", "url": "#", "variant": "tertiary"},
    ],
}
TABS = [
    {"label": "Översikt", "url": "#", "is_current": True, "count": None},
    {"label": "Kartläggning", "url": "#", "is_current": False, "count": None},
    {"label": "Anteckningar", "url": "#", "is_current": False, "count": 12},
]
STEPS = [
    {"label": "Aktualiserad", "note": "7 okt", "state": "done"},
    {"label": "Samtycke", "note": "14 okt", "state": "done"},
    {"label": "Kartläggning", "note": "pågår", "state": "current"},
    {"label": "Handlingsplan", "note": "senast 14 dec", "state": "todo"},
    {"label": "Förstärkta samarbetet", "note": "FK och AF", "state": "todo"},
]
GOALS = [
    {
        "title": "Komma upp i aktivitet två förmiddagar i veckan",
        "status": "Pågår",
        "color": "info",
        "actions": ["Studiebesök Återbruket – klart 16 nov", "Startmöte – 3 dec, S. Berg"],
    },
    {
        "title": "Veta vad som händer efter februari",
        "status": "Inte påbörjad",
        "color": "warning",
        "actions": [],
    },
]
ENTRIES = [
    {
        "organisation": organisation,
        "color": color,
        "at": "16 nov 14:40",
        "at_iso": "2026-11-16T14:40",
        "by": by,
        "kind": "Samtal",
        "text": "Studiebesök på Återbruket. Alva vill börja med sortering.",
        "url": "#",
    }
    for organisation, color, by in (
        ("Region Uppsala", "warning", "Kurator M. Lind"),
        ("Socialnämnden", "neutral", "Case manager S. Berg"),
        ("Arbetsförmedlingen", "info", "SIUS-konsulent P. Ek"),
        ("Försäkringskassan", "success", "Handläggare L. Holm"),
    )
]
ROLES = [
    {
        "name": "Sara Berg",
        "role": "Case manager",
        "organisation": "Socialnämnden, Uppsala kommun",
        "does": "Följer 25 unga från start till avslut",
    },
    {
        "name": "Lena Holm",
        "role": "Handläggare",
        "organisation": "Försäkringskassan",
        "does": "Remitterar och tar emot",
    },
]
DEADLINES = [
    {
        "title": "Handlingsplan klar",
        "note": "14 december 2026 · två månader efter start",
        "left": "23 dagar kvar",
        "color": "warning",
        "url": "#",
        "action": "Öppna planen",
    },
    {
        "title": "Aktivitetsersättningen upphör",
        "note": "28 februari 2027 · ny ansökan bör vara inne i december",
        "left": "99 dagar kvar",
        "color": "danger",
        "url": "",
        "action": "",
    },
]
METERS = [
    {
        "label": "Redo för det förstärkta samarbetet",
        "percent": 62.5,
        "target": 70,
        "text": "25 av 40, 62,5 %",
        "color": "warning",
    },
    {
        "label": "Plan inom två månader",
        "percent": 96,
        "target": 100,
        "text": "48 av 50, 96 %",
        "color": "success",
    },
]
