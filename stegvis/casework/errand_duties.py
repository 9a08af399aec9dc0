"""This file is where errands become things to do: what each is called, why, and until when."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.casework import queries
from stegvis.casework.deadline import Deadline
from stegvis.casework.duty import Duty, Task, task_of, waited_for
from stegvis.casework.errands import NEWS_DAYS, Errand, Kind
from stegvis.casework.models import (
    ProposalStatus,
    QuestionKind,
)
from stegvis.core.dates import today
from stegvis.participants.queries import hidden_name
from stegvis.programmes.models import definition_of
from stegvis.programmes.ways_in import route_of

NOBODY_NAMED = "Ingen namngiven"


def duty_of(one: Errand, actor: Actor, day: date) -> Duty | None:
    """The errand as something to do; none for one that is seen to elsewhere."""
    if one.kind == Kind.PROPOSAL:
        return _proposal(one, actor, day)
    if one.kind == Kind.TEAM_MEETING:
        return _team_meeting(one, day)
    told = _ERRANDS.get(one.kind)
    return told(one) if told else None


def _proposal(one: Errand, actor: Actor, day: date) -> Duty:
    """One that waits for this authority to assess, or an answer to one's own."""
    if one.owner_id == actor.organisation_id:
        deadline = _answer_to_proposal(one, day)
    else:
        deadline = _proposal_to_assess(one, day)
    name = one.who or hidden_name(one.participant_id or one.pk)
    return Duty(deadline, name, one.pk, one.about)


def _proposal_to_assess(one: Errand, day: date) -> Deadline:
    received = timezone.localtime(one.at).date() if one.at else day
    definition = definition_of(one.within_id, one.number) if one.within_id and one.number else None
    route = route_of(definition, one.place) if definition else None
    within = route.assess_within if route else None
    return task_of(
        Task.PROPOSAL,
        within.after(received) if within else received + timedelta(days=NEWS_DAYS),
        received,
        "Förslag att bedöma",
        f"Från {one.sender}. {waited_for(received, day)}",
        since=received,
    )


def _answer_to_proposal(one: Errand, day: date) -> Deadline:
    decided = one.since or day
    return task_of(
        Task.PROPOSAL_ANSWER,
        decided + timedelta(days=NEWS_DAYS),
        decided,
        "Svar på ditt förslag",
        f"{one.sender}: {ProposalStatus(one.code).label}.",
        since=decided,
    )


def _team_meeting(one: Errand, day: date) -> Duty:
    """A meeting of the team ahead, or one that nobody has said how it went."""
    at = timezone.localtime(one.at) if one.at else timezone.localtime()
    due_on = at.date()
    if due_on < day:
        said = "Mötet har varit. Skriv in besluten, eller att det ställdes in."
    else:
        cases = f"{one.number} ärende{'' if one.number == 1 else 'n'}" if one.number else "Inget"
        place = f", {one.place}" if one.place else ""
        called = f"Kallade: {one.sender}." if one.sender else "Ingen är kallad än."
        said = f"Klockan {at:%H.%M}{place}. {cases} på dagordningen. {called}"
    title = "Teammöte att skriva in" if due_on < day else "Teammöte"
    deadline = task_of(Task.TEAM_MEETING, due_on, due_on - timedelta(days=7), title, said)
    return Duty(deadline, one.about, one.pk)


def _question(one: Errand) -> Duty:
    asked_on = one.since or today()
    return Duty(
        task_of(
            Task.QUESTION,
            one.due_on or asked_on + timedelta(days=NEWS_DAYS),
            asked_on,
            QuestionKind(one.code).label.capitalize(),
            f"Från {one.sender}.",
            ref=one.pk,
            since=asked_on,
        ),
        one.who
        or one.referred
        or (queries.NAMELESS if one.participant_id or one.within_id else NOBODY_NAMED),
        one.pk,
        one.about,
    )


def _takeover(one: Errand) -> Duty:
    ended_on = one.since or today()
    return Duty(
        task_of(
            Task.TAKEOVER,
            ended_on + timedelta(days=NEWS_DAYS),
            ended_on,
            "Bekräfta att ni tar över",
            f"{one.sender} väntar på bekräftelsen.",
            ref=one.pk,
            since=ended_on,
        ),
        one.who or queries.NAMELESS,
        one.within_id or one.pk,
    )


def _extract(one: Errand) -> Duty:
    asked_on = one.since or today()
    return Duty(
        task_of(
            Task.EXTRACT,
            one.due_on or asked_on,
            asked_on,
            "Registerutdrag att granska",
            "Begärt av deltagaren." if one.code == "true" else "Begärt åt deltagaren.",
            since=asked_on,
        ),
        _own_name(one),
        one.pk,
    )


def _review(one: Errand) -> Duty:
    since = one.since or today()
    return Duty(
        task_of(
            Task.REVIEW,
            one.due_on or since,
            since,
            "Utlämnande att granska",
            f"{one.sender} lämnade ut till {one.about} utan samtycke.",
        ),
        _own_name(one),
        one.pk,
    )


def _own_name(one: Errand) -> str:
    """Somebody in the authority's own register: her name, or the reference to tell her by."""
    if one.participant_id is None:
        return NOBODY_NAMED
    return one.who or hidden_name(one.participant_id)


_ERRANDS: dict[str, Callable[[Errand], Duty]] = {
    Kind.QUESTION: _question,
    Kind.TAKEOVER: _takeover,
    Kind.EXTRACT: _extract,
    Kind.REVIEW: _review,
}
