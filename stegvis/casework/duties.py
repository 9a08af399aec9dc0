"""This file is where Att göra is gathered: for each role what has a date and is hers to act on.

Each kind of source is one query (the inbox two, all that `errands` gathers one), however many
people it is about. Every person who comes into the list is logged as seen in a list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import may_somewhere
from stegvis.access.roles import RoleKey
from stegvis.casework import inbox, proposing, queries
from stegvis.casework.area import SOON_DAYS, area_dates
from stegvis.casework.deadline import Deadline, in_order, to_do
from stegvis.casework.deadlines import deadlines_of
from stegvis.casework.duty import Duty, Task, task_of, waited_for
from stegvis.casework.errand_duties import duty_of
from stegvis.casework.errands import NEWS_DAYS, Errand, Kind, errands
from stegvis.casework.happenings import known_of
from stegvis.casework.meeting_kinds import meeting_name
from stegvis.casework.models import (
    Intake,
    IntakeStatus,
    Participation,
    Referral,
    ReferralStatus,
    RegisterExtract,
)
from stegvis.programmes.definition import Definition
from stegvis.programmes.vocabulary import SeatRole, Span, Watched

MOST_CASES = 400
"""So many cases are gone through; whoever coordinates more is told so."""

AFTER_EXIT = timedelta(days=2 * 365)
"""How long after exit a case is looked at: past the last follow-up, and then it is let go."""

DRAFT_DAYS = 7


# Whoever may do any of this somewhere has people who wait for her.
_WITH_PEOPLE = (
    Permission.MAPPING_WRITE,
    Permission.INTAKE_READ,
    Permission.REFERRAL_DRAFT,
    Permission.AREA_READ,
)


def works_with_people(actor: Actor) -> bool:
    return any(may_somewhere(actor, permission) for permission in _WITH_PEOPLE)


@dataclass(frozen=True)
class Duties:
    """What is hers to do, most urgent first. `leaves_out`: she coordinates more cases than are
    gone through."""

    found: list[Duty]
    leaves_out: bool


def duties(actor: Actor, day: date) -> Duties:
    """Everything that the actor's roles make hers."""
    found: list[Duty] = []
    rows: list[Participation] = []
    if may_somewhere(actor, Permission.MAPPING_WRITE):
        rows = list(_followed(actor, day)[: MOST_CASES + 1])
        found += _of_cases(actor, rows[:MOST_CASES], day)
    waiting = errands(actor, day)
    if may_somewhere(actor, Permission.INTAKE_READ):
        found += _of_intake(actor, waiting, day)
    if may_somewhere(actor, Permission.REFERRAL_DRAFT):
        found += _of_referrals(actor, day)
    if may_somewhere(actor, Permission.AREA_READ):
        found += _of_areas(actor, day)
    found += [duty for one in waiting if (duty := duty_of(one, actor, day))]
    order = {id(deadline): n for n, deadline in enumerate(in_order(d.deadline for d in found))}
    found.sort(key=lambda duty: order[id(duty.deadline)])
    return Duties(found, len(rows) > MOST_CASES)


def _followed(actor: Actor, day: date) -> Any:
    """Cases that may ask for something: a coordinator's own first, then ongoing ones, then those
    that ended last."""
    cases = (
        Participation.objects.visible_to(actor)
        .filter(
            Q(ended_on__isnull=True)
            | Q(ended_on__gte=day - AFTER_EXIT)
            | Exists(RegisterExtract.objects.waiting().filter(participant=OuterRef("participant")))
        )
        .filter(owner_id=actor.organisation_id)
        .in_a_list()
        .select_related("owner")
        .order_by(F("ended_on").desc(nulls_first=True), "-enrolled_on", "pk")
    )
    mine = Q(case_manager_id=actor.account_id)
    if not actor.has_role(RoleKey.COORDINATOR):
        return cases.filter(mine)
    return cases.order_by(Case(When(mine, then=0), default=1), *cases.query.order_by)


def _of_cases(actor: Actor, rows: list[Participation], day: date) -> Iterable[Duty]:
    """Her own cases; for a coordinator also what the definition shows to coordinators."""
    coordinates = actor.has_role(RoleKey.COORDINATOR)
    known = known_of(actor, rows)
    seen = []
    for case in rows:
        hers = set()
        if case.case_manager_id == actor.account_id:
            hers.add(SeatRole.CASE_MANAGER)
        if coordinates:
            hers.add(SeatRole.COORDINATOR)
        due = to_do(deadlines_of(known[case.pk], case.version.definition, day), day)
        mine = [deadline for deadline in due if deadline.roles & hers]
        if mine:
            seen.append(case)
        manager = case.case_manager.name if case.case_manager else ""
        about = "" if case.case_manager_id == actor.account_id else manager
        who = queries.name_of(case.participant)
        yield from (Duty(deadline, who, case.pk, about) for deadline in mine)
    queries.listed(seen)


