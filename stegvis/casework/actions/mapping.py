"""This file is where the mapping is begun, answered, given its way, and confirmed."""

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.mapping_values import find_question, read
from stegvis.casework.models import Mapping, MappingAnswer, Participation
from stegvis.core.dates import now
from stegvis.core.errors import Conflict, RuleBroken


@transaction.atomic
def start(*, actor: Actor, participation: Participation) -> Mapping:
    """The mapping to write in: the one begun, or a new version with the same answers.

    What was confirmed stays as it is, and counts until the new version is confirmed.
    """
    require(actor, Permission.MAPPING_WRITE, participation.scope)
    Participation.lock(participation)
    latest = _latest(actor, participation)
    if latest is not None and latest.confirmed_at is None:
        return latest
    mapping = Mapping.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        number=latest.number + 1 if latest else 1,
        way=participation.way,
        way_reason=latest.way_reason if latest else "",
    )
    if latest is not None:
        _copy_answers(actor, latest, mapping)
    record.change(Event.MAPPING_STARTED, mapping, number=mapping.number)
    return mapping


@transaction.atomic
def answer(
    *, actor: Actor, mapping: Mapping, question: str, value: str, is_need: bool, revision: int
) -> MappingAnswer | None:
    """Write one answer. `revision` is that of the answer seen, 0 when there was none.

    Empty is an answer too, since nothing is mandatory; nothing is made for one that never was.
    Raises RuleBroken for a confirmed mapping or what is no answer, Conflict (with the other's
    answer) when somebody else has written here meanwhile.
    """
    require(actor, Permission.MAPPING_WRITE, mapping.scope)
    _unconfirmed(mapping)
    found = find_question(_case(mapping).version.definition, question)
    if found is None:
        raise RuleBroken("Frågan finns inte i kartläggningen.")
    section, asked = found
    text = read(asked, value)
    need = is_need and asked.can_become_goal and bool(text)
    row = (
        MappingAnswer.objects.select_for_update()
        .filter(mapping=mapping, owner_id=actor.organisation_id, question=question)
        .first()
    )
    if row is None:
        return _first_answer(actor, mapping, question, section.category, text, need)
    if (row.value, row.is_need) == (text, need):
        return row
    if row.revision != revision:
        raise Conflict(row)
    row.value, row.is_need = text, need
    row.keep("value", "is_need")
    record.change(Event.MAPPING_ANSWERED, mapping, question=question, need=need)
    return row


@transaction.atomic
def choose_way(*, actor: Actor, participation: Participation, way: str, reason: str) -> Mapping:
    """Choose, together with the participant, which way she goes, and why; or change it later.

    The reason is kept with the mapping: in the one being written, otherwise in a new version
    with the same answers, confirmed at once. Raises RuleBroken where the programme has no ways,
    or does not let a chosen one be changed.
    """
    require(actor, Permission.MAPPING_WRITE, participation.scope)
    locked = Participation.lock(participation)
    _check_way(participation, locked.way, way)
    latest = _latest(actor, participation)
    is_settled = latest is not None and latest.confirmed_at is not None
    unchanged = latest is not None and (latest.way, latest.way_reason) == (way, reason.strip())
    if latest is not None and unchanged and locked.way == way:
        return latest
    mapping = Mapping.lock(start(actor=actor, participation=participation))
    mapping.way, mapping.way_reason = way, reason.strip()
    mapping.keep("way", "way_reason")
    locked.way = way
    locked.keep("way")
    record.change(Event.WAY_CHOSEN, participation, way=way)
    if is_settled:
        mapping.participation = participation
        return confirm(actor=actor, mapping=mapping)
    return mapping


@transaction.atomic
def confirm(*, actor: Actor, mapping: Mapping, revision: int | None = None) -> Mapping:
    """Confirm (fastställ): freezes this version and ends the one before. No section and no way
    is needed. Raises RuleBroken when it is confirmed already."""
    require(actor, Permission.MAPPING_WRITE, mapping.scope)
    _unconfirmed(mapping)
    locked = Mapping.lock(mapping, revision)
    moment = now()
    earlier = Mapping.objects.filter(
        participation=_case(mapping),
        owner_id=actor.organisation_id,
        confirmed_at__isnull=False,
        replaced_at__isnull=True,
    )
    for former in earlier.select_for_update(of=("self",)):
        former.replaced_at = moment
        former.keep("replaced_at")
    locked.confirmed_at = moment
    locked.keep("confirmed_at")
    record.change(Event.MAPPING_CONFIRMED, locked, number=locked.number, way=locked.way)
    return locked


def _latest(actor: Actor, participation: Participation) -> Mapping | None:
    return (
        Mapping.objects.filter(participation=participation, owner_id=actor.organisation_id)
        .order_by("-number")
        .first()
    )


def _copy_answers(actor: Actor, former: Mapping, mapping: Mapping) -> None:
    answers = MappingAnswer.objects.filter(mapping=former, owner_id=actor.organisation_id)
    MappingAnswer.objects.bulk_create(
        MappingAnswer(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            mapping=mapping,
            question=row.question,
            category=row.category,
            value=row.value,
            is_need=row.is_need,
        )
        for row in answers
    )


def _first_answer(
    actor: Actor, mapping: Mapping, question: str, category: str, text: str, need: bool
) -> MappingAnswer | None:
    if not text:
        return None
    row = MappingAnswer.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        mapping=mapping,
        question=question,
        category=category,
        value=text,
        is_need=need,
    )
    record.change(Event.MAPPING_ANSWERED, mapping, question=question, need=need)
    return row


def _unconfirmed(mapping: Mapping) -> None:
    """Locked as well, so that nobody confirms while an answer is being written."""
    if Mapping.lock(mapping).confirmed_at is not None:
        raise RuleBroken(
            "Kartläggningen är fastställd. Börja en ny version för att skriva mer; "
            "svaren följer med."
        )


def _case(mapping: Mapping) -> Participation:
    if mapping.participation is None:
        raise RuleBroken("Kartläggningen hör inte till något deltagande.")
    return mapping.participation


def _check_way(participation: Participation, current: str, way: str) -> None:
    ways = participation.version.definition.ways
    if ways is None:
        raise RuleBroken("Insatsen har inga olika vägar.", "way")
    if way not in {alternative.key for alternative in ways.alternatives}:
        raise RuleBroken("Välj en av vägarna.", "way")
    if current and current != way and not ways.can_be_changed:
        raise RuleBroken("I den här insatsen ändras inte vägen när den är vald.", "way")
