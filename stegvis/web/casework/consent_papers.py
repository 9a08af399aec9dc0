"""This file is where consent is put on paper: the form to sign, and the receipt to keep."""

from uuid import UUID

from django.http import HttpResponse

from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import queries
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants import queries as wills
from stegvis.participants.legal_bases import basis_of
from stegvis.participants.models import Consent, ConsentKind
from stegvis.programmes.admission import ConsentText
from stegvis.programmes.wording import LANGUAGES
from stegvis.web.casework.consent import (
    OUT,
    SECRECY,
    WHILE_TAKING_PART,
    other_texts,
    purpose_of,
    receivers_of,
    ticked,
)
from stegvis.web.casework.papers import letter, named, participant_of, pdf
from stegvis.web.documents import typesetting
from stegvis.web.shared.pages import StaffRequest


def consent_form(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The form on paper, to go through and sign."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    template = case.version.definition.consent
    data: typesetting.ConsentForm = {
        **letter(request, case),
        "participant": named(wills.identity_for(request.actor, case.participant)),
        "period": WHILE_TAKING_PART,
        "form_version": template.form_version,
        "purpose": purpose_of(case),
        "receivers": [receiver.organisation.name for receiver in receivers_of(case)],
        "categories": [
            {"label": category.label, "description": category.explanation}
            for category in template.categories
        ],
        "other_consents": [{"title": text.title, "text": text.text} for text in other_texts(case)],
        "how_to_withdraw": template.withdrawal,
        "signers": [
            {"role": "Deltagare", "name": None},
            {"role": "Mottaget av", "name": request.actor.name},
        ],
    }
    record.look(Event.DOCUMENT_EXPORTED, case, purpose="blankett för samtycke")
    return pdf("consent_form", data, "samtyckesblankett.pdf")


def consent_receipt(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What she has agreed to, for her to keep."""
    case = queries.own_case(request.actor, pk)
    require(request.actor, Permission.DOCUMENT_EXPORT, case.scope)
    consents = wills.consents_of(request.actor, case.pk)
    given = [row for row in consents if wills.Standing(row).is_given]
    if not given:
        raise RuleBroken("Inget samtycke gäller just nu, så ett kvitto går inte att skriva ut.")
    secrecy = wills.standing(consents, ConsentKind.SECRECY)
    newest = secrecy.consent if secrecy.consent and secrecy.is_given else given[0]
    participant = participant_of(request, case)
    data = receipt(case, consents, newest, request.actor.organisation_name, participant)
    record.look(Event.DOCUMENT_EXPORTED, newest, purpose="kvitto på samtycke")
    return pdf("consent_receipt", data, "samtyckeskvitto.pdf")


def receipt(
    case: Participation,
    consents: list[Consent],
    newest: Consent,
    owner: str,
    participant: typesetting.Participant,
) -> typesetting.ConsentReceipt:
    """What the receipt says, whoever asks for it: staff, or the participant herself.

    It repeats the form that she answered, also when the case has been moved to a later version.
    """
    template = newest.version.definition.consent
    chosen = ticked(newest, case.owner_id)
    receivers = receivers_of(case, newest.version)
    return {
        "owner": owner,
        "programme": case.version.programme.name,
        "printed_on": today(),
        "participant": participant,
        "given_on": newest.given_on,
        "given_how": "skriftligt på papper" if newest.on_paper else "på dina egna sidor",
        "valid_to": newest.valid_to or WHILE_TAKING_PART,
        "taken_by": newest.taken_by.name if newest.on_paper else "deltagaren själv",
        "form_version": newest.form_version,
        "language": LANGUAGES.get(newest.form_language, newest.form_language),
        "purpose": "\n".join(purpose.label for purpose in template.purposes),
        "bases": [
            {"purpose": purpose.label, "basis": basis_of(purpose.key, case.owner.kind).sentence}
            for purpose in template.purposes
        ],
        "receivers": [receiver.organisation.name for receiver in receivers],
        "categories": [
            {
                "label": category.label,
                "description": category.explanation,
                "granted": [
                    (OUT, receiver.organisation.pk, category.key) in chosen
                    for receiver in receivers
                ],
            }
            for category in template.categories
        ],
        "other_consents": [
            _other(text, consents) for text in template.consents if text.kind.value != SECRECY
        ],
        "how_to_withdraw": template.withdrawal,
    }


def _other(text: ConsentText, consents: list[Consent]) -> typesetting.OtherConsent:
    stand = wills.standing(consents, text.kind)
    until = stand.consent.valid_to if stand.consent else None
    return {
        "title": text.title,
        "text": None,
        "is_given": stand.is_given,
        "valid_to": until or WHILE_TAKING_PART,
    }
