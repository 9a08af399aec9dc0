"""This file is where the forms of questions and inquiries are."""

from typing import Any

from django import forms

from stegvis.programmes.ways_in import WayIn
from stegvis.web.shared.forms import DateField, StegvisForm


class AnswerForm(StegvisForm):
    text = forms.CharField(
        label="Svar",
        help_text="Svara bara på det som frågan gäller. Den som frågade får läsa svaret.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InquiryForm(StegvisForm):
    way = forms.ChoiceField(label="Insats", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Beskriv situationen utan att peka ut någon",
        help_text="Inget namn, inget personnummer och ingenting annat som avslöjar vem det är.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    answer_by = DateField(label="Svar önskas senast", required=False)

    def __init__(self, *args: Any, ways: list[WayIn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {str(place): way for place, way in enumerate(ways)}
        self.fields["way"].choices = [
            (place, f"{way.definition.short_name}, {way.receiver.name}")
            for place, way in self.ways.items()
        ]
        if len(ways) == 1:
            self.fields["way"].widget = forms.HiddenInput()
            self.fields["way"].initial = "0"

    def chosen(self) -> WayIn:
        return self.ways[self.cleaned_data["way"]]
