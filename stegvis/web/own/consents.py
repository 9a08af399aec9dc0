"""This file is where the participant gives, refuses, changes and withdraws her consents herself."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stegvis.access.policy import NotVisible
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import own_queries as mine
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import queries as wills
from stegvis.participants.actions import own_consent as actions
from stegvis.participants.actions.consent import Cell, Form
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.admission import ConsentText
from stegvis.web.casework.consent import (
    IN,
    OUT,
    Receiver,
    Ticked,
    purpose_of,
    receivers_of,
    ticked,
)
from stegvis.web.casework.consent_papers import receipt
from stegvis.web.casework.papers import pdf
from stegvis.web.own.consent_words import ConsentWords, consent_words, swedish_words
from stegvis.web.own.pages import OwnForm, OwnRequest, own_page
from stegvis.web.own.words import STATES, category_name, kind_name


def own_consents(request: OwnRequest) -> HttpResponse:
    """Each kind apart, for each programme: what she has answered, and what that means."""
    cases, given = mine.cases(request.person), mine.consents(request.person)
    return own_page(
        request,
        "own/consents.html",
        {
            "page_title": _("Mina samtycken"),
            "cases": [
                {
                    "case": case,
                    "owner": case.owner,
                    "programme": case.version.programme.short_name,
                    "kinds": _kinds(case, given),
                    "has_given": any(wills.Standing(c).is_given for c in _at_owner(given, case)),
                }
                for case in cases
            ],
        },
    )


def _at_owner(given: Iterable[Consent], case: Participation) -> list[Consent]:
    """Her answers to the authority that has the case, newest first."""
    return [c for c in given if c.participation_id == case.pk and c.owner_id == case.owner_id]


def _in_force(given: Iterable[Consent], case: Participation, kind: str) -> list[Consent]:
    """Every yes of one kind in one case, whichever authority keeps it. A party that hands out
    something of its own keeps the consent for that itself; to her it is one question."""
    return [
        consent
        for consent in given
        if consent.participation_id == case.pk
        and consent.kind == kind
        and wills.Standing(consent).is_given
    ]


def _kinds(case: Participation, given: list[Consent]) -> list[dict[str, Any]]:
    rows = []
    for text in case.version.definition.consent.consents:
        stand = wills.standing(_at_owner(given, case), text.kind)
        held = _in_force(given, case, text.kind.value)
        is_secrecy = text.kind.value == ConsentKind.SECRECY
        label, color = STATES["given" if held else stand.state]
        name, sentence = kind_name(case.version.definition, text.kind)
        rows.append(
            {
                "kind": text.kind.value,
                "name": name,
                "sentence": sentence,
                "label": label,
                "color": color,
                "consent": stand.consent or next(iter(held), None),
                "is_given": bool(held),
                "rules": _rules(case, held) if is_secrecy else [],
                "can_answer": case.is_ongoing or not is_secrecy,
                "is_secrecy": is_secrecy,
            }
        )
    return rows


def _rules(case: Participation, held: Iterable[Consent]) -> list[dict[str, Any]]:
    """The matrix as sentences: who may give what to whom."""
    found: dict[tuple[str, str], set[str]] = {}
    for grant in (grant for consent in held for grant in consent.grants.all()):
        if grant.withdrawn_at is None:
            ends = (grant.giver.name, grant.receiver.name)
            found.setdefault(ends, set()).add(grant.category)
    definition = case.version.definition
    order = {category.key: n for n, category in enumerate(definition.consent.categories)}
    return [
        {
            "giver": giver,
            "receiver": receiver,
            "what": [
                category_name(definition, key)
                for key in sorted(keys, key=lambda k: order.get(k, 0))
            ],
        }
        for (giver, receiver), keys in sorted(found.items())
    ]


class AnswerForm(OwnForm):
    """Yes or no; for secrecy consent also what each authority may get and give. Nothing is ticked
    beforehand: a box that somebody else has ticked is no consent."""

    answer = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        case: Participation,
        receivers: Iterable[Receiver] = (),
        chosen: Ticked,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.receivers = list(receivers)
        self.fields["answer"].label = _("Ditt svar")
        self.fields["answer"].choices = [("yes", _("Ja")), ("no", _("Nej"))]
        definition, owner = case.version.definition, case.owner.name
        categories = [
            (category.key, category_name(definition, category.key))
            for category in definition.consent.categories
        ]
        for number, receiver in enumerate(self.receivers):
            name = receiver.organisation.name
            ends = {"owner": owner, "party": name}
            for way, label in (
                (OUT, _("%(owner)s får lämna till %(party)s:") % ends),
                (IN, _("%(party)s får lämna till %(owner)s:") % ends),
            ):
                self.fields[f"{way}_{number}"] = forms.MultipleChoiceField(
                    label=label,
                    required=False,
                    choices=categories,
                    widget=forms.CheckboxSelectMultiple,
                    initial=[
                        key
                        for key, __ in categories
                        if (way, receiver.organisation.pk, key) in chosen
                    ],
                )

    def parties(self) -> list[dict[str, Any]]:
        """For the page: each authority with its two questions. That no box must be ticked is said
        once, above them."""
        for number in range(len(self.receivers)):
            for way in (OUT, IN):
                self[f"{way}_{number}"].field.is_marked_optional = False
        return [
            {
                "name": receiver.organisation.name,
                "fields": [self[f"{OUT}_{number}"], self[f"{IN}_{number}"]],
            }
            for number, receiver in enumerate(self.receivers)
        ]

    def cells(self, owner_id: UUID) -> list[Cell]:
        found = []
        for number, receiver in enumerate(self.receivers):
            party = receiver.organisation.pk
            found += [
                Cell(owner_id, party, key) for key in self.cleaned_data.get(f"{OUT}_{number}", ())
            ]
            found += [
                Cell(party, owner_id, key) for key in self.cleaned_data.get(f"{IN}_{number}", ())
            ]
        return found


def own_consent_answer(request: OwnRequest, pk: UUID, kind: str) -> HttpResponse:
    """Say yes or no, or change who may get what."""
    case = mine.case(request.person, pk)
    text = _text(case, kind)
    is_secrecy = kind == ConsentKind.SECRECY
    given = mine.consents(request.person)
    stand = wills.standing(_at_owner(given, case), kind)
    form = AnswerForm(
        request.POST or None,
        case=case,
        receivers=receivers_of(case) if is_secrecy else (),
        chosen={
            tick
            for consent in (_in_force(given, case, kind) if is_secrecy else ())
            for tick in ticked(consent, case.owner_id)
        },
        initial={"answer": "yes" if stand.is_given else None},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _answer(request, case, text, form, given))
    ):
        messages.success(request, _("Ditt svar är sparat. Det gäller från och med nu."))
        return redirect("own-consents")
    name, sentence = kind_name(case.version.definition, kind)
    return own_page(
        request,
        "own/consent_answer.html",
        {
            "page_title": name,
            "sentence": sentence,
            "case": case,
            "owner": case.owner,
            "is_secrecy": is_secrecy,
            "is_change": stand.is_given,
            **_what_she_reads(case, kind),
        },
        form=form,
    )


def _what_she_reads(case: Participation, kind: str) -> dict[str, Any]:
    """The form in her language, and the Swedish text beside it when that is another one."""
    definition = case.version.definition
    words: ConsentWords = consent_words(definition.consent, kind)
    return {
        "words": words,
        "swedish": swedish_words(definition.consent, kind) if words.is_translated else None,
        "categories": [
            {"name": category_name(definition, one.key), "text": one.explanation}
            for one in words.categories
        ],
    }


def _text(case: Participation, kind: str) -> ConsentText:
    """The definition's text. Raises NotVisible for a kind that the programme does not ask for, and
    for handing out once it has ended."""
    texts = {text.kind.value: text for text in case.version.definition.consent.consents}
    if kind not in texts or (kind == ConsentKind.SECRECY and not case.is_ongoing):
        raise NotVisible
    return texts[kind]


def _answer(
    request: OwnRequest,
    case: Participation,
    text: ConsentText,
    form: AnswerForm,
    given: list[Consent],
) -> Consent:
    """Her answer to the owner. A no is a no to the parties' own consents in the case too, and a
    box that she leaves empty is empty in theirs."""
    is_yes = form.cleaned_data["answer"] == "yes"
    kind = text.kind.value
    cells = form.cells(case.owner_id) if is_yes else []
    if kind == ConsentKind.SECRECY and is_yes and not cells:
        raise RuleBroken(_("Kryssa i minst en ruta, eller svara nej."), "answer")
    said = Form(
        kind=kind,
        purpose=purpose_of(case) if kind == ConsentKind.SECRECY else text.title,
        version=case.version.definition.consent.form_version,
        language=consent_words(case.version.definition.consent, kind).form_language,
        given_on=today(),
        on_paper=False,
        refused=not is_yes,
        valid_to=text.lasts.after(today()) if text.lasts and is_yes else None,
    )
    for consent in _in_force(given, case, kind):
        if consent.owner_id == case.owner_id:
            continue
        if not is_yes:
            actions.withdraw(actor=request.person, consent=consent)
        elif kind == ConsentKind.SECRECY:
            _narrow(request, case, consent, said, form)
    return actions.answer(
        actor=request.person,
        participant_id=case.participant_id,
        participation_id=case.pk,
        programme=case.version,
        form=said,
        cells=cells,
    )


def _narrow(
    request: OwnRequest, case: Participation, consent: Consent, said: Form, form: AnswerForm
) -> None:
    """Take from a party's own consent what the page asked about and she left unticked."""
    kept = set(form.cells(case.owner_id))
    asked = {receiver.organisation.pk for receiver in form.receivers}
    live = [
        Cell(grant.giver_id, grant.receiver_id, grant.category)
        for grant in consent.grants.all()
        if grant.withdrawn_at is None
    ]
    left = [cell for cell in live if cell in kept or not _is_asked(cell, case.owner_id, asked)]
    if left == live:
        return
    if not left:
        actions.withdraw(actor=request.person, consent=consent)
        return
    actions.answer(
        actor=request.person,
        participant_id=consent.participant_id,
        participation_id=case.pk,
        programme=case.version,
        form=said,
        cells=left,
    )


