"""This file is where a case's facts become what the page's components show: words and colours."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from stegvis.casework.deadline import Deadline, Reminder
from stegvis.casework.known import Known, What, meeting_day
from stegvis.casework.meeting_kinds import meeting_name
from stegvis.casework.models import CareStatus, GoalStatus, MeetingStatus, Participation, Party
from stegvis.casework.overview import Action, PlanNow
from stegvis.casework.progress import Lane, SeatNow, StepStatus
from stegvis.casework.timeline import MOST_CHARACTERS, Entry, Item
from stegvis.core.dates import percent_of_full_time
from stegvis.participants.models import ConsentKind
from stegvis.programmes.definition import Definition
from stegvis.programmes.vocabulary import StepFact, Watched, WorkKind
from stegvis.web.casework.acts import act_of, url_of_act
from stegvis.web.shared.addresses import url_of
from stegvis.web.shared.days import days_left, short_date, swedish_date

_GOAL_COLORS = {
    GoalStatus.ONGOING: "info",
    GoalStatus.REACHED: "success",
    GoalStatus.NOT_STARTED: "warning",
}

_ORGANISATION_COLORS = {
    "forsakringskassan": "success",
    "arbetsformedlingen": "info",
    "region": "warning",
}

_WAITING: dict[str, str] = {
    Watched.NO_CONTACT: "Senaste kontakt {}",
    Watched.QUESTION_UNANSWERED: "Frågan ställdes {}",
    Watched.WAITING_FOR_RECEIVER: "Väntat sedan {}",
    Watched.DORMANT_END: "Vilande sedan {}",
    Reminder.ANSWER_ARRIVED: "Svaret kom {}",
    Reminder.AFTERCARE: "Senaste kontakt {}",
}


def left_of(deadline: Deadline, day: date) -> str:
    """23 dagar kvar, i morgon, i dag, försenat 3 dagar."""
    days = deadline.days_left(day)
    if deadline.watch == Reminder.ANSWER_ARRIVED:
        return "nytt"
    if days < 0:
        return f"försenat {-days} {'dag' if days == -1 else 'dagar'}"
    return "i morgon" if days == 1 else days_left(deadline.due_on)


NEAR = timedelta(days=120)
_BUTTON = timedelta(days=7)
# Dates that somebody makes by not acting say nothing until it is time to act.
_ONLY_WHEN_SHOWN = (Watched.NO_CONTACT, Watched.CONSENT_MISSING, Reminder.AFTERCARE)


def important(deadlines: Iterable[Deadline], day: date) -> list[Deadline]:
    """Those for the participant page: what is shown in Att göra, and what comes soon."""
    return [
        deadline
        for deadline in deadlines
        if deadline.is_shown(day)
        or (deadline.due_on <= day + NEAR and deadline.watch not in _ONLY_WHEN_SHOWN)
    ]


def deadline_items(
    case: Participation, deadlines: Iterable[Deadline], day: date
) -> list[dict[str, Any]]:
    """For components/deadline_list.html; a button only for what is late or close."""
    return [
        {
            "title": deadline.title,
            "note": _dated(deadline),
            "left": left_of(deadline, day),
            "color": deadline.color(day),
            "url": url_of_act(deadline, case.pk) if deadline.due_on <= day + _BUTTON else "",
            "action": act_of(deadline).label,
        }
        for deadline in deadlines
    ]


def why(deadline: Deadline) -> str:
    """One line of why it matters, with since when where somebody waits."""
    wording = _WAITING.get(deadline.watch)
    if wording and deadline.since:
        return wording.format(short_date(deadline.since)) + "."
    return deadline.sentence


def _dated(deadline: Deadline) -> str:
    return f"{swedish_date(deadline.due_on)} · {why(deadline)}"


def step_items(steps: list[StepStatus], known: Known) -> list[dict[str, Any]]:
    """For components/ways.html."""
    return [
        {
            "label": step.label,
            "note": _step_note(step, known),
            "state": step.state,
            "lanes": [
                {
                    "label": _lane_label(lane),
                    "note": _lane_note(lane),
                    "state": lane.state,
                    "first_part": lane.first_part,
                    "last_part": lane.last_part,
                }
                for lane in step.lanes
            ],
        }
        for step in steps
    ]


def _step_note(step: StepStatus, known: Known) -> str:
    if step.done_on:
        return f"klart {short_date(step.done_on)}"
    if step.state == "current" and step.entered_on:
        return f"pågår sedan {short_date(step.entered_on)}"
    if step.state == "current":
        return "nästa steg"
    return ""


_FACTS = frozenset(StepFact.values)
# A condition as a lane: what it is about, when it holds, while it is under way.
_LANE_WORDS: dict[str, tuple[str, str, str]] = {
    StepFact.MAPPING_CONFIRMED: ("Kartläggning", "klar", "pågår"),
    StepFact.WAY_CHOSEN: ("Väg", "", ""),
    StepFact.PLAN_CONFIRMED: ("Handlingsplan", "fastställd", "skrivs"),
    StepFact.PLAN_ANCHORED: ("Planen förankrad", "", ""),
    StepFact.READY_JUDGED: ("Bedömd redo", "", ""),
    StepFact.CLOSING_HELD: ("Avslutningssamtal", "", ""),
    StepFact.RECEIVER_CONFIRMED: ("Mottagaren har bekräftat", "", ""),
    StepFact.EXITED: ("Avslut", "", ""),
}


def _lane_label(lane: Lane) -> str:
    words = _LANE_WORDS.get(lane.key)
    return words[0] if words else lane.label[0].upper() + lane.label[1:]


def _lane_note(lane: Lane) -> str:
    words = _LANE_WORDS.get(lane.key)
    if lane.key in _FACTS:
        done, going = (words[1], words[2]) if words else ("", "")
        if lane.state == "done":
            text = lane.note or f"{done} {short_date(lane.until)}".strip()
            return text[0].lower() + text[1:]
        return going or "pågår" if lane.state == "current" else "återstår"
    if lane.state == "done":
        ended = lane.note if lane.note == "avbruten" else "klar"
        return f"{ended} {short_date(lane.until or lane.since)}".strip()
    if lane.state == "current":
        return f"sedan {short_date(lane.since)}" if lane.since else "pågår"
    return f"från {short_date(lane.since)}" if lane.since else "inte planerat"


def goal_items(plan: PlanNow | None, day: date) -> list[dict[str, Any]]:
    return [
        {
            "title": goal.text,
            "status": str(GoalStatus(goal.status).label).capitalize(),
            "color": _GOAL_COLORS.get(GoalStatus(goal.status), "neutral"),
            "actions": [_action(action) for action in goal.actions],
        }
        for goal in (plan.goals if plan else [])
    ]


def _action(action: Action) -> str:
    if action.done_on:
        when = f"klart {short_date(action.done_on)}"
    elif action.due_on:
        when = f"senast {short_date(action.due_on)}"
    else:
        when = ""
    who = action.responsible_name
    tail = ", ".join(part for part in (when, who) if part)
    return f"{action.text} – {tail}" if tail else action.text


def consent_rows(known: Known, definition: Definition) -> list[dict[str, Any]]:
    """For components/consent_matrix.html, read-only: the programme's receivers, and others that
    the consent names. Those who run the programme own the record and receive nothing."""
    grants = known.of(What.GRANT)
    given = {(grant.state, grant.key) for grant in grants}
    receivers = {party.organisation or party.key: party.name for party in definition.receivers()}
    receivers = {grant.state: grant.text for grant in grants} | receivers
    return [
        {
            "label": name,
            "cells": [
                {"label": category.label, "is_given": (key, category.key) in given}
                for category in definition.consent.categories
            ],
        }
        for key, name in receivers.items()
    ]


def consented_on(known: Known) -> date | None:
    """Since when anything may be handed out, or None while nothing may."""
    return max((grant.on for grant in known.of(What.GRANT) if grant.on), default=None)


def contact_items(parties: Iterable[Party]) -> list[dict[str, str]]:
    return [
        {
            "organisation": party.organisation.short_name,
            "color": _ORGANISATION_COLORS.get(party.organisation.kind, "neutral"),
            "name": party.contact.name if party.contact else party.contact_name,
            "url": url_of("directory-show", party.organisation_id),
            "seat": party.seat,
            "way": party.contact_way or (party.contact.phone if party.contact else ""),
        }
        for party in parties
    ]


def next_meeting(known: Known, definition: Definition, day: date) -> dict[str, Any] | None:
    ahead = [
        item
        for item in known.of(What.MEETING)
        if item.state == MeetingStatus.BOOKED and item.at and item.at.date() >= day
    ]
    first = min(ahead, key=lambda item: item.at or day, default=None)
    if first is None or first.at is None:
        return None
    return {
        "name": meeting_name(definition, first.key),
        "at": f"{swedish_date(meeting_day(first))} kl. {first.at:%H.%M}",
        "place": first.text,
        "url": url_of("meeting-report", known.case_id, first.ref),
    }


def entry_items(case: Participation, items: Iterable[Item]) -> list[dict[str, Any]]:
    """For components/timeline.html, in Swedish. Own entries are marked by their kind, those of
    other authorities by whose they are."""
    return [_entry(case, item, is_own=item.owner_id == case.owner_id) for item in items]


def _entry(case: Participation, item: Item, *, is_own: bool) -> dict[str, Any]:
    definition = case.version.definition
    kind = _entry_kind(item, definition)
    color = _ORGANISATION_COLORS.get(item.organisation_kind, "neutral")
    is_cut = len(item.text) >= MOST_CHARACTERS and item.entry == Entry.NOTE
    return {
        "organisation": kind if is_own else item.organisation,
        "color": _OWN_COLORS.get(Entry(item.entry), "neutral") if is_own else color,
        "at": short_date(item.on),
        "at_iso": item.on.isoformat(),
        "by": item.by,
        "kind": "" if is_own else kind,
        "text": _entry_text(item, definition) + ("…" if is_cut else ""),
        "url": url_of("note-change", case.pk, item.pk) if is_cut and is_own else "",
    }


_OWN_COLORS = {
    Entry.NOTE: "info",
    Entry.CONTACT: "info",
    Entry.MONTH: "info",
    Entry.MEETING: "info",
    Entry.ACTIVITY: "success",
    Entry.ACTIVITY_ENDED: "success",
    Entry.WORK: "success",
    Entry.WORK_ENDED: "success",
    Entry.MILESTONE: "success",
}


def _entry_kind(item: Item, definition: Definition) -> str:
    if item.entry in (Entry.NOTE, Entry.CONTACT):
        kinds = {kind.key: kind.name for kind in definition.notes.kinds}
        return kinds.get(item.key, "Anteckning")
    if item.entry == Entry.MEETING:
        return meeting_name(definition, item.key)
    return _ENTRY_KINDS[Entry(item.entry)]


_ENTRY_KINDS = {
    Entry.ACTIVITY: "Aktivitet",
    Entry.ACTIVITY_ENDED: "Aktivitet",
    Entry.WORK: "Arbetsutbud",
    Entry.WORK_ENDED: "Arbetsutbud",
    Entry.MILESTONE: "Hållpunkt",
    Entry.ANSWER: "Svar på fråga",
    Entry.MAPPING: "Kartläggning",
    Entry.PLAN: "Handlingsplan",
    Entry.READINESS: "Bedömning",
    Entry.EXIT: "Avslut",
    Entry.TAKEOVER: "Övertagande",
    Entry.FOLLOW_UP: "Uppföljning",
    Entry.CARE: "Vidare till annan verksamhet",
    Entry.CONSENT: "Samtycke",
    Entry.EMPLOYER: "Kontakt med arbetsplats",
    Entry.MONTH: "Månadens rad",
}


def _entry_text(item: Item, definition: Definition) -> str:
    """What happened in a sentence, and what was written about it."""
    lead = _entry_lead(item, definition)
    written = "" if item.entry in _NAMED else item.text
    return "\n".join(part for part in (lead, written) if part)


# What their text says stands in the sentence already.
_NAMED = (Entry.ACTIVITY, Entry.WORK, Entry.WORK_ENDED)


def _entry_lead(item: Item, definition: Definition) -> str:
    lead = _LEADS.get(Entry(item.entry))
    return lead(item, definition) if lead else ""


def _ended(item: Item, _: Definition) -> str:
    return f"{item.key} {'avbröts' if item.state == 'interrupted' else 'är genomförd'}."


def _worked(item: Item, _: Definition) -> str:
    what = f"{WorkKind(item.key).label} {item.state} %"
    where = f", {item.text}," if item.text else ""
    return f"{what}{where} {'upphörde' if item.entry == Entry.WORK_ENDED else 'började'}."


def _reached(item: Item, definition: Definition) -> str:
    names = {milestone.key: milestone.name for milestone in definition.milestones}
    return f"{names.get(item.key, item.key)}."


def _exited(item: Item, definition: Definition) -> str:
    places = {place.key: place.name for place in definition.exit.destinations}
    return f"Avslutad. Går vidare till: {places.get(item.key, item.key)}."


def _followed_up(item: Item, definition: Definition) -> str:
    moments = {moment.key: moment.name for moment in definition.follow_up.schedule}
    reached = "" if item.state == "true" else " Gick inte att nå."
    return f"{moments.get(item.key, 'Uppföljning')}.{reached}"


def _consented(item: Item, _: Definition) -> str:
    answer = "Sa nej till" if item.state == "true" else "Lämnade"
    return f"{answer} {ConsentKind(item.key).label}."


_LEADS: dict[Entry, Callable[[Item, Definition], str]] = {
    Entry.NOTE: lambda item, _: "" if item.text else "Försökte nå deltagaren.",
    Entry.ACTIVITY: lambda item, _: (
        f"{item.text} {'planeras' if item.state == 'planned' else 'började'}."
    ),
    Entry.ACTIVITY_ENDED: _ended,
    Entry.WORK: _worked,
    Entry.WORK_ENDED: _worked,
    Entry.MILESTONE: _reached,
    Entry.MEETING: lambda item, _: "" if item.state == MeetingStatus.HELD else "Uteblev.",
    Entry.MAPPING: lambda _, definition: f"{definition.mapping.name}en är fastställd.",
    Entry.PLAN: lambda _, definition: f"{definition.plan.name}en är fastställd.",
    Entry.READINESS: lambda item, _: "Bedömd redo." if item.state == "true" else "Inte redo än.",
    Entry.EXIT: _exited,
    Entry.TAKEOVER: lambda item, _: f"{item.organisation} tar över.",
    Entry.FOLLOW_UP: _followed_up,
    Entry.CARE: lambda item, _: f"{item.key}: {CareStatus(item.state).label}.",
    Entry.CONSENT: _consented,
    Entry.EMPLOYER: lambda item, _: f"{item.key}.",
}


def percent(share: float) -> str:
    """22,5 %, and 15 % without a decimal that says nothing."""
    return f"{share:g}".replace(".", ",") + " %"


def ongoing_items(known: Known, day: date) -> list[dict[str, Any]]:
    """What goes on now, activities and work, with its share of 40 hours a week."""
    activities = [
        {
            "name": item.text,
            "percent": percent(float(percent_of_full_time(item.number))) if item.number else "",
        }
        for item in sorted(known.of(What.ACTIVITY), key=lambda item: item.on or known.enrolled_on)
        if item.state == "ongoing"
    ]
    work = [
        {
            "name": WorkKind(item.key).label + (f", {item.text}" if item.text else ""),
            "percent": percent(item.number or 0),
        }
        for item in known.of(What.WORK)
        if item.on and item.on <= day and (item.until is None or item.until >= day)
    ]
    return activities + work


def seat_items(seats: Iterable[SeatNow]) -> list[dict[str, str]]:
    """The seats whose part changes on the way, and the part that they have now in this case."""
    return [
        {
            "seat": each.seat.name,
            "part": each.shift.name if each.shift else "",
            "text": each.shift.text if each.shift else each.seat.text or "",
        }
        for each in seats
    ]
