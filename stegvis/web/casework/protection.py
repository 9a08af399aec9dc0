"""This file is where protected identity is set, lifted and opened for a while, with its readers.

The same pages serve the operator's case, a referral, a proposal and an area's target group, since
every authority protects the person in its own register: `where` says from which of them, and
Subject what the pages need of it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework import area, proposing, queries, referring
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account
from stegvis.participants import queries as wills
from stegvis.participants.actions import protection as actions
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import NamedReader, Participant, Protection
from stegvis.web import parking
from stegvis.web.casework.frame import frame
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.numbers import dormant_field, kind_field, level_field, number_of
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.step_up import fresh_post

LEVELS = {
    Protection.MARKED: "Sekretessmarkering: en varning om att uppgifterna kan behöva skyddas",
    Protection.REGISTERED: "Skyddad folkbokföring: folkbokförd på en annan ort än den där "
    "personen bor",
    Protection.ASSUMED: "Fingerade personuppgifter: ett nytt namn och personnummer",
}
# Why an identity is shown: a short list, and words where the list does not say it.
OTHER = "annat"
REASONS = {
    "kontakt": "Ska ta kontakt med deltagaren",
    "mote": "Förbereder eller håller ett möte",
    "handling": "Skriver eller lämnar en handling till deltagaren",
    "kontroll": "Kontrollerar att uppgifterna är rätt",
    OTHER: "Annat",
}
LOGGED = "Skälet sparas i loggen, och deltagaren kan läsa det."


# What the pages' names begin with, and the page that they lead back to.
HOMES = {
    "case": ("", "case-show"),
    "referral": ("referral-", "referral-show"),
    "proposal": ("proposal-", "proposal-show"),
    "area": ("area-", "area-person"),
}


@dataclass(frozen=True)
class Subject:
    """The person, what policy needs to know, and where the pages lead back to."""

    where: str
    pk: UUID
    scope: Scope
    participant: Participant
    usual_reader: UUID | None
    context: dict[str, Any]

    def url(self, name: str, *more: UUID) -> str:
        return reverse(HOMES[self.where][0] + name, args=[self.pk, *more])

    @property
    def home(self) -> str:
        return reverse(HOMES[self.where][1], args=[self.pk])


class SetForm(StegvisForm):
    level = forms.ChoiceField(
        label="Vilket skydd har personen?", widget=forms.RadioSelect, choices=list(LEVELS.items())
    )
    reason = forms.CharField(
        label="Hur vet du det?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel: deltagaren visade beslutet från Skatteverket i dag. "
        "Skriv inte namn eller personnummer.",
    )
    readers = forms.MultipleChoiceField(
        label="Vem får se namn, personnummer och kontaktuppgifter?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Så få som möjligt. Alla andra slutar se uppgifterna direkt när du sparar.",
    )
    keep_contact = forms.BooleanField(
        label="Behåll kontaktuppgifter som bara de namngivna ser",
        required=False,
        help_text="Gäller skyddad folkbokföring och fingerade personuppgifter. Utan kryss tas "
        "adress, telefon och e-post bort och går inte att få tillbaka.",
    )


class ReasonForm(StegvisForm):
    reason = forms.CharField(label="Skäl", widget=forms.Textarea(attrs={"rows": 3}))


class ReaderForm(StegvisForm):
    account = forms.ChoiceField(label="Medarbetare")
    reason = forms.CharField(
        label="Varför behöver medarbetaren se uppgifterna?",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShowForm(StegvisForm):
    reason = forms.ChoiceField(
        label="Varför behöver du se identiteten?",
        widget=forms.RadioSelect,
        choices=list(REASONS.items()),
    )
    words = forms.CharField(
        label="Beskriv med egna ord",
        required=False,
        max_length=140,
        help_text=f"Behövs om du valde Annat. {LOGGED}",
    )

    def told(self) -> str:
        reason, words = self.cleaned_data["reason"], self.cleaned_data["words"].strip()
        if reason == OTHER and not words:
            raise RuleBroken("Beskriv varför du behöver se identiteten.", "words")
        return ". ".join(filter(None, ["" if reason == OTHER else REASONS[reason], words]))


class IdentityForm(StegvisForm):
    given_name = forms.CharField(label="Förnamn", max_length=80)
    family_name = forms.CharField(label="Efternamn", max_length=80)
    personal_number = forms.CharField(label="Personnummer", required=False, max_length=20)
    number_kind = kind_field()
    number_level = level_field()
    number_dormant = dormant_field()

    def clean_personal_number(self) -> Any:
        return number_of(self)


def subject_of(request: StaffRequest, pk: UUID, where: str, title: str) -> Subject:
    """The person as the actor's own authority has her. Raises NotVisible."""
    if where == "referral":
        referral = referring.own_draft(request.actor, pk)
        person, usual = referral.participant, referral.handler_id
        return Subject(where, pk, referral.scope, person, usual, _narrow(title, person))
    if where == "proposal":
        proposal = proposing.own_proposal(request.actor, pk).proposal
        person, usual = proposal.participant, proposal.handler_id
        return Subject(where, pk, proposal.scope, person, usual, _narrow(title, person))
    if where == "area":
        entry = area.entry_of(request.actor, pk)[1]
        person, usual = entry.participant, entry.participant.responsible_id
        return Subject(where, pk, entry.scope, person, usual, _narrow(title, person))
    case = queries.own_case(request.actor, pk)
    context: dict[str, Any] = {"layout": "layouts/case.html"} | frame(case, "person-show", title)
    return Subject(where, pk, case.scope, case.participant, case.case_manager_id, context)