def _is_asked(cell: Cell, owner_id: UUID, parties: set[UUID]) -> bool:
    """The page asks about what goes between the owner and each of the parties it shows."""
    ends = {cell.giver_id, cell.receiver_id}
    return owner_id in ends and bool(ends & parties)


class TakeBackForm(OwnForm):
    receiver = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, parties: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].label = _("Vad vill du ta tillbaka?")
        self.fields["receiver"].choices = [
            ("all", _("Allt")),
            *((str(pk), _("Bara det om %(party)s") % {"party": n}) for pk, n in parties.items()),
        ]


def own_consent_withdraw(request: OwnRequest, pk: UUID, kind: str) -> HttpResponse:
    """Take back, whole or for one authority. The page says first what that does and does not."""
    case = mine.case(request.person, pk)
    held = _in_force(mine.consents(request.person), case, kind)
    if not held:
        raise NotVisible
    parties = {
        party.pk: party.name
        for consent in held
        for party in _parties(consent)
        if party.pk != case.owner_id
    }
    # Nothing is chosen for her where there is a choice: one press must not take back all.
    initial = {} if parties else {"receiver": "all"}
    form = TakeBackForm(request.POST or None, parties=parties, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _take_back(request, held, form.cleaned_data["receiver"]))
    ):
        messages.success(request, _("Du har tagit tillbaka ditt ja. Det gäller från nu."))
        return redirect("own-consents")
    return own_page(
        request,
        "own/consent_withdraw.html",
        {
            "page_title": _("Ta tillbaka ditt ja"),
            "name": kind_name(case.version.definition, kind)[0],
            "owner": case.owner,
            "is_secrecy": kind == ConsentKind.SECRECY,
        },
        form=form,
    )


