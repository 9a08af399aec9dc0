"""This file is where a person's particulars, livelihood and the parties of her case are kept."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import party as parties
from stegvis.casework.models import Participation, Party
from stegvis.core import personal_number
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account, Assignment
from stegvis.participants import queries as wills
from stegvis.participants.actions import benefit as benefits
from stegvis.participants.actions import identity as identities
from stegvis.participants.actions import participant as participants
from stegvis.participants.models import Benefit, Identity
from stegvis.programmes.facts import BENEFITS
from stegvis.web.casework.consent import receivers_of
from stegvis.web.casework.ends import ends_shown
from stegvis.web.casework.frame import frame
from stegvis.web.oversight.words import reference
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import whole
from stegvis.web.step_up import fresh_post


class UnmaskForm(StegvisForm):
    reason = forms.CharField(
        label="Varför behöver du se hela personnumret?",
        required=False,
        max_length=200,
        help_text="Skälet sparas i loggen, och deltagaren kan läsa det.",
    )


class ParticularsForm(StegvisForm):
    given_name = forms.CharField(label="Förnamn", max_length=80)
    family_name = forms.CharField(label="Efternamn", max_length=80)
    personal_number = forms.CharField(label="Rätt personnummer", required=False, max_length=20)
    phone = forms.CharField(label="Telefon", required=False, max_length=40)
    email = forms.EmailField(
        label="E-post",
        required=False,
        error_messages={"invalid": "Skriv adressen så här: namn@exempel.se."},
    )
    address = forms.CharField(label="Adress", required=False, widget=forms.Textarea)
    contact_wish = forms.CharField(label="Nås bäst", required=False, max_length=200)
    language = forms.CharField(label="Språk", required=False, max_length=40)
    needs_interpreter = forms.BooleanField(label="Behöver tolk", required=False)


class BenefitForm(StegvisForm):
    kind = forms.ChoiceField(label="Ersättning")
    extent_percent = forms.IntegerField(
        label="Omfattning i procent",
        required=False,
        error_messages={"invalid": "Skriv ett helt tal mellan 1 och 100."},
    )
    starts_on = DateField(label="Första dag", required=False)
    ends_on = DateField(label="Sista dag", required=False)
    schooling_ends_on = DateField(
        label="Skolgången slutar, vid förlängd skolgång",
        required=False,
        help_text="Ersättningen upphör med skolgången. Så här: 2026-12-03",
    )
    dormant_from = DateField(label="Vilande från och med", required=False)
    dormant_until = DateField(
        label="Den vilande tiden är över sedan",
        required=False,
        help_text="Skriv det när det har hänt. Till dess bevakas de 24 månaderna.",
    )
    source = forms.CharField(label="Uppgiften kommer från", required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", "Välj"),
            *((key, label.capitalize()) for key, label in BENEFITS.items()),
        ]


class PartyForm(StegvisForm):
    organisation = forms.ChoiceField(label="Myndighet")
    contact = forms.ChoiceField(
        label="Kontaktperson med konto",
        required=False,
        help_text="Kontaktpersonen ser att personen deltar, och det som lämnas ut.",
    )
    contact_name = forms.CharField(
        label="Eller kontaktperson utan konto", required=False, max_length=120
    )
    contact_way = forms.CharField(label="Nås på", required=False, max_length=200)
    seat = forms.CharField(label="Roll i ärendet", max_length=80, help_text="Till exempel kurator")
    starts_on = DateField(label="Första dag")
    ends_on = DateField(label="Sista dag", required=False)


class EndForm(StegvisForm):
    ends_on = DateField(label="Sista dag")


@fresh_post
def person_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The particulars; with POST the whole number, once, for a reason."""
    case = queries.own_case(request.actor, pk)
    form = UnmaskForm(request.POST or None)
    number = None
    if request.method == "POST" and form.is_valid():
        number = form.obeys(
            lambda: identities.unmask(
                actor=request.actor,
                scope=case.scope,
                participant=case.participant,
                reason=form.cleaned_data["reason"],
            )
        )
    identity = wills.identity_for(request.actor, case.participant)
    rows = wills.benefits_of(request.actor, case.participant)
    return page(
        request,
        "casework/person_show.html",
        frame(case, "person-show", "Person")
        | {
            "identity": identity,
            "number": number,
            "facts": _particulars(case, identity),
            "former": wills.former_numbers(request.actor, case.participant) if identity else [],
            "benefits": [
                {"row": row, "kind": BENEFITS.get(row.kind, row.kind).capitalize()} for row in rows
            ],
            "ends": ends_shown(case, rows),
            "parties": _parties(request, case),
            "reference": reference(case.participant_id),
            "today": today(),
        },
        form=form,
    )


