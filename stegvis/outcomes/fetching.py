"""This file is where a programme's cases are read for its figures: one by one, or in groups that
are alike in all that its goals ask about. One query for a programme's cases at one owner.

Facts are read in the owner's own context and every part of the query names the owner, so that it
gives nothing of another's even with row-level security off. Aggregates log nothing about persons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django.db import connection

from stegvis.access.actor import Actor
from stegvis.outcomes.facts import ROWS, CaseFacts, rows_of
from stegvis.outcomes.facts_sql import OF_PROGRAMME, asks_join, facts_sql
from stegvis.outcomes.goal_access import may_measure, versions_of
from stegvis.outcomes.packed import MOST_DAYS, Packed, shelves
from stegvis.outcomes.rules import GoalRule, Population, reads, rows_read
from stegvis.outcomes.tally import Asked, Flow, Gathered, Listed, grouped
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import MeetingKind

# A date's place among the asked days: the first of them on which it has happened.
_PLACE = "coalesce(width_bucket({day} - 1, %(days)s::date[]), %(never)s)"
_LAST_DAY = "(enrolled_on + make_interval(months => %({n}_months)s, days => %({n}_days)s))::date"
# What came of a promise: the place of the day when it was kept, or of the day after its last one,
# and then counted from behind the place that is never.
_OUTCOME = """(case when {event} <= {last_day} then {kept} else 1 + %(never)s + {broken} end)"""
_EVENT_COLUMNS = {
    "plan_confirmed": "plan_confirmed_on",
    "ready": "ready_on",
    "cooperation_started": "enhanced_started_on",
    "mapped": "mapped_on",
}
#: The day when somebody came into a population, by the facts' own names.
_CAME = {
    Population.EXITED: "exited_on",
    Population.READY: ("least(ready_on, case when destination_counts_as_ready then exited_on end)"),
}
_CAME_READS = {
    Population.READY: ("ready_on", "destination_counts_as_ready"),
}
#: Facts that are words; all others are told by numbers.
_WORDS = ("sex", "arm", "met")
# The numbers are put together in one column, behind `offset 0`, so that the planner looks up which
# cases are alike. By dozens of columns it would sort them, which takes as long as all the rest.
_GROUPED = """
select {words}, numbers, count(*) as number from (
    select {words}, array[{numbers}]::bigint[] as numbers from ({facts}) facts
    where enrolled_on <= %(last)s offset 0
) told group by {words}, numbers
"""

# Who came and went before the first day is in no month and is left out.
_MOVES = """
select day, sex, sum(change) as change from (
    select greatest(p.enrolled_on, %(since)s) as came, p.ended_on as went,
        person.sex, count(*) as number
    from casework_participation p
    join participants_participant person
        on person.id = p.participant_id and person.owner_id = %(owner)s
    where p.owner_id = %(owner)s and {of_programme}
        and (p.ended_on is null or (p.ended_on > p.enrolled_on and p.ended_on > %(since)s))
    group by 1, 2, 3
) spells cross join lateral (values (came, number), (went, -number)) move (day, change)
where day is not null group by day, sex
"""


def case_facts(
    actor: Actor,
    version: ProgrammeVersion,
    versions: Sequence[ProgrammeVersion] = (),
    *,
    sources: Sequence[str] = ("participation",),
    rows: Iterable[str] = ROWS,
) -> list[CaseFacts]:
    """The facts of every case that the actor's authority has in the programme, in any version.

    `versions` are all of the programme's, where they are at hand; `sources` say who are counted
    and `rows` which registers are read. Raises NotVisible when the actor may not read the goals.
    """
    may_measure(actor, version)
    known = versions or versions_of(version)
    wanted = list(rows)
    found = []
    for source in sources:
        values = _values(actor, version, known)
        sql = facts_sql(source, [*_FIELDS, *wanted], known, values)
        columns = ", ".join(["id", *_FIELDS, *wanted])
        with connection.cursor() as cursor:
            cursor.execute(_EVERY.format(columns=columns, facts=sql), values)
            found += [_case(row, wanted, source) for row in cursor.fetchall()]
    return found


_EVERY = "select {columns} from ({facts}) facts"
_FIELDS = tuple(
    field.name
    for field in fields(CaseFacts)
    if field.name not in (*ROWS, "participation_id", "source")
)


def _case(row: Sequence[Any], wanted: Sequence[str], source: str) -> CaseFacts:
    pk, *values = row
    facts = dict(zip(_FIELDS, values, strict=False))
    for name, value in zip(wanted, values[len(_FIELDS) :], strict=True):
        facts[name] = rows_of(name, value)
    return CaseFacts(participation_id=str(pk), source=source, **facts)


def case_groups(
    actor: Actor,
    version: ProgrammeVersion,
    days: Sequence[date],
    rules: Sequence[GoalRule],
    versions: Sequence[ProgrammeVersion] = (),
) -> Gathered:
    """The same cases, grouped in the database by what these goals can tell apart on these days.

    Gives the figures that `tally.grouped(case_facts(…), …)` gives, but reads thousands of cases
    as some hundred rows. One query for each register that the goals count in, and most programmes
    count participations only. Raises NotVisible as `case_facts`.
    """
    may_measure(actor, version)
    known = versions or versions_of(version)
    if len(days) > MOST_DAYS:
        return Gathered([_grouped_here(actor, version, days, rules, known)])
    of_each: dict[str, list[GoalRule]] = {}
    for rule in rules:
        of_each.setdefault(rule.source, []).append(rule)
    return Gathered([_groups_of(actor, version, days, own, known) for own in of_each.values()])


def _grouped_here(
    actor: Actor,
    version: ProgrammeVersion,
    days: Sequence[date],
    rules: Sequence[GoalRule],
    versions: Sequence[ProgrammeVersion],
) -> Listed:
    """For more days than a number of the database has bits: case by case, slower and the same."""
    sources = list(dict.fromkeys(rule.source for rule in rules))
    rows = list(dict.fromkeys(name for rule in rules for name in rows_read(rule)))
    facts = case_facts(actor, version, versions, sources=sources, rows=rows)
    return grouped(facts, days, rules)


def _groups_of(
    actor: Actor,
    version: ProgrammeVersion,
    days: Sequence[date],
    rules: Sequence[GoalRule],
    versions: Sequence[ProgrammeVersion],
) -> Packed:
    """The groups of one register, which all of these rules count in."""
    asked, source = Asked.by(rules), rules[0].source
    fields = list(dict.fromkeys(name for rule in rules for name in reads(rule)))
    values = _values(actor, version, versions)
    values |= {"days": list(days), "last": days[-1], "never": len(days)}
    words = [name for name in fields if name in _WORDS]
    numbered = [name for name in fields if name not in _WORDS]
    columns = [_column(name) for name in numbered]
    needed, asks, extra = list(fields), dict(enumerate(asked.asks)), {}
    in_columns = shelves(len(days))
    for name in (f"bits_{n}_{place}" for n in asks for place in range(len(in_columns))):
        extra[name] = f"coalesce(asks.{name}, 0)"
        columns.append(name)
    for n, period in enumerate(asked.periods):
        day = _CAME.get(period.population, "enrolled_on")
        needed += ["exited_on", *_CAME_READS.get(period.population, ())]
        values |= {f"first_{n}": period.first, f"last_{n}": period.last}
        columns.append(f"coalesce({day} between %(first_{n})s and %(last_{n})s, false)::int")
    for n, promise in enumerate(asked.promises, start=len(asked.asks)):
        event = _EVENT_COLUMNS.get(promise.fact, f"first_{n}")
        if promise.ask:
            asks[n] = promise.ask
            extra[f"first_{n}"] = f"asks.first_{n}"
        else:
            needed.append(event)
        values |= {f"{n}_months": promise.months or 0, f"{n}_days": promise.days or 0}
        last_day = _LAST_DAY.format(n=n)
        kept, broken = (_PLACE.format(day=day) for day in (event, f"({last_day} + 1)"))
        columns.append(_OUTCOME.format(event=event, last_day=last_day, kept=kept, broken=broken))
    joined = asks_join(asks, source, values, in_columns)
    query = _GROUPED.format(
        words=", ".join(words),
        numbers=", ".join(columns),
        facts=facts_sql(source, needed, versions, values, joined, extra),
    )
    found = Packed(words, numbered, days, asked, source)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found.take(cursor.fetchall())
    return found


def _column(name: str) -> str:
    return _PLACE.format(day=name) if name.endswith("_on") else f"{name}::int"


def flows(actor: Actor, version: ProgrammeVersion, since: date) -> list[Flow]:
    """Comings and goings by day and sex; everything before `since` is put on that day."""
    may_measure(actor, version)
    values: dict[str, Any] = {
        "owner": actor.organisation_id,
        "programme": version.programme_id,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVES.format(of_programme=OF_PROGRAMME.format(of="p")), values)
        return [Flow(day, sex, int(change)) for day, sex, change in cursor.fetchall()]


def _values(
    actor: Actor, version: ProgrammeVersion, versions: Sequence[ProgrammeVersion]
) -> dict[str, Any]:
    """What every query about a programme is told. An assessment meeting is a kind of meeting that
    the definition names itself."""
    assessing = {
        meeting.key
        for each in versions
        for meeting in each.definition.intake.meetings
        if meeting.kind != MeetingKind.INFORMATION
    }
    return {
        "owner": actor.organisation_id,
        "programme": version.programme_id,
        "assessing": sorted(assessing),
    }
