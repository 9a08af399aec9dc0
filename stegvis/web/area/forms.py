"""This file is where the forms of the target group are."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from stegvis.casework.area import NOT_MAPPED, NOT_TRIAGED
from stegvis.casework.mapping_values import DAY_HELP, options
from stegvis.core.dates import today
from stegvis.participants.actions.benefit import Decision
from stegvis.programmes.areas import Area
from stegvis.programmes.asking import Question
from stegvis.programmes.facts import BENEFITS
from stegvis.programmes.vocabulary import QuestionType
from stegvis.web.area.list_reading import decoded
from stegvis.web.intake.enrolment import EnrolForm
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.numbers import HELP, dormant_field, kind_field, level_field, number_of

MOST_BYTES = 1_000_000
MONTHS_AHEAD = (3, 6, 12, 24)


class FilterForm(StegvisForm):
    """What of the list to show; sent with GET, so everything may be left out."""

    namn = forms.CharField(label="Namn börjar på", required=False, max_length=80)
    lage = forms.ChoiceField(label="Bedömning", required=False)
    kommun = forms.ChoiceField(label="Kommun", required=False)
    slut = forms.ChoiceField(
        label="Ersättningen tar slut",
        required=False,
        choices=[
            ("", "När som helst"),
            ("0", "Har redan gjort det"),
            *((str(n), f"Inom {n} månader") for n in MONTHS_AHEAD),
        ],
    )
    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=[
            ("", "I målgruppen nu"),
            ("vantar", "Väntar på en mottagande part"),
            ("lamnat", "Har lämnat målgruppen"),
        ],
    )

    def __init__(self, data: Any, *, area: Area) -> None:
        super().__init__(data)
        self.fields["lage"].choices = [
            ("", "Alla"),
            (NOT_MAPPED, "Inte kartlagd än"),
            (NOT_TRIAGED, "Kartlagd, inte bedömd"),
            *((result.key, result.label) for result in area.rules.triage),
        ]
        self.fields["kommun"].choices = [
            ("", "Alla"),
            *((place, place) for place in area.rules.municipalities),
        ]


def official_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Handläggare",
        required=False,
        help_text="Den som får nya personer som sina ärenden. Annars blir det du.",
    )


class PersonForm(StegvisForm):
    """One person into the group, with her benefit if it is known."""

    personal_number = forms.CharField(
        label="Personnummer eller samordningsnummer",
        max_length=20,
        required=False,
        help_text=HELP,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number_kind = kind_field()
    number_level = level_field()
    number_dormant = dormant_field()
    born_on = DateField(
        label="Födelsedatum, om nummer saknas", required=False, help_text="Så här: 2003-02-14"
    )
    given_name = forms.CharField(label="Förnamn", max_length=80)
    family_name = forms.CharField(label="Efternamn", max_length=80)
    municipality = forms.ChoiceField(label="Kommun")
    entered_on = DateField(label="I målgruppen från och med")
    kind = forms.ChoiceField(label="Ersättning", required=False)
    extent_percent = forms.IntegerField(
        label="Omfattning i procent",
        required=False,
        error_messages={"invalid": "Skriv ett helt tal mellan 1 och 100."},
        widget=forms.NumberInput(attrs={"data-kind": "short"}),
    )
    ends_on = DateField(label="Beslutets sista dag", required=False)
    responsible = official_field()

    def __init__(self, *args: Any, area: Area, officials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].choices = [
            ("", "Välj"),
            *((place, place) for place in area.rules.municipalities),
        ]
        self.fields["kind"].choices = [
            ("", "Vet inte än"),
            *((key, label.capitalize()) for key, label in BENEFITS.items()),
        ]
        set_officials(self.fields["responsible"], officials)

    def clean_personal_number(self) -> Any:
        return number_of(self)

    def decision(self) -> Decision | None:
        typed = self.cleaned_data
        if not typed["kind"]:
            return None
        return Decision(typed["kind"], typed["extent_percent"], ends_on=typed["ends_on"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if (typed.get("extent_percent") or typed.get("ends_on")) and not typed.get("kind"):
            self.add_error("kind", "Välj vilken ersättning det gäller.")
        return typed


def set_officials(field: Any, officials: Any) -> None:
    field.choices = [("", "Jag själv"), *((str(one.pk), one.name) for one in officials)]


class ListForm(StegvisForm):
    """Many at once: pasted, or a file."""

    text = forms.CharField(
        label="Klistra in listan",
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 10, "cols": 90, "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text="En person på varje rad, med kolumnerna åtskilda av semikolon, komma eller tabb.",
    )
    file = forms.FileField(label="Eller välj en fil (CSV)", required=False)
    responsible = official_field()

    def __init__(self, *args: Any, officials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_officials(self.fields["responsible"], officials)

    def clean(self) -> dict[str, Any]:
        """A file's text takes the place of what was pasted."""
        typed = super().clean()
        sent = typed.get("file")
        if sent and sent.size > MOST_BYTES:
            self.add_error("file", "Filen är större än 1 MB. Dela listan.")
        elif sent:
            data = sent.read()
            if b"\x00" in data:
                self.add_error("file", "Filen är ingen lista. Spara kalkylbladet som CSV först.")
            typed["text"] = decoded(data)
        return typed


