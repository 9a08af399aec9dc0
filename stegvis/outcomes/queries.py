"""This file is where figures get their facts: one query for a programme's cases at one owner.

Facts are read in the owner's own context and every part of the query names the owner, so that it
gives nothing of another's even with row-level security off. Aggregates log nothing about
persons; listing the cases behind a figure does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, DateField, Value

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may, may_somewhere, reach_q
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework.models import Intake, Participation
from stegvis.casework.queries import listed
from stegvis.outcomes.calculate import CaseFacts, GoalRule, Promise, reads
from stegvis.outcomes.models import Analysis, Evidence, Plot, PublishedFigures
from stegvis.outcomes.tally import Flow, Group
from stegvis.programmes.journey import Step
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat
from stegvis.programmes.vocabulary import StepFact

MOST_LISTED = 200

# One row a participation. Each part reads all of the owner's rows of one kind at once and names
# the owner; the receiver's own takeover counts where it has been disclosed to the owner.
_FACTS = """
select p.id, coalesce(person.sex, 'unknown') as sex, p.enrolled_on,
    plan.confirmed_on as plan_on, ready.judged_on as ready_on,
    least(leaving.started_on, takeover.starts_on) as started_on, p.ended_on,
    leaving.destination, coalesce({leads_on}, false) as leads_on,
    leaving.plan_known, coalesce(leaving.plan_anchored, plan.is_anchored) as plan_anchored,
    registration.is_out is null as is_counted, {progressed} as progressed_on
from casework_participation p
join programmes_programmeversion v on v.id = p.version_id and v.programme_id = %(programme)s
join participants_participant person on person.id = p.participant_id and person.owner_id = %(owner)s
left join (
    select participation_id,
        min(confirmed_at at time zone 'Europe/Stockholm')::date as confirmed_on,
        nullif(bool_or(anchored_on is not null), false) as is_anchored
    from casework_plan
    where owner_id = %(owner)s and confirmed_at is not null
    group by participation_id
) plan on plan.participation_id = p.id
left join (
    select participation_id,
        min(confirmed_at at time zone 'Europe/Stockholm')::date as confirmed_on
    from casework_mapping
    where owner_id = %(owner)s and confirmed_at is not null
    group by participation_id
) mapping on mapping.participation_id = p.id
left join (
    select participation_id,
        min(starts_on) filter (where status in ('ongoing', 'completed')) as began_on,
        min(coalesce(ends_on, starts_on)) filter (where status = 'completed') as completed_on
    from casework_activity
    where owner_id = %(owner)s
    group by participation_id
) activity on activity.participation_id = p.id
left join (
    select participation_id, min(judged_on) as judged_on
    from casework_readiness judgement
    where owner_id = %(owner)s and is_ready
        and not exists (
            select from casework_readiness later
            where later.participation_id = judgement.participation_id
                and later.owner_id = %(owner)s and not later.is_ready
                and (later.judged_on, later.created_at)
                    > (judgement.judged_on, judgement.created_at))
    group by participation_id
) ready on ready.participation_id = p.id
left join casework_exit leaving on leaving.participation_id = p.id
    and leaving.owner_id = %(owner)s and leaving.confirmed_at is not null
