"""This file is where an incident is asked about, and what has been done about it."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from stegvis.core.dates import now, today
from stegvis.organisations.models import Account, Organisation, OrganisationKind
from stegvis.oversight.actions.incident import Told
from stegvis.oversight.models import DataKind, Incident, Risk, StepOutcome
from stegvis.web.casework.meetings import TimeField
from stegvis.web.shared.forms import DateField, StegvisForm

YES_NO = [("yes", "Ja"), ("no", "Nej")]
NOT_JUDGED = ""


def moment(day: date, clock: time | None) -> datetime:
    """The moment in Sweden; midnight when only the day is known."""
    return timezone.make_aware(datetime.combine(day, clock or time(0, 0)))


class IncidentForm(StegvisForm):
    title = forms.CharField(
        label="Kort om vad som har hänt",
        max_length=120,
        help_text="Till exempel: En telefon med öppen inloggning är borta.",
    )
    what = forms.CharField(
        label="Vad har hänt?",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Skriv inte namn eller nummer på deltagare eller på den som misstänks.",
    )
    noticed_on = DateField(label="Dag då det upptäcktes")
    noticed_clock = TimeField(label="Klockslag då det upptäcktes")
    noticed_by = forms.CharField(
        label="Vem upptäckte det? Namn eller roll",
        max_length=120,
    )
    leaked_from_on = DateField(label="Läckan började, dag", required=False)
    leaked_from_clock = TimeField(label="Läckan började, klockslag", required=False)
    leaked_to_on = DateField(label="Läckan slutade, dag", required=False)
    leaked_to_clock = TimeField(label="Läckan slutade, klockslag", required=False)
    email = forms.EmailField(
        label="Konto som läckte",
        required=False,
        help_text="E-postadressen i tjänsten, om läckan gällde ett enda konto.",
    )
    kinds = forms.MultipleChoiceField(
        label="Vilka slag av uppgifter gäller det?",
        choices=[(value, label.capitalize()) for value, label in DataKind.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.MultipleChoiceField(
        label="Gäller det också andra myndigheters uppgifter?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Var och en för sitt eget register. Meddela dem.",
    )
    is_breach = forms.ChoiceField(
        label="Är det en personuppgiftsincident?", choices=YES_NO, widget=forms.RadioSelect
    )
    is_significant = forms.ChoiceField(
        label="Är det en betydande incident enligt cybersäkerhetslagen?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text="Fråga er säkerhetsansvariga. Är ni osäkra, svara ja.",
    )
    risk = forms.ChoiceField(
        label="Hur stor är risken för de berörda?",
        choices=[
            (NOT_JUDGED, "Inte bedömd än"),
            *((value, label.capitalize()) for value, label in Risk.choices),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    risk_reason = forms.CharField(
        label="Vad bygger bedömningen av risken på?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisation_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.exclude(pk=organisation_id).exclude(
            kind=OrganisationKind.ASSOCIATION
        )
        self.fields["others"].choices = [(str(one.pk), one.name) for one in others]

    def clean_email(self) -> str:
        """Kept as the account it is; an address that nobody has is a slip."""
        typed = str(self.cleaned_data["email"])
        self.account = Account.objects.filter(email__iexact=typed).first() if typed else None
        if typed and self.account is None:
            raise ValidationError("Ingen medarbetare har den adressen. Kontrollera den.")
        return typed

    def told(self) -> Told:
        """Only after is_valid()."""
        data = self.cleaned_data
        begun, over = data["leaked_from_on"], data["leaked_to_on"]
        return Told(
            title=data["title"],
            what=data["what"],
            noticed_at=moment(data["noticed_on"], data["noticed_clock"]),
            noticed_by=data["noticed_by"],
            leaked_from=moment(begun, data["leaked_from_clock"]) if begun else None,
            leaked_to=moment(over, data["leaked_to_clock"]) if over else None,
            account=self.account,
            kinds=tuple(DataKind(one) for one in data["kinds"]),
            others=tuple(UUID(one) for one in data["others"]),
            is_breach=data["is_breach"] == "yes",
            is_significant=data["is_significant"] == "yes",
            risk=Risk(data["risk"]) if data["risk"] else None,
            risk_reason=data["risk_reason"],
        )


def new() -> dict[str, Any]:
    """What a new incident begins with: noticed just now."""
    at = timezone.localtime(now())
    return {"noticed_on": at.date(), "noticed_clock": f"{at:%H.%M}", "is_breach": "yes"}


def as_it_is(incident: Incident) -> dict[str, Any]:
    """What is already known, for the form."""
    told: dict[str, Any] = {
        "title": incident.title,
        "what": incident.what,
        "noticed_by": incident.noticed_by,
        "email": incident.account.email if incident.account else "",
        "kinds": incident.kinds,
        "others": incident.others,
        "is_breach": "yes" if incident.is_breach else "no",
        "is_significant": "yes" if incident.is_significant else "no",
        "risk": incident.risk,
        "risk_reason": incident.risk_reason,
        "revision": incident.revision,
    }
    for name, at in (
        ("noticed", incident.noticed_at),
        ("leaked_from", incident.leaked_from),
        ("leaked_to", incident.leaked_to),
    ):
        if at is not None:
            local = timezone.localtime(at)
            told |= {f"{name}_on": local.date(), f"{name}_clock": f"{local:%H.%M}"}
    return told


class StepForm(StegvisForm):
    outcome = forms.ChoiceField(
        label="Vad gäller?",
        choices=[(StepOutcome.DONE.value, "Gjort"), (StepOutcome.NOT_NEEDED.value, "Behövs inte")],
        widget=forms.RadioSelect,
        initial=StepOutcome.DONE.value,
    )
    day = DateField(label="Dag", initial=today)
    clock = TimeField(label="Klockslag")
    reference = forms.CharField(label="Diarienummer", max_length=120, required=False)
    comment = forms.CharField(
        label="Kommentar",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Behövs det inte: skriv varför. Skriv inte deltagares namn.",
    )


class CloseForm(StegvisForm):
    outcome = forms.CharField(
        label="Vad har ni gjort så att det inte händer igen?",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