def responsible_of(typed: dict[str, Any]) -> UUID | None:
    return UUID(typed["responsible"]) if typed["responsible"] else None


class MappingForm(StegvisForm):
    """The definition's questions of the first mapping; none is mandatory."""

    mapped_on = DateField(label="Kartläggningen gjord den")

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields.pop("mapped_on")
        for question in area.rules.questions:
            self.fields[question.key] = _question_field(question)
        self.fields["mapped_on"] = day

    def answers(self) -> dict[str, str]:
        return {key: text for key, text in self.cleaned_data.items() if key != "mapped_on"}


class TriageForm(StegvisForm):
    result = forms.ChoiceField(label="Vad ledde kartläggningen till?", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Varför",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kort. Det som var avgörande, och när det ska prövas på nytt.",
    )
    decided_on = DateField(label="Bedömd den")

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [
            (one.key, f"{one.label}. {one.text}" if one.text else one.label)
            for one in area.rules.triage
        ]


class LivelihoodForm(StegvisForm):
    livelihood = forms.CharField(
        label="Försörjning härnäst",
        required=False,
        max_length=160,
        help_text="Vad ska personen leva av när den ersättning som finns nu tar slut?",
    )
    informed_on = DateField(label="Personen informerad den", required=False)


class WaitForm(StegvisForm):
    organisation = forms.ChoiceField(label="Väntar på", required=False)
    since = DateField(label="Sedan den", required=False)
    until = DateField(
        label="Togs emot den",
        required=False,
        help_text="När väntan är slut. Då räknas den i väntetiderna. Lämna tomt så länge personen "
        "väntar.",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [
            ("", "Ingen, personen väntar inte"),
            *((str(pk), name) for pk, name in organisations),
        ]


class HandOverForm(StegvisForm):
    responsible = forms.ChoiceField(label="Ny handläggare")

    def __init__(self, *args: Any, officials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].choices = [
            ("", "Välj"),
            *((str(one.pk), one.name) for one in officials),
        ]


class ReferForm(StegvisForm):
    agreed_on = DateField(label="Vilken dag sa personen ja till att delta?", required=False)
    taken_by = forms.CharField(label="Vem tog emot svaret?", required=False, max_length=120)


class JoinForm(EnrolForm):
    """Enrolment straight from the group: her yes comes before anything else."""

    agreed_on = DateField(label="Vilken dag sa personen ja till att delta?", required=False)
    taken_by = forms.CharField(label="Vem tog emot svaret?", required=False, max_length=120)
    field_order = ("agreed_on", "taken_by", "enrolled_on", "case_manager_id")


class LeaveForm(StegvisForm):
    left_on = DateField(label="Sista dag i målgruppen")
    reason = forms.CharField(
        label="Varför hör personen inte längre till målgruppen?",
        required=False,
        max_length=120,
        help_text="Till exempel: har flyttat, har fyllt 30, försörjer sig själv.",
    )


class PeriodForm(StegvisForm):
    """Which days the figures are of; sent with GET."""

    fran = DateField(label="Från och med")
    till = DateField(label="Till och med")

    def days(self) -> tuple[date, date] | None:
        if not self.is_valid():
            return None
        return self.cleaned_data["fran"], self.cleaned_data["till"]


def this_year() -> dict[str, date]:
    return {"fran": date(today().year, 1, 1), "till": today()}


def own_period(area: Area) -> dict[str, date] | None:
    """The programme's own days, until today while it goes on; None before it has begun."""
    period = area.definition.period
    if period.start > today():
        return None
    return {"fran": period.start, "till": min(period.end, today())}


def _question_field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help or "",
        "required": False,
    }
    offered = options(question)
    if offered:
        if question.type == QuestionType.SCALE:
            common["help_text"] = f"0 = {question.low_label}, 10 = {question.high_label}"
            return forms.ChoiceField(choices=[("", "Inget svar"), *offered], **common)
        return forms.ChoiceField(
            choices=[*offered, ("", "Inget svar")], widget=forms.RadioSelect, **common
        )
    if question.type == QuestionType.DATE:
        common["help_text"] = f"{question.help or ''} {DAY_HELP}".strip()
        return forms.CharField(widget=forms.TextInput(attrs={"data-kind": "date"}), **common)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
