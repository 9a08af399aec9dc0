"""This file is where register extracts are fetched: by staff who may hand them over, and by her."""

from uuid import UUID

from django.db.models import Q, QuerySet

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import ExtractContent, Participation, RegisterExtract
from stegvis.casework.register import only_when_shown
from stegvis.participants.models import Participant


def own_person(actor: Actor, pk: UUID) -> tuple[Participant, Scope]:
    """A participant of the actor's own authority for whom she may hand over an extract: hers as
    the official responsible, or through a case that she sees. Raises NotVisible."""
    participant = (
        Participant.objects.filter(owner_id=actor.organisation_id, pk=pk)
        .select_related("identity")
        .first()
    )
    if participant is None:
        raise NotVisible
    case = (
        Participation.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, participant_id=pk)
        .select_related("version")
        .order_by("-enrolled_on")
        .first()
    )
    official = participant.responsible_id
    responsible = frozenset({official} if official else ())
    scope = case.scope if case else Scope(actor.organisation_id, None, responsible)
    if not may(actor, Permission.EXTRACT_RELEASE, scope):
        raise NotVisible
    record.look(Event.PERSON_READ, participant, purpose="registerutdrag")
    return participant, scope


def extracts_of(actor: Actor, participant: Participant) -> list[RegisterExtract]:
    """Her requests at the actor's authority, newest first."""
    return list(
        RegisterExtract.objects.visible_to(actor)
        .filter(participant=participant)
        .select_related("reviewed_by")
    )


def extract(actor: Actor, pk: UUID) -> tuple[RegisterExtract, Participant, Scope]:
    """One request, with the person and the scope in which it is judged. Raises NotVisible."""
    found = RegisterExtract.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    participant, scope = own_person(actor, found.participant_id)
    return found, participant, scope


def waiting(actor: Actor) -> QuerySet[RegisterExtract]:
    """Requests that wait for the actor: of persons in cases she sees, or that she has."""
    cases = Participation.objects.visible_to(actor).filter(owner_id=actor.organisation_id)
    return (
        RegisterExtract.objects.visible_to(actor)
        .waiting()
        .filter(
            Q(participant__in=cases.values("participant_id"))
            | Q(participant__responsible_id=actor.account_id)
        )
    )


def own_extracts(person: Person) -> list[RegisterExtract]:
    """Her own requests, at every authority that knows her, newest first."""
    return list(
        RegisterExtract.objects.filter(participant_id__in=person.participants).select_related(
            "owner"
        )
    )


def content(actor: Actor, pk: UUID) -> ExtractContent:
    """What was handed over, for staff to print. Raises NotVisible before it has been, and
    RuleBroken as `everything` does."""
    found, participant, _ = extract(actor, pk)
    only_when_shown(actor, participant)
    return _content(found)


def _content(extract: RegisterExtract) -> ExtractContent:
    found = ExtractContent.objects.filter(extract=extract, owner_id=extract.owner_id).first()
    if found is None:
        raise NotVisible
    record.look(Event.EXTRACT_FETCHED, extract)
    return found


def own_content(person: Person, pk: UUID) -> ExtractContent:
    """The same for herself. Raises NotVisible."""
    found = RegisterExtract.objects.filter(pk=pk, participant_id__in=person.participants).first()
    if found is None:
        raise NotVisible
    return _content(found)
