"""This file is where the dated facts of cases are fetched: one UNION ALL over all kinds.

One query for one case or for fifty. Every branch asks for the actor's own authority's rows, or
for what has been handed out to it; nothing is joined that could be hidden.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.casework.happening_shape import CASES, OWNER, PEOPLE, branch, when
from stegvis.casework.happenings_around import (
    grants,
    measured,
    own_words,
    registered,
    team_meetings,
    waited_for,
)
from stegvis.casework.happenings_of_record import agreed, done, ended, planned, worked
from stegvis.casework.known import Happening, Known, What
from stegvis.casework.models import Participation, RegisterExtract
from stegvis.core.compiled import Statement, compiled, one_of
from stegvis.core.dates import today


def known_of(
    actor: Actor, cases: Collection[Participation], *, with_grants: bool = False
) -> dict[UUID, Known]:
    """What is known of each of these cases, by id. Cases that the actor has fetched and owns,
    with participant; one query however many they are. `with_grants`: also what may be handed
    out to whom."""
    by_case: dict[UUID, list[Happening]] = defaultdict(list)
    people: dict[UUID, list[UUID]] = defaultdict(list)
    for case in cases:
        people[case.participant_id].append(case.pk)
    if cases:
        values = {
            OWNER: actor.organisation_id,
            CASES: [case.pk for case in cases],
            PEOPLE: list(people),
        }
        zone = timezone.get_current_timezone()
        statement = _statement(today(), with_grants, len(cases) == 1)
        for subject, kind, *columns in statement.run(values):
            happening = _happening(zone, kind, *columns)
            # A benefit is the person's, whichever of her cases it is asked for; an extract is
            # asked for once, and stands at the first of them.
            targets = [subject]
            if kind in (What.BENEFIT, What.BENEFIT_COURSE):
                targets = people[subject]
            elif kind == What.EXTRACT:
                targets = people[subject][:1]
            for case_id in targets:
                by_case[case_id].append(happening)
    return {case.pk: _known(case, tuple(by_case[case.pk])) for case in cases}


def _known(case: Participation, happenings: tuple[Happening, ...]) -> Known:
    return Known(
        case_id=case.pk,
        enrolled_on=case.enrolled_on,
        ended_on=case.ended_on,
        way=case.way,
        arm=case.arm,
        born_on=case.participant.born_on,
        has_case_manager=case.case_manager_id is not None,
        owner_key=owner.key if (owner := case._state.fields_cache.get("owner")) else "",
        happenings=happenings,
    )


def _happening(zone: tzinfo, kind: str, ref: UUID, *columns: Any) -> Happening:
    key, state, text, number, on, until, third, fourth, at = columns
    return Happening(
        kind,
        ref,
        key or "",
        state or "",
        text or "",
        number,
        on,
        until,
        third,
        fourth,
        at.astimezone(zone) if at else None,
    )


@lru_cache(maxsize=8)
def _statement(day: date, with_grants: bool, is_one: bool) -> Statement:
    """The whole union, written down once a day: today is one of its parameters."""
    if is_one:
        return _statement(day, with_grants, False).of_one()
    branches = [
        *([grants()] if with_grants else []),
        *agreed(),
        *planned(),
        *done(),
        *worked(),
        *ended(),
        *own_words(),
        *registered(),
        measured(),
        team_meetings(day),
        waited_for(),
        branch(
            RegisterExtract.objects.filter(
                owner_id=OWNER, participant_id__in=one_of(PEOPLE), released_at__isnull=True
            ),
            What.EXTRACT,
            case=F("participant_id"),
            on="asked_on",
            until="due_on",
            state=when(Q(by_herself=True), "herself"),
        ),
    ]
    return compiled(branches[0].union(*branches[1:], all=True))