left join (
    select participation_id, min(starts_on) as starts_on
    from casework_takeover taken
    where owner_id = %(owner)s or id in (
        select item_id from participants_disclosure
        where item_kind = 'takeover' and receiver_id = %(owner)s and closed_at is null
            and (valid_to is null or valid_to >= (now() at time zone 'Europe/Stockholm')::date))
    group by participation_id
) takeover on takeover.participation_id = p.id
left join (
    select distinct participation_id, true as is_out
    from participants_consent answer
    where owner_id = %(owner)s and kind = 'follow_up_registration'
        and (refused or withdrawn_at is not null)
        and not exists (
            select from participants_consent later
            where later.participation_id = answer.participation_id
                and later.owner_id = %(owner)s and later.kind = answer.kind
                and (later.given_on, later.created_at) > (answer.given_on, answer.created_at))
) registration on registration.participation_id = p.id
where p.owner_id = %(owner)s
"""

# Where each thing that can have happened is found in the query above.
_HAPPENED = {
    StepFact.ENROLLED: "p.enrolled_on",
    StepFact.MAPPING_CONFIRMED: "mapping.confirmed_on",
    StepFact.WAY_CHOSEN: (
        "case when p.way <> '' then coalesce(mapping.confirmed_on, p.enrolled_on) end"
    ),
    StepFact.PLAN_CONFIRMED: "plan.confirmed_on",
    StepFact.ACTIVITY_STARTED: "activity.began_on",
    StepFact.ACTIVITY_COMPLETED: "activity.completed_on",
    StepFact.CLOSING_HELD: "leaving.conversation_on",
}
#: To be judged ready, or to leave for what the programme leads to, is progress by itself; and to
#: leave for anything else is none. So a step that waits for one of them adds nothing.
_READY_ANYWAY = frozenset({StepFact.READY_JUDGED, StepFact.EXITED})
#: What has always happened when somebody is enrolled: a step of nothing else is no progress.
_AT_ENROLMENT = frozenset(
    {StepFact.REFERRED, StepFact.CONSENT_GIVEN, StepFact.TAKEN_IN, StepFact.ENROLLED}
)

# A date's place among the asked days: the first of them on which it has happened.
_PLACE = "coalesce(width_bucket({day} - 1, %(days)s::date[]), %(never)s)"
_COLUMNS = {
    "sex": "sex",
    "enrolled_on": "enrolled_on",
    "plan_confirmed_on": "plan_on",
    "ready_on": "ready_on",
    "enhanced_started_on": "started_on",
    "exited_on": "ended_on",
    "destination_counts_as_ready": "leads_on",
    "known_plan_at_exit": "plan_known",
    "anchored_at_exit": "plan_anchored",
    "counted_in_followup": "is_counted",
    "progressed_on": "progressed_on",
}
_EVENT_COLUMNS = {
    "plan_confirmed": "plan_on",
    "ready": "ready_on",
    "cooperation_started": "started_on",
}
_LAST_DAY = "(enrolled_on + make_interval(months => %(months_{n})s, days => %(days_{n})s))::date"
_KEPT = "(case when {event} <= {last_day} then {event} end)"
_BROKEN = "(case when coalesce({event} > {last_day}, true) then {last_day} + 1 end)"
_GROUPED = """
select {columns}, count(*) as number from ({facts}) facts
where enrolled_on <= %(last)s group by {places}
"""

_MOVES = """
select day, sex, sum(change) as change from (
    select greatest(p.enrolled_on, %(since)s) as day, p.participant_id, 1 as change
    from casework_participation p
    join programmes_programmeversion v
        on v.id = p.version_id and v.programme_id = %(programme)s
    where p.owner_id = %(owner)s and (p.ended_on is null or p.ended_on > p.enrolled_on)
    union all
    select greatest(p.ended_on, %(since)s), p.participant_id, -1
    from casework_participation p
    join programmes_programmeversion v
        on v.id = p.version_id and v.programme_id = %(programme)s
    where p.owner_id = %(owner)s and p.ended_on > p.enrolled_on
) moves
join participants_participant person
    on person.id = moves.participant_id and person.owner_id = %(owner)s
