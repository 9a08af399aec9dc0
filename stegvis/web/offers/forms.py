"""This file is where the forms of the inventory are: one offer, its free places, and the filter."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices

from stegvis.programmes.actions.offer import Particulars
from stegvis.programmes.models import Offer, ProgrammeVersion
from stegvis.programmes.offer_words import Adaptation, DailyActivities, Demand, languages_in
from stegvis.programmes.vocabulary import ActivityKind
from stegvis.web.shared.forms import DateField, StegvisForm

Choices = Sequence[tuple[str, str]]
ANY = ("", "Alla")
# What an offer must have stands open; the rest is folded until somebody needs it.
FIRST = (
    *("name", "provider", "kind", "needs", "min_percent", "max_percent"),
    *("places_total", "places_left"),
)
HOW = ("demands", "adaptations", "surveyed_on", "daily_activities", "languages")
_SHORT = {"data-kind": "short", "inputmode": "numeric"}
MOST_PLACES = 9_999


def capitalised(choices: type[TextChoices]) -> Choices:
    return [(key, f"{label[0].upper()}{label[1:]}") for key, label in choices.choices]


def needs_of(versions: Iterable[ProgrammeVersion]) -> dict[str, str]:
    """What participants can be in need of, key and label, across the programmes given."""
    found: dict[str, str] = {}
    for version in versions:
        rules = version.definition.inventory
        for choice in rules.needs if rules else ():
            found.setdefault(choice.key, choice.label)
    return found


def number_field(label: str, help_text: str = "", most: int = 100) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={
            "invalid": f"Skriv ett helt tal mellan 0 och {most}.",
            "min_value": f"Skriv ett helt tal mellan 0 och {most}.",
            "max_value": f"Skriv ett helt tal mellan 0 och {most}.",
        },
    )


def several(label: str, choices: Choices, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


class OfferForm(StegvisForm):
    """One offer. What is needed comes first; what is unknown is left empty."""

    name = forms.CharField(label="Namn", max_length=160)
    provider = forms.CharField(
        label="Ges av", max_length=160, help_text="Den verksamhet, förening eller arbetsplats."
    )
    kind = forms.ChoiceField(label="Slag", choices=[("", "Välj"), *ActivityKind.choices])
    municipality = forms.CharField(
        label="Kommun", required=False, max_length=60, help_text="Skriv bara kommunens namn."
    )
    place = forms.CharField(label="Plats", required=False, max_length=160)
    needs = several("Vilka behov möter det?", [])
    min_percent = number_field("Minsta omfattning i procent", "Av 40 timmar i veckan.")
    max_percent = number_field("Största omfattning i procent", "Av 40 timmar i veckan.")
    places_total = number_field("Platser i allt", most=MOST_PLACES)
    places_left = number_field(
        "Lediga platser nu",
        "Lämna tomt om du inte vet. Platser som deltagare tar och lämnar räknas sedan av Stegvis.",
        most=MOST_PLACES,
    )
    demands = several("Vad ingår?", capitalised(Demand), "Kryssa för det som deltagaren behöver.")
    adaptations = several("Vilka anpassningar finns?", capitalised(Adaptation))
    surveyed_on = DateField(
        label="Inventerat den",
        required=False,
        help_text="Dagen när allt som ingår och alla anpassningar gicks igenom. Utan datum räknas "
        "det som inte är förkryssat som okänt. Så här: 2026-12-03",
    )
    daily_activities = forms.ChoiceField(
        label="Daglig verksamhet (LSS)",
        required=False,
        choices=[("", "Inte känt"), *capitalised(DailyActivities)],
    )
    languages = forms.CharField(
        label="Språk", required=False, max_length=200, help_text="Med komma mellan."
    )
    target = forms.CharField(label="Till för", required=False, max_length=200)
    text = forms.CharField(
        label="Beskrivning",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Alla myndigheter kan läsa. Skriv ingenting om en deltagare.",
    )
    contact_way = forms.CharField(label="Kontakt", required=False, max_length=200)
    starts_on = DateField(label="Från och med", required=False)
    ends_on = DateField(label="Till och med", required=False)

    def __init__(self, *args: Any, needs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = list(needs.items())
        if not needs:
            del self.fields["needs"]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST if name in self.fields]

    @property
    def folded(self) -> list[dict[str, Any]]:
        """What is folded away, with its title; open when something there is filled in or wrong."""
        rest = [name for name in self.fields if name not in (*FIRST, *HOW)]
        parts = (("Krav, anpassningar och språk", HOW), ("Var, när och för vem", rest))
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "is_open": any(bool(self[n].value()) or bool(self[n].errors) for n in names),
            }
            for title, names in parts
        ]

    def particulars(self, kept_needs: Iterable[str] = ()) -> Particulars:
        """What was filled in; needs of programmes that the form does not list stay as they are."""
        given = dict(self.cleaned_data)
        listed = {key for key, _ in self.fields["needs"].choices} if "needs" in given else set()
        chosen = {*given.pop("needs", ()), *(set(kept_needs) - listed)}
        given["languages"] = tuple(languages_in(given["languages"]))
        for name in ("demands", "adaptations"):
            given[name] = tuple(given[name])
        return Particulars(needs=tuple(sorted(chosen)), **given)


def initial_of(offer: Offer) -> dict[str, Any]:
    names = [name for name in OfferForm.base_fields if name != "languages"]
    return {name: getattr(offer, name) for name in names} | {
        "languages": ", ".join(offer.languages)
    }


class PlacesForm(StegvisForm):
    places_left = forms.IntegerField(
        label="Lediga platser nu",
        min_value=0,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={"invalid": "Skriv ett helt tal, till exempel 2."},
    )


class FilterForm(StegvisForm):
    """Which part of the inventory is shown; what is not understood is left out."""

    slag = forms.ChoiceField(label="Slag", required=False, choices=[ANY, *ActivityKind.choices])
    hos = forms.ChoiceField(label="I utbudet hos", required=False)
    behov = forms.ChoiceField(label="Möter behovet", required=False)
    ledigt = forms.BooleanField(label="Bara med ledig plats", required=False)

    def __init__(self, *args: Any, owners: Choices, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hos"].choices = [ANY, *owners]
        self.fields["behov"].choices = [ANY, *needs]

    def chosen(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""
