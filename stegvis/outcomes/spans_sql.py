"""This file is where the spans of `facts` are read by the database, for every case at once.

Each fact becomes a query that gives `unit`, `starts_on`, `until` (not in the span; null is never)
and `answer`. What is put into the text is written in this file; everything that a definition says
is a parameter. Every table names the owner.
"""

from collections.abc import Callable, Mapping
from typing import Any

from stegvis.outcomes.facts import (
    ASSISTANCE,
    EMPLOYMENT,
    FULL_TIME,
    LIVELIHOOD,
    NO_LIVELIHOOD,
    NOTHING_TO_DO,
    OCCUPATION,
    OWN_LIVELIHOODS,
    SOCIAL_ASSISTANCE,
    STUDIES,
    STUDYING,
    WORKING,
    About,
    Ask,
)

Values = dict[str, Any]

# A word counts until the next one.
_WORDS = """
select participation_id as unit, done_on as starts_on,
    lead(done_on) over (partition by participation_id order by done_on, created_at, id) as until,
    {says} as answer
from casework_followup followup where owner_id = %(owner)s
"""
# Work periods, each until it ended or until she said on or after its first day that it had.
_CUT = """
select w.participation_id as unit, w.kind, w.percent, w.benefit_percent, w.starts_on,
    least(w.ends_on + 1, min(followup.done_on)) as until
from casework_workperiod w
left join casework_followup followup on followup.participation_id = w.participation_id
    and followup.owner_id = %(owner)s and followup.done_on >= w.starts_on and {says} = 'no'
where w.owner_id = %(owner)s and w.struck_at is null and {wanted}
group by w.id
"""
# How much there is on each day on which something begins or ends, until the next such day: what has
# begun by then less what has ended. Rows of one day see each other; all but the last are empty.
_STRETCHES = """
select unit, day as starts_on, until, {answer} as answer
from (
    select unit, day, lead(day) over days as until, {levels}
    from (
        with cut as ({cut})
        select unit, kind, percent, benefit_percent, starts_on as day, 1 as change from cut
        union all
        select unit, kind, percent, benefit_percent, until, -1 from cut where until is not null
    ) moves window days as (partition by unit order by day)
) stretches where {is_so}
"""
# Whoever has not got as much in all of the periods that can make it up need not be looked at.
_HAS_AS_MUCH = """w.participation_id in (
    select every.participation_id from casework_workperiod every
    where every.owner_id = %(owner)s and every.struck_at is null and every.kind = any({kinds})
        and {such}
    group by every.participation_id having sum(every.percent) >= {least})"""
_SAYS_LIVELIHOOD = """(case when not followup.reached or followup.livelihood = '' then 'missing'
    when followup.livelihood = any(%({wanted})s) then '{yes}' else '{no}' end)"""


def _says_of_work(n: int, about: About, kinds: frozenset[str], values: Values) -> str:
    wanted = (WORKING if kinds & EMPLOYMENT else frozenset()) | (
        STUDYING if kinds & STUDIES else frozenset()
    )
    if kinds - EMPLOYMENT - STUDIES:
        values[f"occupations_{n}"] = sorted(NOTHING_TO_DO)
        return f"""(case when followup.reached and followup.occupation = any(%(occupations_{n})s)
    then 'no' else 'missing' end)"""
    values[f"occupations_{n}"] = sorted(wanted)
    says = "'yes'"
    if about.work:
        says = "'missing'"
    elif about.percent is not None:
        values[f"percent_{n}"] = about.percent
        says = (
            "case when followup.extent_percent is null then 'missing' "
            f"when followup.extent_percent >= %(percent_{n})s then 'yes' else 'no' end"
        )
    return f"""(case when not followup.reached or followup.occupation = '' then 'missing'
    when followup.occupation <> all(%(occupations_{n})s) then 'no' else {says} end)"""


def _worked(n: int, about: About, kinds: frozenset[str], values: Values) -> str:
    values[f"kinds_{n}"] = sorted(kinds)
    says = _says_of_work(n, about, kinds, values)
    cut = _CUT.format(says=says, wanted=f"w.kind = any(%(kinds_{n})s)")
    words = _WORDS.format(says=says)
    return f"{words} union all select unit, starts_on, until, 'yes' from ({cut}) cut"