def _parties(consent: Consent) -> set[Organisation]:
    """The authorities at either end of what is still agreed to."""
    live = [grant for grant in consent.grants.all() if grant.withdrawn_at is None]
    return {end for grant in live for end in (grant.receiver, grant.giver)}


def _take_back(request: OwnRequest, held: Iterable[Consent], chosen: str) -> bool:
    """The whole, or everything to and from one authority, in every consent that says so."""
    for consent in held:
        if chosen == "all":
            actions.withdraw(actor=request.person, consent=consent)
        elif UUID(chosen) in {party.pk for party in _parties(consent)}:
            actions.withdraw(actor=request.person, consent=consent, receiver_id=UUID(chosen))
    return True


def own_receipt(request: OwnRequest, pk: UUID) -> HttpResponse:
    """What she has agreed to, as a paper to keep; the Swedish text is the one that counts."""
    case = mine.case(request.person, pk)
    given = _at_owner(mine.consents(request.person), case)
    in_force = [row for row in given if wills.Standing(row).is_given]
    if not in_force:
        raise RuleBroken(_("Du har inte sagt ja till något just nu."))
    secrecy = wills.standing(given, ConsentKind.SECRECY)
    newest = secrecy.consent if secrecy.consent and secrecy.is_given else in_force[0]
    identity = next(
        row for row in mine.identities(request.person) if row.participant_id == case.participant_id
    )
    participant = {"first_name": identity.given_name, "masked_number": identity.masked_number}
    record.look(Event.DOCUMENT_EXPORTED, newest, purpose="kvitto på samtycke")
    data = receipt(case, given, newest, case.owner.name, participant)
    return pdf("consent_receipt", data, "samtyckeskvitto.pdf")
