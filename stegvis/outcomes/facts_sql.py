"""This file is where the query for the facts is put together from the parts that are asked for.

One row for each one counted: a participation, or somebody referred, assessed, in an area or in a
comparison group. Each part reads all of the owner's rows of one kind at once and names the owner;
a part that no asked fact needs is left out. The receiver's own takeover counts where it has been
disclosed to the owner.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stegvis.outcomes.facts import LIVELIHOOD, OCCUPATION, ROWS, Answer, Ask
from stegvis.outcomes.spans_sql import ANSWERS, TRIED, named_livelihoods, spans_sql
from stegvis.outcomes.steps_sql import step_parts, steps_sql
from stegvis.programmes.models import ProgrammeVersion

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Who is counted: where they stand, which condition holds for them, and their facts."""

    rows: str
    where: str
    fields: Mapping[str, str]


_NO_FACTS: Mapping[str, str] = {
    "sex": "coalesce(person.sex, 'unknown')",
    "plan_confirmed_on": "null::date",
    "ready_on": "null::date",
    "enhanced_started_on": "null::date",
    "exited_on": "null::date",
    "destination": "null::text",
    "destination_counts_as_ready": "false",
    "known_plan_at_exit": "null::boolean",
    "anchored_at_exit": "null::boolean",
    "counted_in_followup": "true",
    "progressed_on": "null::date",
    "mapped_on": "null::date",
    "taken_in_on": "null::date",
    "arm": "''",
    "met": "''",
}
#: Any version of the programme. Asked as a list and not by joining: the planner would believe that
#: an authority has as small a part of its own programme as of all others, and go row by row.
OF_PROGRAMME = """{of}.version_id = any(array(
    select v.id from programmes_programmeversion v where v.programme_id = %(programme)s))"""
_OWN_PERSON = "participants_participant person on person.id = {of} and person.owner_id = %(owner)s"
_TAKEN_IN = f"""(
    select min(taken.enrolled_on) from casework_participation taken
    where taken.owner_id = %(owner)s and {OF_PROGRAMME.format(of="taken")} and {{same}})"""
_ASSESSED = """
select i.id, i.participant_id, i.version_id, i.owner_id, least(
    (select min(m.at at time zone 'Europe/Stockholm')::date from casework_meeting m
     where m.intake_id = i.id and m.owner_id = %(owner)s and m.status = 'held'
         and m.kind = any(%(assessing)s)),
    i.queued_on,
    case when i.status in ('admitted', 'not_admitted') then i.decided_on end) as assessed_on
from casework_intake i where i.owner_id = %(owner)s
"""
# Referrals that have come, opened or not; a withdrawn one was a referral too.
_REFERRED = """
select i.id, i.participant_id, i.version_id, i.received_on, i.id as intake_id
from casework_intake i where i.owner_id = %(owner)s
union all
select r.id, null, r.version_id, (r.sent_at at time zone 'Europe/Stockholm')::date, null
from casework_referral r
where r.receiver_id = %(owner)s and r.sent_at is not null and not exists (
    select from casework_intake i where i.referral_id = r.id and i.owner_id = %(owner)s)
"""