def _in_work(n: int, about: About, values: Values) -> str:
    return _worked(n, about, about.work or EMPLOYMENT, values)


def _in_studies(n: int, about: About, values: Values) -> str:
    return _worked(n, about, STUDIES, values)


def _work_or_studies(n: int, about: About, values: Values) -> str:
    return _worked(n, about, about.work or EMPLOYMENT | STUDIES, values)


def _employed_at_least(n: int, about: About, values: Values) -> str:
    kinds = about.work or EMPLOYMENT
    values |= {f"kinds_{n}": sorted(kinds), f"least_{n}": about.percent or 1}
    says = _says_of_work(n, about, kinds, values)
    has_as_much = _HAS_AS_MUCH.format(kinds=f"%(kinds_{n})s", such="true", least=f"%(least_{n})s")
    wanted = f"w.kind = any(%(kinds_{n})s) and {has_as_much}"
    stretches = _STRETCHES.format(
        cut=_CUT.format(says=says, wanted=wanted),
        levels="sum(change * percent) over days as worked",
        answer="'yes'",
        is_so=f"worked >= %(least_{n})s",
    )
    return f"{_WORDS.format(says=says)} union all ({stretches})"


def _self_supporting(n: int, about: About, values: Values) -> str:
    values |= {
        f"livelihoods_{n}": sorted(OWN_LIVELIHOODS),
        f"earning_{n}": sorted(EMPLOYMENT | STUDIES),
    }
    says = _SAYS_LIVELIHOOD.format(wanted=f"livelihoods_{n}", yes="yes", no="no")
    # While any benefit is kept she does not support herself, so no period with one is part of it.
    has_as_much = _HAS_AS_MUCH.format(
        kinds=f"%(earning_{n})s",
        such="coalesce(every.benefit_percent, 0) = 0",
        least=FULL_TIME,
    )
    levels = (
        f"sum(change * percent) filter (where kind = any(%(earning_{n})s)) over days as earned",
        "sum(change) filter (where benefit_percent is null) over days as unknown",
        "sum(change) filter (where benefit_percent > 0) over days as with_benefit",
    )
    stretches = _STRETCHES.format(
        cut=_CUT.format(says=says, wanted=has_as_much),
        levels=", ".join(levels),
        answer="case when unknown > 0 then 'missing' else 'yes' end",
        is_so=f"earned >= {FULL_TIME} and coalesce(with_benefit, 0) = 0",
    )
    return f"{_WORDS.format(says=says)} union all ({stretches})"


def _no_assistance(n: int, about: About, values: Values) -> str:
    values |= {f"livelihoods_{n}": sorted(ASSISTANCE), f"benefit_{n}": SOCIAL_ASSISTANCE}
    says = _SAYS_LIVELIHOOD.format(wanted=f"livelihoods_{n}", yes="no", no="yes")
    return f"""{_WORDS.format(says=says)} union all
select p.id, b.starts_on, least(b.ends_on + 1, said.first_on),
    case when b.kind = %(benefit_{n})s then 'no' else 'yes' end
from participants_benefit b
join casework_participation p on p.participant_id = b.participant_id and p.owner_id = %(owner)s
left join (
    select participation_id, min(done_on) as first_on from casework_followup
    where owner_id = %(owner)s group by participation_id
) said on said.participation_id = p.id
where b.owner_id = %(owner)s"""


def _milestone(n: int, about: About, values: Values) -> str:
    values[f"milestone_{n}"] = about.milestone
    until = "ends_on + 1" if about.lasts else "null::date"
    return f"""select participation_id as unit, starts_on, {until} as until, 'yes' as answer
from casework_milestone
where owner_id = %(owner)s and struck_at is null and key = %(milestone_{n})s"""


def _triaged(n: int, about: About, values: Values) -> str:
    values[f"triage_{n}"] = sorted(about.triage)
    return f"""select entry_id as unit, decided_on as starts_on,
    lead(decided_on) over (partition by entry_id order by decided_on, created_at, id) as until,
    case when result = any(%(triage_{n})s) then 'yes' else 'no' end as answer
from casework_areatriage where owner_id = %(owner)s"""


