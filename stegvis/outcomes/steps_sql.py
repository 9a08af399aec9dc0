"""This file is where it is read from the database when somebody first came a step further.

The parts that are named here (`plan`, `mapping` and so on) are joined by `facts_sql`; those that a
step asks for by its own words (`reached`, `worked`, `supplied`) are made by `step_parts`. Every
part reads the owner's rows of one kind at once: asking for each case by itself costs several times
as much.
"""

import re
from typing import Any

from stegvis.casework.supply import DOING, kind_of
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import Condition, Step
from stegvis.programmes.vocabulary import EMPLOYED, StepFact

Values = dict[str, Any]

#: To be judged ready, or to leave for what the programme leads to, is progress by itself; and to
#: leave for anything else is none. So a step that waits for one of them adds nothing, and they are
#: not read here.
READY_ANYWAY = frozenset({StepFact.READY_JUDGED, StepFact.EXITED})
#: What belongs to coming in: a step of nothing else is enrolment itself, and no progress.
AT_ENROLMENT = frozenset(
    {StepFact.REFERRED, StepFact.CONSENT_GIVEN, StepFact.TAKEN_IN, StepFact.ENROLLED}
)


def steps_sql(definition: Definition, values: Values) -> str:
    """The first day on which a step was done, leaving out enrolment itself.

    A step is done when all its conditions have happened, or any of them where the definition says
    so, by the same rules as on the page of a case (`casework.progress`).
    """
    done = [_done_sql(step, definition, values) for step in definition.steps]
    return f"least({', '.join(['null::date', *(day for day in done if day)])})"


def _done_sql(step: Step, definition: Definition, values: Values) -> str:
    facts = {condition.fact for condition in step.done}
    if facts <= AT_ENROLMENT or (facts & READY_ANYWAY and not step.any_of_done):
        return ""
    read = [each for each in step.done if each.fact not in READY_ANYWAY]
    is_mapped = StepFact.MAPPING_CONFIRMED in facts and not step.any_of_done
    days = [_day_sql(each, definition, values, is_mapped=is_mapped) for each in read]
    if step.any_of_done:
        done = f"least({', '.join(days)})" if days else ""
    else:
        # greatest() passes over what has not happened, so that is asked first.
        known = " and ".join(f"({day}) is not null" for day in days)
        done = f"case when {known} then greatest({', '.join(days)}) end"
    if not step.arms or not done:
        return done
    arms = _given(list(step.arms), values)
    return f"case when p.arm = any({arms}) then {done} end"


def _day_sql(
    condition: Condition, definition: Definition, values: Values, *, is_mapped: bool
) -> str:
    """The day when one condition came to hold; `is_mapped` where the step waits for the mapping
    too, so that nothing need be read of one that has only begun."""
    if condition.fact == StepFact.WAY_CHOSEN:
        since = "mapping.confirmed_on" if is_mapped else _WAY_CHOSEN
        return f"case when p.way <> '' then {since} end"
    if condition.fact == StepFact.MILESTONE_REACHED:
        return f"reached.{_named(condition.milestone, values)}"
    if condition.fact == StepFact.WORK_STARTED:
        kinds = sorted(kind.value for kind in condition.work or EMPLOYED)
        if (condition.percent or 0) <= 1:
            return f"at_work_{_named(kinds, values)}.began_on"
        return f"worked_{_named(kinds, values)}_{_named(condition.percent, values)}.began_on"
    if condition.fact == StepFact.SUPPLY_REACHED:
        made_of = (_named(each, values) for each in _narrowed(condition, definition))
        least = _named(max(condition.percent or 0, 1), values)
        return f"supplied_{'_'.join(made_of)}_{least}.reached_on"
    if condition.activities and condition.fact in _OF_ACTIVITIES:
        wanted = _named(list(condition.activities), values)
        return f"{_OF_ACTIVITIES[condition.fact]}_{wanted}.first_on"
    return _HAPPENED[condition.fact]


def _narrowed(
    condition: Condition, definition: Definition
) -> tuple[list[str] | None, list[str] | None]:
    """Which activities of the catalogue and which kinds of work an extent is made of; None is all
    of them."""
    if not condition.activities and not condition.work:
        return None, None
    alike = [each.key for each in definition.activities if kind_of(each.kind) in condition.work]
    return [*condition.activities, *alike], [kind.value for kind in condition.work]