def _of_intake(actor: Actor, waiting: Iterable[Errand], day: date) -> Iterable[Duty]:
    """Referrals that wait for the receiver, and the meetings of one's own with people there."""
    rows = inbox.waiting(actor)
    names = {row.intake.pk: row for row in rows if row.intake}
    for row in rows:
        yield Duty(
            _intake_deadline(row, day), row.name, row.referral.pk, row.referral.owner.short_name
        )
    for meeting in waiting:
        if meeting.kind != Kind.MEETING or meeting.at is None or meeting.within_id not in names:
            continue
        arrived = names[meeting.within_id]
        at = timezone.localtime(meeting.at)
        deadline = task_of(
            Task.INTAKE_MEETING,
            at.date(),
            at.date() - timedelta(days=1),
            meeting_name(arrived.referral.version.definition, meeting.code),
            f"Klockan {at:%H.%M}" + (f", {meeting.place}" if meeting.place else ""),
            ref=meeting.pk,
        )
        if deadline.is_shown(day):
            yield Duty(deadline, arrived.name, arrived.referral.pk)


def _intake_deadline(row: inbox.Arrived, day: date) -> Deadline:
    """The route says within what time it is answered; without that, the definition's watch."""
    referral, intake = row.referral, row.intake
    definition = referral.version.definition
    received = timezone.localtime(referral.sent_at).date() if referral.sent_at else day
    routes = {route.source: route for route in definition.routes}
    route = routes.get(referral.route)
    within = (route.answer_within if route else None) or _watch_span(definition)
    due_on = within.after(received) if within else received
    title = f"Ny {definition.words.referral}"
    if intake is not None:
        title = _INTAKE_TITLES.get(IntakeStatus(intake.status), title)
        if intake.status == IntakeStatus.QUEUED:
            due_on = intake.expected_on or (
                within.after(intake.queued_on) if within and intake.queued_on else due_on
            )
    return task_of(
        Task.REFERRAL,
        due_on,
        received,
        title,
        waited_for(received, day),
        since=received,
    )


_INTAKE_TITLES = {
    IntakeStatus.RECEIVED: "Bedöm och ge besked",
    IntakeStatus.ASSESSING: "Bedöm och ge besked",
    IntakeStatus.ASKED: "Komplettering begärd",
    IntakeStatus.QUEUED: "Står i kö",
}


def _watch_span(definition: Definition) -> Span | None:
    for rule in definition.deadlines:
        if rule.watch == Watched.REFERRAL_UNANSWERED:
            return rule.after
    return None


def _of_referrals(actor: Actor, day: date) -> Iterable[Duty]:
    """Own drafts, decisions that have come, and referrals that nobody has answered in time."""
    since = day - timedelta(days=NEWS_DAYS)
    rows = list(
        Referral.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, handler_id=actor.account_id)
        .filter(
            Q(status=ReferralStatus.DRAFT)
            | Q(status=ReferralStatus.SENT, intake__isnull=True)
            | Q(status=ReferralStatus.SENT, intake__decided_on__isnull=True)
            | Q(status=ReferralStatus.SENT, intake__decided_on__gte=since)
            | Q(proposing.closed_with_proposal(actor), withdrawn_at__date__gte=since)
        )
        .select_related("intake", "version__programme", "receiver", "participant__identity")
    )
    queries.listed(rows)
    for row in rows:
        deadline = _referral_deadline(row, day)
        if deadline and deadline.is_shown(day):
            programme = row.version.programme.short_name
            yield Duty(deadline, queries.name_of(row.participant), row.pk, programme)


def _referral_deadline(row: Referral, day: date) -> Deadline | None:
    intake: Intake | None = getattr(row, "intake", None)
    if row.withdrawn_at is not None:
        closed = timezone.localtime(row.withdrawn_at).date()
        return task_of(
            Task.TAKEN_BACK,
            closed + timedelta(days=NEWS_DAYS),
            closed,
            "Utkastet är stängt",
            "Förslaget som det byggde på har dragits tillbaka. Inget har skickats.",
            since=closed,
        )
    if row.is_draft:
        begun = timezone.localtime(row.created_at).date()
        return task_of(
            Task.DRAFT,
            begun + timedelta(days=DRAFT_DAYS),
            begun,
            "Utkast som inte är skickat",
            "Kontrollera och skicka, eller ta bort det.",
        )
    if intake and intake.decided_on:
        return task_of(
            Task.DECISION,
            intake.decided_on + timedelta(days=NEWS_DAYS),
            intake.decided_on,
            f"Besked: {intake.get_status_display()}",
            f"{row.receiver.short_name} har svarat.",
            since=intake.decided_on,
        )
    definition = row.version.definition
    route = next((item for item in definition.routes if item.source == row.route), None)
    within = route.answer_within if route else None
    if within is None or row.sent_at is None:
        return None
    sent = timezone.localtime(row.sent_at).date()
    due_on = within.after(sent)
    return task_of(
        Task.DECISION,
        due_on,
        due_on,
        "Inget besked än",
        f"{row.receiver.short_name} skulle ha svarat.",
        since=sent,
    )


def _of_areas(actor: Actor, day: date) -> Iterable[Duty]:
    """The areas whose people she watches: one line each, which says how many have a date soon and
    leads to the list. Nobody is shown, so that nobody is logged. One query."""
    for area in area_dates(actor, day):
        sentence = "Ersättning som tar slut, för dem du bevakar."
        title, due_on = f"{area.soon} i målgruppen har datum inom {SOON_DAYS} dagar", area.first_on
        if due_on is None:
            title = f"{area.unknown} i målgruppen har okänt slutdatum"
            due_on = day + timedelta(days=SOON_DAYS)
        elif area.unknown:
            sentence = f"{sentence} Dessutom är slutdatum okänt för {area.unknown}."
        yield Duty(
            task_of(Task.AREA, due_on, day, title, sentence),
            area.programme.short_name,
            area.programme.pk,
        )