def _narrow(title: str, person: Participant) -> dict[str, Any]:
    return {
        "layout": "layouts/narrow.html",
        "page_title": title,
        "name": queries.name_of(person),
    }


def protection_show(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    """What holds, who may see the person, and what has been decided."""
    subject = subject_of(request, pk, where, "Skyddade personuppgifter")
    guard = wills.guard_of(request.actor, subject.participant)
    identity = wills.identity_for(request.actor, subject.participant)
    may_set = may(request.actor, Permission.PROTECTION_SET, subject.scope)
    return page(
        request,
        "protection/show.html",
        subject.context
        | {
            "guard": guard,
            "is_protected": subject.participant.is_protected,
            "identity": identity,
            "has_contact": bool(identity and (identity.address or identity.phone)),
            "is_nameless": bool(guard.is_shown and identity is None),
            "level": subject.participant.get_protection_display() if guard.own else "",
            "may_set": may_set,
            "may_mark": may(request.actor, Permission.CURIOSITY_MARK, subject.scope),
            "may_keep": may_set and guard.own is not None,
            "may_name": may_set and (guard.own is not None or guard.is_abandoned),
            "minutes": actions.SHOWN_MINUTES,
            "readers": [
                {"row": one, "url": subject.url("reader-end", one.pk)} for one in guard.readers
            ],
            "urls": {name.replace("-", "_"): subject.url(name) for name in _PAGES},
        },
    )


_PAGES = (
    *("protection-set", "protection-lift", "reader-name", "identity-show", "identity-hide"),
    *("contact-remove", "identity-write", "curiosity-show"),
)


def protection_set(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    """Set the protection, or raise it. The first time at least one reader is named."""
    subject = subject_of(request, pk, where, "Skydda personuppgifter")
    if not may(request.actor, Permission.PROTECTION_SET, subject.scope):
        raise NotVisible
    usual = {"readers": [str(subject.usual_reader)] if subject.usual_reader else []}
    form = SetForm(request.POST or None, initial=usual)
    if subject.participant.is_protected:
        del form.fields["readers"]
    else:
        form.fields["readers"].choices = _choices(wills.possible_readers(request.actor))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _set(request, subject, form.cleaned_data))
    ):
        parking.forget_about(subject.pk, but=request.actor.account_id)
        messages.success(request, "Sparat. Skyddet gäller från och med nu.")
        return redirect(subject.url("protection-show"))
    return _form(request, subject, form, "set")


def _set(request: StaffRequest, subject: Subject, typed: dict[str, Any]) -> Any:
    return actions.protect(
        actor=request.actor,
        scope=subject.scope,
        participant=subject.participant,
        level=typed["level"],
        reason=typed["reason"],
        readers=[UUID(one) for one in typed.get("readers", [])],
        keep_contact=typed["keep_contact"],
    )


def protection_lift(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    subject = _kept(request, pk, where, "Ta bort skyddet")
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.lift(
                actor=request.actor,
                scope=subject.scope,
                participant=subject.participant,
                reason=form.cleaned_data["reason"],
            )
        )
    ):
        messages.success(request, "Skyddet är borttaget.")
        return redirect(subject.url("protection-show"))
    return _form(request, subject, form, "lift")


