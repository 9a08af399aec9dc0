"""This file is where one authority asks another, and answers."""

import re
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework import windows
from stegvis.casework.actions.introduction import introduce
from stegvis.casework.actions.sending import category_of
from stegvis.casework.models import Answer, Participation, Question, QuestionKind, Referral
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Consent, Ground, Participant
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat

MOST_CHARACTERS = 20_000
# Six or eight digits and four more, however they are spaced: a personal number, or a telephone
# number, which points somebody out just as well.
_POINTS_OUT = re.compile(
    r"(?<!\d)(?:\d{2}\s?)?\d{2}\s?\d{2}\s?\d{2}\s?[-–+]?\s?\d{2}\s?\d{2}(?!\d)"
)


@transaction.atomic
def inquire(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    receiver_id: UUID,
    text: str,
    answer_by: date | None = None,
) -> Question:
    """Ask an operator whether somebody would fit, before naming her (avidentifierad förfrågan).

    No consent is needed, because nobody is named. Raises RuleBroken for a text that holds what
    looks like a personal number, and when the programme takes no such inquiries.
    """
    require(actor, Permission.INQUIRY_SEND, own_scope(actor, version.programme_id))
    operator = ProgrammeParty.objects.filter(
        version=version, organisation_id=receiver_id, seat=Seat.OPERATOR
    )
    if not version.definition.intake.deidentified_inquiry or not operator.exists():
        raise RuleBroken("Insatsen tar inte emot avidentifierade förfrågningar.", "way")
    _refuse_number(text)
    return ask(
        actor=actor,
        permission=Permission.INQUIRY_SEND,
        scope=own_scope(actor, version.programme_id),
        kind=QuestionKind.INQUIRY,
        version=version,
        receiver_id=receiver_id,
        addressee_id=None,
        text=text,
        answer_by=answer_by,
        ground=Ground.NO_PERSON,
    )


@transaction.atomic
def ask(
    *,
    actor: Actor,
    permission: Permission,
    scope: Scope,
    kind: str,
    version: ProgrammeVersion,
    receiver_id: UUID,
    addressee_id: UUID | None,
    text: str,
    answer_by: date | None,
    participation: Participation | None = None,
    referral: Referral | None = None,
    participant: Participant | None = None,
    ground: str = Ground.CONSENT,
    reason: str = "",
    assessment: str = "",
    consent: Consent | None = None,
    category: str = "",
) -> Question:
    """Ask another authority and disclose the question to it, frozen, in the same transaction.

    On the ground of consent, the consent is: the one given; otherwise, for a question back to
    the authority that referred the person, the referral's own ground; otherwise the secrecy
    consent in force of the participation for this category of information and this receiver.
    Another ground needs a reason and a secrecy assessment. `category` is a key of the definition's
    categories; left out, it is planning. `participant` is the asker's own, when it has one.

    Raises RuleBroken for an empty text, a day that has passed, or consent that does not reach.
    """
    require(actor, permission, scope)
    _check(text, answer_by)
    question = Question.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        kind=kind,
        receiver_id=receiver_id,
        addressee_id=addressee_id,
        version=version,
        participant=participant,
        participation=participation,
        referral=referral,
        text=text.strip(),
        asked_on=today(),
        answer_by=answer_by,
    )
    category = category or category_of(version.definition, "planning")
    if ground == Ground.CONSENT and consent is None:
        if referral is not None and referral.owner_id == receiver_id:
            ground, reason = referral.ground, referral.ground_reason
            assessment = referral.assessed
        else:
            consent = _consent(actor, participation, receiver_id, category)
    disclosure.make(
        actor=actor,
        permission=permission,
        scope=scope,
        item=question,
        title=question.get_kind_display().capitalize(),
        receiver_id=receiver_id,
        category=category,
        ground=ground,
        reason=reason,
        assessment=assessment,
        consent=consent,
        participation_id=participation.pk if participation else None,
        valid_to=windows.last_day(participation, receiver_id) if participation else None,
    )
    if participation is not None and ground == Ground.CONSENT:
        # Nobody can answer about a person whom she does not know.
        introduce(
            actor=actor,
            permission=permission,
            participation=participation,
            receiver_id=receiver_id,
        )
    record.change(
        Event.INQUIRY_SENT if kind == QuestionKind.INQUIRY else Event.QUESTION_ASKED,
        question,
        kind=kind,
        receiver=receiver_id,
    )
    return question


@transaction.atomic
def answer(*, actor: Actor, question: Question, text: str) -> Answer:
    """Answer a question that has been put to the actor's authority. The answer is the answerer's
    own record, read by the asker; it is not changed, but more can be added in a new one.

    Raises RuleBroken for an empty text, and for a number in the answer to an inquiry.
    """
    require(actor, Permission.QUESTION_ANSWER, own_scope(actor, question.version.programme_id))
    if question.receiver_id != actor.organisation_id:
        raise RuleBroken("Frågan är ställd till en annan myndighet.", "text")
    _check(text, None)
    if question.kind == QuestionKind.INQUIRY:
        _refuse_number(text)
    row = Answer.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        question=question,
        receiver_id=question.owner_id,
        text=text.strip(),
        answered_on=today(),
    )
    about = Referral.objects.filter(owner_id=actor.organisation_id, questions=question)
    journal().add(
        Event.QUESTION_ANSWERED,
        owner_id=row.owner_id,
        item_kind=row.item_kind,
        item_id=row.pk,
        participant_id=about.values_list("participant_id", flat=True).first(),
        detail={"question": question.pk, "receiver": question.owner_id},
    )
    return row


def _consent(
    actor: Actor, participation: Participation | None, receiver_id: UUID, category: str
) -> Consent:
    grants = (
        disclosure.consented_receivers(participation.pk, actor.organisation_id, category)
        if participation
        else []
    )
    for grant in grants:
        if grant.receiver_id == receiver_id:
            return grant.consent
    raise RuleBroken(
        "Samtycket omfattar inte den här mottagaren och det här slaget av uppgift. Fråga personen, "
        "eller ange en annan grund och skälet till den.",
        "ground",
    )


def _check(text: str, answer_by: date | None) -> None:
    if not text.strip():
        raise RuleBroken("Skriv något i rutan.", "text")
    if len(text) > MOST_CHARACTERS:
        raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken. Korta den.", "text")
    if answer_by is not None and answer_by < today():
        raise RuleBroken("Svarsdagen har redan varit. Välj en dag framåt.", "answer_by")


def _refuse_number(text: str) -> None:
    if _POINTS_OUT.search(text):
        raise RuleBroken(
            "Texten innehåller något som ser ut som ett personnummer eller telefonnummer. Ta bort "
            "det: en avidentifierad förfrågan får inte peka ut någon.",
            "text",
        )
