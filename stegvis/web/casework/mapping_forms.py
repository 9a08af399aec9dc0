"""This file is where a section of the mapping becomes a form, question by question."""

from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.casework.mapping_values import DAY_HELP, options
from stegvis.casework.models import MappingAnswer
from stegvis.programmes.asking import Question
from stegvis.programmes.journey import MappingSection, Ways
from stegvis.programmes.vocabulary import QuestionType
from stegvis.web.shared.forms import DateField, StegvisForm, parse_swedish_date
from stegvis.web.shared.seen import whole

VALUE, NEED, REVISION = "svar", "behov", "andring"


class SectionForm(StegvisForm):
    """One section: an answer, the mark of a need and the revision seen, for each question."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        section: MappingSection,
        answers: dict[str, MappingAnswer],
    ) -> None:
        super().__init__(data, initial=_initial(section, answers))
        self.section = section
        for question in section.questions:
            self.fields[f"{VALUE}-{question.key}"] = _field(question)
            if question.can_become_goal:
                self.fields[f"{NEED}-{question.key}"] = forms.BooleanField(
                    label="Det här är ett behov att arbeta med", required=False
                )


class WayForm(StegvisForm):
    """Which way, and why. Without `is_required` it may be left for later."""

    way = forms.ChoiceField(label="Väg", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Varför den vägen?",
        help_text="Skriv det som du och deltagaren kom fram till.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, ways: Ways, is_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (way.key, f"Väg {way.number}, {way.name}. {way.text}") for way in ways.alternatives
        ]
        self.fields["way"].choices = choices if is_required else [("", "Väljs senare"), *choices]
        self.fields["way"].required = is_required


class AskForm(StegvisForm):
    receiver = forms.ChoiceField(label="Till")
    text = forms.CharField(label="Fråga", widget=forms.Textarea(attrs={"rows": 5}))
    answer_by = DateField(label="Svar önskas senast", required=False)

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = receivers


def posted(data: QueryDict, question: Question) -> tuple[str, bool, int]:
    """What was sent for one question: the text, the mark, and the revision that was seen."""
    text = data.get(f"{VALUE}-{question.key}", "")
    if question.type == QuestionType.DATE:
        text = _as_iso(text)
    seen = data.get(f"{REVISION}-{question.key}", "")
    kept_key, _, kept_revision = data.get("keep", "").partition(":")
    if kept_key == question.key:
        seen = kept_revision
    is_need = f"{NEED}-{question.key}" in data or data.get("goal") == question.key
    return text, is_need, whole(seen) or 0


def _as_iso(text: str) -> str:
    try:
        # Four digits are a year, not a day.
        return text if len(text.strip()) <= 4 else parse_swedish_date(text).isoformat()
    except ValueError:
        return text


def _initial(section: MappingSection, answers: dict[str, MappingAnswer]) -> dict[str, Any]:
    found = [answers[q.key] for q in section.questions if q.key in answers]
    return {f"{VALUE}-{row.question}": row.value for row in found} | {
        f"{NEED}-{row.question}": row.is_need for row in found
    }


def _field(question: Question) -> forms.Field:
    common = {"label": question.label, "help_text": question.help or "", "required": False}
    if question.type == QuestionType.TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    if question.type == QuestionType.DATE:
        common["help_text"] = f"{question.help or ''} {DAY_HELP}".strip()
        return forms.CharField(
            widget=forms.TextInput(attrs={"data-kind": "date", "autocomplete": "off"}), **common
        )
    if question.type == QuestionType.SCALE:
        ends = f"0 = {question.low_label}, 10 = {question.high_label}"
        common["help_text"] = f"{question.help or ''} {ends}".strip()
        return forms.ChoiceField(
            choices=[("", "Inget svar"), *options(question)],
            widget=forms.Select(attrs={"data-kind": "short"}),
            **common,
        )
    return forms.ChoiceField(
        choices=[*options(question), ("", "Inget svar")], widget=forms.RadioSelect, **common
    )