#: How criteria stood when it was decided whether somebody was to be taken in, by her intake.
TRIED = """
select j.intake_id, j.criterion, j.outcome, i.decided_on
from casework_criterionjudgement j
join casework_intake i on i.id = j.intake_id and i.owner_id = %(owner)s
where j.owner_id = %(owner)s and i.decided_on is not null"""


def _criterion_met(n: int, about: About, values: Values, source: str) -> str:
    values[f"criterion_{n}"] = about.criterion
    unit, of_whom = "tried.intake_id", ""
    if source == "participation":
        unit = "p.id"
        of_whom = """join casework_participation p
    on p.intake_id = tried.intake_id and p.owner_id = %(owner)s"""
    return f"""
select {unit} as unit, tried.decided_on as starts_on, null::date as until,
    case tried.outcome when 'met' then 'yes' when 'not_met' then 'no' else 'missing' end as answer
from ({TRIED}) tried {of_whom} where tried.criterion = %(criterion_{n})s"""


def _same_case_manager(n: int, about: About, values: Values) -> str:
    return """
with spells as (
    select s.participation_id as unit, s.starts_on, s.account_id,
        first_value(s.account_id) over (
            partition by s.participation_id order by s.starts_on, s.created_at, s.id) as first_id
    from casework_casemanagerspell s
    join casework_participation p on p.id = s.participation_id and p.owner_id = %(owner)s
        and (p.ended_on is null or s.starts_on <= p.ended_on)
    where s.owner_id = %(owner)s),
turns as (
    select unit, min(starts_on) as first_on,
        min(starts_on) filter (where account_id <> first_id) as second_on
    from spells group by unit)
select unit, first_on as starts_on, second_on as until, 'yes' as answer from turns
union all select unit, second_on, null, 'no' from turns where second_on is not null"""


#: Where it is written down what somebody is to live on next. At the exit it has been gone through
#: with her at the closing conversation, or when she is said to know what follows; an exit that says
#: nothing of it is no answer.
_NAMED = {
    "participation": """
select participation_id as unit, (confirmed_at at time zone 'Europe/Stockholm')::date as known_on,
    next_livelihood <> '' as named, livelihood_informed_on as informed_on
from casework_plan where owner_id = %(owner)s and confirmed_at is not null
union all
select participation_id, ended_on, true,
    coalesce(conversation_on, case when plan_known then ended_on end)
from casework_exit
where owner_id = %(owner)s and confirmed_at is not null and next_livelihood <> ''""",
    "area": """
select id as unit, coalesce(mapped_on, informed_on) as known_on,
    next_livelihood <> '' as named, informed_on
from casework_areaentry
where owner_id = %(owner)s and coalesce(mapped_on, informed_on) is not null""",
}


def named_livelihoods(source: str) -> str:
    return _NAMED[source]


def _next_livelihood(n: int, about: About, values: Values, source: str) -> str:
    named = f"""
select unit, known_on as starts_on, null::date as until, 'no' as answer from ({_NAMED[source]}) k
union all select unit, greatest(known_on, informed_on), null, 'yes' from ({_NAMED[source]}) k
where named and informed_on is not null"""
    if source != "participation":
        return named
    values[f"nothing_{n}"] = sorted(NO_LIVELIHOOD)
    return f"""{named} union all
select participation_id, done_on, null,
    case when livelihood = any(%(nothing_{n})s) then 'no' else 'yes' end
from casework_followup where owner_id = %(owner)s and reached and livelihood <> ''"""


def _followed_up(n: int, about: About, values: Values) -> str:
    values[f"moment_{n}"] = about.moment
    due = "ended_on"
    if about.due_days is not None or about.due_months is not None:
        values |= {f"days_{n}": about.due_days or 0, f"months_{n}": about.due_months or 0}
        due = f"(ended_on + make_interval(months => %(months_{n})s, days => %(days_{n})s))::date"
    elif about.moment:
        due = "null::date"
    return f"""
select participation_id as unit, done_on as starts_on, null::date as until,
    case when reached then 'yes' else 'no' end as answer
from casework_followup
where owner_id = %(owner)s and (%(moment_{n})s = '' or moment = %(moment_{n})s)
union all select id, null, {due}, 'pending' from casework_participation
where owner_id = %(owner)s"""