def _given(value: object, values: Values) -> str:
    """The place of a parameter of its own."""
    return f"%({_named(value, values)})s"


def _named(value: object, values: Values) -> str:
    """The name of a parameter of its own."""
    name = f"given_{len(values)}"
    values[name] = value
    return name


def step_parts(text: str) -> dict[str, str]:
    """What must be joined for the columns of `steps_sql` in this text, by name."""
    found = {}
    keys = dict.fromkeys(re.findall(r"\breached\.(\w+)", text))
    if keys:
        first = (f"min(starts_on) filter (where key = %({key})s) as {key}" for key in keys)
        wanted = ", ".join(f"%({key})s" for key in keys)
        found["reached"] = _REACHED.format(first=", ".join(first), wanted=wanted)
    for name, kinds in re.findall(r"\b(at_work_(given_\d+))\.", text):
        found[name] = _AT_WORK.format(kinds=kinds)
    for name, kinds, least in re.findall(r"\b(worked_(given_\d+)_(given_\d+))\.", text):
        found[name] = _WORKED.format(kinds=kinds, least=least)
    for name, keys, kinds, least in re.findall(
        r"\b(supplied_(given_\d+)_(given_\d+)_(given_\d+))\.", text
    ):
        found[name] = _SUPPLIED.format(keys=keys, kinds=kinds, least=least, doing=_DOING)
    for fact, name in _OF_ACTIVITIES.items():
        for part, keys in re.findall(rf"\b({name}_(given_\d+))\.", text):
            found[part] = _ACTIVITY[fact].format(keys=keys)
    named = {name: part for name, part in _BY_NAME.items() if re.search(rf"\b{name}\.", text)}
    return found | named


_REACHED = """
    select participation_id, {first}
    from casework_milestone
    where owner_id = %(owner)s and struck_at is null and key in ({wanted})
    group by participation_id"""
_FOUND = """
    select participation_id, min(starts_on) as found_on
    from casework_workperiod
    where owner_id = %(owner)s and struck_at is null and is_found_workplace
    group by participation_id"""
# Any employment, however small.
_AT_WORK = """
    select participation_id, min(starts_on) as began_on
    from casework_workperiod
    where owner_id = %(owner)s and struck_at is null and kind = any(%({kinds})s)
    group by participation_id"""
# Employments at the same time are added up, as on the page of the case: what has begun by a day
# less what has ended before it. Whoever has not got as much in all of them together is not looked
# at.
_WORKED = """
    select participation_id, min(day) as began_on
    from (
        select participation_id, day,
            sum(change * percent) over (partition by participation_id order by day) as worked
        from (
            with periods as (
                select participation_id, percent, starts_on, ends_on from casework_workperiod
                where owner_id = %(owner)s and struck_at is null and kind = any(%({kinds})s)
                    and participation_id in (
                        select participation_id from casework_workperiod
                        where owner_id = %(owner)s and struck_at is null
                            and kind = any(%({kinds})s)
                        group by participation_id having sum(percent) >= %({least})s))
            select participation_id, percent, starts_on as day, 1 as change from periods
            union all
            select participation_id, percent, ends_on + 1, -1 from periods where ends_on is not null
        ) moves
    ) days where worked >= %({least})s group by participation_id"""