group by day, sex
"""


def case_facts(
    actor: Actor, version: ProgrammeVersion, versions: Sequence[ProgrammeVersion] = ()
) -> list[CaseFacts]:
    """The facts of every case that the actor's authority has in the programme, in any version.

    `versions` are all of the programme's, where they are at hand. Raises NotVisible when the
    actor may not read the programme's goals.
    """
    _may_measure(actor, version)
    sql, values = _facts_sql(actor, version, versions)
    columns = ", ".join(["id", "destination", *_COLUMNS.values()])
    with connection.cursor() as cursor:
        cursor.execute(_EVERY.format(columns=columns, facts=sql), values)
        rows = cursor.fetchall()
    names = ("destination", *_COLUMNS)
    return [
        CaseFacts(participation_id=str(pk), **dict(zip(names, row, strict=True)))
        for pk, *row in rows
    ]


_EVERY = "select {columns} from ({facts}) facts"


def case_groups(
    actor: Actor,
    version: ProgrammeVersion,
    days: Sequence[date],
    rules: Sequence[GoalRule],
    versions: Sequence[ProgrammeVersion] = (),
) -> list[Group]:
    """The same cases, grouped in the database by what these goals can tell apart on these days.

    Gives the figures that `tally.grouped(case_facts(…), …)` gives, but reads thousands of cases
    as some hundred rows. Raises NotVisible as `case_facts`.
    """
    _may_measure(actor, version)
    promises = list(dict.fromkeys(rule.promise for rule in rules if rule.promise))
    sql, values = _facts_sql(actor, version, versions)
    values |= {"days": list(days), "last": days[-1], "never": len(days)}
    fields = list(dict.fromkeys(name for rule in rules for name in reads(rule)))
    columns = [_column(name) for name in fields]
    for n, promise in enumerate(promises):
        values |= {f"months_{n}": promise.months or 0, f"days_{n}": promise.days or 0}
        names = {"event": _EVENT_COLUMNS[promise.fact], "last_day": _LAST_DAY.format(n=n)}
        columns += [_PLACE.format(day=part.format(**names)) for part in (_KEPT, _BROKEN)]
    grouped = _GROUPED.format(
        columns=", ".join(columns),
        facts=sql,
        places=", ".join(str(place + 1) for place in range(len(columns))),
    )
    with connection.cursor() as cursor:
        cursor.execute(grouped, values)
        rows = cursor.fetchall()
    return _groups(rows, [*days, None], fields, promises)


def _column(name: str) -> str:
    column = _COLUMNS[name]
    return _PLACE.format(day=column) if name.endswith("_on") else column


_NOTHING_KNOWN: dict[str, Any] = {
    "participation_id": "",
    "destination": None,
    **dict.fromkeys(_COLUMNS),
    "destination_counts_as_ready": False,
    "counted_in_followup": True,
}


def _groups(
    rows: Iterable[Sequence[Any]],
    days: Sequence[date | None],
    fields: Sequence[str],
    promises: Sequence[Promise],
) -> list[Group]:
    """The rows as groups; places become days, and the last place is never."""
    dated = [name.endswith("_on") for name in fields]
    width = len(fields)
    found = []
    for row in rows:
        facts = dict(_NOTHING_KNOWN)
        for name, is_day, value in zip(fields, dated, row, strict=False):
            facts[name] = days[value] if is_day else value
        outcomes = {
            promise: (days[row[width + 2 * n]], days[row[width + 2 * n + 1]])
            for n, promise in enumerate(promises)
        }
        found.append(Group(CaseFacts(**facts), row[-1], outcomes))
    return found


def flows(actor: Actor, version: ProgrammeVersion, since: date) -> list[Flow]:
    """Comings and goings by day and sex; everything before `since` is put on that day."""
    _may_measure(actor, version)
    values: dict[str, Any] = {
        "owner": actor.organisation_id,
        "programme": version.programme_id,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, values)
        return [Flow(day, sex, int(change)) for day, sex, change in cursor.fetchall()]


def _facts_sql(
    actor: Actor, version: ProgrammeVersion, versions: Sequence[ProgrammeVersion]
) -> tuple[str, dict[str, Any]]:
    """The query for the facts, with what each version of the programme counts as leading on and
    as a step done. All that is put into the text is written in this file."""
    known = versions or ProgrammeVersion.objects.filter(programme_id=version.programme_id)
    values: dict[str, Any] = {"owner": actor.organisation_id, "programme": version.programme_id}
    leads_on, progressed = [], []
    for n, each in enumerate(known):
        values[f"version_{n}"] = each.pk
        values[f"leading_{n}"] = [
            d.key for d in each.definition.exit.destinations if d.counts_as_ready
        ]
        is_leading = f"leaving.destination = any(%(leading_{n})s)"
        leads_on.append(f"when %(version_{n})s then {is_leading}")
        progressed.append(f"when %(version_{n})s then {_steps_sql(each.definition.steps)}")
    cases = ["case p.version_id " + " ".join(part) + " end" for part in (leads_on, progressed)]
    return _FACTS.format(leads_on=cases[0], progressed=cases[1]), values


def _steps_sql(steps: Iterable[Step]) -> str:
    """The first day on which a step was done, leaving out enrolment itself.

    A step is done when all its conditions have happened, or any of them where the definition says
    so. A condition narrowed to certain activities or to an extent is not known here, and a step
    that needs it is not counted.
    """
    done = [_done_sql(step) for step in steps]
    return f"least({', '.join(['null::date', *(day for day in done if day)])})"


def _done_sql(step: Step) -> str:
    facts = {condition.fact for condition in step.done}
    if facts <= _AT_ENROLMENT or (facts & _READY_ANYWAY and not step.any_of_done):
        return ""
    days = [
        _HAPPENED[condition.fact]
        for condition in step.done
        if condition.fact in _HAPPENED and not condition.activities and condition.percent is None
    ]
    if step.any_of_done:
        return f"least({', '.join(days)})" if days else ""
    if len(days) < len(step.done):
        return ""
    # greatest() passes over what has not happened, so that is asked first.
    known = " and ".join(f"({day}) is not null" for day in days)
    return f"case when {known} then greatest({', '.join(days)}) end"


def _may_measure(actor: Actor, version: ProgrammeVersion) -> None:
    scope = Scope(actor.organisation_id, version.programme_id)
    wanted = (Permission.GOALS_READ, Permission.FIGURES_PUBLISH)
    if not any(may(actor, permission, scope) for permission in wanted):
        raise NotVisible


def measured_programmes(actor: Actor) -> list[list[ProgrammeVersion]]:
    """The programmes that the actor's authority runs and whose goals she may read, by name; of
    each, every published version, newest first. One query."""
    run_here = ProgrammeParty.objects.filter(
        organisation_id=actor.organisation_id, seat=Seat.OPERATOR
    ).values("version__programme_id")
    versions = (
        ProgrammeVersion.objects.filter(programme_id__in=run_here, published_at__isnull=False)
        .select_related("programme")
        .order_by("programme__name", "programme_id", "-number")
    )
    found: dict[UUID, list[ProgrammeVersion]] = {}
    for version in versions:
        if may(actor, Permission.GOALS_READ, Scope(actor.organisation_id, version.programme_id)):
            found.setdefault(version.programme_id, []).append(version)
    return list(found.values())


def measured_programme(actor: Actor, key: str) -> list[ProgrammeVersion]:
    """The versions of one of them. Raises NotVisible."""
    for versions in measured_programmes(actor):
        if versions[0].programme.key == key:
            return versions
    raise NotVisible


def intake_counts(actor: Actor, version: ProgrammeVersion) -> dict[str, int]:
    """How many who were referred have come to each status, also those not taken in."""
    _may_measure(actor, version)
    rows = (
        Intake.objects.filter(
            owner_id=actor.organisation_id, version__programme_id=version.programme_id
        )
        .order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Written:
    """An analysis of an uneven figure, or evidence for a goal that is no number."""

    goal: str
    on: date
    text: str
    measure: str
    follow_up_on: date | None
    is_reached: bool
    author: str


def written(actor: Actor, version: ProgrammeVersion) -> list[Written]:
    """What the staff have written about the programme's goals, newest first. One query."""
    _may_measure(actor, version)
    own = {"owner_id": actor.organisation_id, "version__programme_id": version.programme_id}
    analyses = Analysis.objects.filter(**own).order_by()
    evidence = Evidence.objects.filter(**own).order_by()
    rows = analyses.values_list(
        "goal", "as_of", "analysis", "measure", "follow_up_on", Value(False), "created_by__name"
    ).union(
        evidence.values_list(
            "goal",
            "dated_on",
            "text",
            Value(""),
            Value(None, output_field=DateField()),
            "is_reached",
            "created_by__name",
        ),
        all=True,
    )
    return sorted((Written(*row) for row in rows), key=lambda row: row.on, reverse=True)


