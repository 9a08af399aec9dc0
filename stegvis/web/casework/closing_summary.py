"""This file is where a closing becomes the data of its document."""

from collections.abc import Mapping, Sequence
from datetime import date

from stegvis.casework.closing import moments_now
from stegvis.casework.models import Activity, ActivityStatus, Exit, Participation, WorkPeriod
from stegvis.casework.queries import identity_of
from stegvis.core.dates import percent_of_full_time, today
from stegvis.participants.queries import hidden_name
from stegvis.web.documents.typesetting import (
    ClosingSummary,
    DoneActivity,
    Handover,
    Section,
    swedish_date,
)
from stegvis.web.documents.typesetting import Participant as Person

NOT_SET = "Inte bestämt"


def person_of(case: Participation) -> Person:
    """First name and masked number; for a protected person to all but named staff neither."""
    identity = identity_of(case.participant)
    if identity is None:
        return {"first_name": hidden_name(case.participant_id), "masked_number": ""}
    return {"first_name": identity.given_name, "masked_number": identity.masked_number}


def closing_summary(
    case: Participation,
    row: Exit,
    done: tuple[Sequence[Activity], Sequence[WorkPeriod]],
    names: Mapping[str, str],
    may_call: bool,
) -> ClosingSummary:
    definition = case.version.definition
    manager = case.case_manager.name if case.case_manager else NOT_SET
    activities, work = done
    return {
        "owner": row.owner.name,
        "programme": definition.name,
        "printed_on": today(),
        "participant": person_of(case),
        "case_manager": manager,
        "enrolled_on": case.enrolled_on,
        "exited_on": row.ended_on or NOT_SET,
        "reason": names["reason"] or NOT_SET,
        "destination": names["destination"] or NOT_SET,
        "sections": _sections(row),
        "activities": [
            *(_done(activity) for activity in activities if _was_done(activity)),
            *(_worked(period) for period in work),
        ],
        "is_plan_known": row.plan_known,
        "is_plan_anchored": row.plan_anchored,
        "plan_after": row.next_step or None,
        "handovers": _handovers(row),
        "followups": _followups(case, row, work) if may_call else [],
        "signers": [
            {"role": "Deltagare", "name": None},
            {"role": definition.words.case_manager.capitalize(), "name": manager},
        ],
    }


def _sections(row: Exit) -> list[Section]:
    sections: list[Section] = []
    if row.confirmed_at is None:
        sections.append({"title": "Utkast", "text": "Det här är inte fastställt ännu."})
    if row.summary:
        sections.append({"title": "Det här har vi gjort och sett", "text": row.summary})
    if row.own_words:
        sections.append({"title": "Med egna ord", "text": row.own_words})
    return sections


def _was_done(activity: Activity) -> bool:
    return activity.status != ActivityStatus.PLANNED


def _done(activity: Activity) -> DoneActivity:
    return {
        "what": activity.name,
        "period": period(activity),
        "extent": extent(activity) or activity.get_status_display().capitalize(),
    }


def _worked(work: WorkPeriod) -> DoneActivity:
    """Arbetsutbud; the share of benefit is nothing that the next authority needs from here."""
    kind = work.get_kind_display()
    return {
        "what": f"{kind}: {work.name}" if work.name else kind,
        "period": period(work),
        "extent": f"{work.percent} %",
    }


def _followups(case: Participation, row: Exit, work: Sequence[WorkPeriod]) -> list[date]:
    """The days that she is told of, counted from the last day, which may lie ahead."""
    found = [each.starts_on for each in work if each.is_found_workplace]
    moments = moments_now(case, [], max(found, default=None), ended_on=row.ended_on)
    first = row.ended_on or today()
    return sorted(moment.due_on for moment in moments if moment.due_on and moment.due_on >= first)


def period(activity: Activity | WorkPeriod) -> str:
    """3 mars 2026 – 30 oktober 2026; open ends are said."""
    if activity.starts_on is None:
        return "Datum saknas"
    start = swedish_date(activity.starts_on)
    return f"{start} – {swedish_date(activity.ends_on)}" if activity.ends_on else f"från {start}"


def extent(activity: Activity) -> str:
    """As it was typed, with the percentage of full time that it comes to."""
    if not activity.minutes_per_week:
        return activity.extent_text
    percent = f"{round(percent_of_full_time(activity.minutes_per_week))} %"
    return f"{activity.extent_text} ({percent})" if activity.extent_text else percent


def _handovers(row: Exit) -> list[Handover]:
    if row.receiver is None:
        return []
    on = row.receiver_confirmed_on
    return [
        {
            "organisation": row.receiver.name,
            "contact": row.receiver_contact or NOT_SET,
            "on": on if on else "Inte bekräftat ännu",
        }
    ]
