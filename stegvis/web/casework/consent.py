"""This file is where the participant's consents are shown, written down and withdrawn."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework import queries
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import queries as wills
from stegvis.participants.actions import consent as actions
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.admission import ConsentText
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat
from stegvis.programmes.wording import LANGUAGES
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

STATES = {
    "given": ("Ja", "success"),
    "refused": ("Har sagt nej", "neutral"),
    "withdrawn": ("Återkallat", "warning"),
    "ended": ("Har gått ut", "warning"),
    "not_asked": ("Inte tillfrågad", "neutral"),
}
ANSWERS = [("", "Frågan ställdes inte"), ("yes", "Ja"), ("no", "Nej, har sagt nej")]
# What a receiver may be given, and what it may give the case owner.
OUT, IN = "out", "in"
SECRECY = ConsentKind.SECRECY.value
WHILE_TAKING_PART = "så länge du deltar i insatsen"
Ticked = set[tuple[str, UUID, str]]


@dataclass(frozen=True)
class Receiver:
    """An authority that sits as a party in the programme, and what the form proposes for it."""

    organisation: Organisation
    receives: frozenset[str]
    gives: frozenset[str]


def receivers_of(case: Participation, version: ProgrammeVersion | None = None) -> list[Receiver]:
    """Every party but the case owner, in the definition's order: that of the case's version, or
    of the one that a consent was given under. One query."""
    version = version or case.version
    definition = version.definition
    order = {party.key: place for place, party in enumerate(definition.parties)}
    proposed = {exchange.party: exchange for exchange in definition.consent.matrix}
    seated = (
        ProgrammeParty.objects.filter(version=version, seat=Seat.PARTY)
        .exclude(organisation_id=case.owner_id)
        .select_related("organisation")
    )
    found = []
    for seat in sorted(seated, key=lambda row: order.get(row.key, len(order))):
        exchange = proposed.get(seat.key)
        found.append(
            Receiver(
                seat.organisation,
                frozenset(exchange.receives if exchange else ()),
                frozenset(exchange.gives if exchange else ()),
            )
        )
    return found


def proposals(receivers: Iterable[Receiver]) -> Ticked:
    return {
        (way, receiver.organisation.pk, category)
        for receiver in receivers
        for way, categories in ((OUT, receiver.receives), (IN, receiver.gives))
        for category in categories
    }


def ticked(consent: Consent | None, owner_id: UUID) -> Ticked:
    """The cells of a consent that have not been withdrawn."""
    if consent is None:
        return set()
    return {
        (OUT, grant.receiver_id, grant.category)
        if grant.giver_id == owner_id
        else (IN, grant.giver_id, grant.category)
        for grant in consent.grants.all()
        if grant.withdrawn_at is None
    }


def matrix(
    case: Participation, receivers: Iterable[Receiver], way: str, chosen: Ticked
) -> dict[str, Any]:
    """One table for components/consent_matrix.html: parties by categories."""
    categories = case.version.definition.consent.categories
    return {
        "columns": [category.label for category in categories],
        "rows": [
            {
                "label": receiver.organisation.name,
                "cells": [
                    {
                        "label": category.label,
                        "name": "cells",
                        "value": f"{way}:{receiver.organisation.pk}:{category.key}",
                        "is_given": (way, receiver.organisation.pk, category.key) in chosen,
                        "is_checked": (way, receiver.organisation.pk, category.key) in chosen,
                    }
                    for category in categories
                ],
            }
            for receiver in receivers
        ],
    }


class ConsentForm(StegvisForm):
    """One sitting with the form: each consent is answered on its own."""

    given_on = DateField(label="Datum då blanketten undertecknades")
    language = forms.ChoiceField(label="Språk som blanketten gicks igenom på")

    def __init__(
        self, *args: Any, case: Participation, receivers: Iterable[Receiver], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        template = case.version.definition.consent
        self.fields["language"].choices = [
            (key, LANGUAGES.get(key, key).capitalize()) for key in template.languages
        ]
        for consent in template.consents:
            self.fields[f"answer_{consent.kind}"] = forms.ChoiceField(
                label=consent.title,
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
                help_text=consent.text,
            )
        self.fields["cells"] = forms.MultipleChoiceField(
            label="Vem som får ta del av vad",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (f"{way}:{receiver.organisation.pk}:{category.key}", category.label)
                for receiver in receivers
                for way in (OUT, IN)
                for category in template.categories
            ],
        )

    def answers(self) -> Iterator[tuple[str, bool]]:
        """Each consent that was answered: its kind, and whether the answer was yes."""
        for name, value in self.cleaned_data.items():
            if name.startswith("answer_") and value:
                yield name.removeprefix("answer_"), value == "yes"

    def chosen(self) -> Ticked:
        values = self.cleaned_data["cells"] if self.is_valid() else self.data.getlist("cells")
        split = (value.split(":") for value in values if value.count(":") == 2)
        return {(way, UUID(party), category) for way, party, category in split if _is_uuid(party)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(name.startswith("answer_") and value for name, value in cleaned.items()):
            self.add_error(None, "Skriv in svaret på minst ett av samtyckena.")
        return cleaned


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def consent_list(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What she has agreed to now, kind by kind, and everything before that."""
    case = queries.own_case(request.actor, pk)
    consents = wills.consents_of(request.actor, case.pk)
    receivers = receivers_of(case)
    current = wills.standing(consents, ConsentKind.SECRECY)
    chosen = ticked(current.consent, case.owner_id) if current.is_given else set()
    template = case.version.definition.consent
    return page(
        request,
        "casework/consent_list.html",
        frame(case, "consent-list", "Samtycke")
        | {
            "template": template,
            "kinds": [_kind_row(text, consents) for text in template.consents],
            "secrecy_given": current.is_given,
            "has_given": any(wills.Standing(row).is_given for row in consents),
            "matrix_out": matrix(case, receivers, OUT, chosen),
            "matrix_in": matrix(case, receivers, IN, chosen),
            "history": [_history_row(consent) for consent in consents],
            "owner_name": request.actor.organisation_name,
        },
    )