# A number as it is written, with a comma or a point.
_NUMBER = (
    "case when replace({value}, ',', '.') ~ '^-?[0-9]+([.][0-9]+)?$' "
    "then replace({value}, ',', '.')::numeric end"
)
_NEWEST = """
select unit, on_day as starts_on,
    lead(on_day) over (partition by unit order by on_day, created_at, id) as until,
    {is_so} as answer
from (
    select *, {number} as found, {first} as start,
        row_number() over (partition by unit order by on_day, created_at, id) as place
    from (
        select *, first_value(value) over (
            partition by unit order by on_day, created_at, id) as first from ({rows}) given
    ) numbered
) counted where {wanted}
"""


def _newest(n: int, about: About, values: Values, rows: str) -> str:
    wanted = "true"
    if about.moment:
        values[f"moment_{n}"] = about.moment
        wanted = f"moment = %(moment_{n})s"
    if about.raised:
        wanted += " and place > 1"
    return _NEWEST.format(
        rows=rows,
        number=_NUMBER.format(value="value"),
        first=_NUMBER.format(value="first"),
        is_so=_is_so(n, about, values),
        wanted=wanted,
    )


def _is_so(n: int, about: About, values: Values) -> str:
    if about.raised:
        is_so = "found > start"
    elif about.values:
        values[f"values_{n}"] = sorted(about.values)
        is_so = f"value = any(%(values_{n})s)"
    else:
        values |= {f"low_{n}": about.at_least, f"high_{n}": about.at_most}
        is_so = (
            f"found >= coalesce(%(low_{n})s::numeric, found)"
            f" and found <= coalesce(%(high_{n})s::numeric, found)"
        )
    return f"case {is_so} when true then 'yes' when false then 'no' else 'missing' end"


#: The table of answers to instruments, and what it calls the one who answered.
ANSWERS: Mapping[str, tuple[str, str]] = {
    "participation": ("casework_instrumentanswer", "participation_id"),
    "comparison": ("casework_comparisonanswer", "person_id"),
}


def _answered(n: int, about: About, values: Values, source: str) -> str:
    table, unit = ANSWERS[source]
    values[f"question_{n}"] = about.question
    given = f"answers ->> %(question_{n})s"
    rows = f"""
select {unit} as unit, moment, answered_on as on_day, created_at, id, {given} as value
from {table} where owner_id = %(owner)s and coalesce({given}, '') <> ''"""
    if about.instrument:
        values[f"instrument_{n}"] = about.instrument
        rows += f" and instrument = %(instrument_{n})s"
    elif source == "participation":
        columns = {OCCUPATION: "occupation", LIVELIHOOD: "livelihood"}
        value = columns.get(about.question, given)
        rows += f""" union all
select participation_id, moment, done_on, created_at, id, {value}
from casework_followup
where owner_id = %(owner)s and reached and coalesce({value}, '') <> ''"""
    return _newest(n, about, values, rows)


def _score_raised(n: int, about: About, values: Values, source: str) -> str:
    table, unit = ANSWERS[source]
    values[f"instrument_{n}"] = about.instrument
    rows = f"""
select {unit} as unit, moment, answered_on as on_day, created_at, id, score::text as value
from {table} where owner_id = %(owner)s and instrument = %(instrument_{n})s"""
    return _newest(n, about, values, rows)


_OF_PARTICIPATIONS: Mapping[str, Callable[[int, About, Values], str]] = {
    "in_work": _in_work,
    "in_studies": _in_studies,
    "work_or_studies": _work_or_studies,
    "employed_at_least": _employed_at_least,
    "self_supporting": _self_supporting,
    "no_assistance": _no_assistance,
    "milestone": _milestone,
    "same_case_manager": _same_case_manager,
    "followed_up": _followed_up,
    "triaged": _triaged,
}
_OF_SEVERAL: Mapping[str, Callable[[int, About, Values, str], str]] = {
    "next_livelihood": _next_livelihood,
    "answered": _answered,
    "score_raised": _score_raised,
    "criterion_met": _criterion_met,
}


def spans_sql(n: int, ask: Ask, source: str, values: Values) -> str:
    """The query for the spans of one fact; `values` gets its parameters, numbered `n`."""
    if ask.fact in _OF_SEVERAL:
        return _OF_SEVERAL[ask.fact](n, ask.about, values, source)
    return _OF_PARTICIPATIONS[ask.fact](n, ask.about, values)