def reader_name(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    subject = subject_of(request, pk, where, "Lägg till en namngiven medarbetare")
    guard = wills.guard_of(request.actor, subject.participant)
    if not subject.participant.is_protected or not (guard.own or guard.is_abandoned):
        raise NotVisible
    named = {one.account_id for one in guard.readers}
    free = [one for one in wills.possible_readers(request.actor) if one.pk not in named]
    form = ReaderForm(request.POST or None)
    form.fields["account"].choices = [("", "Välj"), *_choices(free)]
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.name_reader(
                actor=request.actor,
                scope=subject.scope,
                participant=subject.participant,
                account_id=UUID(form.cleaned_data["account"]),
                reason=form.cleaned_data["reason"],
            )
        )
    ):
        messages.success(request, "Medarbetaren får nu se uppgifterna.")
        return redirect(subject.url("protection-show"))
    return _form(request, subject, form, "reader")


@require_POST
def reader_end(request: StaffRequest, pk: UUID, reader: UUID, where: str = "case") -> HttpResponse:
    subject = _kept(request, pk, where)
    row = NamedReader.objects.filter(
        pk=reader, owner_id=request.actor.organisation_id, participant=subject.participant
    ).first()
    if row is None:
        raise NotVisible
    actions.end_reader(
        actor=request.actor, scope=subject.scope, participant=subject.participant, reader=row
    )
    messages.success(request, "Medarbetaren ser inte längre uppgifterna.")
    return redirect(subject.url("protection-show"))


@fresh_post
def identity_show(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    """Open the identity for some minutes; to those who are not named, who can be asked instead."""
    subject = subject_of(request, pk, where, "Visa identitet")
    if not subject.participant.is_protected:
        raise NotVisible
    guard = wills.guard_of(request.actor, subject.participant)
    form = ShowForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.show(
                actor=request.actor,
                scope=subject.scope,
                participant=subject.participant,
                reason=form.told(),
            )
        )
    ):
        messages.success(request, f"Identiteten visas i {actions.SHOWN_MINUTES} minuter.")
        return redirect(subject.home)
    return _form(request, subject, form, "identity", guard=guard, minutes=actions.SHOWN_MINUTES)


@require_POST
def identity_hide(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    subject = _kept(request, pk, where)
    actions.hide(actor=request.actor, scope=subject.scope, participant=subject.participant)
    messages.success(request, "Identiteten är dold igen.")
    return redirect(subject.home)


@require_POST
def contact_remove(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    subject = _kept(request, pk, where)
    actions.remove_contact(
        actor=request.actor, scope=subject.scope, participant=subject.participant
    )
    messages.success(request, "Adress, telefon och e-post är borttagna.")
    return redirect(subject.url("protection-show"))


def identity_write(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    """Who somebody is that was taken in without identity, when a named reader has been told."""
    subject = _kept(request, pk, where, "Skriv in identitet")
    form = IdentityForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _write_identity(request, subject, form.cleaned_data))
    ):
        messages.success(request, "Identiteten är sparad. Bara de namngivna kan visa den.")
        return redirect(subject.url("protection-show"))
    return _form(request, subject, form, "write")


def _write_identity(request: StaffRequest, subject: Subject, typed: dict[str, Any]) -> Any:
    return actions.write_identity(
        actor=request.actor,
        scope=subject.scope,
        participant=subject.participant,
        particulars=Particulars(
            typed["given_name"].strip(),
            typed["family_name"].strip(),
            typed["personal_number"],
        ),
    )


def _kept(request: StaffRequest, pk: UUID, where: str, title: str = "") -> Subject:
    """The subject, for its named readers alone. Raises NotVisible for all others."""
    subject = subject_of(request, pk, where, title)
    if wills.guard_of(request.actor, subject.participant).own is None:
        raise NotVisible
    return subject


def _form(
    request: StaffRequest, subject: Subject, form: StegvisForm, kind: str, **more: Any
) -> HttpResponse:
    context = subject.context | more
    context |= {"kind": kind, "back": subject.url("protection-show")}
    context |= {"is_protected": subject.participant.is_protected}
    return page(request, "protection/form.html", context, form=form)


def _choices(accounts: list[Account]) -> list[tuple[str, str]]:
    return [(str(account.pk), account.name) for account in accounts]