def pictures(keys: Iterable[str]) -> dict[str, str]:
    """The drawn plots among these keys; one that is waiting is not there."""
    drawn = Plot.objects.filter(key__in=list(keys)).exclude(svg="")
    return dict(drawn.values_list("key", "svg"))


def cases_behind(
    actor: Actor, version: ProgrammeVersion, goal: str, part: str, ids: Sequence[str], start: int
) -> list[Participation]:
    """Up to MOST_LISTED of these cases by name, those that the actor may list; logged, the list
    itself and each person in it. Raises NotVisible for those who may list none."""
    if not may_somewhere(actor, Permission.GOALS_LIST_CASES):
        raise NotVisible
    reach = reach_q(
        actor,
        Permission.GOALS_LIST_CASES,
        programme="version__programme_id",
        responsible="case_manager_id",
        team_open="version__team_open",
    )
    cases = (
        Participation.objects.visible_to(actor)
        .filter(reach, owner_id=actor.organisation_id, pk__in=list(ids))
        .select_related("participant__identity", "version__programme", "case_manager")
        .order_by("participant__identity__family_key", "pk")
    )
    found = list(cases[start : start + MOST_LISTED])
    journal().look(
        Event.CASES_LISTED,
        owner_id=actor.organisation_id,
        item_kind="goal",
        item_id=version.pk,
        detail={"goal": goal, "part": part},
    )
    listed(found)
    return found


def published(actor: Actor) -> list[PublishedFigures]:
    """Published figures of every programme in which the actor's organisation has a seat, newest
    first. Nothing but what was published is read. Raises NotVisible without the right."""
    if not may_somewhere(actor, Permission.FIGURES_READ):
        raise NotVisible
    seated = ProgrammeParty.objects.filter(organisation_id=actor.organisation_id)
    return list(
        PublishedFigures.objects.filter(programme__in=seated.values("version__programme_id"))
        .select_related("programme", "owner")
        .order_by("programme__name", "owner__name", "-as_of")
    )