TABLES: Mapping[str, Table] = {
    "participation": Table(
        f"casework_participation p join {_OWN_PERSON.format(of='p.participant_id')}",
        "p.owner_id = %(owner)s",
        {
            **_NO_FACTS,
            "enrolled_on": "p.enrolled_on",
            "plan_confirmed_on": "plan.confirmed_on",
            "ready_on": "ready.judged_on",
            "enhanced_started_on": "least(leaving.started_on, takeover.starts_on)",
            "exited_on": "p.ended_on",
            "destination": "leaving.destination",
            "known_plan_at_exit": "leaving.plan_known",
            "anchored_at_exit": "coalesce(leaving.plan_anchored, plan.is_anchored)",
            "counted_in_followup": "registration.is_out is null",
            "mapped_on": "mapping.confirmed_on",
            "taken_in_on": "p.enrolled_on",
            "arm": "p.arm",
            "met": "coalesce(assessed.met, '')",
        },
    ),
    "referral": Table(
        f"({_REFERRED}) p left join {_OWN_PERSON.format(of='p.participant_id')}",
        "true",
        {
            **_NO_FACTS,
            "enrolled_on": "p.received_on",
            "taken_in_on": _TAKEN_IN.format(same="taken.intake_id = p.intake_id"),
        },
    ),
    "assessment": Table(
        f"({_ASSESSED}) p left join {_OWN_PERSON.format(of='p.participant_id')}",
        "p.assessed_on is not null",
        {
            **_NO_FACTS,
            "enrolled_on": "p.assessed_on",
            "taken_in_on": _TAKEN_IN.format(same="taken.intake_id = p.id"),
        },
    ),
    "area": Table(
        f"casework_areaentry p join {_OWN_PERSON.format(of='p.participant_id')}",
        "p.owner_id = %(owner)s",
        {
            **_NO_FACTS,
            "enrolled_on": "p.entered_on",
            "exited_on": "p.left_on + 1",
            "mapped_on": "p.mapped_on",
            "taken_in_on": _TAKEN_IN.format(same="taken.participant_id = p.participant_id"),
        },
    ),
    "comparison": Table(
        "casework_comparisonperson p",
        "p.owner_id = %(owner)s",
        {**_NO_FACTS, "sex": "p.sex", "enrolled_on": "p.entered_on"},
    ),
}

# What is joined to the participations, by the name that their columns are read under.
_PARTS: Mapping[str, str] = {
    "plan": """
    select participation_id,
        min((confirmed_at at time zone 'Europe/Stockholm')::date) as confirmed_on,
        nullif(bool_or(anchored_on is not null), false) as is_anchored
    from casework_plan
    where owner_id = %(owner)s and confirmed_at is not null
    group by participation_id""",
    "mapping": """
    select participation_id,
        min((confirmed_at at time zone 'Europe/Stockholm')::date) as confirmed_on
    from casework_mapping
    where owner_id = %(owner)s and confirmed_at is not null
    group by participation_id""",
    "assessed": f"""
    select p.id as participation_id,
        string_agg(tried.criterion, ' ' order by tried.criterion) as met
    from ({TRIED}) tried
    join casework_participation p on p.intake_id = tried.intake_id and p.owner_id = %(owner)s
    where tried.outcome = 'met'
    group by p.id""",
    "activity": """
    select participation_id,
        min(coalesce(starts_on, ends_on)) filter (
            where status in ('ongoing', 'completed', 'interrupted')) as began_on,
        min(coalesce(ends_on, starts_on)) filter (where status = 'completed') as completed_on
    from casework_activity
    where owner_id = %(owner)s
    group by participation_id""",
    "ready": """
    select participation_id, min(judged_on) as judged_on
    from casework_readiness judgement
    where owner_id = %(owner)s and is_ready
        and not exists (
            select from casework_readiness later
            where later.participation_id = judgement.participation_id
                and later.owner_id = %(owner)s and not later.is_ready
                and (later.judged_on, later.created_at)
                    > (judgement.judged_on, judgement.created_at))
    group by participation_id""",
    "leaving": """
    select participation_id, destination, plan_known, plan_anchored, started_on, conversation_on
    from casework_exit
    where owner_id = %(owner)s and confirmed_at is not null""",
    "takeover": """
    select participation_id, min(starts_on) as starts_on
    from casework_takeover taken
    where owner_id = %(owner)s or id in (
        select item_id from participants_disclosure
        where item_kind = 'takeover' and receiver_id = %(owner)s and closed_at is null
            and (valid_to is null or valid_to >= (now() at time zone 'Europe/Stockholm')::date))
    group by participation_id""",
    "registration": """
    select distinct participation_id, true as is_out
    from participants_consent answer
    where owner_id = %(owner)s and kind = 'follow_up_registration'
        and (refused or withdrawn_at is not null)
        and not exists (
            select from participants_consent later
            where later.participation_id = answer.participation_id
                and later.owner_id = %(owner)s and later.kind = answer.kind
                and (later.given_on, later.created_at) > (answer.given_on, answer.created_at))""",
}