def _kind_row(text: ConsentText, consents: list[Consent]) -> dict[str, Any]:
    stand = wills.standing(consents, text.kind)
    label, color = STATES[stand.state]
    return {
        "title": text.title,
        "text": text.text,
        "label": label,
        "color": color,
        "consent": stand.consent,
        "is_given": stand.is_given,
        "language": LANGUAGES.get(
            stand.consent.form_language if stand.consent else "",
            stand.consent.form_language if stand.consent else "",
        ),
    }


def _history_row(consent: Consent) -> dict[str, Any]:
    withdrawn = {
        grant.receiver.name for grant in consent.grants.all() if grant.withdrawn_at is not None
    }
    return {
        "consent": consent,
        "kind": consent.get_kind_display(),
        "answer": "Nej" if consent.refused else "Ja",
        "language": LANGUAGES.get(consent.form_language, consent.form_language),
        "withdrawn_for": sorted(withdrawn) if not consent.withdrawn_at else [],
    }


def consent_write(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write down a signed form: each consent becomes a record of its own."""
    case = queries.own_case(request.actor, pk)
    receivers = receivers_of(case)
    form = ConsentForm(
        request.POST or None,
        case=case,
        receivers=receivers,
        initial={"given_on": today(), "language": "sv"},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _write_down(request, case, form))
    ):
        messages.success(request, "Svaret är sparat. Skriv gärna ut kvittot till deltagaren.")
        return redirect("consent-list", pk=case.pk)
    given = wills.consents_of(request.actor, case.pk)
    if form.is_bound:
        chosen = form.chosen()
    else:
        stand = wills.standing(given, ConsentKind.SECRECY)
        chosen = ticked(stand.consent, case.owner_id) if stand.is_given else proposals(receivers)
    return page(
        request,
        "casework/consent_write.html",
        frame(case, "consent-list", "Skriv in samtycke")
        | {
            "template": case.version.definition.consent,
            "matrix_out": matrix(case, receivers, OUT, chosen),
            "matrix_in": matrix(case, receivers, IN, chosen),
            "owner_name": request.actor.organisation_name,
            "seen": _state_of(given),
            "others": [form[f"answer_{text.kind}"] for text in other_texts(case)],
            "secrecy": form["answer_secrecy"] if "answer_secrecy" in form.fields else None,
        },
        form=form,
    )


def _write_down(request: StaffRequest, case: Participation, form: ConsentForm) -> int:
    """One consent for each answer; returns how many. Raises RuleBroken when the consents are not
    those that the form was filled in beside: old ticks would give again what she has withdrawn."""
    now = _state_of(wills.consents_of(request.actor, case.pk))
    if form.data.get("seen", now) != now:
        raise RuleBroken(
            "Deltagarens samtycken har ändrats medan du skrev. Se efter vad som gäller nu, och "
            "spara igen om det som står här är det senaste svaret."
        )
    template = case.version.definition.consent
    texts = {text.kind.value: text for text in template.consents}
    given_on: date = form.cleaned_data["given_on"]
    written = 0
    for kind, is_yes in form.answers():
        text = texts[kind]
        actions.write_down(
            actor=request.actor,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=case.version,
            form=actions.Form(
                kind=kind,
                purpose=purpose_of(case) if kind == ConsentKind.SECRECY else text.title,
                version=template.form_version,
                language=form.cleaned_data["language"],
                given_on=given_on,
                refused=not is_yes,
                valid_to=text.lasts.after(given_on) if text.lasts and is_yes else None,
            ),
            cells=_cells(case, form.chosen()) if kind == ConsentKind.SECRECY and is_yes else (),
        )
        written += 1
    return written


def _state_of(consents: Iterable[Consent]) -> str:
    """One sum of what holds, down to each cell that has been withdrawn."""
    said = [
        (str(row.pk), row.withdrawn_at is None, sorted(_withdrawn_cells(row))) for row in consents
    ]
    return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()


def _withdrawn_cells(consent: Consent) -> list[str]:
    return [str(grant.pk) for grant in consent.grants.all() if grant.withdrawn_at]


def _cells(case: Participation, chosen: Ticked) -> list[actions.Cell]:
    return [
        actions.Cell(case.owner_id, party, category)
        if way == OUT
        else actions.Cell(party, case.owner_id, category)
        for way, party, category in sorted(chosen, key=str)
    ]


def other_texts(case: Participation) -> list[ConsentText]:
    """The consents beside secrecy consent."""
    texts = case.version.definition.consent.consents
    return [text for text in texts if text.kind.value != SECRECY]


def purpose_of(case: Participation) -> str:
    return "\n".join(purpose.label for purpose in case.version.definition.consent.purposes)


def consent_withdraw(request: StaffRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Withdraw whole or for one authority; the page says what that does not do."""
    case = queries.own_case(request.actor, pk)
    row = wills.consent(request.actor, consent, case.pk)
    parties = {
        party.pk: party.name
        for grant in row.grants.all()
        if grant.withdrawn_at is None
        for party in (grant.receiver, grant.giver)
        if party.pk != case.owner_id
    }
    form = WithdrawForm(request.POST or None, parties=parties, initial={"receiver": "all"})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["receiver"]
        if form.obeys(
            lambda: actions.withdraw(
                actor=request.actor,
                scope=case.scope,
                consent=row,
                receiver_id=None if chosen == "all" else UUID(chosen),
            )
        ):
            messages.success(request, "Samtycket är återkallat. Det som vilade på det är stängt.")
            return redirect("consent-list", pk=case.pk)
    return page(
        request,
        "casework/consent_withdraw.html",
        frame(case, "consent-list", "Återkalla samtycke")
        | {"consent": row, "template": case.version.definition.consent},
        form=form,
    )


class WithdrawForm(StegvisForm):
    receiver = forms.ChoiceField(label="Vad ska återkallas?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, parties: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [
            ("all", "Hela samtycket"),
            *((str(pk), f"Bara det som gäller {name}") for pk, name in parties.items()),
        ]
