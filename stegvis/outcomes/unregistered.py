"""This file is where those who have said no to follow-up registration are counted, as numbers only.

Outside their authority they are a sex and a budget year, with no key back to anybody. A year is
counted once it is over and never changed afterwards, so that no two publications can be compared
to see that somebody was added.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from stegvis.access.actor import Actor
from stegvis.outcomes.publication import FEWEST_TO_PRINT, SEXES

_SQL = """
select extract(year from p.enrolled_on)::int, person.sex, count(*)
from casework_participation p
join programmes_programmeversion version on version.id = p.version_id
join participants_participant person on person.id = p.participant_id
where p.owner_id = %(owner)s and version.programme_id = %(programme)s
  and p.enrolled_on < %(until)s
  and (
    select answer.refused or answer.withdrawn_at is not null
    from participants_consent answer
    where answer.participation_id = p.id and answer.owner_id = %(owner)s
      and answer.kind = 'follow_up_registration'
    order by answer.given_on desc, answer.created_at desc limit 1)
group by 1, 2
"""

Row = dict[str, Any]


def unregistered(
    actor: Actor, programme_id: UUID, as_of: date, earlier: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """One row a budget year that has ended: how many, and how many of each sex.

    None hides a number under five, and every number that would give one away by subtraction.
    A year that has been published stands as it was.
    """
    known = {row["year"]: dict(row) for former in earlier for row in former.get("unregistered", ())}
    counted: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        until = date(as_of.year, 1, 1)
        cursor.execute(
            _SQL, {"owner": actor.organisation_id, "programme": programme_id, "until": until}
        )
        for year, sex, number in cursor.fetchall():
            counted.setdefault(year, {})[sex] = number
    new = {year: _printed(year, counts) for year, counts in counted.items() if year not in known}
    return [row for _, row in sorted((known | new).items())]


def _printed(year: int, counts: Mapping[str, int]) -> Row:
    total = sum(counts.values())
    split = all(counts.get(sex, 0) >= FEWEST_TO_PRINT or not counts.get(sex) for sex in SEXES)
    shown = total >= FEWEST_TO_PRINT
    by_sex = {sex: counts.get(sex, 0) if split and shown else None for sex in SEXES}
    return {"year": year, "total": total if shown else None, **by_sex}