_ROWS: Mapping[str, tuple[str, str]] = {
    "work": (
        "jsonb_build_array(kind, percent, benefit_percent, starts_on, ends_on)"
        " order by starts_on, created_at, id",
        "casework_workperiod where owner_id = %(owner)s and struck_at is null",
    ),
    "milestones": (
        "jsonb_build_array(key, starts_on, ends_on) order by starts_on, created_at, id",
        "casework_milestone where owner_id = %(owner)s and struck_at is null",
    ),
    "words": (
        "jsonb_build_array(moment, done_on, reached, occupation, livelihood, extent_percent)"
        " order by done_on, created_at, id",
        "casework_followup where owner_id = %(owner)s",
    ),
    "managers": (
        "jsonb_build_array(account_id, starts_on) order by starts_on, created_at, id",
        "casework_casemanagerspell where owner_id = %(owner)s",
    ),
    "triages": (
        "jsonb_build_array(result, decided_on) order by decided_on, created_at, id",
        "casework_areatriage where owner_id = %(owner)s",
    ),
    "paid": (
        "jsonb_build_array(kind, starts_on, ends_on) order by starts_on, created_at, id",
        "participants_benefit where owner_id = %(owner)s",
    ),
}
#: What those counted call the intake that criteria were judged in.
_INTAKES = {"participation": "p.intake_id", "referral": "p.intake_id", "assessment": "p.id"}
#: What the rows of each kind call the one that they belong to.
_UNITS = {"triages": ("entry_id", "p.id"), "paid": ("participant_id", "p.participant_id")}
_PARTICIPATIONS = frozenset({"work", "milestones", "words", "managers", "paid", "livelihoods"})
#: Rows that are kept about others than participants.
_ROWS_OF: Mapping[str, frozenset[str]] = {
    "participation": _PARTICIPATIONS | {"given", "scores", "tried"},
    "referral": frozenset({"tried"}),
    "assessment": frozenset({"tried"}),
    "area": frozenset({"triages", "livelihoods"}),
    "comparison": frozenset({"given", "scores"}),
}


def _all_rows(name: str, source: str) -> tuple[str, str]:
    """The rows of one kind as JSON for each one counted, and what they are joined to."""
    if name == "livelihoods":
        named = named_livelihoods(source)
        what = "jsonb_build_array(known_on, named, informed_on) order by known_on, informed_on"
        return f"select unit, jsonb_agg({what}) as rows from ({named}) named group by unit", "p.id"
    if name in ("given", "scores"):
        what = "jsonb_build_array(key, moment, on_day, value, instrument)"
        what += " order by on_day, created_at, id"
        given = _answers_sql(name, source)
        return f"select unit, jsonb_agg({what}) as rows from ({given}) given group by unit", "p.id"
    if name == "tried":
        what = "jsonb_build_array(criterion, outcome, decided_on) order by decided_on, criterion"
        rows = f"select intake_id as unit, jsonb_agg({what}) as rows from ({TRIED}) tried"
        return f"{rows} group by intake_id", _INTAKES[source]
    unit, joined = _UNITS.get(name, ("participation_id", "p.id"))
    what, table = _ROWS[name]
    return f"select {unit} as unit, jsonb_agg({what}) as rows from {table} group by unit", joined


def _answers_sql(name: str, source: str) -> str:
    table, unit = ANSWERS[source]
    columns = f"{unit} as unit, moment, answered_on as on_day, created_at, id, instrument"
    if name == "scores":
        return (
            f"select {columns}, instrument as key, score::text as value from {table} "
            "where owner_id = %(owner)s"
        )
    found = (
        f"select {columns}, each.key, each.value from {table}, "
        "jsonb_each_text(answers) each where owner_id = %(owner)s"
    )
    if source == "participation":
        found += f""" union all
select participation_id, moment, done_on, created_at, id, '', each.key, each.value
from casework_followup, jsonb_each_text(answers || jsonb_build_object(
    '{OCCUPATION}', occupation, '{LIVELIHOOD}', livelihood)) each
where owner_id = %(owner)s and reached"""
    return found


