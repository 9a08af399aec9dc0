"""This file is where some of the cases get more than notes and a plan: work, milestones and
questionnaires; and where the way in and an area's target group are filled. Made from the cases
that are there, in SQL, so that dates follow theirs.
"""

from scripts.bench.tables import Connection, add
from scripts.bench.world import Run, World, account, organisation
from stegvis.casework.models import (
    AreaEntry,
    AreaTriage,
    CriterionJudgement,
    InstrumentAnswer,
    Intake,
    Milestone,
    Referral,
    WorkPeriod,
)
from stegvis.participants.models import Benefit
from stegvis.programmes.models import ProgrammeParty
from stegvis.programmes.vocabulary import MilestoneKind, WorkKind

#: So many of the operators of each programme have cases with details.
DETAILED = 2
#: How many the target group of the bigger area and of the smaller one has.
TARGET_GROUPS = (5_000, 138)

RECORD = {"id": "gen_random_uuid()", "created_at": "now()"}
CASE = RECORD | {
    "created_by_id": "p.case_manager_id",
    "owner_id": "p.owner_id",
    "participant_id": "p.participant_id",
    "participation_id": "p.id",
}


def detail(connection: Connection, world: World) -> None:
    """Fill the details of those operators' cases. Run once: what is there stays beside it."""
    many = min(DETAILED * len(world.runs), world.sizes.organisations)
    for owner in range(many):
        values = {"owner": organisation(owner)}
        run = world.run_of(owner)
        _work(connection, values)
        _milestones(connection, run, values)
        _answers(connection, run, values)
    for owner in range(DETAILED):
        _way_in(connection, world.run_of(owner), owner)
    held = [owner for owner in range(many) if world.run_of(owner).definition.area]
    for owner, size in zip(held, TARGET_GROUPS, strict=False):
        _area(connection, world.run_of(owner), owner, size)


def _part(salt: str, of: int) -> str:
    """True for one case of so many, another one for each salt."""
    return f"hashtext(p.id::text || '{salt}') %% {of} = 0"


def _work(connection: Connection, values: dict[str, str]) -> None:
    """Every third case: half time for a month, then three quarters until it ends."""
    kinds = [kind.value for kind in WorkKind]
    given = CASE | {
        "kind": "(%(kinds)s::text[])[1 + abs(hashtext(p.id::text || s)) %% %(many)s]",
        "percent": "25 + 25 * s",
        "benefit_percent": "75 - 25 * s",
        "starts_on": "p.enrolled_on + 30 * s",
        "ends_on": "case when s = 1 then p.enrolled_on + 59 else p.ended_on end",
    }
    source = (
        "from casework_participation p cross join generate_series(1, 2) s "
        f"where p.owner_id = %(owner)s and {_part('work', 3)} "
        "and p.enrolled_on + 30 * s <= current_date"
    )
    add(connection, WorkPeriod, given, source, {**values, "kinds": kinds, "many": len(kinds)})


def _milestones(connection: Connection, run: Run, values: dict[str, str]) -> None:
    """Each of the programme's in every fourth case; a state lasts to the case's last day."""
    for rule in run.definition.milestones:
        is_state = rule.kind == MilestoneKind.STATE
        given = CASE | {
            "key": "%(key)s",
            "starts_on": "p.enrolled_on + 30",
            "ends_on": "p.ended_on" if is_state else "null::date",
        }
        source = (
            f"from casework_participation p where p.owner_id = %(owner)s and {_part(rule.key, 4)} "
            "and p.enrolled_on + 30 <= current_date"
        )
        add(connection, Milestone, given, source, {**values, "key": rule.key})


def _answers(connection: Connection, run: Run, values: dict[str, str]) -> None:
    """Each instrument in every fifth case: at enrolment, and half a year after it at each other
    moment that has come."""
    for instrument in run.definition.instruments:
        for moment in instrument.given_at:
            day = "p.enrolled_on" if moment == "enrolment" else "p.enrolled_on + 180"
            given = CASE | {
                "instrument": "%(instrument)s",
                "moment": "%(moment)s",
                "answered_on": day,
                "score": "20 + abs(hashtext(p.id::text || %(moment)s)) %% 50",
            }
            source = (
                "from casework_participation p where p.owner_id = %(owner)s "
                f"and {_part(instrument.key, 5)} and {day} <= current_date"
            )
            keys = {"instrument": instrument.key, "moment": moment}
            add(connection, InstrumentAnswer, given, source, {**values, **keys})