def _particulars(case: Participation, identity: Identity | None) -> list[dict[str, str]]:
    if identity is None:
        return []
    person = case.participant
    interpreter = "behöver tolk" if person.needs_interpreter else "behöver inte tolk"
    shown = [
        ("Namn", identity.full_name),
        (identity.number_label, identity.masked_number),
        ("Telefon", identity.phone),
        ("E-post", identity.email),
        ("Adress", identity.address),
        ("Nås bäst", identity.contact_wish),
        ("Språk", f"{person.language}, {interpreter}" if person.language else interpreter),
    ]
    if identity.number_kind == "coordination":
        level = identity.get_number_level_display()
        dormant = ", vilande" if identity.number_dormant else ""
        shown.insert(2, ("Identitetsnivå", f"{level or 'uppgift saknas'}{dormant}"))
    return [{"label": label, "value": value or "Uppgift saknas"} for label, value in shown]


def _parties(request: StaffRequest, case: Participation) -> list[Party]:
    return list(
        Party.objects.filter(owner_id=request.actor.organisation_id, participation=case)
        .select_related("organisation", "contact")
        .order_by("ends_on", "starts_on")
    )


def person_correct(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Correct the particulars; a newer change by somebody else is never written over."""
    case = queries.own_case(request.actor, pk)
    identity = wills.identity_for(request.actor, case.participant)
    if identity is None:
        raise NotVisible
    shown = {name: getattr(identity, name) for name in _IDENTITY_FIELDS}
    shown |= {
        "language": case.participant.language,
        "needs_interpreter": case.participant.needs_interpreter,
    }
    form = ParticularsForm(request.POST or None, initial=shown)
    form.fields["personal_number"].help_text = (
        f"Bara om {identity.masked_number} är felskrivet. "
        "Har personen fått ett nytt nummer? Välj Byt nummer på sidan Person."
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _correct(request, case, identity, form.cleaned_data))
    ):
        messages.success(request, "Uppgifterna är rättade.")
        return redirect("person-show", pk=case.pk)
    context = frame(case, "person-show", "Rätta uppgifter")
    return page(request, "casework/person_correct.html", context, form=form)


_IDENTITY_FIELDS = ("given_name", "family_name", "phone", "email", "address", "contact_wish")


def _correct(
    request: StaffRequest, case: Participation, identity: Identity, typed: dict[str, Any]
) -> Any:
    text, number = typed["personal_number"], identity.identifier
    # Typed once more it says nothing of how sure the identity is; that stays as it was.
    if text and (told := personal_number.parse(text)).digits != identity.number:
        number = told
    return participants.correct(
        actor=request.actor,
        participant=case.participant,
        scope=case.scope,
        revision=revision_of(request, case.participant.revision),
        particulars=participants.Particulars(
            **{name: typed[name] for name in _IDENTITY_FIELDS},
            number=number,
            born_on=case.participant.born_on,
            sex=case.participant.sex,
            language=typed["language"],
            needs_interpreter=typed["needs_interpreter"],
        ),
    )


def revision_of(request: StaffRequest, current: int) -> int:
    """The revision that the form was made from. Raises RuleBroken for one that is no number."""
    seen = whole(request.POST.get("revision") or str(current))
    if seen is None:
        raise RuleBroken("Formuläret är ofullständigt. Ladda om sidan och försök igen.")
    return seen


def benefit_write(request: StaffRequest, pk: UUID, benefit: UUID | None = None) -> HttpResponse:
    """Add or correct a decision; what looks wrong is said, what is impossible is refused."""
    case = queries.own_case(request.actor, pk)
    row = _benefit(request, case, benefit) if benefit else None
    shown = {name: getattr(row, name) for name in BenefitForm.base_fields} if row else None
    form = BenefitForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        decision = benefits.Decision(**form.cleaned_data)
        if form.obeys(lambda: _keep_benefit(request, case, row, decision)):
            for warning in benefits.warnings(decision, case.participant.born_on):
                messages.warning(request, warning)
            messages.success(request, "Ersättningen är sparad.")
            return redirect("person-show", pk=case.pk)
    return page(
        request,
        "casework/benefit_write.html",
        frame(case, "person-show", "Ersättning") | {"benefit": row},
        form=form,
    )


def _benefit(request: StaffRequest, case: Participation, pk: UUID) -> Benefit:
    owned = Benefit.objects.filter(
        pk=pk, owner_id=request.actor.organisation_id, participant=case.participant
    )
    row = owned.first()
    if row is None:
        raise NotVisible
    return row


def _keep_benefit(
    request: StaffRequest, case: Participation, row: Benefit | None, decision: benefits.Decision
) -> Benefit:
    if row is None:
        return benefits.add(
            actor=request.actor,
            scope=case.scope,
            participant=case.participant,
            decision=decision,
        )
    return benefits.change(
        actor=request.actor,
        scope=case.scope,
        benefit=row,
        decision=decision,
        revision=revision_of(request, row.revision),
    )


def party_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let an authority into the case through a contact."""
    case = queries.own_case(request.actor, pk)
    organisations = {str(r.organisation.pk): r.organisation.name for r in receivers_of(case)}
    contacts = _contacts(list(organisations), today())
    form = PartyForm(request.POST or None, initial={"starts_on": today()})
    form.fields["organisation"].choices = [("", "Välj"), *organisations.items()]
    form.fields["contact"].choices = [
        ("", "Ingen"),
        *((str(a.account_id), f"{a.account.name}, {a.organisation.short_name}") for a in contacts),
    ]
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _add_party(request, case, form.cleaned_data, contacts))
    ):
        messages.success(request, "Parten är tillagd. Uppgifter lämnas ut en i taget.")
        return redirect("person-show", pk=case.pk)
    context = frame(case, "person-show", "Lägg till part")
    return page(request, "casework/party_add.html", context, form=form)