def facts_sql(
    source: str,
    names: Iterable[str],
    versions: Sequence[ProgrammeVersion],
    values: Values,
    joined: str = "",
    extra: Mapping[str, str] | None = None,
) -> str:
    """The query for these facts of everybody counted; `joined` is a join of the caller's own and
    `extra` further columns."""
    table = TABLES[source]
    fields = dict(table.fields)
    wanted = list(dict.fromkeys(names))
    if source == "participation":
        fields |= _by_version(wanted, versions, values)
    columns, joins = {"id": "p.id"}, []
    for name in wanted:
        if name in ROWS:
            column, join = _rows_column(name, source)
            joins += [join] if join else []
        else:
            column = fields[name]
        columns[name] = column
    columns |= extra or {}
    text = " ".join(columns.values())
    needed = [name for name in _PARTS if re.search(rf"\b{name}\.", text)]
    found = {name: _PARTS[name] for name in needed} | step_parts(text)
    parts = [f"left join ({sql}) {n} on {n}.participation_id = p.id" for n, sql in found.items()]
    shown = ", ".join(f"{column} as {name}" for name, column in columns.items())
    others = " ".join([*parts, *joins, joined])
    where = f"{OF_PROGRAMME.format(of='p')} and {table.where}"
    return f"select {shown} from {table.rows} {others} where {where}"


def _rows_column(name: str, source: str) -> tuple[str, str]:
    if name not in _ROWS_OF.get(source, ()):
        return "null::jsonb", ""
    rows, unit = _all_rows(name, source)
    return f"{name}_rows.rows", f"left join ({rows}) {name}_rows on {name}_rows.unit = {unit}"


def asks_join(
    asks: Mapping[int, Ask], source: str, values: Values, shelves: Sequence[Sequence[Answer]]
) -> str:
    """What joins the answers to the asked facts: `bits_n_s` with a bit for each asked day, for each
    answer on shelf `s` one after another, and `first_n`, the first day with a yes.

    All of them are read as one heap of spans, so that there is one thing to join however many
    are asked.
    """
    if not asks:
        return ""
    columns = []
    for n in asks:
        for place, answers in enumerate(shelves):
            named = ", ".join(f"'{answer.value}'" for answer in answers)
            on_shelf = f"and answer in ({named})" if len(shelves) > 1 else ""
            columns.append(f"bit_or(bits) filter (where ask = {n} {on_shelf}) as bits_{n}_{place}")
        columns.append(f"min(starts_on) filter (where ask = {n} and answer = 'yes') as first_{n}")
    moved = " ".join(
        f"when '{answer.value}' then {place * len(values['days'])}"
        for answers in shelves
        for place, answer in enumerate(answers)
    )
    bucket = "coalesce(width_bucket({day} - 1, %(days)s::date[]), {otherwise})"
    spans = " union all ".join(_spans_of(n, ask, source, values) for n, ask in asks.items())
    return f"""left join (
    select unit, {", ".join(columns)}
    from (
        select ask, unit, starts_on, answer,
            (1::bigint << {bucket.format(day="until", otherwise="%(never)s")})
            - (1::bigint << {bucket.format(day="starts_on", otherwise="0")})
            << (case answer {moved} end) as bits
        from ({spans}) spans
    ) marked group by unit
) asks on asks.unit = p.id"""


def _spans_of(n: int, ask: Ask, source: str, values: Values) -> str:
    """The spans of one asked fact. A yes that is enough once has no end."""
    until = "case when answer = 'yes' then null else until end" if ask.about.ever else "until"
    return f"""select {n} as ask, unit, starts_on, {until} as until, answer
from ({spans_sql(n, ask, source, values)}) spans_{n}
where starts_on is null or until is null or starts_on < until"""


def _by_version(
    wanted: Sequence[str], versions: Sequence[ProgrammeVersion], values: Values
) -> dict[str, str]:
    """What each version of the programme counts as leading on and as a step done."""
    found = {}
    for n, each in enumerate(versions):
        values[f"version_{n}"] = each.pk
        values[f"leading_{n}"] = [
            d.key for d in each.definition.exit.destinations if d.counts_as_ready
        ]
    if "destination_counts_as_ready" in wanted:
        leads = [
            f"when %(version_{n})s then leaving.destination = any(%(leading_{n})s)"
            for n, _ in enumerate(versions)
        ]
        found["destination_counts_as_ready"] = f"coalesce({_case(leads)}, false)"
    if "progressed_on" in wanted:
        done = [
            f"when %(version_{n})s then {steps_sql(each.definition, values)}"
            for n, each in enumerate(versions)
        ]
        found["progressed_on"] = _case(done)
    return found


def _case(parts: Sequence[str]) -> str:
    return f"case p.version_id {' '.join(parts)} end"
