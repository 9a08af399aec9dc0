"""This file is where Mina deltagare is read: who, which step, what comes next, last contact.

Two queries for a team's list however long each case's history is; every person shown is logged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator

from stegvis.access.actor import Actor
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.casework.deadline import Deadline
from stegvis.casework.deadlines import next_of
from stegvis.casework.happenings import known_of
from stegvis.casework.models import Participation
from stegvis.casework.progress import StepStatus, step_of
from stegvis.casework.queries import (
    identity_of,
    listed,
    name_of,
    name_values,
    named,
    named_somehow,
)
from stegvis.core.compiled import Rows
from stegvis.core.dates import today
from stegvis.core.sorting import sort_key

PAGE_SIZE = 50
MOST_SORTED = 200
"""Up to so many, all are read and may be ordered by what is derived; longer lists by name only."""

SORTS = {
    "namn": "Namn",
    "datum": "Nästa datum",
    "kontakt": "Senaste kontakt",
    "start": "Startade",
}


@dataclass(frozen=True)
class Row:
    case: Participation
    name: str
    step: StepStatus | None
    deadline: Deadline | None
    last_contact_on: date | None


@dataclass(frozen=True)
class Caseload:
    """A page of cases; `is_long` means that the list can only be ordered by name or start."""

    page: Page[Any]
    rows: list[Row]
    sort: str
    is_long: bool


def caseload(
    actor: Actor,
    *,
    only_mine: bool = True,
    is_ended: bool = False,
    name: str = "",
    sort: str = "",
    number: str = "1",
) -> Caseload:
    """Ongoing cases: the actor's own, or all that she may see; or those that have ended."""
    sort = sort if sort in SORTS else "namn"
    first = _first(actor, only_mine, is_ended, name)
    if len(first) > MOST_SORTED:
        cases = _cases(actor, only_mine, is_ended, named(actor, name) if name else None)
        if sort == "start":
            cases = cases.order_by("enrolled_on", "pk")
        page = Paginator(cases, PAGE_SIZE).get_page(number)
        shown = _rows(actor, list(page.object_list))
        is_long = True
    elif sort in _OF_CASES:
        page = Paginator(sorted(first, key=_OF_CASES[sort]), PAGE_SIZE).get_page(number)
        shown = _rows(actor, list(page.object_list))
        is_long = False
    else:
        page = Paginator(sorted(_rows(actor, first), key=_OF_ROWS[sort]), PAGE_SIZE).get_page(
            number
        )
        shown = list(page.object_list)
        is_long = False
    listed(row.case for row in shown)
    return Caseload(page, shown, sort, is_long)


def _first(actor: Actor, only_mine: bool, is_ended: bool, name: str) -> list[Participation]:
    """As many as are read and ordered by what is derived, and one more if there are more."""
    somebody, rows = _written(shape_of(actor), today(), only_mine, is_ended, bool(name))
    values = dict(somebody.ids_of(actor))
    return rows.run(values | name_values(name) if name else values)


@lru_cache(maxsize=64)
def _written(
    shape: Shape, _day: date, only_mine: bool, is_ended: bool, is_named: bool
) -> tuple[Somebody, Rows]:
    """In SQL once a day for all who have the same roles."""
    somebody = Somebody(shape)
    actor = somebody.actor
    cases = _cases(actor, only_mine, is_ended, named_somehow(actor) if is_named else None)
    return somebody, Rows(cases[: MOST_SORTED + 1])


def _cases(actor: Actor, only_mine: bool, is_ended: bool, people: Any) -> Any:
    cases = (
        Participation.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, ended_on__isnull=not is_ended)
        .in_a_list(of_several=not only_mine)
        .order_by("participant__identity__family_key", "pk")
    )
    if only_mine:
        cases = cases.filter(case_manager_id=actor.account_id)
    return cases if people is None else cases.filter(participant__in=people)


def _rows(actor: Actor, cases: Sequence[Participation]) -> list[Row]:
    day = today()
    known = known_of(actor, cases)
    rows = []
    for case in cases:
        definition, facts = case.version.definition, known[case.pk]
        rows.append(
            Row(
                case=case,
                name=name_of(case.participant),
                step=step_of(facts, definition, day),
                deadline=next_of(facts, definition, day),
                last_contact_on=facts.last_contact_on,
            )
        )
    return rows


def _by_name(case: Participation) -> tuple[str, str]:
    identity = identity_of(case.participant)
    key = f"{identity.family_name} {identity.given_name}" if identity else "\uffff"
    return sort_key(key), str(case.pk)


_OF_CASES: dict[str, Any] = {
    "namn": _by_name,
    "start": lambda case: (case.enrolled_on, _by_name(case)),
}
_OF_ROWS: dict[str, Any] = {
    "datum": lambda row: (row.deadline.due_on if row.deadline else date.max, _by_name(row.case)),
    "kontakt": lambda row: (row.last_contact_on or date.min, _by_name(row.case)),
}