def _way_in(connection: Connection, run: Run, owner: int) -> None:
    """A referral and an intake for every case, one in five beside it who was not taken in, and a
    few that nobody has opened."""
    reasons = run.definition.intake.refusal_reasons
    values = {
        "owner": organisation(owner),
        "staff": account(owner, 0),
        "version": run.version,
        "route": run.definition.routes[0].source,
        "refusals": [reason.key for reason in reasons],
        "labels": [reason.label for reason in reasons],
        "many": len(reasons),
        "criterion": run.definition.target_group.criteria[0].key,
    }
    case = ("p.id", "p.participant_id", "p.enrolled_on", "from casework_participation p")
    person = ("p.id", "p.id", "current_date - 200", "from participants_participant p")
    refused = f"where p.owner_id = %(owner)s and {_part('refused', 5)}"
    for salt, (of, who, day, table), where in (
        ("admitted", case, "where p.owner_id = %(owner)s"),
        ("refused", person, refused),
        ("unopened", person, "where p.owner_id = %(owner)s order by p.id limit 30"),
    ):
        _referral(connection, salt, of, who, day, f"{table} {where}", values)
        if salt != "unopened":
            _intake(connection, salt, of, who, day, f"{table} {where}", values)
    connection.execute(
        "update casework_participation p set intake_id = md5('intake' || 'admitted' || p.id)::uuid "
        "where p.owner_id = %(owner)s",
        values,
    )
    judged = RECORD | {
        "created_by_id": "%(staff)s::uuid",
        "owner_id": "%(owner)s::uuid",
        "intake_id": "md5('intake' || 'refused' || p.id)::uuid",
        "criterion": "%(criterion)s",
        "outcome": "'not_met'",
    }
    add(connection, CriterionJudgement, judged, f"{person[3]} {refused}", values)


def _sent(salt: str, of: str, kind: str) -> dict[str, str]:
    return {
        "id": f"md5('{kind}' || '{salt}' || {of})::uuid",
        "created_at": "now()",
        "created_by_id": "%(staff)s::uuid",
        "owner_id": "%(owner)s::uuid",
        "version_id": "%(version)s::uuid",
    }


def _referral(
    connection: Connection,
    salt: str,
    of: str,
    who: str,
    day: str,
    source: str,
    values: dict[str, object],
) -> None:
    given = _sent(salt, of, "referral") | {
        "participant_id": who,
        "receiver_id": "%(owner)s::uuid",
        "route": "%(route)s",
        "handler_id": "%(staff)s::uuid",
        "status": "'sent'",
        "ground": "'consent'",
        "consent_on": f"{day} - 40",
        "sent_at": f"({day} - 40)::timestamptz",
    }
    add(connection, Referral, given, source, values)


def _intake(
    connection: Connection,
    salt: str,
    of: str,
    who: str,
    day: str,
    source: str,
    values: dict[str, object],
) -> None:
    nth = f"[1 + abs(hashtext({of}::text)) %% %(many)s]"
    is_refused = salt == "refused"
    given = _sent(salt, of, "intake") | {
        "referral_id": f"md5('referral' || '{salt}' || {of})::uuid",
        "participant_id": who,
        "status": "'not_admitted'" if is_refused else "'admitted'",
        "received_on": f"{day} - 39",
        "decided_on": f"{day} - 10",
        "decision_reason": f"(%(labels)s::text[]){nth}" if is_refused else "''",
        "refusal": f"(%(refusals)s::text[]){nth}" if is_refused else "''",
    }
    add(connection, Intake, given, source, values)


def _area(connection: Connection, run: Run, owner: int, size: int) -> None:
    """The target group of the programme's area, kept by this organisation: most of them mapped and
    triaged, nearly all with a decision on their benefit that ends within three years."""
    area = run.definition.area
    if area is None:
        return
    values = {
        "owner": organisation(owner),
        "staff": account(owner, 0),
        "version": run.version,
        "holder": area.holder,
        "places": list(area.municipalities),
        "results": [one.key for one in area.triage],
        "size": size,
    }
    maker = RECORD | {"created_by_id": "%(staff)s::uuid", "owner_id": "%(owner)s::uuid"}
    seat = RECORD | {
        "created_by_id": "%(staff)s::uuid",
        "version_id": "%(version)s::uuid",
        "organisation_id": "%(owner)s::uuid",
        "key": "%(holder)s",
        "seat": "'party'",
    }
    add(connection, ProgrammeParty, seat, "", values)
    entry = maker | {
        "participant_id": "p.id",
        "version_id": "%(version)s::uuid",
        "municipality": "(%(places)s::text[])"
        "[1 + abs(hashtext(p.id::text)) %% cardinality(%(places)s::text[])]",
        "entered_on": "current_date - 400",
        "mapped_on": f"case when {_part('mapped', 6)} then null else current_date - 300 end",
    }
    people = "from participants_participant p where p.owner_id = %(owner)s order by p.id limit "
    add(connection, AreaEntry, entry, people + "%(size)s", values)
    entries = "from casework_areaentry p where p.owner_id = %(owner)s"
    connection.execute(
        "update participants_participant q set responsible_id = %(staff)s "
        "from casework_areaentry p where p.owner_id = %(owner)s and q.id = p.participant_id",
        values,
    )
    triage = maker | {
        "entry_id": "p.id",
        "result": "(%(results)s::text[])"
        "[1 + abs(hashtext(p.id::text)) %% cardinality(%(results)s::text[])]",
        "decided_on": "current_date - 290",
    }
    add(connection, AreaTriage, triage, f"{entries} and p.mapped_on is not null", values)
    benefit = maker | {
        "participant_id": "p.participant_id",
        "kind": "'activity_compensation'",
        "extent_percent": "100",
        "starts_on": "current_date - 500",
        "ends_on": "current_date - 30 + abs(hashtext(p.id::text)) %% 1100",
    }
    add(connection, Benefit, benefit, f"{entries} and not {_part('unknown', 20)}", values)
    connection.commit()