def _contacts(organisations: list[str], day: date) -> list[Assignment]:
    """Who works at these authorities now, one row a person, by name."""
    found = (
        Assignment.objects.current(day)
        .filter(organisation_id__in=organisations, account__is_active=True)
        .select_related("account", "organisation")
        .order_by("account__name")[:300]
    )
    return list({assignment.account_id: assignment for assignment in found}.values())


def _add_party(
    request: StaffRequest,
    case: Participation,
    typed: dict[str, Any],
    contacts: list[Assignment],
) -> Party:
    organisation = UUID(typed["organisation"])
    contact: Account | None = next(
        (a.account for a in contacts if str(a.account_id) == typed["contact"]), None
    )
    works_at = {a.account_id: a.organisation_id for a in contacts}
    if contact and works_at[contact.pk] != organisation:
        raise RuleBroken("Kontaktpersonen arbetar inte hos den myndigheten.", "contact")
    return parties.add(
        actor=request.actor,
        participation=case,
        organisation_id=organisation,
        contact_id=contact.pk if contact else None,
        contact_name=typed["contact_name"],
        contact_way=typed["contact_way"],
        seat=typed["seat"],
        starts_on=typed["starts_on"],
        ends_on=typed["ends_on"],
    )


def party_end(request: StaffRequest, pk: UUID, party: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    row = (
        Party.objects.filter(pk=party, owner_id=request.actor.organisation_id, participation=case)
        .select_related("organisation", "contact")
        .first()
    )
    if row is None:
        raise NotVisible
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: parties.end(
                actor=request.actor, participation=case, party=row, **form.cleaned_data
            )
        )
    ):
        messages.success(request, "Partens medverkan är avslutad.")
        return redirect("person-show", pk=case.pk)
    context = frame(case, "person-show", "Avsluta part") | {"party": row}
    return page(request, "casework/party_end.html", context, form=form)