# A step may be narrowed to certain activities of the catalogue.
_OF_ACTIVITIES = {StepFact.ACTIVITY_STARTED: "started", StepFact.ACTIVITY_COMPLETED: "completed"}
_ACTIVITY = {
    StepFact.ACTIVITY_STARTED: """
    select participation_id, min(coalesce(starts_on, ends_on)) as first_on
    from casework_activity
    where owner_id = %(owner)s and catalogue_key = any(%({keys})s)
        and status in ('ongoing', 'completed', 'interrupted')
    group by participation_id""",
    StepFact.ACTIVITY_COMPLETED: """
    select participation_id, min(coalesce(ends_on, starts_on)) as first_on
    from casework_activity
    where owner_id = %(owner)s and catalogue_key = any(%({keys})s) and status = 'completed'
    group by participation_id""",
}
_DOING = ", ".join(f"'{kind}'" for kind in sorted(DOING))
# Arbetsutbud: activities of the catalogue and work periods, as `casework.supply` adds them up.
_SUPPLIED = """
    with stretches as (
        select participation_id, starts_on as first_on,
            case when ends_on is null and status <> 'ongoing' then starts_on else ends_on end
                as last_on,
            minutes_per_week * 100.0 / 2400 as percent, true as is_listed, '' as kind
        from casework_activity
        where owner_id = %(owner)s and status in ('ongoing', 'completed', 'interrupted')
            and starts_on is not null and minutes_per_week > 0
            and (%({keys})s::text[] is null or catalogue_key = any(%({keys})s::text[]))
        union all
        select participation_id, starts_on, ends_on, percent, false, kind
        from casework_workperiod
        where owner_id = %(owner)s and struck_at is null and percent > 0
            and (%({kinds})s::text[] is null or kind = any(%({kinds})s::text[])))
    select participation_id, min(first_on) as reached_on
    from (
        select day.participation_id, day.first_on
        from (select distinct participation_id, first_on from stretches) day
        join stretches s on s.participation_id = day.participation_id
            and s.first_on <= day.first_on and (s.last_on is null or s.last_on >= day.first_on)
        group by day.participation_id, day.first_on
        having round(greatest(
                coalesce(sum(s.percent) filter (where s.is_listed), 0),
                coalesce(sum(s.percent) filter (
                    where not s.is_listed and s.kind in ({doing})), 0)), 1)
            + coalesce(sum(s.percent) filter (
                where not s.is_listed and s.kind not in ({doing})), 0) >= %({least})s
    ) enough group by participation_id"""
# A mapping or a plan that is not confirmed counts here too.
_BEGUN = """
    select participation_id, (min(created_at) at time zone 'Europe/Stockholm')::date as begun_on
    from casework_mapping
    where owner_id = %(owner)s
    group by participation_id"""
_ANCHORED = """
    select participation_id, min(anchored_on) as anchored_on
    from casework_plan
    where owner_id = %(owner)s and anchored_on is not null
    group by participation_id"""
# The newest that has not been taken back; she may have said no in it.
_CONSENTED = """
    select distinct on (participation_id) participation_id,
        case when not refused then given_on end as given_on
    from participants_consent
    where owner_id = %(owner)s and kind = 'secrecy' and withdrawn_at is null
    order by participation_id, given_on desc, created_at desc"""
# What the receiver has told, and what it has confirmed by itself and handed out.
_TAKEN_OVER = """
    select participation_id, min(confirmed_on) as confirmed_on
    from (
        select participation_id, receiver_confirmed_on as confirmed_on
        from casework_exit
        where owner_id = %(owner)s and receiver_confirmed_on is not null
        union all
        select participation_id, confirmed_on
        from casework_takeover
        where owner_id = %(owner)s or id in (
            select item_id from participants_disclosure
            where item_kind = 'takeover' and receiver_id = %(owner)s and closed_at is null
                and (valid_to is null or valid_to >= (now() at time zone 'Europe/Stockholm')::date))
    ) told group by participation_id"""
_BY_NAME = {
    "found": _FOUND,
    "begun": _BEGUN,
    "anchored": _ANCHORED,
    "consented": _CONSENTED,
    "taken_over": _TAKEN_OVER,
}
_WAY_CHOSEN = "coalesce(mapping.confirmed_on, begun.begun_on, p.enrolled_on)"
# Where each thing that can have happened is found in the query above.
_HAPPENED = {
    # Whoever is enrolled has been referred and taken in, on that day at the latest.
    StepFact.REFERRED: "p.enrolled_on",
    StepFact.TAKEN_IN: "p.enrolled_on",
    StepFact.ENROLLED: "p.enrolled_on",
    StepFact.CONSENT_GIVEN: "consented.given_on",
    StepFact.MAPPING_STARTED: "begun.begun_on",
    StepFact.MAPPING_CONFIRMED: "mapping.confirmed_on",
    StepFact.PLAN_CONFIRMED: "plan.confirmed_on",
    StepFact.PLAN_ANCHORED: "anchored.anchored_on",
    StepFact.RECEIVER_CONFIRMED: "taken_over.confirmed_on",
    StepFact.ACTIVITY_STARTED: "activity.began_on",
    StepFact.ACTIVITY_COMPLETED: "activity.completed_on",
    StepFact.CLOSING_HELD: "leaving.conversation_on",
    StepFact.WORKPLACE_FOUND: "found.found_on",
}
