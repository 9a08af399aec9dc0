"""This file is where it is read whom a programme may take over from an earlier one that the same
authority runs, and what is known of them against its target group."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from stegvis.access.actor import Actor
from stegvis.casework.models import Participation
from stegvis.casework.queries import listed
from stegvis.core.dates import age_on
from stegvis.participants.models import Benefit, Participant
from stegvis.programmes.definition import Definition
from stegvis.programmes.facts import Judgement, evaluate
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import CriterionKind

MOST_ROWS = 200


@dataclass(frozen=True)
class Candidate:
    """Somebody in the earlier programme, and what is known about her against the criteria."""

    case: Participation
    against: tuple[str, ...]
    unclear: tuple[str, ...]


def keys_of(definition: Definition) -> list[str]:
    """The programmes that run here and that this one takes people over from."""
    return [one.key for one in definition.predecessors if one.takes_over_people and one.key]


def candidates(actor: Actor, version: ProgrammeVersion, day: date) -> list[Candidate]:
    """Ongoing participants of the earlier programmes at the actor's own authority, those whom
    nothing speaks against first. Two queries; every person seen is logged."""
    latest = Benefit.objects.filter(owner_id=actor.organisation_id).order_by("-starts_on")
    rows = list(
        Participation.objects.visible_to(actor)
        .ongoing()
        .filter(
            owner_id=actor.organisation_id,
            version__programme__key__in=keys_of(version.definition),
        )
        .select_related("participant__identity", "version__programme", "case_manager")
        .prefetch_related(Prefetch("participant__benefits", latest))
        .order_by("enrolled_on")[:MOST_ROWS]
    )
    listed(rows)
    found = [_weighed(row, version, day) for row in rows]
    return sorted(found, key=lambda one: len(one.against))


def against(person: Participant, version: ProgrammeVersion, day: date) -> list[str]:
    """Criteria that what is known of the person speaks against."""
    return [one.criterion.text for one in _judged(person, version, day) if one.stands_in_the_way]


def _weighed(row: Participation, version: ProgrammeVersion, day: date) -> Candidate:
    judged = _judged(row.participant, version, day)
    return Candidate(
        row,
        tuple(one.criterion.text for one in judged if one.stands_in_the_way),
        tuple(
            one.criterion.text
            for one in judged
            if one.outcome == "unclear" and one.criterion.kind != CriterionKind.PRIORITY
        ),
    )


def _judged(person: Participant, version: ProgrammeVersion, day: date) -> list[Judgement]:
    """By age, sex and the latest benefit: what the own register holds. The rest is for people."""
    definition = version.definition
    facts: dict[str, object] = {"sex": person.sex}
    if person.born_on:
        facts["age"] = age_on(person.born_on, day)
    benefit = next(
        (one for one in person.benefits.all() if one.ends_on is None or one.ends_on >= day), None
    )
    if benefit is not None:
        facts["benefit"] = benefit.kind
    vocabulary = definition.vocabulary
    known = {key: value for key, value in facts.items() if key in vocabulary}
    return [evaluate(one, known, vocabulary=vocabulary) for one in definition.target_group.criteria]
