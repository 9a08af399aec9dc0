"""This file is where the referral's forms are made from what the programme's definition asks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from stegvis.casework.models import Sending
from stegvis.core.dates import today
from stegvis.core.personal_number import OTHER_KINDS, mask
from stegvis.participants import grounds
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Ground, Identity, Sex
from stegvis.programmes.admission import ReferralFact, Route
from stegvis.programmes.definition import Definition
from stegvis.programmes.vocabulary import FactType
from stegvis.programmes.ways_in import ASSENTS, assents_of, facts_asked, is_due
from stegvis.web.shared.assessing import assessment_field
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.numbers import HELP, dormant_field, kind_field, level_field, number_of

UNKNOWN = ("unknown", "Vet inte")
MOST_RADIOS = 4
PERSON_FIELDS = ("given_name", "family_name", "personal_number")
NUMBER_FIELDS = ("number_kind", "number_level", "number_dormant")
WITHOUT_NUMBER = ("born_on", "sex")
CONTACT_FIELDS = ("phone", "email", "contact_wish")
# What a referrer whose judgement stands has already answered by referring.
JUDGED_BY_REFERRING = "care_judges_ready"


class ReferralForm(StegvisForm):
    """Person, why, own words, and the definition's questions. A draft may be saved with only a
    name, so nothing is marked as required; what is missing is told before sending. `again` is
    the path that draws the questions anew after an answer."""

    given_name = forms.CharField(label="Förnamn", max_length=80, required=False)
    family_name = forms.CharField(label="Efternamn", max_length=80, required=False)
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
    born_on = DateField(label="Födelsedatum", required=False)
    sex = forms.ChoiceField(
        label="Kön",
        required=False,
        widget=forms.RadioSelect,
        choices=[(Sex.WOMAN, "Kvinna"), (Sex.MAN, "Man"), (Sex.UNKNOWN, "Vet inte")],
    )
    phone = forms.CharField(label="Telefon", max_length=40, required=False)
    email = forms.EmailField(label="E-post", required=False)
    contact_wish = forms.CharField(
        label="Hur nås personen bäst?",
        max_length=200,
        required=False,
        help_text="Till exempel sms, eftermiddagar, eller genom en anhörig.",
    )
    reason = forms.CharField(
        label="Varför behöver personen insatsen?",
        required=False,
        help_text="Kort, och bara det som behövs för att bedöma om insatsen passar.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    wish = forms.CharField(
        label="Vad vill personen själv? (får lämnas tomt)",
        required=False,
        help_text="Helst med personens egna ord.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        route: Route,
        again: str,
        stored: Identity | None = None,
        is_hidden: bool = False,
        **kwargs: Any,
    ) -> None:
        """`is_hidden`: who the person is is closed to the writer, and is not asked for."""
        super().__init__(*args, **kwargs)
        self.definition, self.stored, self.is_hidden = definition, stored, is_hidden
        self.facts = facts_asked(definition, route.source)
        for fact in self.facts:
            field = self.fields[f"fact_{fact.key}"] = _fact_field(fact)
            if fact.key == JUDGED_BY_REFERRING and route.readiness_judged_by_referrer:
                field.initial = "yes"
        self._ask_for_assents(route)
        self._ask_again(again)
        if stored is not None and stored.number:
            self.fields[
                "personal_number"
            ].help_text = f"Sparat: {mask(stored.number)}. Lämna tomt för att behålla det."

    def _ask_for_assents(self, route: Route) -> None:
        """Who else has decided, when and where; each party that decides together with this one."""
        self.joint = [(key, self.definition.party(key).name) for key in route.jointly_with]
        place = route.decided_at or ""
        for key, name in self.joint:
            self.fields[f"joint_{key}_who"] = forms.CharField(
                label=f"Vem har beslutat hos {name}?", max_length=120, required=False
            )
            self.fields[f"joint_{key}_on"] = DateField(label="Vilken dag?", required=False)
            self.fields[f"joint_{key}_at"] = forms.CharField(
                label="Var?", max_length=160, required=False, initial=place
            )

    def joint_groups(self) -> list[dict[str, Any]]:
        """A group of fields for each party that decides together with the referrer."""
        return [
            {
                "name": name,
                "fields": self._bound([f"joint_{key}_{part}" for part in ("who", "on", "at")]),
            }
            for key, name in self.joint
        ]

    def _assents(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [
            {
                "party": key,
                "who": data[f"joint_{key}_who"].strip(),
                "on": str(data[f"joint_{key}_on"] or ""),
                "at": data[f"joint_{key}_at"].strip(),
            }
            for key, _ in self.joint
        ]

    def clean_personal_number(self) -> Any:
        return number_of(self)

    def clean_born_on(self) -> date | None:
        born: date | None = self.cleaned_data["born_on"]
        if born and born > today():
            raise forms.ValidationError("Födelsedatumet ligger framåt i tiden.")
        return born

    def written(self) -> dict[str, Any]:
        """What the actions take: particulars, reason, wish, facts."""
        data = self.cleaned_data
        facts = {fact.key: _plain(data.get(f"fact_{fact.key}")) for fact in self.facts}
        if self.joint:
            facts[ASSENTS] = self._assents()
        return {
            "particulars": None
            if self.is_hidden
            else Particulars(
                given_name=data["given_name"].strip(),
                family_name=data["family_name"].strip(),
                number=data["personal_number"],
                born_on=data["born_on"],
                sex=data["sex"] or Sex.UNKNOWN,
                phone=data["phone"],
                email=data["email"],
                contact_wish=data["contact_wish"],
                language=str(facts.get("language") or ""),
                needs_interpreter=facts.get("needs_interpreter") == "yes",
            ),
            "reason": data["reason"],
            "wish": data["wish"],
            "facts": facts,
        }

    # Sections, for the template.
    def person_fields(self) -> list[forms.BoundField]:
        return self._bound(PERSON_FIELDS)

    def number_fields(self) -> list[forms.BoundField]:
        return self._bound(NUMBER_FIELDS)

    def is_another_number(self) -> bool:
        """Is it another kind than a personal number, or wrong? Then the section stands open."""
        return any(self[name].value() or self[name].errors for name in NUMBER_FIELDS)

    def without_number_fields(self) -> list[forms.BoundField]:
        return self._bound(WITHOUT_NUMBER)

    def is_without_number(self) -> bool:
        """Is anything written there, or wrong there? Then the section stands open."""
        return any(self[name].value() or self[name].errors for name in WITHOUT_NUMBER)

    def contact_fields(self) -> list[forms.BoundField]:
        return self._bound(CONTACT_FIELDS)

    def why_fields(self) -> list[forms.BoundField]:
        return self._bound(("reason", "wish"))

    def fact_groups(self) -> list[dict[str, Any]]:
        """Each question with those that follow from its answer: `follows` is the id of the part
        of the page that holds them, and is empty where nothing can follow."""
        answers = {fact.key: self[f"fact_{fact.key}"].value() for fact in self.facts}
        following: dict[str, list[forms.BoundField]] = {}
        for fact in self.facts:
            if fact.only_when:
                due = self._bound([f"fact_{fact.key}"] if is_due(fact, answers) else [])
                following.setdefault(self._root(fact), []).extend(due)
        return [
            {
                "field": self[f"fact_{fact.key}"],
                "follows": _part(fact.key) if fact.key in following else "",
                "following": following.get(fact.key, []),
            }
            for fact in self.facts
            if not fact.only_when
        ]

    def _root(self, fact: ReferralFact) -> str:
        """The key of the question that, through others or at once, decides if this is asked."""
        by_key = {other.key: other for other in self.facts}
        while fact.only_when and fact.only_when in by_key:
            fact = by_key[fact.only_when]
        return fact.key

    def _ask_again(self, url: str) -> None:
        """Let an answer fetch what follows from it, and nothing else: what is being written in
        other fields meanwhile must not be touched."""
        for fact in self.facts:
            if any(other.only_when == fact.key for other in self.facts):
                self.fields[f"fact_{fact.key}"].widget.attrs |= {
                    "hx-post": url,
                    "hx-trigger": "change",
                    "hx-include": "closest form",
                    "hx-target": f"#{_part(self._root(fact))}",
                    "hx-select": f"#{_part(self._root(fact))}",
                    "hx-swap": "outerHTML",
                    "hx-sync": "this:replace",
                }

    def _bound(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]


class SendForm(StegvisForm):
    """On what ground the referral leaves the authority."""

    ground = forms.ChoiceField(
        label="Grund för att lämna ut uppgifterna",
        required=False,
        widget=forms.RadioSelect,
    )
    consent_on = DateField(label="Vilken dag samtyckte personen?", required=False)
    consent_taken_by = forms.CharField(
        label="Vem tog emot samtycket?", max_length=120, required=False
    )
    reason = forms.CharField(
        label="Om annan grund: varför får uppgifterna lämnas ut?",
        required=False,
        help_text="Skriv skälet och lagrummet. En kollega granskar utlämnandet i efterhand.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    assessment = assessment_field("Om annan grund: din sekretessprövning", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(key, label) for key, label in grounds.offered(today()) if key != Ground.CONSENT]
        self.fields["ground"].choices = [(Ground.CONSENT.value, "Personen har samtyckt"), *others]


def initial_of(referral: Sending, identity: Identity | None) -> dict[str, Any]:
    """A stored draft as the form shows it; the number is never shown in full."""
    person = referral.participant
    facts = {f"fact_{key}": value for key, value in referral.facts.items()}
    written = {"reason": referral.reason, "wish": referral.wish} | facts
    for key, told in assents_of(referral.facts).items():
        written |= {f"joint_{key}_{part}": told.get(part, "") for part in ("who", "on", "at")}
    if identity is not None:
        names = ("given_name", "family_name", "phone", "email", "contact_wish")
        written |= {name: getattr(identity, name) for name in names}
        number = identity.identifier
        if number is None or number.born is None:
            written |= {"born_on": person.born_on, "sex": person.sex}
        if number is not None and number.kind in OTHER_KINDS:
            written["number_kind"] = number.kind
        if number is not None:
            written |= {"number_level": number.level, "number_dormant": number.dormant}
    return written


def _fact_field(fact: ReferralFact) -> forms.Field:
    common: dict[str, Any] = {
        "label": fact.label,
        "help_text": fact.help or "",
        "required": False,
    }
    match fact.type:
        case FactType.YES_NO_UNKNOWN:
            choices = [("yes", "Ja"), ("no", "Nej"), UNKNOWN]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case FactType.CHOICE:
            choices = [*((choice.key, choice.label) for choice in fact.choices), UNKNOWN]
            if len(choices) <= MOST_RADIOS:
                return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
            return forms.ChoiceField(choices=[("", "Välj"), *choices], **common)
        case FactType.DATE:
            common["help_text"] = fact.help or "Så här: 2026-12-03"
            return DateField(**common)
        case FactType.PERCENT:
            return forms.IntegerField(min_value=0, max_value=100, **common)
        case FactType.NUMBER:
            return forms.IntegerField(min_value=0, **common)
    return forms.CharField(max_length=200, **common)


def _part(key: str) -> str:
    return f"after-{key}"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
